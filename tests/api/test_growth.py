# SPDX-License-Identifier: AGPL-3.0-or-later
"""The growth of the circle, from outside: who may, what is refused, and figures that are counted again here."""
import csv
import datetime
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1/growth"


class Growth(ApiCase):
    scopes = "read write admin:read admin:write"

    def growth(self, who=None, **asked):
        return self.ask("GET", f"{API}?" + "&".join(f"{key}={value}" for key, value in asked.items()), who or self.boss)

    def page_of(self, owner):
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", owner.name, "--title", f"The {name}")
        return next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", owner) if one["account"]["username"] == name)["id"]

    def test_members_and_followers_are_those_there_are(self):
        before = self.growth(weeks=2)
        people = [self.person() for _ in range(6)]
        page = self.page_of(people[0])
        for person in people[1:4]:
            person.post(f"/api/v1/accounts/{page}/follow")
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"bot": True}, token=people[3].token)
        after = self.growth(weeks=2)
        self.assertEqual(after["totals"]["members"]["all"] - before["totals"]["members"]["all"], 6)
        self.assertEqual(after["weeks"][-1]["members"]["all"] - before["weeks"][-1]["members"]["all"], 6)
        of_page = self.growth(people[0], page_id=page, weeks=3)
        self.assertEqual(of_page["totals"]["followers_here"], {"all": 3, "authentic": 2})
        self.assertEqual([week["followers_here"]["all"] for week in of_page["weeks"]], [0, 0, 3])
        self.assertNotIn("members", of_page["totals"])
        self.assertEqual((of_page["cohorts"], of_page["servers"]), ([], []))
        people[1].post(f"/api/v1/accounts/{page}/unfollow")
        self.assertEqual(self.growth(people[0], page_id=page)["totals"]["followers_here"]["all"], 2)
        self.assertEqual(self.growth(page_id=page)["totals"]["followers_here"]["all"], 2)

    def test_totals_are_what_was_before_and_what_each_week_brought(self):
        told = self.growth(weeks=8)
        self.assertEqual(len(told["weeks"]), 8)
        days = [datetime.date.fromisoformat(week["week"]) for week in told["weeks"]]
        self.assertTrue(all(day.weekday() == 0 for day in days))
        self.assertEqual({(later - day).days for day, later in zip(days, days[1:])}, {7})
        today = datetime.datetime.now(datetime.timezone.utc).date()
        self.assertTrue(days[-1] <= today < days[-1] + datetime.timedelta(days=7))
        for kind in ("members", "followers_here", "followers_elsewhere"):
            for part in ("all", "authentic"):
                self.assertEqual(told["totals"][kind][part], told["before"][kind][part] + sum(week[kind][part] for week in told["weeks"]))
        self.assertEqual(told["totals"]["mail"], told["before"]["mail"] + sum(week["mail"] for week in told["weeks"]))
        answer = self.server.get(f"{API}/export?weeks=8", token=self.boss)
        self.assertIn("attachment", answer.headers["content-disposition"])
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual([(row["week"], row["members"], row["followers_here_authentic"]) for row in rows],
                         [(week["week"], str(week["members"]["all"]), str(week["followers_here"]["authentic"])) for week in told["weeks"]])
        self.assertEqual(self.server.get(f"{API}/export?weeks=8&format=json", token=self.boss).json["totals"], told["totals"])

    def test_invitations_and_who_came_by_them(self):
        before = self.growth(weeks=1)["weeks"][0]
        self.ask("POST", "/api/favilla/v1/invitations", self.server.create_token("boss", "write:invitations"), {"max_uses": 1})
        after = self.growth(weeks=1)["weeks"][0]
        self.assertEqual((after["invitations"] - before["invitations"], after["invited"] - before["invited"]), (1, 0))

    def test_of_few_nobody_is_told_who_stayed(self):
        told = self.growth(weeks=4)
        for cohort in told["cohorts"]:
            self.assertEqual(bool(cohort["shares"]), cohort["size"] >= 5)
        many = [self.person() for _ in range(5)]
        self.assertTrue(many)
        last = self.growth(weeks=4)["cohorts"][-1]
        self.assertGreaterEqual(last["size"], 5)
        self.assertEqual(len(last["shares"]), 1)

    def test_who_may_look_and_what_is_refused(self):
        owner, stranger = self.person(), self.person()
        page = self.page_of(owner)
        for path in ("", "/export"):
            self.assertEqual(self.server.get(API + path).status, 401)
            self.ask("GET", API + path, stranger, status=403)
            self.ask("GET", f"{API}{path}?page_id={page}", stranger, status=404)
            self.ask("GET", f"{API}{path}?page_id={page}&format=json", owner)
        self.assertEqual(self.server.get(API, token=self.server.create_token(owner.name, "read:accounts")).status, 403)
        for wrong in ("1", "x", owner.id, "9" * 30):
            self.ask("GET", f"{API}?page_id={wrong}", self.boss, status=404)
        for weeks in ("0", "105", "-1", "some", "9" * 30):
            self.ask("GET", f"{API}?weeks={weeks}", self.boss, status=422)
        self.ask("GET", f"{API}/export?format=xml", self.boss, status=422)


if __name__ == "__main__":
    unittest.main()
