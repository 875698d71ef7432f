# SPDX-License-Identifier: AGPL-3.0-or-later
"""Posts by e-mail, from the form on a profile to what a mail program does with a mail, over the real server and a mail server."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

VECTORS = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "</title><script>alert(1)</script>",
           "<a href=\"javascript:alert(1)\">x</a>", "--><iframe src=javascript:alert(1)>", "<b onclick=alert(1)>x</b>")


def part(mail, kind: str) -> str:
    return mail.get_body((kind,)).get_content().replace("\r\n", "\n")


def link_in(mail) -> str:
    return re.search(r"https?://\S+/mail/\S+", part(mail, "plain")).group()


def way_out(mail) -> str:
    return re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"]).group(1)


class MailSubscriptions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.favilla.create_account("chief", role="admin")
        cls.chief = cls.favilla.create_token("chief", "admin:read")

    def handed_on(self) -> None:
        """Who has a post by mail is looked at when it is handed on: what changes afterwards must not count for it."""
        wait_until(lambda: self.favilla.get("/api/favilla/v1/jobs", token=self.chief).json["events"] == 0)

    def writer(self, name: str) -> str:
        """An account whose posts are offered by mail; its token."""
        self.favilla.create_account(name)
        token = self.favilla.create_token(name)
        self.favilla.patch("/api/v1/accounts/update_credentials", {"discoverable": True}, token=token)
        return token

    def post(self, token: str, words: str, **more) -> dict:
        answer = self.favilla.post("/api/v1/statuses", {"status": words, **more}, token=token)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def browser(self, language="en") -> Browser:
        return Browser(self.favilla.url, language)

    def path(self, link: str) -> str:
        origin = f"http://{self.favilla.domain}"
        self.assertTrue(link.startswith(origin), link)
        return link.removeprefix(origin)

    def ask(self, name: str, email: str, rhythm="each", language="en"):
        browser = self.browser(language)
        profile = browser.get(f"/@{name}")
        form = next(place for place, form in enumerate(profile.forms) if form.action == f"/@{name}/mail")
        return browser.submit(profile, form=form, email=email, rhythm=rhythm)

    def subscribe(self, name: str, email: str, rhythm="each", language="en") -> None:
        known = len(self.sink.to(email))
        self.assertEqual(self.ask(name, email, rhythm, language).status, 200)
        browser = self.browser(language)
        page = browser.get(self.path(link_in(self.sink.wait_for(email, known + 1))))
        form = next(place for place, form in enumerate(page.forms) if form.action == "/mail/confirm")
        self.assertEqual(browser.submit(page, form=form).status, 200)

    def test_an_app_asks_for_whoever_reads_in_it(self):
        token = self.writer("appwriter")
        author = self.favilla.get("/api/v1/accounts/verify_credentials", token=token).json["id"]
        def ask(account=author, **form):
            return self.favilla.form(f"/api/v1/accounts/{account}/email_subscriptions", form)
        answer = ask(email="reader@app.example", locale="it", rhythm="weekly")
        self.assertEqual((answer.status, answer.json), (200, {}))
        mail = self.sink.wait_for("reader@app.example", 1)
        self.assertIn("una volta alla settimana", part(mail, "plain"))
        browser = self.browser()
        page = browser.get(self.path(link_in(mail)))
        self.assertEqual(browser.submit(page, form=next(place for place, form in enumerate(page.forms) if form.action == "/mail/confirm")).status, 200)
        self.assertEqual(ask(email="reader@app.example").json, {})              # says nothing about an address
        for form in ({"email": "no address"}, {}, {"email": "other@app.example", "rhythm": "hourly"}):
            self.assertEqual(ask(**form).status, 422, form)
        hidden = self.favilla.create_people("hiddenwriter")["hiddenwriter"]
        silent = self.favilla.get("/api/v1/accounts/verify_credentials", token=hidden).json["id"]
        for account in (silent, "1", "x"):
            self.assertEqual(ask(account, email="other@app.example").status, 404)
        self.assertEqual(self.sink.to("other@app.example"), [])

    def deliveries(self, token: str, status: dict) -> dict | None:
        found = self.favilla.get(f"/api/favilla/v1/statuses/{status['id']}/deliveries", token=token).json["destinations"]
        return next((one for one in found if one["host"] == "e-mail"), None)

    def wait_for_counts(self, token: str, status: dict, **counts) -> None:
        wait_until(lambda: (self.deliveries(token, status) or {}).get("readers") == {"pending": 0, "delivered": 0, "failed": 0, **counts})

    def subscribers(self, token: str) -> int:
        return self.favilla.get("/api/favilla/v1/posts_by_mail", token=token).json["subscribers"]

    def let_digests_be_due(self) -> None:
        """As if the morning had come: the times are moved while nobody is at work, and the schedule is kept at the start."""
        self.favilla.stop()
        self.favilla.execute("UPDATE mail_subscriptions SET next_digest_at = 1 WHERE next_digest_at IS NOT NULL",
                             "UPDATE schedules SET next_run_at = 1 WHERE name = 'mail.digests'")
        self.favilla.start()

    # --- coming in ---------------------------------------------------------------------------------------

    def test_a_reader_says_yes_by_a_button_and_gets_the_next_post(self):
        token = self.writer("anna")
        self.assertEqual(self.ask("anna", "reader@mail.example").status, 200)
        mail = self.sink.wait_for("reader@mail.example")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        link = self.path(link_in(mail))
        # What a scanner does: it opens every link, and again.
        for _ in range(2):
            self.assertEqual(self.favilla.get(link).status, 200)
        self.assertEqual(self.subscribers(token), 0)
        early = self.post(token, "Before anybody said yes")
        self.handed_on()
        browser = self.browser()
        page = browser.get(link)
        self.assertEqual(browser.submit(page, form=next(i for i, form in enumerate(page.forms) if form.action == "/mail/confirm")).status, 200)
        self.assertEqual(self.subscribers(token), 1)
        self.assertEqual(browser.get(link).status, 410)

        status = self.post(token, "Now *all* of it, from https://source.example/page", language="en")
        mail = self.sink.wait_for("reader@mail.example", 2)
        self.assertIn("Now *all* of it, from https://source.example/page", part(mail, "plain"))
        self.assertIn(status["url"], part(mail, "plain"))
        self.assertIn(f'href="{status["url"]}"', part(mail, "html"))
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(mail["List-Id"], "<anna.localhost>")
        self.assertEqual(mail["Precedence"], "list")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertTrue(way_out(mail).startswith(f"http://{self.favilla.domain}/mail/unsubscribe?token="))
        self.wait_for_counts(token, status, delivered=1)
        self.assertIsNone(self.deliveries(token, early))
        self.assertEqual(len(self.sink.to("reader@mail.example")), 2)

    def test_only_public_posts_that_answer_nobody_go_out(self):
        token, other = self.writer("carla"), self.writer("dino")
        self.subscribe("carla", "carla.reader@mail.example")
        theirs = self.post(other, "By another")
        for visibility in ("unlisted", "private", "direct"):
            self.post(token, f"Not for all: {visibility}", visibility=visibility)
        self.post(token, "An answer", in_reply_to_id=theirs["id"])
        self.favilla.post(f"/api/v1/statuses/{theirs['id']}/reblog", token=token)
        last = self.post(token, "For all")
        self.sink.wait_for("carla.reader@mail.example", 2)
        self.wait_for_counts(token, last, delivered=1)
        self.assertEqual([("For all" in part(mail, "plain")) for mail in self.sink.to("carla.reader@mail.example")], [False, True])

    def test_both_languages_from_the_page_to_the_mail(self):
        token = self.writer("elsa")
        self.subscribe("elsa", "it.reader@mail.example", language="it")
        self.subscribe("elsa", "en.reader@mail.example", language="en")
        self.post(token, "Ciao", language="it")
        italian, english = (self.sink.wait_for(f"{language}.reader@mail.example", 2) for language in ("it", "en"))
        self.assertIn("Conferma", self.sink.to("it.reader@mail.example")[0]["Subject"])
        self.assertIn("<html lang=\"it\">", part(italian, "html"))
        self.assertIn("annulla l’abbonamento", part(italian, "plain"))
        self.assertIn("<html lang=\"en\">", part(english, "html"))
        self.assertIn("<div lang=\"it\">", part(english, "html"))

    # --- what stands in a mail -----------------------------------------------------------------------------

    def test_a_content_warning_stands_for_what_is_behind_it(self):
        token = self.writer("gino")
        self.subscribe("gino", "gino.reader@mail.example")
        status = self.post(token, "The butler did it", spoiler_text="How the film ends")
        mail = self.sink.wait_for("gino.reader@mail.example", 2)
        self.assertIn("How the film ends", mail["Subject"])
        for kind in ("plain", "html"):
            self.assertIn("How the film ends", part(mail, kind))
            self.assertIn(status["url"], part(mail, kind))
        self.assertNotIn("butler", mail["Subject"] + part(mail, "plain") + part(mail, "html"))

    def test_xss_what_is_written_in_a_post_stands_in_a_mail_as_words(self):
        token = self.writer("ida")
        self.subscribe("ida", "ida.reader@mail.example")
        for number, vector in enumerate(VECTORS, 2):
            self.post(token, vector, poll={"options": [vector, "no"], "expires_in": 3600})
            mail = self.sink.wait_for("ida.reader@mail.example", number)
            html = part(mail, "html")
            self.assertNotRegex(html, r"(?i)<(script|img|svg|iframe)\b|<[^>]*\son\w+\s*=|href=\"?\s*javascript", vector)
            self.assertIn("alert(1)", html)

    # --- digests -------------------------------------------------------------------------------------------

    def test_a_digest_gathers_what_was_not_deleted_and_does_not_come_empty(self):
        token = self.writer("lino")
        self.subscribe("lino", "daily@mail.example", "daily")
        self.subscribe("lino", "weekly@mail.example", "weekly")
        first = self.post(token, "One thing")
        slip = self.post(token, "A slip of the tongue")
        second = self.post(token, "And another", poll={"options": ["this", "that"], "expires_in": 3600})
        self.wait_for_counts(token, second, pending=2)
        self.favilla.delete(f"/api/v1/statuses/{slip['id']}", token=token)
        self.assertEqual([len(self.sink.to(f"{rhythm}@mail.example")) for rhythm in ("daily", "weekly")], [1, 1])
        self.let_digests_be_due()
        for rhythm in ("daily", "weekly"):
            mail = self.sink.wait_for(f"{rhythm}@mail.example", 2)
            text = part(mail, "plain")
            self.assertEqual(mail["Subject"], "lino: 2 new posts")
            self.assertLess(text.index("One thing"), text.index("And another"))
            self.assertIn("\n* this\n* that\n", text)
            self.assertNotIn("slip", text)
            self.assertIn("/mail/unsubscribe?token=", way_out(mail))
        self.wait_for_counts(token, first, delivered=2)
        self.let_digests_be_due()
        # The next post at once to a third shows that the schedule has been kept meanwhile.
        self.subscribe("lino", "each@mail.example")
        self.post(token, "Later")
        self.sink.wait_for("each@mail.example", 2)
        self.assertEqual([len(self.sink.to(f"{rhythm}@mail.example")) for rhythm in ("daily", "weekly")], [2, 2])

    # --- going ---------------------------------------------------------------------------------------------

    def test_a_mail_programs_button_ends_it_without_cookie_or_form(self):
        token = self.writer("mara")
        self.subscribe("mara", "mara.reader@mail.example")
        self.post(token, "Hello")
        link = self.path(way_out(self.sink.wait_for("mara.reader@mail.example", 2)))
        self.assertEqual(self.favilla.get(link).status, 200)
        self.assertEqual(self.subscribers(token), 1)
        self.assertEqual(self.favilla.form(link, {"List-Unsubscribe": "One-Click"}).status, 200)
        self.assertEqual(self.subscribers(token), 0)
        self.assertEqual(self.favilla.form(link, {"List-Unsubscribe": "One-Click"}).status, 200)
        forged = link.replace("token=", "token=1")
        self.assertEqual(self.favilla.form(forged, {"List-Unsubscribe": "One-Click"}).status, 404)
        # As RFC 8058 allows it to be sent, too.
        self.subscribe("mara", "mara.second@mail.example")
        self.post(token, "Hello again")
        link = self.path(way_out(self.sink.wait_for("mara.second@mail.example", 2)))
        body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
        self.assertEqual(self.favilla.request("POST", link, body, headers={"Content-Type": "multipart/form-data; boundary=b"}).status, 200)
        self.assertEqual(self.subscribers(token), 0)

    def test_the_page_behind_the_link_changes_the_rhythm(self):
        token = self.writer("nora")
        self.subscribe("nora", "nora.reader@mail.example")
        self.post(token, "Hello")
        link = self.path(way_out(self.sink.wait_for("nora.reader@mail.example", 2)))
        browser = self.browser("it")
        page = browser.get(link)
        self.assertIn("Annulla l’abbonamento", page.words)
        changed = browser.submit(page, form=next(i for i, form in enumerate(page.forms) if form.action == "/mail/rhythm"), rhythm="weekly")
        self.assertEqual(changed.status, 200)
        status = self.post(token, "Gathered")
        self.wait_for_counts(token, status, pending=1)
        self.assertEqual(len(self.sink.to("nora.reader@mail.example")), 2)
        ended = browser.submit(changed, form=next(i for i, form in enumerate(changed.forms) if form.action == "/mail/unsubscribe"))
        self.assertEqual(ended.status, 200)
        self.assertEqual(self.subscribers(token), 0)
        self.assertIsNone(self.deliveries(token, status))

    def test_never_again_is_kept_for_every_account_and_every_form(self):
        for name in ("olga", "piero"):
            self.writer(name)
        self.ask("olga", "annoyed@mail.example")
        browser = self.browser()
        page = browser.get(self.path(link_in(self.sink.wait_for("annoyed@mail.example"))))
        self.assertEqual(browser.submit(page, form=next(i for i, form in enumerate(page.forms) if form.action == "/mail/never")).status, 200)
        answer = self.ask("piero", "Annoyed@mail.example")
        self.assertEqual(self.words_of(answer), self.words_of(self.ask("piero", "pleased@mail.example")))
        self.sink.wait_for("pleased@mail.example")
        self.assertEqual(len(self.sink.to("annoyed@mail.example")), 1)
        self.assertEqual(self.sink.to("Annoyed@mail.example"), [])

    @staticmethod
    def words_of(page):
        return page.status, page.words

    # --- abuse and breakage --------------------------------------------------------------------------------

    def test_mail_bombing_a_mailbox_is_filled_by_nobody(self):
        names = [f"writer{number}" for number in range(7)]
        for name in names:
            self.writer(name)
        for _ in range(3):
            for name in names:
                self.assertEqual(self.ask(name, "victim@mail.example").status, 200)
        self.ask(names[0], "witness@mail.example")          # enqueued behind all the others
        self.sink.wait_for("witness@mail.example")
        self.assertEqual(len(self.sink.to("victim@mail.example")), 5)
        self.assertEqual(len({mail["Subject"] for mail in self.sink.to("victim@mail.example")}), 5)

    def test_an_address_that_is_refused_is_given_up(self):
        token = self.writer("rita")
        self.subscribe("rita", "gone@mail.example")
        self.subscribe("rita", "full@mail.example")
        self.sink.refused["gone@mail.example"] = "550 5.1.1 <gone@mail.example>: no such mailbox here"
        self.sink.refused["full@mail.example"] = "552 5.2.2 mailbox full"
        status = self.post(token, "Number 1")
        self.wait_for_counts(token, status, failed=2)
        self.assertEqual(self.subscribers(token), 1)
        for number in (2, 3):
            self.wait_for_counts(token, self.post(token, f"Number {number}"), failed=1)
        self.assertEqual(self.subscribers(token), 0)
        self.assertIsNone(self.deliveries(token, self.post(token, "Number 4")))
        destination = self.deliveries(token, status)
        self.assertEqual((destination["state"], destination["people"]), ("failed", 2))
        self.assertNotIn("mail.example", str(destination))
        self.assertIn("550 5.1.1", self.favilla.log())
        self.assertNotIn("mail.example", self.favilla.log())

    def test_a_mail_server_that_says_later_gets_it_later(self):
        token = self.writer("sara")
        self.subscribe("sara", "patient@mail.example")
        self.sink.refused["patient@mail.example"] = "451 4.3.0 later"
        status = self.post(token, "In a while")
        wait_until(lambda: "451" in self.favilla.log())
        self.wait_for_counts(token, status, pending=1)
        del self.sink.refused["patient@mail.example"]
        self.sink.wait_for("patient@mail.example", 2, deadline=60)
        self.wait_for_counts(token, status, delivered=1)
        self.assertEqual(self.subscribers(token), 1)

    def test_an_account_that_closes_its_posts_to_mail_is_read_so_by_nobody(self):
        token = self.writer("teo")
        self.subscribe("teo", "teo.reader@mail.example")
        answer = self.favilla.put("/api/favilla/v1/posts_by_mail", {"allowed": False}, token=token).json
        self.assertEqual(answer, {"allowed": False, "offered": False, "subscribers": 1})
        self.assertNotIn("/@teo/mail", self.favilla.get("/@teo").text)
        self.assertIsNone(self.deliveries(token, self.post(token, "For nobody's mailbox")))
        self.handed_on()
        self.favilla.put("/api/favilla/v1/posts_by_mail", {"allowed": True}, token=token)
        self.post(token, "Open again")
        self.assertIn("Open again", part(self.sink.wait_for("teo.reader@mail.example", 2), "plain"))

    def test_a_suspended_account_sends_nothing(self):
        token, other = self.writer("ugo"), self.writer("vera")
        self.subscribe("ugo", "ugo.reader@mail.example", "daily")
        self.subscribe("vera", "ugo.reader@mail.example", "daily")
        self.wait_for_counts(token, self.post(token, "Soon to be silent"), pending=1)
        self.wait_for_counts(other, self.post(other, "Still here"), pending=1)
        self.favilla.command("account", "modify", "ugo", "--suspend")
        self.let_digests_be_due()
        self.assertIn("Still here", part(self.sink.wait_for("ugo.reader@mail.example", 3), "plain"))
        self.assertFalse([mail for mail in self.sink.to("ugo.reader@mail.example") if "Soon to be silent" in part(mail, "plain")])

    def test_where_the_server_sends_no_mail_nobody_is_asked_for_an_address(self):
        with Favilla() as mute:
            mute.create_account("zoe")
            token = mute.create_token("zoe")
            mute.patch("/api/v1/accounts/update_credentials", {"discoverable": True}, token=token)
            self.assertNotIn("/@zoe/mail", mute.get("/@zoe").text)
            self.assertEqual(mute.form("/@zoe/mail", {"email": "reader@mail.example"}).status, 404)


if __name__ == "__main__":
    unittest.main()
