# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act: every cell of the table in docs/desk.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/desk"
PAGES = "/api/favilla/v1/pages"
ROLES = ("analyst", "contributor", "moderator", "editor", "owner")
HOURS = {"time_zone": "Europe/Rome", "hours": ["09:00-13:00"] * 7, "target_minutes": 120}


class Matrix(MatrixCase):
    document = "docs/desk.md"

    def setUp(self):
        type(self).names += 1
        self.handle = f"page{self.names}"
        self.page = self.done("POST", PAGES, self.boss, {"name": self.handle})["id"]
        self.people = {role: self.person() for role in ("stranger", "invited", *ROLES)}
        self.people |= {"house moderator": self.person("moderator"), "admin": self.person("admin")}
        for role in (*ROLES, "invited"):
            self.done("POST", f"{PAGES}/{self.page}/team", self.boss, {"act": "invite", "account_id": self.ids[self.people[role]], "role": "editor" if role == "invited" else role})
        for role in ROLES:
            self.done("POST", f"{PAGES}/{self.page}/join", self.people[role])
        self.colleague = self.people["moderator"]

    def waiting(self):
        """Somebody asks; their item."""
        post = self.done("POST", "/api/v1/statuses", self.person(), {"status": f"When do you open, @{self.handle}?"})
        found = self.done("GET", f"{API}?page_id={self.page}&limit=40", self.boss)
        while True:
            for item in found["items"]:
                if item["status"] and item["status"]["id"] == post["id"]:
                    return item
            found = self.done("GET", f"{API}?page_id={self.page}&limit=40&after={found['next_after']}", self.boss)

    def attempt(self, act, who):
        looks = {"see the desk": f"?page_id={self.page}", "see what is about to go out": f"/outlook?page_id={self.page}", "see its hours": f"/pages/{self.page}", "see pieces": f"/pages/{self.page}/pieces"}
        if act in looks:
            return self.call("GET", API + looks[act], who)
        looks_at_rhythm = {"see the rhythm": "rhythm", "see one's hours": "hours"}
        if act in looks_at_rhythm:
            return self.call("GET", f"{API}/pages/{self.page}/{looks_at_rhythm[act]}", who)
        if act == "choose the pace":
            return self.call("PUT", f"{API}/pages/{self.page}/pace", who, {"posts": 1, "answers": 0, "within": 0, "minutes_a_day": 30})
        if act == "plan an absence":
            return self.call("POST", f"{API}/pages/{self.page}/absences", who, {"from": self.far, "to": self.far})
        if act == "share one's figures":
            return self.call("PUT", f"{API}/pages/{self.page}/rhythm/sharing", who, {"wanted": False})
        if act == "book hours":
            return self.call("POST", f"{API}/pages/{self.page}/hours", who, {"minutes": 5})
        if act == "tell another tool":
            type(self).names += 1
            made = self.call("POST", f"/api/favilla/v1/pages/{self.page}/webhooks", who, {"address": f"http://127.0.0.1:9/{self.names}"})
            if made.status == 200:
                self.call("DELETE", f"/api/favilla/v1/pages/{self.page}/webhooks/{made.json['id']}", who)
            return made
        if act == "change hours":
            return self.call("PUT", f"{API}/pages/{self.page}", who, HOURS)
        if act == "keep filters":
            type(self).names += 1
            return self.call("POST", f"{API}/views", who, {"name": f"Filters {self.names}", "page_id": self.page, "which": "free"})
        if act == "write a piece":
            return self.call("POST", f"{API}/pages/{self.page}/pieces", who, {"title": "Address", "text": "Via Roma 7"})
        item = self.waiting()
        place = f"{API}/items/{item['id']}"
        if act == "see an item":
            return self.call("GET", place, who)
        if act == "be present":
            return self.call("POST", f"{place}/presence", who, {"doing": "looks"})
        if act == "answer":
            return self.call("POST", f"{place}/answer", who, {"status": "At nine", "last_seen_id": item["status"]["id"], "turn": item["turn"]})
        wanted = {"take": {"act": "take"}, "hand over": {"act": "hand_over", "to": self.ids[self.colleague]}, "note": {"act": "note", "text": "A friend"},
                  "snooze": {"act": "snooze", "until": self.soon}, "none needed": {"act": "none_needed", "text": "Thanks alone"}, "done": {"act": "done"}, "free a colleague's": {"act": "release"}}[act]
        if act == "free a colleague's":
            self.done("POST", f"{API}/acts", self.boss, {"act": "take", "item_ids": [item["id"]]})
        return self.call("POST", f"{API}/acts", who, {**wanted, "item_ids": [item["id"]]})

    def test_every_cell(self):
        import datetime
        self.soon = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.far = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=200)).strftime("%Y-%m-%d")      # nobody is away yet
        tried = 0
        for act, cells in self.tables["Who may do what 0"].items():
            for role, wanted in cells.items():
                answer = self.attempt(act, self.people[role])
                got = {409: "no"}.get(answer.status) if act == "free a colleague's" else None        # it is said who has it
                self.assertEqual(got or ANSWERS.get(answer.status, answer.status), wanted, f"{act}, {role}: {answer.text[:200]}")
                tried += 1
        self.assertEqual(tried, 24 * 9)

    def test_nobody_signed_in_a_page_and_narrow_tokens_see_nothing(self):
        for path in ("", "/outlook", "/pages/1", "/pages/1/pieces", "/pages/1/rhythm", "/pages/1/hours", "/items/1", "/views"):
            self.assertEqual(self.call("GET", API + path).status, 401, path)
            self.assertEqual(self.call("GET", API + path, self.boss, voice={"id": self.page}).status, 403, path)
        item = self.waiting()
        narrow = self.server.create_token(self.boss, "read:statuses write:pages read:pages")
        self.assertEqual(self.server.request("GET", API, None, token=narrow).status, 200)
        answer = self.server.request("POST", f"{API}/items/{item['id']}/answer", {"status": "At nine", "last_seen_id": item["status"]["id"], "turn": 0}, token=narrow)
        self.assertEqual(answer.status, 403)                                # whoever posts needs what posting needs
        other = self.server.create_token(self.boss, "read:statuses write:statuses")
        self.assertEqual(self.server.request("GET", API, None, token=other).status, 403)
        self.assertEqual(self.server.request("POST", f"{API}/acts", {"act": "take", "item_ids": [item["id"]]}, token=other).status, 403)


if __name__ == "__main__":
    unittest.main()
