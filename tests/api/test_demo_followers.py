# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""The demo's pages are followed from servers that do not exist, and nothing is ever sent to them."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402


class DemoFollowers(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(domain="localhost:8080")
        demo.command("demo")
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("lanterna", "read write admin:read admin:write")

    def test_followers_by_origin_are_there_and_no_delivery_is_made(self):
        servers = self.ask("GET", "/api/favilla/v1/growth", self.token)["servers"]
        self.assertGreaterEqual(len(servers), 4)
        self.assertTrue(all(one["host"].endswith(".example") for one in servers), servers)
        # What its pages write from now on goes to nobody outside, and nothing waits for them.
        said = self.server.post("/api/v1/statuses", {"status": "To all who follow"}, token=self.token).json
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.token).json["waiting"] == 0)
        told = self.server.get(f"/api/favilla/v1/statuses/{said['id']}/deliveries", token=self.token)
        self.assertEqual(told.status, 200, told.text)
        self.assertNotIn(".example", told.text)


if __name__ == "__main__":
    unittest.main()
