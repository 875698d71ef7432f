# SPDX-License-Identifier: AGPL-3.0-or-later
"""A report that was forwarded from another server stands in the same queue, says which server speaks, and names nobody there; and what is
decided here about somebody of another server holds here."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402


class ForwardedReports(unittest.TestCase):
    def setUp(self):
        self.here, self.there = self.enterContext(Favilla()), self.enterContext(Favilla())
        self.here.create_account("vera", role="moderator")
        self.vera = self.here.create_token("vera", scopes="read write admin:read admin:write")
        self.ada, self.fred = Person(self.here, "ada"), Person(self.there, "fred")

    def admin(self, method, path, body=None):
        answer = self.here.request(method, "/api/v1/admin/" + path, body, token=self.vera)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_it_comes_into_the_queue_and_is_settled_there(self):
        ada_there = self.fred.follow(self.ada)
        post = self.fred.at_home(self.ada.write("Not nice")["uri"])
        self.fred.post("/api/v1/reports", {"account_id": ada_there["id"], "status_ids": [post["id"]], "comment": "Look at this", "forward": True})
        report = wait_until(lambda: self.admin("GET", "reports"))[0]
        self.assertEqual((report["comment"], report["target_account"]["username"]), ("Look at this", "ada"))
        self.assertEqual([one["uri"] for one in report["statuses"]], [post["uri"]])
        self.assertEqual(report["account"]["domain"], self.there.domain)
        self.assertNotIn("fred", str(report))
        told = self.here.get("/api/v1/notifications", token=self.vera).json
        self.assertEqual([(one["type"], one["report"]["id"]) for one in told], [("admin.report", report["id"])])
        self.admin("POST", f"accounts/{report['target_account']['id']}/action", {"type": "none", "text": "Please", "report_id": report["id"]})
        self.assertTrue(self.admin("GET", f"reports/{report['id']}")["action_taken"])

    def test_somebody_of_another_server_is_limited_here(self):
        fred_here = self.ada.follow(self.fred)
        post = self.ada.at_home(self.fred.write("For everybody")["uri"])
        def everywhere():
            return post["uri"] in self.here.get("/api/v1/timelines/public").text
        self.assertTrue(everywhere())
        self.admin("POST", f"accounts/{fred_here['id']}/action", {"type": "silence"})
        self.assertFalse(everywhere())
        self.ada.at_home(post["uri"])                                           # who follows reads on
        self.admin("POST", f"accounts/{fred_here['id']}/unsilence")
        self.assertTrue(everywhere())


if __name__ == "__main__":
    unittest.main()
