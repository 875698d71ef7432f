# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act: every cell of the table in docs/ledger.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/ledger"
PAGE_ROLES = ("analyst", "contributor", "moderator", "editor", "owner")


class Matrix(MatrixCase):
    document = "docs/ledger.md"

    def page(self):
        type(self).names += 1
        made = self.done("POST", "/api/favilla/v1/pages", self.boss, {"name": f"page{self.names}"})
        return made["id"], f"page{self.names}"

    def people_of(self, page):
        people = {role: self.person() for role in ("stranger", "member of a group", *PAGE_ROLES)}
        people |= {"house moderator": self.person("moderator"), "admin": self.person("admin")}
        for role in PAGE_ROLES:
            self.done("POST", f"/api/favilla/v1/pages/{page}/team", self.boss, {"act": "invite", "account_id": self.ids[people[role]], "role": role})
            self.done("POST", f"/api/favilla/v1/pages/{page}/join", people[role])
        type(self).names += 1
        group = self.done("POST", "/api/favilla/v1/groups", self.boss, {"name": f"g{self.names}", "joining": "open"})
        self.done("POST", f"/api/favilla/v1/groups/{group['id']}/join", people["member of a group"])
        return people

    def attempt(self, page, name, other, act, who):
        own = {"see own ledger": ("GET", ""), "see own entries": ("GET", "/entries"), "export own ledger": ("GET", "/export"), "delete own": ("DELETE", ""), "see the method": ("GET", "/method"), "see fans": ("GET", "/fans")}
        if act in own:
            method, path = own[act]
            return self.call(method, API + path, who)
        if act == "switch own off":
            return self.call("PATCH", API, who, {"kept": False})
        if act == "see what is owed":
            return self.call("GET", f"{API}/owed?page_id={page}", who)
        if act == "see what is owed by another page":
            return self.call("GET", f"{API}/owed?page_id={other}", who)
        if act == "see what was settled":
            return self.call("GET", f"{API}/settled?page_id={page}", who)
        asker = self.person()
        post = self.done("POST", "/api/v1/statuses", asker, {"status": f"When do you open, @{name}?"})
        path = f"{API}/owed/{post['id']}/acts"
        if act == "undo":
            self.done("POST", path, self.boss, {"page_id": page, "act": "needs_none"})
        return self.call("POST", path, who, {"page_id": page, "act": {"thank": "thank", "set aside": "needs_none", "undo": "undo"}[act]})

    def test_every_cell(self):
        page, name = self.page()
        other, _ = self.page()
        people = self.people_of(page)
        table = self.tables["Who may do what 0"]
        tried = 0
        for act, cells in table.items():
            for role, wanted in cells.items():
                answer = self.attempt(page, name, other, act, people[role])
                self.assertEqual(ANSWERS.get(answer.status, answer.status), wanted, f"{act}, {role}: {answer.text[:200]}")
                tried += 1
        self.assertEqual(tried, 13 * 9)

    def test_nobody_signed_in_sees_anything_but_the_method(self):
        for path in ("", "/entries", "/export", "/owed", "/settled", "/fans"):
            self.assertEqual(self.call("GET", API + path).status, 401, path)
        self.assertEqual(self.call("GET", f"{API}/method").status, 200)

    def test_scopes_of_their_own(self):
        ada = self.person()
        token = self.server.create_token(ada, "read:statuses write:statuses")
        for method, path in (("GET", ""), ("GET", "/entries"), ("GET", "/export"), ("GET", "/owed"), ("GET", "/fans"), ("DELETE", ""), ("PATCH", "")):
            self.assertEqual(self.server.request(method, API + path, None, token=token).status, 403, path)
        narrow = self.server.create_token(ada, "read:ledger")
        self.assertEqual(self.server.request("GET", API, None, token=narrow).status, 200)
        self.assertEqual(self.server.request("DELETE", API, None, token=narrow).status, 403)

    def test_a_page_has_no_ledger_and_no_say_in_it(self):
        page, _ = self.page()
        for path in ("", "/owed", "/fans"):
            self.assertEqual(self.call("GET", API + path, self.boss, voice={"id": page}).status, 403, path)


if __name__ == "__main__":
    unittest.main()
