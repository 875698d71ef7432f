#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Case 37 of the abuse cases, the part of passkeys, against the whole server, with an authenticator that is written apart from it: added,
signed in with alone and after the password, replayed, from elsewhere, copied, another's, guessed at, and removed."""
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.authenticator import EDDSA_ID, ES256_ID, RS256_ID, Authenticator  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

FACTOR = "/api/favilla/v1/second_factor"
API = f"{FACTOR}/passkeys"
PASSWORD = "a spark is enough"


class PasskeyCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.origin = f"http://{cls.server.domain}"
        cls.names = 0

    def authenticator(self, **more):
        return Authenticator(self.origin, **more)

    def options(self, who, **proof):
        return self.ask("POST", f"{API}/options", who, {"password": PASSWORD, **proof})

    def add(self, who, authenticator=None, name="Phone", **proof):
        """The authenticator, and what the server said."""
        authenticator = authenticator or self.authenticator()
        offer = authenticator.create(self.options(who, **proof))
        return authenticator, self.ask("POST", API, who, {"name": name, "credential": offer})

    def signed(self, who, authenticator):
        """By who is signed in, as a proof."""
        return authenticator.sign(self.ask("POST", f"{API}/challenge", who, {}))

    def fetch(self, browser, path):
        cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        return self.server.request("POST", path, headers={"Origin": self.server.url, "Cookie": cookies})

    def door(self, path="/auth/sign_in"):
        """A browser at the door, its page, and what the page's script is told."""
        browser = Browser(self.server.url)
        page = browser.get(path)
        return browser, page, self.fetch(browser, "/auth/sign_in/passkey/options").json

    def bring(self, browser, page, answer, action="/auth/sign_in/passkey"):
        """As the script does it: the form, sent elsewhere."""
        fields = {**page.forms[-1].fields, "passkey": json.dumps(answer) if answer is not None else ""}
        return browser.send(action, fields)

    def enter(self, authenticator, **wrong):
        browser, page, options = self.door()
        return browser, self.bring(browser, page, authenticator.sign(options, **wrong))

    def password_given(self, who):
        browser = Browser(self.server.url)
        page = browser.submit(browser.get("/auth/sign_in?return_to=/about"), login=who.name, password=PASSWORD)
        return browser, page

    def is_in(self, browser):
        return any(cookie.name == "favilla" for cookie in browser.cookies)

    def subject(self, who, number):
        return self.sink.wait_for(f"{who.name}@example.org", number)["Subject"].replace(f" {self.server.domain}", "")


