# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of private conversations as apps ask for it: kept as people write, edit and delete, read and unread, told live, and nobody
else's; and what was written before there was such a list."""
import itertools
import json
import pathlib
import socket
import sys
import unittest
import warnings

import websocket

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import mastodon

PEOPLE = ("ada", "bob", "cleo", "dora")


class DirectConversations(unittest.TestCase):
    def setUp(self):
        self.favilla = Favilla().start()
        self.addCleanup(self.favilla.close)
        self.tokens = {None: None, **self.favilla.create_people(*PEOPLE)}
        self.ids = {name: self.ask("GET", "/api/v1/accounts/verify_credentials", name).json["id"] for name in PEOPLE}

    def ask(self, method, path, who="ada", body=None, expect=200):
        answer = self.favilla.request(method, path, body, token=self.tokens[who])
        self.assertEqual(answer.status, expect, f"{who} {method} {path}: {answer.text}")
        return answer

    def write(self, who, text, answers=None, **more):
        draft = {"status": text, "visibility": "direct", **({"in_reply_to_id": answers["id"]} if answers else {}), **more}
        return self.ask("POST", "/api/v1/statuses", who, draft).json

    def listed(self, who):
        """What stands in the list: with whom, unread, the last words; newest first."""
        return [(" ".join(one["acct"] for one in line["accounts"]), line["unread"], line["last_status"]["content"].split("</span> ")[-1].removesuffix("</p>"))
                for line in self.ask("GET", "/api/v1/conversations", who).json]

    def first(self, who):
        return self.ask("GET", "/api/v1/conversations", who).json[0]

    def test_it_is_told_as_documented_and_read_in_pages(self):
        written = [self.write("ada", f"@bob number {n}") for n in range(3)]
        page = self.ask("GET", "/api/v1/conversations?limit=2", "bob")
        self.assertEqual([one["last_status"]["id"] for one in page.json], [written[2]["id"], written[1]["id"]])
        self.assertEqual(schema.check(page.json, "Conversation[]"), [])
        self.assertIn(f"max_id={written[1]['id']}", page.headers["link"])
        self.assertIn(f"min_id={written[2]['id']}", page.headers["link"])
        self.assertNotIn("rel=\"next\"", self.ask("GET", "/api/v1/conversations?limit=4", "bob").headers["link"], "nothing is older")
        for query, expected in ((f"max_id={written[1]['id']}", [0]), (f"since_id={written[0]['id']}", [2, 1]), (f"min_id={written[0]['id']}&limit=1", [1])):
            self.assertEqual([one["last_status"]["id"] for one in self.ask("GET", f"/api/v1/conversations?{query}", "bob").json], [written[n]["id"] for n in expected], query)
        self.assertEqual([one["id"] for one in self.ask("GET", "/api/v1/timelines/direct", "bob").json], [one["id"] for one in reversed(written)])

    def test_a_whole_exchange(self):
        hello = self.write("ada", "@bob @cleo dinner at eight?")
        self.assertEqual(self.listed("bob"), [("ada cleo", True, "dinner at eight?")])
        self.assertEqual(self.listed("ada"), [("bob cleo", False, "dinner at eight?")])
        answer = self.write("cleo", "@ada @bob I am late", hello)
        self.assertEqual(self.listed("ada"), [("bob cleo", True, "I am late")])
        self.assertEqual(self.listed("cleo"), [("ada bob", False, "I am late")])
        self.write("cleo", "@ada a cake for bob!", answer)
        self.assertEqual(self.listed("ada"), [("cleo", True, "a cake for bob!"), ("bob cleo", True, "I am late")])
        self.assertEqual(self.listed("bob"), [("ada cleo", True, "I am late")])

        one = self.first("bob")
        self.assertEqual(self.ask("POST", f"/api/v1/conversations/{one['id']}/read", "bob").json["unread"], False)
        self.assertEqual(self.ask("POST", f"/api/v1/conversations/{one['id']}/unread", "bob").json["unread"], True)
        self.assertEqual(self.ask("GET", "/api/favilla/v1/messages/unread_count", "bob").json, {"count": 1})
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/messages/{one['id']}", "bob").json["id"], one["id"])
        said = self.ask("GET", f"/api/favilla/v1/messages/{one['id']}/statuses", "bob").json
        self.assertEqual([status["id"] for status in said], [answer["id"], hello["id"]])

        self.ask("PUT", f"/api/v1/statuses/{answer['id']}", "cleo", {"status": "@ada @bob I am very late"})
        self.assertEqual(self.listed("bob"), [("ada cleo", True, "I am very late")])
        self.ask("DELETE", f"/api/v1/statuses/{answer['id']}", "cleo")
        self.assertEqual(self.listed("bob"), [("ada cleo", True, "dinner at eight?")])
        self.assertEqual(self.ask("DELETE", f"/api/v1/conversations/{one['id']}", "bob").json, {})
        self.assertEqual(self.listed("bob"), [])
        self.ask("DELETE", f"/api/v1/conversations/{one['id']}", "bob", expect=404)
        self.write("ada", "@bob @cleo eight it is", hello)
        self.assertEqual(self.listed("bob"), [("ada cleo", True, "eight it is")])

    def test_mastodon_py(self):
        clients = {name: mastodon.Mastodon(api_base_url=self.favilla.url, access_token=self.tokens[name], ratelimit_method="throw") for name in ("ada", "bob")}
        hello = clients["ada"].status_post("@bob hello", visibility="direct")
        found = clients["bob"].conversations()[0]
        self.assertEqual((found.unread, [one.acct for one in found.accounts], str(found.last_status.id)), (True, ["ada"], str(hello.id)))
        self.assertFalse(clients["bob"].conversations_read(found).unread)
        self.assertFalse(clients["bob"].conversations()[0].unread)

    def test_nobody_who_is_not_addressed_sees_it_or_touches_it(self):
        self.write("ada", "@bob a watermelon")
        mine = self.first("ada")
        for who, (method, path) in itertools.product(("bob", "dora", None), (("POST", "read"), ("POST", "unread"), ("DELETE", ""))):
            self.ask(method, f"/api/v1/conversations/{mine['id']}/{path}".rstrip("/"), who, None if method == "DELETE" else {}, expect=404 if who else 401)
        for path in ("", "/statuses"):
            self.ask("GET", f"/api/favilla/v1/messages/{mine['id']}{path}", "dora", expect=404)
        for path in ("/api/v1/conversations", "/api/v1/timelines/direct"):
            self.assertEqual(self.ask("GET", path, "dora").json, [])
            self.ask("GET", path, None, expect=401)
        self.assertEqual(self.ask("GET", "/api/favilla/v1/messages/unread_count", "dora").json, {"count": 0})
        self.tokens["no scope"] = self.favilla.create_token("ada", "read:accounts")
        self.ask("GET", "/api/v1/conversations", "no scope", expect=403)

    def test_blocked_and_muted_people(self):
        hello = self.write("bob", "@ada hello")
        self.ask("POST", f"/api/v1/accounts/{self.ids['dora']}/mute", "ada", {})
        self.write("dora", "@ada psst")
        self.assertEqual(self.listed("ada"), [("bob", True, "hello")])
        self.ask("POST", f"/api/v1/statuses/{hello['id']}/mute", "ada", {})
        self.write("bob", "@ada are you there?", hello)
        self.assertEqual(self.listed("ada"), [("bob", True, "hello")])
        self.ask("POST", f"/api/v1/accounts/{self.ids['bob']}/block", "ada", {})
        self.assertEqual(self.listed("ada"), [])
        self.assertEqual(self.listed("bob")[0][2], "are you there?")
        self.write("bob", "@ada hey!")
        self.assertEqual(self.listed("ada"), [])
        # Who was shut out by the last one to write does not find their words any more.
        self.write("cleo", "@dora a secret")
        self.ask("POST", f"/api/v1/accounts/{self.ids['dora']}/block", "cleo", {})
        self.assertEqual(self.listed("dora"), [("ada", False, "psst")])
        self.assertEqual(self.ask("GET", "/api/favilla/v1/messages/unread_count", "dora").json, {"count": 0})

    def test_it_is_told_live(self):
        stream = websocket.create_connection(f"ws://127.0.0.1:{self.favilla.port}/api/v1/streaming?access_token={self.tokens['bob']}", timeout=30)
        self.addCleanup(stream.close)
        for name in ("direct", "user"):
            stream.send(json.dumps({"type": "subscribe", "stream": name}))
        others = websocket.create_connection(f"ws://127.0.0.1:{self.favilla.port}/api/v1/streaming?access_token={self.tokens['dora']}&stream=direct", timeout=30)
        self.addCleanup(others.close)
        events = socket.create_connection(("127.0.0.1", self.favilla.port), timeout=30)
        self.addCleanup(events.close)
        events.sendall(f"GET /api/v1/streaming/direct HTTP/1.1\r\nHost: {self.favilla.domain}\r\nAuthorization: Bearer {self.tokens['bob']}\r\n\r\n".encode())
        told = b""
        while b"\r\n\r\n" not in told:
            told += events.recv(4096)
        # Subscribed once a word has come on each.
        heard = {}
        hello = self.write("ada", "@bob hello")
        while len(heard) < 2:
            message = json.loads(stream.recv())
            if message["event"] == "conversation":
                heard[message["stream"][0]] = json.loads(message["payload"])
        self.assertEqual(set(heard), {"direct", "user"})
        for payload in heard.values():
            self.assertEqual(schema.check(payload, "Conversation"), [])
            self.assertEqual((payload["unread"], payload["last_status"]["id"]), (True, hello["id"]))
        while b"event: conversation" not in told or hello["id"].encode() not in told:
            told += events.recv(4096)
        self.write("bob", "@dora psst")
        message = json.loads(others.recv())
        self.assertEqual((message["event"], "psst" in message["payload"]), ("conversation", True), "the first that is heard is what is addressed to them")

    def test_what_was_written_before_is_there_after_an_upgrade(self):
        hello = self.write("ada", "@bob hello")
        last = self.write("bob", "@ada good day", hello)
        self.favilla.stop()
        self.favilla.execute("DROP TABLE direct_remaining", "DROP TABLE direct_messages", "DROP TABLE direct_conversations", "DROP INDEX statuses_direct",
                             "DELETE FROM schema_migrations WHERE number = 28")
        self.favilla.start()
        wait_until(lambda: self.listed("ada") == [("bob", False, "good day")])
        wait_until(lambda: self.listed("bob") == [("ada", False, "good day")])
        said = self.ask("GET", f"/api/favilla/v1/messages/{self.first('ada')['id']}/statuses").json
        self.assertEqual([one["id"] for one in said], [last["id"], hello["id"]])


if __name__ == "__main__":
    unittest.main()
