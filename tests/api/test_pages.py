# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages as their teams live with them: one voice and several hands, apps let in to speak for them, drafts and who lets them out, the log. Who
may do what stands in test_page_matrix.py."""
import concurrent.futures
import datetime
import pathlib
import sys
import time
import unittest
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402

API = "/api/favilla/v1/pages"
OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


def ahead(**time) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**time)).isoformat()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss")
        cls.ada, cls.bruno, cls.cleo, cls.dario = (Person(cls.server, name) for name in ("ada", "bruno", "cleo", "dario"))
        cls.names = 0

    def ask(self, method, path, token, body=None, status=200, voice=None):
        """Every answer of our own API is what docs/api/favilla.yaml says it is."""
        answer = self.server.request(method, path, body, token=token, headers={"Favilla-Voice": voice["id"]} if voice else {})
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        if path.startswith(API):
            self.assertEqual(problems_of(method, path, answer.status, answer.json), [], f"{method} {path}")
        return answer.json

    def make(self, team=(), **more):
        """Ada owns it, the others have the role they are given."""
        type(self).names += 1
        page = self.ask("POST", API, self.boss, {"name": f"page{self.names}", "title": "The Spark", **more})
        for person, role in ((self.ada, "owner"), *team):
            self.team(page, "invite", person, role, token=self.boss)
            self.ask("POST", f"{API}/{page['id']}/join", person.token)
        self.ask("POST", f"{API}/{page['id']}/leave", self.boss)
        return page

    def event_draft(self, page, person, code=200, **more):
        day = (datetime.datetime.now() + datetime.timedelta(days=9)).strftime("%Y-%m-%d")
        event = {"title": "Reading aloud", "description": "Bring a page.", "local_start": f"{day}T18:30", "local_end": f"{day}T20:00", "time_zone": "Europe/Rome", "place": {"name": "Library"}, "capacity": 5, **more}
        return self.ask("POST", f"{API}/{page['id']}/drafts", person.token, {"event": event, "language": "en"}, code)

    def team(self, page, act, person, role="editor", token=None, status=200):
        return self.ask("POST", f"{API}/{page['id']}/team", token or self.ada.token, {"act": act, "account_id": person.id, "role": role}, status)

    def post(self, person, page, text="Hello from us", status=200, **more):
        return self.ask("POST", "/api/v1/statuses", person.token, {"status": text, **more}, status, voice=page)

    def write(self, person, page, text="A spark", code=200, **more):
        return self.ask("POST", f"{API}/{page['id']}/drafts", person.token, {"status": text, **more}, code)

    def on_draft(self, person, draft, act, status=200, **more):
        return self.ask("POST", f"{API}/{draft['page_id']}/drafts/{draft['id']}/acts", person.token, {"act": act, **more}, status)

    def log(self, page, person=None):
        return [(one["account"]["username"], one["act"], one["allowed"]) for one in self.ask("GET", f"{API}/{page['id']}/log", (person or self.ada).token)]

    def app_as(self, name, page, scopes="read write"):
        """The token of an app that was let in to speak as the page, by the page that asks."""
        app = self.server.form("/api/v1/apps", {"client_name": "Any app", "redirect_uris": OUT_OF_BAND, "scopes": scopes}).json
        browser = Browser(f"http://{self.server.domain}")
        browser.sign_in(name)
        query = urllib.parse.urlencode({"response_type": "code", "client_id": app["client_id"], "redirect_uri": OUT_OF_BAND, "scope": scopes})
        asking = browser.get(f"/oauth/authorize?{query}")
        self.assertIn("The page’s: The Spark", asking.words)
        answer = browser.submit(asking, "allow", voice=page["id"])
        if answer.status != 200:
            return answer
        code = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.url).query)["code"][0]
        return self.server.form("/oauth/token", {"grant_type": "authorization_code", "code": code, "client_id": app["client_id"], "client_secret": app["client_secret"], "redirect_uri": OUT_OF_BAND}).json["access_token"]

    def test_a_page_is_an_organisation_that_nobody_signs_in_as(self):
        page = self.make(posture="round_table", description="We tell and listen")
        self.assertEqual((page["posture"], page["account"]["bot"], page["account"]["favilla"]), ("round_table", False, {"posture": "round_table"}))
        actor = self.server.get(f"/users/{page['account']['username']}", headers={"Accept": "application/activity+json"}).json
        self.assertEqual((actor["type"], actor["schema:additionalProperty"]), ("Organization", {"type": "PropertyValue", "name": "posture", "value": "round_table"}))
        self.assertIn("BEGIN PUBLIC KEY", actor["publicKey"]["publicKeyPem"])
        self.assertIn("This page is a round table", self.server.get(f"/@{page['account']['username']}").text)
        refused = self.server.form("/auth/sign_in", {"login": page["account"]["username"], "password": ""}, headers={"Origin": f"http://{self.server.domain}"})
        self.assertNotEqual(refused.status, 303)
        self.ask("PATCH", f"{API}/{page['id']}", self.ada.token, {"posture": "trumpet"}, 422)
        self.assertEqual(self.ask("PATCH", f"{API}/{page['id']}", self.ada.token, {"posture": "both", "title": "Both"})["account"]["favilla"]["posture"], "both")

    def test_who_is_invited_accepts_or_declines(self):
        page = self.make()
        self.team(page, "invite", self.bruno, "moderator")
        mine = self.ask("GET", f"{API}/mine", self.bruno.token)[0]
        self.assertEqual((mine["id"], mine["membership"]["state"], mine["membership"]["role"], mine["membership"]["invited_by"]["username"]), (page["id"], "invited", "moderator", "ada"))
        self.post(self.bruno, page, status=403)
        self.ask("POST", f"{API}/{page['id']}/leave", self.bruno.token)
        self.ask("POST", f"{API}/{page['id']}/join", self.bruno.token, status=404)
        self.team(page, "invite", self.bruno, "analyst")
        self.assertEqual(self.ask("POST", f"{API}/{page['id']}/join", self.bruno.token)["membership"]["may"]["speak"], False)
        self.team(page, "invite", self.bruno, "editor", status=409)
        self.team(page, "assign", self.bruno, "king", status=422)
        self.assertEqual([(one["account"]["username"], one["role"], one["state"]) for one in self.ask("GET", f"{API}/{page['id']}/team", self.bruno.token)], [("ada", "owner", "member"), ("bruno", "analyst", "member")])
        for who in (page["id"], "1"):
            self.ask("POST", f"{API}/{page['id']}/team", self.ada.token, {"act": "invite", "account_id": who, "role": "editor"}, 404)

    def test_the_last_owner_stays(self):
        page = self.make([(self.bruno, "editor")])
        self.ask("POST", f"{API}/{page['id']}/leave", self.ada.token, status=409)
        self.team(page, "assign", self.ada, "editor", status=409)
        self.team(page, "remove", self.ada, status=409)
        self.team(page, "assign", self.bruno, "owner")
        self.ask("POST", f"{API}/{page['id']}/leave", self.ada.token)
        self.team(page, "remove", self.bruno, token=self.bruno.token, status=409)

    def test_who_is_removed_is_out_at_once(self):
        page = self.make([(self.bruno, "editor")])
        app = self.app_as("bruno", page)
        self.assertEqual(self.ask("GET", "/api/v1/accounts/verify_credentials", app)["id"], page["id"])
        self.post(self.bruno, page)
        stream = urllib.request.urlopen(urllib.request.Request(f"{self.server.url}/api/v1/streaming/user?voice={page['id']}", headers={"Authorization": f"Bearer {self.bruno.token}"}), timeout=60)
        self.team(page, "remove", self.bruno)
        self.post(self.bruno, page, status=403)
        self.ask("GET", "/api/v1/timelines/home", self.bruno.token, status=403, voice=page)
        self.ask("GET", "/api/v1/accounts/verify_credentials", app, status=401)
        with stream:
            while stream.read(64):    # ends, or the time runs out
                pass
        self.assertEqual(self.bruno.get("/api/v1/accounts/verify_credentials")["username"], "bruno", "nothing of their own is lost")

    def test_a_lesser_role_is_heeded_at_once(self):
        page = self.make([(self.bruno, "editor")])
        app = self.app_as("bruno", page)
        self.team(page, "assign", self.bruno, "moderator")
        self.ask("POST", "/api/v1/statuses", app, {"status": "News"}, 403)
        self.ask("GET", "/api/v1/timelines/home", app)
        self.team(page, "assign", self.bruno, "analyst")
        self.ask("GET", "/api/v1/timelines/home", app, status=401)

    def test_an_app_that_knows_nothing_of_pages_speaks_as_one(self):
        page = self.make([(self.bruno, "contributor"), (self.cleo, "analyst")])
        app = self.app_as("bruno", page, "read write push")
        posted = self.ask("POST", "/api/v1/statuses", app, {"status": "From my pocket"})
        self.assertEqual((posted["account"]["id"], posted["favilla"]["person"]["username"], posted["application"]["name"]), (page["id"], "bruno", "Any app"))
        self.ask("GET", f"{API}/mine", app, status=403)
        self.ask("GET", "/api/v1/timelines/home", app, status=403, voice=self.make())
        self.ask("PUT", f"/api/v1/statuses/{posted['id']}", app, {"status": "Edited"}, 403)
        self.assertEqual(self.ask("GET", "/api/v1/preferences", app)["posting:default:visibility"], "public")
        denied = self.app_as_outsider(page)
        self.assertEqual(denied, 403)

    def app_as_outsider(self, page):
        """Somebody with a page of their own who names another's on the form."""
        own = self.make([(self.dario, "editor")])
        self.assertNotEqual(own["id"], page["id"])
        return self.app_as("dario", page).status

    def test_everybody_is_told_who_wrote_it_only_where_the_page_signs(self):
        page = self.make([(self.bruno, "editor")])
        quiet = self.post(self.bruno, page, "Unsigned words")
        self.ask("PATCH", f"{API}/{page['id']}", self.ada.token, {"signs": True})
        loud = self.post(self.bruno, page, "Signed words")
        see = lambda status, token, voice=None: self.ask("GET", f"/api/v1/statuses/{status['id']}", token, voice=voice).get("favilla")
        self.assertIsNone(see(quiet, self.dario.token), "it was written before the page signed")
        self.assertEqual((see(loud, self.dario.token)["person"]["username"], see(loud, None)["signed"]), ("bruno", True))
        self.assertEqual(see(quiet, self.ada.token, page)["person"]["username"], "bruno", "the team sees it always")
        self.assertIn("written by bruno", self.server.get(f"/@{page['account']['username']}/{loud['id']}").text)
        self.assertNotIn("written by", self.server.get(f"/@{page['account']['username']}/{quiet['id']}").text)
        note = self.server.get(f"/users/{page['account']['username']}/statuses/{quiet['id']}", headers={"Accept": "application/activity+json"}).text
        self.assertNotIn("bruno", note)

    def test_what_is_written_to_the_page_is_the_page_s(self):
        page = self.make([(self.bruno, "moderator")])
        name = page["account"]["username"]
        mention = self.cleo.write(f"@{name} are you open?")
        self.cleo.write(f"@{name} a secret", visibility="direct")
        self.assertEqual([one["type"] for one in self.ask("GET", "/api/v1/notifications", self.bruno.token, voice=page)], ["mention", "mention"])
        self.assertEqual(len(self.ask("GET", "/api/v1/conversations", self.bruno.token, voice=page)), 1)
        self.assertNotIn("secret", str(self.bruno.get("/api/v1/notifications")))
        answer = self.post(self.bruno, page, f"@{self.cleo.name} until six", in_reply_to_id=mention["id"])
        self.assertEqual(answer["account"]["id"], page["id"])
        self.assertIn(("mention", name), self.cleo.notifications())
        self.ask("POST", f"/api/v1/accounts/{self.cleo.id}/follow", self.bruno.token, voice=page)
        news = self.cleo.write("Something new")
        wait_until(lambda: news["id"] in [one["id"] for one in self.ask("GET", "/api/v1/timelines/home", self.bruno.token, voice=page)])
        self.ask("POST", "/api/v1/push/subscription", self.bruno.token, {}, 403, voice=page)

    def test_the_page_keeps_its_own_pictures_and_profile(self):
        page = self.make([(self.bruno, "editor"), (self.cleo, "contributor")])
        body, headers = pictures.form({"file": ("coal.png", pictures.png(40, 30))}, {"description": "A coal"})
        uploaded = self.server.request("POST", "/api/v2/media", body, token=self.cleo.token, headers={**headers, "Favilla-Voice": page["id"]}).json["id"]
        self.ask("POST", "/api/v1/statuses", self.cleo.token, {"status": "Mine?", "media_ids": [uploaded]}, 422)
        posted = self.post(self.cleo, page, "Look", media_ids=[uploaded])
        self.assertEqual([one["id"] for one in posted["media_attachments"]], [uploaded])
        self.assertEqual(schema.check(posted, "Status"), [])
        changed = self.ask("PATCH", "/api/v1/accounts/update_credentials", self.bruno.token, {"note": "We tell", "display_name": "The Flame"}, voice=page)
        self.assertEqual((changed["id"], changed["display_name"], changed["source"]["note"], changed["role"]["name"]), (page["id"], "The Flame", "We tell", ""))
        profile = self.ask("PATCH", "/api/v1/profile", self.bruno.token, {"note": "We tell all"}, voice=page)
        self.assertEqual((profile["id"], profile["display_name"], profile["note"]), (page["id"], "The Flame", "We tell all"))
        self.ask("PATCH", "/api/v1/profile", self.cleo.token, {"note": "Mine"}, 403, voice=page)
        self.assertEqual(self.ask("GET", "/api/v1/profile", self.bruno.token, voice=page)["note"], "We tell all")

    def test_every_act_is_written_down_with_who_did_it(self):
        page = self.make([(self.bruno, "editor"), (self.cleo, "moderator")])
        posted = self.post(self.bruno, page)
        self.ask("PUT", f"/api/v1/statuses/{posted['id']}", self.bruno.token, {"status": "Better"}, voice=page)
        self.ask("POST", f"/api/v1/accounts/{self.dario.id}/block", self.cleo.token, voice=page)
        self.ask("DELETE", f"/api/v1/statuses/{posted['id']}", self.cleo.token, status=403, voice=page)
        self.ask("DELETE", "/api/v1/statuses/1", self.bruno.token, status=404, voice=page)
        self.ask("PATCH", f"{API}/{page['id']}", self.bruno.token, {"signs": True}, 403)
        self.assertEqual(self.log(page)[:6], [("bruno", "change", False), ("bruno", "delete", False), ("cleo", "delete", False), ("cleo", "block", True), ("bruno", "edit", True), ("bruno", "post", True)])
        entry = self.ask("GET", f"{API}/{page['id']}/log?limit=6", self.ada.token)
        self.assertEqual((entry[5]["object_id"], entry[3]["target"]["username"]), (posted["id"], "dario"))
        twice = {"status": "Once", "Idempotency": "x"}
        for _ in range(2):
            self.server.request("POST", "/api/v1/statuses", twice, token=self.bruno.token, headers={"Favilla-Voice": page["id"], "Idempotency-Key": "once"})
        self.assertEqual([one[1] for one in self.log(page)].count("post"), 2)

    def test_a_draft_goes_to_review_comes_back_with_a_word_and_goes_out(self):
        page = self.make([(self.bruno, "contributor"), (self.cleo, "editor")], reviews=True, signs=True)
        self.assertIn("draft", self.post(self.cleo, page, status=403)["error"])
        draft = self.write(self.bruno, page, "Our news", spoiler_text="News", visibility="unlisted", language="en")
        self.assertEqual((draft["state"], sorted(draft["may"])), ("draft", ["change", "delete", "send"]))
        self.on_draft(self.cleo, draft, "publish", 409)
        self.on_draft(self.bruno, draft, "send")
        back = self.on_draft(self.cleo, draft, "send_back", text="Say when")
        self.assertEqual((back["state"], back["word"], back["settled_by"]["username"]), ("returned", "Say when", "cleo"))
        changed = self.ask("PATCH", f"{API}/{page['id']}/drafts/{draft['id']}", self.bruno.token, {"status": "Our news, on Monday", "visibility": "unlisted"})
        self.assertEqual((changed["state"], changed["revision"]), ("draft", 2))
        self.on_draft(self.bruno, draft, "send")
        self.on_draft(self.bruno, draft, "publish", 403)
        self.on_draft(self.cleo, draft, "publish", 409, revision=1)
        out = self.on_draft(self.cleo, draft, "publish", revision=2)
        status = self.ask("GET", f"/api/v1/statuses/{out['status_id']}", None)
        self.assertEqual((status["account"]["id"], status["visibility"], status["favilla"]["person"]["username"]), (page["id"], "unlisted", "bruno"))
        self.on_draft(self.cleo, draft, "publish", 409)
        self.assertEqual(self.ask("GET", f"{API}/{page['id']}/drafts", self.cleo.token), [])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}/{page['id']}/drafts?all=true", self.cleo.token)], [draft["id"]])
        self.assertEqual(self.log(page)[:6], [("cleo", "publish_draft", True), ("bruno", "send_draft", True), ("bruno", "change_draft", True), ("cleo", "send_back_draft", True), ("bruno", "send_draft", True), ("bruno", "write_draft", True)])

    def test_an_event_waits_for_the_team_as_every_draft_does(self):
        page = self.make([(self.bruno, "contributor"), (self.cleo, "editor")], reviews=True)
        at_once = {"title": "Reading aloud", "local_start": "2030-01-01T10:00", "local_end": "2030-01-01T11:00", "time_zone": "Europe/Rome"}
        self.ask("POST", "/api/favilla/v1/events", self.bruno.token, at_once, 403, voice=page)
        self.event_draft(page, self.bruno, 422, title=" ")
        self.event_draft(page, self.bruno, 422, local_end="2030")
        self.event_draft(page, self.bruno, 422, group_id=page["id"])
        self.event_draft(page, self.dario, 404)
        picture = self.upload(self.bruno, page)
        draft = self.event_draft(page, self.bruno, picture_id=picture, picture_description="A lamp")
        self.assertEqual((draft["event"]["title"], draft["event"]["capacity"], draft["media_attachments"][0]["description"]), ("Reading aloud", 5, "A lamp"))
        for words in ("Reading aloud", "When: ", "18:30", "Library", "Bring a page."):
            self.assertIn(words, draft["text"])
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/events?account_id={page['id']}", None), [])
        path = f"{API}/{page['id']}/drafts/{draft['id']}"
        self.assertIn("event", self.ask("PATCH", path, self.bruno.token, {"status": "Only words"}, 422)["error"])
        self.assertIn("event", self.ask("PATCH", path.replace("/drafts/", "/calendar/drafts/"), self.bruno.token, {"at": "2099-01-01T10:00:00Z"}, 422)["error"])
        self.on_draft(self.bruno, draft, "send")
        back = self.on_draft(self.cleo, draft, "send_back", text="Where exactly?")
        changed = self.ask("PATCH", path, self.bruno.token, {"event": {**draft["event"], "place": {"name": "Library", "address": "Via Roma 1"}, "picture_id": picture, "picture_description": "A lamp over a book"}})
        self.assertEqual((back["state"], changed["state"], changed["revision"]), ("returned", "draft", 2))
        self.assertIn("Via Roma 1", changed["text"])
        self.on_draft(self.bruno, draft, "send")
        self.on_draft(self.bruno, draft, "publish", 403)
        out = self.on_draft(self.cleo, draft, "publish", revision=2)
        event = self.ask("GET", f"/api/favilla/v1/events?status_id={out['status_id']}", None)[0]
        self.assertEqual((event["title"], event["account"]["id"], event["place"]["address"], event["picture"]["description"]), ("Reading aloud", page["id"], "Via Roma 1", "A lamp over a book"))
        status = self.ask("GET", f"/api/v1/statuses/{out['status_id']}", None)
        self.assertNotIn("favilla", status, "this page does not sign")
        self.assertIn(f"/events/{event['id']}", status["content"])
        self.ask("PATCH", path, self.bruno.token, {"event": draft["event"]}, 409)
        # What was said of its time is judged again when it goes out; what is thrown away is gone.
        other = self.event_draft(page, self.bruno)
        self.ask("PATCH", f"{API}/{page['id']}/drafts/{other['id']}", self.bruno.token, {"event": {**other["event"], "local_start": "2020-01-01T10:00", "local_end": "2020-01-01T11:00"}}, 422)
        self.ask("PATCH", f"{API}/{page['id']}/drafts/{self.write(self.bruno, page)['id']}", self.bruno.token, {"event": other["event"]}, 422)
        self.ask("DELETE", f"{API}/{page['id']}/drafts/{other['id']}", self.bruno.token)

    def test_nobody_lets_out_words_of_their_own_unless_nobody_else_could(self):
        page = self.make([(self.bruno, "contributor")], reviews=True)
        draft = self.write(self.ada, page)
        self.assertIsNotNone(self.on_draft(self.ada, draft, "publish")["status_id"], "the only one who could")
        self.post(self.ada, page)
        self.team(page, "invite", self.cleo, "editor")
        self.ask("POST", f"{API}/{page['id']}/join", self.cleo.token)
        self.post(self.ada, page, status=403)
        own = self.ask("GET", f"/api/v1/accounts/{page['id']}/statuses", self.ada.token)[0]
        self.post(self.ada, page, status=403, in_reply_to_id=own["id"])   # going on from one's own words is no way around
        self.post(self.ada, page, in_reply_to_id=self.bruno.write("A question")["id"])
        draft = self.write(self.bruno, page)
        self.ask("PATCH", f"{API}/{page['id']}/drafts/{draft['id']}", self.cleo.token, {"status": "My words"})
        self.on_draft(self.bruno, draft, "send")
        self.on_draft(self.cleo, draft, "publish", 403)
        self.on_draft(self.ada, draft, "publish")

    def upload(self, person, page):
        body, headers = pictures.form({"file": ("spark.png", pictures.png(40, 30))})
        answer = self.server.request("POST", "/api/v2/media", body, token=person.token, headers={**headers, "Favilla-Voice": page["id"]})
        self.assertIn(answer.status, (200, 202), answer.text)
        return answer.json["id"]

    def test_a_draft_takes_pictures_a_poll_and_a_quote_along(self):
        page = self.make([(self.bruno, "contributor"), (self.cleo, "editor")])
        first, second = self.upload(self.bruno, page), self.upload(self.bruno, page)
        quoted = self.cleo.write("Words worth quoting")
        draft = self.write(self.bruno, page, "Look", media_ids=[first, second], sensitive=True, quoted_status_id=quoted["id"], quote_approval_policy="nobody", reply_policy="followers")
        self.assertEqual([one["id"] for one in draft["media_attachments"]], [first, second])
        self.assertEqual((draft["sensitive"], draft["quoted_status_id"], draft["quote_approval_policy"], draft["reply_policy"]), (True, quoted["id"], "nobody", "followers"))
        path = f"{API}/{page['id']}/drafts/{draft['id']}"
        self.assertEqual([one["id"] for one in self.ask("PATCH", path, self.cleo.token, {"status": "Look here"})["media_attachments"]], [first, second], "what is not named stays")
        self.write(self.bruno, page, "Taken already", code=422, media_ids=[first])
        self.ask("DELETE", f"/api/v1/media/{first}", self.cleo.token, status=404, voice=page)
        self.ask("PUT", f"/api/v1/media/{first}", self.cleo.token, {"description": "A square"}, voice=page)
        changed = self.ask("PATCH", path, self.cleo.token, {"status": "", "media_ids": [first]})
        self.assertEqual([(one["id"], one["description"]) for one in changed["media_attachments"]], [(first, "A square")])
        status = self.ask("GET", f"/api/v1/statuses/{self.on_draft(self.bruno, draft, 'publish')['status_id']}", None)
        self.assertEqual([one["id"] for one in status["media_attachments"]], [first])
        self.assertEqual((status["sensitive"], status["quote"]["quoted_status"]["id"]), (True, quoted["id"]))
        free = self.write(self.bruno, page, "", media_ids=[second])
        self.ask("DELETE", f"{API}/{page['id']}/drafts/{free['id']}", self.bruno.token)
        self.write(self.bruno, page, "", media_ids=[second])

        asked = self.write(self.bruno, page, "Which?", poll={"options": ["Tea", "Coffee"], "expires_in": 3600, "multiple": True}, scheduled_at=ahead(days=1))
        self.assertEqual(asked["poll"], {"options": ["Tea", "Coffee"], "expires_in": 3600, "multiple": True, "hide_totals": False})
        planned = self.on_draft(self.bruno, asked, "publish")["scheduled_status_id"]
        waiting = self.ask("GET", f"/api/v1/scheduled_statuses/{planned}", self.cleo.token, voice=page)
        self.assertEqual(waiting["params"]["poll"]["options"], ["Tea", "Coffee"])
        dropped = self.write(self.bruno, page, "Which?", poll={"options": ["Tea", "Coffee"], "expires_in": 3600})
        self.assertIsNone(self.ask("PATCH", f"{API}/{page['id']}/drafts/{dropped['id']}", self.bruno.token, {"status": "Tea", "poll": None})["poll"])
        for wrong in ({"poll": {"options": ["One"], "expires_in": 3600}}, {"quoted_status_id": "1"}, {"media_ids": ["1"]}, {"text": ""}):
            self.write(self.bruno, page, wrong.pop("text", "Words"), code=404 if "quoted_status_id" in wrong else 422, **wrong)

    def test_a_draft_with_a_time_waits_for_it(self):
        page = self.make([(self.bruno, "editor")], signs=True)
        draft = self.write(self.bruno, page, "Tomorrow", scheduled_at=ahead(days=1))
        out = self.on_draft(self.bruno, draft, "publish")
        self.assertIsNone(out["status_id"])
        planned = self.ask("GET", "/api/v1/scheduled_statuses", self.bruno.token, voice=page)
        self.assertEqual([one["id"] for one in planned], [out["scheduled_status_id"]])
        self.post(self.bruno, page, "Later", scheduled_at=ahead(days=2))
        self.server.stop()
        self.server.execute(f"UPDATE scheduled_statuses SET scheduled_at = {int(time.time() * 1000)}", "UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'")
        self.server.start()
        posted = wait_until(lambda: (lambda all: all if len(all) == 2 else None)(self.ask("GET", f"/api/v1/accounts/{page['id']}/statuses", None)))
        self.assertEqual({one["favilla"]["person"]["username"] for one in posted}, {"bruno"})

    def test_what_its_posts_are_like_is_chosen_for_the_page(self):
        page = self.make([(self.bruno, "editor")])
        self.assertEqual((page["default_visibility"], page["default_language"]), ("public", None))
        place = f"{API}/{page['id']}"
        changed = self.ask("PATCH", place, self.ada.token, {"default_visibility": "unlisted", "default_language": "IT"})
        self.assertEqual((changed["default_visibility"], changed["default_language"]), ("unlisted", "it"))
        self.ask("PATCH", place, self.ada.token, {"title": "The library"})
        entry = self.ask("GET", f"{place}/log", self.ada.token)[1]
        self.assertEqual((entry["act"], entry["text"]), ("change", "default_visibility default_language"))

        source = self.ask("GET", "/api/v1/accounts/verify_credentials", self.bruno.token, voice=page)["source"]
        self.assertEqual((source["privacy"], source["language"]), ("unlisted", "it"))
        posted = self.post(self.bruno, page, "1, 2, 3")
        self.assertEqual((posted["visibility"], posted["language"]), ("unlisted", "it"))
        self.assertEqual(self.post(self.bruno, page, "1, 2, 3", visibility="private")["visibility"], "private")
        draft = self.write(self.bruno, page, "1, 2, 3, 4")
        self.assertEqual(draft["visibility"], "unlisted")
        self.ask("PATCH", place, self.ada.token, {"default_visibility": "private", "default_language": ""})
        out = self.on_draft(self.bruno, draft, "publish")
        status = self.ask("GET", f"/api/v1/statuses/{out['status_id']}", self.bruno.token, voice=page)
        self.assertEqual((status["visibility"], status["language"]), ("unlisted", None), "a draft keeps what it was written with")

        for wrong in ({"default_visibility": "direct"}, {"default_visibility": "secret"}, {"default_language": "not a language"}):
            self.ask("PATCH", place, self.ada.token, wrong, 422)
        kept = self.ask("GET", place, self.ada.token)
        self.assertEqual((kept["default_visibility"], kept["default_language"]), ("private", None))

    def test_of_two_who_publish_one_draft_one_does(self):
        page = self.make([(self.bruno, "contributor"), (self.cleo, "editor")], reviews=True)
        for _ in range(5):
            draft = self.on_draft(self.bruno, self.write(self.bruno, page), "send")
            path = f"{API}/{page['id']}/drafts/{draft['id']}/acts"
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda token: self.server.request("POST", path, {"act": "publish"}, token=token).status, [self.ada.token, self.cleo.token] * 4))
            self.assertEqual(sorted(answers), [200] + [409] * 7)
        self.assertEqual(len(self.ask("GET", f"/api/v1/accounts/{page['id']}/statuses", None)), 5)

    def test_the_command_line_makes_pages_and_mends_teams(self):
        self.server.command("page", "create", "town", "--owner", "ada", "--title", "The town", "--posture", "megaphone", "--reviews")
        self.assertIn("town\tThe town\t1\n", self.server.command("page", "list").stdout)
        self.assertNotEqual(self.server.command("page", "role", "town", "ada", "none", check=False).returncode, 0)
        self.server.command("page", "role", "town", "bruno", "owner")
        self.server.command("page", "role", "town", "ada", "none")
        page = next(one for one in self.ask("GET", f"{API}/mine", self.bruno.token) if one["account"]["username"] == "town")
        self.assertEqual((page["membership"]["role"], page["reviews"], page["posture"]), ("owner", True, "megaphone"))


if __name__ == "__main__":
    unittest.main()
