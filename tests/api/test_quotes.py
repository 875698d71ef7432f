# SPDX-License-Identifier: AGPL-3.0-or-later
"""Quotes as an app made for Mastodon meets them: who may quote, how a quote stands, and what nobody gets to see by one."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

PEOPLE = ("ada", "bob", "cleo", "dora")


class Quotes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.tokens = cls.favilla.create_people(*PEOPLE)
        cls.accounts = {name: cls.favilla.get("/api/v1/accounts/verify_credentials", token=token).json["id"] for name, token in cls.tokens.items()}

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    def ask(self, method, path, who=None, body=None, expect=200, **options):
        answer = self.favilla.request(method, path, body, token=who and self.tokens[who], **options)
        self.assertEqual(answer.status, expect, f"{method} {path}: {answer.text}")
        return answer

    def post(self, who, text, expect=200, **more):
        return self.ask("POST", "/api/v1/statuses", who, {"status": text, **more}, expect).json

    def quote(self, who, status, text="See this", expect=200, **more):
        return self.post(who, text, expect, quoted_status_id=status["id"], **more)

    def status(self, status, who=None):
        return self.ask("GET", f"/api/v1/statuses/{status['id']}", who).json

    def relate(self, who, act, whom):
        self.ask("POST", f"/api/v1/accounts/{self.accounts[whom]}/{act}", who, {})

    def state(self, status, who=None):
        quote = self.status(status, who)["quote"]
        return quote["state"], quote["quoted_status"] and quote["quoted_status"]["id"]

    def notifications(self, who, kind):
        return [one for one in self.ask("GET", "/api/v1/notifications?limit=80", who).json if one["type"] == kind]

    def test_a_quote_shows_what_it_quotes_and_is_counted_told_and_listed(self):
        ada = self.post("ada", "To be quoted")
        quote = self.quote("bob", ada)
        self.assertEqual(schema.check(quote, "Status"), [])
        self.assertEqual(quote["quote"]["state"], "accepted")
        self.assertEqual(quote["quote"]["quoted_status"]["content"], "<p>To be quoted</p>")
        self.assertEqual(quote["quote"]["quoted_status"]["quotes_count"], 1)
        self.assertEqual(self.status(ada)["quotes_count"], 1)
        told = self.notifications("ada", "quote")
        self.assertEqual([(one["account"]["username"], one["status"]["id"]) for one in told if one["status"]["id"] == quote["id"]], [("bob", quote["id"])])
        self.assertEqual([one["id"] for one in self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes", "cleo").json], [quote["id"]])
        self.ask("DELETE", f"/api/v1/statuses/{quote['id']}", "bob")
        self.assertEqual(self.status(ada)["quotes_count"], 0)
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes", "cleo").json, [])
        self.assertFalse([one for one in self.notifications("ada", "quote") if one["status"]["id"] == quote["id"]])

    def test_quotes_within_quotes_are_named_and_no_more(self):
        first = self.post("ada", "One")
        second = self.quote("bob", first, "Two")
        third = self.quote("cleo", second, "Three")
        inner = third["quote"]["quoted_status"]["quote"]
        self.assertEqual(inner, {"state": "accepted", "quoted_status_id": first["id"]})
        boost = self.ask("POST", f"/api/v1/statuses/{third['id']}/reblog", "dora", {}).json
        self.assertEqual(boost["reblog"]["quote"]["quoted_status"]["id"], second["id"])
        self.assertEqual(self.quote("ada", boost, "Of the boost what it shows")["quote"]["quoted_status"]["id"], third["id"])

    def test_a_quote_needs_no_words_and_an_edit_keeps_it(self):
        ada = self.post("ada", "Quoted in silence")
        quote = self.quote("bob", ada, "")
        self.assertEqual((quote["content"], quote["quote"]["state"]), ("", "accepted"))
        edited = self.ask("PUT", f"/api/v1/statuses/{quote['id']}", "bob", {"status": "Now with words"}).json
        self.assertEqual(edited["quote"]["quoted_status"]["id"], ada["id"])
        self.ask("PUT", f"/api/v1/statuses/{quote['id']}", "bob", {"status": ""})
        self.post("bob", "", 422)

    def test_pages_of_quotes(self):
        ada = self.post("ada", "Quoted five times")
        made = [self.quote("bob", ada, f"Number {n}")["id"] for n in range(5)]
        first = self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes?limit=2")
        self.assertEqual([one["id"] for one in first.json], made[:2:-1])
        self.assertIn(f"max_id={made[3]}", first.headers["link"])
        second = self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes?limit=2&max_id={made[3]}").json
        self.assertEqual([one["id"] for one in second], [made[2], made[1]])
        upwards = self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes?limit=2&min_id={made[0]}").json
        self.assertEqual([one["id"] for one in upwards], [made[2], made[1]])

    def test_the_author_says_who_may_quote(self):
        self.relate("bob", "follow", "ada")
        for policy, allowed, groups in (("public", ("ada", "bob", "cleo"), ["public"]), ("followers", ("ada", "bob"), ["followers"]), ("nobody", ("ada",), [])):
            status = self.post("ada", f"Quotable by {policy}", quote_approval_policy=policy)
            self.assertEqual(status["quote_approval"], {"automatic": groups, "manual": [], "current_user": "automatic"})
            for who in ("ada", "bob", "cleo"):
                said = self.status(status, who)["quote_approval"]["current_user"]
                self.assertEqual(said, "automatic" if who in allowed else "denied", (policy, who))
                self.quote(who, status, expect=200 if who in allowed else 404)
            self.assertEqual(self.status(status)["quote_approval"]["current_user"], "denied")
        self.post("ada", "Who?", 422, quote_approval_policy="friends")
        self.relate("bob", "unfollow", "ada")

    def test_the_policy_is_changed_afterwards_and_has_a_default(self):
        status = self.post("dora", "Open at first")
        self.quote("bob", status)
        path = f"/api/v1/statuses/{status['id']}/interaction_policy"
        closed = self.ask("PUT", path, "dora", {"quote_approval_policy": "nobody"}).json
        self.assertEqual((closed["quote_approval"]["automatic"], closed["edited_at"], closed["quotes_count"]), ([], None, 1))
        self.quote("bob", status, expect=404)
        self.ask("PUT", path, "bob", {"quote_approval_policy": "public"}, 404)
        self.ask("PUT", path, "dora", {"quote_approval_policy": "some"}, 422)
        self.ask("PUT", path, None, {"quote_approval_policy": "public"}, 401)
        self.assertEqual(self.ask("PUT", f"/api/v1/statuses/{status['id']}", "dora", {"status": "Open again", "quote_approval_policy": "public"}).json["quote_approval"]["automatic"], ["public"])
        self.assertEqual(self.ask("GET", "/api/v1/preferences", "dora").json["posting:default:quote_policy"], "public")
        changed = self.ask("PATCH", "/api/v1/accounts/update_credentials", "dora", {"source": {"quote_policy": "followers"}}).json
        self.assertEqual(changed["source"]["quote_policy"], "followers")
        self.assertEqual(self.ask("GET", "/api/v1/preferences", "dora").json["posting:default:quote_policy"], "followers")
        self.assertEqual(self.post("dora", "By default")["quote_approval"]["automatic"], ["followers"])
        self.ask("PATCH", "/api/v1/accounts/update_credentials", "dora", {"source": {"quote_policy": "everyone"}}, 422)
        self.ask("PATCH", "/api/v1/accounts/update_credentials", "dora", {"source": {"quote_policy": "public"}})

    def test_a_withdrawn_consent_stays_withdrawn(self):
        ada = self.post("ada", "I may regret this")
        quote = self.quote("bob", ada)
        path = f"/api/v1/statuses/{ada['id']}/quotes/{quote['id']}/revoke"
        self.ask("POST", path, "bob", {}, 403)
        self.ask("POST", path, None, {}, 401)
        self.ask("POST", f"/api/v1/statuses/{quote['id']}/quotes/{ada['id']}/revoke", "bob", {}, 404)
        for _ in range(2):
            revoked = self.ask("POST", path, "ada", {}).json
            self.assertEqual((revoked["id"], revoked["quote"]), (quote["id"], {"state": "revoked", "quoted_status": None}))
        self.assertEqual(self.status(ada)["quotes_count"], 0)
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes").json, [])
        self.assertNotIn("I may regret this", self.ask("GET", f"/api/v1/statuses/{quote['id']}", "bob").text)
        self.ask("PUT", f"/api/v1/statuses/{quote['id']}", "bob", {"status": "See this again"})
        self.assertEqual(self.state(quote, "bob"), ("revoked", None))

    def test_what_only_some_may_read_is_quoted_by_its_author_alone_and_among_the_same_readers(self):
        for visibility, quoting in (("private", "private"), ("direct", "direct")):
            status = self.post("ada", "@bob between us", visibility=visibility, quote_approval_policy="public")
            self.assertEqual(status["quote_approval"]["automatic"], [])
            self.quote("bob", status, expect=404)
            self.assertEqual(self.status(status, "bob")["quote_approval"]["current_user"], "denied")
            again = self.quote("ada", status, visibility="public")
            self.assertEqual((again["visibility"], again["quote"]["state"]), (quoting, "accepted"))
            self.assertEqual(self.ask("PUT", f"/api/v1/statuses/{status['id']}/interaction_policy", "ada", {"quote_approval_policy": "public"}).json["quote_approval"]["automatic"], [])

    def test_a_reader_sees_through_a_quote_no_more_than_without_it(self):
        self.relate("bob", "follow", "ada")
        private = self.post("ada", "Among us watermelons", visibility="private")
        quote = self.quote("ada", private, "@cleo look", visibility="private")
        self.assertEqual(self.state(quote, "bob"), ("accepted", private["id"]))
        self.assertEqual(self.state(quote, "cleo"), ("unauthorized", None))
        self.assertNotIn("watermelons", self.ask("GET", f"/api/v1/statuses/{quote['id']}", "cleo").text)
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{private['id']}", "cleo", None, 404).status, 404)
        self.relate("bob", "unfollow", "ada")

    def test_blocks_and_mutes(self):
        ada = self.post("ada", "Words of ada")
        quote = self.quote("bob", ada)
        self.relate("ada", "block", "cleo")
        self.assertEqual(self.state(quote, "cleo"), ("unauthorized", None))
        self.quote("cleo", ada, expect=404)
        self.relate("ada", "unblock", "cleo")
        for act, undo, state in (("mute", "unmute", "muted_account"), ("block", "unblock", "blocked_account")):
            self.relate("dora", act, "ada")
            self.assertEqual(self.state(quote, "dora"), (state, ada["id"]))
            self.relate("dora", undo, "ada")
        self.assertEqual(self.state(quote, "dora"), ("accepted", ada["id"]))
        self.relate("dora", "block", "ada")
        self.quote("dora", ada, expect=404)
        self.relate("dora", "unblock", "ada")
        # Whoever does not want to meet somebody finds them in no list of quotes.
        self.relate("dora", "mute", "bob")
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes", "dora").json, [])
        self.relate("dora", "unmute", "bob")

    def test_what_is_deleted_is_gone_from_its_quotes(self):
        ada = self.post("ada", "Soon gone")
        quote = self.quote("bob", ada)
        outer = self.quote("cleo", quote)
        self.ask("DELETE", f"/api/v1/statuses/{ada['id']}", "ada")
        self.assertEqual(self.state(quote), ("deleted", None))
        self.assertEqual(self.status(outer)["quote"]["quoted_status"]["quote"], {"state": "deleted", "quoted_status_id": None})

    def test_those_who_quoted_are_told_of_an_edit(self):
        ada = self.post("ada", "Frist")
        quote = self.quote("bob", ada)
        self.ask("PUT", f"/api/v1/statuses/{ada['id']}", "ada", {"status": "First"})
        told = self.notifications("bob", "quoted_update")[0]
        self.assertEqual((told["account"]["username"], told["status"]["id"]), ("ada", quote["id"]))
        self.assertEqual(told["status"]["quote"]["quoted_status"]["content"], "<p>First</p>")
        self.assertEqual(schema.check(told, "Notification"), [])

    def test_a_private_quote_is_known_to_the_quoted_and_not_counted(self):
        ada = self.post("ada", "Quoted among friends")
        quote = self.quote("bob", ada, visibility="private")
        self.assertEqual(self.state(quote, "ada"), ("accepted", ada["id"]))
        self.ask("GET", f"/api/v1/statuses/{quote['id']}", "cleo", None, 404)
        self.assertIn(quote["id"], [one["status"]["id"] for one in self.notifications("ada", "quote")])
        self.assertEqual(self.status(ada)["quotes_count"], 0)
        self.assertEqual(self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes", "cleo").json, [])
        self.assertEqual([one["id"] for one in self.ask("GET", f"/api/v1/statuses/{ada['id']}/quotes", "ada").json], [quote["id"]])
        self.ask("POST", f"/api/v1/statuses/{ada['id']}/quotes/{quote['id']}/revoke", "ada", {})
        self.ask("GET", f"/api/v1/statuses/{quote['id']}", "ada", None, 404)

    def test_a_direct_message_quotes_whom_it_names(self):
        ada = self.post("ada", "Between two")
        self.quote("bob", ada, "@cleo psst", visibility="direct", expect=422)
        self.assertEqual(self.quote("bob", ada, "@ada psst", visibility="direct")["quote"]["state"], "accepted")
        own = self.post("bob", "My own")
        self.assertEqual(self.quote("bob", own, "@cleo psst", visibility="direct")["quote"]["state"], "accepted")

    def test_what_is_not_there_and_what_is_closed_look_the_same(self):
        closed = self.post("ada", "Closed", quote_approval_policy="nobody")
        hidden = self.post("ada", "Hidden", visibility="direct")
        said = {self.ask("POST", "/api/v1/statuses", "bob", {"status": "x", "quoted_status_id": id}, 404).body for id in ("1", "abc", closed["id"], hidden["id"])}
        self.assertEqual(len(said), 1)

    def test_pages_and_feeds_show_what_everybody_may_see(self):
        ada = self.post("ada", "Quoted on a **page**", spoiler_text="")
        quote = self.quote("bob", ada, "Look here")
        page = self.ask("GET", f"/@bob/{quote['id']}", headers={"Accept": "text/html"}).text
        self.assertRegex(page, r'(?s)<blockquote class="quoted h-cite">.*?href="/@ada".*?href="/@ada/' + ada["id"] + r'".*?Quoted on a .*?</blockquote>')
        feed = self.ask("GET", "/@bob/feed.atom").text
        self.assertIn(f'href="http://{self.favilla.domain}/@ada/{ada["id"]}"'.replace('"', "&quot;"), feed)
        self.assertIn("Quoted on a ", feed)
        self.ask("POST", f"/api/v1/statuses/{ada['id']}/quotes/{quote['id']}/revoke", "ada", {})
        page = self.ask("GET", f"/@bob/{quote['id']}", headers={"Accept": "text/html", "Accept-Language": "it"}).text
        self.assertNotIn("Quoted on a ", page)
        self.assertIn("Cita un messaggio che qui non si può mostrare.", page)
        self.assertNotIn("Quoted on a ", self.ask("GET", "/@bob/feed.atom").text)

    def test_the_document_carries_policy_quote_and_authorization_until_it_is_withdrawn(self):
        ada = self.post("ada", "For other servers", quote_approval_policy="followers")
        self.relate("bob", "follow", "ada")
        quote = self.quote("bob", ada, "Over there", language="en")
        def document(uri, expect=200):
            return self.ask("GET", uri.removeprefix(f"http://{self.favilla.domain}"), headers={"Accept": "application/activity+json"}, expect=expect)
        self.assertEqual(document(ada["uri"]).json["interactionPolicy"], {"canQuote": {"automaticApproval": [f"http://{self.favilla.domain}/users/ada/followers"]}})
        note = document(quote["uri"]).json
        for field in ("quote", "quoteUrl", "quoteUri", "_misskey_quote"):
            self.assertEqual(note[field], ada["uri"], field)
        self.assertIn({"type": "Link", "mediaType": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', "rel": "https://misskey-hub.net/ns#_misskey_quote",
                       "href": ada["uri"], "name": f"RE: {ada['url']}"}, note["tag"])
        inline = f'<p class="quote-inline">RE: <a href="{ada["url"]}">{ada["url"]}</a></p>'
        self.assertEqual((note["content"], note["contentMap"]), (inline + "<p>Over there</p>", {"en": inline + "<p>Over there</p>"}))
        self.assertEqual(quote["content"], "<p>Over there</p>")
        stamp = document(note["quoteAuthorization"]).json
        self.assertEqual({key: stamp[key] for key in ("id", "type", "attributedTo", "interactingObject", "interactionTarget")},
                         {"id": note["quoteAuthorization"], "type": "QuoteAuthorization", "attributedTo": f"http://{self.favilla.domain}/users/ada",
                          "interactingObject": quote["uri"], "interactionTarget": ada["uri"]})
        document(note["quoteAuthorization"].replace("/ada/", "/bob/"), 404)
        self.ask("POST", f"/api/v1/statuses/{ada['id']}/quotes/{quote['id']}/revoke", "ada", {})
        document(note["quoteAuthorization"], 410)
        self.assertNotIn(ada["uri"], document(quote["uri"]).text)
        self.relate("bob", "unfollow", "ada")

    def test_filters_meet_what_is_quoted(self):
        ada = self.post("ada", "A story about turnips")
        quote = self.quote("bob", ada, "So good")
        made = self.ask("POST", "/api/v2/filters", "cleo", {"title": "No turnips", "context": ["home"], "keywords_attributes": [{"keyword": "turnips"}]}).json
        shown = self.status(quote, "cleo")
        self.assertEqual([one["filter"]["id"] for one in shown["quote"]["quoted_status"]["filtered"]], [made["id"]])
        self.assertEqual(shown["filtered"], [])


if __name__ == "__main__":
    unittest.main()
