# SPDX-License-Identifier: AGPL-3.0-or-later
"""Megaphone or round table, from outside: who sees it, what is refused, the report to print, the letter of a month, and what was said otherwise before."""
import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.person import Person  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

API = "/api/favilla/v1/pages"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Posture(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.names = 0
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", cls.scopes)
        cls.owner, cls.analyst, cls.invited, cls.stranger = (Person(cls.server, name) for name in ("owner", "analyst", "invited", "stranger"))

    def make(self, **more):
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", "owner", "--title", f"The {name}", *(word for key, value in more.items() for word in (f"--{key}", value)))
        self.server.command("page", "role", name, "analyst", "analyst")
        page = next(one for one in self.ask("GET", f"{API}/mine", self.owner) if one["account"]["username"] == name)
        self.ask("POST", f"{API}/{page['id']}/team", self.owner, {"act": "invite", "account_id": self.invited.id, "role": "editor"})
        return page["id"], name

    def test_the_team_sees_it_and_nobody_else(self):
        page, name = self.make(posture="round_table")
        for who in (self.owner, self.analyst):
            found = self.ask("GET", f"{API}/{page}/posture", who)
            self.assertEqual((found["page_id"], found["page"], found["declared"], found["side"], found["score"]), (page, f"The {name}", "round_table", None, None))
            self.assertEqual((found["weeks"], found["weeks_needed"], found["posts"], found["advice"], found["trend"]), (0, 8, 0, [], []))
            self.assertEqual([part["part"] for part in found["parts"]], ["answers", "in_time", "stays", "each_other", "reciprocity", "openness", "asks"])
            self.assertIn("8 more are needed", found["verdict"])
        for who in (self.stranger, self.invited, self.boss):
            self.ask("GET", f"{API}/{page}/posture", who, status=404)
            self.ask("PUT", f"{API}/{page}/posture/letter", who, {"wanted": True}, status=404)
        self.assertEqual(self.server.get(f"{API}/{page}/posture").status, 401)
        narrow = self.server.create_token("owner", "read:statuses")
        self.assertEqual(self.server.get(f"{API}/{page}/posture", token=narrow).status, 403)
        self.ask("GET", f"{API}/{self.owner.id}/posture", self.owner, status=404)   # a person is no page
        for wrong in ("1", "nothing", "9" * 30):
            self.assertEqual(self.server.get(f"{API}/{wrong}/posture", token=self.owner.token).status, 404)
        # Who leaves the team is out at once.
        self.server.command("page", "role", name, "analyst", "none")
        self.ask("GET", f"{API}/{page}/posture", self.analyst, status=404)

    def test_a_month_is_over_or_refused(self):
        page, _ = self.make()
        for wrong in ("2099-01", "2026-13", "november", "2026-1", "2026-11-01"):
            refused = self.ask("GET", f"{API}/{page}/posture?month={wrong}", self.owner, status=422)
            self.assertEqual(refused["error"], "A month that is over is written 2026-11.")
        then = self.ask("GET", f"{API}/{page}/posture?month=2026-02", self.owner)
        self.assertEqual((then["month"], then["last_day"]), ("2026-02", "2026-02-22"))
        self.assertTrue(then["report_url"].endswith("/posture?month=2026-02"))
        self.ask("PUT", f"{API}/{page}/posture/letter", self.owner, {}, status=422)

    def test_sentences_come_in_the_language_of_the_reader(self):
        page, name = self.make(posture="megaphone")
        self.server.command("page", "role", name, "stranger", "analyst")
        self.let_the_month_be_over("UPDATE users SET locale = 'it' WHERE account_id = (SELECT id FROM accounts WHERE username = 'stranger')")
        italian = self.ask("GET", f"{API}/{page}/posture", self.stranger)
        self.assertEqual(italian["declared_sentence"], "Di sé dice di essere un megafono.")
        self.assertIn("Non si può ancora dire", italian["verdict"])
        self.assertEqual(self.ask("GET", f"{API}/{page}/posture", self.owner)["declared_sentence"], "It says of itself that it is a megaphone.")
        self.assertEqual(self.ask("GET", f"{API}/{page}/posture?lang=en", self.stranger)["declared_sentence"], "It says of itself that it is a megaphone.")
        self.server.command("page", "role", name, "stranger", "none")

    def test_the_report_shows_what_the_screen_does(self):
        page, name = self.make(posture="both")
        path = f"/@{name}/posture"
        self.assertEqual(self.server.get(path).status, 303)     # to sign in
        browser = Browser(self.server.url)
        browser.sign_in("owner")
        report = browser.get(path)
        self.assertEqual(report.status, 200)
        found = self.ask("GET", f"{API}/{page}/posture", self.owner)
        for words in (found["verdict"], found["declared_sentence"], found["moved"], found["caution"], *(part["cases"] for part in found["parts"]), *(gain["sentence"] for gain in found["gains"])):
            self.assertIn(words, report.words)
        self.assertNotIn("<script", report.text)
        self.assertEqual(browser.get(f"{path}?month=2099-01").status, 404)
        self.assertEqual(browser.get("/@owner/posture").status, 404)
        other = Browser(self.server.url)
        other.sign_in("stranger")
        self.assertEqual(other.get(path).status, 404)

    def test_every_method_can_be_read(self):
        for name in ("posture", "who-answers-whom", "causal-effect"):
            english, italian = (self.server.get(f"/about/methods/{name}", headers={"Accept-Language": language}) for language in ("en", "it"))
            self.assertEqual((english.status, italian.status), (200, 200))
            self.assertNotEqual(english.text, italian.text)
        page = self.server.get("/about/methods/posture").text
        self.assertIn("<table>", page)
        self.assertIn("/about/methods/who-answers-whom\"", page)     # one leads to the next
        for wrong in ("nothing", "..%2Fposture", "posture.en"):
            self.assertEqual(self.server.get(f"/about/methods/{wrong}").status, 404)

    def test_the_command_line_says_the_same(self):
        page, name = self.make(posture="megaphone")
        found = self.ask("GET", f"{API}/{page}/posture", self.owner)
        told = json.loads(self.server.command("posture", name, "--json").stdout)
        self.assertEqual(told, {key: value for key, value in found.items() if key in told})
        self.assertIn(found["verdict"], self.server.command("posture", name).stdout)
        self.assertNotEqual(self.server.command("posture", "owner", check=False).returncode, 0)
        self.assertNotEqual(self.server.command("posture", name, "--month", "2099-01", check=False).returncode, 0)

    def let_the_month_be_over(self, *statements):
        """As if the month had ended with the page in it: times are moved while nobody is at work."""
        self.server.stop()
        self.server.execute(*statements, "UPDATE schedules SET next_run_at = 1 WHERE name IN ('strategy.reports', 'mail.posture_letters')")
        self.server.start()

    def test_the_report_of_a_month_is_written_once_and_sent_once(self):
        page, name = self.make(posture="both")
        self.assertFalse(self.ask("GET", f"{API}/{page}/posture", self.owner)["letter"])
        for _ in range(2):
            self.assertTrue(self.ask("PUT", f"{API}/{page}/posture/letter", self.owner, {"wanted": True})["letter"])
        self.assertFalse(self.ask("GET", f"{API}/{page}/posture", self.analyst)["letter"])
        known = len(self.sink.to("owner@example.org"))
        self.let_the_month_be_over(f"UPDATE pages SET created_at = 1 WHERE account_id = {page}", "UPDATE posture_letters SET told_month = '2000-01'")
        months = wait_until(lambda: self.ask("GET", f"{API}/{page}/posture", self.owner)["months"])
        self.assertEqual(len(months), 1)
        # The letters look for reports every minute; they may have looked just before this one was there.
        self.let_the_month_be_over()
        mail = self.sink.wait_for("owner@example.org", known + 1)
        self.assertEqual(mail["Subject"], f"The {name}, {months[0]}: megaphone or round table")
        body = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
        then = self.ask("GET", f"{API}/{page}/posture?month={months[0]}", self.owner)
        self.assertIn(then["verdict"], " ".join(body.split()))
        self.assertIn(f"/@{name}/posture?month={months[0]}", body)
        self.let_the_month_be_over()
        keeper = self.server.create_token("boss", "admin:read")
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=keeper).json["waiting"] == 0)
        self.assertEqual(len(self.sink.to("owner@example.org")), known + 1)
        self.assertEqual(self.ask("GET", f"{API}/{page}/posture", self.owner)["months"], months)

        # What was said then and is found otherwise now stands beside it.
        self.assertEqual(self.ask("GET", f"{API}/{page}/posture", self.owner)["restated"], [])
        self.let_the_month_be_over(f"INSERT INTO posture_figures (page_id, month, name, value, lower, upper) VALUES ({page}, '{months[0]}', 'asks', 0.5, 0.25, 0.75)")
        restated, = self.ask("GET", f"{API}/{page}/posture", self.owner)["restated"]
        self.assertEqual((restated["month"], restated["figure"], restated["said"], restated["is"]), (months[0], "asks", {"value": .5, "lower": .25, "upper": .75}, None))
        self.assertEqual((restated["said_shown"], restated["is_shown"]), ("0.50 (95 %: 0.25 to 0.75)", "could not be told"))

        # The link in the letter shows a page and ends nothing; the mail program's own button ends it.
        way_out = re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"]).group(1).removeprefix(f"http://{self.server.domain}")
        self.assertIn(f"The {name}", self.server.get(way_out).text)
        self.assertTrue(self.ask("GET", f"{API}/{page}/posture", self.owner)["letter"])
        for _ in range(2):
            self.assertEqual(self.server.request("POST", way_out, b"List-Unsubscribe=One-Click", headers=FORM).status, 200)
        self.assertFalse(self.ask("GET", f"{API}/{page}/posture", self.owner)["letter"])
        self.assertEqual(self.server.request("POST", way_out + "x", b"", headers=FORM).status, 404)
        self.assertEqual(self.server.get("/mail/posture?token=nothing").status, 404)


if __name__ == "__main__":
    unittest.main()
