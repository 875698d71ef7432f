# SPDX-License-Identifier: AGPL-3.0-or-later
"""Push endpoints are addresses that a client names: in earnest only https is taken, and nothing inside is ever met (SSRF)."""
import pathlib
import socket
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

# Of the browser in RFC 8291, appendix A.
KEYS = {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}


class Push(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = cls.enterClassContext(Favilla(testing=False))
        cls.ada, cls.bob = cls.favilla.create_people("ada", "bob").values()

    def subscribe(self, endpoint):
        return self.favilla.post("/api/v1/push/subscription", {"subscription": {"endpoint": endpoint, "keys": KEYS, "standard": True}, "data": {"alerts": {"mention": True}}},
                                 token=self.ada).status

    def test_plain_http_is_refused(self):
        for endpoint in ("http://push.example/1", "http://127.0.0.1/1", "file:///etc/passwd", "//push.example/1", "https://", "https://a@push.example/"):
            self.assertEqual(self.subscribe(endpoint), 422, endpoint)

    def test_nothing_inside_is_met_and_such_an_endpoint_is_dropped(self):
        with socket.socket() as inside:
            inside.bind(("127.0.0.1", 0))
            inside.listen()
            inside.settimeout(0)
            port = inside.getsockname()[1]
            for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"):
                if self.subscribe(f"https://{host}:{port}/1") == 422:
                    continue
                self.favilla.post("/api/v1/statuses", {"status": "@ada hello"}, token=self.bob)
                wait_until(lambda: self.favilla.get("/api/v1/push/subscription", token=self.ada).status == 404)
            with self.assertRaises(BlockingIOError):
                inside.accept()


if __name__ == "__main__":
    unittest.main()
