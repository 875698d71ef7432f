# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statuses and timelines as an app made for Mastodon meets them."""
import html
import pathlib
import re
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla  # noqa: E402

PEOPLE = ("ada", "bob", "cleo")
VISIBILITIES = ("public", "unlisted", "private", "direct")


class Statuses(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people(*PEOPLE)

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def token(self, who):
        return who and self.tokens[who]

    def ask(self, method, path, who=None, body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=self.token(who), **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.text}")
        return answer

    def post(self, who, text, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more}).json

    def act(self, who, status, what, expect=200, **body):
        return self.ask("POST", f"/api/v1/statuses/{status['id']}/{what}", who, body, expect).json

    def ids(self, path, who=None):
        return [status["id"] for status in self.ask("GET", path, who).json]

    def test_a_form_with_nested_names_posts_as_json_does(self):
        form = self.favilla.form("/api/v1/statuses", {"status": "Tea?", "poll[options][]": ["Yes", "No"], "poll[expires_in]": 3600,
                                                      "spoiler_text": "Hot", "visibility": "unlisted"}, token=self.tokens["ada"])
        self.assertEqual(form.status, 200, form.text)
        json = self.post("ada", "Tea?", poll={"options": ["Yes", "No"], "expires_in": 3600}, spoiler_text="Hot", visibility="unlisted")
        for status in (form.json, json):
            self.assertEqual([option["title"] for option in status["poll"]["options"]], ["Yes", "No"])
            self.assertEqual((status["spoiler_text"], status["visibility"], status["sensitive"]), ("Hot", "unlisted", True))

    def test_the_same_key_posts_once(self):
        first, second = (self.ask("POST", "/api/v1/statuses", "ada", {"status": "Once"}, headers={"Idempotency-Key": "one"}).json for _ in range(2))
        self.assertEqual(first["id"], second["id"])

    def test_what_is_not_taken_is_refused_in_the_reader_s_language(self):
        for more in ({"media_ids": ["1"]}, {"scheduled_at": "next year"}, {"visibility": "secret"},
                     {"poll": {"options": ["only one"], "expires_in": 600}}):
            answer = self.ask("POST", "/api/v1/statuses", "ada", {"status": "Hello", **more}, 422)
            self.assertTrue(answer.json["error"], more)
        italian = self.ask("GET", "/api/v1/statuses/1", None, None, 404, headers={"Accept-Language": "it"})
        self.assertNotEqual(italian.json["error"], self.ask("GET", "/api/v1/statuses/1", None, None, 404).json["error"])

    def test_deleting_answers_with_the_text_as_typed_and_keeps_the_answers(self):
        root = self.post("ada", "A <b>root</b> #tag")
        reply = self.post("bob", "@ada indeed", in_reply_to_id=root["id"])
        self.assertEqual(self.ask("DELETE", f"/api/v1/statuses/{root['id']}", "bob", None, 404).json, self.ask("GET", "/api/v1/statuses/1", "bob", None, 404).json)
        self.assertEqual(self.ask("DELETE", f"/api/v1/statuses/{root['id']}", "ada").json["text"], "A <b>root</b> #tag")
        self.ask("GET", f"/api/v1/statuses/{root['id']}", "ada", None, 404)
        left = self.ask("GET", f"/api/v1/statuses/{reply['id']}").json
        self.assertEqual(left["in_reply_to_id"], root["id"])
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{reply['id']}/context").json, {"ancestors": [], "descendants": []})

    def test_whom_one_blocks_or_mutes_is_not_met_in_a_conversation(self):
        root = self.post("ada", "Who comes?")
        reply = self.post("bob", "@ada I do", in_reply_to_id=root["id"])
        beneath = self.post("ada", "@bob Good", in_reply_to_id=reply["id"])
        bob = reply["account"]["id"]

        def met(who, status=root, part="descendants"):
            return [one["id"] for one in self.ask("GET", f"/api/v1/statuses/{status['id']}/context", who).json[part]]

        for does, undoes in (("mute", "unmute"), ("block", "unblock")):
            self.assertEqual(met("ada"), [reply["id"], beneath["id"]])
            self.ask("POST", f"/api/v1/accounts/{bob}/{does}", "ada")
            self.assertEqual(met("ada"), [beneath["id"]])
            self.assertEqual(met("ada", beneath, "ancestors"), [root["id"]])
            self.assertEqual(met(None), [reply["id"], beneath["id"]])
            self.ask("POST", f"/api/v1/accounts/{bob}/{undoes}", "ada")

    def test_an_edit_is_told_with_its_history_and_source(self):
        status = self.post("ada", "Frist")
        for method, text in (("PUT", "First"), ("PATCH", "First!")):
            edited = self.ask(method, f"/api/v1/statuses/{status['id']}", "ada", {"status": text}).json
            self.assertIsNotNone(edited["edited_at"])
        history = self.ask("GET", f"/api/v1/statuses/{status['id']}/history").json
        self.assertEqual([version["content"] for version in history], ["<p>Frist</p>", "<p>First</p>", "<p>First!</p>"])
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{status['id']}/source", "ada").json["text"], "First!")
        self.ask("PUT", f"/api/v1/statuses/{status['id']}", "bob", {"status": "Mine"}, 404)

    def test_marks_are_told_to_who_made_them(self):
        status = self.post("ada", "Mark me")
        self.assertNotIn("favourited", self.ask("GET", f"/api/v1/statuses/{status['id']}").json)
        for act, mark in (("favourite", "favourited"), ("bookmark", "bookmarked"), ("mute", "muted")):
            self.assertTrue(self.act("bob", status, act)[mark])
            self.assertFalse(self.ask("GET", f"/api/v1/statuses/{status['id']}", "cleo").json[mark])
        boost = self.act("bob", status, "reblog")
        self.assertEqual(boost["reblog"]["id"], status["id"])
        self.assertTrue(boost["reblog"]["reblogged"])
        self.assertEqual((boost["reblog"]["reblogs_count"], boost["reblog"]["favourites_count"]), (1, 1))
        for who in ("reblogged_by", "favourited_by"):
            self.assertEqual([account["username"] for account in self.ask("GET", f"/api/v1/statuses/{status['id']}/{who}").json], ["bob"])
        self.assertIn(status["id"], self.ids("/api/v1/favourites", "bob"))
        self.assertIn(status["id"], self.ids("/api/v1/bookmarks", "bob"))
        for act, mark in (("unfavourite", "favourited"), ("unbookmark", "bookmarked"), ("unmute", "muted"), ("unreblog", "reblogged")):
            self.assertFalse(self.act("bob", status, act)[mark])
        self.assertNotIn(status["id"], self.ids("/api/v1/bookmarks", "bob"))

    def test_pinned_posts_stand_on_the_profile(self):
        status = self.post("cleo", "Pin me")
        self.assertTrue(self.act("cleo", status, "pin")["pinned"])
        self.assertEqual(self.ids(f"/api/v1/accounts/{status['account']['id']}/statuses?pinned=true"), [status["id"]])
        self.act("cleo", status, "unpin")
        self.assertEqual(self.ids(f"/api/v1/accounts/{status['account']['id']}/statuses?pinned=true"), [])
        self.act("bob", status, "pin", 422)

    def test_a_vote_counts_once_and_half_a_number_is_none(self):
        poll = self.post("ada", "Tea?", poll={"options": ["Yes", "No"], "expires_in": 3600, "hide_totals": True})["poll"]
        path = f"/api/v1/polls/{poll['id']}"
        for choices in (["x"], ["0x"], ["2"], ["-1"], ["0", "1"], []):
            self.ask("POST", path + "/votes", "bob", {"choices": choices}, 422)
        voted = self.ask("POST", path + "/votes", "bob", {"choices": [1]}).json
        self.assertEqual((voted["voted"], voted["own_votes"], voted["votes_count"], voted["voters_count"]), (True, [1], 1, 1))
        self.assertEqual([option["votes_count"] for option in voted["options"]], [None, None])
        self.ask("POST", path + "/votes", "bob", {"choices": [0]}, 422)
        self.assertNotIn("voted", self.ask("GET", path).json)

    def test_timelines_are_paged_by_the_link_header_and_clamped(self):
        posted = [self.post("cleo", f"#leaf {n}")["id"] for n in range(5)][::-1]
        seen, path = [], "/api/v1/timelines/tag/leaf?limit=2"
        while path:
            answer = self.ask("GET", path)
            seen += [status["id"] for status in answer.json]
            link = re.search(r'<https?://[^/]+([^>]*)>; rel="next"', answer.headers.get("link", ""))
            path = link and link.group(1)
        self.assertEqual(seen, posted)
        self.assertEqual(self.ids(f"/api/v1/timelines/tag/leaf?min_id={posted[4]}&limit=2"), posted[2:4])
        self.assertEqual(self.ids(f"/api/v1/timelines/tag/leaf?since_id={posted[4]}&limit=2"), posted[0:2])
        for limit in ("1000000000", "-3", "0", "nan", ""):
            self.assertLessEqual(len(self.ids(f"/api/v1/timelines/public?limit={limit}")), 40)
        self.assertEqual(self.ids("/api/v1/timelines/tag/leaf?max_id=nonsense"), posted)

    def test_tags_tell_their_week_and_trend_when_several_use_them(self):
        for who in PEOPLE:
            self.post(who, "#wildfire is everywhere")
        tag = self.ask("GET", "/api/v1/tags/WildFire").json
        self.assertEqual((tag["name"], len(tag["history"]), tag["history"][0]["uses"], tag["history"][0]["accounts"]), ("wildfire", 7, "3", "3"))
        self.assertIn("wildfire", [tag["name"] for tag in self.ask("GET", "/api/v1/trends/tags").json])
        self.ask("GET", "/api/v1/trends/statuses")

    def embed(self, url, expect=200, **more):
        return self.ask("GET", "/api/oembed?" + urllib.parse.urlencode({"url": url, **more}), None, None, expect).json

    def test_other_sites_are_told_how_to_show_a_post(self):
        status = self.post("ada", "A spark for \"everybody\" & <you>")
        self.ask("PATCH", "/api/v1/accounts/update_credentials", "ada", {"display_name": "Ada \"A\" <b>"})
        found, origin = self.embed(status["url"]), status["url"].split("/@")[0]
        frame = re.fullmatch(r'<iframe src="([^"]+)" class="favilla-embed" title="([^"]+)" width="(\d+)" height="(\d+)" style="max-width: 100%; border: 0" loading="lazy" allowfullscreen></iframe>', found["html"])
        self.assertEqual((found["type"], found["version"], found["author_name"], found["author_url"]), ("rich", "1.0", 'Ada "A" <b>', status["account"]["url"]))
        self.assertEqual((found["provider_url"], found["cache_age"], found["width"]), (origin + "/", 86400, 400))
        self.assertTrue(found["provider_name"])
        self.assertEqual(frame.groups(), (status["url"] + "/embed", "A post by Ada &quot;A&quot; &lt;b&gt;", "400", str(found["height"])))
        self.assertEqual(self.embed(status["uri"]), found)
        self.assertEqual(self.embed(status["url"], format="json"), found)
        small = self.embed(status["url"], maxwidth=320, maxheight=90)
        self.assertEqual((small["width"], small["height"]), (320, 90))
        self.assertIn('width="320" height="90"', small["html"])
        self.assertEqual(self.embed(status["url"], maxwidth=5000, maxheight=5000)["width"], 700)
        longer = self.post("ada", "So many words. " * 30)
        self.assertGreater(self.embed(longer["url"])["height"], found["height"])
        self.assertGreater(self.embed(longer["url"], maxwidth=200)["height"], self.embed(longer["url"], maxwidth=600)["height"])

    def test_what_cannot_be_shown_elsewhere_is_not_described(self):
        status = self.post("ada", "A spark")
        origin = status["url"].split("/@")[0]
        absent = self.embed(f"{origin}/@ada/1", 404)
        boost = self.act("bob", status, "reblog")
        gone = self.post("ada", "A mistake")
        self.ask("DELETE", f"/api/v1/statuses/{gone['id']}", "ada")
        hidden = [self.post("ada", "@bob for your eyes", visibility=kind)["url"] for kind in ("private", "direct")]
        for url in (*hidden, gone["url"], boost["uri"], status["url"].replace("@ada", "@bob"), origin + "/@ada", "https://elsewhere.example/@ada/" + status["id"], "nothing", ""):
            self.assertEqual(self.embed(url, 404), absent, url)
        for bound in ({"maxwidth": "wide"}, {"maxheight": 0}, {"maxwidth": -3}):
            self.assertIn(next(iter(bound)), self.embed(status["url"], 422, **bound)["error"])
        self.assertTrue(self.embed(status["url"], 501, format="xml")["error"])
        self.assertEqual(self.embed(self.post("ada", "Unlisted", visibility="unlisted")["url"])["type"], "rich")

    def test_the_page_that_others_frame(self):
        status = self.post("ada", "A spark to take along")
        origin = status["url"].split("/@")[0]
        page = self.ask("GET", f"/@ada/{status['id']}").text
        named = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page).group(1)
        self.assertTrue(named.startswith(origin), named)
        told = self.ask("GET", html.unescape(named)[len(origin):]).json
        source = re.search(r'src="([^"]+)"', told["html"]).group(1)
        shown = self.ask("GET", source[len(origin):])
        self.assertIn("A spark to take along", shown.text)
        self.assertIn('<meta name="robots" content="noindex">', shown.text)
        self.assertNotIn("<script", shown.text)
        policy = shown.headers["content-security-policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("frame-ancestors *", policy)
        self.assertIn("form-action 'none'", policy)
        self.assertNotIn("x-frame-options", shown.headers)
        whole = self.ask("GET", f"/@ada/{status['id']}")
        self.assertIn("frame-ancestors 'none'", whole.headers["content-security-policy"])
        self.assertEqual(whole.headers["x-frame-options"], "DENY")
        again = self.ask("GET", f"/@ada/{status['id']}/embed", None, None, 304, headers={"If-None-Match": shown.headers["etag"]})
        self.assertNotIn("x-frame-options", again.headers)

    def test_a_page_to_frame_says_calmly_that_a_post_is_not_there(self):
        answered = self.post("ada", "Taken back")
        self.post("bob", "@ada why?", in_reply_to_id=answered["id"])
        hidden = self.post("ada", "@bob for your eyes", visibility="private")
        boost = self.act("bob", self.post("ada", "Carried on"), "reblog")
        self.ask("GET", f"/@ada/{answered['id']}/embed")
        self.ask("DELETE", f"/api/v1/statuses/{answered['id']}", "ada")
        pages = set()
        for path in (f"/@ada/{answered['id']}", f"/@ada/{hidden['id']}", f"/@bob/{boost['id']}", f"/@bob/{answered['id']}", "/@ada/1", "/@ada/word"):
            gone = self.ask("GET", path + "/embed", None, None, 404)
            self.assertIn("frame-ancestors *", gone.headers["content-security-policy"])
            self.assertEqual(gone.headers["cache-control"], "no-store")
            pages.add(gone.text)
        self.assertEqual(len(pages), 1)
        self.assertIn("This post is no longer here, or it is not meant for everybody.", pages.pop())
        italian = self.ask("GET", "/@ada/1/embed", None, None, 404, headers={"Accept-Language": "it"}).text
        self.assertIn("Questo messaggio non c’è più, o non è per tutti.", italian)

    def test_idor_sweep_what_may_not_be_seen_is_answered_as_if_it_did_not_exist(self):
        """hardening: idor-sweep. Every endpoint of a status, every visibility, every kind of viewer."""
        reading = ("", "/context", "/history", "/source", "/reblogged_by", "/favourited_by")
        acts = ("favourite", "reblog", "bookmark", "mute", "unfavourite", "unreblog", "unbookmark", "unmute", "pin", "unpin")
        for visibility in VISIBILITIES:
            status = self.post("ada", "@bob for your eyes", visibility=visibility)
            for viewer in ("ada", "bob", "cleo", None):
                may_see = viewer in ("ada", "bob") or visibility in ("public", "unlisted")
                for part in reading:
                    self.compare("GET", status["id"], part, viewer, may_see)
                for act in acts if viewer else ():
                    # A post that is seen and yet may not be boosted, or not pinned, is another refusal, told elsewhere.
                    if not may_see:
                        self.compare("POST", status["id"], "/" + act, viewer, False)
                if viewer and viewer != "ada":
                    self.compare("DELETE", status["id"], "", viewer, False)
                    self.compare("PUT", status["id"], "", viewer, False)
                listed = status["id"] in [one["id"] for one in self.ask("GET", f"/api/v1/statuses?id[]={status['id']}", viewer).json]
                self.assertEqual(listed, may_see, (visibility, viewer))

    def compare(self, method, status_id, part, viewer, may_see):
        if part == "/source" and viewer is None:
            return  # asks for a token before anything else
        body = None if method in ("GET", "DELETE") else {"status": "mine"}
        real = self.favilla.request(method, f"/api/v1/statuses/{status_id}{part}", body, token=self.token(viewer))
        absent = self.favilla.request(method, f"/api/v1/statuses/1{part}", body, token=self.token(viewer))
        what = (method, part, viewer)
        self.assertEqual(absent.status, 404, what)
        if may_see:
            self.assertEqual(real.status, 200, (what, real.text))
        else:
            self.assertEqual((real.status, real.body), (404, absent.body), what)


if __name__ == "__main__":
    unittest.main()