class Adding(PasskeyCase):
    def test_each_algorithm_is_added_listed_and_signs_in(self):
        ada = self.person()
        self.assertEqual(self.ask("GET", API, ada), [])
        codes = []
        for number, algorithm in enumerate((ES256_ID, EDDSA_ID, RS256_ID)):
            proof = {"code": codes.pop()} if codes else {}
            authenticator, added = self.add(ada, self.authenticator(algorithm=algorithm), f"Key {algorithm}", **proof)
            self.assertEqual(len(added["recovery_codes"]), 0 if number else 10)
            codes = codes or added["recovery_codes"]
            browser, page = self.enter(authenticator)
            self.assertTrue(self.is_in(browser), page.words)
        listed = self.ask("GET", API, ada)
        self.assertEqual([one["name"] for one in listed], ["Key -7", "Key -8", "Key -257"])
        self.assertTrue(all(one["last_used_at"] for one in listed))
        self.assertEqual(self.subject(ada, 1), "A passkey was added at")

    def test_what_a_browser_is_asked(self):
        ada = self.person()
        options = self.options(ada)
        self.assertEqual((options["rp"]["id"], options["attestation"], options["user"]["name"]), ("localhost", "none", f"{ada.name}@{self.server.domain}"))
        self.assertEqual(len(options["user"]["id"]), 86)
        self.assertNotIn("example.org", json.dumps(options))
        authenticator, _ = self.add(ada)
        again = self.ask("POST", f"{API}/options", ada, {"password": PASSWORD, "passkey": self.signed(ada, authenticator)})
        self.assertEqual((again["user"]["id"], len(again["excludeCredentials"])), (options["user"]["id"], 1))

    def test_it_takes_the_password_and_a_factor_that_is_there(self):
        ada = self.person()
        self.ask("POST", f"{API}/options", ada, {}, status=403)
        self.ask("POST", f"{API}/options", ada, {"password": "a wrong one"}, status=403)
        first, added = self.add(ada)
        self.ask("POST", f"{API}/options", ada, {"password": PASSWORD}, status=403)
        self.ask("POST", FACTOR, ada, {"password": PASSWORD}, status=403)
        self.add(ada, name="Second", code=added["recovery_codes"][0])
        self.add(ada, name="Third", passkey=self.signed(ada, first))
        self.assertEqual(self.ask("GET", FACTOR, ada), {"enabled": False, "since": None, "recovery_codes_left": 9})

    def test_what_is_refused(self):
        ada, bob = self.person(), self.person("bob")
        options = self.options(ada)
        authenticator = self.authenticator()
        for wrong in ({"origin": "http://elsewhere.example"}, {"rp_id": "elsewhere.example"}):
            self.ask("POST", API, ada, {"name": "Phone", "credential": authenticator.create(options, **wrong)}, status=403)
        self.ask("POST", API, ada, {"name": "Phone", "credential": {}}, status=403)
        self.ask("POST", API, ada, {"name": "Phone", "credential": "none"}, status=403)
        self.ask("POST", API, ada, {"name": " ", "credential": authenticator.create(options)}, status=422)
        self.ask("POST", API, ada, {"name": "x" * 61, "credential": authenticator.create(options)}, status=422)
        # Asked of another person, or by another session of the same.
        self.ask("POST", API, bob, {"name": "Phone", "credential": authenticator.create(options)}, status=410)
        self.ask("POST", API, self.server.create_token(ada.name), {"name": "Phone", "credential": authenticator.create(options)}, status=410)
        self.ask("POST", API, ada, {"name": "Phone", "credential": authenticator.sign(self.ask("POST", f"{API}/challenge", ada, {}))}, status=403)
        # An attestation is not looked at.
        offer = authenticator.create(options, fmt="packed", statement={"alg": -7, "sig": b"anything"})
        self.ask("POST", API, ada, {"name": "Phone", "credential": offer})
        self.ask("POST", API, ada, {"name": "Again", "credential": offer}, status=410)
        bobs = self.options(bob)
        self.ask("POST", API, bob, {"name": "Hers", "credential": authenticator.create(bobs)}, status=409)
        self.assertEqual(self.ask("GET", API, bob), [])
        self.assertEqual(self.server.get(API).status, 401)

    def test_what_was_begun_before_there_was_a_factor_does_not_come_past_it(self):
        ada = self.person()
        early = self.options(ada)
        secret = self.ask("POST", FACTOR, ada, {"password": PASSWORD})["secret"]
        self.add(ada)
        self.ask("POST", API, ada, {"name": "Late", "credential": self.authenticator().create(early)}, status=410)
        self.ask("POST", f"{FACTOR}/confirm", ada, {"code": code_of(secret, step_now())}, status=410)

    def test_ten_are_enough(self):
        ada = self.person()
        first, _ = self.add(ada)
        for number in range(9):
            self.add(ada, name=f"Key {number}", passkey=self.signed(ada, first))
        offer = self.authenticator().create(self.options(ada, passkey=self.signed(ada, first)))
        self.ask("POST", API, ada, {"name": "One more", "credential": offer}, status=409)


