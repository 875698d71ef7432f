# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two of our own servers, each on its address, as two organisations that never heard of one another."""
import json
import os
import pathlib
import sys
import unittest

import websocket

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import postgres  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402


class TwoServers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.here, cls.there = Favilla().start(), Favilla().start()
        cls.ada, cls.bob, cls.cleo = Person(cls.here, "ada"), Person(cls.there, "bob"), Person(cls.there, "cleo")
        cls.bob.follow(cls.ada)

    @classmethod
    def tearDownClass(cls):
        cls.here.close()
        cls.there.close()

    def test_a_post_reaches_followers_and_the_answer_stands_in_the_same_conversation(self):
        root = self.ada.write("A **spark** for #everyone", language="en")
        seen = self.bob.at_home(root["uri"])
        self.assertEqual(seen["account"]["acct"], self.ada.handle)
        self.assertIn("A **spark** for", seen["content"])
        self.assertEqual((seen["visibility"], seen["language"], seen["url"]), ("public", "en", root["url"]))
        self.assertEqual([tag["name"] for tag in seen["tags"]], ["everyone"])
        self.bob.write(f"@{self.ada.handle} I caught it", in_reply_to_id=seen["id"])
        answers = wait_until(lambda: self.ada.get(f"/api/v1/statuses/{root['id']}/context")["descendants"])
        self.assertEqual(answers[0]["in_reply_to_id"], root["id"])
        self.assertEqual(answers[0]["account"]["acct"], self.bob.handle)
        self.assertIn(("mention", self.bob.handle), self.ada.notifications())
        conversation = self.ada.get(f"/api/favilla/v1/conversations/{answers[0]['conversation_id']}")
        self.assertEqual(conversation["measures"]["comments"], 1)

    def test_whom_a_post_has_reached_is_told_live_to_its_author(self):
        self.there.stop()
        status = self.ada.write("Who has it?")
        self.assertEqual(self.here.get(f"/api/v1/streaming/deliveries?status={status['id']}", token=self.here.create_token("ada", "read:lists")).status, 401)
        stream = websocket.create_connection(f"ws://127.0.0.1:{self.here.port}/api/v1/streaming?stream=deliveries&status={status['id']}&access_token={self.ada.token}", timeout=30)
        self.addCleanup(stream.close)
        self.there.start()
        self.bob.write(f"@{self.ada.handle} I am back")             # its next message ends the pause
        told = {}
        while told.get("delivered") != 1:
            message = json.loads(stream.recv())
            self.assertEqual((message["event"], message["stream"]), ("favilla.deliveries", ["deliveries", status["id"]]))
            told = json.loads(message["payload"])
        self.assertEqual(told, {"status_id": status["id"], "pending": 0, "delivered": 1, "failed": 0, "people": told["people"]})
        self.assertGreaterEqual(told["people"], 1)
        self.bob.at_home(status["uri"])

    def test_a_closed_conversation_is_closed_on_the_other_server_too_until_it_is_opened_again(self):
        root = self.ada.write("Shall we meet on Friday?")
        seen = self.bob.at_home(root["uri"])
        self.bob.write("Gladly", in_reply_to_id=seen["id"])
        wait_until(lambda: self.ada.get(f"/api/v1/statuses/{root['id']}/context")["descendants"])
        there = f"/api/favilla/v1/conversations/{seen['conversation_id']}"

        self.ada.post(f"/api/favilla/v1/conversations/{root['conversation_id']}/close", {"summary": "On Friday"})
        wait_until(lambda: self.bob.get(there)["state"] == "closed")
        refused = self.there.post("/api/v1/statuses", {"status": "And on Saturday?", "in_reply_to_id": seen["id"]}, token=self.bob.token)
        self.assertEqual((refused.status, refused.json["error"]), (403, "This conversation is closed: it takes no more answers."))
        self.ada.post(f"/api/favilla/v1/conversations/{root['conversation_id']}/open")
        wait_until(lambda: self.bob.get(there)["state"] == "open")
        self.assertEqual(self.bob.status(seen)["reply_policy"], "public")
        self.bob.write("Gladly on Friday", in_reply_to_id=seen["id"])
        wait_until(lambda: len(self.ada.get(f"/api/v1/statuses/{root['id']}/context")["descendants"]) == 2)
        # What somebody lets followers answer stays so when it is opened again.
        named = self.ada.write("For whoever follows me", reply_policy="followers")
        seen = self.bob.at_home(named["uri"])
        self.assertEqual(seen["reply_policy"], "followers")
        for act, state in (("close", "closed"), ("open", "open")):
            self.ada.post(f"/api/favilla/v1/conversations/{named['conversation_id']}/{act}")
            wait_until(lambda: self.bob.get(f"/api/favilla/v1/conversations/{seen['conversation_id']}")["state"] == state)
        self.assertEqual(self.bob.status(seen)["reply_policy"], "followers")

    def test_marks_are_sets_that_are_taken_back(self):
        status = self.ada.write("Like me")
        seen = self.bob.at_home(status["uri"])
        for act, undo, count in (("favourite", "unfavourite", "favourites_count"), ("reblog", "unreblog", "reblogs_count")):
            for _ in range(2):                                  # done, taken back, and done again: each has its own address
                self.bob.post(f"/api/v1/statuses/{seen['id']}/{act}")
                wait_until(lambda: self.ada.status(status)[count] == 1)
                self.bob.post(f"/api/v1/statuses/{seen['id']}/{undo}")
                wait_until(lambda: self.ada.status(status)[count] == 0)

    def test_an_edit_and_a_deletion_arrive(self):
        status = self.ada.write("Frist words", spoiler_text="Careful")
        seen = self.bob.at_home(status["uri"])
        self.assertEqual(seen["spoiler_text"], "Careful")
        self.here.put(f"/api/v1/statuses/{status['id']}", {"status": "First words", "spoiler_text": "Careful"}, token=self.ada.token)
        wait_until(lambda: "First words" in self.bob.status(seen)["content"])
        self.assertIsNotNone(self.bob.status(seen)["edited_at"])
        versions = self.bob.get(f"/api/v1/statuses/{seen['id']}/history")
        self.assertEqual([("Frist" in one["content"], "First" in one["content"]) for one in versions], [(True, False), (False, True)])
        self.here.delete(f"/api/v1/statuses/{status['id']}", token=self.ada.token)
        wait_until(lambda: self.there.get(f"/api/v1/statuses/{seen['id']}", token=self.bob.token).status == 404)

    def test_a_private_exchange_stands_in_the_lists_of_both_and_of_nobody_else(self):
        def listed(person):
            return [(sorted(one["acct"] for one in line["accounts"]), line["unread"], line["last_status"]["uri"]) for line in person.get("/api/v1/conversations")]

        self.assertTrue(self.ada.find("@" + self.cleo.handle))
        hello = self.ada.write(f"@{self.cleo.handle} between us", visibility="direct")
        there = wait_until(lambda: [one for one in self.cleo.get("/api/v1/conversations") if one["last_status"]["uri"] == hello["uri"]])[0]
        self.assertEqual(([one["acct"] for one in there["accounts"]], there["unread"]), ([self.ada.handle], True))
        self.assertIn(([self.cleo.handle], False, hello["uri"]), listed(self.ada))
        answer = self.cleo.write(f"@{self.ada.handle} and nobody else", in_reply_to_id=there["last_status"]["id"], visibility="direct")
        wait_until(lambda: ([self.cleo.handle], True, answer["uri"]) in listed(self.ada))
        self.assertIn(([self.ada.handle], False, answer["uri"]), listed(self.cleo))
        self.there.delete(f"/api/v1/statuses/{answer['id']}", token=self.cleo.token)
        wait_until(lambda: [uri for _, _, uri in listed(self.ada)].count(hello["uri"]) == 1)
        self.assertEqual([uri for _, _, uri in listed(self.bob) if uri in (hello["uri"], answer["uri"])], [])

    def test_a_private_post_is_for_followers_and_a_direct_one_for_whom_it_names(self):
        private = self.ada.write("For those who follow", visibility="private")
        self.assertEqual(self.bob.at_home(private["uri"])["visibility"], "private")
        direct = self.ada.write(f"@{self.cleo.handle} only you", visibility="direct") if self.ada.find("@" + self.cleo.handle) else None
        mention = wait_until(lambda: [one for one in self.cleo.get("/api/v1/notifications") if one["type"] == "mention" and one["status"]["uri"] == direct["uri"]])
        self.assertEqual(mention[0]["status"]["visibility"], "direct")
        seen = mention[0]["status"]["id"]
        self.assertEqual(self.there.get(f"/api/v1/statuses/{seen}", token=self.bob.token).status, 404)
        for status in (private, direct):
            answer = self.here.get(status["uri"].removeprefix(f"http://{self.here.domain}"), headers={"Accept": "application/activity+json"})
            self.assertEqual(answer.status, 404)

    def test_a_locked_account_answers_follows_by_hand(self):
        dora = Person(self.here, "dora")
        self.here.patch("/api/v1/accounts/update_credentials", {"locked": True}, token=dora.token)
        account = self.cleo.find("@" + dora.handle)
        self.assertTrue(account["locked"])
        self.cleo.post(f"/api/v1/accounts/{account['id']}/follow")
        asked = wait_until(lambda: dora.get("/api/v1/follow_requests"))
        self.assertEqual(asked[0]["acct"], self.cleo.handle)
        self.assertTrue(self.cleo.relationship(account["id"])["requested"])
        dora.post(f"/api/v1/follow_requests/{asked[0]['id']}/authorize")
        wait_until(lambda: self.cleo.relationship(account["id"])["following"])
        dora.post(f"/api/v1/accounts/{asked[0]['id']}/remove_from_followers")
        wait_until(lambda: not self.cleo.relationship(account["id"])["following"])

    def test_an_unfollow_and_a_block_are_told(self):
        eva, fred = Person(self.here, "eva"), Person(self.there, "fred")
        account = fred.follow(eva)
        follower = wait_until(lambda: eva.get(f"/api/v1/accounts/{eva.get('/api/v1/accounts/verify_credentials')['id']}/followers"))[0]
        fred.post(f"/api/v1/accounts/{account['id']}/unfollow")
        wait_until(lambda: not eva.relationship(follower["id"])["followed_by"])
        fred.post(f"/api/v1/accounts/{account['id']}/follow")
        wait_until(lambda: eva.relationship(follower["id"])["followed_by"])
        eva.post(f"/api/v1/accounts/{follower['id']}/block")
        wait_until(lambda: fred.relationship(account["id"])["blocked_by"])

    def test_a_poll_is_voted_in_from_elsewhere(self):
        status = self.ada.write("Tea?", poll={"options": ["Yes", "No"], "expires_in": 3600})
        seen = self.bob.at_home(status["uri"])
        self.assertEqual([option["title"] for option in seen["poll"]["options"]], ["Yes", "No"])
        self.bob.post(f"/api/v1/polls/{seen['poll']['id']}/votes", {"choices": [0]})
        wait_until(lambda: self.ada.status(status)["poll"]["options"][0]["votes_count"] == 1)
        self.assertEqual(self.ada.status(status)["poll"]["voters_count"], 1)

    def test_a_changed_profile_arrives(self):
        self.here.patch("/api/v1/accounts/update_credentials", {"display_name": "Ada of the sparks", "note": "I light them"}, token=self.ada.token)
        wait_until(lambda: self.bob.find("@" + self.ada.handle)["display_name"] == "Ada of the sparks")
        self.assertIn("I light them", self.bob.find("@" + self.ada.handle)["note"])

    def test_a_quote_is_agreed_to_shown_on_both_sides_and_withdrawn(self):
        quoted = self.ada.write("Quote me if you like", quote_approval_policy="followers")
        seen = self.bob.at_home(quoted["uri"])
        self.assertEqual(seen["quote_approval"], {"automatic": ["followers"], "manual": [], "current_user": "automatic"})
        self.assertEqual(self.cleo.status(seen)["quote_approval"]["current_user"], "denied")
        self.cleo.follow(self.bob)
        quote = self.bob.write("Hear, hear", quoted_status_id=seen["id"])
        self.assertEqual(quote["quote"]["state"], "pending")
        def there():
            return self.bob.status(quote)["quote"]
        wait_until(lambda: there()["state"] == "accepted")
        self.assertEqual(there()["quoted_status"]["uri"], quoted["uri"])
        here = wait_until(lambda: self.ada.get(f"/api/v1/statuses/{quoted['id']}/quotes"))[0]
        self.assertEqual((here["uri"], here["quote"]["state"], here["quote"]["quoted_status"]["id"]), (quote["uri"], "accepted", quoted["id"]))
        self.assertIn(("quote", self.bob.handle), self.ada.notifications())
        self.assertEqual(self.ada.status(quoted)["quotes_count"], 1)
        self.assertIsNone(self.bob.status(quote)["edited_at"])
        # An edit of either side keeps the quote.
        self.here.put(f"/api/v1/statuses/{quoted['id']}", {"status": "Quote me, please"}, token=self.ada.token)
        wait_until(lambda: "please" in there()["quoted_status"]["content"])
        self.assertIn(("quoted_update", self.ada.handle), self.bob.notifications())
        self.there.put(f"/api/v1/statuses/{quote['id']}", {"status": "Hear, hear!"}, token=self.bob.token)
        wait_until(lambda: "hear!" in self.ada.status(here)["content"])
        self.assertEqual(self.ada.status(here)["quote"]["state"], "accepted")
        self.ada.post(f"/api/v1/statuses/{quoted['id']}/quotes/{here['id']}/revoke")
        wait_until(lambda: there() == {"state": "revoked", "quoted_status": None})
        self.assertEqual(self.ada.status(quoted)["quotes_count"], 0)

    def test_a_private_quote_reaches_the_quoted_and_nobody_else_there(self):
        quoted = self.ada.write("For friends of friends")
        seen = self.bob.at_home(quoted["uri"])
        quote = self.bob.write("Among us", quoted_status_id=seen["id"], visibility="private")
        wait_until(lambda: self.bob.status(quote)["quote"]["state"] == "accepted")
        here = wait_until(lambda: self.ada.get(f"/api/v1/statuses/{quoted['id']}/quotes"))[0]
        self.assertEqual((here["uri"], here["visibility"]), (quote["uri"], "private"))
        outsider = Person(self.here, "outsider")
        self.assertEqual(self.here.get(f"/api/v1/statuses/{here['id']}", token=outsider.token).status, 404)
        self.assertEqual(self.ada.status(quoted)["quotes_count"], 0)

    def test_a_quoter_here_of_a_post_here_is_believed_there(self):
        self.bob.follow(self.ada)
        dan = Person(self.here, "dan")
        quoted = dan.write("Only known here")
        quote = self.ada.write("Look what dan wrote", quoted_status_id=quoted["id"])
        seen = self.bob.at_home(quote["uri"])
        wait_until(lambda: self.bob.status(seen)["quote"]["state"] == "accepted")
        self.assertEqual(self.bob.status(seen)["quote"]["quoted_status"]["uri"], quoted["uri"])
        dan.post(f"/api/v1/statuses/{quoted['id']}/quotes/{quote['id']}/revoke")
        wait_until(lambda: (self.bob.status(seen)["quote"] or {"state": "revoked"})["state"] == "revoked")
        self.assertNotIn("Only known here", self.there.get(f"/api/v1/statuses/{seen['id']}", token=self.bob.token).text)

    def test_an_old_post_is_found_by_its_address(self):
        root = self.ada.write("An old question")
        reply = self.ada.write("and its answer", in_reply_to_id=root["id"])
        for address in (reply["uri"], reply["url"]):
            found = self.cleo.get("/api/v2/search", {"q": address, "resolve": "true"})["statuses"]
            self.assertEqual([one["uri"] for one in found], [reply["uri"]], address)
        thread = self.cleo.get(f"/api/v1/statuses/{found[0]['id']}/context")
        self.assertEqual([one["uri"] for one in thread["ancestors"]], [root["uri"]])

    def test_what_was_sent_while_the_other_was_down_arrives_once_it_is_back(self):
        self.there.stop()
        missed = self.ada.write("Are you there?")
        self.there.start()
        # Its next word to us ends the pause, so nobody waits for the next attempt.
        self.bob.write(f"@{self.ada.handle} back again")
        self.assertEqual(self.bob.at_home(missed["uri"])["content"], missed["content"])
        self.assertEqual(len([one for one in self.bob.home() if one["uri"] == missed["uri"]]), 1)

    def test_a_follow_that_nobody_took_for_a_week_is_asked_no_more_and_can_be_asked_anew(self):
        gina, hugo = Person(self.there, "gina"), Person(self.here, "hugo")
        account = hugo.find("@" + gina.handle)["id"]
        self.there.stop()
        hugo.post(f"/api/v1/accounts/{account}/follow")
        self.assertTrue(hugo.relationship(account)["requested"])
        self.here.stop()
        self.here.execute(f"UPDATE deliveries SET created_at = created_at - {8 * 86400000} WHERE state = 'waiting'", "UPDATE jobs SET run_at = 1")
        self.here.start()
        wait_until(lambda: not hugo.relationship(account)["requested"])
        self.assertFalse(hugo.relationship(account)["following"])
        self.there.start()
        gina.write(f"@{hugo.handle} I am back")                    # its next word to us ends the pause
        hugo.post(f"/api/v1/accounts/{account}/follow")
        wait_until(lambda: hugo.relationship(account)["following"])

    def test_the_author_sees_whom_a_post_reached_while_the_other_is_down_and_after(self):
        self.there.stop()
        status = self.ada.write("Who reads this?")
        path = f"/api/favilla/v1/statuses/{status['id']}/deliveries"
        waiting = wait_until(lambda: [one for one in self.ada.get(path)["destinations"] if one["attempts"] > 0])[0]
        self.assertEqual((waiting["host"], waiting["state"], waiting["people"]), (self.there.domain, "pending", 1))
        self.assertEqual(waiting["reason"], "Nobody answers at its address.")
        self.assertGreater(waiting["next_try_at"], status["created_at"])
        self.there.start()
        self.bob.write(f"@{self.ada.handle} here again")
        wait_until(lambda: self.ada.get(path)["totals"] == {"pending": 0, "delivered": 1, "failed": 0, "people": 1})
        stranger = Person(self.here, "curious")
        self.assertEqual(self.here.get(path, token=stranger.token).status, 404)

    @unittest.skipIf(os.environ.get(postgres.VARIABLE), "there a job of a process that died is taken over after its lease, ten minutes")
    def test_nothing_is_lost_when_the_plug_is_pulled_between_accepting_and_sending(self):
        written = [self.ada.write(f"Before the plug {n}")["uri"] for n in range(20)]
        self.here.kill()
        self.here.start()
        for uri in written:
            self.bob.at_home(uri)
        home = [one["uri"] for one in self.bob.home()]
        self.assertEqual(len(home), len(set(home)))


if __name__ == "__main__":
    unittest.main()
