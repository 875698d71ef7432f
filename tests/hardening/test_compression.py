# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers go out compressed where they are long, to who can read them so, and hold the same; none that holds a secret or a private message does
(docs/decisions/0079-compressed-answers.md). Every route of both tables is asked."""
import pathlib
import re
import socket
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from support.favilla_process import Favilla  # noqa: E402
from support.totp import code_of, step_now  # noqa: E402

OWN = "/api/favilla/v1"
PASSWORD = "a spark is enough"
GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}
# Whatever is added later: what begins so or has that in it makes, names or keeps what nobody else may have.
SECRET = re.compile(r"^/oauth|^/\.well-known|/apps|/push|/streaming|/messages|^/api/v1/conversations$|/direct$|/verify_credentials|/preferences|/profile$|/admin/|"
                    r"/second_factor|/sessions|/identities|/email|/invitations|/webhooks|/calendar|/archives|/exports|/imports|/aliases|/organisation|/server$|"
                    r"/jobs|/hosts|/desk|/drafts|/early_drafts|/team$|/scheduled|/filters|/media|/leaving|/visits|/efforts|/posts_by_mail|/markers")


def routes_of(file: str) -> list[str]:
    return re.findall(r"\{(?:\.method = )?Get,\s+(?:\.path = )?\"(/[^\"]+)\"", (ROOT / file).read_text())


def named_in(file: str) -> set[str]:
    return set(re.findall(r"^    \"(/api/[^\"]+)\"", (ROOT / file).read_text(), re.MULTILINE))


class Compression(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", "read write follow push admin:read admin:write")
        cls.people = cls.server.create_people("ada", "bob", "eve")
        root = cls.write("ada", "A spark")["id"]
        for number in range(8):
            cls.write("ada" if number % 2 else "bob", f"An answer, the {number}th of a long conversation, which goes on", in_reply_to_id=root)
        cls.root = root

    @classmethod
    def write(cls, who, text, **more):
        answer = cls.server.post("/api/v1/statuses", {"status": text, **more}, token=cls.people[who])
        assert answer.status == 200, answer.text
        return answer.json

    def ask(self, path, token, method="GET", **headers):
        return self.server.request(method, path, token=token, headers=headers)

    # --- what is compressed ------------------------------------------------------------------------------

    def test_a_long_answer_is_compressed_for_who_asks_and_holds_the_same(self):
        path, ada = f"/api/v1/statuses/{self.root}/context", self.people["ada"]
        plain, packed = self.ask(path, ada), self.ask(path, ada, **GZIP)
        self.assertGreater(len(plain.body), 2048)
        self.assertEqual((plain.headers.get("content-encoding"), packed.headers.get("content-encoding")), (None, "gzip"))
        self.assertEqual((plain.headers["vary"], packed.headers["vary"]), ("Accept-Encoding", "Accept-Encoding"))
        self.assertLess(len(packed.body), len(plain.body) / 3)
        self.assertEqual(int(packed.headers["content-length"]), len(packed.body))
        self.assertEqual(packed.json, plain.json)
        self.assertEqual(packed.headers["content-type"], plain.headers["content-type"])
        own = f"{OWN}/conversations/{self.conversation()}"
        self.assertEqual(self.ask(own, ada, **GZIP).json["id"], self.conversation())
        for refused in ("gzip;q=0", "br", "identity, gzip;q=0.2"):
            self.assertNotIn("content-encoding", self.ask(path, ada, **{"Accept-Encoding": refused}).headers)

    def conversation(self):
        return self.ask(f"/api/v1/statuses/{self.root}", self.people["ada"]).json["conversation_id"]

    def test_the_head_alone_says_what_the_answer_would(self):
        path, ada = f"/api/v1/statuses/{self.root}/context", self.people["ada"]
        whole, head = self.ask(path, ada, **GZIP), self.ask(path, ada, "HEAD", **GZIP)
        self.assertEqual(head.body, b"")
        for name in ("content-encoding", "vary", "content-type", "content-length"):
            self.assertEqual(head.headers.get(name), whole.headers.get(name), name)
        self.assertNotIn("content-encoding", self.ask(path, ada, "HEAD").headers)

    def test_a_short_answer_a_refusal_and_a_part_are_not(self):
        ada = self.people["ada"]
        self.assertNotIn("content-encoding", self.ask("/api/v1/bookmarks", ada, **GZIP).headers)
        self.assertEqual(self.ask("/api/v1/statuses/1/context", ada, **GZIP).json["error"], "Record not found")
        part = self.ask(f"/api/v1/statuses/{self.root}/context", ada, Range="bytes=0-9", **GZIP)
        self.assertEqual((part.status, part.headers.get("content-encoding")), (200, None))

    def test_an_open_stream_never_is(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as stream:
            stream.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {self.server.domain}\r\nAuthorization: Bearer {self.people['ada']}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
            head = b""
            while b"\r\n\r\n" not in head:
                head += stream.recv(4096)
        self.assertTrue(head.startswith(b"HTTP/1.1 200"), head)
        self.assertNotIn(b"content-encoding", head.lower())

    # --- what is not -------------------------------------------------------------------------------------

    def test_every_route_is_what_the_lists_say_and_no_list_names_one_that_keeps_a_secret(self):
        named = named_in("src/mastodon/compressed_routes.cpp") | named_in("src/console/compressed_paths.h")
        routes = [*routes_of("src/mastodon/routes.cpp"), *routes_of("src/console/routes.cpp")]
        self.assertGreater(len(routes), 200)
        self.assertEqual(named - set(routes), set())
        self.assertEqual([path for path in named if SECRET.search(path)], [])
        for path in routes:
            if "/streaming" in path:
                continue
            asked = re.sub(r"[:*]\w+", "1", path)
            answer = self.ask(asked, self.boss, **GZIP)
            self.assertEqual("Accept-Encoding" in answer.headers.get("vary", ""), path in named, f"{path}: {answer.status}")
            self.assertTrue(path in named or "content-encoding" not in answer.headers, path)

    def test_an_answer_with_a_private_message_goes_out_as_it_is(self):
        bob = self.people["bob"]
        secret = self.write("ada", "@bob the key lies under the third stone", visibility="direct")
        for number in range(8):
            self.write("eve", f"@bob the key lies under guess {number}, and many words to make the page a long one")
        news = self.server.get("/api/v1/notifications", token=bob, headers=GZIP)
        self.assertGreater(len(news.body), 4096)
        self.assertIn(b"third stone", news.body)
        self.assertEqual((news.headers.get("content-encoding"), news.headers["vary"]), (None, "Accept-Encoding"))
        thread = self.ask(f"/api/v1/statuses/{secret['id']}", bob, **GZIP)
        self.assertNotIn("content-encoding", thread.headers)
        # Without it the same page is compressed.
        later = self.server.get("/api/v1/notifications", {"since_id": next(one["id"] for one in news.json if (one.get("status") or {}).get("id") == secret["id"])}, token=bob, headers=GZIP)
        self.assertEqual(later.headers.get("content-encoding"), "gzip")

    def test_no_answer_that_makes_or_shows_a_secret_is_compressed_nor_is_one_in_a_compressed_answer(self):
        secrets = self.made_secrets()
        named = named_in("src/mastodon/compressed_routes.cpp") | named_in("src/console/compressed_paths.h")
        for path in sorted(named):
            text = self.ask(re.sub(r":\w+", self.root, path), self.boss).text
            for what, secret in secrets.items():
                self.assertNotIn(secret, text, f"{path} shows {what}")
        # Pages whose forms carry a secret of their own.
        for page in ("/auth/sign_in", "/auth/sign_up", "/auth/password/new"):
            self.assertNotIn("content-encoding", self.ask(page, None, **GZIP).headers, page)

    def made_secrets(self):
        """What only who made it may have, by what it is; nothing of what shows it is compressed."""
        made = {}

        def take(what, method, path, body=None, find=lambda answer: None):
            answer = self.server.request(method, path, body, token=self.boss, headers=GZIP)
            self.assertEqual(answer.status, 200, f"{path}: {answer.body}")
            self.assertNotIn("content-encoding", answer.headers, path)
            self.assertNotIn("Accept-Encoding", answer.headers.get("vary", ""), path)
            made[what] = find(answer.json)
            return answer.json

        app = take("an app's secret", "POST", "/api/v1/apps", {"client_name": "An app", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}, lambda one: one["client_secret"])
        take("a token", "POST", "/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"]}, lambda one: one["access_token"])
        take("an invitation's code", "POST", f"{OWN}/invitations", {}, lambda one: one["code"])
        take("the invitations", "GET", f"{OWN}/invitations", find=lambda one: made["an invitation's code"])
        take("a calendar's address", "POST", f"{OWN}/events/calendar", {}, lambda one: one["url"].rpartition("/")[2])
        begun = take("the key of a second factor", "POST", f"{OWN}/second_factor", {"password": PASSWORD}, lambda one: one["secret"])
        take("a recovery code", "POST", f"{OWN}/second_factor/confirm", {"code": code_of(begun["secret"], step_now())}, lambda one: one["recovery_codes"][0])
        take("the sessions", "GET", f"{OWN}/sessions", find=lambda one: self.boss)
        take("an own mail address", "GET", f"{OWN}/email", find=lambda one: one["email"])
        page = take("a page", "POST", f"{OWN}/pages", {"name": "herald", "title": "The Herald"}, lambda one: self.boss)
        take("a tool's secret", "POST", f"{OWN}/pages/{page['id']}/webhooks", {"address": "http://127.0.0.1:9/hook"}, lambda one: one["secret"])
        take("the tools", "GET", f"{OWN}/pages/{page['id']}/webhooks", find=lambda one: made["a tool's secret"])
        self.assertTrue(all(made.values()), made)
        return made


if __name__ == "__main__":
    unittest.main()
