# SPDX-License-Identifier: AGPL-3.0-or-later
# long: over a minute
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act by state: every cell of the tables in docs/groups.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/groups"
KINDS = ("open", "request", "invitation", "hidden")


class Matrix(MatrixCase):
    document = "docs/groups.md"
    announced = {}                                      # by group, what stands: a week holds few

    def act(self, group, who, act, object_id, text=""):
        return self.call("POST", f"{API}/{group['id']}/acts", who, {"act": act, "object_id": object_id, "text": text})

    def group(self, kind, **more):
        """One of that kind with somebody of every role in it."""
        type(self).names += 1
        made = self.done("POST", API, self.boss, {"name": f"g{self.names}", "joining": kind, "posting": "members", **more})
        people = {role: self.person() for role in ("stranger", "invited", "member", "banned", "moderator", "owner")}
        for role in ("invited", "member", "moderator", "owner"):
            self.assertEqual(self.act(made, self.boss, "invite", self.ids[people[role]]).status, 200)
        for role in ("member", "moderator", "owner"):
            self.done("POST", f"{API}/{made['id']}/join", people[role])
        for role in ("moderator", "owner"):
            self.assertEqual(self.act(made, self.boss, f"make_{role}", self.ids[people[role]]).status, 200)
        self.assertEqual(self.act(made, self.boss, "ban", self.ids[people["banned"]]).status, 200)
        if kind == "request":
            people["asking"] = self.person()
            self.done("POST", f"{API}/{made['id']}/join", people["asking"])
        return made, people

    def come_in(self, group):
        who = self.person()
        self.assertEqual(self.act(group, self.boss, "invite", self.ids[who]).status, 200)
        self.done("POST", f"{API}/{group['id']}/join", who)
        return who

    def topic(self, group, who, text="What shall we read?", **more):
        if group["joining"] == "hidden":
            return self.done("POST", "/api/v1/statuses", who, {"status": text, "group_id": group["id"], **more})
        return self.done("POST", "/api/v1/statuses", who, {"status": f"@{group['account']['username']} {text}", **more})

    def in_group(self, group, status, who):
        topics = self.done("GET", f"{API}/{group['id']}/topics?order=newest", who)
        return status["id"] in [topic["status"]["id"] for topic in topics]

    def attempt(self, group, people, act, who):
        """What happens when somebody tries; what it needs is put there first."""
        path, boss = f"{API}/{group['id']}", self.boss
        looks = {"look at the group": "", "read topics": "/topics", "search inside": "/search?q=read", "see members": "/members", "see requests": "/requests",
                 "see invitations": "/invitations", "see bans": "/bans", "see what waits": "/waiting", "see the log": "/log"}
        if act in looks:
            return self.call("GET", path + looks[act], who)
        if act == "mark as read":
            return self.call("POST", f"{path}/read", who)
        if act == "change settings":
            return self.call("PATCH", path, who, {"rules": ["Be kind"]})
        if act == "write a topic":
            return self.call("POST", "/api/v1/statuses", who, {"status": "Among us", "group_id": group["id"]})
        if act in ("welcome", "decline"):
            target = self.person()
            self.done("POST", f"{path}/join", target)
            return self.act(group, who, act, self.ids[target])
        if act in ("invite", "withdraw", "ban", "unban", "ban a moderator", "make_moderator", "make_member", "make_owner"):
            target = self.person()
            before = {"withdraw": ["invite"], "unban": ["ban"], "ban a moderator": ["make_moderator"], "make_member": ["make_moderator"]}
            for first in before.get(act, []):
                self.assertEqual(self.act(group, boss, first, self.ids[target]).status, 200)
            return self.act(group, who, act.split(" ")[0], self.ids[target])
        if act in ("approve", "refuse"):
            self.done("PATCH", path, boss, {"first_topics": 1})
            author = self.come_in(group)
            waiting = self.topic(group, author)
            self.done("PATCH", path, boss, {"first_topics": 0})
            self.assertFalse(self.in_group(group, waiting, boss))
            answer = self.act(group, who, act, waiting["id"], "Not yet")
            self.assertEqual(self.in_group(group, waiting, boss), act == "approve" and answer.status == 200)
            return answer
        if act == "trust":
            target = self.come_in(group)
            return self.act(group, who, act, self.ids[target], "known")
        if act == "unannounce":
            announced = self.announced[group["id"]]
            answer = self.act(group, who, act, announced[-1])
            if answer.status == 200:
                announced.pop()
            return answer
        topic = self.topic(group, boss)
        if act == "announce":
            answer = self.act(group, who, act, topic["id"])
            if answer.status == 200:
                self.announced.setdefault(group["id"], []).append(topic["id"])
            return answer
        if act in ("split", "merge", "move"):
            conversations = "/api/favilla/v1/conversations"
            answer = self.done("POST", "/api/v1/statuses", boss, {"status": "Something else", "in_reply_to_id": topic["id"]})
            other = self.topic(group, boss) if act == "merge" else None
            elsewhere = self.done("POST", API, boss, {"name": f"{act}{topic['id']}"}) if act == "move" else None
            if elsewhere and who in (people["moderator"], people["owner"]):
                self.done("POST", f"{API}/{elsewhere['id']}/join", who)
                self.assertEqual(self.act(elsewhere, boss, "make_moderator", self.ids[who]).status, 200)
            what = {"split": {"status_id": answer["id"]}, "merge": {"into_id": other and other["conversation_id"]}, "move": {"group_id": elsewhere and elsewhere["id"]}}
            return self.call("POST", f"{conversations}/{topic['conversation_id']}/{act}", who, what[act])
        for first in {"unpin": ["pin"], "unlock": ["lock"]}.get(act, []):
            self.assertEqual(self.act(group, boss, first, topic["id"]).status, 200)
        answer = self.act(group, who, act, topic["id"])
        self.act(group, boss, "unpin", topic["id"])          # there is room for the next one
        return answer

    def check_acts(self, kind, table):
        group, people = self.group(kind)
        tried = 0
        for act, cells in table.items():
            if act == "see requests" and kind == "hidden":
                continue
            for role, wanted in cells.items():
                if role not in people:
                    continue
                answer = self.attempt(group, people, act, people[role])
                self.assertEqual(ANSWERS.get(answer.status, answer.status), wanted, f"{kind}, {act}, {role}: {answer.text[:200]}")
                tried += 1
        self.assertGreaterEqual(tried, len(table) * len(people))

    def test_acts_in_groups_that_everybody_knows(self):
        table = self.tables["What one may do 0"]
        for kind in ("open", "request", "invitation"):
            self.check_acts(kind, table | ({name: table["invite"] for name in ("welcome", "decline")} if kind == "request" else {}))

    def test_acts_in_a_hidden_group(self):
        self.check_acts("hidden", self.tables["What one may do 1"])

    def test_coming_in(self):
        table = self.tables["Coming in 0"]
        self.assertEqual(tuple(table), KINDS)
        for kind, cells in table.items():
            group, people = self.group(kind)
            for role, wanted in cells.items():
                if wanted == "-":
                    self.assertNotIn(role, people)
                    continue
                answer = self.call("POST", f"{API}/{group['id']}/join", people[role])
                became = answer.json["membership"]["state"] if answer.status == 200 else ANSWERS[answer.status]
                self.assertEqual(became, wanted, f"{kind}, {role}: {answer.text[:200]}")

    def test_topics_and_answers(self):
        table = self.tables["Topics and answers 0"]
        for act, cells in table.items():
            posting = {"posting": "everybody"} if "everybody may" in act or "answer" in act else {}
            group, people = self.group("open", **posting)
            if "waits" in act:
                self.done("PATCH", f"{API}/{group['id']}", self.boss, {"first_topics": 1, "posting": "everybody"})
            for role, wanted in cells.items():
                if act.startswith("begin"):
                    happened = "yes" if self.in_group(group, self.topic(group, people[role]), self.boss) else "no"
                else:
                    topic = self.topic(group, self.boss)
                    if "closed" in act:
                        self.assertEqual(self.act(group, self.boss, "lock", topic["id"], "We chose poems.").status, 200)
                    answer = self.call("POST", "/api/v1/statuses", people[role], {"status": "Poems", "in_reply_to_id": topic["id"]})
                    happened = ANSWERS[answer.status]
                self.assertEqual(happened, wanted, f"{act}, {role}")

    def let_in(self, group, status):
        nodes = self.done("GET", f"/api/favilla/v1/conversations/{status['conversation_id']}", self.boss)["nodes"]
        return next(node["place"] for node in nodes if node["id"] == status["id"]) == "group"

    def test_trust(self):
        group, people = self.group("invitation")
        path = f"{API}/{group['id']}"
        self.done("PATCH", path, self.boss, {"first_topics": 1, "first_answers": 1})
        opening = self.topic(group, self.boss)

        def somebody(level):
            if level == "moderator":
                return people["moderator"]
            who = self.come_in(group)
            if level != "new":
                self.assertEqual(self.act(group, self.boss, "trust", self.ids[who], level.removeprefix("called ")).status, 200)
            return who

        def says(what, who):
            if "topic" in what:
                return self.topic(group, who)
            return self.done("POST", "/api/v1/statuses", who, {"status": "I know", "in_reply_to_id": opening["id"]})

        for act, cells in self.tables["Trust 1"].items():
            for level, wanted in cells.items():
                who = somebody(level)
                if act == "invite":
                    happened = ANSWERS[self.act(group, who, "invite", self.ids[self.person()]).status]
                elif act == "see the trust of others":
                    happened = "yes" if any(one["trust"] for one in self.done("GET", f"{path}/members", who)) else "no"
                else:
                    if "one was let in" in act:
                        before = says(act, who)
                        if not self.let_in(group, before):
                            self.assertEqual(self.act(group, self.boss, "approve", before["id"]).status, 200)
                    happened = "yes" if self.let_in(group, says(act, who)) else "no"
                self.assertEqual(happened, wanted, f"{act}, {level}")
        levels = {level: (int(cells["topics and answers that stand in the group"]), int(cells["days in it"])) for level, cells in self.tables["Trust 0"].items()}
        rules = self.done("GET", path, somebody("new"))["membership"]["trust"]["rules"]
        self.assertEqual({"new": (0, 0)} | {rule["level"]: (rule["said"], rule["days"]) for rule in rules}, levels)

    def test_visibility(self):
        table = self.tables["Visibility 0"]
        for what, cells in table.items():
            hidden = "hidden" in what
            group, people = self.group("hidden" if hidden else "open")
            author, left = people["owner"], people["moderator"]
            follower, named = self.person(), self.person()
            self.done("POST", f"/api/v1/accounts/{self.ids[author]}/follow", follower)
            more = {"visibility": "unlisted"} if "unlisted" in what else {}
            status = self.topic(group, author, f"Come, @{named}", **more)
            if what.startswith("an answer"):
                status = self.done("POST", "/api/v1/statuses", people["owner"], {"status": f"And @{named}", "in_reply_to_id": status["id"], "visibility": "public"})
            self.assertEqual(status["visibility"], "private" if hidden else more.get("visibility", "public"))
            self.done("POST", f"{API}/{group['id']}/leave", left)
            viewers = people | {"nobody": None, "follower of the author": follower, "named, no member": named, "left": left}
            for viewer, wanted in cells.items():
                who = viewers[viewer]
                self.assertEqual(ANSWERS[self.call("GET", f"/api/v1/statuses/{status['id']}", who).status], {"no": "absent"}.get(wanted, wanted), f"{what}, {viewer}")
                conversation = self.call("GET", f"/api/favilla/v1/conversations/{status['conversation_id']}", who)
                self.assertEqual(ANSWERS[conversation.status], {"no": "absent"}.get(wanted, wanted), f"the conversation of {what}, {viewer}")
                lists = [f"/api/v1/accounts/{self.ids[author]}/statuses", f"/api/v1/statuses/{status['id']}/context"]
                lists += ["/api/v1/timelines/home", "/api/v1/notifications"] if who else []
                if wanted == "no":
                    for path in lists:
                        self.assertNotIn(status["id"], self.call("GET", path, who).text, f"{what}, {viewer}: {path}")


if __name__ == "__main__":
    unittest.main()
