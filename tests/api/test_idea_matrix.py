# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act by state: every cell of the tables in docs/ideas.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/ideas"
STATES = ("new", "discussing", "planned", "in_progress", "shipped", "declined")


class Matrix(MatrixCase):
    document = "docs/ideas.md"

    def group(self, joining, posting="everybody"):
        type(self).names += 1
        made = self.done("POST", "/api/favilla/v1/groups", self.boss, {"name": f"g{self.names}", "joining": joining, "posting": posting})
        path = f"/api/favilla/v1/groups/{made['id']}"
        act = lambda name, who: self.assertEqual(self.call("POST", f"{path}/acts", self.boss, {"act": name, "object_id": self.ids[who]}).status, 200)
        people = {role: self.person() for role in ("stranger", "proposer", "invited", "member", "banned", "moderator", "owner")}
        for role in ("proposer", "invited", "member", "moderator", "owner"):
            act("invite", people[role])
        for role in ("proposer", "member", "moderator", "owner"):
            self.done("POST", f"{path}/join", people[role])
        for role in ("moderator", "owner"):
            act(f"make_{role}", people[role])
        act("ban", people["banned"])
        return made["id"], people

    def page(self):
        type(self).names += 1
        made = self.done("POST", "/api/favilla/v1/pages", self.boss, {"name": f"page{self.names}"})
        path = f"/api/favilla/v1/pages/{made['id']}"
        people = {role: self.person() for role in ("stranger", "proposer", "analyst", "contributor", "moderator", "editor", "owner")}
        for role in ("analyst", "contributor", "moderator", "editor", "owner"):
            self.done("POST", f"{path}/team", self.boss, {"act": "invite", "account_id": self.ids[people[role]], "role": role})
            self.done("POST", f"{path}/join", people[role])
        return made["id"], people

    def idea(self, who, space, title="A bench by the river"):
        return self.done("POST", API, who, {"title": title, "text": "To sit on.", "space_id": space})

    def post_in(self, space, who):
        if space is None:
            return self.done("POST", "/api/v1/statuses", who, {"status": "Could we have a bench?"})
        name = self.done("GET", f"/api/v1/accounts/{space}", self.boss)["username"]
        return self.done("POST", "/api/v1/statuses", who, {"status": f"Could we have a bench, @{name}?"})

    def attempt(self, space, people, act, who):
        """What happens when somebody tries; what it needs is put there first."""
        draft = {"title": "A bench", "text": "Please", "space_id": space}
        if act == "propose":
            return self.call("POST", API, who, draft)
        if act in ("turn own post", "turn another's post"):
            status = self.post_in(space, who if act == "turn own post" else self.boss)
            return self.call("POST", API, who, {**draft, "status_id": status["id"]})
        idea = self.idea(people["proposer"], space)
        path = f"{API}/{idea['id']}"
        looks = {"look": "", "see changes": "/changes", "see credits": "/credits"}
        if act in looks:
            return self.call("GET", path + looks[act], who)
        if act == "vote":
            return self.call("POST", f"{path}/vote", who)
        if act == "leave credits":
            return self.call("POST", f"{path}/credits/leave", who)
        if act == "withdraw":
            return self.call("DELETE", path, who)
        if act == "set state":
            return self.call("POST", f"{path}/acts", who, {"act": "state", "state": "planned"})
        if act in ("merge", "unmerge"):
            other = self.idea(people["proposer"], space, "Another bench")
            if act == "unmerge":
                self.done("POST", f"{path}/acts", self.boss, {"act": "merge", "object_id": other["id"]})
            return self.call("POST", f"{path}/acts", who, {"act": act, "object_id": other["id"]})
        answer = self.done("POST", "/api/v1/statuses", people["proposer"], {"status": "Of wood", "in_reply_to_id": idea["id"]})
        if act == "unmark":
            self.done("POST", f"{path}/acts", self.boss, {"act": "mark", "object_id": answer["id"]})
        return self.call("POST", f"{path}/acts", who, {"act": act, "object_id": answer["id"]})

    def check(self, space, people, table, what):
        tried = 0
        for act, cells in table.items():
            for role, wanted in cells.items():
                if wanted == "-":
                    continue
                answer = self.attempt(space, people, act, None if role == "nobody" else people[role])
                self.assertEqual(ANSWERS.get(answer.status, answer.status), wanted, f"{what}, {act}, {role}: {answer.text[:200]}")
                tried += 1
        self.assertGreater(tried, 40)

    def test_of_the_house(self):
        people = {"stranger": self.person(), "proposer": self.person(), "moderator": self.person("moderator"), "admin": self.person("admin")}
        self.check(None, people, self.tables["Of the house 0"], "the house")

    def test_of_a_page(self):
        space, people = self.page()
        self.check(space, people, self.tables["Of a page 0"], "a page")

    def test_of_an_open_group(self):
        space, people = self.group("open")
        self.check(space, people, self.tables["Of a group 0"], "an open group")

    def test_of_a_group_in_which_members_begin(self):
        for joining in ("request", "invitation"):
            space, people = self.group(joining, "members")
            table = {act: dict(cells) for act, cells in self.tables["Of a group 0"].items()}
            table["propose"]["stranger"] = "no"
            self.check(space, people, table, f"a group on {joining}")

    def test_of_a_hidden_group(self):
        space, people = self.group("hidden")
        self.check(space, people, self.tables["Of a group 1"], "a hidden group")

    def test_states(self):
        table = self.tables["States 0"]
        self.assertEqual(tuple(table), (*STATES, "merged"))
        for first, cells in table.items():
            self.assertEqual(tuple(cells), STATES)
            for then, wanted in cells.items():
                idea = self.idea(self.boss, None)
                act = lambda **body: self.call("POST", f"{API}/{idea['id']}/acts", self.boss, body)
                if first == "merged":
                    self.assertEqual(act(act="merge", object_id=self.idea(self.boss, None)["id"]).status, 200)
                elif first != "new":
                    self.assertEqual(act(act="state", state=first, word="So it is").status, 200)
                answer = act(act="state", state=then, word="And so now")
                self.assertEqual(answer.status, {"yes": 200, "no": 409}[wanted], f"{first} to {then}: {answer.text}")
                if wanted == "yes":
                    self.assertEqual((answer.json["state"], answer.json["word"]), (then, "And so now"))


if __name__ == "__main__":
    unittest.main()
