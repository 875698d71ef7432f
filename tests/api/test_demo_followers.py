# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""The demo's pages are followed from servers that do not exist, and nothing is ever sent to them; one of its groups has all that a group may have."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402


class DemoFollowers(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(demo=True)
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("lanterna", "read write admin:read admin:write")

    def test_followers_by_origin_are_there_and_no_delivery_is_made(self):
        servers = self.ask("GET", "/api/favilla/v1/growth", self.token)["servers"]
        named = [one["host"] for one in servers if one["host"]]  # those of few are told together
        self.assertEqual(len(named), 4)
        self.assertTrue(all(host.endswith(".example") for host in named), named)
        # What its pages write from now on goes to nobody outside: no place is known where they would take anything in.
        said = self.server.post("/api/v1/statuses", {"status": "To all who follow"}, token=self.token).json

        def is_told():
            state = self.server.get("/api/favilla/v1/jobs", token=self.token).json
            return state["events"] == 0 and state["running"] == 0
        wait_until(is_told)
        told = self.ask("GET", f"/api/favilla/v1/statuses/{said['id']}/deliveries", self.token)
        self.assertEqual((told["destinations"], told["totals"]["people"]), ([], 0))

    def test_a_group_has_met_and_meets_again_invites_and_has_a_branch_that_became_a_topic(self):
        group = next(one for one in self.ask("GET", "/api/favilla/v1/groups", self.token) if one["account"]["username"] == "giallisti")
        events = f"/api/favilla/v1/events?group_id={group['id']}"
        coming, (past,) = self.ask("GET", events, self.token), self.ask("GET", events + "&over=true", self.token)
        self.assertEqual(([one["group"]["id"] for one in coming], past["state"], past["counts"]["yes"]), ([group["id"]], "over", 5))
        self.assertIn("manifesto", past["picture"]["description"])
        self.assertEqual(self.server.get(past["picture"]["url"].split("localhost:8080")[1]).status, 200)
        said = self.ask("GET", f"/api/favilla/v1/conversations/{past['conversation_id']}", self.token)
        self.assertEqual(said["total"], 3, "there is talk after it")
        page = self.server.get("/groups/giallisti/events").text
        self.assertLess(page.index(coming[0]["title"]), page.index(past["title"]))
        split = [self.ask("GET", f"/api/favilla/v1/conversations/{one['status']['conversation_id']}", self.token)["split_from_id"]
                 for one in self.ask("GET", f"/api/favilla/v1/groups/{group['id']}/topics?limit=40", self.token)]
        self.assertEqual(sum(one is not None for one in split), 1)
        mine = self.ask("GET", "/api/favilla/v1/invitations", self.token)
        self.assertEqual([one["group"]["id"] for one in mine if one["group"]], [group["id"]])


if __name__ == "__main__":
    unittest.main()
