#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""The demo's two efforts: the book fair really brought visits, and is found; the posters fell into the weeks of a film on television that
brought visits to everybody, and are not credited with them, though without the control they would be."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

EFFORTS = "/api/favilla/v1/efforts"
PLANTED = 22 * 14                                       # visits that the fair brings


class DemoEfforts(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(domain="localhost:8080")
        demo.command("demo")
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("lanterna", "read write admin:read admin:write")

    def effort(self, kind):
        line, = (one for one in self.ask("GET", EFFORTS, self.token) if one["kind"] == kind)
        return self.ask("GET", f"{EFFORTS}/{line['id']}", self.token)

    def test_what_was_planted_is_found_and_paid(self):
        fair = self.effort("event")
        self.assertFalse(fair["declared_afterwards"])
        result = fair["result"]
        self.assertEqual(result["verdict"], "more")
        self.assertLess(result["cumulative"]["effect_lower"], PLANTED)
        self.assertGreater(result["cumulative"]["effect_upper"], PLANTED * .8)  # one visit in twelve is a robot's, and left out
        self.assertGreater(result["placebo"]["contained"] / result["placebo"]["of"], .7)
        costs = self.ask("GET", f"{EFFORTS}/{fair['id']}/costs", self.token)
        self.assertEqual(costs["total"], "169.41")      # 84 + 39.58 + 20.83 + 25
        self.assertTrue(costs["return"]["claimed"])
        self.assertGreater(costs["return"]["probability"], .9)

    def test_what_happened_at_the_same_time_is_not_claimed(self):
        posters = self.effort("campaign")
        self.assertFalse(posters["declared_afterwards"])
        self.assertEqual(posters["result"]["verdict"], "cannot_tell", posters["headline"])
        self.assertEqual(len(posters["controls"]), 1)
        self.ask("PATCH", f"{EFFORTS}/{posters['id']}", self.token, {"controls": []})
        tempted = wait_until(lambda: (found := self.effort("campaign")) and not found["computing"] and found)
        self.assertGreater(tempted["result"]["average"]["effect_lower"], 0)
        self.assertTrue(tempted["declared_afterwards"])
        self.assertEqual([(one["reason"], one["verdict"]) for one in tempted["restatements"]], [("amended", "cannot_tell")])

    def test_what_is_yet_to_begin_says_what_it_could_find(self):
        planned = self.effort("posture")
        self.assertEqual((planned["state"], planned["result"]), ("planned", None))
        self.assertTrue(planned["grounds"])


if __name__ == "__main__":
    unittest.main()