class Alone(PasskeyCase):
    def test_it_stands_in_place_of_name_and_password_and_the_way_on_stays(self):
        ada = self.person()
        authenticator, _ = self.add(ada)
        browser, page, options = self.door("/auth/sign_in?return_to=/about")
        self.assertEqual((options["allowCredentials"], options["userVerification"], options["rpId"]), ([], "required", "localhost"))
        self.assertRegex(page.text, r'autocomplete="username webauthn"')
        self.assertRegex(page.text, r'<script type="module" src="/assets/passkey\.[0-9a-f]+\.js"></script>')
        self.assertIn("script-src 'self'; connect-src 'self'", page.headers["content-security-policy"])
        answer = authenticator.sign(options)
        done = self.bring(browser, page, answer)
        self.assertEqual((done.status, done.url), (200, f"{self.server.url}/about"))
        self.assertTrue(self.is_in(browser))
        # Replayed, in another browser and in the same.
        other = Browser(self.server.url)
        self.assertEqual(self.bring(other, other.get("/auth/sign_in"), answer).status, 422)
        self.assertFalse(self.is_in(other))
        browser, page, options = self.door()
        answer = authenticator.sign(options)
        self.assertEqual(self.bring(browser, page, answer).status, 200)
        browser.forget("favilla")
        again = self.bring(browser, browser.get("/auth/sign_in"), answer)
        self.assertEqual(again.status, 422)
        self.assertIn("answered already", again.words)

    def test_what_is_refused_is_said(self):
        ada = self.person()
        authenticator, _ = self.add(ada, self.authenticator(counter=1))
        for wrong, words in (({"origin": "http://elsewhere.example"}, "could not be verified"), ({"rp_id": "elsewhere.example"}, "could not be verified"),
                             ({"kind": "webauthn.create"}, "could not be verified"), ({"handle": b"x" * 64}, "could not be verified"), ({"handle": b""}, "could not be verified")):
            browser, page = self.enter(authenticator, **wrong)
            self.assertEqual(page.status, 422, wrong)
            self.assertIn(words, page.words, wrong)
            self.assertFalse(self.is_in(browser))
        authenticator.verified = False
        self.assertIn("did not make sure that it is you", self.enter(authenticator)[1].words)
        authenticator.verified = True
        browser, page, options = self.door()
        broken = authenticator.sign(options)
        broken["response"]["signature"] = broken["response"]["authenticatorData"]
        self.assertIn("could not be verified", self.bring(browser, page, broken).words)
        for nothing in (None, [], {"response": 7}, {"id": "A" * 5000, "response": {}}):
            self.assertEqual(self.bring(*self.door()[:2], nothing).status, 422)
        stranger = self.authenticator()
        self.assertIn("is not known here", self.enter(stranger)[1].words)
        self.assertTrue(self.is_in(self.enter(authenticator)[0]))

    def test_a_copy_is_refused_and_told(self):
        ada = self.person()
        authenticator, _ = self.add(ada, self.authenticator(counter=5))
        self.assertTrue(self.is_in(self.enter(authenticator)[0]))
        authenticator.counter = 5
        browser, page = self.enter(authenticator)
        self.assertIn("did not go forwards", page.words)
        self.assertFalse(self.is_in(browser))
        self.assertEqual(self.subject(ada, 2), "A passkey may have been copied at")
        authenticator.counter = 10
        self.assertTrue(self.is_in(self.enter(authenticator)[0]))

    def test_who_may_not_come_in_does_not(self):
        ada = self.person()
        authenticator, _ = self.add(ada)
        self.server.command("account", "modify", ada.name, "--disable")
        browser, page = self.enter(authenticator)
        self.assertEqual(page.status, 422)
        self.assertFalse(self.is_in(browser))

    def test_the_script_is_told_nothing_elsewhere(self):
        browser, _, _ = self.door()
        cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies)
        for headers in ({"Cookie": cookies}, {"Cookie": cookies, "Origin": "http://elsewhere.example"}, {"Origin": self.server.url}):
            self.assertEqual(self.server.request("POST", "/auth/sign_in/passkey/options", headers=headers).status, 403, headers)
        self.assertEqual(self.fetch(browser, "/auth/sign_in/code/options").status, 403)


