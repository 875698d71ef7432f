# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: the demo computes for minutes under a sanitizer
"""What is about to go out, from outside: the chance is computed again from what the client API shows of the conversation and the printed model;
a word takes it off, a newcomer who is answered is counted no more; a house without history says so. Wrong input, and who sees nothing."""
import datetime
import json
import math
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402

API = "/api/favilla/v1/desk/outlook"
PAGES = "/api/favilla/v1/pages"
HOUR = 3600


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def chance(model, times, people, at):
    """docs/methods/outlook.en.md, once more."""
    minute = 1 / 60
    gaps = [(later - earlier) / HOUR + minute for earlier, later in zip(times[:-1], times[1:])][-5:]
    usual = math.exp(sum(map(math.log, gaps)) / len(gaps))
    silence = (at - times[-1]) / HOUR + minute
    ahead = 0
    for step in range(120):                              # each minute of the two hours
        hour = int((at + step * 60) // HOUR) + 72        # 1970 began on a Thursday
        ahead += model["hours"][hour % 168] / 120
    x = {"silence": silence / 2, "overdue": 1 + silence / usual, "usual": usual / 2, "messages": len(times), "people": len(people), "hour": ahead}
    odds = model["level"] + sum(pull["slope"] * (math.log(x[pull["name"]]) - pull["mean"]) for pull in model["pulls"])
    return 1 / (1 + math.exp(-odds))


class Empty(ApiCase):
    def test_without_history_it_is_said_and_nothing_is_flagged(self):
        page = self.ask("POST", PAGES, self.boss, {"name": self.name("page")})["id"]
        text = self.server.command("--language", "en", "outlook", "--fit").stdout
        self.assertIn("too little history", text)
        self.assertIn("60", text)
        told = self.ask("GET", f"{API}?page_id={page}", self.boss)
        self.assertEqual((told["outlook"]["state"], told["outlook"]["model"], told["outlook"]["reliability"]), ("too_little", None, []))
        self.assertEqual((told["newcomers_count"], told["newcomers"], told["endings"]), (0, [], []))
        self.assertEqual(self.ask("GET", API, self.boss)["endings"], [])
        printed = json.loads(self.server.command("outlook", "--json").stdout)
        self.assertEqual(printed["outlook"], told["outlook"])
        refused = self.server.command("outlook", "--domain", "nowhere.example", check=False)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("nowhere.example", refused.stderr)

    def test_each_organisation_has_its_own_and_takes_it_along_when_it_goes(self):
        self.server.command("domain", "add", "second.example")
        try:
            which = self.server.command("outlook", check=False)
            self.assertEqual(which.returncode, 1, which.stdout)
            self.assertIn("--domain", which.stderr)
            self.assertEqual(json.loads(self.server.command("outlook", "--fit", "--json", "--domain", "second.example").stdout)["outlook"]["conversations"], 0)
        finally:
            self.server.command("domain", "remove", "second.example")

    def test_who_has_no_desk_sees_none(self):
        page = self.ask("POST", PAGES, self.boss, {"name": self.name("page")})["id"]
        stranger, analyst = self.person(), self.person()
        self.ask("POST", f"{PAGES}/{page}/team", self.boss, {"act": "invite", "account_id": analyst.id, "role": "analyst"})
        self.ask("POST", f"{PAGES}/{page}/join", analyst)
        for who in (stranger, analyst):
            self.ask("GET", API, who, status=404)
            self.ask("GET", f"{API}?page_id={page}", who, status=404)
        for wrong in ("0", "abc", "-1", "99999999999999999999", stranger.id):
            self.ask("GET", f"{API}?page_id={wrong}", self.boss, status=404)
        self.assertEqual(self.server.get(API).status, 401)
        narrow = self.server.create_token("boss", "read:statuses")
        self.assertEqual(self.server.get(API, token=narrow).status, 403)
        self.assertEqual(self.server.post(API, {}, token=self.boss).status, 405)


class Demo(ApiCase):
    @classmethod
    def setUpClass(cls):
        demo = Favilla(demo=True)
        cls.server = cls.enterClassContext(demo)
        cls.token = demo.create_token("ada", "read write follow")
        cls.reader = demo.create_token("nora", "read write follow")

    def told(self):
        return self.ask("GET", API, self.token)

    def test_a_the_reliability_is_that_of_conversations_that_were_held_out(self):
        outlook = self.told()["outlook"]
        self.assertEqual(outlook["state"], "ready")
        self.assertLess(outlook["conversations_judged"], outlook["conversations"])
        bins = outlook["reliability"]
        self.assertEqual(sum(one["observed"]["of"] for one in bins), outlook["looks_judged"])
        flagged = [one["observed"] for one in bins[8:]]
        self.assertEqual(sum(one["of"] for one in flagged), outlook["flagged_looks"]["of"])
        self.assertEqual(sum(one["ended"] for one in flagged), outlook["flagged_looks"]["ended"])
        for one in bins:
            if one["observed"]["of"]:
                self.assertAlmostEqual(one["observed"]["value"], one["observed"]["ended"] / one["observed"]["of"])
                self.assertLessEqual(one["observed"]["lower"], one["observed"]["value"])
                self.assertTrue(one["from"] <= one["expected"] < one["from"] + 0.1000001, one)
        self.assertGreaterEqual(outlook["flagged_conversations"]["of"], 10)
        self.assertGreaterEqual(outlook["flagged_conversations"]["value"], 0.7)
        self.assertLess(outlook["brier"], outlook["brier_of_base"])

    def test_b_the_chance_is_computed_again_from_outside(self):
        told = self.told()
        ending = told["endings"][0]
        opened = self.server.get(f"/api/v1/statuses/{ending['status']['id']}/context", token=self.token).json
        root = opened["ancestors"][0]
        whole = [root, *self.server.get(f"/api/v1/statuses/{root['id']}/context", token=self.token).json["descendants"]]
        whole.sort(key=lambda one: one["created_at"])
        times, people = [seconds(one["created_at"]) for one in whole], {one["account"]["id"] for one in whole}
        self.assertEqual((ending["messages"], ending["people"], ending["last_at"]), (len(whole), len(people), whole[-1]["created_at"]))
        at = datetime.datetime.now(datetime.UTC).timestamp()
        self.assertAlmostEqual(ending["chance"], chance(told["outlook"]["model"], times, people, at), 2)
        self.assertAlmostEqual(ending["silent_minutes"], (at - times[-1]) / 60, delta=1.5)
        self.assertGreaterEqual(ending["chance"], 0.8)
        # The page is not of its own circle; the question is the last that nobody answered.
        self.assertEqual(ending["circle"], len(people - {ending["page"]["id"]}))
        self.assertEqual(ending["question_id"], whole[-1]["id"])
        self.assertEqual(ending["points"], ending["circle_points"] + ending["question_points"] + ending["newcomer_points"])
        self.assertTrue(ending["may_act"])
        self.assertEqual([one["points"] for one in told["endings"]], sorted((one["points"] for one in told["endings"]), reverse=True))
        printed = json.loads(self.server.command("outlook", "--json").stdout)
        self.assertEqual(printed["outlook"], told["outlook"])
        self.assertIn(ending["conversation_id"], [one["conversation_id"] for one in printed["endings"]])

    def test_c_a_word_takes_it_off_and_a_newcomer_who_is_answered_is_counted_no_more(self):
        told = self.told()
        ending = told["endings"][0]
        self.assertEqual([one["account"]["username"] for one in told["newcomers"]], ["pietro"])
        self.assertEqual(told["newcomers_count"], 1)
        self.assertLessEqual(seconds(told["newcomers"][0]["since"]), datetime.datetime.now(datetime.UTC).timestamp() - 24 * HOUR)
        model = told["outlook"]
        answered = self.server.post("/api/v1/statuses", {"status": "Under the arcades, yes", "in_reply_to_id": ending["status"]["id"]}, token=self.reader)
        self.assertEqual(answered.status, 200, answered.text)
        welcome = self.server.post("/api/v1/statuses", {"status": "Welcome! Begin with Rigoni Stern.", "in_reply_to_id": told["newcomers"][0]["status"]["id"]}, token=self.reader)
        self.assertEqual(welcome.status, 200, welcome.text)
        now = self.told()
        self.assertEqual((now["newcomers_count"], now["newcomers"]), (0, []))
        after = [one for one in now["endings"] if one["conversation_id"] == ending["conversation_id"]]
        for one in after:                              # slow as it is, it may be flagged again; but the question is answered, and somebody spoke just now
            self.assertIsNone(one["question_id"])
            self.assertEqual(one["silent_minutes"], 0)
            self.assertEqual(one["circle"], ending["circle"] + 1)
        self.assertEqual(now["outlook"], model)        # nothing is fitted by looking

    def test_d_fitted_anew_it_is_the_same_but_for_what_has_happened(self):
        before = self.told()["outlook"]
        self.server.command("outlook", "--fit")
        after = self.told()["outlook"]
        self.assertGreater(after["fitted_at"], before["fitted_at"])
        self.assertAlmostEqual(after["brier"], before["brier"], 1)


if __name__ == "__main__":
    unittest.main()
