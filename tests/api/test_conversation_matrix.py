# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act by state: every cell of the tables in docs/conversations.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/conversations"
STATES = {"open": (), "closed": ("close",), "split off": ("split",)}
CHANGING = {"close", "open", "split off a branch", "join it to another", "move it to another group"}
ANSWERED = ANSWERS | {401: "no", 422: "wrong"}


class Matrix(MatrixCase):
    document = "docs/conversations.md"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {role: cls.person() for role in ("opener", "author", "other", "blocked", "in charge")}
        cls.people["nobody"] = None
        cls.call("POST", f"/api/v1/accounts/{cls.ids[cls.people['blocked']]}/block", cls.people["opener"])
        cls.groups = [cls.group(), cls.group()]

    @classmethod
    def group(cls):
        """One that everybody is in, and one looks after."""
        cls.names += 1
        made = cls.call("POST", "/api/favilla/v1/groups", cls.boss, {"name": f"g{cls.names}", "joining": "open"}).json
        for role in ("opener", "author", "other", "blocked", "in charge"):
            cls.call("POST", f"/api/favilla/v1/groups/{made['id']}/join", cls.people[role])
        cls.call("POST", f"/api/favilla/v1/groups/{made['id']}/acts", cls.boss, {"act": "make_moderator", "object_id": cls.ids[cls.people["in charge"]]})
        return made

    def say(self, role, text, to=None, **more):
        return self.done("POST", "/api/v1/statuses", self.people[role], {"status": text, **({"in_reply_to_id": to["id"]} if to else {}), **more})

    def conversation(self, state, group):
        """What the opener began and an author went on with, in that state: its id, what opened it and an answer in it."""
        root = self.say("opener", f"@{group['account']['username']} What shall we read?" if group else "What shall we read?")
        branch = self.say("author", "Poems", root)
        leaf = self.say("author", "Or plays", branch)
        keeper = "in charge" if group else "opener"
        for act in STATES[state]:
            if act == "close":
                self.done("POST", f"{API}/{root['conversation_id']}/close", self.people["opener"], {"summary": "Poems"})
            else:
                made = self.done("POST", f"{API}/{root['conversation_id']}/split", self.people[keeper], {"status_id": branch["id"]})
                return made["id"], branch, leaf
        return root["conversation_id"], root, branch

    def attempt(self, act, who, place, other=None):
        conversation, root, answer = place
        path = f"{API}/{conversation}"
        if act == "read it":
            return self.call("GET", path, who)
        if act.startswith("answer"):
            return self.call("POST", "/api/v1/statuses", who, {"status": "Both", "in_reply_to_id": (root if act == "answer what opened it" else answer)["id"]})
        if act == "join it to another":
            return self.call("POST", f"{path}/merge", who, {"into_id": other})
        if act == "move it to another group":
            return self.call("POST", f"{path}/move", who, {"group_id": self.groups[1]["id"]})
        if act == "take the mark back":
            return self.call("DELETE", f"{path}/answer", who)
        asked = {"close": ("close", {}), "open": ("open", {}), "split off a branch": ("split", {"status_id": answer["id"]}), "mark what answered": ("answer", {"status_id": answer["id"]}),
                 "say how far one has read": ("read", {"status_id": answer["id"]})}
        if act == "see what came since":
            return self.call("GET", f"{path}/catch_up", who)
        return self.call("POST", f"{path}/{asked[act][0]}", who, asked[act][1])

    def check(self, table, group):
        tried = 0
        other = self.conversation("open", group)
        for row, cells in table.items():
            act, state = row.split(", ")
            place = None
            for role, wanted in cells.items():
                place = place or self.conversation(state, group)
                answer = self.attempt(act, self.people[role], place, other[0])
                if answer.status == 200 and act in CHANGING:
                    place = None                             # the next one finds it as it was
                happened = ANSWERED.get(answer.status, answer.status)
                self.assertEqual(happened, wanted, f"{row}, {role}: {answer.text[:200]}")
                tried += 1
        self.assertEqual(tried, sum(len(cells) for cells in table.values()))
        self.assertEqual({row.split(", ")[1] for row in table}, set(STATES), "every state is in the table")

    def test_acts_outside_groups(self):
        self.check(self.tables["Outside groups 0"], None)

    def test_acts_in_a_group(self):
        self.check(self.tables["In a group 0"], self.groups[0])

    def test_what_came_of_it(self):
        """The state that an act leaves behind, whoever reads."""
        table = self.tables["What becomes of it 0"]
        for act, cells in table.items():
            for state, wanted in cells.items():
                if wanted == "-":
                    continue
                place = self.conversation(state, None)
                who = self.people["author" if state == "split off" else "opener"]
                self.assertEqual(self.attempt(act, who, place).status, 200, f"{act}, {state}")
                self.assertEqual(self.done("GET", f"{API}/{place[0]}")["state"], wanted, f"{act}, {state}")


if __name__ == "__main__":
    unittest.main()
