#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the house in Mastodon's shapes: measures, dimensions and retention of a community of a few days, each counted by hand. Time is
moved by moving rows while the server is stopped."""
import datetime
import pathlib
import sqlite3
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla, binary, wait_until  # noqa: E402

DAY = 86_400_000
IDS_A_DAY = DAY << 16
TEAM = "read write follow admin:read admin:write"
# Who came on which day (0 is today) and was here on which.
CAME = {"ada": -2, "cleo": -1, "bob": -4, "boss": 0, "vera": 0, "newcomer": 0}
HERE = {"ada": (-2, 0), "bob": (-4, 0), "boss": (0,), "vera": (0,)}


class Community(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if time.time() % 86400 > 86280:                 # today is to last as long as the test
            time.sleep(125)
        cls.favilla = cls.enterClassContext(Favilla())
        for name, role in (("boss", "admin"), ("vera", "moderator"), ("ada", "user"), ("bob", "user"), ("cleo", "user")):
            cls.favilla.create_account(name, role=role)
        cls.tokens = {name: cls.favilla.create_token(name, TEAM) for name in ("boss", "vera", "ada", "bob")}
        cls.sign_up("newcomer")
        cls.live()
        with Favilla() as elsewhere:
            cls.there = elsewhere.domain
            cls.meet(elsewhere)
        cls.favilla.stop()
        cls.move_time()
        cls.favilla.start()
        cls.ask("ada", "GET", "/api/v1/timelines/home")  # a new day of hers
        cls.today = int(time.time() // 86400)

    @classmethod
    def ask(cls, who, method, path, body=None, status=200):
        answer = cls.favilla.request(method, path, body, token=cls.tokens.get(who, who))
        if answer.status != status:
            raise AssertionError(f"{who} {method} {path}: {answer.status} {answer.text}")
        return answer.json

    @classmethod
    def sign_up(cls, name):
        app = cls.favilla.post("/api/v1/apps", {"client_name": "Spark for phones", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}).json
        of_app = cls.favilla.post("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read write"}).json["access_token"]
        cls.ask(of_app, "POST", "/api/v1/accounts", {"username": name, "email": f"{name}@example.org", "password": "a spark is enough", "agreement": True, "locale": "en"})

    @classmethod
    def live(cls):
        """Four interactions, two reports."""
        picture = pictures.upload(cls.favilla, cls.tokens["ada"], pictures.png(64, 48)).json["id"]
        write = lambda who, text, **more: cls.ask(who, "POST", "/api/v1/statuses", {"status": text, **more})["id"]
        cls.post = write("ada", "First #spring", language="it", media_ids=[picture])
        write("ada", "To myself", in_reply_to_id=cls.post)
        reply = write("bob", "@ada yes, #spring", language="en", in_reply_to_id=cls.post)          # 1
        cls.ask("bob", "POST", f"/api/v1/statuses/{cls.post}/favourite")                           # 2, yesterday
        cls.ask("bob", "POST", f"/api/v1/statuses/{cls.post}/reblog")                              # 3
        cls.ask("ada", "POST", f"/api/v1/statuses/{reply}/favourite")                              # 4
        cls.tag = cls.ask("ada", "GET", "/api/v1/tags/spring")["id"]
        cls.ids = {name: cls.ask("boss", "GET", f"/api/v1/accounts/lookup?acct={name}")["id"] for name in CAME}
        for name in ("ada", "cleo"):
            report = cls.ask("bob", "POST", "/api/v1/reports", {"account_id": cls.ids[name]})["id"]
            cls.ask("vera", "POST", f"/api/v1/admin/reports/{report}/resolve")
        cls.earlier_report = report

    @classmethod
    def meet(cls, elsewhere):
        """fred, of another server, and ada follow each other; he writes once, with a picture."""
        elsewhere.create_account("fred")
        fred = elsewhere.create_token("fred")
        theirs = elsewhere.get("/api/v2/search", {"q": f"@ada@{cls.favilla.domain}", "resolve": "true"}, token=fred).json["accounts"][0]["id"]
        elsewhere.post(f"/api/v1/accounts/{theirs}/follow", token=fred)
        cls.fred = cls.ask("ada", "GET", f"/api/v2/search?q=@fred@{elsewhere.domain}&resolve=true")["accounts"][0]["id"]
        cls.ask("ada", "POST", f"/api/v1/accounts/{cls.fred}/follow")
        wait_until(lambda: cls.ask("ada", "GET", f"/api/v1/accounts/relationships?id[]={cls.fred}")[0]["following"])
        wait_until(lambda: cls.ask("ada", "GET", f"/api/v1/accounts/{cls.ids['ada']}")["followers_count"] == 1)
        picture = pictures.upload(elsewhere, fred, pictures.png(64, 48)).json["id"]
        elsewhere.post("/api/v1/statuses", {"status": "Salut #spring", "language": "fr", "media_ids": [picture]}, token=fred)
        seen = wait_until(lambda: cls.ask("ada", "GET", f"/api/v1/accounts/{cls.fred}/statuses"))[0]
        picture = cls.favilla.get(seen["media_attachments"][0]["url"].split(cls.favilla.domain)[1])
        assert picture.status == 200, picture.status

    @classmethod
    def move_time(cls):
        bob, ada = cls.ids["bob"], cls.ids["ada"]
        cls.favilla.execute(*(f"UPDATE users SET created_at = created_at + {day * DAY} WHERE account_id = {cls.ids[name]}" for name, day in CAME.items()),
                            *(f"UPDATE users SET locale = '{language}' WHERE account_id = {cls.ids[name]}" for name, language in (("ada", "it"), ("vera", "it"), ("bob", "en"), ("boss", "en"))),
                            f"UPDATE active_days SET day = day - 2 WHERE account_id = {ada}",
                            f"UPDATE tokens SET last_used_at = last_used_at - {2 * DAY} WHERE account_id = {ada}",
                            f"INSERT INTO active_days (account_id, day, domain_id) SELECT account_id, day - 4, domain_id FROM active_days WHERE account_id = {bob}",
                            f"UPDATE favourites SET id = id - {IDS_A_DAY}, created_at = created_at - {DAY} WHERE account_id = {bob}",
                            f"UPDATE reports SET action_taken_at = action_taken_at - {DAY} WHERE id = {cls.earlier_report}")

    def date(self, day):
        return (datetime.date(1970, 1, 1) + datetime.timedelta(self.today + day)).isoformat()

    def span(self, first=-2, last=0):
        return {"start_at": self.date(first), "end_at": self.date(last)}

    def measures(self, *keys, who="boss", first=-2, last=0, **more):
        found = self.ask(who, "POST", "/api/v1/admin/measures", {"keys": list(keys), **self.span(first, last), **more})
        self.assertEqual([one["key"] for one in found], list(keys))
        for one in found:
            self.assertEqual([day["date"] for day in one["data"]], [f"{self.date(day)}T00:00:00Z" for day in range(first, last + 1)])
        return {one["key"]: (one["total"], one.get("previous_total"), [day["value"] for day in one["data"]]) for one in found}

    def dimensions(self, *keys, who="boss", **more):
        found = self.ask(who, "POST", "/api/v1/admin/dimensions", {"keys": list(keys), **self.span(), **more})
        self.assertEqual([one["key"] for one in found], list(keys))
        return {one["key"]: one["data"] for one in found}

    def parts(self, *keys, **more):
        return {key: {item["key"]: int(item["value"]) for item in items} for key, items in self.dimensions(*keys, **more).items()}


class Figures(Community):
    def test_people_their_acts_and_reports_by_day_and_against_the_days_before(self):
        self.assertEqual(self.measures("active_users", "new_users", "interactions", "opened_reports", "resolved_reports"),
                         {"active_users": ("4", "1", ["1", "0", "4"]), "new_users": ("5", "1", ["1", "1", "3"]), "interactions": ("4", "0", ["0", "1", "3"]),
                          "opened_reports": ("2", "0", ["0", "0", "2"]), "resolved_reports": ("2", "0", ["0", "1", "1"])})
        self.assertEqual(self.measures("interactions", "new_users", first=0), {"interactions": ("3", "1", ["3"]), "new_users": ("3", "1", ["3"])})
        # A favourite that is taken back is one no more.
        self.ask("boss", "POST", f"/api/v1/statuses/{self.post}/favourite")
        self.assertEqual(self.measures("interactions", first=0)["interactions"][0], "4")
        self.ask("boss", "POST", f"/api/v1/statuses/{self.post}/unfavourite")
        self.assertEqual(self.measures("interactions", first=0)["interactions"][0], "3")

    def test_a_tag(self):
        tag = {"id": self.tag}
        self.assertEqual(self.measures("tag_uses", "tag_accounts", "tag_servers", tag_uses=tag, tag_accounts=tag, tag_servers=tag),
                         {"tag_uses": ("3", "0", ["0", "0", "3"]), "tag_accounts": ("3", "0", ["0", "0", "3"]), "tag_servers": ("1", "0", ["0", "0", "1"])})
        self.assertEqual(self.parts("tag_servers", "tag_languages", tag_servers=tag, tag_languages=tag),
                         {"tag_servers": {self.favilla.domain: 2, self.there: 1}, "tag_languages": {"en": 1, "fr": 1, "it": 1}})

    def test_another_server(self):
        keys = [f"instance_{what}" for what in ("accounts", "statuses", "follows", "followers", "reports")]
        host = {key: {"domain": self.there} for key in (*keys, "instance_languages", "instance_media_attachments")}
        found = self.measures(*keys, **host)
        self.assertEqual(found, {key: ("0" if key == "instance_reports" else "1", None, ["0", "0", "0" if key == "instance_reports" else "1"]) for key in keys})
        media = self.ask("boss", "POST", "/api/v1/admin/measures", {"keys": ["instance_media_attachments"], **self.span(), **host})[0]
        self.assertEqual((media["unit"], media["total"]), ("bytes", media["data"][-1]["value"]))
        self.assertGreater(int(media["total"]), 50)
        self.assertRegex(media["human_value"], r"^\d+ B$|^\d+\.\d kB$")
        self.assertEqual(self.parts("instance_accounts", "instance_languages", **host), {"instance_accounts": {"fred": 1}, "instance_languages": {"fr": 1}})
        nobody = {key: {"domain": "nobody.example"} for key in keys}
        self.assertEqual({total for total, _, _ in self.measures(*keys, **nobody).values()}, {"0"})

    def test_kinds_of_people_servers_space_and_versions(self):
        self.assertEqual(self.parts("languages", "sources", "servers"), {"languages": {"en": 2, "it": 2}, "sources": {"web": 4, "Spark for phones": 1}, "servers": {self.favilla.domain: 4, self.there: 1}})
        self.assertEqual(self.parts("servers", limit=1), {"servers": {self.favilla.domain: 4}})
        self.assertEqual([item["human_key"] for item in self.dimensions("languages")["languages"]], ["English", "Italian"])
        self.assertEqual([item["human_key"] for item in self.dimensions("languages", who="vera")["languages"]], ["inglese", "italiano"])
        self.assertEqual(self.dimensions("sources", who="vera")["sources"][0]["human_key"], "Sito web")
        database, media = self.dimensions("space_usage")["space_usage"]
        kept = sum(file.stat().st_size for file in (self.favilla.data / "media").rglob("*") if file.is_file())
        self.assertEqual((database["unit"], media["unit"], int(media["value"])), ("bytes", "bytes", kept))
        self.assertGreater(int(database["value"]), 500_000)
        versions = {item["key"]: item["value"] for item in self.dimensions("software_versions")["software_versions"]}
        self.assertEqual(versions["favilla"], subprocess.run([binary(), "version"], capture_output=True, text=True, check=True).stdout.split()[-1])
        if not self.favilla.database:
            self.assertEqual(versions["sqlite"], sqlite3.sqlite_version)
        self.assertRegex(versions["sqlite" if not self.favilla.database else "postgresql"], r"^\d+\.\d+")

    def test_who_came_and_stayed(self):
        found = self.ask("boss", "POST", "/api/v1/admin/retention", {**self.span(), "frequency": "day"})
        self.assertEqual([(one["period"][:10], one["frequency"]) for one in found], [(self.date(day), "day") for day in (-2, -1, 0)])
        self.assertEqual([[(share["value"], share["rate"]) for share in one["data"]] for one in found],
                         [[("1", 1), ("0", 0), ("1", 1)], [("0", 0), ("0", 0)], [("2", 2 / 3)]])
        self.assertEqual([share["date"] for share in found[1]["data"]], [f"{self.date(day)}T00:00:00Z" for day in (-1, 0)])
        month = lambda day: self.date(day)[:7]
        months = sorted({month(day) for day in range(-40, 1)})
        expected = [[str(sum(month(CAME[name]) == cohort and any(month(day) == later for day in HERE.get(name, ())) for name in CAME)) for later in months if later >= cohort] for cohort in months]
        found = self.ask("boss", "POST", "/api/v1/admin/retention", {**self.span(-40), "frequency": "month"})
        self.assertEqual([[share["value"] for share in one["data"]] for one in found], expected)
        self.assertEqual([one["period"] for one in found], [f"{one}-01T00:00:00Z" for one in months])

    def test_forms_and_moments_say_the_same_and_unknown_keys_are_passed_over(self):
        fields = {"keys[]": ["new_users", "nothing", "new_users"], "start_at": f"{self.date(-2)}T10:00:00Z", "end_at": f"{self.date(0)}T00:00:00+00:00"}
        found = self.favilla.form("/api/v1/admin/measures", fields, headers={"Authorization": f"Bearer {self.tokens['boss']}"}).json
        self.assertEqual([(one["key"], one["total"], one["unit"]) for one in found], [("new_users", "5", None)])
        self.assertEqual(self.ask("boss", "POST", "/api/v1/admin/dimensions", {"keys": ["nothing", "languages"]})[0]["key"], "languages")


class WhoMayAsk(Community):
    PATHS = ("measures", "dimensions", "retention")

    def test_the_team_with_a_token_that_may(self):
        narrow = self.favilla.create_token("boss", "read write")
        for path in self.PATHS:
            body = {"keys": ["new_users", "sources"], **self.span(), "frequency": "day"}
            for who, status in ((None, 401), ("ada", 403), (narrow, 403), ("vera", 200), ("boss", 200)):
                self.ask(who, "POST", f"/api/v1/admin/{path}", body, status)

    def test_what_cannot_be_understood_is_said_in_the_readers_language(self):
        span = self.span()
        for path, body, english, italian in (
                ("measures", {"keys": ["new_users"]}, "from which day", "da quale giorno"),
                ("retention", {"frequency": "day", "start_at": span["start_at"]}, "from which day", "da quale giorno"),
                ("measures", {**span, "start_at": "yesterday"}, "“yesterday” in start_at is no date", "«yesterday» in start_at non è una data"),
                ("dimensions", {**span, "end_at": "2026-13-01"}, "“2026-13-01” in end_at", "«2026-13-01» in end_at"),
                ("measures", {"start_at": span["end_at"], "end_at": span["start_at"]}, "before the first", "prima del primo"),
                ("measures", {"start_at": "1999-01-01", "end_at": span["end_at"]}, "more than 3660 days", "più di 3660 giorni"),
                ("retention", {**self.span(-100), "frequency": "day"}, "more than 100 periods", "più di 100 periodi"),
                ("retention", {**span, "frequency": "week"}, "“week” is no frequency", "«week» non è una frequenza"),
                ("measures", {**span, "keys": ["tag_uses"]}, "tag_uses[id]", "tag_uses[id]"),
                ("dimensions", {**span, "keys": ["instance_languages"]}, "instance_languages[domain]", "instance_languages[domain]"),
                ("measures", {**span, "keys": ["instance_accounts"], "instance_accounts": {"domain": "no server"}}, "“no server” is no name", "«no server» non è il nome")):
            for who, words in (("boss", english), ("vera", italian)):
                self.assertIn(words, self.ask(who, "POST", f"/api/v1/admin/{path}", body, 422)["error"])
        self.ask("boss", "POST", "/api/v1/admin/measures", {**span, "keys": ["tag_uses"], "tag_uses": {"id": "1"}}, 404)

    def test_of_who_is_erased_no_day_is_kept(self):
        self.assertEqual(self.measures("active_users", first=0)["active_users"][0], "4")
        self.favilla.command("account", "delete", "bob")
        self.assertEqual(self.measures("active_users", first=0)["active_users"][0], "3")


class TheUpdate(Community):
    def test_what_was_known_before_it_is_told_after_it(self):
        self.favilla.stop()
        self.favilla.execute("DROP TABLE active_days", "DROP INDEX users_by_age", "DROP INDEX reports_settled", "DROP INDEX media_files_sizes",
                             "ALTER TABLE users DROP COLUMN sign_up_application_id", "DELETE FROM schema_migrations WHERE number = 54",
                             # vera was here for the last time yesterday.
                             f"UPDATE users SET last_seen_at = last_seen_at - {DAY} WHERE account_id = {self.ids['vera']}")
        self.favilla.start()
        found = self.ask("boss", "POST", "/api/v1/admin/measures", {"keys": ["active_users"], **self.span()})[0]
        self.assertEqual((found["total"], [day["value"] for day in found["data"]]), ("4", ["0", "1", "3"]))
        self.assertEqual(self.parts("sources"), {"sources": {"web": 4, "Spark for phones": 1}})


if __name__ == "__main__":
    unittest.main()
