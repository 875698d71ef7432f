#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""The demo's two efforts: the book fair really brought visits, and is found; the posters fell into the weeks of a film on television that
brought visits to everybody, and are not credited with them, though without the control they would be. And all that is computed of the demo is
the same, to the byte, however many compute it at once."""
import concurrent.futures
import datetime
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402

EFFORTS = "/api/favilla/v1/efforts"
PLANTED = 22 * 14                                       # visits that the fair brings


class DemoEfforts(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(demo=True)
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("lanterna", "read write admin:read admin:write")

    def effort(self, kind):
        line, = (one for one in self.ask("GET", EFFORTS, self.token) if one["kind"] == kind)
        return self.ask("GET", f"{EFFORTS}/{line['id']}", self.token)

    def begin_anew(self, threads):
        """With so many threads, what efforts brought forgotten, and everything sorted again."""
        self.server.stop()
        self.server.execute("DELETE FROM effort_ends", "DELETE FROM effort_points", "DELETE FROM effort_results")
        self.server.environment |= {"FAVILLA_SERVER_THREADS": str(threads), "FAVILLA_SERVER_WORKERS": str(threads)}
        self.server.start()
        self.server.command("integrity", "run", "--json")

    def figures(self):
        """Whatever is computed of what people wrote and of the visits, of days that are over."""
        page = self.server.get("/api/v1/accounts/lookup", {"acct": "lanterna"}).json["id"]
        last = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=2)
        days = f"from={last - datetime.timedelta(days=60)}&to={last}"
        opened = self.ask("GET", f"/api/favilla/v1/measures/conversations?scope=house&{days}&limit=8", self.token)
        site = self.ask("GET", "/api/favilla/v1/visits/sites", self.token)["sites"][0]["host"]
        scopes = ("house", f"page:{page}", *(f"effort:{one['id']}" for one in self.ask("GET", EFFORTS, self.token)))
        return [*(f"/api/favilla/v1/measures{kind}?scope={scope}&{days}" for scope in scopes for kind in ("", "/lifetime")),
                f"/api/favilla/v1/measures/export?scope=house&{days}&format=csv", f"/api/favilla/v1/visits?site={site}&{days}",
                f"/api/favilla/v1/pages/{page}/posture", f"/api/favilla/v1/integrity/parts?{days}", "/@lanterna/posture",
                *(f"/api/favilla/v1/conversations/{one['conversation_id']}" for one in opened)]

    def told(self, threads, cookies):
        """Each figure's bytes, as every one of so many who ask at once is told them."""
        paths = self.figures()

        def ask(place):
            found = {}
            for path in paths[place % len(paths):] + paths[:place % len(paths)]:
                signed = {"headers": {"Cookie": cookies}} if path.startswith("/@") else {"token": self.token}
                answer = self.server.request("GET", path, **signed)
                self.assertEqual(answer.status, 200, f"{path}: {answer.text}")
                found[path] = answer.body
            return found

        def compute(effort):
            self.server.request("POST", f"{EFFORTS}/{effort}/compute", token=self.token)

        efforts = [one["id"] for one in self.ask("GET", EFFORTS, self.token)]
        with concurrent.futures.ThreadPoolExecutor(threads + 1) as askers:
            list(askers.map(compute, efforts * threads))
            checked = askers.submit(self.server.command, "check")
            answers = list(askers.map(ask, range(0, 3 * threads, 3)))
        for other in answers[1:]:
            for path in paths:
                self.assertEqual(other[path], answers[0][path], path)
        for effort in efforts:
            found = wait_until(lambda effort=effort: (one := self.ask("GET", f"{EFFORTS}/{effort}", self.token)) and not one["computing"] and one)
            answers[0][effort] = json.dumps(found["result"] and {**found["result"], "id": None, "computed_at": None})
        return {**answers[0], "check": checked.result().stdout}

    def test_all_that_is_computed_is_the_same_to_the_byte_with_1_2_and_8_threads(self):
        browser = Browser(self.server.url)
        browser.sign_in("lanterna", "lanterna")         # once: a page's forms are of the session
        cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        found = {}
        for threads in (1, 2, 8):
            self.begin_anew(threads)
            found[threads] = self.told(threads, cookies)
        self.assertGreater(len(found[1]), 20)
        self.assertTrue(any('"cumulative"' in str(said) for said in found[1].values()))
        for threads in (2, 8):
            self.assertEqual(found[threads].keys(), found[1].keys())
            for what, said in found[1].items():
                self.assertEqual(found[threads][what], said, f"{what} with {threads} threads")

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
