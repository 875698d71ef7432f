# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another e-mail address: asked for with the password, proved by a link at the new one, told to the old one; nothing is learned of whose an address is."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

API = "/api/favilla/v1/email"
PASSWORD = "a spark is enough"


class EmailChange(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", "read write admin:read admin:write")
        cls.names = 0

    def ask_for(self, who, email, password=PASSWORD, status=200):
        return self.ask("POST", API, who, {"email": email, "password": password}, status)

    def mail(self, to, number=1):
        mail = self.sink.wait_for(to, number)
        return mail["Subject"], mail.get_body(("plain",)).get_content()

    def link(self, to, number=1):
        return re.search(r"https?://[^/]+(/auth/email\?token=\S+)", self.mail(to, number)[1]).group(1)

    def follow(self, link):
        browser = Browser(self.server.url)
        page = browser.get(link)
        self.assertEqual(self.server.get(link).status, 200)         # to look at it changes nothing
        return browser.submit(page)

    def signs_in(self, login):
        browser = Browser(self.server.url)
        browser.submit(browser.get("/auth/sign_in"), login=login, password=PASSWORD)
        return any(cookie.name == "favilla" for cookie in browser.cookies)

    def test_it_changes_when_the_link_is_opened_and_both_addresses_are_told(self):
        ada = self.person()
        old, new = f"{ada.name}@example.org", f"{ada.name}@new.example"
        self.assertEqual(self.ask("GET", API, ada), {"email": old, "pending_email": None})
        self.assertEqual(self.ask_for(ada, new), {"email": old, "pending_email": new})
        subject, words = self.mail(old)
        self.assertIn("asked for", subject)
        self.assertIn(new, words)
        self.assertTrue(self.signs_in(old))
        self.assertFalse(self.signs_in(new))

        link = self.link(new)
        done = self.follow(link)
        self.assertEqual((done.status, "is changed" in done.text), (200, True))
        self.assertEqual(self.ask("GET", API, ada), {"email": new, "pending_email": None})
        self.assertIn(new, self.mail(old, 2)[1])
        self.assertTrue(self.signs_in(new))
        self.assertFalse(self.signs_in(old))
        self.assertEqual(self.follow(link).status, 410)             # once

    def test_only_the_newest_link_works_and_it_can_be_given_up(self):
        ada = self.person()
        self.ask_for(ada, f"{ada.name}@first.example")
        self.ask_for(ada, f"{ada.name}@second.example")
        self.assertEqual(self.follow(self.link(f"{ada.name}@first.example")).status, 410)
        self.assertEqual(self.ask("DELETE", API, ada), {"email": f"{ada.name}@example.org", "pending_email": None})
        self.assertEqual(self.follow(self.link(f"{ada.name}@second.example")).status, 410)
        self.assertEqual(self.ask("GET", API, ada)["email"], f"{ada.name}@example.org")

    def test_it_takes_the_password_and_an_address(self):
        ada = self.person()
        self.ask_for(ada, "ada@new.example", password="a wrong one", status=403)
        for wrong, words in (("", "no e-mail address"), ("not one", "no e-mail address"), (f"{ada.name.upper()}@example.org", "already")):
            self.assertIn(words, self.ask_for(ada, wrong, status=422)["error"])
        self.assertEqual(self.server.get(API).status, 401)
        only_reads = self.server.create_token(ada.name, "read")
        self.ask("POST", API, only_reads, {"email": "x@new.example", "password": PASSWORD}, status=403)

    def test_an_address_of_somebody_else_is_answered_alike_and_its_owner_told(self):
        ada, bob = self.person(), self.person("bob")
        theirs = f"{bob.name}@example.org"
        self.assertEqual(self.ask_for(ada, theirs), {"email": f"{ada.name}@example.org", "pending_email": theirs})
        subject, words = self.mail(theirs)
        self.assertIn("already", subject)
        self.assertNotIn("/auth/email", words)
        self.assertIn(f"@{bob.name}", words)
        # Two ask for the same: who proves it first has it.
        cleo = self.person("cleo")
        shared = f"{cleo.name}@shared.example"
        self.ask_for(ada, shared)
        self.ask_for(cleo, shared)
        first, second = self.link(shared, 1), self.link(shared, 2)
        self.assertEqual(self.follow(second).status, 200)
        self.assertEqual(self.follow(first).status, 410)
        self.assertEqual(self.ask("GET", API, cleo)["email"], shared)

    def test_a_link_to_reset_at_the_old_address_opens_nothing_any_more(self):
        ada = self.person()
        browser = Browser(self.server.url)
        browser.submit(browser.get("/auth/reset"), email=f"{ada.name}@example.org")
        reset = re.search(r"https?://[^/]+(/auth/reset\?token=\S+)", self.mail(f"{ada.name}@example.org")[1]).group(1)
        self.ask_for(ada, f"{ada.name}@new.example")
        self.assertEqual(self.follow(self.link(f"{ada.name}@new.example")).status, 200)
        self.assertEqual(Browser(self.server.url).get(reset).status, 410)

    def test_an_address_the_organisation_holds_back_is_refused(self):
        ada = self.person()
        self.ask("POST", "/api/v1/admin/email_domain_blocks", self.boss, {"domain": "throwaway.example"})
        self.ask_for(ada, "ada@mail.throwaway.example", status=422)


if __name__ == "__main__":
    unittest.main()
