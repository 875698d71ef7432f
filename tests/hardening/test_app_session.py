# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web app's way in: the cookie of the pages is exchanged for a token, by our own script alone, and the token ends with the session
within 5 s. And what the app is served with."""
import gzip
import http.client
import json
import pathlib
import re
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from hardening.test_sessions import OpenStream  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402

PASSWORD = "a spark is enough"


class AppSession(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = cls.enterClassContext(Favilla())
        cls.favilla.create_account("boss", role="admin")

    def signed_in(self, name, role="user"):
        if name != "boss":
            self.favilla.create_account(name, role=role)
        browser = Browser(self.favilla.url)
        browser.sign_in(name)
        return browser

    def ask(self, method, path, browser=None, body=None, **headers):
        """One request as it is, without a redirect followed or an encoding undone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.favilla.port, timeout=10)
        self.addCleanup(connection.close)
        cookies = {"Cookie": "; ".join(f"{one.name}={one.value}" for one in browser.cookies)} if browser else {}
        host = self.favilla.url.removeprefix("http://")
        connection.request(method, path, body, {"Host": host, **cookies, **{name.replace("_", "-"): value for name, value in headers.items()}})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def token(self, browser, **headers):
        return self.ask("POST", "/app/token", browser, Origin=self.favilla.url, **{"Sec_Fetch_Site": "same-origin", **headers})

    def test_a_script_of_ours_gets_a_token_and_always_the_same(self):
        browser = self.signed_in("ada")
        status, headers, body = self.token(browser)
        self.assertEqual((status, headers["cache-control"]), (200, "no-store"))
        first = json.loads(body)
        self.assertEqual(json.loads(self.token(browser)[2])["access_token"], first["access_token"])
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=first["access_token"]).json["username"], "ada")
        self.assertNotIn("admin", first["scope"])
        self.assertIn("admin:read", json.loads(self.token(self.signed_in("boss"))[2])["scope"])
        posted = self.favilla.post("/api/v1/statuses", {"status": "By the app"}, token=first["access_token"])
        self.assertEqual(posted.json["application"]["name"], "Favilla")

    def test_nobody_else_gets_one(self):
        browser = self.signed_in("careful")
        ours = self.favilla.url
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "same-origin"}, {"Origin": ours, "Sec_Fetch_Site": "same-site"},
                        {"Origin": ours, "Sec_Fetch_Site": "cross-site"}, {"Origin": ours, "Sec_Fetch_Site": "none"}):
            status, _, body = self.ask("POST", "/app/token", browser, **headers)
            self.assertEqual(status, 403, headers)
            self.assertNotIn(b"access_token", body)
        self.assertEqual(self.token(None)[0], 401)
        self.assertEqual(self.ask("GET", "/app/token", browser, Origin=ours)[2].find(b"access_token"), -1)

    def ends(self, name, act):
        browser = self.signed_in(name)
        token = json.loads(self.token(browser)[2])["access_token"]
        stream = OpenStream(self.favilla, token, "websocket")
        self.addCleanup(stream.close)
        act(browser)
        began = time.monotonic()
        self.assertTrue(stream.ends_within(5), f"{name}: the stream is still open after 5 s")
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 401)
        self.assertEqual(self.token(browser)[0], 401)

    def test_signing_out_ends_it(self):
        self.ends("leaving", lambda browser: browser.submit(browser.get("/about")))

    def test_signing_out_by_the_app_ends_it(self):
        def by_the_app(browser):
            form_token = json.loads(self.token(browser)[2])["form_token"]
            status, _, _ = self.ask("POST", "/auth/sign_out", browser, f"form_token={form_token}", Origin=self.favilla.url, Content_Type="application/x-www-form-urlencoded")
            self.assertEqual(status, 303)
        self.ends("tapping", by_the_app)

    def test_a_new_password_ends_it(self):
        self.ends("changing", lambda _: self.favilla.command("account", "modify", "changing", "--reset-password"))

    def test_deleting_the_account_ends_it(self):
        def deletes(_):
            answer = self.favilla.post("/api/favilla/v1/leaving", {"password": "a spark is enough"}, token=self.favilla.create_token("going"))
            self.assertEqual(answer.status, 200, answer.text)
        self.ends("going", deletes)

    def test_signing_in_again_ends_it(self):
        self.ends_of_the_old = self.signed_in("twice")
        old = json.loads(self.token(self.ends_of_the_old)[2])["access_token"]
        self.ends_of_the_old.sign_in("twice")
        new = json.loads(self.token(self.ends_of_the_old)[2])["access_token"]
        self.assertNotEqual(old, new)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=old).status, 401)
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=new).status, 200)

    def test_the_page_stands_at_every_address_of_the_app_and_lets_no_foreign_script_run(self):
        browser = self.signed_in("reader")
        for path in ("/app", "/app/", "/app/@ada/7", "/app/conversations/9?at=3"):
            status, headers, body = self.ask("GET", path, browser, Accept_Language="it")
            self.assertEqual(status, 200, path)
            policy = headers["content-security-policy"]
            self.assertIn("default-src 'none'; script-src 'self'; style-src 'self';", policy)
            self.assertNotRegex(policy, "unsafe|\\*")
            self.assertIn(f"connect-src 'self' ws://{self.favilla.domain};", policy)
            text = body.decode()
            self.assertIn('<html lang="it">', text)
            self.assertNotRegex(text, r"<script(?![^>]*\bsrc=)|<style|\son\w+=|%[A-Z]+%")
        status, headers, _ = self.ask("GET", "/app/conversations/9?at=3")
        self.assertEqual((status, headers["location"]), (303, "/auth/sign_in?return_to=%2Fapp%2Fconversations%2F9%3Fat%3D3"))

    def test_its_files_are_compressed_and_kept_for_good(self):
        page = self.ask("GET", "/app", self.signed_in("saver"))[2].decode()
        names = re.findall(r"/app/assets/[^\"]+\.(?:js|css)", page)
        self.assertGreaterEqual(len(names), 2)
        for name in names:
            _, headers, plain = self.ask("GET", name)
            self.assertNotIn("content-encoding", headers)
            self.assertEqual((headers["cache-control"], headers["vary"]), ("public, max-age=31536000, immutable", "Accept-Encoding"))
            _, headers, small = self.ask("GET", name, Accept_Encoding="gzip, deflate")
            self.assertEqual((headers["content-encoding"], gzip.decompress(small)), ("gzip", plain))
            _, headers, smaller = self.ask("GET", name, Accept_Encoding="gzip, deflate, br")
            self.assertEqual(headers["content-encoding"], "br")
            self.assertLessEqual(len(smaller), len(small))
            self.assertEqual(self.ask("GET", f"{name}.gz")[0], 404)
            self.assertNotIn("content-encoding", self.ask("GET", name, Accept_Encoding="gzip;q=0, br;q=0")[1])
        self.assertEqual(self.ask("GET", "/app/assets/nothing-00000000.js")[0], 404)


if __name__ == "__main__":
    unittest.main()
