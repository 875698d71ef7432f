#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case 37 of the abuse cases, the part of codes, against the whole server: a code besides the password, switched on, asked for, guessed
at, recovered from, and not gone around. Steps of thirty seconds go on while a test runs: one ahead stays good, two behind stays bad."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

API = "/api/favilla/v1/second_factor"
PASSWORD = "a spark is enough"
OFF = {"enabled": False, "since": None, "recovery_codes_left": 0}


class FactorCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.names = 0

    def begin(self, who):
        return self.ask("POST", API, who, {"password": PASSWORD})["secret"]

    def switch_on(self, who):
        """The secret, and the recovery codes. The code of this step is used up by it, that of the next is not."""
        secret = self.begin(who)
        return secret, self.ask("POST", f"{API}/confirm", who, {"code": code_of(secret, step_now())})["recovery_codes"]

    def password_given(self, who, path="/auth/sign_in", password=PASSWORD):
        """The page after the password, and the browser that shows it."""
        browser = Browser(self.server.url)
        return browser, browser.submit(browser.get(path), login=who.name, password=password)

    def is_in(self, browser):
        return any(cookie.name == "favilla" for cookie in browser.cookies)

    def subject(self, who, number):
        """Without the name of the place."""
        return self.sink.wait_for(f"{who.name}@example.org", number)["Subject"].replace(f" {self.server.domain}", "")


class SwitchingOn(FactorCase):
    def test_it_takes_the_password_and_a_code_and_is_told(self):
        ada = self.person()
        self.assertEqual(self.ask("GET", API, ada), OFF)
        self.ask("POST", f"{API}/confirm", ada, {"code": "123456"}, status=410)
        self.ask("POST", API, ada, {"password": "a wrong one"}, status=403)
        begun = self.ask("POST", API, ada, {"password": PASSWORD})
        self.assertRegex(begun["secret"], "^[A-Z2-7]{32}$")
        self.assertIn(f"secret={begun['secret']}", begun["uri"])
        self.assertIn(f":{ada.name}%40", begun["uri"])
        self.assertEqual(self.ask("GET", API, ada), OFF)
        refused = self.ask("POST", f"{API}/confirm", ada, {"code": code_of(begun["secret"], step_now() - 2)}, status=403)
        self.assertIn("not right", refused["error"])
        on = self.ask("POST", f"{API}/confirm", ada, {"code": code_of(begun["secret"], step_now())})
        self.assertEqual((on["enabled"], on["recovery_codes_left"], len(set(on["recovery_codes"]))), (True, 10, 10))
        state = self.ask("GET", API, ada)
        self.assertEqual((sorted(state), state["since"]), (sorted(OFF), on["since"]))
        self.assertNotIn(begun["secret"], str(state))
        self.ask("POST", API, ada, {"password": PASSWORD}, status=409)
        self.assertEqual(self.subject(ada, 1), "Signing in at now takes a code")

    def test_whose_it_is_decides_and_nobody_else(self):
        ada, bob = self.person(), self.person("bob")
        self.switch_on(ada)
        self.assertEqual(self.ask("GET", API, bob), OFF)
        self.assertEqual(self.server.get(API).status, 401)
        reader = self.server.create_token(bob.name, "read")
        self.ask("POST", API, reader, {"password": PASSWORD}, status=403)

    def test_it_ends_with_the_password_and_a_code(self):
        ada = self.person()
        secret, codes = self.switch_on(ada)
        self.ask("POST", f"{API}/end", ada, {"code": codes[0]}, status=403)
        self.ask("POST", f"{API}/end", ada, {"password": PASSWORD}, status=403)
        renewed = self.ask("POST", f"{API}/recovery_codes", ada, {"password": PASSWORD, "code": code_of(secret, step_now() + 1)})
        self.assertFalse(set(codes) & set(renewed["recovery_codes"]))
        self.ask("POST", f"{API}/end", ada, {"password": PASSWORD, "code": codes[0]}, status=403)
        self.assertEqual(self.ask("POST", f"{API}/end", ada, {"password": PASSWORD, "code": renewed["recovery_codes"][0]}), OFF)
        self.ask("POST", f"{API}/end", ada, {"password": PASSWORD, "code": renewed["recovery_codes"][1]}, status=404)
        self.assertEqual([self.subject(ada, n) for n in (1, 2, 3)],
                         ["Signing in at now takes a code", "New recovery codes at", "Signing in at takes no code any more"])
        browser, page = self.password_given(ada)
        self.assertTrue(self.is_in(browser), page.words)

    def test_codes_are_guessed_at_only_so_often(self):
        ada = self.person()
        secret = self.begin(ada)
        answers = [self.server.post(f"{API}/confirm", {"code": "000000x"}, token=ada.token) for _ in range(12)]
        self.assertEqual([one.status for one in answers][9:], [403, 429, 429])
        self.assertRegex(answers[-1].json["error"], r"Try again in (a minute|\d+ minutes)\.")
        self.ask("POST", f"{API}/confirm", ada, {"code": code_of(secret, step_now())}, status=429)


