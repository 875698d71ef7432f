# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that are linked to just now, and the posts that link to one: counted by people, never by posts, of those who may be discovered."""
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

ADMIN = "/api/v1/admin"


class LinkCase(unittest.TestCase):
    """A place, and another whose pages are linked to."""

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


class TrendingLinks(LinkCase):
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

    def test_a_page_that_the_team_rejects_is_no_trend(self):
        page = self.page("rejected")
        for who in ("ada", "bob"):
            self.link(who, page)
        self.assertIn(page, self.trends(limit=20))
        links = self.favilla.get(f"{ADMIN}/trends/links", {"limit": 20}, token=self.boss).json
        one = next(link for link in links if link["url"] == page)
        self.assertEqual([problem for problem in schema.check([one], "Trends::Link[]") if "published_at" not in problem], [])
        self.assertEqual((one["requires_review"], one["trendable"]), (True, True))
        rejected = self.favilla.post(f"{ADMIN}/trends/links/{one['id']}/reject", {}, token=self.boss)
        self.assertEqual((rejected.status, rejected.json["url"], rejected.json["requires_review"], rejected.json["trendable"], rejected.json["history"]), (200, page, False, False, one["history"]))
        self.assertNotIn(page, self.trends(limit=20))
        self.favilla.post(f"{ADMIN}/trends/links/{one['id']}/approve", {}, token=self.boss)
        self.assertIn(page, self.trends(limit=20))

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


class Publishers(LinkCase):
    """What the team says of a host holds for its pages of which it said nothing."""

    def publisher(self):
        known = self.favilla.get(f"{ADMIN}/trends/links/publishers", token=self.boss)
        self.assertEqual(known.status, 200, known.text)
        return next(one for one in known.json if one["domain"] == self.elsewhere.domain.partition(":")[0])

    def decide(self, act, what):
        answer = self.favilla.post(f"{ADMIN}/trends/links/{what}/{act}", {}, token=self.boss)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def links(self):
        return {link["url"]: link for link in self.favilla.get(f"{ADMIN}/trends/links", {"limit": 20}, token=self.boss).json}

    def wait_for_team(self, wanted):
        self.assertEqual(self.favilla.patch("/api/favilla/v1/organisation", {"trends_reviewed": wanted}, token=self.boss).status, 200)

    def test_a_publisher_is_approved_and_rejected(self):
        known, new = self.page("approved-by-itself"), self.page("of-the-publisher")
        for page in (known, new):
            for who in ("ada", "bob"):
                self.link(who, page)
        one = self.publisher()
        self.assertEqual((one["trendable"], one["requires_review"], one["reviewed_at"], one["requested_review_at"]), (True, True, None, None))
        self.wait_for_team(True)
        self.assertFalse(self.publisher()["trendable"])
        self.decide("approve", self.links()[known]["id"])
        self.assertEqual(list(self.trends()), [known])
        approved = self.decide("approve", f"publishers/{one['id']}")               # its word is enough
        self.assertEqual((approved["id"], approved["trendable"], approved["requires_review"]), (one["id"], True, False))
        self.assertEqual(set(self.trends()), {known, new})
        self.wait_for_team(False)
        rejected = self.decide("reject", f"publishers/{one['id']}")
        self.assertEqual((rejected["trendable"], rejected["requires_review"]), (False, False))
        self.assertTrue(rejected["reviewed_at"])
        self.assertEqual(self.publisher(), rejected)
        self.assertEqual(list(self.trends()), [known])                             # what was said of the page itself goes before
        links = self.links()                                                       # the team goes on seeing both
        self.assertEqual((links[new]["trendable"], links[new]["requires_review"]), (False, False))
        reader = self.favilla.create_token("boss", "read admin:read")
        log = [(entry["act"], entry["target_name"]) for entry in self.favilla.get("/api/favilla/v1/moderation/log", token=reader).json]
        for act in ("approve_trend", "reject_trend"):
            self.assertIn((act, one["domain"]), log)

    def test_nobody_else_decides(self):
        for method, path, token, status in (("GET", "", self.tokens["ada"], 403), ("POST", "/1/reject", self.tokens["ada"], 403), ("POST", "/1/reject", self.boss, 404),
                                            ("POST", "/x/approve", self.boss, 404), ("GET", "", None, 401)):
            self.assertEqual(self.favilla.request(method, f"{ADMIN}/trends/links/publishers{path}", {} if method == "POST" else None, token=token).status, status)


