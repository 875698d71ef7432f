# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act by state: every cell of the tables of introductions in docs/interests.md, tried against the real program."""
import itertools
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/introductions"
# What was done before, by whom.
STATES = {"asked": (), "one said yes": (("accept", "first"),), "made": (("accept", "first"), ("accept", "second")), "declined": (("decline", "first"),),
          "taken back": (("take it back", "introducer"),)}
ANSWERED = ANSWERS | {401: "no", 409: "late"}


class Matrix(MatrixCase):
    document = "docs/interests.md"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {"introducer": cls.person(), "other": cls.person(), "administrator": cls.boss, "nobody": None}
        agreed = [cls.person() for _ in range(13)]          # the same two are asked only once
        for who in agreed:
            cls.call("PATCH", "/api/favilla/v1/interests", who, {"introduced": True})
        cls.pairs = itertools.combinations(agreed, 2)

    def introduction(self, state):
        """One in that state, of two who were not asked before: its id, and who is who."""
        first, second = next(self.pairs)
        body = {"account_ids": [self.ids[first], self.ids[second]], "word": "You both read poems."}
        made = self.done("POST", API, self.people["introducer"], body)["made_by_me"][0]["id"]
        people = self.people | {"first": first, "second": second}
        for act, role in STATES[state]:
            self.assertEqual(self.attempt(act, people[role], made).status, 200, state)
        return made, people

    def attempt(self, act, who, introduction):
        if act == "take it back":
            return self.call("DELETE", f"{API}/{introduction}", who)
        return self.call("POST", f"{API}/{introduction}/{act}", who, {})

    def end(self, introduction):
        """Only so many are open at once."""
        self.attempt("take it back", self.people["introducer"], introduction)

    def test_acts_by_state(self):
        table = self.tables["Introductions 0"]
        self.assertEqual({row.split(", ")[1] for row in table}, set(STATES), "every state is in the table")
        for row, cells in table.items():
            act, state = row.split(", ")
            made, people = self.introduction(state)
            for role, wanted in cells.items():
                answer = self.attempt(act, people[role], made)
                self.assertEqual(ANSWERED.get(answer.status, answer.status), wanted, f"{row}, {role}: {answer.text[:200]}")
                if answer.status == 200:
                    self.end(made)
                    made, people = self.introduction(state)
            self.end(made)

    def test_what_each_sees(self):
        table = self.tables["Introductions 1"]
        self.assertEqual(set(table), set(STATES))
        for state, cells in table.items():
            made, people = self.introduction(state)
            for role, wanted in cells.items():
                seen = self.done("GET", API, people[role])
                mine = [one for one in seen["asked"] + seen["made_by_me"] if one["id"] == made]
                said = mine and mine[0].get("said")
                self.assertEqual(f"{mine[0]['state']}, said {said}" if said else mine[0]["state"] if mine else "-", wanted, f"{state}, {role}")
            self.end(made)


if __name__ == "__main__":
    unittest.main()
