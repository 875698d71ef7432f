# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of a page's team, from outside: what waits and by when, what is done about it, and that nobody is answered twice, however many
send at once. What our own API answers is what docs/api/favilla.yaml says."""
import concurrent.futures
import datetime
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.desk_case import API, PAGES, DeskCase  # noqa: E402

SOURCES = pathlib.Path(__file__).resolve().parents[2] / "src"


class Desk(DeskCase):
    def test_a_days_work_is_seen_owned_timed_and_answered(self):
        ada, bob, cleo, dora = (self.person(name) for name in ("ada", "bob", "cleo", "dora"))
        post = self.say(self.boss, "We open on Saturday")
        first = ada.write("At what time?", in_reply_to_id=post["id"])
        mention = bob.write(f"@{self.handle} is there coffee?")
        secret = cleo.write(f"@{self.handle} a word in private", visibility="direct")
        event = self.ask("POST", "/api/favilla/v1/events", self.boss, {"title": "Open day", "local_start": "2031-03-01T10:00", "local_end": "2031-03-01T12:00", "time_zone": "Europe/Rome"})
        self.assertTrue(event["id"])
        items = self.items()
        self.assertEqual([(one["kind"], one["account"]["username"], one["status"]["id"]) for one in items], [("answer", ada.name, first["id"]), ("mention", bob.name, mention["id"]), ("message", cleo.name, secret["id"])])
        self.assertEqual([one["due_at"] for one in items], sorted(one["due_at"] for one in items))
        self.assertEqual({(one["state"], one["turn"], one["waiting"], one["due_by"], one["may_act"]) for one in items}, {("waiting", 0, 1, "target", True)})
        self.assertEqual([one["kind"] for one in self.items("&kind=message")], ["message"])
        pages, after = [], ""
        while after is not None:
            part = self.ask("GET", f"{API}?limit=2{after and '&after=' + after}", self.boss)
            pages += [one["id"] for one in part["items"] if one["page"]["id"] == self.page]
            after = part["next_after"]
        self.assertEqual(pages, [one["id"] for one in items])

        # Taken, noted, answered; the person reads the answer, and no word of the note.
        self.act("take", items[0])
        self.assertEqual([one["holder"]["username"] for one in self.items("&which=mine")], ["boss"])
        self.assertEqual(len(self.items("&which=free")), 2)
        refused = self.act("done", items[0], who=self.moira, code=409)
        self.assertIn("boss", refused["error"])
        self.act("note", items[0], text="She asked last year, too", who=self.moira)
        said = self.answer(items[0], f"@{ada.name} at nine")
        self.assertEqual((said["account"]["id"], said["in_reply_to_id"], said["visibility"]), (self.page, first["id"], "public"))
        self.assertEqual([one["kind"] for one in self.items()], ["mention", "message"])
        opened = self.ask("GET", f"{API}/items/{items[0]['id']}", self.moira)
        self.assertEqual([(one["act"], one["account"]["username"], one["text"]) for one in opened["acts"]], [("take", "boss", ""), ("note", self.moira.name, "She asked last year, too"), ("answer", "boss", "")])
        self.assertEqual((opened["state"], opened["answered_by"]["username"], opened["acts"][-1]["status_id"]), ("done", "boss", said["id"]))
        log = self.ask("GET", f"{PAGES}/{self.page}/log", self.boss)
        self.assertIn((said["id"], "post"), [(one["object_id"], one["act"]) for one in log])
        for path in (f"/api/v1/statuses/{first['id']}", f"/api/v1/statuses/{said['id']}", f"/api/v1/statuses/{first['id']}/context", f"/api/v1/accounts/{self.page}/statuses", "/api/v1/notifications"):
            self.assertNotIn("last year", self.server.get(path, token=ada.token).text, path)

        # In private what was asked in private; two at once are set aside, and brought back.
        rest = self.items()
        private = self.answer(rest[1], f"@{cleo.name} of course", who=self.moira)
        self.assertEqual(private["visibility"], "direct")
        dora.write(f"@{self.handle} thank you")
        rest = self.items()
        self.act("none_needed", *rest, code=422)
        self.act("none_needed", *rest, text="Kind words")
        self.assertEqual(self.items(), [])
        self.assertEqual([one["state"] for one in self.items("&which=closed")][:2], ["none_needed", "none_needed"])
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/ledger/owed?page_id={self.page}", self.boss)["owed"], [])
        self.act("undo", *rest)
        self.assertEqual([one["id"] for one in self.items()], [one["id"] for one in rest])
        self.assertEqual(len(self.ask("GET", f"/api/favilla/v1/ledger/owed?page_id={self.page}", self.boss)["owed"]), 2)
        # What the same person said before stands beside what they say now.
        ada.write(f"@{self.handle} one more thing")
        newest = self.items()[-1]
        before = self.ask("GET", f"{API}/items/{newest['id']}", self.boss)["before"]
        self.assertEqual([(one["id"], one["state"]) for one in before], [(items[0]["id"], "done")])

    def test_of_fifty_who_send_at_once_one_is_first(self):
        crowd = [self.moira, self.person("mario"), self.person("marta")]
        for who in crowd[1:]:
            self.invite(who, "editor")
        for round_ in range(3):
            asker = self.person()
            asker.write(f"@{self.handle} when do you open, {round_}?")
            item = self.only()
            def send(n, item=item, asker=asker):
                body = {"status": f"@{asker.name} at {n}", "last_seen_id": item["status"]["id"], "turn": item["turn"]}
                return self.server.request("POST", f"{API}/items/{item['id']}/answer", body, token=crowd[n % 3].token)
            with concurrent.futures.ThreadPoolExecutor(50) as pool:
                answers = list(pool.map(send, range(50)))
            self.assertEqual(sorted(one.status for one in answers), [200] + [409] * 49, {one.text[:100] for one in answers})
            told = next(one.json["error"] for one in answers if one.status == 409)
            self.assertRegex(told, r"^m\w+ answered \d+ s ago: read it first\.")
            context = asker.get(f"/api/v1/statuses/{item['status']['id']}/context")
            self.assertEqual(len(context["descendants"]), 1)
            self.assertEqual(self.items(), [])

    def test_an_answer_from_a_phone_closes_the_item_and_comes_before_that_of_the_desk(self):
        ada = self.person()
        asked = ada.write(f"@{self.handle} are you there?")
        item = self.only()
        self.say(self.moira, f"@{ada.name} always", asked)
        self.assertEqual(self.items(), [])
        late = self.answer(item, f"@{ada.name} yes", code=409)
        self.assertIn(self.moira.name, late["error"])
        opened = self.ask("GET", f"{API}/items/{item['id']}", self.boss)
        self.assertEqual((opened["turn"], opened["answered_by"]["username"], [one["act"] for one in opened["acts"]]), (1, self.moira.name, ["answer"]))
        # Who has read it may add something; sent again with the same key it is the same.
        headers = {"Idempotency-Key": "again"}
        body = {"status": f"@{ada.name} and tomorrow", "last_seen_id": self.ask("GET", f"{API}/items/{item['id']}", self.boss)["status"]["id"], "turn": opened["turn"]}
        context = ada.get(f"/api/v1/statuses/{asked['id']}/context")["descendants"]
        body["last_seen_id"] = context[-1]["id"]
        sent = [self.server.request("POST", f"{API}/items/{item['id']}/answer", body, token=self.boss, headers=headers) for _ in range(2)]
        self.assertEqual([one.status for one in sent], [200, 200], sent[-1].text)
        self.assertEqual(sent[0].json["id"], sent[1].json["id"])

    def test_what_somebody_adds_while_one_types_waits_still(self):
        ada = self.person()
        ada.write(f"@{self.handle} when do you open?")
        item = self.only()
        added = ada.write(f"@{self.handle} and where does one park?", in_reply_to_id=item["status"]["id"])
        self.answer(item, f"@{ada.name} at nine", in_reply_to_id=item["status"]["id"])
        self.assertEqual([one["status"]["id"] for one in self.items()], [added["id"]])

    def test_what_somebody_adds_while_one_decides_waits_still(self):
        ada, bob = self.person("ada"), self.person("bob")
        ada.write(f"@{self.handle} that was lovely")
        item = self.only()
        added = ada.write(f"@{self.handle} and when is the next one?", in_reply_to_id=item["status"]["id"])
        self.act("none_needed", item, text="Kind words", last_seen_ids=["x"], code=422)
        self.act("none_needed", item, text="Kind words", last_seen_ids=[item["status"]["id"], added["id"]], code=422)
        now = self.act("none_needed", item, text="Kind words", last_seen_ids=[item["status"]["id"]])["items"][0]
        self.assertEqual((now["state"], now["waiting"], now["status"]["id"], now["closed_at"]), ("waiting", 1, added["id"], None))
        owed = self.ask("GET", f"/api/favilla/v1/ledger/owed?page_id={self.page}", self.boss)["owed"]
        self.assertEqual([one["status"]["id"] for one in owed], [added["id"]])
        # Undone, both wait again; having seen both, both are settled, several at once.
        self.act("undo", item)
        self.assertEqual(self.only()["waiting"], 2)
        other = bob.write(f"@{self.handle} thanks")
        items = self.items()
        self.act("done", *items, last_seen_ids=[added["id"], other["id"]])
        self.assertEqual(self.items(), [])

    def test_desk_and_phones_at_once_leave_one_answer_of_the_desk_at_most(self):
        ada = self.person()
        asked = ada.write(f"@{self.handle} race?")
        item = self.only()
        def go(n):
            if n % 5 == 0:
                return "phone", self.server.request("POST", "/api/v1/statuses", {"status": f"@{ada.name} phone {n}", "in_reply_to_id": asked["id"]}, token=self.moira.token, headers={"Favilla-Voice": self.page}).status
            return "desk", self.server.request("POST", f"{API}/items/{item['id']}/answer", {"status": f"@{ada.name} desk {n}", "last_seen_id": asked["id"], "turn": item["turn"]}, token=self.boss).status
        with concurrent.futures.ThreadPoolExecutor(25) as pool:
            all_ = list(pool.map(go, range(25)))
        self.assertEqual({status for kind, status in all_ if kind == "phone"}, {200})
        self.assertLessEqual(sum(status == 200 for kind, status in all_ if kind == "desk"), 1)
        said = [one for one in ada.get(f"/api/v1/statuses/{asked['id']}/context")["descendants"]]
        # A phone cannot be held back; but whoever sends from the desk has read what came before.
        desk = [one for one in said if "desk" in one["content"]]
        if desk:
            self.assertEqual(said[0]["id"], desk[0]["id"])
        self.assertEqual(self.ask("GET", f"{API}/items/{item['id']}", self.boss)["turn"], len(said))

    def test_hours_holidays_and_zone_say_by_when(self):
        ada = self.person()
        ada.write(f"@{self.handle} hello")
        before = self.only()
        wide = {"time_zone": "Europe/Rome", "hours": ["00:00-24:00"] * 7, "holidays": ["2031-01-01"], "target_minutes": 90}
        shown = self.ask("PUT", f"{API}/pages/{self.page}", self.boss, wide)
        self.assertEqual({key: shown[key] for key in wide}, wide)
        parse = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        for _ in range(100):
            item = self.only()
            if item["due_at"] != before["due_at"]:
                break
        self.assertEqual(parse(item["due_at"]) - parse(item["since"]), datetime.timedelta(minutes=90))
        for wrong in ({"time_zone": "Mars/Olympus"}, {"hours": ["9-13"] * 7}, {"hours": ["09:00-13:00"]}, {"target_minutes": 1}, {"holidays": ["Christmas"]}):
            self.ask("PUT", f"{API}/pages/{self.page}", self.boss, {**wide, **wrong}, 422)
        self.assertEqual([one["account"]["username"] for one in shown["colleagues"]], ["boss", self.moira.name])

    def test_pieces_of_text_are_begun_with_and_never_sent(self):
        pieces = f"{API}/pages/{self.page}/pieces"
        piece = self.ask("POST", pieces, self.boss, {"title": "Address", "text": "We are in Via Roma 7."})
        self.assertEqual([one["id"] for one in self.ask("GET", pieces, self.moira)], [piece["id"]])
        ada = self.person()
        ada.write(f"@{self.handle} where are you?")
        item = self.only()
        refused = self.answer(item, f"@{ada.name} We are in  Via Roma 7.", code=422)
        self.assertIn("change it", refused["error"])
        self.ask("PUT", f"{pieces}/{piece['id']}", self.moira, {"title": "Address", "text": "We are in Via Roma 9."})
        self.answer(item, f"@{ada.name} We are in Via Roma 9. Ring twice.")
        self.ask("DELETE", f"{pieces}/{piece['id']}", self.moira)
        self.assertEqual(self.ask("GET", pieces, self.boss), [])
        self.ask("DELETE", f"{pieces}/{piece['id']}", self.moira, status=404)

    def test_filters_are_kept_by_each_for_themselves(self):
        views = f"{API}/views"
        mine = self.ask("POST", views, self.moira, {"name": " Mail of the week ", "page_id": self.page, "which": "free", "kind": "message"})
        self.assertEqual({key: mine[key] for key in ("name", "page_id", "which", "kind")}, {"name": "Mail of the week", "page_id": self.page, "which": "free", "kind": "message"})
        other = self.ask("POST", views, self.moira, {"name": "all mine", "which": "mine"})
        self.assertEqual((other["page_id"], other["kind"]), (None, None))
        self.assertEqual([one["id"] for one in self.ask("GET", views, self.moira)], [other["id"], mine["id"]])
        self.assertEqual(self.ask("GET", views, self.boss), [])
        taken = self.ask("POST", views, self.moira, {"name": "MAIL of the week", "which": "open"}, 409)
        self.assertIn("MAIL of the week", taken["error"])
        self.ask("PUT", f"{views}/{mine['id']}", self.moira, {"name": "Mail of the WEEK", "page_id": self.page, "which": "open", "kind": None})
        changed = {one["id"]: one for one in self.ask("GET", views, self.moira)}[mine["id"]]
        self.assertEqual((changed["name"], changed["which"], changed["kind"]), ("Mail of the WEEK", "open", None))
        for wrong in ({"name": " "}, {"name": "x" * 61}, {"name": "x", "which": "tomorrow"}, {"name": "x", "kind": "gossip"}):
            self.ask("POST", views, self.moira, wrong, 422)
        elsewhere = self.ask("POST", PAGES, self.boss, {"name": self.name("page")})["id"]
        self.ask("POST", views, self.moira, {"name": "Theirs", "page_id": elsewhere}, 404)
        for method, body in (("PUT", {"name": "Hers"}), ("DELETE", None)):
            self.ask(method, f"{views}/{mine['id']}", self.boss, body, 404)
        # Whoever sees that desk no longer has no filter of it; the others stay.
        self.ask("POST", f"{PAGES}/{self.page}/leave", self.moira)
        self.ask("GET", views, self.moira, status=404)
        self.invite(self.moira, "moderator")
        self.assertEqual(len(self.ask("GET", views, self.moira)), 2)
        self.assertEqual(self.ask("DELETE", f"{views}/{mine['id']}", self.moira), {})
        self.assertEqual([one["id"] for one in self.ask("GET", views, self.moira)], [other["id"]])

    def test_so_many_filters_and_no_more(self):
        views = f"{API}/views"
        for n in range(50):
            self.ask("POST", views, self.moira, {"name": f"Number {n}"})
        self.ask("POST", views, self.moira, {"name": "One more"}, 409)

    def test_nothing_posts_but_a_person_or_another_server(self):
        """Every place in the program from which a status comes into being: each carries a person's act. Whoever adds one says which."""
        posts = re.compile(r"\b(?:social::)?(?:post_status|store_posting|insert_status|receive_status|add_boost)\s*\(")
        found = {}
        for path in sorted(SOURCES.rglob("*.cpp")):
            if path.name.endswith("_test.cpp") or path.is_relative_to(SOURCES / "server") and path.name.startswith("demo"):
                continue                                                     # the demo tells an invented story while nobody is served
            for line in path.read_text().splitlines():
                if posts.search(line) and not line.lstrip().startswith("//"):
                    found.setdefault(str(path.relative_to(SOURCES)), 0)
                    found[str(path.relative_to(SOURCES))] += 1
        self.assertEqual(set(found), POSTERS, "a new place posts: whose act is it?")

    def test_a_tireless_server_says_nothing_by_itself(self):
        """Pieces, claims that end, naps that are over, due times that pass: of none of it comes a post."""
        self.ask("POST", f"{API}/pages/{self.page}/pieces", self.boss, {"title": "Hello", "text": "Hello there."})
        ada = self.person()
        asked = ada.write(f"@{self.handle} anybody?")
        self.act("take", self.only())
        self.server.stop()
        self.server.execute("UPDATE desk_items SET due_at = 1, held_until = 1, since = 1")
        self.server.start()
        self.assertTrue(self.only()["overdue"])
        self.assertEqual(self.only()["state"], "waiting")
        self.assertEqual(ada.get(f"/api/v1/statuses/{asked['id']}/context")["descendants"], [])

    def test_what_is_said_wrongly_is_refused_with_a_sentence(self):
        ada = self.person()
        ada.write(f"@{self.handle} hello")
        item = self.only()
        for body in ({"status": "Hello"}, {"status": "Hello", "turn": 0}, {"status": "", "turn": 0, "last_seen_id": item["status"]["id"]}):
            self.ask("POST", f"{API}/items/{item['id']}/answer", self.boss, body, 422)
        other = ada.write("Elsewhere")
        self.answer(item, "Hello", code=404, in_reply_to_id=other["id"])
        self.act("fly", item, code=422)
        self.act("take", code=422)
        self.act("take", {"id": "1"}, code=404)
        self.act("take", item, {"id": "1"}, code=404)
        self.assertEqual(self.only()["state"], "waiting")                    # all of them or none
        self.act("snooze", item, until="2020-01-01T00:00:00Z", code=422)
        self.act("hand_over", item, to=ada.id, code=422)
        self.ask("POST", f"{API}/items/{item['id']}/presence", self.boss, {"doing": "sings"}, 422)
        self.ask("GET", f"{API}?which=all", self.boss, None, 422)
        self.ask("GET", f"{API}?kind=all", self.boss, None, 422)
        self.ask("POST", f"{API}/items/{item['id']}/presence", self.moira, {"doing": "writes"})
        present = self.ask("GET", f"{API}/items/{item['id']}", self.boss)["present"]
        self.assertEqual([(one["account"]["username"], one["writes"]) for one in present], [(self.moira.name, True)])
        self.ask("POST", f"{API}/items/{item['id']}/presence", self.moira, {"doing": "left"})
        self.assertEqual(self.ask("GET", f"{API}/items/{item['id']}", self.boss)["present"], [])


POSTERS = {
    "activitypub/receive.cpp",           # what another server sent, in its author's name
    "community/early_drafts.cpp",        # published by who wrote it
    "community/event_changes.cpp",       # the invitation that somebody writes
    "community/idea_acts.cpp",           # the word of who changes an idea's state
    "community/idea_posting.cpp",        # an idea as somebody writes it
    "community/page_drafts.cpp",         # published by who may
    "desk/answering.cpp",                # an answer from the desk: a request of the person in it
    "mastodon/statuses.cpp",             # a request of a client
    "social/past_posting.cpp",           # what somebody wrote elsewhere and brings in as their own past
    "social/post_status.cpp", "social/posting.cpp",  # what those call
    "social/remote_statuses.cpp",        # another server's posts and boosts
    "social/scheduled.cpp",              # planned by a person for that time
    "social/status_marks.cpp",           # somebody boosts
}


if __name__ == "__main__":
    unittest.main()
