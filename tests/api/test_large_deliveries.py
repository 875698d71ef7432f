# SPDX-License-Identifier: AGPL-3.0-or-later
"""An author with more followers than one transaction delivers to: each of them has the post at home, and is told of it live, once."""
import json
import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

FOLLOWERS = 520                                         # a slice is 500


class Stream:
    """The events of one's own stream, as they come."""

    def __init__(self, favilla, token):
        self.socket = socket.create_connection(("127.0.0.1", favilla.port))
        self.socket.sendall(f"GET /api/v1/streaming/user HTTP/1.1\r\nHost: {favilla.domain}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.heard = b""
        wait_until(lambda: b"\r\n\r\n" in self.read())

    def read(self):
        self.socket.settimeout(0.05)
        try:
            self.heard += self.socket.recv(65536)
        except TimeoutError:
            pass
        return self.heard

    def updates(self, word):
        return self.read().count(word.encode())


class LargeDeliveries(unittest.TestCase):
    def test_everybody_is_reached_and_told_once(self):
        with Favilla() as favilla:
            favilla.create_account("ada")
            ada = favilla.create_token("ada")
            target = favilla.get("/api/v1/accounts/verify_credentials", token=ada).json["id"]
            app = favilla.post("/api/v1/apps", {"client_name": "Many", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write follow"}).json
            client = favilla.post("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"],
                                                   "scope": "read write follow"}).json["access_token"]
            tokens = []
            for number in range(FOLLOWERS):
                made = favilla.post("/api/v1/accounts", {"username": f"reader{number}", "email": f"reader{number}@example.org", "password": "a long enough password",
                                                         "agreement": True, "locale": "en"}, token=client)
                self.assertEqual(made.status, 200, made.text)
                tokens.append(made.json["access_token"])
                favilla.post(f"/api/v1/accounts/{target}/follow", token=tokens[-1])
            watched = [tokens[0], tokens[498], tokens[499], tokens[500], tokens[-1]]
            for token in watched:
                favilla.get("/api/v1/timelines/home", token=token)
            streams = [Stream(favilla, token) for token in watched]
            status = favilla.post("/api/v1/statuses", {"status": "To all of you", "language": "en"}, token=ada).json
            for stream in streams:
                wait_until(lambda: stream.updates("To all of you") > 0)
            second = favilla.post("/api/v1/statuses", {"status": "The second", "language": "en"}, token=ada).json
            for stream in streams:
                wait_until(lambda: stream.updates("The second") > 0)
                one = json.dumps(status["id"])[1:-1]
                self.assertEqual(stream.read().count(f'"id":"{one}"'.encode()), 1, "told once")
            for token in watched:
                self.assertEqual([one["id"] for one in favilla.get("/api/v1/timelines/home", token=token).json], [second["id"], status["id"]])


if __name__ == "__main__":
    unittest.main()
