# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loud day is told to who asked for it, once, in the app or by mail with the way out."""
import datetime
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

API = "/api/favilla/v1/listening"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DAY = datetime.timedelta(days=1)


class ListeningAlerts(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", "read write admin:read")
        cls.names = 0

    def setUp(self):
        self.owner, self.analyst, self.stranger = (self.person(name) for name in ("owner", "analyst", "stranger"))
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", self.owner.name, "--title", f"The {name}")
        self.server.command("page", "role", name, self.analyst.name, "analyst")
        self.page = next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", self.owner) if one["account"]["username"] == name)["id"]
        self.word = self.name("parola") + "w"
        self.query = self.ask("POST", API, self.owner, {"page_id": self.page, "name": f"About {self.word}", "words": self.word})["id"]

    def look(self, *statements):
        """As if it were time to look, moved while nobody is at work."""
        self.server.stop()
        self.server.execute(*statements, "UPDATE schedules SET next_run_at = 1 WHERE name = 'mail.listening_alerts'")
        self.server.start()
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=self.boss).json["waiting"] == 0)

    def bursts(self, who):
        return [one for one in self.server.get("/api/v1/notifications", token=who.token).json if one["type"] == "listening_burst"]

    def test_who_may_ask_for_it(self):
        path = f"{API}/{self.query}/alert"
        none, mail, both = ({"in_app": a, "by_mail": m} for a, m in ((False, False), (False, True), (True, True)))
        self.assertEqual(self.ask("GET", f"{API}/{self.query}", self.owner)["alert"], none)
        for who in (self.stranger, self.boss):
            self.ask("PUT", path, who, {"in_app": True}, status=404)
        self.ask("PUT", path, self.owner, {}, status=422)
        self.assertEqual(self.ask("PUT", path, self.analyst, {"by_mail": True})["alert"], mail)
        self.assertEqual(self.ask("PUT", path, self.analyst, {"in_app": True})["alert"], both, "what is not given stays")
        self.assertEqual(self.ask("GET", f"{API}/{self.query}", self.owner)["alert"], none, "each for themselves")
        self.assertEqual(self.ask("PUT", path, self.analyst, {"in_app": False})["alert"], mail)
        self.assertEqual(self.ask("PUT", path, self.analyst, {"by_mail": False})["alert"], none)
        narrow = self.server.create_token(self.owner.name, "read:pages")
        self.assertEqual(self.server.request("PUT", path, {"in_app": True}, token=narrow).status, 403)
        self.ask("DELETE", f"{API}/{self.query}", self.owner)
        self.ask("PUT", path, self.owner, {"in_app": True}, status=404)

    def test_a_loud_day_is_told_once(self):
        speaker = self.person("speaker")
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"indexable": True}, token=speaker.token)
        posts = [speaker.write(f"{self.word} {n}")["id"] for n in range(52)]
        self.ask("PUT", f"{API}/{self.query}/alert", self.owner, {"by_mail": True})
        self.ask("PUT", f"{API}/{self.query}/alert", self.analyst, {"in_app": True})
        address = f"{self.owner.name}@example.org"
        known = len(self.sink.to(address))
        # One on each of forty days, the others today.
        today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        at = {status: int((today - (n + 1) * DAY).timestamp() * 1000) for n, status in enumerate(posts[:40])}
        self.look(f"UPDATE listening_queries SET since = {int((today - 60 * DAY).timestamp() * 1000)} WHERE id = {self.query}",
                  *(f"UPDATE listening_hits SET at = {moment} WHERE status_id = {status}" for status, moment in at.items()))
        mail = self.sink.wait_for(address, known + 1)
        self.assertEqual(mail["Subject"], f"About {self.word}: much more is said than usual")
        body = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
        self.assertIn("12 posts were counted", " ".join(body.split()))
        self.assertIn(f"/app/pages/{self.page}/listening/{self.query}", body)
        self.look()
        self.assertEqual(len(self.sink.to(address)), known + 1)
        self.assertEqual(self.sink.to(f"{self.analyst.name}@example.org"), [])
        # In the app, beside what other apps show of a kind that they do not know.
        told = self.bursts(self.analyst)
        self.assertEqual([one["favilla"]["listening"] for one in told], [{"id": self.query, "page_id": self.page, "name": f"About {self.word}"}])
        self.assertEqual(told[0]["account"]["id"], self.page)
        self.assertEqual(self.bursts(self.owner), [])
        plain = self.server.get("/api/v2/notifications?supported_types[]=mention", token=self.analyst.token).json["notification_groups"][0]
        self.assertIn(f"About {self.word}", plain["fallback"]["title"])
        # The link shows a page and ends nothing; the mail program's own button ends it.
        way_out = re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"]).group(1).removeprefix(f"http://{self.server.domain}")
        self.assertIn(f"About {self.word}", self.server.get(way_out).text)
        self.assertTrue(self.ask("GET", f"{API}/{self.query}", self.owner)["alert"]["by_mail"])
        for _ in range(2):
            self.assertEqual(self.server.request("POST", way_out, b"List-Unsubscribe=One-Click", headers=FORM).status, 200)
        self.assertFalse(self.ask("GET", f"{API}/{self.query}", self.owner)["alert"]["by_mail"])
        self.ask("DELETE", f"{API}/{self.query}", self.owner)
        self.assertEqual(self.bursts(self.analyst), [], "what ended is told no longer")
        self.assertEqual(self.server.request("POST", way_out + "x", b"", headers=FORM).status, 404)
        self.assertEqual(self.server.get("/mail/listening?token=nothing").status, 404)


if __name__ == "__main__":
    unittest.main()
