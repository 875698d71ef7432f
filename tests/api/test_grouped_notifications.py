# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notifications put together, and those that are kept back until one agrees: what was done is read back, by whom it concerns and by nobody else."""
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

V1, V2 = "/api/v1/notifications", "/api/v2/notifications"
REQUESTS = V1 + "/requests"


class Case(ApiCase):
    scopes = "read write follow push admin:read admin:write"

    def get(self, who, path, query=None, kind=None, status=200):
        answer = self.server.get(path, query, token=who.token)
        self.assertEqual(answer.status, status, f"{path} {answer.text}")
        if kind:
            self.assertEqual(schema.check(answer.json, kind), [], path)
        return answer.json

    def send(self, who, method, path, body=None, status=200):
        answer = self.server.request(method, path, {} if body is None else body, token=who.token)
        self.assertEqual(answer.status, status, f"{method} {path} {answer.text}")
        return answer.json

    def groups(self, who, **query):
        return self.get(who, V2, query, "GroupedNotificationsResults")

    def favourite(self, status, *people):
        for who in people:
            who.post(f"/api/v1/statuses/{status['id']}/favourite")

    def silence(self, who):
        self.server.post(f"/api/v1/admin/accounts/{who.id}/action", {"type": "silence"}, token=self.boss)

    def follow(self, who, whom):
        who.post(f"/api/v1/accounts/{whom.id}/follow")

    def policy(self, who, **change):
        return self.send(who, "PATCH", V2 + "/policy", change)