class SigningIn(FactorCase):
    def test_the_code_comes_after_the_password_and_before_any_session(self):
        ada = self.person()
        secret, _ = self.switch_on(ada)
        browser, page = self.password_given(ada, "/auth/sign_in?return_to=/about")
        self.assertEqual((page.status, page.url.split("?")[0]), (200, f"{self.server.url}/auth/sign_in/code"))
        self.assertRegex(page.text, r'<input[^>]*autocomplete="one-time-code"[^>]*inputmode="numeric"')
        self.assertFalse(self.is_in(browser))
        self.assertNotEqual(self.server.request("POST", "/app/token", headers={"Origin": self.server.url, "Cookie": "; ".join(f"{one.name}={one.value}" for one in browser.cookies)}).status, 200)
        code = code_of(secret, step_now() + 1)
        again = browser.submit(page, code="12 34")
        self.assertEqual(again.status, 422)
        self.assertIn("This code is not right", again.words)
        done = browser.submit(again, code=f"{code[:3]} {code[3:]}")
        self.assertEqual((done.status, done.url), (200, f"{self.server.url}/about"))
        self.assertTrue(self.is_in(browser))
        self.assertFalse([one for one in browser.cookies if one.name.endswith("-proof")])

        # The same code works nowhere else.
        other, page = self.password_given(ada)
        self.assertEqual(other.submit(page, code=code).status, 422)
        self.assertFalse(self.is_in(other))

    def test_two_steps_behind_is_too_late_and_the_way_to_an_application_stays(self):
        ada = self.person()
        secret, _ = self.switch_on(ada)
        app = self.server.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}).json
        browser = Browser(self.server.url)
        page = browser.get(f"/oauth/authorize?response_type=code&client_id={app['client_id']}&redirect_uri=urn:ietf:wg:oauth:2.0:oob&scope=read")
        page = browser.submit(page, login=ada.name, password=PASSWORD)
        page = browser.submit(page, code=code_of(secret, step_now() - 2))
        self.assertEqual(page.status, 422)
        page = browser.submit(page, code=code_of(secret, step_now() + 1))
        self.assertIn("An app", page.words)
        self.assertIn("/oauth/authorize?", page.url)

    def test_a_recovery_code_works_once_and_its_person_is_told(self):
        ada = self.person()
        _, codes = self.switch_on(ada)
        browser, page = self.password_given(ada)
        page = browser.get(page.url + "&recovery=1")
        self.assertNotIn("numeric", page.text)
        browser.submit(page, code=codes[0].lower().replace("-", " "))
        self.assertTrue(self.is_in(browser))
        mail = self.sink.wait_for(f"{ada.name}@example.org", 2)
        self.assertEqual(self.subject(ada, 2), "A recovery code was used at")
        self.assertIn("left: 9.", " ".join(mail.get_body(("plain",)).get_content().split()))
        self.assertEqual(self.ask("GET", API, ada)["recovery_codes_left"], 9)
        other, page = self.password_given(ada)
        page = other.submit(page, code=codes[0])
        self.assertEqual(page.status, 422)
        self.assertFalse(self.is_in(other))

    def test_a_wrong_password_is_answered_as_for_everybody(self):
        ada, bob = self.person(), self.person("bob")
        self.switch_on(ada)
        answers = [self.password_given(who, password="a wrong one")[1] for who in (ada, bob)]
        self.assertEqual({(one.status, one.words.replace(ada.name, "").replace(bob.name, "")) for one in answers}, {(422, answers[0].words)})

    def test_nothing_is_asked_without_a_password(self):
        browser = Browser(self.server.url)
        page = browser.get("/auth/sign_in/code?return_to=/about")
        self.assertEqual(page.url, f"{self.server.url}/auth/sign_in?return_to=%2Fabout")
        form = page.forms[-1].fields["form_token"]
        answer = self.server.form("/auth/sign_in/code", {"form_token": form, "code": "123456"}, headers={"Cookie": "; ".join(f"{one.name}={one.value}" for one in browser.cookies)})
        self.assertEqual(answer.status, 422)
        self.assertIn("give name and password again", answer.text)

    def test_in_italian_too(self):
        ada = self.person()
        self.switch_on(ada)
        browser = Browser(self.server.url, "it")
        page = browser.submit(browser.get("/auth/sign_in"), login=ada.name, password=PASSWORD)
        self.assertIn("Ancora un passo", page.words)
        self.assertIn("Questo codice non è giusto", browser.submit(page, code="0").words)


