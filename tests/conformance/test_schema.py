# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every endpoint of the client API answers as the table of the API says (tests/support/schema.py): called by its documented
way, on a small community in which every entity has something to show. A route that is not called here fails the test."""
import base64
import datetime
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")

# The keys of the browser in RFC 8291, appendix A.
PUSH = {"subscription": {"endpoint": "https://push.example/1", "standard": True,
                         "keys": {"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "auth": "BTBZMqHH6r4Tts7J_aSIgg"}},
        "data": {"alerts": {"mention": True}}}

# Answers that are no entity of the table, or are looked at by suites of their own.
ELSEWHERE = {
    ("GET", "/api/v1/streaming"): "conformance.masto, api.public_streams",
    ("GET", "/api/v1/streaming/*stream"): "conformance.mastodon_py",
    ("GET", "/pictures/avatar/:name"): "a picture", ("GET", "/pictures/header/:name"): "a picture", ("GET", "/pictures/emoji/:name"): "a picture",
    ("GET", "/.well-known/change-password"): "a redirect",
    ("POST", "/api/v1/emails/confirmations"): "api.accounts",
    ("POST", "/api/v1/statuses/:id/translate"): "api.translation", ("GET", "/api/v1/trends/links"): "api.trending_links", ("GET", "/api/v1/timelines/link"): "api.trending_links",
    ("GET", "/api/v1/admin/trends/links"): "api.trending_links", ("POST", "/api/v1/admin/trends/links/:id/approve"): "api.trending_links",
    ("POST", "/api/v1/admin/trends/links/:id/reject"): "api.trending_links",
    ("GET", "/api/v1/admin/trends/links/publishers"): "api.trending_links",
    **{("POST", f"/api/v1/admin/trends/links/publishers/:id/{act}"): "api.trending_links" for act in ("approve", "reject")},
    ("GET", "/api/v1/statuses/:id/card"): "api.previews", ("POST", "/api/v1/accounts/:id/email_subscriptions"): "api.mail_subscriptions",
    ("POST", "/api/v1/annual_reports/:year/generate"): "answers 202; api.annual_reports",
    ("POST", "/api/v1/accounts"): "conformance.mastodon_py and masto", ("POST", "/oauth/token"): "conformance.mastodon_py", ("POST", "/oauth/revoke"): "conformance.mastodon_py",
    ("GET", "/.well-known/oauth-authorization-server"): "below",
}

# Rules about who may join, by kind: two of each, what is asked for to make one.
ENTRY = {"ip_blocks": {"ip": "192.0.2.0/24", "severity": "sign_up_block", "expires_in": 3600}, "email_domain_blocks": {"domain": "throwaway.example"},
         "canonical_email_blocks": {"email": "nobody@throwaway.example"}}
SECOND = {"ip_blocks": {"ip": "198.51.100.1", "severity": "no_access"}, "email_domain_blocks": {"domain": "second.example", "allow_with_approval": True},
          "canonical_email_blocks": {"email": "second@throwaway.example"}}
MEASURES = [*"active_users new_users interactions opened_reports resolved_reports tag_accounts tag_uses tag_servers".split(),
            *(f"instance_{what}" for what in "accounts media_attachments reports statuses follows followers".split())]
DIMENSIONS = "languages sources servers space_usage software_versions tag_servers tag_languages instance_accounts instance_languages".split()
SPAN = {"start_at": "2026-01-01", "end_at": "2027-12-31"}


def routes() -> list[tuple[str, str]]:
    text = (ROOT / "src/mastodon/routes.cpp").read_text()
    return [(method.upper(), path) for method, path in re.findall(r"\{(Get|Post|Put|Delete|Patch), \"([^\"]+)\"", text)]


class Schema(unittest.TestCase):
    maxDiff = None
    arguments = ()                      # of the server

    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla(arguments=cls.arguments).start()
        with tempfile.NamedTemporaryFile(suffix=".png") as picture:
            picture.write(DOT)
            picture.flush()
            cls.favilla.command("emoji", "add", "spark", picture.name)
        cls.tokens, cls.accounts = {}, {}
        for name, role in (("ada", "admin"), ("bob", "user"), ("cleo", "user"), ("dora", "user")):
            cls.favilla.create_account(name, role=role)
            cls.tokens[name] = cls.favilla.create_token(name)
            cls.accounts[name] = cls.call_as(name, "GET", "/api/v1/accounts/verify_credentials").json["id"]
        app = cls.favilla.post("/api/v1/apps", {"client_name": "Test", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read"}).json
        cls.tokens["an app"] = cls.favilla.post("/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"],
                                                                 "client_secret": app["client_secret"]}).json["access_token"]
        cls.tokens["an admin's tool"] = cls.favilla.create_token("ada", scopes="admin:read admin:write")
        cls.rule, cls.allowed = (cls.call_as("an admin's tool", "POST", f"/api/v1/admin/domain_{kind}", {"domain": "loud.example"}).json["id"] for kind in ("blocks", "allows"))
        cls.entry = {kind: cls.call_as("an admin's tool", "POST", f"/api/v1/admin/{kind}", body).json["id"] for kind, body in ENTRY.items()}
        cls.make_community()

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    @classmethod
    def call_as(cls, who, method, path, body=None):
        answer = cls.favilla.request(method, path, body, token=cls.tokens.get(who))
        if answer.status >= 300:
            raise AssertionError(f"{who} {method} {path}: {answer.status} {answer.text}")
        return answer

    @classmethod
    def make_community(cls):
        post, ids = cls.call_as, cls.accounts
        post("ada", "PATCH", "/api/v1/accounts/update_credentials", {"display_name": "Ada :spark:", "note": "I light #sparks", "discoverable": True, "indexable": True,
                                                                     "fields_attributes": [{"name": "Page", "value": "https://example.org"}]})
        for follower, followed in (("bob", "ada"), ("cleo", "ada"), ("ada", "bob"), ("cleo", "bob"), ("bob", "cleo")):
            post(follower, "POST", f"/api/v1/accounts/{ids[followed]}/follow")
        def write(who, text, **more):
            return post(who, "POST", "/api/v1/statuses", {"status": text, **more}).json
        cls.media = [pictures.upload(cls.favilla, cls.tokens["ada"], pictures.png(64, 48), description="A spark", focus="0.1,-0.2").json["id"] for _ in range(4)]
        cls.status = write("ada", "A :spark: for @bob and #everyone https://example.org/page", language="en", spoiler_text="Bright", media_ids=cls.media[:1])
        cls.reply = write("bob", "@ada an answer #everyone", in_reply_to_id=cls.status["id"])
        cls.poll = write("ada", "Tea?", poll={"options": ["Yes", "No"], "expires_in": 3600})
        cls.quote = write("bob", "What ada said", quoted_status_id=cls.status["id"])
        cls.withdrawn = write("cleo", "What ada said once", quoted_status_id=cls.status["id"])
        cls.outer = write("cleo", "What bob quotes", quoted_status_id=cls.quote["id"])
        cls.planned = write("ada", "Later", scheduled_at="2031-02-03T04:05:06Z", media_ids=cls.media[3:], poll={"options": ["Yes", "No"], "expires_in": 3600})["id"]
        cls.doomed = [write("ada", f"Not for long {n}") for n in range(2)]
        post("ada", "PUT", f"/api/v1/statuses/{cls.status['id']}", {"status": "A brighter :spark: for @bob and #everyone", "spoiler_text": "Bright"})
        for who in ("bob", "cleo"):
            for act in ("favourite", "reblog", "bookmark"):
                post(who, "POST", f"/api/v1/statuses/{cls.status['id']}/{act}")
        write("bob", "@ada between us", visibility="direct")
        cls.direct = post("ada", "GET", "/api/v1/conversations").json[0]["id"]
        cls.list = post("ada", "POST", "/api/v1/lists", {"title": "Readers"}).json["id"]
        post("ada", "POST", f"/api/v1/lists/{cls.list}/accounts", {"account_ids": [ids["bob"]]})
        cls.filter = post("bob", "POST", "/api/v2/filters", {"title": "Noise", "context": ["home"], "filter_action": "warn",
                                                             "keywords_attributes": [{"keyword": "tea", "whole_word": True}]}).json
        post("bob", "POST", "/api/v1/filters", {"phrase": "one word", "context": ["home"]})
        cls.filter_status = post("bob", "POST", f"/api/v2/filters/{cls.filter['id']}/statuses", {"status_id": cls.status["id"]}).json
        post("bob", "POST", "/api/v1/tags/everyone/follow")
        post("ada", "POST", f"/api/v1/accounts/{ids['dora']}/block")
        post("bob", "POST", f"/api/v1/accounts/{ids['dora']}/mute", {"duration": 3600})
        post("cleo", "PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
        for who in ("ada", "dora"):
            post(who, "POST", f"/api/v1/accounts/{ids['cleo']}/follow")
        post("ada", "POST", "/api/v1/domain_blocks", {"domain": "loud.example"})
        cls.favilla.command("domain", "list")
        cls.make_what_is_shown()
        cls.make_cases()
        cls.told = wait_until(lambda: post("ada", "GET", "/api/v1/notifications").json)
        cls.year, cls.today = cls.told[0]["created_at"][:4], cls.told[0]["created_at"][:10]
        post("ada", "POST", f"/api/v1/annual_reports/{cls.year}/generate", {})
        wait_until(lambda: post("ada", "GET", "/api/v1/annual_reports").json["annual_reports"])
        # The next day too: should the day end meanwhile, it holds all the same.
        post("an admin's tool", "PUT", f"/api/favilla/v1/organisation/terms/{cls.day(1)}", {"html": "Be kind"})
        cls.groups = [one["group_key"] for one in post("ada", "GET", "/api/v2/notifications").json["notification_groups"]]

    @classmethod
    def day(cls, days):
        return (datetime.date.fromisoformat(cls.today) + datetime.timedelta(days)).isoformat()

    @classmethod
    def make_what_is_shown(cls):
        """On profiles, to all members, and what is kept back until one agrees."""
        post, ids = cls.call_as, cls.accounts
        cls.featured = post("ada", "POST", "/api/v1/featured_tags", {"name": "everyone"}).json["id"]
        post("ada", "POST", f"/api/v1/accounts/{ids['bob']}/endorse")
        for who in ("bob", "cleo", "dora"):
            post(who, "PATCH", "/api/v1/accounts/update_credentials", {"discoverable": True})
        cls.collection = post("ada", "POST", "/api/v1/collections", {"name": "Bright people", "tag_name": "sparks", "language": "en", "account_ids": [ids["bob"], ids["cleo"]]}).json["collection"]
        cls.announcement = post("an admin's tool", "POST", "/api/favilla/v1/announcements", {"text": f"A :spark: for @bob and #everyone: {cls.status['url']}", "starts_at": "2026-01-01", "ends_at": "2031-01-01", "all_day": True}).json["announcement"]["id"]
        post("bob", "PUT", f"/api/v1/announcements/{cls.announcement}/reactions/spark")
        post("cleo", "PATCH", "/api/v2/notifications/policy", {"for_not_followers": "filter"})
        for who in ("ada", "bob", "dora"):
            post(who, "POST", "/api/v1/statuses", {"status": "@cleo are you there?"})
        cls.kept = [one["id"] for one in post("cleo", "GET", "/api/v1/notifications/requests").json]

    @classmethod
    def make_cases(cls):
        """What a team works on: a report with everything in it, a warning, people who wait to be let in."""
        call, tool = cls.call_as, "an admin's tool"
        cls.favilla.create_account("eve")
        cls.tokens["eve"] = cls.favilla.create_token("eve")
        cls.accounts["eve"] = call("eve", "GET", "/api/v1/accounts/verify_credentials").json["id"]
        rule = call(tool, "POST", "/api/favilla/v1/organisation/rules", {"text": "Be kind", "translations": {"it": {"text": "Sii gentile"}}}).json["rules"][0]["id"]
        noise = call("eve", "POST", "/api/v1/statuses", {"status": "Noise"}).json["id"]
        draft = {"account_id": cls.accounts["eve"], "comment": "Noise", "status_ids": [noise], "rule_ids": [rule]}
        cls.report, settled = (call("bob", "POST", "/api/v1/reports", draft).json["id"] for _ in range(2))
        call(tool, "POST", f"/api/v1/admin/reports/{cls.report}/assign_to_self")
        call(tool, "POST", f"/api/v1/admin/accounts/{cls.accounts['eve']}/action", {"type": "none", "text": "Quiet, please", "report_id": settled})
        call(tool, "PATCH", "/api/favilla/v1/organisation", {"registrations": "approval"})
        app = call(None, "POST", "/api/v1/apps", {"client_name": "Test", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}).json
        key = call(None, "POST", "/oauth/token", {"grant_type": "client_credentials", "client_id": app["client_id"], "client_secret": app["client_secret"], "scope": "read write"}).json
        cls.waiting = []
        for name in ("fay", "gus"):
            sign_up = {"username": name, "email": f"{name}@example.org", "password": "a spark is enough", "agreement": True, "locale": "it", "reason": "To read"}
            answer = cls.favilla.request("POST", "/api/v1/accounts", sign_up, token=key["access_token"])
            assert answer.status == 200, answer.text
            cls.favilla.command("account", "modify", name, "--confirm")
            cls.waiting.append(call(tool, "GET", f"/api/v2/admin/accounts?username={name}").json[0]["id"])
        call(tool, "PATCH", "/api/favilla/v1/organisation", {"registrations": "open"})

    def calls(self):
        """(method, route): who, path parameters, body or query. In an order in which nothing is missed by what comes later."""
        ids, status, reply, poll = self.accounts, self.status["id"], self.reply["id"], self.poll["poll"]["id"]
        keyword = self.filter["keywords"][0]["id"]
        app = {"client_name": "Test", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob", "scopes": "read write"}
        yield from {
            ("POST", "/api/v1/apps"): (None, {}, app),
            ("GET", "/api/v1/apps/verify_credentials"): ("an app", {}, None),
            ("GET", "/oauth/userinfo"): ("ada", {}, None), ("POST", "/oauth/userinfo"): ("ada", {}, {}),
            ("GET", "/api/v1/accounts/verify_credentials"): ("ada", {}, None),
            ("PATCH", "/api/v1/accounts/update_credentials"): ("ada", {}, {"bot": False}),
            ("GET", "/api/v1/accounts/lookup"): (None, {}, {"acct": "ada"}),
            ("GET", "/api/v1/accounts/search"): ("bob", {}, {"q": "ada"}),
            ("GET", "/api/v1/accounts"): (None, {}, {"id[]": [ids["ada"], ids["bob"]]}),
            ("GET", "/api/v1/accounts/:id"): (None, {"id": ids["ada"]}, None),
            ("GET", "/api/v1/preferences"): ("ada", {}, None),
            ("POST", "/api/v1/markers"): ("ada", {}, {"home": {"last_read_id": status}}),
            ("GET", "/api/v1/markers"): ("ada", {}, {"timeline[]": ["home", "notifications"]}),
            ("GET", "/api/v2/instance"): (None, {}, None), ("GET", "/api/v1/instance"): (None, {}, None),
            ("GET", "/api/v1/custom_emojis"): (None, {}, None),
            ("GET", "/api/v1/instance/rules"): (None, {}, None), ("GET", "/api/v1/instance/peers"): (None, {}, None),
            ("GET", "/api/v1/instance/terms_of_service"): (None, {}, None), ("GET", "/api/v1/instance/terms_of_service/:date"): (None, {"date": self.day(1)}, None),
            ("GET", "/api/v1/instance/activity"): (None, {}, None), ("GET", "/api/v1/instance/languages"): (None, {}, None),
            ("GET", "/api/v1/peers/search"): (None, {}, {"q": "else"}), ("GET", "/health"): (None, {}, None), ("GET", "/api/v1/directory"): ("bob", {}, {"order": "new", "local": True}),
            ("GET", "/api/v1/emails/check_confirmation"): ("bob", {}, None),
            ("GET", "/api/v1/annual_reports"): ("ada", {}, None),
            **{("GET", f"/api/v1/annual_reports/:year{more}"): ("ada", {"year": self.year}, None) for more in ("", "/state")},
            ("POST", "/api/v1/annual_reports/:year/read"): ("ada", {"year": self.year}, {}),
            ("GET", "/api/v1_alpha/async_refreshes/:id"): ("ada", {"id": f"report-{self.year}"}, None),
            ("GET", "/api/v1/instance/extended_description"): (None, {}, None), ("GET", "/api/v1/instance/privacy_policy"): (None, {}, None),
            **{("POST", f"/api/v{n}/media"): ("bob", {}, pictures.form({"file": ("a.png", pictures.png(16, 16))}, {"description": "Small"})) for n in (1, 2)},
            ("GET", "/api/v1/media/:id"): ("ada", {"id": self.media[1]}, None),
            ("PUT", "/api/v1/media/:id"): ("ada", {"id": self.media[1]}, {"description": "Another spark"}),
            ("DELETE", "/api/v1/media/:id"): ("ada", {"id": self.media[2]}, None),
            **{("DELETE", f"/api/v1/profile/{what}"): ("ada", {}, None) for what in ("avatar", "header")},
            ("POST", "/api/v1/statuses"): ("bob", {}, {"status": "One more"}),
            ("GET", "/api/v1/statuses"): ("bob", {}, {"id[]": [status, reply]}),
            ("GET", "/api/v1/statuses/:id"): ("bob", {"id": status}, None),
            ("PUT", "/api/v1/statuses/:id"): ("ada", {"id": self.doomed[0]["id"]}, {"status": "Still not for long"}),
            ("GET", "/api/v1/statuses/:id/context"): ("bob", {"id": status}, None),
            ("GET", "/api/v1/statuses/:id/history"): ("bob", {"id": status}, None),
            ("GET", "/api/v1/statuses/:id/source"): ("ada", {"id": status}, None),
            **{("POST", f"/api/v1/statuses/:id/{act}"): ("cleo", {"id": reply}, {})
               for act in ("favourite", "unfavourite", "reblog", "unreblog", "bookmark", "unbookmark", "mute", "unmute")},
            ("POST", "/api/v1/statuses/:id/pin"): ("ada", {"id": status}, {}), ("POST", "/api/v1/statuses/:id/unpin"): ("ada", {"id": status}, {}),
            ("GET", "/api/v1/statuses/:id/favourited_by"): ("ada", {"id": status}, None),
            ("GET", "/api/v1/statuses/:id/reblogged_by"): ("ada", {"id": status}, None),
            ("GET", "/api/v1/statuses/:id/quotes"): ("cleo", {"id": status}, None),
            ("PUT", "/api/v1/statuses/:id/interaction_policy"): ("ada", {"id": status}, {"quote_approval_policy": "followers"}),
            ("POST", "/api/v1/statuses/:id/quotes/:quoting_status_id/revoke"): ("ada", {"id": status, "quoting_status_id": self.withdrawn["id"]}, {}),
            ("GET", "/api/v1/scheduled_statuses"): ("ada", {}, None),
            **{(method, "/api/v1/scheduled_statuses/:id"): ("ada", {"id": self.planned}, {"status": "Later still", "media_ids": [self.media[3]]} if method == "PUT" else None) for method in ("GET", "PUT", "DELETE")},
            ("GET", "/api/v1/polls/:id"): ("bob", {"id": poll}, None),
            ("POST", "/api/v1/polls/:id/votes"): ("bob", {"id": poll}, {"choices": [0]}),
            ("GET", "/api/v1/timelines/home"): ("bob", {}, None), ("GET", "/api/v1/timelines/public"): ("bob", {}, None),
            ("GET", "/api/v1/timelines/tag/:hashtag"): ("bob", {"hashtag": "everyone"}, None),
            ("GET", "/api/v1/timelines/list/:list_id"): ("ada", {"list_id": self.list}, None),
            ("GET", "/api/v1/timelines/direct"): ("ada", {}, None), ("GET", "/api/v1/conversations"): ("ada", {}, None),
            **{("POST", f"/api/v1/conversations/:id/{act}"): ("ada", {"id": self.direct}, {}) for act in ("read", "unread")},
            ("GET", "/api/v1/accounts/:id/statuses"): ("bob", {"id": ids["ada"]}, None),
            ("GET", "/api/v1/bookmarks"): ("bob", {}, None), ("GET", "/api/v1/favourites"): ("bob", {}, None),
            ("GET", "/api/v1/trends"): (None, {}, None), ("GET", "/api/v1/trends/tags"): (None, {}, None), ("GET", "/api/v1/trends/statuses"): (None, {}, None),
            ("GET", "/api/v1/tags/:name"): ("bob", {"name": "everyone"}, None),
            ("POST", "/api/v1/tags/:name/follow"): ("ada", {"name": "everyone"}, {}),
            ("GET", "/api/v1/followed_tags"): ("bob", {}, None),
            ("POST", "/api/v1/push/subscription"): ("bob", {}, PUSH), ("GET", "/api/v1/push/subscription"): ("bob", {}, None),
            ("PUT", "/api/v1/push/subscription"): ("bob", {}, {"data": {"alerts": {"follow": True}}}), ("DELETE", "/api/v1/push/subscription"): ("bob", {}, None),
            ("POST", "/api/v1/tags/:name/unfollow"): ("ada", {"name": "everyone"}, {}),
            ("GET", "/api/oembed"): (None, {}, {"url": self.status["url"]}),
            ("GET", "/api/v2/search"): ("bob", {}, {"q": "everyone"}),
            ("GET", "/api/v1/accounts/relationships"): ("bob", {}, {"id[]": [ids["ada"], ids["dora"]]}),
            ("GET", "/api/v1/accounts/familiar_followers"): ("bob", {}, {"id[]": [ids["ada"]]}),
            ("GET", "/api/v1/accounts/:id/followers"): ("bob", {"id": ids["ada"]}, None),
            ("GET", "/api/v1/accounts/:id/following"): ("bob", {"id": ids["ada"]}, None),
            ("GET", "/api/v1/accounts/:id/lists"): ("ada", {"id": ids["bob"]}, None),
            ("GET", "/api/v1/blocks"): ("ada", {}, None), ("GET", "/api/v1/mutes"): ("bob", {}, None),
            ("GET", "/api/v1/domain_blocks"): ("ada", {}, None),
            ("GET", "/api/v1/domain_blocks/preview"): ("ada", {}, {"domain": "second.example"}),
            ("POST", "/api/v1/domain_blocks"): ("ada", {}, {"domain": "second.example"}), ("DELETE", "/api/v1/domain_blocks"): ("ada", {}, {"domain": "second.example"}),
            ("GET", "/api/v1/follow_requests"): ("cleo", {}, None),
            ("POST", "/api/v1/follow_requests/:id/authorize"): ("cleo", {"id": ids["ada"]}, {}),
            ("POST", "/api/v1/follow_requests/:id/reject"): ("cleo", {"id": ids["dora"]}, {}),
            ("POST", "/api/v1/reports"): ("bob", {}, {"account_id": ids["ada"], "status_ids": [status], "comment": "Too bright", "category": "spam"}),
            ("GET", "/api/v1/lists"): ("ada", {}, None), ("POST", "/api/v1/lists"): ("bob", {}, {"title": "Mine"}),
            ("GET", "/api/v1/lists/:id"): ("ada", {"id": self.list}, None), ("PUT", "/api/v1/lists/:id"): ("ada", {"id": self.list}, {"title": "Readers and writers"}),
            ("GET", "/api/v1/lists/:id/accounts"): ("ada", {"id": self.list}, None),
            ("DELETE", "/api/v1/lists/:id/accounts"): ("ada", {"id": self.list}, {"account_ids": [ids["bob"]]}),
            ("POST", "/api/v1/lists/:id/accounts"): ("ada", {"id": self.list}, {"account_ids": [ids["bob"]]}),
            ("GET", "/api/v1/profile"): ("ada", {}, None), ("PATCH", "/api/v1/profile"): ("ada", {}, {"note": "I light #sparks"}),
            ("GET", "/api/v1/search"): ("bob", {}, {"q": "everyone"}),
            ("GET", "/api/v1/instance/translation_languages"): (None, {}, None),
            ("GET", "/api/v1/featured_tags"): ("ada", {}, None), ("GET", "/api/v1/accounts/:id/featured_tags"): (None, {"id": ids["ada"]}, None),
            ("POST", "/api/v1/featured_tags"): ("bob", {}, {"name": "lanterns"}), ("GET", "/api/v1/featured_tags/suggestions"): ("bob", {}, None),
            ("POST", "/api/v1/tags/:name/feature"): ("bob", {"name": "everyone"}, {}), ("POST", "/api/v1/tags/:name/unfeature"): ("bob", {"name": "everyone"}, {}),
            ("DELETE", "/api/v1/featured_tags/:id"): ("ada", {"id": self.featured}, None),
            ("GET", "/api/v1/endorsements"): ("ada", {}, None), ("GET", "/api/v1/accounts/:id/endorsements"): (None, {"id": ids["ada"]}, None),
            **{("POST", f"/api/v1/accounts/:id/{act}"): ("ada", {"id": ids["bob"]}, {}) for act in ("unendorse", "endorse", "unpin", "pin")},
            ("GET", "/api/v1/suggestions"): ("eve", {}, None), ("GET", "/api/v2/suggestions"): ("eve", {}, None), ("DELETE", "/api/v1/suggestions/:account_id"): ("eve", {"account_id": ids["dora"]}, None),
            ("GET", "/api/v1/collections/:id"): (None, {"id": self.collection["id"]}, None), ("POST", "/api/v1/collections"): ("bob", {}, {"name": "Others"}),
            ("PATCH", "/api/v1/collections/:id"): ("ada", {"id": self.collection["id"]}, {"description": "They burn"}),
            ("GET", "/api/v1/accounts/:account_id/collections"): (None, {"account_id": ids["ada"]}, None), ("GET", "/api/v1/accounts/:account_id/in_collections"): ("bob", {"account_id": ids["bob"]}, None),
            ("POST", "/api/v1/collections/:collection_id/items"): ("ada", {"collection_id": self.collection["id"]}, {"account_id": ids["bob"]}),
            ("POST", "/api/v1/collections/:collection_id/items/:id/revoke"): ("bob", {"collection_id": self.collection["id"], "id": self.collection["items"][0]["id"]}, {}),
            ("DELETE", "/api/v1/collections/:collection_id/items/:id"): ("ada", {"collection_id": self.collection["id"], "id": self.collection["items"][1]["id"]}, None),
            ("DELETE", "/api/v1/collections/:id"): ("ada", {"id": self.collection["id"]}, None),
            ("GET", "/api/v1/announcements"): ("bob", {}, None),
            **{(method, "/api/v1/announcements/:id/reactions/:name"): ("ada", {"id": self.announcement, "name": "spark"}, {} if method == "PUT" else None) for method in ("PUT", "DELETE")},
            ("POST", "/api/v1/announcements/:id/dismiss"): ("ada", {"id": self.announcement}, {}),
            **{("GET", f"/api/v{n}/notifications/policy"): ("cleo", {}, None) for n in (1, 2)},
            ("PUT", "/api/v1/notifications/policy"): ("cleo", {}, {"filter_not_following": True}), ("PATCH", "/api/v2/notifications/policy"): ("cleo", {}, {"for_bots": "filter"}),
            ("GET", "/api/v1/notifications/requests"): ("cleo", {}, None), ("GET", "/api/v1/notifications/requests/:id"): ("cleo", {"id": self.kept[0]}, None),
            ("POST", "/api/v1/notifications/requests/:id/accept"): ("cleo", {"id": self.kept[0]}, {}), ("POST", "/api/v1/notifications/requests/:id/dismiss"): ("cleo", {"id": self.kept[1]}, {}),
            ("POST", "/api/v1/notifications/requests/accept"): ("cleo", {}, {"id": self.kept[2:]}), ("POST", "/api/v1/notifications/requests/dismiss"): ("cleo", {}, {"id": []}),
            ("GET", "/api/v1/notifications/requests/merged"): ("cleo", {}, None),
            ("GET", "/api/v2/notifications"): ("ada", {}, {"expand_accounts": "partial_avatars"}), ("GET", "/api/v2/notifications/unread_count"): ("ada", {}, None),
            ("GET", "/api/v2/notifications/:group_key"): ("ada", {"group_key": self.groups[0]}, None), ("GET", "/api/v2/notifications/:group_key/accounts"): ("ada", {"group_key": self.groups[0]}, None),
            ("POST", "/api/v2/notifications/:group_key/dismiss"): ("ada", {"group_key": self.groups[1]}, {}),
            ("GET", "/api/v1/notifications"): ("ada", {}, None), ("GET", "/api/v1/notifications/unread_count"): ("ada", {}, None),
            ("GET", "/api/v1/notifications/:id"): ("eve", {"id": self.call_as("eve", "GET", "/api/v1/notifications").json[0]["id"]}, None),
            ("POST", "/api/v1/notifications/:id/dismiss"): ("ada", {"id": self.told[0]["id"]}, {}), ("POST", "/api/v1/notifications/dismiss"): ("bob", {}, {"id": self.call_as("bob", "GET", "/api/v1/notifications").json[-1]["id"]}),
            ("POST", "/api/v1/notifications/clear"): ("ada", {}, {}), ("POST", "/api/v2/notifications/clear"): ("ada", {}, {}),
            ("GET", "/api/v2/filters"): ("bob", {}, None), ("POST", "/api/v2/filters"): ("bob", {}, {"title": "More", "context": ["public"], "filter_action": "hide"}),
            ("GET", "/api/v2/filters/:id"): ("bob", {"id": self.filter["id"]}, None), ("PUT", "/api/v2/filters/:id"): ("bob", {"id": self.filter["id"]}, {"title": "Less noise"}),
            ("GET", "/api/v2/filters/:id/keywords"): ("bob", {"id": self.filter["id"]}, None),
            ("POST", "/api/v2/filters/:id/keywords"): ("bob", {"id": self.filter["id"]}, {"keyword": "coffee"}),
            ("GET", "/api/v2/filters/keywords/:id"): ("bob", {"id": keyword}, None), ("PUT", "/api/v2/filters/keywords/:id"): ("bob", {"id": keyword}, {"keyword": "teapot"}),
            ("GET", "/api/v2/filters/:id/statuses"): ("bob", {"id": self.filter["id"]}, None),
            ("POST", "/api/v2/filters/:id/statuses"): ("bob", {"id": self.filter["id"]}, {"status_id": reply}),
            ("GET", "/api/v2/filters/statuses/:id"): ("bob", {"id": self.filter_status["id"]}, None),
            ("GET", "/api/v1/filters"): ("bob", {}, None), ("POST", "/api/v1/filters"): ("bob", {}, {"phrase": "old way", "context": ["home"]}),
            ("GET", "/api/v1/filters/:id"): ("bob", {"id": "OLD"}, None), ("PUT", "/api/v1/filters/:id"): ("bob", {"id": "OLD"}, {"phrase": "old tea", "context": ["home"]}),
            ("DELETE", "/api/v2/filters/statuses/:id"): ("bob", {"id": self.filter_status["id"]}, None),
            ("DELETE", "/api/v2/filters/keywords/:id"): ("bob", {"id": keyword}, None),
            ("DELETE", "/api/v1/filters/:id"): ("bob", {"id": "OLD"}, None),
            ("DELETE", "/api/v2/filters/:id"): ("bob", {"id": self.filter["id"]}, None),
            ("GET", "/api/v1/instance/domain_blocks"): ("bob", {}, None),
            **{("GET", f"/api/v1/admin/domain_{kind}"): ("an admin's tool", {}, None) for kind in ("blocks", "allows")},
            **{("POST", f"/api/v1/admin/domain_{kind}"): ("an admin's tool", {}, {"domain": "quiet.example", "severity": "noop"}) for kind in ("blocks", "allows")},
            **{("GET", f"/api/v1/admin/domain_{kind}/:id"): ("an admin's tool", {"id": one}, None) for kind, one in (("blocks", self.rule), ("allows", self.allowed))},
            ("PUT", "/api/v1/admin/domain_blocks/:id"): ("an admin's tool", {"id": self.rule}, {"severity": "silence"}),
            **{("DELETE", f"/api/v1/admin/domain_{kind}/:id"): ("an admin's tool", {"id": one}, None) for kind, one in (("blocks", self.rule), ("allows", self.allowed))},
            **{("GET", f"/api/v1/admin/{kind}"): ("an admin's tool", {}, None) for kind in ENTRY},
            **{("POST", f"/api/v1/admin/{kind}"): ("an admin's tool", {}, SECOND[kind]) for kind in ENTRY},
            ("POST", "/api/v1/admin/canonical_email_blocks/test"): ("an admin's tool", {}, {"email": "no.body@throwaway.example"}),
            **{("GET", f"/api/v1/admin/{kind}/:id"): ("an admin's tool", {"id": one}, None) for kind, one in self.entry.items()},
            ("PUT", "/api/v1/admin/ip_blocks/:id"): ("an admin's tool", {"id": self.entry["ip_blocks"]}, {"comment": "a rush"}),
            **{("DELETE", f"/api/v1/admin/{kind}/:id"): ("an admin's tool", {"id": one}, None) for kind, one in self.entry.items()},
            ("GET", "/api/v1/admin/reports"): ("an admin's tool", {}, None), ("GET", "/api/v1/admin/reports/:id"): ("an admin's tool", {"id": self.report}, None),
            ("PUT", "/api/v1/admin/reports/:id"): ("an admin's tool", {"id": self.report}, {"category": "violation"}),
            **{("POST", f"/api/v1/admin/reports/:id/{act}"): ("an admin's tool", {"id": self.report}, {}) for act in ("unassign", "assign_to_self", "resolve", "reopen")},
            ("GET", "/api/v2/admin/accounts"): ("an admin's tool", {}, {"origin": "local", "status": "active", "permissions": "staff"}),
            ("GET", "/api/v1/admin/accounts"): ("an admin's tool", {}, {"local": True, "username": "ev", "email": "eve", "by_domain": self.favilla.domain}),
            ("GET", "/api/v1/admin/accounts/:id"): ("an admin's tool", {"id": self.waiting[0]}, None),
            ("POST", "/api/v1/admin/accounts/:id/approve"): ("an admin's tool", {"id": self.waiting[0]}, {}),
            ("POST", "/api/v1/admin/accounts/:id/reject"): ("an admin's tool", {"id": self.waiting[1]}, {}),
            ("POST", "/api/v1/admin/accounts/:id/action"): ("an admin's tool", {"id": ids["eve"]}, {"type": "suspend", "text": "Noise", "report_id": self.report}),
            **{("POST", f"/api/v1/admin/accounts/:id/{act}"): ("an admin's tool", {"id": ids["eve"]}, {}) for act in ("enable", "unsensitive", "unsilence")},
            ("DELETE", "/api/v1/admin/accounts/:id"): ("an admin's tool", {"id": ids["eve"]}, None),
            **{("GET", f"/api/v1/admin/trends/{kind}"): ("an admin's tool", {}, None) for kind in ("tags", "statuses")},
            **{("POST", f"/api/v1/admin/trends/{kind}/:id/{act}"): ("an admin's tool", {"id": one}, {}) for act in ("reject", "approve")
               for kind, one in (("tags", self.subject_of("tag_uses")["id"]), ("statuses", self.status["id"]))},
            ("GET", "/api/v1/admin/tags"): ("an admin's tool", {}, None), ("GET", "/api/v1/admin/tags/:id"): ("an admin's tool", {"id": self.subject_of("tag_uses")["id"]}, None),
            ("PUT", "/api/v1/admin/tags/:id"): ("an admin's tool", {"id": self.subject_of("tag_uses")["id"]}, {"listable": True}),
            ("POST", "/api/v1/admin/measures"): ("an admin's tool", {}, {"keys": MEASURES, **SPAN, **{key: self.subject_of(key) for key in MEASURES}}),
            ("POST", "/api/v1/admin/dimensions"): ("an admin's tool", {}, {"keys": DIMENSIONS, **SPAN, **{key: self.subject_of(key) for key in DIMENSIONS}}),
            ("POST", "/api/v1/admin/retention"): ("an admin's tool", {}, {**SPAN, "frequency": "month"}),
            ("POST", "/api/v1/admin/accounts/:id/unsuspend"): ("an admin's tool", {"id": ids["dora"]}, {}),
            ("GET", "/api/v1/streaming/health"): (None, {}, None),
            **{("POST", f"/api/v1/accounts/:id/{act}"): ("bob", {"id": ids["dora"]}, {})
               for act in ("follow", "unfollow", "remove_from_followers", "block", "unblock", "mute", "unmute")},
            ("POST", "/api/v1/accounts/:id/note"): ("bob", {"id": ids["dora"]}, {"comment": "Sings"}),
            ("DELETE", "/api/v1/conversations/:id"): ("ada", {"id": self.direct}, None),
            ("DELETE", "/api/v1/statuses/:id"): ("ada", {"id": self.doomed[1]["id"]}, None),
            ("DELETE", "/api/v1/lists/:id"): ("ada", {"id": self.list}, None),
        }.items()

    def subject_of(self, key):
        """What a figure of the house asks for."""
        if key.startswith("tag_"):
            return {"id": self.call_as("bob", "GET", "/api/v1/tags/everyone").json["id"]}
        return {"domain": "elsewhere.example"}

    def test_every_answer_is_as_documented(self):
        called, problems, empty = set(ELSEWHERE), [], []
        for (method, route), (who, parameters, sent) in self.calls():
            if parameters.get("id") == "OLD":
                parameters = {"id": self.call_as("bob", "GET", "/api/v1/filters").json[-1]["id"]}
            path = re.sub(r":(\w+)", lambda name: parameters[name[1]], route)
            token = self.tokens.get(who)
            answer = self.favilla.get(path, sent, token=token) if method == "GET" else self.favilla.request(method, path, sent[0], token=token, headers=sent[1]) if isinstance(sent, tuple) else self.favilla.request(method, path, sent, token=token)
            called.add((method, route))
            documented = schema.endpoint(method, route)
            if answer.status != 200 or not documented:
                problems.append(f"{method} {route}: {answer.status} {answer.text[:200]}{'' if documented else ' (not in the table)'}")
                continue
            kind = schema.SHAPES.get(documented["returns"], documented["returns"])
            if kind == "string":
                continue
            problems += [f"{method} {route} {problem}" for problem in schema.check(answer.json, kind)]
            if kind.endswith("[]") and method == "GET" and not answer.json:
                empty.append(route)
        self.assertEqual(problems, [])
        self.assertEqual(set(empty) - {"/api/v1/instance/peers", "/api/v1/peers/search", "/api/v1/instance/rules"}, set(), "a list that shows nothing proves nothing")
        self.assertEqual(set(routes()) - called, set(), "routes that nobody calls")

    def test_errors_are_as_documented(self):
        for method, path, who, status in (("GET", "/api/v1/timelines/home", None, 401), ("GET", "/api/v1/statuses/1", "bob", 404), ("POST", "/api/v1/statuses", "bob", 422),
                                          ("GET", "/api/v1/accounts/1", None, 404), ("POST", "/api/v1/accounts/1/follow", "bob", 404), ("GET", "/api/v1/nothing", None, 404)):
            answer = self.favilla.request(method, path, {} if method == "POST" else None, token=self.tokens.get(who))
            self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
            self.assertEqual(schema.check(answer.json, "Error"), [], path)

    def test_where_apps_look_first(self):
        found = self.favilla.get("/.well-known/oauth-authorization-server").json
        for key in ("issuer", "authorization_endpoint", "token_endpoint", "scopes_supported", "response_types_supported", "grant_types_supported", "code_challenge_methods_supported"):
            self.assertIn(key, found)
        self.assertIn("S256", found["code_challenge_methods_supported"])


if __name__ == "__main__":
    unittest.main()
