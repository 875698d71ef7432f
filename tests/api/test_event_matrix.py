# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act by state: every cell of the tables in docs/events.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.event_case import API, local  # noqa: E402
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

STATES = {"coming": {}, "full": {"capacity": 1, "waiting_list": False}, "with a line": {"capacity": 1}, "called off": {}}
CHANGING = {"say yes", "say no", "take the answer back", "change it", "change one time", "call it off", "delete it"}
ANSWERED = ANSWERS | {401: "no", 409: "late", 422: "late"}


class Matrix(MatrixCase):
    document = "docs/events.md"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = {role: cls.person() for role in ("host", "guest", "follower", "stranger", "blocked", "member", "banned", "moderator", "owner")}
        cls.people |= {"administrator": cls.boss, "nobody": None}
        cls.call("POST", f"/api/v1/accounts/{cls.ids[cls.people['host']]}/follow", cls.people["follower"])
        cls.call("POST", f"/api/v1/accounts/{cls.ids[cls.people['host']]}/follow", cls.people["guest"])
        cls.call("POST", f"/api/v1/accounts/{cls.ids[cls.people['blocked']]}/block", cls.people["host"])
        cls.groups = {joining: cls.group(joining) for joining in ("open", "hidden")}

    @classmethod
    def group(cls, joining):
        cls.names += 1
        made = cls.call("POST", "/api/favilla/v1/groups", cls.boss, {"name": f"g{cls.names}", "joining": joining}).json["id"]
        act = lambda name, who: cls.call("POST", f"/api/favilla/v1/groups/{made}/acts", cls.boss, {"act": name, "object_id": cls.ids[cls.people[who]]})  # noqa: E731
        for role in ("host", "guest", "member", "moderator", "owner"):
            act("invite", role)
            cls.call("POST", f"/api/favilla/v1/groups/{made}/join", cls.people[role])
        act("make_moderator", "moderator")
        act("make_owner", "owner")
        act("ban", "banned")
        return made

    def event(self, state="coming", **more):
        draft = {"title": "Reading aloud", "local_start": local(), "local_end": local(hour=21), "time_zone": "Europe/Rome", "rule": "FREQ=WEEKLY", **STATES[state], **more}
        made = self.done("POST", API, self.people["host"], draft)
        self.done("PUT", f"{API}/{made['id']}/answer", self.people["guest"], {"answer": "yes"})
        if state == "called off":
            self.done("POST", f"{API}/{made['id']}/cancel", self.people["host"])
        return made

    def attempt(self, act, who, event):
        path = f"{API}/{event['id']}"
        match act:
            case "look at it": return self.call("GET", path, who)
            case "see who comes": return self.call("GET", f"{path}/answers", who)
            case "see who waits": return self.call("GET", f"{path}/answers?waiting=true", who)
            case "see who does not come": return self.call("GET", f"{path}/answers?answer=no", who)
            case "say yes": return self.call("PUT", f"{path}/answer", who, {"answer": "yes"})
            case "say no": return self.call("PUT", f"{path}/answer", who, {"answer": "no"})
            case "take the answer back": return self.call("DELETE", f"{path}/answer", who)
            case "answer its post": return self.call("POST", "/api/v1/statuses", who, {"status": "May I bring two?", "in_reply_to_id": event["status_id"]})
            case "invite somebody": return self.call("POST", f"{path}/invitations", who, {"account_ids": [self.ids[self.people["member"]]]})
            case "change it": return self.call("PATCH", path, who, {"title": "Reading softly"})
            case "change one time": return self.call("POST", f"{path}/times", who, {"at": event["next"][1]["at"], "cancelled": True})
            case "call it off": return self.call("POST", f"{path}/cancel", who)
            case "delete it": return self.call("DELETE", f"/api/v1/statuses/{event['status_id']}", who)
            case "make one": return self.call("POST", API, who, {"title": "Tea", "local_start": local(), "local_end": local(hour=21), "time_zone": "Europe/Rome", "group_id": event["id"]})
        raise KeyError(act)

    def check(self, table, make):
        """Rows are an act, or an act and a state; each cell finds the event as it was made."""
        for row, cells in table.items():
            act, _, state = row.partition(", ")
            event = None
            for role, wanted in cells.items():
                event = event or make(state)
                answer = self.attempt(act, self.people[role], event)
                if answer.status == 200 and act in CHANGING:
                    event = None
                self.assertEqual(self.said(answer), wanted, f"{row}, {role}: {answer.text[:200]}")

    @staticmethod
    def said(answer):
        """Whether it was done; of a yes also what it is worth."""
        own = answer.json.get("answer") if answer.status == 200 and isinstance(answer.json, dict) else None
        return "waits" if own and own["state"] == "waiting" else ANSWERED.get(answer.status, answer.status)

    def test_acts_by_state(self):
        table = self.tables["What one may do 0"]
        self.assertEqual({row.partition(", ")[2] for row in table}, set(STATES), "every state is in the table")
        self.check(table, self.event)

    def test_who_sees_it(self):
        self.check(self.tables["What one may do 1"], lambda visibility: self.event(visibility={"for followers": "private"}.get(visibility, visibility)))

    def test_in_a_group(self):
        for n, joining in ((2, "open"), (3, "hidden")):
            table = self.tables[f"What one may do {n}"]
            self.check({act: cells for act, cells in table.items() if act != "make one"}, lambda _, joining=joining: self.event(group_id=self.groups[joining]))
            for role, wanted in table["make one"].items():
                answer = self.attempt("make one", self.people[role], {"id": self.groups[joining]})
                self.assertEqual(self.said(answer), wanted, f"make one in a group, {joining}, {role}: {answer.text[:200]}")


if __name__ == "__main__":
    unittest.main()
