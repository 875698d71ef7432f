#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
# long: over a minute, most of it waiting
"""Signing in with an OpenID provider that lies, in every way a token, a set of keys or a document can, against the whole server."""
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.openid import Key, Liar, b64, settings  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

API = "/api/favilla/v1/identities"
PASSWORD = "a spark is enough"


class LyingCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        cls.names = 0
        cls.liar = cls.enterClassContext(Liar())
        cls.other = cls.enterClassContext(Liar())
        path = settings(liar={"issuer": cls.liar.issuer, "client_id": "favilla", "title": "The Liar", "trust_second_factor": True},
                        other={"issuer": cls.other.issuer, "client_id": "favilla"})
        cls.server = cls.enterClassContext(Favilla(arguments=("--config", path)))

    def setUp(self):
        self.liar.token = lambda claims: self.liar.keys[0].token(claims)

    def begin(self, path="/auth/openid/liar", cookies=None):
        """What a browser is sent away with: its query, and the cookies it holds from now on."""
        answer = self.server.get(path, headers={"Cookie": cookies} if cookies else {})
        self.assertEqual(answer.status, 303, answer.text)
        sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))
        return sent, "; ".join(one.split(";")[0] for one in answer.cookies)

    def come_back(self, sent, cookies, way="liar", **query):
        return self.server.get(f"/auth/openid/{way}/callback", {"code": "a-code", "state": sent["state"], **query}, headers={"Cookie": cookies})

    def sign_in(self, change=None, token=None, **query):
        sent, cookies = self.begin()
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", **(change or {}))
        if token:
            self.liar.token = token
        answer = self.come_back(sent, cookies, **query)
        return answer

    def session(self, answer):
        return [one for one in answer.cookies if one.startswith("favilla=")]

    def join(self, who):
        """By its person, as the settings do it: "mallory" is them from now on."""
        form = self.server.get("/auth/sign_in")
        cookies = "; ".join(one.split(";")[0] for one in form.cookies)
        token = form.text.split('name="form_token" value="')[1].split('"')[0]
        entered = self.server.form("/auth/sign_in", {"form_token": token, "login": who.name, "password": PASSWORD}, headers={"Cookie": cookies})
        session = self.session(entered)[0].split(";")[0]
        page = self.server.get("/auth/openid/liar/join", headers={"Cookie": session})
        token = page.text.split('name="form_token" value="')[1].split('"')[0]
        answer = self.server.form("/auth/openid/liar/join", {"form_token": token, "password": PASSWORD}, headers={"Cookie": session})
        sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))
        mark = "; ".join(one.split(";")[0] for one in answer.cookies)
        return sent, session, mark

    def joined(self, subject):
        who = self.person("mallory")
        sent, session, mark = self.join(who)
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", sub=subject, email=f"{subject}@else.example")
        self.assertEqual(self.come_back(sent, f"{session}; {mark}").status, 303)
        return who

    def assertRefused(self, answer, words="could not be verified"):
        self.assertEqual((answer.status, self.session(answer)), (422, []), answer.text[-600:])
        self.assertIn(words, answer.text)


