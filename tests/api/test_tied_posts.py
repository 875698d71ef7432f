#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A tie that is said of one post alone: everybody reads it there, that post counts as affiliated, and nothing else of its author does."""
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

STATUSES = "/api/v1/statuses"


class TiedPosts(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.server.create_people("ada", "bob")
        cls.page = cls.server.post("/api/favilla/v1/pages", {"name": "press", "title": "The press"}, token=cls.boss).json["id"]
        cls.root = cls.server.post(STATUSES, {"status": "What do you think?"}, token=cls.people["ada"]).json

    def post(self, who, expected=200, **fields):
        answer = self.server.post(STATUSES, {"status": "It is good", **fields}, token=self.people[who])
        self.assertEqual(answer.status, expected, answer.text)
        return answer.json

    def parts(self):
        return self.ask("GET", f"/api/favilla/v1/statuses/{self.root['id']}/parts")["answers"]

    def test_it_stands_on_the_post_and_counts_there_alone(self):
        tied = self.post("bob", in_reply_to_id=self.root["id"], tie_page_id=self.page, tie_relation="paid_by")
        free = self.post("bob", in_reply_to_id=self.root["id"], status="And I mean it")
        self.assertEqual((tied["favilla"]["tie"]["relation"], tied["favilla"]["tie"]["page"]["username"]), ("paid_by", "press"))
        self.assertNotIn("favilla", free)
        for token in (None, self.people["ada"]):                # everybody reads it, wherever the post is shown
            context = self.server.get(f"{STATUSES}/{self.root['id']}/context", token=token).json["descendants"]
            self.assertEqual([one["id"] for one in context if "tie" in one.get("favilla", {})], [tied["id"]])
        parts = self.parts()
        self.assertEqual((parts["raw"], parts["authentic"], parts["affiliated"]), (2, 1, 1))
        page = self.server.get(f"/@bob/{tied['id']}", headers={"Accept": "text/html", "Accept-Language": "it"}).text
        self.assertIn("The press", page)
        self.assertIn('"sponsor":{"@type":"Organization","name":"The press"', page)
        edited = self.server.put(f"{STATUSES}/{tied['id']}", {"status": "It is very good"}, token=self.people["bob"]).json
        self.assertEqual(edited["favilla"]["tie"]["relation"], "paid_by")  # other words take nothing back
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/integrity/accounts/{tied['account']['id']}"), {"disclosures": [], "is_affiliated": False, "coordinated": None})
        self.assertEqual(self.server.command("check").returncode, 0)

    def test_what_cannot_be_said_is_refused_and_nothing_is_posted(self):
        before = self.server.get(f"/api/v1/accounts/{self.root['account']['id']}/statuses", token=self.people["ada"]).json
        later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).isoformat()
        for fields, status in (({"tie_page_id": self.page, "tie_relation": "owns"}, 422), ({"tie_page_id": self.page}, 422), ({"tie_page_id": "12", "tie_relation": "paid_by"}, 404), ({"tie_page_id": "x", "tie_relation": "paid_by"}, 404),
                               ({"tie_page_id": self.root["account"]["id"], "tie_relation": "paid_by"}, 404), ({"tie_page_id": self.page, "tie_relation": "paid_by", "scheduled_at": later}, 422)):
            self.assertTrue(self.post("ada", status, **fields)["error"], fields)
        self.assertEqual(self.server.get(f"/api/v1/accounts/{self.root['account']['id']}/statuses", token=self.people["ada"]).json, before)
        self.assertEqual(self.server.get("/api/v1/scheduled_statuses", token=self.people["ada"]).json, [])


if __name__ == "__main__":
    unittest.main()
