# SPDX-License-Identifier: AGPL-3.0-or-later
"""Debian's python3-mastodon, a library that nobody here wrote."""
import datetime
import pathlib
import queue
import sys
import tempfile
import unittest
import urllib.parse

import mastodon

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.forms import Browser  # noqa: E402

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"


class Heard(mastodon.StreamListener):
    """Keeps what a stream says."""

    def __init__(self):
        self.events = queue.Queue()

    def on_update(self, status):
        self.events.put(("update", status))

    def on_notification(self, notification):
        self.events.put(("notification", notification))

    def on_delete(self, status_id):
        self.events.put(("delete", status_id))

    def next(self, kind):
        while True:
            name, content = self.events.get(timeout=15)
            if name == kind:
                return content


class MastodonPy(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.favilla = Favilla().start()
        cls.client_id, cls.secret = mastodon.Mastodon.create_app("Test", scopes=["read", "write", "follow", "push"], redirect_uris=OUT_OF_BAND,
                                                                 api_base_url=cls.favilla.url)
        cls.favilla.create_account("ada")
        cls.favilla.create_account("bob")
        cls.ada, cls.bob = (cls.signed_in(name) for name in ("ada", "bob"))

    @classmethod
    def tearDownClass(cls):
        cls.favilla.close()

    @classmethod
    def client(cls, **more):
        return mastodon.Mastodon(client_id=cls.client_id, client_secret=cls.secret, api_base_url=cls.favilla.url, version_check_mode="none", **more)

    @classmethod
    def signed_in(cls, name):
        client = cls.client()
        client.log_in(f"{name}@example.org", "a spark is enough", scopes=["read", "write", "follow", "push"])
        return client

    def test_signing_in_with_a_code_from_the_page(self):
        client = self.client()
        browser = Browser(self.favilla.url)
        browser.sign_in("ada")
        page = browser.get(client.auth_request_url(redirect_uris=OUT_OF_BAND, scopes=["read", "write"]))
        page = browser.submit(page)
        code = urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query)["code"][0]
        self.assertIn(code, page.words)
        client.log_in(code=code, redirect_uri=OUT_OF_BAND, scopes=["read", "write"])
        self.assertEqual(client.account_verify_credentials().acct, "ada")

    def test_signing_up(self):
        client = self.client()
        client.create_account("newcomer", "a long enough password", "newcomer@example.org", agreement=True, locale="it", scopes=["read", "write"])
        self.assertEqual(client.account_verify_credentials().acct, "newcomer")
        with self.assertRaises(mastodon.MastodonError):
            self.client().create_account("ada", "a long enough password", "again@example.org", agreement=True, scopes=["read"])

    def test_posting_answering_editing_and_deleting(self):
        root = self.ada.status_post("A question to all", language="en")
        reply = self.bob.status_reply(root, "An answer")
        self.assertEqual(reply.in_reply_to_id, root.id)
        self.assertEqual([mention.acct for mention in reply.mentions], ["ada"])
        context = self.ada.status_context(root)
        self.assertEqual([one.id for one in context.descendants], [reply.id])
        edited = self.ada.status_update(root, "A question to everybody")
        self.assertIn("everybody", edited.content)
        self.assertEqual(len(self.ada.status_history(root)), 2)
        self.assertEqual(self.ada.status_source(root).text, "A question to everybody")
        self.bob.status_delete(reply)
        self.assertEqual(self.ada.status_context(root).descendants, [])

    def test_the_same_key_posts_once(self):
        first, again = (self.ada.status_post("Only once", idempotency_key="the same") for _ in range(2))
        self.assertEqual(first.id, again.id)

    def test_polls(self):
        status = self.ada.status_post("Tea?", poll=self.ada.make_poll(["Yes", "No"], expires_in=600, multiple=False))
        self.bob.poll_vote(status.poll, 0)
        poll = self.ada.poll(status.poll)
        self.assertEqual(([option.votes_count for option in poll.options], poll.votes_count), ([1, 0], 1))

    def test_marks_and_who_made_them(self):
        status = self.ada.status_post("Mark me")
        self.assertTrue(self.bob.status_favourite(status).favourited)
        self.assertTrue(self.bob.status_reblog(status).reblog.reblogged)
        self.assertTrue(self.bob.status_bookmark(status).bookmarked)
        self.assertEqual([one.acct for one in self.ada.status_favourited_by(status)], ["bob"])
        self.assertEqual([one.acct for one in self.ada.status_reblogged_by(status)], ["bob"])
        self.assertEqual(self.bob.favourites()[0].id, status.id)
        self.assertEqual(self.bob.bookmarks()[0].id, status.id)
        self.assertFalse(self.bob.status_unfavourite(status).favourited)

    def test_relations_and_lists(self):
        bob, ada = self.bob.me(), self.ada.me()
        self.assertTrue(self.ada.account_follow(bob).following)
        self.assertEqual([one.acct for one in self.ada.account_following(ada)], ["bob"])
        made = self.ada.list_create("Readers")
        self.ada.list_accounts_add(made, [bob])
        status = self.bob.status_post("For the list")
        self.assertEqual(self.ada.timeline_list(made)[0].id, status.id)
        self.assertEqual([one.title for one in self.ada.account_lists(bob)], ["Readers"])
        self.ada.list_delete(made)
        self.assertEqual(self.ada.lists(), [])
        self.assertTrue(self.ada.account_mute(bob).muting)
        self.assertFalse(self.ada.account_unmute(bob).muting)
        self.assertTrue(self.ada.account_block(bob).blocking)
        self.assertFalse(self.ada.account_unblock(bob).blocking)

    def test_search(self):
        self.ada.account_update_credentials(display_name="Ada the searchable", discoverable=True)
        status = self.ada.status_post("Heliotropes grow here #heliotrope")
        self.assertEqual([one.acct for one in self.bob.account_search("ada")], ["ada"])
        self.assertEqual([one.name for one in self.bob.search_v2("heliotrope", result_type="hashtags").hashtags], ["heliotrope"])
        self.assertEqual([one.id for one in self.ada.search_v2("heliotropes", result_type="statuses").statuses], [status.id])

    def test_filters(self):
        made = self.bob.filter_create("whatever", ["home"], whole_word=True)
        self.assertEqual([one.phrase for one in self.bob.filters()], ["whatever"])
        self.bob.filter_delete(made)
        self.assertEqual(self.bob.filters(), [])

    def test_notifications_markers_and_preferences(self):
        status = self.ada.status_post("Tell me")
        self.bob.status_favourite(status)
        told = self.ada.notifications(types=["favourite"])
        self.assertEqual((told[0].type, told[0].account.acct, told[0].status.id), ("favourite", "bob", status.id))
        self.ada.markers_set(["home"], [status.id])
        self.assertEqual(int(self.ada.markers_get(["home"])["home"].last_read_id), status.id)
        self.assertEqual(self.ada.preferences()["posting:default:visibility"], "public")
        self.ada.notifications_dismiss(told[0])
        self.assertEqual([one for one in self.ada.notifications() if one.id == told[0].id], [])

    def test_paging_with_the_link_header(self):
        for number in range(7):
            self.bob.status_post(f"Page {number}")
        page = self.bob.account_statuses(self.bob.me(), limit=3)
        further = self.bob.fetch_next(page)
        self.assertEqual([len(page), len(further)], [3, 3])
        self.assertGreater(page[-1].id, further[0].id)
        self.assertEqual([one.id for one in self.bob.fetch_previous(further)], [one.id for one in page])

    def test_streams(self):
        heard = Heard()
        handle = self.ada.stream_user(heard, run_async=True, timeout=30)
        try:
            wait_until(handle.is_receiving)
            status = self.bob.status_post("@ada are you listening?")
            self.assertEqual(heard.next("notification").status.id, status.id)
            mine = self.ada.status_post("I am")
            self.assertEqual(heard.next("update").id, mine.id)
            self.ada.status_delete(mine)
            self.assertEqual(int(heard.next("delete")), mine.id)
        finally:
            handle.close()

    def test_the_instance(self):
        instance = self.ada.instance()
        self.assertEqual(instance.uri, self.favilla.domain)
        self.assertTrue(self.ada.stream_healthy())
        self.assertEqual(self.ada.instance_rules(), instance.rules)
        weeks = self.ada.instance_activity()
        self.assertEqual((len(weeks), {weeks[n].week - weeks[n + 1].week for n in range(11)}), (12, {datetime.timedelta(days=7)}))
        self.bob.account_update_credentials(discoverable=True)
        self.assertIn("bob", [one.acct for one in self.ada.directory(order="new", local=True)])

    def test_a_report_and_domain_blocks(self):
        self.ada.report(self.bob.me(), comment="Too loud")
        self.ada.domain_block("loud.example")
        self.assertEqual(self.ada.domain_blocks(), ["loud.example"])
        self.ada.domain_unblock("loud.example")
        self.assertEqual(self.ada.domain_blocks(), [])

    def test_figures_of_the_house(self):
        self.favilla.create_account("boss", role="admin")
        boss = self.client(access_token=self.favilla.create_token("boss", "read admin:read"))
        for trending in (boss.admin_trending_tags, boss.admin_trending_statuses, boss.admin_trending_links):
            self.assertIsInstance(trending(), list)
        tag = self.ada.status_post("Say #figures").tags[0].name
        self.bob.status_reblog(self.ada.status_post("Worth telling"))
        tag = self.favilla.get(f"/api/v1/tags/{tag}").json["id"]
        now = datetime.datetime.now(datetime.timezone.utc)
        days = (now - datetime.timedelta(days=2), now)
        measures = {one.key: one for one in boss.admin_measures(*days, active_users=True, new_users=True, interactions=True, opened_reports=True, resolved_reports=True, tag_accounts=tag,
                                                                tag_uses=tag, tag_servers=tag, instance_accounts="elsewhere.example", instance_statuses="https://elsewhere.example/")}
        self.assertEqual([int(measures[key].total) for key in ("tag_accounts", "tag_uses", "tag_servers", "instance_accounts", "instance_statuses")], [1, 1, 0, 0, 0])
        self.assertGreaterEqual(int(measures["active_users"].total), 2)
        self.assertGreaterEqual(int(measures["new_users"].total), 3)
        self.assertGreaterEqual(int(measures["interactions"].total), 1)
        for one in measures.values():
            self.assertEqual(len(one.data), 3, one.key)
        dimensions = {one.key: one.data for one in boss.admin_dimensions(*days, limit=5, languages=True, sources=True, servers=True, space_usage=True, software_versions=True, tag_servers=tag, tag_languages=tag)}
        self.assertEqual(dimensions["servers"][0].key, self.favilla.domain)
        self.assertEqual([(item.key, int(item.value)) for item in dimensions["tag_servers"]], [(self.favilla.domain, 1)])
        self.assertEqual(dimensions["software_versions"][0].key, "favilla")
        self.assertGreater(int(dimensions["space_usage"][0].value), 0)
        cohorts = boss.admin_retention(*days)
        self.assertEqual((len(cohorts), cohorts[-1].frequency, len(cohorts[0].data)), (3, "day", 3))
        self.assertGreater(cohorts[-1].data[0].rate, 0)

    def test_revoking_ends_the_token(self):
        client = self.signed_in("bob")
        client.revoke_access_token()
        with self.assertRaises(mastodon.MastodonError):
            self.client(access_token=None).account_verify_credentials()

    def test_what_a_profile_shows_and_whom_one_might_follow(self):
        bobs = self.bob.account_verify_credentials().id
        self.ada.account_follow(bobs)
        tag = self.ada.featured_tag_create("lanterns")
        self.assertEqual([one.name for one in self.ada.featured_tags()], ["lanterns"])
        adas = self.ada.account_verify_credentials().id
        self.assertEqual([one.id for one in self.bob.account_featured_tags(adas)], [tag.id])
        self.ada.status_post("Under #harbour")
        self.assertIn("harbour", [one.name for one in self.ada.featured_tag_suggestions()])
        self.ada.featured_tag_delete(tag.id)
        self.assertEqual(self.ada.featured_tags(), [])
        self.assertTrue(self.ada.account_pin(bobs).endorsed)
        self.assertEqual([one.id for one in self.ada.endorsements()], [bobs])
        self.assertFalse(self.ada.account_unpin(bobs).endorsed)
        self.favilla.create_account("known")
        known = self.signed_in("known")
        known.account_update_credentials(discoverable=True)
        self.bob.account_follow(known.account_verify_credentials().id)
        self.assertIn("known", [one.acct for one in self.ada.suggestions()])
        self.ada.suggestion_delete(known.account_verify_credentials().id)
        self.assertNotIn("known", [one.acct for one in self.ada.suggestions()])
        self.assertEqual(self.ada.trending_links(), [])

    def test_announcements(self):
        self.favilla.create_account("herald", role="admin")
        boss = self.favilla.create_token("herald", "admin:read admin:write")
        self.favilla.post("/api/favilla/v1/announcements", {"text": "The harbour opens"}, token=boss)
        announcement = self.ada.announcements()[0]
        self.assertIn("harbour", announcement.content)
        self.ada.announcement_reaction_create(announcement.id, "🎉")
        self.assertEqual([(one.name, one["count"], one.me) for one in self.ada.announcements()[0].reactions], [("🎉", 1, True)])
        self.ada.announcement_reaction_delete(announcement.id, "🎉")
        self.ada.announcement_dismiss(announcement.id)
        self.assertTrue(self.ada.announcements()[0].read)


if __name__ == "__main__":
    unittest.main()
