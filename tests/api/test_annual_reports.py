# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of one's own year: made by a job when it is asked for, for its owner alone, from what others did authentically."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

REPORTS = "/api/v1/annual_reports"


class AnnualReports(ApiCase):
    def state(self, who, year):
        return who.get(f"{REPORTS}/{year}/state")["state"]

    def generate(self, who, year):
        answer = self.server.post(f"{REPORTS}/{year}/generate", {}, token=who.token)
        self.assertIn(answer.status, (200, 202), answer.text)
        return answer

    def report(self, who, year):
        wait_until(lambda: self.state(who, year) == "available")
        found = who.get(f"{REPORTS}/{year}")
        self.assertEqual(schema.check(found, "WrappedAnnualReports"), [])
        self.assertEqual(len(found["annual_reports"]), 1)
        return found

    def follow(self, who, other):
        who.post(f"/api/v1/accounts/{other.id}/follow")

    def robot(self):
        who = self.person("robot")
        self.ask("PATCH", "/api/v1/accounts/update_credentials", who, {"bot": True})
        return who

    def test_a_year(self):
        ada, bob, cleo, robot = self.person("ada"), self.person("bob"), self.person("cleo"), self.robot()
        hers = bob.write("Something of bob's")
        posts = [ada.write(f"Number {n} #sparks" + (" #Embers" if n == 0 else "")) for n in range(4)]
        year, month = posts[0]["created_at"][:4], int(posts[0]["created_at"][5:7])
        ada.write("An answer", in_reply_to_id=hers["id"])
        ada.write("Going on", in_reply_to_id=posts[0]["id"])                          # to herself: no reply
        ada.write(f"@{bob.name} between us", visibility="direct")                      # no post
        ada.post(f"/api/v1/statuses/{hers['id']}/reblog")
        boosted, answered, favoured, loud = (post["id"] for post in posts)
        for who in (bob, cleo):
            who.post(f"/api/v1/statuses/{boosted}/reblog")
            who.post(f"/api/v1/statuses/{favoured}/favourite")
            who.write("Indeed", in_reply_to_id=answered)
        bob.post(f"/api/v1/statuses/{boosted}/favourite")
        for act in ("reblog", "favourite"):
            robot.post(f"/api/v1/statuses/{loud}/{act}")
        for number in range(3):
            robot.write(f"Beep {number}", in_reply_to_id=loud)
        self.follow(bob, ada)
        self.follow(robot, ada)
        self.follow(ada, cleo)

        self.assertEqual(self.state(ada, year), "eligible")
        self.assertEqual(ada.get(REPORTS), {"annual_reports": [], "accounts": [], "statuses": []})
        self.assertEqual(self.server.get(f"{REPORTS}/{year}", token=ada.token).status, 404)
        asked = self.generate(ada, year)
        self.assertEqual(asked.status, 202)
        header = re.fullmatch(r'id="([^"]+)", retry=\d+', asked.headers["mastodon-async-refresh"])
        refresh = f"/api/v1_alpha/async_refreshes/{header.group(1)}"
        done = wait_until(lambda: (one := ada.get(refresh)["async_refresh"])["status"] == "finished" and one)
        self.assertEqual((schema.check(done, "AsyncRefresh"), done["result_count"]), ([], None))
        self.assertEqual(self.server.get(refresh, token=cleo.token).status, 404)     # of cleo's year nobody asked

        found = self.report(ada, year)
        report = found["annual_reports"][0]
        data = report["data"]
        self.assertEqual((report["year"], report["schema_version"], report["share_url"], report["account_id"]), (int(year), 2, None, ada.id))
        self.assertEqual(data["type_distribution"], {"total": 7, "reblogs": 1, "replies": 1, "standalone": 5})
        self.assertEqual(data["top_statuses"], {"by_reblogs": boosted, "by_replies": answered, "by_favourites": favoured})
        self.assertEqual(data["archetype"], "lurker")                                  # fewer than one a month
        self.assertEqual(data["top_hashtags"], [{"name": "sparks", "count": 4}, {"name": "Embers", "count": 1}])
        self.assertEqual([one["month"] for one in data["time_series"]], list(range(1, 13)))
        self.assertEqual(data["time_series"][month - 1], {"month": month, "statuses": 7, "following": 1, "followers": 1})
        self.assertEqual(sum(one["statuses"] for one in data["time_series"]), 7)
        self.assertEqual([one["id"] for one in found["accounts"]], [ada.id])
        self.assertEqual({one["id"] for one in found["statuses"]}, {boosted, answered, favoured})
        self.assertEqual(ada.get(REPORTS), found)
        self.assertEqual(self.generate(ada, year).status, 200)                         # it is of this hour
        self.assertEqual(ada.post(f"{REPORTS}/{year}/read"), {})

        self.server.delete(f"/api/v1/statuses/{favoured}", token=ada.token)
        self.assertIsNone(self.report(ada, year)["annual_reports"][0]["data"]["top_statuses"]["by_favourites"])
        self.assertEqual(bob.get(REPORTS)["annual_reports"], [])

    def test_a_year_without_posts_and_one_to_come(self):
        who = self.person()
        written = who.write("Hello")
        year = int(written["created_at"][:4])
        for other in (year - 1, year + 1, 1969, 99999):
            self.assertEqual(self.state(who, other), "ineligible", other)
            self.assertEqual((self.generate(who, other).status, self.generate(who, other).headers.get("mastodon-async-refresh")), (200, None))
            self.assertEqual(self.server.post(f"{REPORTS}/{other}/read", {}, token=who.token).status, 404)
        for nonsense in ("-3", "x", "0", "99999999999999"):
            for method, more in (("GET", ""), ("GET", "/state"), ("POST", "/generate"), ("POST", "/read")):
                self.assertEqual(self.server.request(method, f"{REPORTS}/{nonsense}{more}", {} if method == "POST" else None, token=who.token).status, 404, nonsense + more)
        for nonsense in ("report-", "report-x", f"report-{year}", "context-1", "context-", f"context-{written['id']}", "1"):
            self.assertEqual(self.server.get(f"/api/v1_alpha/async_refreshes/{nonsense}", token=who.token).status, 404, nonsense)


if __name__ == "__main__":
    unittest.main()
