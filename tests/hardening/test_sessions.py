# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases 24, 33 and 35 of the abuse cases against the whole server: what ends a right ends what is open within 5 s, and neither the
words nor the time of an answer say who is here."""
import math
import pathlib
import socket
import sys
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

PASSWORD = "a spark is enough"


class OpenStream:
    """A stream of one's own, open until the server ends it."""

    def __init__(self, favilla, token, way):
        self.socket = socket.create_connection(("127.0.0.1", favilla.port), timeout=10)
        path = "/api/v1/streaming/user" if way == "sse" else f"/api/v1/streaming?stream=user&access_token={token}"
        extra = "" if way == "sse" else "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {favilla.domain}\r\nAuthorization: Bearer {token}\r\n{extra}\r\n".encode())
        first = self.socket.recv(4096).decode()
        assert first.startswith("HTTP/1.1 200" if way == "sse" else "HTTP/1.1 101"), first

    def ends_within(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                if not self.socket.recv(4096):
                    return True
            except TimeoutError:
                return False
            except ConnectionResetError:
                return True
        return False

    def close(self):
        self.socket.close()


def same_distribution(first: list[float], second: list[float]) -> float:
    """p of the two-sample Kolmogorov-Smirnov test (asymptotic, with Stephens' correction for small samples)."""
    values = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    count, gap = [0, 0], 0.0
    for _, sample in values:
        count[sample] += 1
        gap = max(gap, abs(count[0] / len(first) - count[1] / len(second)))
    size = math.sqrt(len(first) * len(second) / (len(first) + len(second)))
    reach = (size + 0.12 + 0.11 / size) * gap
    return min(1.0, 2 * sum((-1) ** (k - 1) * math.exp(-2 * (k * reach) ** 2) for k in range(1, 101))) if reach > 0.2 else 1.0


class SessionLifecycle(unittest.TestCase):
    """Cases 24 and 35: every way to lose a right, over both kinds of stream."""

    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.favilla.create_account("boss", role="admin")

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def app(self):
        return self.favilla.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}).json

    def token(self, name, app):
        answer = self.favilla.form("/oauth/token", {"grant_type": "password", "username": f"{name}@example.org", "password": PASSWORD, "scope": "read write",
                                                    "client_id": app["client_id"], "client_secret": app["client_secret"]})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json["access_token"]

    def end_by(self, name, act, role="user"):
        self.favilla.create_account(name, role=role)
        app = self.app()
        token = self.token(name, app)
        streams = [OpenStream(self.favilla, token, way) for way in ("sse", "websocket")]
        for stream in streams:
            self.addCleanup(stream.close)
        act(token, app)
        began = time.monotonic()
        for stream in streams:
            self.assertTrue(stream.ends_within(max(0.01, began + 5 - time.monotonic())), f"{name}: a stream is still open after 5 s")
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=token).status, 401)

    def test_a_revoked_token(self):
        def revoke(token, app):
            answer = self.favilla.form("/oauth/revoke", {"client_id": app["client_id"], "client_secret": app["client_secret"], "token": token})
            self.assertEqual(answer.status, 200, answer.text)
        self.end_by("revoked", revoke)

    def test_a_suspended_account(self):
        self.end_by("suspended", lambda *_: self.favilla.command("account", "modify", "suspended", "--suspend"))

    def test_a_disabled_account(self):
        self.end_by("disabled", lambda *_: self.favilla.command("account", "modify", "disabled", "--disable"))

    def test_a_lost_role(self):
        self.end_by("demoted", lambda *_: self.favilla.command("account", "modify", "demoted", "--role", "user"), role="moderator")

    def test_a_deleted_account(self):
        self.end_by("deleted", lambda *_: self.favilla.command("account", "delete", "deleted"))

    def test_another_token_of_the_same_person_stays(self):
        self.favilla.create_account("two")
        app, other = self.app(), self.app()
        first, second = self.token("two", app), self.token("two", other)
        stream = OpenStream(self.favilla, second, "sse")
        self.addCleanup(stream.close)
        self.favilla.form("/oauth/revoke", {"client_id": app["client_id"], "client_secret": app["client_secret"], "token": first})
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=first).status, 401)
        self.assertFalse(stream.ends_within(0.5))
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=second).status, 200)


    def test_a_token_that_was_renewed(self):
        self.favilla.create_account("renewed")
        app = self.favilla.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read offline_access"}).json
        client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
        codes = self.favilla.form("/oauth/device_authorization", {**client, "scope": "read offline_access"}).json
        browser = Browser(self.favilla.url)
        browser.sign_in("renewed")
        browser.submit(browser.submit(browser.get("/device"), user_code=codes["user_code"]), "allow")
        granted = self.favilla.form("/oauth/token", {**client, "grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": codes["device_code"]}).json
        stream = OpenStream(self.favilla, granted["access_token"], "sse")
        self.addCleanup(stream.close)
        self.assertEqual(self.favilla.form("/oauth/token", {**client, "grant_type": "refresh_token", "refresh_token": granted["refresh_token"]}).status, 200)
        self.assertTrue(stream.ends_within(5), "a stream is still open under a token that opens nothing any more")
        self.assertEqual(self.favilla.get("/api/v1/accounts/verify_credentials", token=granted["access_token"]).status, 401)


