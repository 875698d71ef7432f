# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that are linked to just now, and the posts that link to one: counted by people, never by posts, of those who may be discovered."""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402


class TrendingLinks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla, cls.elsewhere = cls.enterClassContext(Favilla()), cls.enterClassContext(Favilla())
        cls.favilla.create_account("boss", role="admin")
        cls.boss = cls.favilla.create_token("boss", "admin:read admin:write")
        cls.tokens = cls.favilla.create_people("ada", "bob", "cleo", "shy", "loud")
        for who in ("ada", "bob", "cleo", "loud"):
            cls.favilla.patch("/api/v1/accounts/update_credentials", {"discoverable": True}, token=cls.tokens[who])
        loud = cls.favilla.get("/api/v1/accounts/verify_credentials", token=cls.tokens["loud"]).json["id"]
        cls.favilla.post(f"/api/v1/admin/accounts/{loud}/action", {"type": "silence"}, token=cls.boss)

    def page(self, name):
        return f"http://{self.elsewhere.domain}/about?{name}"

    def link(self, who, page, **more):
        status = self.favilla.post("/api/v1/statuses", {"status": f"See {page} {time.monotonic_ns()}", **more}, token=self.tokens[who]).json
        if more.get("visibility", "public") in ("public", "unlisted"):
            wait_until(lambda: self.favilla.get(f"/api/v1/statuses/{status['id']}", token=self.tokens[who]).json["card"])
        return status["id"]

    def trends(self, **query):
        found = self.favilla.get("/api/v1/trends/links", query).json
        # The pages are not dated, and Mastodon says null where the table knows no null.
        self.assertEqual([problem for problem in schema.check(found, "Trends::Link[]") if "published_at" not in problem], [])
        return {one["url"]: one for one in found}

    def test_what_several_people_link_to_is_a_trend(self):
        many, few, one = (self.page(name) for name in ("many", "few", "one"))
        for who in ("ada", "bob", "cleo"):
            self.link(who, many)
        for who in ("ada", "bob"):
            self.link(who, few)
        for _ in range(3):
            self.link("ada", one)                                       # however often: one person
        for who in ("shy", "loud"):
            self.link(who, one)                                         # not to be discovered, or silenced
        found = self.trends()
        self.assertEqual([url for url in found if url in (many, few, one)], [many, few])
        today = found[many]["history"][0]
        self.assertEqual((today["accounts"], today["uses"], len(found[many]["history"])), ("3", "3", 7))
        self.assertEqual(list(self.trends(limit=1)), [many])
        self.assertEqual(list(self.trends(limit=1, offset=1)), [few])

    def test_the_posts_that_link_to_a_page(self):
        page = self.page("timeline")
        first, second = self.link("ada", page), self.link("bob", page)
        hidden = [self.link("shy", page), self.link("loud", page), self.link("ada", page, visibility="unlisted"), self.link("bob", page, visibility="private")]
        def timeline(status=200, **query):
            answer = self.favilla.get("/api/v1/timelines/link", {"url": page, **query})
            self.assertEqual(answer.status, status, answer.text)
            self.assertEqual([problem for problem in schema.check(answer.json, "Status[]") if "published_at" not in problem], [])
            return [one["id"] for one in answer.json]
        self.assertEqual(timeline(), [second, first])
        self.assertEqual(set(timeline()) & set(hidden), set())
        self.assertEqual(timeline(limit=1), [second])
        self.assertEqual(timeline(max_id=second), [first])
        self.assertEqual(timeline(min_id=first), [second])
        for url in ("http://unknown.example/", "no address", ""):
            self.assertEqual(self.favilla.get("/api/v1/timelines/link", {"url": url}).status, 404, url)


if __name__ == "__main__":
    unittest.main()