class Grouped(Case):
    def test_what_tells_the_same_stands_together(self):
        ada, *friends = (self.person(name) for name in ("ada", "bob", "cleo", "dora"))
        one, two = ada.write("One"), ada.write("Two")
        self.favourite(one, *friends)
        self.favourite(two, friends[0])
        friends[1].write(f"@{ada.name} hello")
        found = self.groups(ada)
        self.assertEqual([(group["type"], group["notifications_count"]) for group in found["notification_groups"]], [("mention", 1), ("favourite", 1), ("favourite", 3)])
        mention, _, many = found["notification_groups"]
        self.assertEqual(mention["group_key"], f"ungrouped-{mention['most_recent_notification_id']}")
        self.assertRegex(many["group_key"], rf"^favourite-{one['id']}-\d+$")
        self.assertEqual((many["status_id"], many["sample_account_ids"]), (one["id"], [who.id for who in reversed(friends)]))
        self.assertEqual({status["id"] for status in found["statuses"]}, {one["id"], two["id"], mention["status_id"]})
        self.assertEqual({account["id"] for account in found["accounts"]}, {who.id for who in friends})
        ids = sorted((item["id"] for item in self.get(ada, V1, kind="Notification[]") if item["group_key"] == many["group_key"]), key=int)
        self.assertEqual((many["page_min_id"], many["page_max_id"], many["most_recent_notification_id"]), (ids[0], ids[-1], ids[-1]))

    def test_follows_stand_together_and_boosts_do(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        status = ada.write("Pass me on")
        for who in (bob, cleo):
            self.follow(who, ada)
            who.post(f"/api/v1/statuses/{status['id']}/reblog")
        found = self.groups(ada)["notification_groups"]
        self.assertEqual({group["type"]: group["notifications_count"] for group in found}, {"follow": 2, "reblog": 2})
        apart = self.groups(ada, **{"grouped_types[]": "reblog"})["notification_groups"]
        self.assertEqual(sorted((group["type"], group["notifications_count"]) for group in apart), [("follow", 1), ("follow", 1), ("reblog", 2)])
        only = self.groups(ada, **{"types[]": "follow"})["notification_groups"]
        self.assertEqual([group["type"] for group in only], ["follow"])
        self.assertEqual([group["type"] for group in self.groups(ada, **{"exclude_types[]": "follow"})["notification_groups"]], ["reblog"])
        mine = self.groups(ada, account_id=bob.id)["notification_groups"]
        self.assertEqual(len(mine), 2)

    def test_only_the_newest_face_is_told_whole_where_that_is_asked(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.favourite(ada.write("Look"), bob, cleo)
        found = self.groups(ada, expand_accounts="partial_avatars")
        self.assertEqual([account["id"] for account in found["accounts"]], [cleo.id])
        self.assertEqual([(account["id"], account["acct"]) for account in found["partial_accounts"]], [(bob.id, bob.name)])
        self.assertNotIn("note", found["partial_accounts"][0])
        self.assertNotIn("partial_accounts", self.groups(ada, expand_accounts="full"))
        self.assertIn("expand_accounts", self.get(ada, V2, {"expand_accounts": "some"}, "Error", 422)["error"])

    def test_one_group_its_people_and_its_end(self):
        ada, *friends = (self.person(name) for name in ("ada", "bob", "cleo", "dora"))
        self.favourite(ada.write("Look"), *friends)
        key = self.groups(ada)["notification_groups"][0]["group_key"]
        shown = self.get(ada, f"{V2}/{key}", kind="GroupedNotificationsResults")
        self.assertEqual([(group["group_key"], group["notifications_count"]) for group in shown["notification_groups"]], [(key, 3)])
        answer = self.server.get(f"{V2}/{key}/accounts", {"limit": 2}, token=ada.token)
        self.assertEqual(schema.check(answer.json, "Account[]"), [])
        self.assertEqual([one["id"] for one in answer.json], [friends[2].id, friends[1].id])
        behind = re.search(r"max_id=(\d+)", answer.headers["link"])[1]
        self.assertEqual([one["id"] for one in self.get(ada, f"{V2}/{key}/accounts", {"max_id": behind})], [friends[0].id])
        # It is nobody else's.
        self.get(friends[0], f"{V2}/{key}", status=404)
        self.assertEqual(self.get(friends[0], f"{V2}/{key}/accounts"), [])
        self.send(friends[0], "POST", f"{V2}/{key}/dismiss", status=404)
        self.assertEqual(self.send(ada, "POST", f"{V2}/{key}/dismiss"), {})
        self.get(ada, f"{V2}/{key}", kind="Error", status=404)
        self.assertEqual(self.groups(ada)["notification_groups"], [])

    def test_what_stands_alone_has_a_key_as_well(self):
        ada, bob = self.person("ada"), self.person("bob")
        bob.write(f"@{ada.name} hello")
        group = self.groups(ada)["notification_groups"][0]
        self.assertEqual(self.get(ada, f"{V2}/{group['group_key']}")["notification_groups"][0]["status_id"], group["status_id"])
        self.assertEqual([one["id"] for one in self.get(ada, f"{V2}/{group['group_key']}/accounts")], [bob.id])
        self.send(ada, "POST", f"{V2}/{group['group_key']}/dismiss")
        self.assertEqual(self.get(ada, V1), [])

    def test_pages_and_what_is_unread(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        for n in range(5):
            self.favourite(ada.write(f"Post {n}"), bob, cleo)
        count = V2 + "/unread_count"
        self.assertEqual(self.get(ada, count), {"count": 5})
        self.assertEqual(self.get(ada, count, {"limit": 3}), {"count": 3})
        self.assertEqual(self.get(ada, count, {"grouped_types[]": "follow"}), {"count": 10})
        self.assertEqual(self.get(ada, V1 + "/unread_count"), {"count": 10})
        seen, query = [], {"limit": 2}
        for _ in range(4):
            answer = self.server.get(V2, query, token=ada.token)
            seen += [group["group_key"] for group in answer.json["notification_groups"]]
            further = re.search(r"max_id=(\d+)[^>]*>; rel=\"next\"", answer.headers.get("link", ""))
            if not further:
                break
            query = {"limit": 2, "max_id": further[1]}
        self.assertEqual(len(set(seen)), 5)
        first = self.groups(ada, limit=1)["notification_groups"][0]
        newer = self.groups(ada, min_id=self.get(ada, V1)[-1]["id"], limit=2)["notification_groups"]
        self.assertEqual(len(newer), 2)
        self.assertNotIn(first["group_key"], [group["group_key"] for group in newer])
        self.send(ada, "POST", "/api/v1/markers", {"notifications": {"last_read_id": first["most_recent_notification_id"]}})
        self.assertEqual(self.get(ada, count), {"count": 0})
        self.assertEqual(self.send(ada, "POST", V2 + "/clear"), {})
        self.assertEqual(self.groups(ada)["notification_groups"], [])

    def test_a_kind_that_an_app_does_not_know_is_told_in_words(self):
        ada, bob = self.person("ada"), self.person("bob")
        self.favourite(ada.write("Look"), bob)
        for path, found in ((V1, lambda answer: answer[0]), (V2, lambda answer: answer["notification_groups"][0])):
            self.assertIn(bob.name, found(self.get(ada, path, {"supported_types[]": "mention"}))["fallback"]["title"])
            self.assertNotIn("fallback", found(self.get(ada, path, {"supported_types[]": "favourite"})))
            self.assertNotIn("fallback", found(self.get(ada, path)))


class KeptBack(Case):
    def requests(self, who):
        return [one["account"]["id"] for one in self.get(who, REQUESTS, kind="NotificationRequest[]")]

    def told(self, who, **query):
        return [(one["type"], one["account"]["id"]) for one in self.get(who, V1, query)]

    def test_a_policy_is_what_was_chosen(self):
        ada = self.person("ada")
        first = self.get(ada, V2 + "/policy", kind="NotificationPolicy")
        self.assertEqual((first["for_limited_accounts"], first["for_not_following"], first["summary"]), ("filter", "accept", {"pending_requests_count": 0, "pending_notifications_count": 0}))
        changed = self.policy(ada, for_not_following="drop", for_new_accounts="filter")
        self.assertEqual(schema.check(changed, "NotificationPolicy"), [])
        self.assertEqual(changed, {**first, "for_not_following": "drop", "for_new_accounts": "filter"})
        self.assertEqual(self.get(ada, V2 + "/policy"), changed)
        self.assertEqual(self.get(self.person("bob"), V2 + "/policy"), first)
        self.assertIn("for_not_followers", self.send(ada, "PATCH", V2 + "/policy", {"for_not_followers": "perhaps", "for_new_accounts": "accept"}, 422)["error"])
        self.assertEqual(self.get(ada, V2 + "/policy"), changed)
        old = self.get(ada, V1 + "/policy", kind="V1::NotificationPolicy")
        self.assertEqual((old["filter_not_following"], old["filter_new_accounts"], old["filter_not_followers"]), (True, True, False))
        # An old app that changes one thing leaves what it does not know.
        self.send(ada, "PUT", V1 + "/policy", {"filter_not_following": True, "filter_not_followers": True, "filter_new_accounts": False})
        self.assertEqual(self.get(ada, V2 + "/policy"), {**changed, "for_not_followers": "filter", "for_new_accounts": "accept"})

    def test_what_is_kept_back_waits_until_it_is_accepted(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.follow(ada, cleo)
        self.policy(ada, for_not_following="filter")
        status = ada.write("Look")
        self.favourite(status, bob, cleo)
        words = bob.write(f"@{ada.name} hello")
        self.assertEqual(self.told(ada), [("favourite", cleo.id)])
        self.assertEqual(self.told(ada, include_filtered="true"), [("mention", bob.id), ("favourite", cleo.id), ("favourite", bob.id)])
        self.assertEqual(self.told(ada, account_id=bob.id), [("mention", bob.id), ("favourite", bob.id)])
        self.assertTrue(self.get(ada, V1, {"account_id": bob.id})[0]["filtered"])
        self.assertEqual(self.groups(ada)["notification_groups"][0]["notifications_count"], 1)
        self.assertEqual(self.get(ada, V1 + "/unread_count"), {"count": 1})
        self.assertEqual(self.get(ada, V2 + "/policy")["summary"], {"pending_requests_count": 1, "pending_notifications_count": 2})
        (kept,) = self.get(ada, REQUESTS, kind="NotificationRequest[]")
        self.assertEqual((kept["account"]["id"], kept["notifications_count"], kept["last_status"]["id"]), (bob.id, "2", words["id"]))
        self.assertEqual(self.get(ada, f"{REQUESTS}/{kept['id']}", kind="NotificationRequest"), kept)
        # It is hers alone.
        self.get(bob, f"{REQUESTS}/{kept['id']}", kind="Error", status=404)
        for act in ("accept", "dismiss"):
            self.send(bob, "POST", f"{REQUESTS}/{kept['id']}/{act}", status=404)
        self.assertEqual(self.send(ada, "POST", f"{REQUESTS}/{kept['id']}/accept"), {})
        self.assertEqual(self.get(ada, REQUESTS + "/merged"), {"merged": True})
        self.assertEqual(self.told(ada), [("mention", bob.id), ("favourite", cleo.id), ("favourite", bob.id)])
        self.assertEqual(self.requests(ada), [])
        self.get(ada, f"{REQUESTS}/{kept['id']}", status=404)
        bob.write(f"@{ada.name} and now?")
        self.assertEqual(self.told(ada)[0], ("mention", bob.id))

    def test_what_is_dismissed_is_gone_and_the_next_asks_anew(self):
        ada, bob = self.person("ada"), self.person("bob")
        self.policy(ada, for_not_following="filter")
        bob.write(f"@{ada.name} hello")
        (kept,) = self.get(ada, REQUESTS)
        self.assertEqual(self.send(ada, "POST", f"{REQUESTS}/{kept['id']}/dismiss"), {})
        self.assertEqual((self.requests(ada), self.told(ada, include_filtered="true")), ([], []))
        bob.write(f"@{ada.name} hello again")
        self.assertEqual(self.requests(ada), [bob.id])

    def test_many_are_answered_at_once_or_none(self):
        ada, *others = (self.person(name) for name in ("ada", "bob", "cleo", "dora"))
        self.policy(ada, for_not_following="filter")
        for who in others:
            who.write(f"@{ada.name} hello")
        ids = [one["id"] for one in self.get(ada, REQUESTS)]
        self.assertEqual([one["id"] for one in self.get(ada, REQUESTS, {"limit": 1, "max_id": ids[0]})], [ids[1]])
        self.send(ada, "POST", REQUESTS + "/accept", {"id": [ids[0], "1"]}, 404)
        self.assertEqual(len(self.requests(ada)), 3)
        self.assertEqual(self.send(ada, "POST", REQUESTS + "/accept", {"id": ids[:2]}), {})
        self.assertEqual(sorted(self.told(ada)), sorted([("mention", others[1].id), ("mention", others[2].id)]))
        self.assertEqual(self.send(ada, "POST", REQUESTS + "/dismiss", {"id": ids[2:]}), {})
        self.assertEqual(self.requests(ada), [])

    def test_what_is_dropped_is_never_told(self):
        ada, bob = self.person("ada"), self.person("bob")
        self.policy(ada, for_not_following="drop", for_not_followers="filter")
        bob.write(f"@{ada.name} hello")
        self.assertEqual((self.told(ada, include_filtered="true"), self.requests(ada)), ([], []))

    def test_each_wish_screens_whom_it_names(self):
        for wish, make, heard in (
            ("for_not_followers", lambda ada, bob: self.follow(ada, bob), lambda ada, bob: None),
            ("for_new_accounts", lambda ada, bob: None, lambda ada, bob: self.follow(ada, bob)),
            ("for_limited_accounts", lambda ada, bob: self.silence(bob), lambda ada, bob: self.follow(ada, bob)),
            ("for_bots", lambda ada, bob: self.send(bob, "PATCH", "/api/v1/accounts/update_credentials", {"bot": True}), lambda ada, bob: self.follow(ada, bob)),
        ):
            with self.subTest(wish):
                ada, bob = self.person("ada"), self.person("bob")
                make(ada, bob)
                self.policy(ada, **{wish: "filter"})
                bob.write(f"@{ada.name} hello")
                self.assertEqual((self.told(ada), self.requests(ada)), ([], [bob.id]), wish)
                heard(ada, bob)
                bob.write(f"@{ada.name} hello again")
                self.assertEqual(self.told(ada), [] if wish == "for_not_followers" else [("mention", bob.id)], wish)

    def test_a_private_word_is_kept_back_unless_it_answers(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.policy(ada, for_private_mentions="filter")
        bob.write(f"@{ada.name} psst", visibility="direct")
        question = ada.write(f"@{cleo.name} a word?", visibility="direct")
        cleo.write(f"@{ada.name} yes", visibility="direct", in_reply_to_id=question["id"])
        bob.write(f"@{ada.name} in the open")
        self.assertEqual(self.told(ada), [("mention", bob.id), ("mention", cleo.id)])
        self.assertEqual(self.requests(ada), [bob.id])

    def test_whoever_is_blocked_or_muted_asks_for_nothing(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.policy(ada, for_not_following="filter")
        for who in (bob, cleo):
            who.write(f"@{ada.name} hello")
        ada.post(f"/api/v1/accounts/{bob.id}/block")
        ada.post(f"/api/v1/accounts/{cleo.id}/mute")
        self.assertEqual(self.requests(ada), [])
        self.assertEqual(self.get(ada, V2 + "/policy")["summary"], {"pending_requests_count": 0, "pending_notifications_count": 0})

    def test_a_request_whose_words_were_taken_back_is_gone(self):
        ada, bob = self.person("ada"), self.person("bob")
        self.policy(ada, for_not_following="filter")
        words = bob.write(f"@{ada.name} hello")
        self.send(bob, "DELETE", f"/api/v1/statuses/{words['id']}")
        self.assertEqual(self.requests(ada), [])

    def test_without_the_scope_nothing_is_told(self):
        self.server.create_account(name := self.name())
        token = self.server.create_token(name, "read:statuses write:statuses")
        for method, path in (("GET", V2), ("GET", V2 + "/policy"), ("PATCH", V2 + "/policy"), ("GET", REQUESTS), ("POST", REQUESTS + "/accept"), ("GET", V2 + "/unread_count")):
            self.assertEqual(self.server.request(method, path, None if method == "GET" else {}, token=token).status, 403, path)
            self.assertEqual(self.server.request(method, path, None if method == "GET" else {}).status, 401, path)


if __name__ == "__main__":
    unittest.main()