class DeviceCodes(unittest.TestCase):
    """Of RFC 8628, 5.1: a code of a device cannot be guessed, and nobody opens as many as they like."""

    @classmethod
    def setUpClass(cls):
        cls.favilla = cls.enterClassContext(Favilla(testing=False))
        cls.favilla.create_account("ada")
        app = cls.favilla.post("/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read", "token_endpoint_auth_method": "none"}).json
        cls.client = {"client_id": app["client_id"]}
        cls.code = cls.favilla.form("/oauth/device_authorization", cls.client).json["user_code"]

    def times_until_stopped(self, limit, ask):
        """Windows begin on the clock: where one does meanwhile, it takes up to twice as many."""
        return next((n for n in range(2 * limit + 1) if ask(n) == 429), None)

    def test_who_tries_codes_is_stopped_also_before_the_right_one(self):
        browser = Browser(self.favilla.url)
        browser.sign_in("ada")
        page = browser.get("/device")
        wrong = [one for one in (f"{a}{b}BB-BBBB" for a in "BCDFGH" for b in "BCDFGHJKL") if one != self.code]
        tried = self.times_until_stopped(20, lambda n: browser.submit(page, user_code=wrong[n]).status)
        self.assertIsNotNone(tried)
        self.assertGreaterEqual(tried, 20)
        stopped = browser.submit(page, user_code=self.code)
        self.assertEqual(stopped.status, 429)
        self.assertNotIn("An app", stopped.words)

    def test_so_many_devices_may_ask_from_one_address(self):
        tried = self.times_until_stopped(30, lambda _: self.favilla.form("/oauth/device_authorization", self.client).status)
        self.assertIsNotNone(tried)
        self.assertGreaterEqual(tried, 29)


class Enumeration(unittest.TestCase):
    """Case 33: signing in, resetting, joining and resending, for who is here and for who is not."""
    SAMPLES = 60

    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.favilla.create_account("here")
        cls.number = 0

    def check(self, ask, here, absent):
        """Asks for both in turn, and compares words and times. One alarm in a hundred is chance; three in a row are not."""
        for attempt in range(3):
            times = {True: [], False: []}
            for number in range(2 * self.SAMPLES):
                is_here = number % 4 in (0, 3)                       # neither always first
                began = time.perf_counter()
                answer = ask(here() if is_here else absent())
                times[is_here].append(time.perf_counter() - began)
                if number < 4:
                    answers = {**(answers if number else {}), is_here: answer}
            self.assertEqual(answers[True], answers[False])
            self.assertNotIn("To mend" if "sign_in" not in answers[True][2] else "Look at your mail", answers[True][1])
            if (p := same_distribution(times[True], times[False])) > 0.01:
                return
        middle = [sorted(times[one])[self.SAMPLES // 2] * 1000 for one in (True, False)]
        self.fail(f"the time tells who is here: p = {p:.2g}, {middle[0]:.2f} ms beside {middle[1]:.2f} ms")

    def form(self, path, **fields):
        browser = Browser(self.favilla.url)
        page = browser.get(path)
        def ask(value):
            answer = browser.submit(page, **{name: value if filled is None else filled for name, filled in fields.items()})
            return answer.status, answer.words.replace(value, "…"), urllib.parse.urlsplit(answer.url).path
        return ask

    def fresh(self):
        type(self).number += 1
        return f"nobody{self.number}@example.org"

    def test_signing_in(self):
        self.check(self.form("/auth/sign_in", login=None, password="a wrong guess"), lambda: "here@example.org", self.fresh)

    def test_resetting_a_password(self):
        self.check(self.form("/auth/reset", email=None), lambda: "here@example.org", self.fresh)

    def test_asking_for_the_confirmation_again(self):
        self.check(self.form("/auth/confirm/resend", email=None), lambda: "here@example.org", self.fresh)

    def test_joining(self):
        def ask(email):
            type(self).number += 1
            name = f"new{self.number:05}"
            answer = self.form("/auth/sign_up", username=name, email=None, password=PASSWORD, agreement="1")(email)
            return answer[0], answer[1].replace(name, "…"), answer[2]
        self.check(ask, lambda: "here@example.org", self.fresh)


if __name__ == "__main__":
    unittest.main()