class AfterThePassword(PasskeyCase):
    ACTION = "/auth/sign_in/code/passkey"

    def step(self, who, authenticator, **wrong):
        browser, page = self.password_given(who)
        options = self.fetch(browser, "/auth/sign_in/code/options").json
        return browser, self.bring(browser, page, authenticator.sign(options, **wrong), self.ACTION)

    def test_it_stands_in_place_of_a_code_also_without_verification(self):
        ada = self.person()
        authenticator, added = self.add(ada, self.authenticator(verified=False))
        browser, page = self.password_given(ada)
        self.assertFalse(self.is_in(browser))
        self.assertIn("asks for a passkey as well", page.words)
        self.assertNotIn("numeric", page.text)
        options = self.fetch(browser, "/auth/sign_in/code/options").json
        self.assertEqual([one["transports"] for one in options["allowCredentials"]], [["internal"]])
        done = self.bring(browser, page, authenticator.sign(options, handle=b""), self.ACTION)
        self.assertEqual(done.url, f"{self.server.url}/about")
        self.assertTrue(self.is_in(browser))
        # Or a recovery code, where no script runs.
        browser, page = self.password_given(ada)
        browser.submit(page, code=added["recovery_codes"][0])
        self.assertTrue(self.is_in(browser))

    def test_beside_codes_either_is_enough(self):
        ada = self.person()
        secret = self.ask("POST", FACTOR, ada, {"password": PASSWORD})["secret"]
        codes = self.ask("POST", f"{FACTOR}/confirm", ada, {"code": code_of(secret, step_now())})["recovery_codes"]
        self.ask("POST", f"{API}/options", ada, {"password": PASSWORD}, status=403)
        authenticator, added = self.add(ada, code=codes[0])
        self.assertEqual(added["recovery_codes"], [])
        self.assertTrue(self.is_in(self.step(ada, authenticator)[0]))
        browser, page = self.password_given(ada)
        self.assertIn("numeric", page.text)
        browser.submit(page, code=code_of(secret, step_now() + 1))
        self.assertTrue(self.is_in(browser))
        # The codes end by a passkey, and the recovery codes stay with it.
        self.ask("POST", f"{FACTOR}/end", ada, {"password": PASSWORD, "passkey": self.signed(ada, authenticator)})
        self.assertEqual(self.ask("GET", FACTOR, ada), {"enabled": False, "since": None, "recovery_codes_left": 9})
        self.assertEqual(self.subject(ada, 3), "Signing in at takes no code of the app any more")
        self.assertFalse(self.is_in(self.password_given(ada)[0]))

    def test_anothers_is_refused_and_a_challenge_of_the_door_too(self):
        ada, bob = self.person(), self.person("bob")
        hers, _ = self.add(ada)
        his, _ = self.add(bob)
        browser, page = self.password_given(ada)
        options = self.fetch(browser, "/auth/sign_in/code/options").json
        refused = self.bring(browser, page, his.sign({**options, "allowCredentials": []}), self.ACTION)
        self.assertIn("is not known here", refused.words)
        door = self.fetch(browser, "/auth/sign_in/passkey/options").json
        self.assertIn("begin again", self.bring(browser, page, hers.sign(door), self.ACTION).words)
        self.assertFalse(self.is_in(browser))
        self.assertIn("begin again", self.bring(browser, page, hers.sign(options), "/auth/sign_in/passkey").words)

    def test_tries_end_though_the_password_is_known(self):
        ada = self.person()
        authenticator, _ = self.add(ada)
        browser, page = self.password_given(ada)
        statuses = [self.bring(browser, page, {}, self.ACTION).status for _ in range(11)]
        self.assertEqual(statuses, [422] * 10 + [429])
        options = self.fetch(browser, "/auth/sign_in/code/options").json
        self.assertEqual(self.bring(browser, page, authenticator.sign(options), self.ACTION).status, 429)

    def test_a_new_password_does_not_go_around_it_and_the_password_grant_is_refused(self):
        ada = self.person()
        authenticator, _ = self.add(ada)
        app = self.server.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}).json
        refused = self.server.form("/oauth/token", {"grant_type": "password", "username": f"{ada.name}@example.org", "password": PASSWORD, "scope": "read", "client_id": app["client_id"], "client_secret": app["client_secret"]})
        self.assertEqual((refused.status, refused.json["error"]), (400, "invalid_grant"))
        browser = Browser(self.server.url)
        browser.submit(browser.get("/auth/reset"), email=f"{ada.name}@example.org")
        link = next(word for word in self.sink.wait_for(f"{ada.name}@example.org", 2).get_body(("plain",)).get_content().split() if "token=" in word)
        browser.submit(browser.get(link[link.index("/auth/"):]), password="another spark")
        page = browser.submit(browser.get("/auth/sign_in"), login=ada.name, password="another spark")
        self.assertFalse(self.is_in(browser))
        options = self.fetch(browser, "/auth/sign_in/code/options").json
        self.bring(browser, page, authenticator.sign(options), self.ACTION)
        self.assertTrue(self.is_in(browser))


