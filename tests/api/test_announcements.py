# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the team tells all members: made and changed by administrators, read, put away and answered by members, heard in open streams."""
import contextlib
import datetime
import json
import pathlib
import socket
import sys
import threading
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

READ, TEAM = "/api/v1/announcements", "/api/favilla/v1/announcements"


class Announcements(ApiCase):
    scopes = "read write follow admin:read admin:write"

    def announce(self, text="The harbour opens", status=200, **more):
        made = self.ask("POST", TEAM, self.boss, {"text": text, **more}, status)
        return made["announcement"]["id"] if status == 200 else made

    def read(self, who):
        answer = self.server.get(READ, token=who.token)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(schema.check(answer.json, "Announcement[]"), [])
        return {one["id"]: one for one in answer.json}

    def send(self, who, method, path, status=200):
        answer = self.server.request(method, path, {} if method != "DELETE" else None, token=who.token)
        self.assertEqual(answer.status, status, answer.text)
        return answer.json

    def test_what_is_announced_is_read_by_every_member(self):
        ada = self.person("ada")
        status = ada.write("The programme")
        id = self.announce(f"Read it, @{ada.name}: {status['url']} #harbour", starts_at="2030-05-01", ends_at="2030-05-03T12:00:00Z", all_day=True)
        one = self.read(ada)[id]
        self.assertIn("Read it", one["content"])
        self.assertEqual((one["starts_at"], one["ends_at"], one["all_day"], one["read"]), ("2030-05-01T00:00:00.000Z", "2030-05-03T12:00:00.000Z", True, False))
        self.assertEqual([who["acct"] for who in one["mentions"]], [ada.name])
        self.assertEqual([(named["id"], named["url"]) for named in one["statuses"]], [(status["id"], status["url"])])
        self.assertEqual([tag["name"] for tag in one["tags"]], ["harbour"])
        self.assertEqual(one["reactions"], [])
        self.assertEqual(self.server.get(READ).status, 401)

    def test_it_is_changed_and_taken_away(self):
        ada = self.person("ada")
        id = self.announce()
        self.ask("PUT", f"{TEAM}/{id}", self.boss, {"text": "The harbour stays shut"})
        self.assertIn("stays shut", self.read(ada)[id]["content"])
        self.assertIn((id, "The harbour stays shut"), [(one["announcement"]["id"], one["text"]) for one in self.ask("GET", TEAM, self.boss)])
        self.assertEqual(self.ask("DELETE", f"{TEAM}/{id}", self.boss), {})
        self.assertNotIn(id, self.read(ada))
        for method in ("PUT", "DELETE"):
            self.ask(method, f"{TEAM}/{id}", self.boss, {"text": "Too late"}, 404)
        log = [entry["act"] for entry in self.ask("GET", "/api/favilla/v1/moderation/log", self.boss)]
        self.assertEqual(log[:3], ["take_away_announcement", "change_announcement", "announce"])

    def test_what_is_over_is_the_teams_alone(self):
        ada = self.person("ada")
        id = self.announce(ends_at="2020-01-01")
        self.assertNotIn(id, self.read(ada))
        self.assertTrue(next(one for one in self.ask("GET", TEAM, self.boss) if one["announcement"]["id"] == id)["is_over"])
        self.send(ada, "POST", f"{READ}/{id}/dismiss", 404)
        self.send(ada, "PUT", f"{READ}/{id}/reactions/{urllib.parse.quote('🎉')}", 404)

    def test_what_is_planned_is_the_teams_until_its_time(self):
        ada = self.person("ada")
        made = self.ask("POST", TEAM, self.boss, {"text": "The harbour opens soon", "publish_at": "2031-05-01T08:00:00Z", "ends_at": "2031-05-09T08:00:00Z"})
        id = made["announcement"]["id"]
        self.assertEqual((made["is_planned"], made["is_over"], made["announcement"]["published_at"]), (True, False, "2031-05-01T08:00:00.000Z"))
        self.assertNotIn(id, self.read(ada))
        self.send(ada, "POST", f"{READ}/{id}/dismiss", 404)
        self.send(ada, "PUT", f"{READ}/{id}/reactions/{urllib.parse.quote('🎉')}", 404)
        self.ask("POST", f"{TEAM}/{id}/end", self.boss, {}, 409)
        moved = self.ask("PUT", f"{TEAM}/{id}", self.boss, {"text": "The harbour opens", "publish_at": "2031-06-01T08:00:00Z"})
        self.assertEqual((moved["is_planned"], moved["announcement"]["published_at"], moved["announcement"]["ends_at"]), (True, "2031-06-01T08:00:00.000Z", None))
        out = self.ask("POST", f"{TEAM}/{id}/publish", self.boss, {})
        self.assertFalse(out["is_planned"])
        self.assertIn("opens", self.read(ada)[id]["content"])
        self.ask("POST", f"{TEAM}/{id}/publish", self.boss, {}, 409)
        refused = self.ask("PUT", f"{TEAM}/{id}", self.boss, {"text": "Later after all", "publish_at": "2031-06-01T08:00:00Z"}, 409)
        self.assertEqual(refused["error"], "It is published already.")
        self.ask("PUT", f"{TEAM}/{id}", self.boss, {"text": "The harbour is open"})
        self.assertEqual(self.read(ada)[id]["published_at"], out["announcement"]["published_at"])
        log = [entry["act"] for entry in self.ask("GET", "/api/favilla/v1/moderation/log", self.boss)]
        self.assertEqual(log[:4], ["change_announcement", "publish_announcement", "change_announcement", "announce"])

    def test_it_is_published_by_itself_when_its_time_has_come(self):
        ada = self.person("ada")
        soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=2)
        id = self.announce("Now it is", publish_at=soon.isoformat(timespec="milliseconds").replace("+00:00", "Z"))
        self.assertNotIn(id, self.read(ada))
        with self.listening(ada) as told:
            self.assertEqual(json.loads(wait_until(lambda: told("announcement"))[0])["id"], id)
        self.assertIn(id, self.read(ada))

    def test_it_is_ended_and_stays_with_the_team(self):
        ada = self.person("ada")
        id = self.announce("Come in", starts_at="2031-01-01")             # what it is about has not begun
        with self.listening(ada) as told:
            ended = self.ask("POST", f"{TEAM}/{id}/end", self.boss, {})
            self.assertTrue(ended["is_over"])
            self.assertEqual(wait_until(lambda: told("announcement.delete"))[0], id)
        self.assertNotIn(id, self.read(ada))
        self.ask("POST", f"{TEAM}/{id}/end", self.boss, {}, 409)
        for act in ("publish", "end"):
            self.ask("POST", f"{TEAM}/1/{act}", self.boss, {}, 404)
            self.ask("POST", f"{TEAM}/{id}/{act}", ada, {}, 403)

    def test_what_is_refused(self):
        for draft in ({"text": " "}, {"text": "x" * 5001}, {"text": "Backwards", "starts_at": "2030-05-03", "ends_at": "2030-05-01"}, {"text": "When?", "starts_at": "soon"}, {"text": "When?", "publish_at": "soon"},
                      {"text": "Over before", "publish_at": "2031-05-03", "ends_at": "2031-05-01"}):
            self.assertIn("error", self.announce(**draft, status=422))
        ada = self.person("ada")
        for method, path in (("GET", TEAM), ("POST", TEAM), ("PUT", TEAM + "/1"), ("DELETE", TEAM + "/1")):
            self.ask(method, path, ada, {"text": "Mine"} if method in ("POST", "PUT") else None, 403)

    def test_a_member_puts_it_away(self):
        ada, bob = self.person("ada"), self.person("bob")
        id = self.announce()
        for _ in range(2):
            self.assertEqual(self.send(ada, "POST", f"{READ}/{id}/dismiss"), {})
        self.assertEqual((self.read(ada)[id]["read"], self.read(bob)[id]["read"]), (True, False))
        self.send(ada, "POST", f"{READ}/1/dismiss", 404)

    def test_reactions(self):
        ada, bob = self.person("ada"), self.person("bob")
        id = self.announce()
        def path(name):
            return f"{READ}/{id}/reactions/{urllib.parse.quote(name)}"
        for who, name in ((ada, "🎉"), (bob, "🎉"), (bob, "🎉"), (bob, "❤️")):
            self.assertEqual(self.send(who, "PUT", path(name)), {})
        shown = [(one["name"], one["count"], one["me"]) for one in self.read(ada)[id]["reactions"]]
        self.assertEqual(shown, [("🎉", 2, True), ("❤️", 1, False)])
        self.assertEqual(self.send(bob, "DELETE", path("🎉")), {})
        self.assertEqual([(one["name"], one["count"]) for one in self.read(bob)[id]["reactions"]], [("🎉", 1), ("❤️", 1)])
        for name in ("yes", "🎉🎉", "a", "1", "é", "nobodys_emoji"):
            self.send(ada, "PUT", path(name), 422)
        for name in ("👍🏽", "🏳️‍🌈", "1️⃣", "☀️", "🇮🇹", "✅"):
            self.send(ada, "PUT", path(name))
        self.send(ada, "PUT", path("🔥"), 422)                         # eight kinds are enough
        self.send(ada, "PUT", path("❤️"))

    @contextlib.contextmanager
    def listening(self, who):
        """What an open stream of theirs is told, by event."""
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.server.port), timeout=30)) as stream:
            stream.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {self.server.domain}\r\nAuthorization: Bearer {who.token}\r\n\r\n".encode())
            heard = [stream.recv(4096).decode()]
            self.assertTrue(heard[0].startswith("HTTP/1.1 200"), heard[0])
            def listen():
                with contextlib.suppress(OSError):
                    while block := stream.recv(65536):
                        heard.append(block.decode())
            threading.Thread(target=listen, daemon=True).start()
            def told(event):
                lines = "".join(heard).splitlines()
                return [lines[at + 1].removeprefix("data: ") for at, line in enumerate(lines[:-1]) if line == f"event: {event}"]
            yield told

    def test_open_streams_are_told(self):
        ada = self.person("ada")
        with self.listening(ada) as told:
            id = self.announce()
            found = json.loads(wait_until(lambda: told("announcement"))[0])
            self.assertEqual(found["id"], id)
            self.send(ada, "PUT", f"{READ}/{id}/reactions/{urllib.parse.quote('🎉')}")
            self.assertEqual(json.loads(wait_until(lambda: told("announcement.reaction"))[0]), {"name": "🎉", "count": 1, "announcement_id": id})
            self.ask("DELETE", f"{TEAM}/{id}", self.boss)
            self.assertEqual(wait_until(lambda: told("announcement.delete"))[0], id)


if __name__ == "__main__":
    unittest.main()