class Lies(LyingCase):
    def test_the_request_is_what_the_specifications_ask_for(self):
        sent, cookies = self.begin()
        self.assertEqual((sent["response_type"], sent["client_id"], sent["code_challenge_method"]), ("code", "favilla", "S256"))
        self.assertIn("openid", sent["scope"].split())
        self.assertEqual(sent["redirect_uri"], f"http://{self.server.domain}/auth/openid/liar/callback")
        self.assertNotIn(sent["state"], cookies)
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla")
        self.come_back(sent, cookies)
        digest = hashlib.sha256(self.liar.verifier.encode()).digest()
        self.assertEqual(b64(digest), sent["code_challenge"])
        again, _ = self.begin(cookies=cookies)
        self.assertFalse({sent[one] for one in ("state", "nonce", "code_challenge")} & {again[one] for one in ("state", "nonce", "code_challenge")})

    def test_what_is_true_is_believed_in_every_algorithm(self):
        self.joined("believed")
        for key in self.liar.keys:
            answer = self.sign_in({"sub": "believed"}, key.token)
            self.assertEqual((answer.status, len(self.session(answer))), (303, 1), key.algorithm)
        # Several audiences, where it says that we are the one it was made for.
        self.assertEqual(self.sign_in({"sub": "believed", "aud": ["favilla", "else"], "azp": "favilla"}).status, 303)

    def test_wrong_claims(self):
        self.joined("claimed")
        now = int(time.time())
        for change in ({"nonce": "another"}, {"aud": "another"}, {"aud": ["another"]}, {"aud": ["favilla", "another"]}, {"azp": "another"}, {"exp": now - 600},
                       {"exp": None}, {"exp": "soon"}, {"iat": now - 3600}, {"iat": now + 600}, {"iss": "http://else.example"}, {"iss": self.other.issuer},
                       {"sub": ""}, {"sub": None}, {"sub": "x" * 256}, {"nbf": now + 600}):
            with self.subTest(change):
                self.assertRefused(self.sign_in({"sub": "claimed", **change}))
        self.assertEqual(self.sign_in({"sub": "claimed"}).status, 303)

    def test_wrong_signatures(self):
        self.joined("signed")
        rsa, elliptic, _ = self.liar.keys
        def unsigned(claims, alg):
            return f"{b64(json.dumps({'alg': alg}).encode())}.{b64(json.dumps(claims).encode())}."
        def by_secret(claims):
            signed = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'one'}).encode())}.{b64(json.dumps(claims).encode())}"
            return f"{signed}.{b64(hmac.digest(json.dumps(rsa.jwk()).encode(), signed.encode(), 'sha256'))}"
        stranger = Key("RS256", "one")
        for lie in (lambda claims: unsigned(claims, "none"), lambda claims: unsigned(claims, "None"), by_secret, stranger.token,
                    lambda claims: rsa.token(claims, kid="two"), lambda claims: rsa.token(claims, alg="ES256"), lambda claims: elliptic.token(claims, kid="one"),
                    lambda claims: rsa.token(claims, crit=["b64"]), lambda claims: rsa.token(claims) + "=", lambda claims: rsa.token(claims)[:-4] + "AAAA",
                    lambda _: "", lambda _: "a.b", lambda _: "a.b.c.d", lambda claims: rsa.token({**claims, "x": "y" * 20000})):
            answer = self.sign_in({"sub": "signed"}, lie)
            self.assertRefused(answer)

    def test_a_state_works_once_in_its_browser_at_its_provider(self):
        self.joined("once")
        sent, cookies = self.begin()
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", sub="once")
        self.assertRefused(self.come_back(sent, ""), "Please begin again")
        self.assertRefused(self.come_back(sent, "favilla-openid=another"), "Please begin again")
        self.assertRefused(self.come_back({"state": ""}, cookies), "Please begin again")
        self.assertRefused(self.come_back({"state": "made-up"}, cookies), "Please begin again")
        self.assertEqual(self.come_back(sent, cookies).status, 303)
        self.assertRefused(self.come_back(sent, cookies), "Please begin again")
        # Begun at one, and brought back as another's (mix-up).
        sent, cookies = self.begin()
        self.assertRefused(self.come_back(sent, cookies, way="other"), "Please begin again")
        sent, cookies = self.begin()
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", sub="once")
        self.assertRefused(self.come_back(sent, cookies, iss=self.other.issuer))

    def test_another_sites_page_begins_nothing(self):
        answer = self.server.get("/auth/openid/liar", headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(answer.status, 422)

    def test_what_was_begun_to_join_ends_with_the_one_who_began(self):
        ada = self.person("ada")
        sent, session, mark = self.join(ada)
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", sub="joining")
        self.assertRefused(self.come_back(sent, mark), "Please begin again")        # nobody is signed in
        self.assertEqual(self.ask("GET", API, ada)["identities"], [])

    def test_a_return_leads_nowhere_else(self):
        self.joined("returning")
        sent, cookies = self.begin("/auth/openid/liar?return_to=//evil.example/")
        self.liar.claims = self.liar.right_claims(sent["nonce"], "favilla", sub="returning")
        self.assertEqual(self.come_back(sent, cookies).headers["location"], "/")

    def test_a_second_factor_there_makes_ours_needless_where_it_is_trusted(self):
        who = self.joined("careful")
        secret = self.ask("POST", "/api/favilla/v1/second_factor", who, {"password": PASSWORD})["secret"]
        self.ask("POST", "/api/favilla/v1/second_factor/confirm", who, {"code": code_of(secret, step_now())})
        answer = self.sign_in({"sub": "careful", "amr": ["pwd"]})
        self.assertEqual((answer.headers["location"].split("?")[0], self.session(answer)), ("/auth/sign_in/code", []))
        answer = self.sign_in({"sub": "careful", "amr": ["pwd", "mfa"]})
        self.assertEqual(len(self.session(answer)), 1)

    def test_what_is_told_apart_from_the_token_is_of_the_same_person(self):
        self.joined("informed")
        for told, status in (({"sub": "informed", "email": "informed@else.example"}, 303), ({"sub": "another"}, 422), ({}, 422)):
            self.liar.userinfo = json.dumps(told).encode()
            self.assertEqual(self.sign_in({"sub": "informed", "email": None}).status, status, told)
        self.liar.userinfo = b"<html>"                      # says nothing
        self.assertEqual(self.sign_in({"sub": "informed", "email": None}).status, 303)

    def test_new_keys_are_asked_for_and_not_for_every_lie(self):
        self.joined("rolled")
        asked = self.liar.asked.count("/keys")
        stranger = Key("RS256", "four")
        for _ in range(5):
            self.assertRefused(self.sign_in({"sub": "rolled"}, stranger.token))
        self.assertLessEqual(self.liar.asked.count("/keys") - asked, 1)


class BrokenDocuments(unittest.TestCase):
    """What a provider says of itself, each with a server of its own."""

    @contextlib.contextmanager
    def server(self, **lines):
        with Liar() as liar:
            path = settings(liar={"issuer": liar.issuer, "client_id": "favilla", "title": "The Liar", **lines})
            with Favilla(arguments=("--config", path)) as server:
                yield liar, server

    def begins(self, server):
        return server.get("/auth/openid/liar")

    def test_another_issuer_an_endpoint_that_is_missing_and_no_document(self):
        for lie in (lambda document: json.dumps({**document, "issuer": "http://else.example"}).encode(),
                    lambda document: json.dumps({**document, "issuer": document["issuer"] + "/"}).encode(),
                    lambda document: json.dumps({name: value for name, value in document.items() if name != "jwks_uri"}).encode(),
                    lambda document: json.dumps({**document, "token_endpoint": "file:///etc/passwd"}).encode(),
                    lambda _: b"<html>", lambda _: b"[" * 5000, lambda document: json.dumps({**document, "more": "x" * 300_000}).encode()):
            with self.server() as (liar, server):
                liar.discovery = lie
                answer = self.begins(server)
                self.assertEqual(answer.status, 503)
                self.assertIn("does not answer right now", answer.text)
                self.begins(server)
                self.assertEqual(len(liar.asked), 1)        # and it is not asked by everybody who waits
                self.assertIn("an OpenID provider was not believed", server.log())

    def test_a_huge_set_of_keys(self):
        for lie in (lambda: json.dumps({"keys": [{"kty": "RSA", "n": b64(os.urandom(256)), "e": "AQAB"}] * 1000}).encode(), lambda: b'{"keys": "many"}',
                    lambda: json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "n": b64(b"\x01" * 64), "e": "AQAB", "kid": "one"}, 7, {}]}).encode()):
            with self.server() as (liar, server):
                liar.key_set = lie
                answer = self.begins(server)
                sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))
                liar.claims = liar.right_claims(sent["nonce"], "favilla")
                back = server.get("/auth/openid/liar/callback", {"code": "a-code", "state": sent["state"]}, headers={"Cookie": answer.cookies[0].split(";")[0]})
                self.assertIn(back.status, (422, 503))
                self.assertFalse([one for one in back.cookies if one.startswith("favilla=")])

    def test_a_slow_one_is_given_up_and_keeps_nobody_else(self):
        with self.server() as (liar, server):
            liar.slow = True
            began = time.monotonic()
            answer = self.begins(server)
            self.assertEqual(answer.status, 503)
            self.assertLess(time.monotonic() - began, 20)
            began = time.monotonic()
            self.assertEqual(self.begins(server).status, 503)
            self.assertLess(time.monotonic() - began, 3)
            self.assertEqual(server.get("/auth/sign_in").status, 200)
            liar.slow = False

    def test_a_client_without_a_secret_says_its_name(self):
        with self.server(newcomers="at_once", name_claim="email") as (liar, server):
            answer = self.begins(server)
            sent = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))
            liar.claims = liar.right_claims(sent["nonce"], "favilla", email="The.Mallory@example.org")
            back = server.get("/auth/openid/liar/callback", {"code": "a-code", "state": sent["state"]}, headers={"Cookie": answer.cookies[0].split(";")[0]})
            self.assertEqual(back.headers["location"], "/auth/welcome")
            page = server.get("/auth/welcome", headers={"Cookie": answer.cookies[0].split(";")[0]})
            self.assertIn('value="the_mallory"', page.text)
            self.assertEqual(server.get("/auth/welcome").status, 422)       # another browser

    def test_settings_that_are_not_whole_are_told_at_the_start(self):
        for lines, words in (({"client_id": ""}, "client_id"), ({"issuer": "http://a.example?x"}, "issuer"), ({"client_secret_file": "/nowhere"}, "/nowhere")):
            path = settings(liar={"issuer": "http://a.example", "client_id": "favilla", **lines})
            with self.assertRaisesRegex(RuntimeError, words):
                Favilla(arguments=("--config", path), breaks=True).__enter__()


if __name__ == "__main__":
    unittest.main()