class Removing(PasskeyCase):
    def test_it_takes_password_and_factor_and_the_last_one_takes_the_codes_along(self):
        ada, bob = self.person(), self.person("bob")
        phone, added = self.add(ada)
        key, _ = self.add(ada, name="Key", code=added["recovery_codes"][0])
        first, second = (one["id"] for one in self.ask("GET", API, ada))
        self.assertEqual(self.ask("PUT", f"{API}/{first}", ada, {"name": "Old phone"})[0]["name"], "Old phone")
        self.ask("PUT", f"{API}/{first}", bob, {"name": "Mine"}, status=404)
        self.ask("PUT", f"{API}/x", ada, {"name": "Mine"}, status=404)
        for body, status in (({}, 403), ({"password": PASSWORD}, 403), ({"code": added["recovery_codes"][1]}, 403), ({"password": PASSWORD, "code": added["recovery_codes"][0]}, 403)):
            self.ask("POST", f"{API}/{first}/remove", ada, body, status=status)
        bobs, _ = self.add(bob)
        stolen = bobs.sign({**self.ask("POST", f"{API}/challenge", ada, {}), "allowCredentials": []})
        self.ask("POST", f"{API}/{first}/remove", ada, {"password": PASSWORD, "passkey": stolen}, status=403)
        self.ask("POST", f"{API}/{first}/remove", bob, {"password": PASSWORD, "passkey": self.signed(bob, bobs)}, status=404)
        proof = self.signed(ada, key)
        self.assertEqual([one["name"] for one in self.ask("POST", f"{API}/{first}/remove", ada, {"password": PASSWORD, "passkey": proof})], ["Key"])
        self.ask("POST", f"{API}/{second}/remove", ada, {"password": PASSWORD, "passkey": proof}, status=410)
        self.assertIn("is not known here", self.enter(phone)[1].words)
        renewed = self.ask("POST", f"{FACTOR}/recovery_codes", ada, {"password": PASSWORD, "passkey": self.signed(ada, key)})
        self.assertEqual((renewed["enabled"], len(renewed["recovery_codes"])), (False, 10))
        self.assertEqual(self.ask("POST", f"{API}/{second}/remove", ada, {"password": PASSWORD, "code": renewed["recovery_codes"][0]}), [])
        self.assertEqual(self.ask("GET", FACTOR, ada)["recovery_codes_left"], 0)
        self.assertTrue(self.is_in(self.password_given(ada)[0]))
        self.assertEqual([self.subject(ada, n) for n in (3, 4, 5, 6)],
                         ["A passkey was removed at", "New recovery codes at", "A passkey was removed at", "Signing in at takes no code any more"])

    def test_an_administrator_sees_and_lifts_them_by_hand(self):
        ada = self.person()
        boss = self.name("boss")
        self.server.create_account(boss, role="admin")
        admin = self.server.create_token(boss, "admin:read")
        authenticator, _ = self.add(ada)
        self.assertTrue(self.server.get(f"/api/v1/admin/accounts/{ada.id}", token=admin).json["second_factor"])
        said = self.server.command("account", "modify", ada.name, "--no-second-factor")
        self.assertIn("Passkeys removed: 1", said.stdout)
        self.assertEqual(self.ask("GET", API, ada), [])
        self.assertFalse(self.is_in(self.enter(authenticator)[0]))
        self.assertTrue(self.is_in(self.password_given(ada)[0]))

    def test_they_go_with_the_account(self):
        ada = self.person()
        authenticator, _ = self.add(ada)
        self.ask("POST", "/api/favilla/v1/leaving", ada, {"password": PASSWORD})
        self.assertIn("come back", self.enter(authenticator)[1].words)
        self.server.command("account", "delete", ada.name)
        self.assertIn("is not known here", self.enter(authenticator)[1].words)


if __name__ == "__main__":
    unittest.main()
