# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other tools that are told what happens on a desk, from outside: what they are sent, signed and in order, what becomes of one that does not take it, and
that nothing is told that is not public."""
import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.desk_case import API, PAGES, DeskCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.hook_receiver import HookReceiver, signature  # noqa: E402


class DeskWebhooks(DeskCase):
    def setUp(self):
        super().setUp()
        self.tool = self.enterContext(HookReceiver())

    def hooks(self, who=None, code=200):
        return self.ask("GET", f"{PAGES}/{self.page}/webhooks", who or self.boss, status=code)

    def make(self, address=None, who=None, code=200, **more):
        return self.ask("POST", f"{PAGES}/{self.page}/webhooks", who or self.boss, {"address": address or self.tool.url, **more}, code)

    def on(self, hook, act, code=200, who=None):
        return self.ask("POST", f"{PAGES}/{self.page}/webhooks/{hook['id']}/{act}", who or self.boss, {}, code)

    def last(self, hook):
        return next(one for one in self.hooks()["webhooks"] if one["id"] == hook["id"])

    def test_what_happens_is_told_in_order_signed_and_without_a_word(self):
        ada, bob, mario = self.person("ada"), self.person("bob"), self.person("mario")
        self.invite(mario, "moderator")
        hook = self.make()
        self.assertNotIn("secret", self.hooks()["webhooks"][0])
        asked = ada.write(f"@{self.handle} when do you open, by the way?")
        item = self.only()
        self.act("take", item)
        self.act("hand_over", item, to=self.moira.id)
        self.answer(item, f"@{ada.name} tomorrow at nine", who=self.moira)
        private = bob.write(f"@{self.handle} a secret of mine", visibility="direct")
        self.act("note", *self.items(), text="A note for colleagues")
        self.act("none_needed", *self.items(), text="Known already")

        told = self.tool.wait_for(7)
        self.assertEqual([one["event"] for one in told], ["came", "taken", "handed_over", "settled", "answered", "came", "settled"])
        first = told[0]
        self.assertEqual(set(first), {"id", "event", "created_at", "page", "item"})
        self.assertEqual(first["page"], {"id": self.page, "name": self.handle})
        self.assertEqual({key: first["item"][key] for key in ("id", "kind", "conversation_id", "status_id", "waiting", "since", "due_at", "turn", "url")},
                         {"id": item["id"], "kind": "mention", "conversation_id": item["conversation_id"], "status_id": asked["id"], "waiting": 1, "since": item["since"], "due_at": item["due_at"], "turn": 0, "url": asked["url"]})
        self.assertEqual((told[5]["item"]["kind"], told[5]["item"]["status_id"], told[5]["item"]["url"]), ("message", private["id"], None))
        ids = [one["id"] for one in told]
        self.assertEqual(ids, sorted(ids, key=int))
        self.assertEqual([one["created_at"] for one in told], sorted(one["created_at"] for one in told))
        for _, path, headers, body in self.tool.heard:
            self.assertEqual((path, headers["content-type"], headers["favilla-delivery"], headers["favilla-event"]), ("/hook", "application/json", json.loads(body)["id"], json.loads(body)["event"]))
            self.assertEqual(headers["favilla-signature"], signature(hook["secret"], headers, body))
            self.assertNotEqual(headers["favilla-signature"], signature("another", headers, body))
            self.assertLess(abs(int(headers["favilla-timestamp"]) - time.time()), 60)
            # Neither what somebody said nor who they are (but in the address of what is public), nor what the team says to itself.
            for word in ("by the way", "nine", "secret", "colleagues", "Known", bob.name, self.moira.name, "boss"):
                self.assertNotIn(word.encode(), body)
        # Reports are told to nobody.
        self.server.request("POST", "/api/v1/reports", {"account_id": bob.id, "status_ids": [], "comment": "x"}, token=ada.token)
        self.on(hook, "trial")
        self.assertEqual([(one["event"], one["item"]) for one in self.tool.wait_for(8)[7:]], [("trial", None)])
        wait_until(lambda: all(one["taken"] for one in self.last(hook)["deliveries"]))
        shown = self.last(hook)["deliveries"]
        self.assertEqual([one["event"] for one in shown], ["trial", "settled", "came", "answered", "settled", "handed_over", "taken", "came"])
        self.assertEqual({(one["tries"], one["status"], one["error"]) for one in shown}, {(1, 200, None)})
        # Taken away, it hears nothing more.
        self.ask("DELETE", f"{PAGES}/{self.page}/webhooks/{hook['id']}", self.boss)
        ada.write(f"@{self.handle} still there?")
        other = self.make()
        self.on(other, "trial")
        self.assertEqual(self.tool.wait_for(9)[8]["event"], "trial")
        log = [one["act"] for one in self.ask("GET", f"{PAGES}/{self.page}/log", self.boss)]
        self.assertEqual([act for act in log if act.endswith("_webhook")], ["make_webhook", "remove_webhook", "make_webhook"])

    def test_one_hears_of_the_events_it_was_made_for(self):
        ada = self.person("ada")
        for wrong in (["came", "gone"], ["trial"], [""], "everything", {"came": True}, [{"a": 1}]):
            refused = self.make(code=422, events=wrong)["error"]
            self.assertIn("came, taken, handed_over, settled, answered, deadline_missed", refused, wrong)
        self.assertEqual(self.hooks()["webhooks"], [])
        hook = self.make(events=["answered", "came", "came"])
        self.assertEqual((hook["events"], self.last(hook)["events"]), (["came", "answered"], ["came", "answered"]))
        ada.write(f"@{self.handle} when do you open?")
        item = self.only()
        self.act("take", item)
        self.answer(item, f"@{ada.name} at nine")
        self.on(hook, "trial")
        self.assertEqual([one["event"] for one in self.tool.wait_for(3)], ["came", "answered", "trial"])
        self.assertEqual([one["event"] for one in self.last(hook)["deliveries"]], ["trial", "answered", "came"])
        # None said is all, as is an empty list.
        self.assertEqual([self.make(f"{self.tool.url}/{number}", **more)["events"] for number, more in enumerate(({}, {"events": []}))], [[], []])

    def test_of_what_it_is_told_can_be_chosen_anew(self):
        ada, bob, eddie = self.person("ada"), self.person("bob"), self.person("eddie")
        self.invite(eddie, "editor")
        hook = self.make(events=["taken"])
        place = f"{PAGES}/{self.page}/webhooks/{hook['id']}"
        ada.write(f"@{self.handle} when do you open?")
        item = self.only()
        for wrong in ({"events": ["came", "gone"]}, {"events": ["trial"]}, {"events": "everything"}, {"events": {"came": True}}):
            self.assertIn("came, taken, handed_over, settled, answered, deadline_missed", self.ask("PUT", place, self.boss, wrong, 422)["error"], wrong)
        self.assertIn("an empty list", self.ask("PUT", place, self.boss, {}, 422)["error"])
        self.assertIn("The address", self.ask("PUT", place, self.boss, {"address": f"{self.tool.url}/other", "events": []}, 422)["error"])
        self.assertEqual(self.last(hook)["events"], ["taken"])
        changed = self.ask("PUT", place, eddie, {"address": hook["address"], "events": ["answered", "came"]})
        self.assertEqual((changed["events"], self.last(hook)["events"], changed["id"]), (["came", "answered"], ["came", "answered"], hook["id"]))
        self.assertNotIn("secret", changed)
        self.act("take", item)
        self.answer(item, f"@{ada.name} at nine")
        self.assertEqual([one["event"] for one in self.tool.wait_for(1)], ["answered"])
        # Signed with the secret that it had.
        _, _, headers, body = self.tool.heard[0]
        self.assertEqual(headers["favilla-signature"], signature(hook["secret"], headers, body))
        self.assertEqual(self.ask("PUT", place, self.boss, {"events": []})["events"], [])
        self.ask("PUT", place, self.boss, {"events": []})  # no other choice: nothing to write down
        bob.write(f"@{self.handle} and on Sunday?")
        self.act("take", self.only())
        self.assertEqual([one["event"] for one in self.tool.wait_for(3)], ["answered", "came", "taken"])
        log = [one["act"] for one in self.ask("GET", f"{PAGES}/{self.page}/log", self.boss)]
        self.assertEqual([act for act in log if act.endswith("_webhook")], ["change_webhook", "change_webhook", "make_webhook"])
        for who, code in ((self.person("hanna"), 404), (self.moira, 403)):
            self.ask("PUT", place, who, {"events": []}, code)
        other = self.ask("POST", PAGES, self.boss, {"name": self.name("page"), "title": "Another"})["id"]
        self.ask("PUT", f"{PAGES}/{other}/webhooks/{hook['id']}", self.boss, {"events": []}, 404)

    def test_what_fails_is_tried_again_and_those_behind_it_wait(self):
        ada, bob = self.person("ada"), self.person("bob")
        hook = self.make()
        self.tool.answers = [302]
        ada.write(f"@{self.handle} one")
        bob.write(f"@{self.handle} two")
        told = self.tool.wait_for(2)
        self.assertEqual([one["event"] for one in told], ["came", "came"])
        self.assertLess(int(told[0]["id"]), int(told[1]["id"]))
        self.assertEqual([status for status, *_ in self.tool.heard], [302, 200, 200])
        # It is the same each time, signed anew; a redirect leads nowhere.
        bodies = [body for _, _, _, body in self.tool.heard]
        self.assertEqual(bodies[:2], [bodies[0]] * 2)
        stamps = [int(headers["favilla-timestamp"]) for _, _, headers, _ in self.tool.heard]
        self.assertGreaterEqual(stamps[1] - stamps[0], 1)
        for _, _, headers, body in self.tool.heard:
            self.assertEqual(headers["favilla-signature"], signature(hook["secret"], headers, body))
        wait_until(lambda: all(one["taken"] for one in self.last(hook)["deliveries"]))
        self.assertEqual([(one["tries"], one["status"]) for one in self.last(hook)["deliveries"]], [(1, 200), (2, 200)])
        self.assertIsNone(self.last(hook)["failing_since"])

    def test_one_that_is_gone_is_switched_off_and_the_team_hears_of_it(self):
        ada = self.person("ada")
        hook = self.make()
        self.tool.answers = [410]
        ada.write(f"@{self.handle} one")
        wait_until(lambda: self.last(hook)["ended_at"])
        self.assertEqual((self.last(hook)["ended_why"], self.last(hook)["deliveries"][0]["status"]), ("gone", 410))
        self.assertIn("webhook_ended", [one["act"] for one in self.ask("GET", f"{PAGES}/{self.page}/log", self.moira)])
        self.on(hook, "trial", 409)
        ada.write(f"@{self.handle} two")
        self.assertEqual(len(self.tool.heard), 1)
        self.on(hook, "resume")
        self.on(hook, "trial")
        self.assertEqual([one["event"] for one in self.tool.wait_for(1)], ["trial"])

    def test_nobody_at_the_address_is_told_with_a_reason(self):
        with HookReceiver() as away:
            address = away.url
        hook = self.make(address)
        self.on(hook, "trial")
        wait_until(lambda: self.last(hook)["deliveries"][0]["tries"])
        shown = self.last(hook)
        self.assertEqual((shown["deliveries"][0]["error"], shown["deliveries"][0]["status"]), ("Nobody answers at its address.", None))
        self.assertIsNotNone(shown["failing_since"])
        self.assertIsNone(shown["ended_at"])

    def test_who_keeps_the_page_makes_a_few_of_them(self):
        hanna, eddie = self.person("hanna"), self.person("eddie")
        self.invite(eddie, "editor")
        for who, code in ((hanna, 404), (self.moira, 403)):
            self.hooks(who, code)
            self.make(who=who, code=code)
        hook = self.make(who=eddie)
        for who, code in ((hanna, 404), (self.moira, 403)):
            self.on(hook, "trial", code, who)
            self.on(hook, "resume", code, who)
            self.ask("DELETE", f"{PAGES}/{self.page}/webhooks/{hook['id']}", who, status=code)
        for address in ("", "ftp://example.org/", "not an address", "https://somebody@example.org/"):
            self.make(address or " ", code=422)
        self.make(code=409)  # once for each address
        for number in range(4):
            self.make(f"{self.tool.url}/{number}")
        self.make(f"{self.tool.url}/more", code=409)
        self.assertEqual((self.hooks()["most"], len(self.hooks()["webhooks"])), (5, 5))
        # Of another page it is none.
        other = self.ask("POST", PAGES, self.boss, {"name": self.name("page"), "title": "Another"})["id"]
        self.ask("DELETE", f"{PAGES}/{other}/webhooks/{hook['id']}", self.boss, status=404)

    def test_it_lies_sealed_and_what_was_on_its_way_goes_on_after_the_plug_was_pulled(self):
        ada = self.person("ada")
        hook = self.make()
        self.tool.answers = [503]
        ada.write(f"@{self.handle} before")
        wait_until(lambda: len(self.tool.heard) == 1)
        self.server.kill()
        self.server.start()
        self.assertEqual([one["event"] for one in self.tool.wait_for(1)], ["came"])
        files = [path.read_bytes() for path in pathlib.Path(self.server.data).glob("favilla.db*")]
        self.assertFalse(any(hook["secret"].encode() in content for content in files))


class OutsideOfTests(unittest.TestCase):
    def test_an_address_without_https_is_refused(self):
        with Favilla(testing=False) as server:
            server.create_account("boss", role="admin")
            token = server.create_token("boss", "read write follow push")
            page = server.request("POST", PAGES, {"name": "lantern", "title": "Lantern"}, token=token).json["id"]
            asked = lambda address: server.request("POST", f"{PAGES}/{page}/webhooks", {"address": address}, token=token)
            self.assertEqual(asked("http://example.org/hook").status, 422)
            # What leads into our own network is asked for by nobody, and said so.
            hook = asked("https://127.0.0.1/hook")
            self.assertEqual(hook.status, 200, hook.text)
            server.request("POST", f"{PAGES}/{page}/webhooks/{hook.json['id']}/trial", {}, token=token)
            last = lambda: server.get(f"{PAGES}/{page}/webhooks", token=token).json["webhooks"][0]["deliveries"][0]
            wait_until(lambda: last()["tries"])
            self.assertIn("address", last()["error"])


if __name__ == "__main__":
    unittest.main()