class Around(FactorCase):
    def test_guesses_end_though_the_password_is_known(self):
        ada = self.person()
        secret, codes = self.switch_on(ada)
        browser, page = self.password_given(ada)
        statuses = []
        for _ in range(11):
            page = browser.submit(page, code="999 99")
            statuses.append(page.status)
        self.assertEqual(statuses, [422] * 10 + [429])
        self.assertRegex(page.words, r"Try again in (a minute|\d+ minutes)\.")
        self.assertEqual(browser.submit(page, code=codes[0]).status, 429)
        self.assertFalse(self.is_in(browser))

    def test_a_new_password_by_mail_does_not_go_around_it(self):
        ada = self.person()
        secret, _ = self.switch_on(ada)
        waiting, waiting_page = self.password_given(ada)
        browser = Browser(self.server.url)
        browser.submit(browser.get("/auth/reset"), email=f"{ada.name}@example.org")
        link = next(word for word in self.sink.wait_for(f"{ada.name}@example.org", 2).get_body(("plain",)).get_content().split() if "token=" in word)
        page = browser.submit(browser.get(link[link.index("/auth/"):]), password="another spark")
        self.assertEqual(page.status, 200, page.words)
        self.assertFalse(self.is_in(browser))
        # What the former password proved is worth nothing any more.
        self.assertIn("give name and password again", waiting.submit(waiting_page, code=code_of(secret, step_now() + 1)).words)
        self.assertFalse(self.is_in(waiting))
        browser, page = self.password_given(ada, password="another spark")
        self.assertFalse(self.is_in(browser))
        browser.submit(page, code=code_of(secret, step_now() + 1))
        self.assertTrue(self.is_in(browser))

    def test_the_password_grant_is_refused(self):
        ada = self.person()
        app = self.server.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}).json
        asked = {"grant_type": "password", "username": f"{ada.name}@example.org", "password": PASSWORD, "scope": "read",
                 "client_id": app["client_id"], "client_secret": app["client_secret"]}
        self.assertEqual(self.server.form("/oauth/token", asked).status, 200)
        self.switch_on(ada)
        refused = self.server.form("/oauth/token", asked)
        self.assertEqual((refused.status, refused.json["error"]), (400, "invalid_grant"))

    def test_an_administrator_sees_it_and_lifts_it_by_hand(self):
        ada = self.person()
        boss = self.name("boss")
        self.server.create_account(boss, role="admin")
        admin = self.server.create_token(boss, "admin:read")
        def seen():
            return self.server.get(f"/api/v1/admin/accounts/{ada.id}", token=admin).json["second_factor"]
        self.assertFalse(seen())
        self.begin(ada)
        self.assertFalse(seen())
        self.switch_on(ada)
        self.assertTrue(seen())
        self.server.command("account", "modify", ada.name, "--no-second-factor")
        self.assertEqual(self.ask("GET", API, ada), OFF)
        self.assertEqual(self.subject(ada, 2), "Signing in at takes no code any more")
        self.assertIn(f"a second factor was lifted by hand account={ada.name}", self.server.log().replace('"', ""))
        again = self.server.command("account", "modify", ada.name, "--no-second-factor", check=False)
        self.assertEqual(again.returncode, 1)
        self.assertIn("No code is asked for", again.stderr)

    def test_who_is_leaving_comes_back_by_password_and_code(self):
        ada = self.person()
        secret, codes = self.switch_on(ada)
        until = self.ask("POST", "/api/favilla/v1/leaving", ada, {"password": PASSWORD})["until"]
        browser, page = self.password_given(ada, "/auth/sign_in?return_to=/about")
        self.assertIn("/auth/sign_in/code", page.url)
        # The password alone is no way back: what the next page sends has to be proved by both.
        wrong = browser.submit(page, code="000000")
        self.assertNotIn("come back", wrong.words)
        self.assertFalse(self.is_in(browser))
        asked = browser.submit(wrong, code=code_of(secret, step_now() + 1))
        self.assertIn("come back", asked.words)
        self.assertIn(until[:10], asked.words)
        self.assertFalse(self.is_in(browser))
        self.assertEqual(self.server.get(f"/@{ada.name}", headers={"Accept": "text/html"}).status, 410)
        done = browser.submit(asked)
        self.assertEqual((done.status, done.url), (200, f"{self.server.url}/about"))
        self.assertTrue(self.is_in(browser))
        self.assertEqual(self.server.get(f"/@{ada.name}", headers={"Accept": "text/html"}).status, 200)
        # Codes are asked for as before, and a recovery code is a way back as well.
        again = self.server.create_token(ada.name)
        self.assertTrue(self.ask("GET", API, again)["enabled"])
        self.ask("POST", "/api/favilla/v1/leaving", again, {"password": PASSWORD})
        browser, page = self.password_given(ada)
        asked = browser.submit(page, code=codes[0])
        self.assertIn("come back", asked.words)
        browser.submit(asked)
        self.assertTrue(self.is_in(browser))

    def test_it_goes_with_the_account(self):
        ada = self.person()
        self.switch_on(ada)
        self.ask("POST", "/api/favilla/v1/leaving", ada, {"password": PASSWORD})
        self.assertNotIn("come back", self.password_given(ada)[1].words)   # the code comes first
        self.server.command("account", "delete", ada.name)
        browser, page = self.password_given(ada)
        self.assertEqual(page.status, 422)
        self.assertEqual(self.server.get(API, token=ada.token).status, 401)


if __name__ == "__main__":
    unittest.main()
