#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in with an OpenID provider, against the whole server and a real provider (npm oidc-provider): people sign in on its own pages, and come back."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, free_port  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.openid import real_provider, settings  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

API = "/api/favilla/v1/identities"
PASSWORD = "a spark is enough"
SECRET = "a secret & of + signs"


def is_in(browser) -> bool:
    return any(cookie.name == "favilla" for cookie in browser.cookies)


class RealProvider(ApiCase):
    """People sign in on the provider's own pages, and come back."""

    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        port, own = free_port(), free_port()
        own_url = f"http://localhost:{own}"
        issuer = cls.enterClassContext(real_provider(port, "favilla", SECRET, [f"{own_url}/auth/openid/{one}/callback" for one in ("school", "theclub", "thehouse")]))
        common = {"issuer": issuer, "client_id": "favilla"}
        path = settings(school={**common, "title": "The School", "newcomers": "as_others"},
                        theclub={**common, "title": "The Club", "email_domains": ["club.example"], "newcomers": "at_once"},
                        thehouse={**common, "title": "The House"})
        secrets = {f"FAVILLA_OPENID_{one}_CLIENT_SECRET": SECRET for one in ("SCHOOL", "THECLUB", "THEHOUSE")}
        cls.server = cls.enterClassContext(Favilla(port=own, arguments=("--config", path), environment={"FAVILLA_SMTP_URL": cls.sink.url, **secrets}))
        cls.url = own_url
        cls.names = 0

    def browser(self, language="en"):
        return Browser(self.url, language)

    def through(self, browser, login, path):
        """From a link of ours, over the provider's two pages, to where one ends up. Whoever is signed in there sees neither."""
        page = browser.get(path)
        if "127.0.0.1" not in page.url:
            return page
        page = browser.submit(page, login=login, password="any")
        return browser.submit(page) if "127.0.0.1" in page.url else page

    def newcomer(self, login, **fields):
        browser = self.browser()
        page = self.through(browser, login, "/auth/openid/school?return_to=/about")
        self.assertEqual(page.url, f"{self.url}/auth/welcome", page.words)
        return browser, browser.submit(page, agreement="1", **fields)

    def subject(self, who, number):
        return self.sink.wait_for(f"{who}@example.org", number)["Subject"].replace(f" {self.server.domain}", "")

    def test_the_page_offers_them_and_keeps_where_one_wanted_to_go(self):
        page = self.browser().get("/auth/sign_in?return_to=/about")
        self.assertIn("Sign in with The School", page.words)
        self.assertIn('href="/auth/openid/school?return_to=%2Fabout"', page.text)
        self.assertIn("Accedi con The School", self.browser("it").get("/auth/sign_in").words)
        self.assertEqual(self.browser().get("/auth/openid/nobody").status, 404)
        self.assertNotIn(SECRET, page.text)

    def test_a_newcomer_chooses_a_name_and_is_in(self):
        name = self.name("nina")
        browser = self.browser()
        page = self.through(browser, name, "/auth/openid/school?return_to=/about")
        self.assertEqual(page.url, f"{self.url}/auth/welcome")
        self.assertIn(f"{name}@example.org", page.words)
        self.assertFalse(is_in(browser))
        refused = browser.submit(page)
        self.assertEqual(refused.status, 422)
        self.assertIn(f'value="{name}"', refused.text)
        done = browser.submit(refused, agreement="1")
        self.assertEqual((done.status, done.url), (200, f"{self.url}/about"))
        self.assertTrue(is_in(browser))

        # Again, and straight in; the password is asked for by nobody, since there is none.
        again = self.browser()
        page = self.through(again, name, "/auth/openid/school?return_to=/about")
        self.assertEqual(page.url, f"{self.url}/about")
        self.assertTrue(is_in(again))
        known = self.ask("GET", API, self.server.create_token(name))
        self.assertFalse(known["has_password"])
        self.assertEqual([(one["provider"], one["label"]) for one in known["identities"]], [("The School", f"{name}@example.org")])
        self.assertTrue(known["identities"][0]["last_used_at"])
        self.ask("POST", f"{API}/{known['identities'][0]['id']}/remove", self.server.create_token(name), {"password": ""}, status=403)
        empty = self.browser()
        self.assertEqual(empty.sign_in(name, "").status, 422)
        self.assertFalse(is_in(empty))

    def test_an_application_is_let_in_on_the_way(self):
        name = self.name("nora")
        self.newcomer(name)
        app = self.server.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}).json
        browser = self.browser()
        page = browser.get(f"/oauth/authorize?response_type=code&client_id={app['client_id']}&redirect_uri=urn:ietf:wg:oauth:2.0:oob&scope=read")
        link = next(part.split('"')[0] for part in page.text.split('href="') if part.startswith("/auth/openid/school"))
        page = self.through(browser, name, link.replace("&amp;", "&"))
        self.assertIn("/oauth/authorize?", page.url)
        self.assertIn("An app", page.words)

    def test_an_address_that_is_here_joins_nothing(self):
        ada = self.person("ada")
        browser = self.browser()
        page = self.through(browser, ada.name, "/auth/openid/school")
        self.assertIn("already", page.words)
        self.assertFalse(is_in(browser))
        self.assertEqual(self.ask("GET", API, ada)["identities"], [])

        # The password, then the way there again: now they are joined, and a mail says so.
        page = browser.submit(page, login=ada.name, password=PASSWORD)
        self.assertIn("/auth/openid/school/join", page.url)
        self.assertIn("form-action 'self' http://127.0.0.1:", page.headers["content-security-policy"])
        wrong = browser.submit(page, password="a wrong one")
        self.assertEqual(wrong.status, 422)
        page = browser.submit(wrong, password=PASSWORD)
        if "127.0.0.1" in page.url:
            page = browser.submit(page)
        self.assertEqual(page.url, f"{self.url}/", page.words)
        known = self.ask("GET", API, ada)
        self.assertEqual((known["has_password"], len(known["identities"])), (True, 1))
        self.assertEqual(self.subject(ada.name, 1), "You can sign in at with The School")
        other = self.browser()
        self.through(other, ada.name, "/auth/openid/school")
        self.assertTrue(is_in(other))

        # Nobody else is joined with the same, and it is removed with the password.
        bob = self.person("bob")
        third = self.browser()
        third.sign_in(bob.name)
        page = third.submit(third.get("/auth/openid/school/join"), password=PASSWORD)
        page = third.submit(page, login=ada.name, password="any")
        page = third.submit(page) if "127.0.0.1" in page.url else page
        self.assertIn("joined with another account", page.words)
        self.assertEqual(self.ask("GET", API, bob)["identities"], [])
        path = f"{API}/{known['identities'][0]['id']}/remove"
        self.ask("POST", path, bob, {"password": PASSWORD}, status=404)
        self.ask("POST", path, ada, {"password": "a wrong one"}, status=403)
        self.assertEqual(self.ask("POST", path, ada, {"password": PASSWORD})["identities"], [])
        self.assertEqual(self.subject(ada.name, 2), "Signing in at with The School was removed")

    def test_who_may_not_come_in_is_told_calmly(self):
        for way, login, words in (("thehouse", "olga", "No account here is joined"), ("theclub", "olga", "not one of those"), ("school", "olga!", "no verified e-mail")):
            browser = self.browser()
            page = self.through(browser, login, f"/auth/openid/{way}?return_to=/about")
            self.assertEqual(page.status, 422)
            self.assertIn(words, page.words)
            self.assertFalse(is_in(browser))
            self.assertIn('name="return_to" value="/about"', page.text)
        browser = self.browser()
        page = self.through(browser, "paola@club.example", "/auth/openid/theclub")
        self.assertTrue(is_in(browser) or browser.submit(page, agreement="1").status == 200)

    def test_who_turns_back_there_is_asked_again(self):
        browser = self.browser()
        page = browser.get("/auth/openid/school?return_to=/about")
        abort = next(part.split('"')[0] for part in page.text.split('href="') if "/abort" in part.split('"')[0])
        page = browser.get(abort)
        self.assertEqual(page.status, 422)
        self.assertIn("was not completed", page.words)

    def test_the_rules_of_the_house_hold(self):
        self.server.create_account(boss := self.name("boss"), role="admin")
        admin = self.server.create_token(boss, "read write admin:read admin:write")
        self.addCleanup(self.server.patch, "/api/favilla/v1/organisation", {"registrations": "open"}, token=admin)
        self.assertEqual(self.server.patch("/api/favilla/v1/organisation", {"registrations": "approval"}, token=admin).status, 200)
        name = self.name("rita")
        browser, page = self.newcomer(name)
        self.assertEqual(page.status, 422)                  # a reason is missing
        page = browser.submit(page, agreement="1", reason="I teach here")
        self.assertEqual((page.status, is_in(browser)), (200, False), page.words)
        again = self.browser()
        page = self.through(again, name, "/auth/openid/school")
        self.assertFalse(is_in(again))
        self.server.command("account", "modify", name, "--approve")
        self.through(again, name, "/auth/openid/school")
        self.assertTrue(is_in(again))
        self.server.patch("/api/favilla/v1/organisation", {"registrations": "closed"}, token=admin)
        self.assertEqual(self.newcomer(self.name("sara"))[1].status, 403)
        # At once means whatever is asked of others.
        browser = self.browser()
        page = self.through(browser, f"{self.name('tea')}@club.example", "/auth/openid/theclub")
        browser.submit(page, agreement="1")
        self.assertTrue(is_in(browser))

    def test_a_code_is_asked_for_as_well(self):
        name = self.name("ugo")
        self.newcomer(name)
        token = self.server.create_token(name)
        self.server.command("account", "modify", name, "--reset-password")
        password = self.server.command("account", "modify", name, "--reset-password").stdout.split()[-1]
        token = self.server.create_token(name)
        secret = self.ask("POST", "/api/favilla/v1/second_factor", token, {"password": password})["secret"]
        self.ask("POST", "/api/favilla/v1/second_factor/confirm", token, {"code": code_of(secret, step_now())})
        browser = self.browser()
        page = self.through(browser, name, "/auth/openid/school?return_to=/about")
        self.assertIn("/auth/sign_in/code", page.url)
        self.assertFalse(is_in(browser))
        page = browser.submit(page, code=code_of(secret, step_now() + 1))
        self.assertEqual(page.url, f"{self.url}/about")
        self.assertTrue(is_in(browser))

    def test_it_is_seen_and_removed_by_hand_and_goes_with_the_account(self):
        name = self.name("vera")
        self.newcomer(name)
        line = self.server.command("account", "identities", name).stdout.split("\t")
        self.assertIn(f"{name}@example.org", line)
        self.server.command("account", "identities", name, "--remove", line[0])
        self.assertEqual(self.server.command("account", "identities", name).stdout, "")
        self.assertEqual(self.server.command("account", "identities", name, "--remove", line[0], check=False).returncode, 1)
        wilma = self.name("wilma")
        self.newcomer(wilma)
        self.server.command("account", "delete", wilma)
        browser = self.browser()
        page = self.through(browser, wilma, "/auth/openid/school")
        self.assertEqual(page.url, f"{self.url}/auth/welcome")     # nobody any more
        self.assertFalse(is_in(browser))

    def test_who_is_leaving_comes_back_by_the_provider(self):
        name = self.name("yara")
        self.newcomer(name)
        password = self.server.command("account", "modify", name, "--reset-password").stdout.split()[-1]
        until = self.ask("POST", "/api/favilla/v1/leaving", self.server.create_token(name), {"password": password})["until"]
        browser = self.browser()
        page = self.through(browser, name, "/auth/openid/school?return_to=/about")
        self.assertIn("come back", page.words)
        self.assertIn(until[:10], page.words)
        self.assertFalse(is_in(browser))
        self.assertEqual(self.server.get(f"/@{name}", headers={"Accept": "text/html"}).status, 410)
        done = browser.submit(page)
        self.assertEqual((done.status, done.url), (200, f"{self.url}/about"))
        self.assertTrue(is_in(browser))
        self.assertEqual(self.server.get(f"/@{name}", headers={"Accept": "text/html"}).status, 200)
        again = self.browser()
        self.through(again, name, "/auth/openid/school")
        self.assertTrue(is_in(again))                       # straight in, as before

    def test_a_suspended_one_stays_out(self):
        name = self.name("xenia")
        self.newcomer(name)
        self.server.command("account", "modify", name, "--suspend")
        browser = self.browser()
        self.assertEqual(self.through(browser, name, "/auth/openid/school").status, 422)
        self.assertFalse(is_in(browser))


if __name__ == "__main__":
    unittest.main()