class Reviews(ApiCase):
    """What a team lets be a trend, and what holds for a tag: who may say so, what it does, what the log tells of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.create_account("vera", role="moderator")
        cls.tool = cls.server.create_token("vera", "read write admin:read admin:write")
        cls.chief = cls.server.create_token("boss", "read write admin:read admin:write")
        cls.people = cls.server.create_people("ada", "bob", "cleo")
        for token in cls.people.values():
            cls.server.patch("/api/v1/accounts/update_credentials", {"discoverable": True}, token=token)

    def tag_about(self, tag):
        for token in self.people.values():
            self.ask("POST", "/api/v1/statuses", token, {"status": f"On #{tag}"})
        return next(one for one in self.ask("GET", f"{ADMIN}/trends/tags?limit=20", self.tool) if one["name"].lower() == tag.lower())

    def trending(self):
        return [one["name"] for one in self.ask("GET", "/api/v1/trends/tags?limit=20")]

    def found(self, tag):
        return [one["name"] for one in self.ask("GET", f"/api/v2/search?q={tag}&type=hashtags", self.people["ada"])["hashtags"]]

    def wait_for_team(self, wanted):
        self.assertIs(self.ask("PATCH", "/api/favilla/v1/organisation", self.chief, {"trends_reviewed": wanted})["trends_reviewed"], wanted)

    def test_a_tag_trends_until_the_team_rejects_it(self):
        tag = self.tag_about("Harbour")
        self.assertEqual(schema.check([tag], "Admin::Tag[]"), [])
        self.assertEqual((tag["name"], tag["trendable"], tag["usable"], tag["listable"], tag["requires_review"]), ("Harbour", True, True, True, True))
        self.assertIn("harbour", self.trending())
        rejected = self.ask("POST", f"{ADMIN}/trends/tags/{tag['id']}/reject", self.tool)
        self.assertEqual((rejected["trendable"], rejected["requires_review"]), (False, False))
        self.assertNotIn("harbour", self.trending())
        self.assertIn("Harbour", self.trending_for_team())             # the team goes on seeing it
        self.assertTrue(self.ask("POST", f"{ADMIN}/trends/tags/{tag['id']}/approve", self.tool)["trendable"])
        self.assertIn("harbour", self.trending())
        log = [(one["act"], one["target_name"]) for one in self.ask("GET", "/api/favilla/v1/moderation/log", self.tool)]
        self.assertIn(("reject_trend", "#Harbour"), log)
        self.assertIn(("approve_trend", "#Harbour"), log)

    def trending_for_team(self):
        return [one["name"] for one in self.ask("GET", f"{ADMIN}/trends/tags?limit=20", self.tool)]

    def test_where_trends_wait_for_the_team_nothing_shows_before(self):
        tag = self.tag_about("quay")
        status = self.ask("POST", "/api/v1/statuses", self.people["ada"], {"status": "Look at that"})["id"]
        for who in ("bob", "cleo"):
            self.ask("POST", f"/api/v1/statuses/{status}/favourite", self.people[who])
        def posts():
            return [one["id"] for one in self.ask("GET", "/api/v1/trends/statuses")]
        def review():
            one = next(one for one in self.ask("GET", f"{ADMIN}/trends/statuses", self.tool) if one["id"] == status)
            self.assertEqual(schema.check(one, "Status"), [])
            return one["requires_review"], one["trendable"]
        self.assertIn(status, posts())
        self.assertEqual(review(), (True, True))
        self.wait_for_team(True)
        try:
            self.assertNotIn("quay", self.trending())
            self.assertEqual(posts(), [])
            self.assertIn("quay", self.trending_for_team())
            self.assertEqual(review(), (True, False))
            self.ask("POST", f"{ADMIN}/trends/tags/{tag['id']}/approve", self.tool)
            self.assertEqual(self.ask("POST", f"{ADMIN}/trends/statuses/{status}/approve", self.tool)["id"], status)
            self.assertIn("quay", self.trending())
            self.assertEqual(posts(), [status])
            self.assertEqual(review(), (False, True))
        finally:
            self.wait_for_team(False)
        rejected = self.ask("POST", f"{ADMIN}/trends/statuses/{status}/reject", self.tool)
        self.assertEqual((rejected["id"], rejected["requires_review"], rejected["trendable"]), (status, False, False))
        self.assertNotIn(status, posts())
        self.assertEqual(review(), (False, False))

    def test_a_tag_that_is_not_listed_is_not_found(self):
        tag = self.tag_about("lantern")
        self.assertEqual(self.found("lant"), ["lantern"])
        changed = self.ask("PUT", f"{ADMIN}/tags/{tag['id']}", self.tool, {"listable": False, "display_name": "LANTERN"})
        self.assertEqual((changed["listable"], changed["usable"], changed["name"], changed["requires_review"]), (False, True, "LANTERN", False))
        self.assertEqual(self.found("lant"), [])
        self.assertNotIn("lantern", self.trending())
        self.assertNotIn("lantern", [one["name"] for one in self.ask("GET", "/api/v1/featured_tags/suggestions", self.people["ada"])])
        self.assertEqual(self.ask("GET", f"{ADMIN}/tags/{tag['id']}", self.tool)["listable"], False)
        refused = self.ask("PUT", f"{ADMIN}/tags/{tag['id']}", self.tool, {"display_name": "lamp"}, status=422)
        self.assertIn("lantern", refused["error"])
        self.ask("PUT", f"{ADMIN}/tags/{tag['id']}", self.tool, {"listable": True})
        self.assertEqual(self.found("lant"), ["lantern"])

    def test_under_a_tag_that_is_not_usable_nobody_posts(self):
        tag = self.tag_about("noise")
        before = self.ask("POST", "/api/v1/statuses", self.people["bob"], {"status": "#noise of before"})["id"]
        self.ask("PUT", f"{ADMIN}/tags/{tag['id']}", self.tool, {"usable": False})
        self.assertIn("noise", self.ask("POST", "/api/v1/statuses", self.people["ada"], {"status": "More #NOISE"}, status=422)["error"])
        calm = self.ask("POST", "/api/v1/statuses", self.people["ada"], {"status": "Calm"})["id"]
        self.ask("PUT", f"/api/v1/statuses/{calm}", self.people["ada"], {"status": "#noise after all"}, status=422)
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{before}")["tags"][0]["name"], "noise")
        self.assertNotIn("noise", self.trending())

    def test_tags_are_paged_by_age(self):
        first, second = self.tag_about("onefirst")["id"], self.tag_about("thensecond")["id"]
        self.assertEqual([one["id"] for one in self.ask("GET", f"{ADMIN}/tags?limit=1", self.tool)], [second])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{ADMIN}/tags?limit=1&max_id={second}", self.tool)], [first])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{ADMIN}/tags?min_id={first}", self.tool)], [second])

    def test_only_the_team_may(self):
        tag = self.tag_about("gate")["id"]
        routes = [("GET", "trends/tags"), ("GET", "trends/statuses"), ("GET", "trends/links"), ("GET", "tags"), ("GET", f"tags/{tag}"), ("PUT", f"tags/{tag}"),
                  *(("POST", f"trends/{kind}/{tag}/{act}") for kind in ("tags", "statuses", "links") for act in ("approve", "reject"))]
        reads = self.server.create_token("vera", "read write admin:read")
        outsider = self.server.create_token("ada", "read write admin:read admin:write")
        for method, path in routes:
            self.ask(method, f"{ADMIN}/{path}", None, status=401)
            self.ask(method, f"{ADMIN}/{path}", self.people["ada"], status=403)        # the scope is missing
            self.ask(method, f"{ADMIN}/{path}", outsider, status=403)                  # the role is
            if method != "GET":
                self.ask(method, f"{ADMIN}/{path}", reads, status=403)
        for method, path in [("GET", "tags/1"), ("PUT", "tags/1"), ("GET", "tags/none"),
                             *(("POST", f"trends/{kind}/{one}/approve") for kind in ("tags", "statuses", "links") for one in ("1", "none"))]:
            self.ask(method, f"{ADMIN}/{path}", self.tool, status=404)


if __name__ == "__main__":
    unittest.main()
