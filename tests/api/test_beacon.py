# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the organisation's own sites tell that they are looked at: counted within a second, without a name of anybody, and only for sites that were named."""
import contextlib
import datetime
import os
import pathlib
import re
import shutil
import sqlite3
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support import postgres  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

VISITS = "/api/favilla/v1/visits"
SITES = VISITS + "/sites"
BEACON = "/api/favilla/v1/beacon"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def zone_at_noon():
    """Where no day ends while a test runs."""
    ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/UTC"


class Beacon(ApiCase):
    scopes = "read write admin:read admin:write"

    @classmethod
    def setUpClass(cls):
        # Visitors stand behind a proxy, which says where they come from.
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", cls.scopes)
        cls.server.create_account("mod", role="moderator")
        cls.mod = cls.server.create_token("mod", cls.scopes)
        cls.names = 0
        cls.sites = [f"www.site{number}.example" for number in range(12)]
        for host in cls.sites:
            assert cls.server.post(SITES, {"host": host, "time_zone": "Europe/Rome"}, token=cls.boss).status == 200
        # A site is known within a second of the first call for one that is not.
        form = urllib.parse.urlencode({"site": cls.sites[0], "kind": "goal", "name": "known"}).encode()

        def is_known():
            cls.server.request("POST", BEACON, form, headers={"User-Agent": FIREFOX})
            return cls.server.get(f"{VISITS}?site={cls.sites[0]}", token=cls.mod).json["goals"]["count"] > 0
        wait_until(is_known, every=.2)
        cls.sites.pop(0)

    def site(self):
        """One whose pages are listened to, and have told nothing yet."""
        return self.sites.pop()

    def tell(self, site, address="192.0.2.1", status=204, headers=None, server=None, **fields):
        form = urllib.parse.urlencode({"site": site, "host": site, "page": "/", **fields})
        answer = (server or self.server).request("POST", BEACON, form.encode(), headers={
            "Content-Type": "text/plain;charset=UTF-8", "X-Forwarded-For": address, "User-Agent": FIREFOX, **(headers or {})})
        self.assertEqual(answer.status, status, answer.text)
        return answer

    def visits(self, site, status=200, who=None, **query):
        return self.ask("GET", VISITS + "?" + urllib.parse.urlencode({"site": site, **query}), who or self.mod, status=status)

    def test_what_pages_tell_is_counted_within_a_second(self):
        site = self.site()
        self.tell(site, page="/offer?utm_campaign=spring", referrer="https://www.google.com")
        self.tell(site, page="/caffè")
        self.tell(site, address="192.0.2.2", referrer="https://mastodon.social")
        self.tell(site, kind="goal", name="order", value="12.5")
        told = self.tell(site, kind="outgoing", name="https://shop.example/cart?session=secret")
        self.assertEqual(told.headers["access-control-allow-origin"], "*")
        self.assertNotIn("set-cookie", told.headers)
        wait_until(lambda: self.visits(site)["outgoing"]["count"] == 1)
        found = self.visits(site)
        self.assertEqual(found["totals"], {"views": 3, "visits": 2, "visitors": 2, "bounces": 1, "seconds": 0})
        self.assertIn({"name": "/caffè", "views": 1, "visits": 0}, found["pages"]["rows"])
        self.assertEqual(found["campaigns"]["rows"], [{"name": "spring", "views": 1, "visits": 1}])
        self.assertEqual({one["name"] for one in found["channels"]["rows"]}, {"campaign", "fediverse"})
        self.assertEqual(found["goals"]["rows"], [{"said": [], "worth": None, "channels": [{"channel": "campaign", "times": 1, "worth": None}], "name": "order", "times": 1, "visitors": 1, "value": 12.5}])
        self.assertEqual(found["worth"], [])
        self.assertEqual(found["outgoing"]["rows"][0]["name"], "shop.example/cart")
        self.assertEqual([day["told_by"] for day in found["days"]], ["beacon"])
        self.assertEqual(found["time_zone"], "Europe/Rome")

    def test_who_is_there_now_is_told_to_the_team_and_few_are_not_told_apart(self):
        site, live = self.site(), VISITS + "/live"
        self.tell(site, page="/alone", address="192.0.2.60")

        def told_of(count):
            found = self.ask("GET", f"{live}?site={site}", self.mod)
            return found if found["visitors"] == count else None
        told = wait_until(lambda: told_of(1), every=.1)
        self.assertEqual(told, {"site": site, "minutes": 5, "least_named": 5, "visitors": 1, "complete": True, "pages": [], "elsewhere": 1})
        for number in range(5):
            self.tell(site, page="/fair?name=me", address=f"192.0.2.{70 + number}")
        told = wait_until(lambda: told_of(6), every=.1)
        self.assertEqual((told["visitors"], told["pages"], told["elsewhere"]), (6, [{"name": "/fair", "visitors": 5}], 1))
        self.ask("GET", f"{live}?site=nobody.example", self.mod, status=404)
        self.ask("GET", f"{live}?site={site}", self.person(), status=403)

    @unittest.skipUnless(os.environ.get(postgres.VARIABLE), "SQLite has one process")
    def test_who_is_there_now_is_one_figure_of_all_processes_of_a_database(self):
        site, live = self.site(), VISITS + "/live"
        with tempfile.TemporaryDirectory() as folder:
            # What a second machine is given: the database, and the key that opens what is sealed in it.
            shutil.copy(self.server.data / "secret.key", folder)
            with Favilla(data=folder, database=self.server.database, domain=self.server.domain,
                         environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as second:
                def told(server):
                    found = server.get(f"{live}?site={site}", token=self.mod).json
                    return found["visitors"], found["pages"], found["elsewhere"]
                for number in range(4):
                    self.tell(site, page="/fair", address=f"198.51.100.{number}")
                for number in range(2, 6):      # two of them were there before
                    self.tell(site, page="/fair", address=f"198.51.100.{number}", server=second)
                self.tell(site, page="/alone", address="198.51.100.9", server=second)
                wanted = (7, [{"name": "/fair", "visitors": 6}], 1)
                wait_until(lambda: told(self.server) == wanted and told(second) == wanted, every=.1)
            kept = postgres.execute(self.server.database, "SELECT * FROM live_visitors; SELECT * FROM live_days")
            self.assertIn("/fair", kept)
            self.assertNotIn("198.51.100", kept)
            self.assertNotIn("Firefox", kept)

    @unittest.skipUnless(os.environ.get(postgres.VARIABLE), "SQLite has one process")
    def test_who_comes_to_two_processes_on_one_day_is_one_visitor_of_one_visit(self):
        site = self.site()
        self.server.post(SITES, {"host": site, "time_zone": zone_at_noon()}, token=self.boss)
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(self.server.data / "secret.key", folder)
            with Favilla(data=folder, database=self.server.database, domain=self.server.domain,
                         environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as second:
                def goals(name):
                    return sum(row["times"] for row in self.visits(site)["goals"]["rows"] if row["name"] == name)
                for name, server in (("known here", self.server), ("known there", second)):
                    wait_until(lambda: (self.tell(site, kind="goal", name=name, server=server), goals(name) > 0)[1], every=.3)
                for number, server in enumerate((self.server, second, self.server, second)):
                    for visitor in range(3):
                        self.tell(site, page=f"/{number}", address=f"198.51.100.{visitor}", server=server)
                        self.tell(site, kind="goal", name="order", address=f"198.51.100.{visitor}", server=server)
                    wait_until(lambda: goals("order") == 3 * (number + 1), every=.1)
                found = self.visits(site)
                self.assertEqual({key: found["totals"][key] for key in ("views", "visits", "visitors", "bounces")},
                                 {"views": 12, "visits": 3, "visitors": 3, "bounces": 0})
                self.assertEqual([row["visitors"] for row in found["goals"]["rows"] if row["name"] == "order"], [3])

    def test_who_comes_again_after_a_restart_is_nobody_new(self):
        with Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as server:
            server.create_account("boss", role="admin")
            boss = server.create_token("boss", self.scopes)
            self.assertEqual(server.post(SITES, {"host": "again.example", "time_zone": zone_at_noon()}, token=boss).status, 200)

            def totals():
                return server.get(VISITS + "?site=again.example", token=boss).json["totals"]
            wait_until(lambda: (self.tell("again.example", server=server), totals()["views"] > 0)[1], every=.3)
            server.restart()
            self.tell("again.example", page="/later", server=server)
            self.tell("again.example", page="/later", address="192.0.2.2", server=server)
            server.restart()
            self.assertEqual((totals()["visitors"], totals()["visits"]), (2, 2))
            # What is kept of them today goes into no backup, and with it the salt of the day.
            if not server.database:
                with tempfile.TemporaryDirectory() as folder:
                    server.command("backup", f"{folder}/copy")
                    with contextlib.closing(sqlite3.connect(f"{folder}/copy/favilla.sqlite3")) as copy:
                        for table in ("live_days", "day_visitors", "day_acts", "live_visitors", "click_days", "day_clickers"):
                            self.assertEqual(copy.execute(f"SELECT count(*) FROM {table}").fetchone(), (0,), table)
                        self.assertEqual(copy.execute("SELECT sum(visitors) FROM visit_slices").fetchone(), (2,))

    def test_what_goals_are_worth_is_said_once(self):
        site, goals = self.site(), VISITS + "/goals"
        self.tell(site, page="/?utm_source=letter")
        for value in ("12.505", "12.515"):  # halves to the even cent
            self.tell(site, kind="goal", name="order", value=value, currency="EUR")
        self.tell(site, kind="goal", name="order", value="300.5", currency="JPY")
        self.tell(site, kind="goal", name="order", value="2")
        self.assertIn("currency", self.tell(site, status=422, kind="goal", name="order", value="1", currency="euro").json["error"])
        wait_until(lambda: self.visits(site)["goals"]["rows"][:1] and self.visits(site)["goals"]["rows"][0]["times"] == 4)
        order = self.visits(site)["goals"]["rows"][0]
        self.assertEqual(order["said"], [{"currency": "EUR", "amount": "25.02", "times": 2}, {"currency": "JPY", "amount": "300", "times": 1}])
        self.assertEqual((order["value"], order["worth"]), (2, None))
        # What its pages say, of which a number alone is in the currency that was said here.
        self.ask("PUT", goals, self.mod, {"site": site, "goal": "order", "currency": "EUR"}, status=403)
        told = self.ask("PUT", goals, self.boss, {"site": site, "goal": "order", "currency": "EUR"})
        self.assertEqual(told, {"site": site, "goals": [{"goal": "order", "currency": "EUR", "each": None}]})
        found = self.visits(site)
        self.assertEqual(found["goals"]["rows"][0]["worth"], {"currency": "EUR", "amount": "27.02", "each": None})
        self.assertEqual(found["goals"]["rows"][0]["channels"], [{"channel": "campaign", "times": 4, "worth": "27.02"}])
        self.assertEqual((found["worth"], found["before"]["worth"]), ([{"currency": "EUR", "amount": "27.02"}], [{"currency": "EUR", "amount": "0.00"}]))
        # So much each: then what pages say is not added to it.
        self.ask("PUT", goals, self.boss, {"site": site, "goal": "order", "currency": "EUR", "each": "3.50125"})
        self.assertEqual(self.visits(site)["worth"], [{"currency": "EUR", "amount": "14.00"}])
        self.assertEqual(self.ask("GET", f"{goals}?site={site}", self.mod)["goals"][0]["each"], "3.50125")
        for wrong in ({"goal": ""}, {"currency": "euro"}, {"each": "0"}, {"each": "some"}, {"each": "1.123456"}):
            self.ask("PUT", goals, self.boss, {"site": site, "goal": "order", "currency": "EUR", **wrong}, status=422)
        self.ask("PUT", goals, self.boss, {"site": "nobody.example", "goal": "order", "currency": "EUR"}, status=404)
        # An effort is measured by it in its own currency, and what it counts is money already.
        series = next(one for one in self.ask("GET", "/api/favilla/v1/efforts/series", self.mod) if one["series"] == f"worth:{site}:order")
        self.assertIn("EUR", series["name"])
        today = datetime.date.today()
        effort = {"kind": "campaign", "title": "Letters", "hypothesis": "They bring orders.", "target": series["series"], "time_zone": "Europe/Rome",
                  "first_day": str(today + datetime.timedelta(days=3)), "last_day": str(today + datetime.timedelta(days=9)), "days_before": "28", "currency": "EUR"}
        for wrong in ({"currency": "CHF"}, {"unit_value": "2"}, {"controls": [f"goals:{site}:order"]}):
            self.ask("POST", "/api/favilla/v1/efforts", self.boss, effort | wrong, status=422)
        self.assertEqual(self.ask("POST", "/api/favilla/v1/efforts", self.boss, effort)["unit_value"], None)
        self.assertEqual(self.ask("DELETE", f"{goals}?site={site}&goal=order", self.boss)["goals"], [])
        self.ask("DELETE", f"{goals}?site={site}&goal=order", self.boss, status=404)

    def test_reasons_are_shown_and_who_asked_not_to_be_followed_is_not(self):
        site = self.site()
        self.tell(site, headers={"DNT": "1"})
        self.tell(site, headers={"Sec-GPC": "1"})
        self.tell(site, headers={"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"})
        self.tell(site, headers={"Sec-Purpose": "prefetch;prerender"})
        self.tell(site, headers={"Origin": "https://copy.example"})
        self.tell(site, host="copy.example")
        wanted = {"unwanted": 2, "robot": 1, "prefetch": 1, "other_site": 2}
        wait_until(lambda: sum(one["requests"] for one in self.visits(site)["dropped"]) == 6)
        self.assertEqual({one["reason"]: one["requests"] for one in self.visits(site)["dropped"]}, wanted)

    def test_one_address_cannot_make_a_sites_numbers(self):
        site = self.site()
        for number in range(80):
            self.tell(site, address="198.51.100.7", headers={"User-Agent": f"{FIREFOX} {number}"})
        wait_until(lambda: self.visits(site)["dropped"] == [{"reason": "too_many", "requests": 20}])

    def test_a_page_without_a_script_shows_a_picture_and_is_counted(self):
        site = self.site()
        headers = {"User-Agent": FIREFOX, "X-Forwarded-For": "192.0.2.40", "Referer": f"https://{site}/no-script?user=7"}
        answer = self.server.request("GET", f"/beacon.gif?site={site}", headers=headers)
        self.assertEqual((answer.status, answer.headers["content-type"], len(answer.body)), (200, "image/gif", 43))
        self.assertEqual(answer.headers["cache-control"], "no-store")
        wait_until(lambda: any(one["name"] == "/no-script" for one in self.visits(site)["pages"]["rows"]))
        self.assertEqual(self.server.request("GET", "/beacon.gif?site=%00").status, 200)

    def test_what_cannot_be_read_is_told_and_what_nobody_named_is_counted_as_such(self):
        site = self.site()
        before = self.ask("GET", SITES, self.mod)["unnamed_requests"]
        for wrong in ({"kind": "spell"}, {"kind": "goal"}, {"kind": "goal", "name": "order", "value": "1e99"}, {"kind": "goal", "name": "order", "value": "nan"},
                      {"kind": "outgoing", "name": "javascript:alert(1)"}):
            self.assertIn("cannot be read", self.tell(site, status=422, **wrong).json["error"])
        self.assertIn("non si legge", self.tell("", status=422, headers={"Accept-Language": "it"}).json["error"])
        self.tell("nobody.example")
        self.assertEqual(self.server.request("POST", BEACON, b"x" * 5000, headers={"User-Agent": FIREFOX}).status, 413)
        wait_until(lambda: self.ask("GET", SITES, self.mod)["unnamed_requests"] == before + 7)

    def test_sites_are_named_by_administrators_and_shown_to_the_team(self):
        somebody = self.person()
        self.ask("GET", SITES, self.server.create_token(somebody.name, "read"), status=403)
        self.ask("GET", VISITS, somebody, status=403)
        self.ask("POST", SITES, self.mod, {"host": "mine.example"}, status=403)
        self.assertIn("www.example.org", self.ask("POST", SITES, self.boss, {"host": "https://mine.example/"}, status=422)["error"])
        self.ask("POST", SITES, self.boss, {"host": "mine.example", "time_zone": "Mars/Olympus"}, status=422)
        site = self.site()
        shown = next(one for one in self.ask("GET", SITES, self.mod)["sites"] if one["host"] == site)
        self.assertIn(f'data-site="{site}"', shown["script"])
        script = re.search(r'src="([^"]+)"', shown["script"])[1]
        answer = self.server.get(urllib.parse.urlsplit(script).path)
        self.assertEqual((answer.status, answer.headers["content-type"]), (200, "text/javascript; charset=utf-8"))
        self.assertLessEqual(len(answer.body), 2048)
        self.tell(site)
        wait_until(lambda: self.visits(site)["totals"]["views"] == 1, every=.1)
        self.ask("DELETE", f"{SITES}?host={site}", self.boss)
        self.assertEqual(self.visits(site)["totals"]["views"], 1)
        self.ask("DELETE", f"{SITES}?host={site}&forget=true", self.boss)
        self.assertIn("name the site first", self.visits(site, status=404)["error"])

    def test_a_period_stands_beside_the_one_before(self):
        site = self.site()
        self.tell(site)
        wait_until(lambda: self.visits(site)["totals"]["views"] == 1, every=.1)
        today = datetime.date.fromisoformat(self.visits(site)["to"])
        day = datetime.timedelta(days=1)
        week = self.visits(site, **{"from": today - 6 * day, "to": today})
        self.assertEqual((week["before"]["from"], week["before"]["to"]), (str(today - 13 * day), str(today - 7 * day)))
        self.assertEqual(week["before"]["totals"]["views"], 0)
        self.assertEqual(self.visits(site, compare="year", **{"from": today})["before"]["from"], str(today - 364 * day))
        self.assertIsNone(self.visits(site, compare="none")["before"])
        self.assertEqual(self.visits(site, **{"from": today + day, "to": today + 2 * day, "compare": "previous"})["before"]["totals"]["views"], week["totals"]["views"])
        for wrong in ({"from": "yesterday"}, {"from": "2026-02-30"}, {"from": today + day, "to": today}, {"from": "2001-01-01"}, {"compare": "moon"}):
            self.visits(site, status=422, **wrong)

    def test_nothing_of_who_came_is_written_and_what_was_stored_survives_the_plug(self):
        with Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as server:
            server.create_account("boss", role="admin")
            boss = server.create_token("boss", self.scopes)
            self.assertEqual(server.post(SITES, {"host": "site.example"}, token=boss).status, 200)

            def views():
                return server.get(VISITS + "?site=site.example", token=boss).json["totals"]["views"]

            def is_counted():
                self.tell("site.example", address="192.0.2.77", server=server)
                time.sleep(.05)
                return views() > 0
            wait_until(is_counted)
            time.sleep(1.5)                 # longer than anything waits to be stored
            stored = views()
            self.tell("site.example", address="192.0.2.78", server=server)
            server.kill()
            server.start()
            self.assertIn(views(), (stored, stored + 1), "at most the last second is lost")
            self.tell("site.example", address="192.0.2.79", server=server)
            before = views()
            server.restart()                # an orderly end loses nothing
            self.assertGreaterEqual(views(), before)
            self.assertGreater(views(), stored)
            if not server.database:
                server.stop()
                for file in server.data.glob("favilla.sqlite3*"):
                    content = file.read_bytes()
                    self.assertNotIn(b"192.0.2.7", content)
                    self.assertNotIn(b"rv:140.0", content)
                server.start()


if __name__ == "__main__":
    unittest.main()
