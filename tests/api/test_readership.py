# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who reads without an account: a post's page and the feed of its author among the destinations of the post, and nobody recognised."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402

FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
CHROME = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"}


class Readership(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Readers stand behind a proxy, which says where they come from.
        cls.favilla = cls.enterClassContext(Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}))
        cls.favilla.create_account("ada")
        cls.token = cls.favilla.create_token("ada")

    def post(self, text: str, **more) -> dict:
        return self.favilla.post("/api/v1/statuses", {"status": text, **more}, token=self.token).json

    def read(self, path: str, agent: dict, address: str = "192.0.2.1", method: str = "GET", **more):
        return self.favilla.request(method, path, headers={"X-Forwarded-For": address, **agent, **more})

    def destinations(self, status: dict) -> dict:
        answer = self.favilla.get(f"/api/favilla/v1/statuses/{status['id']}/deliveries", token=self.token)
        self.assertEqual(answer.status, 200)
        return {one["host"]: one for one in answer.json["destinations"]} | {"totals": answer.json["totals"]}

    def test_each_reader_of_the_page_counts_once_a_day(self):
        status = self.post("Read me")
        self.assertEqual(set(self.destinations(status)), {"totals"}, "nobody came yet")
        page = f"/@ada/{status['id']}"
        for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
            self.assertEqual(self.read(page, FIREFOX, address).status, 200)
        self.read(page, CHROME)
        found = self.destinations(status)
        self.assertEqual(found["web"]["kind"], "web")
        self.assertEqual(found["web"]["visits"], {"views": 4, "readers": 3})
        self.assertEqual((found["web"]["people"], found["totals"]["people"]), (3, 3))
        # Stored or not, and asked again: the same readers, and the numbers survive the process.
        self.read(page, CHROME)
        self.assertEqual(self.destinations(status)["web"]["visits"], {"views": 5, "readers": 3})
        self.favilla.restart()
        self.assertEqual(self.destinations(status)["web"]["visits"], {"views": 5, "readers": 3})

    def test_robots_programs_and_what_is_fetched_ahead_are_no_readers(self):
        status = self.post("Nobody reads this")
        page = f"/@ada/{status['id']}"
        self.read(page, {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"})
        self.read(page, {"User-Agent": "http.rb/5.2 (Mastodon/4.5; +https://social.example/)"})
        self.read(page, FIREFOX, method="HEAD")
        self.read(page, FIREFOX, **{"Sec-Purpose": "prefetch"})
        self.read(page, FIREFOX, Accept="application/activity+json")
        self.read(page + "1", FIREFOX)
        self.assertNotIn("web", self.destinations(status))

    def test_feed_readers_can_have_read_what_is_in_the_feed(self):
        status = self.post("In the feed")
        quiet = self.post("Not in the feed", visibility="private")
        reader = {"User-Agent": "NetNewsWire (RSS Reader; https://netnewswire.com/)"}
        for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
            self.assertEqual(self.read("/@ada/feed.atom", reader, address).status, 200)
        self.read("/@ada/feed.atom?max_id=1", reader, "192.0.2.9")
        self.read("/@ada/feed.atom", {"User-Agent": "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)"})
        found = self.destinations(status)
        self.assertEqual(found["feeds"]["visits"], {"views": 4, "readers": 2, "told_by_services": 16})
        self.assertEqual(found["totals"]["people"], 2, "what a service says of itself is in no total")
        self.assertNotIn("feeds", self.destinations(quiet))

    def test_nothing_of_a_reader_is_written_down(self):
        status = self.post("Who are you?")
        self.read(f"/@ada/{status['id']}", FIREFOX, "192.0.2.77")
        self.destinations(status)
        if not self.favilla.database:
            self.favilla.stop()
            for file in self.favilla.data.glob("favilla.sqlite3*"):
                self.assertNotIn(b"192.0.2.77", file.read_bytes())
            self.favilla.start()


if __name__ == "__main__":
    unittest.main()
