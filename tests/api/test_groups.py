# SPDX-License-Identifier: AGPL-3.0-or-later
"""Groups as their members live in them: found, joined, read, searched, counted, kept in order. Who may do what stands in
test_group_matrix.py; what other servers see of it in tests/federation."""
import datetime
import pathlib
import re
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402

API = "/api/favilla/v1/groups"


class Groups(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss")
        cls.ada, cls.bruno, cls.cleo = (Person(cls.server, name) for name in ("ada", "bruno", "cleo"))
        cls.names = 0

    def ask(self, method, path, token=None, body=None, status=200):
        """Every answer of our own API is what docs/api/favilla.yaml says it is."""
        answer = self.server.request(method, path, body, token=token)
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        if path.startswith(API):
            self.assertEqual(problems_of(method, path, answer.status, answer.json), [], f"{method} {path}")
        return answer

    def make(self, *members, **more):
        type(self).names += 1
        made = self.ask("POST", API, self.boss, {"name": f"group{self.names}", "title": "Readers", "description": "Who reads together", **more}).json
        for person in members:
            self.ask("POST", f"{API}/{made['id']}/join", person.token, {})
        return made

    def act(self, group, act, object_id, token=None, text="", status=200):
        return self.ask("POST", f"{API}/{group['id']}/acts", token or self.boss, {"act": act, "object_id": object_id, "text": text}, status).json

    def topic(self, person, group, text):
        return person.write(f"@{group['account']['username']} {text}")

    def topics(self, group, person=None, query=""):
        return self.ask("GET", f"{API}/{group['id']}/topics{query}", person and person.token).json

    def mine(self, person, group):
        return next((one for one in self.ask("GET", f"{API}/mine", person.token).json if one["id"] == group["id"]), None)

    def test_a_group_says_what_it_is_for_and_what_its_rules_are(self):
        group = self.make(self.ada)
        changed = self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"title": "Night readers", "description": "By lamplight", "rules": ["Be kind", "  ", "No endings"], "joining": "request", "posting": "members", "first_topics": 2}).json
        self.assertEqual((changed["account"]["display_name"], changed["description"], changed["rules"], changed["joining"], changed["posting"], changed["first_topics"]),
                         ("Night readers", "By lamplight", ["Be kind", "No endings"], "request", "members", 2))
        self.assertTrue(changed["account"]["locked"], "so that every app asks")
        only = self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"title": "Readers"}).json
        self.assertEqual((only["rules"], only["joining"]), (["Be kind", "No endings"], "request"), "what is not given stays")
        for wrong in ({"joining": "secret"}, {"posting": "nobody"}, {"first_topics": 11}, {"first_topics": -1}, {"rules": ["x" * 301]}, {"rules": ["x"] * 21}, {"title": "x" * 31}):
            self.ask("PATCH", f"{API}/{group['id']}", self.boss, wrong, 422)
        self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"joining": "hidden"}, 409)
        self.assertEqual(self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"rules": []}).json["rules"], [])
        log = self.ask("GET", f"{API}/{group['id']}/log", self.boss).json
        self.assertEqual({"change"}, {one["act"] for one in log if one["allowed"]})
        self.assertIn("title description joining posting first_topics rules", [one["text"] for one in log])

    def test_the_directory_is_paged_and_searched_and_names_no_hidden_group(self):
        open_one, hidden = self.make(title="Mountain walkers"), self.make(title="Mountain secrets", joining="hidden")
        found = self.ask("GET", f"{API}?q=mountain", self.ada.token).json
        self.assertEqual([one["id"] for one in found], [open_one["id"]])
        seen, after = [], ""
        while page := self.ask("GET", f"{API}?limit=2{after}").json:
            seen += [one["id"] for one in page]
            after = f"&after={page[-1]['id']}"
        self.assertIn(open_one["id"], seen)
        self.assertNotIn(hidden["id"], seen)
        self.assertEqual(len(seen), len(set(seen)))

    def test_what_is_new_in_each_group_is_counted_since_it_was_read(self):
        group = self.make(self.ada, self.bruno)
        old = self.topic(self.bruno, group, "Before she looked")
        self.topic(self.bruno, group, "Another one")
        self.topic(self.ada, group, "Her own")
        self.assertEqual(self.mine(self.ada, group)["membership"]["unread_count"], 2, "one's own is not new")
        late = Person(self.server, f"late{self.names}")
        self.ask("POST", f"{API}/{group['id']}/join", late.token, {})
        self.assertEqual(self.mine(late, group)["membership"]["unread_count"], 0, "what was said before one came is not new")
        read = self.ask("POST", f"{API}/{group['id']}/read", self.ada.token, {}).json
        self.assertEqual(read["membership"]["unread_count"], 0)
        self.assertEqual([one["unread"] for one in self.topics(group, self.ada)], [False] * 3)
        self.bruno.write("An answer", in_reply_to_id=old["id"])
        self.assertEqual(self.mine(self.ada, group)["membership"]["unread_count"], 1)
        first = self.topics(group, self.ada)[0]
        self.assertEqual((first["status"]["id"], first["unread"], first["answers_count"]), (old["id"], True, 1))
        self.ask("POST", f"{API}/{group['id']}/read", self.ada.token, {"until": old["id"]})
        self.assertEqual(self.mine(self.ada, group)["membership"]["unread_count"], 1, "an older window takes nothing back")
        self.bruno.server.delete(f"/api/v1/statuses/{old['id']}", token=self.bruno.token)
        self.assertEqual(self.mine(self.ada, group)["membership"]["unread_count"], 0, "what was deleted is not new")

    def test_topics_come_in_two_orders_page_by_page(self):
        group = self.make(self.ada, self.bruno)
        written = [self.topic(self.ada, group, f"Topic {n}")["id"] for n in range(7)]
        self.bruno.write("An answer", in_reply_to_id=written[1])
        for order, wanted in (("newest", written[::-1]), ("activity", [written[1], *[one for one in written[::-1] if one != written[1]]])):
            seen, pages, place = [], 0, ""
            while place is not None:
                page = self.ask("GET", f"{API}/{group['id']}/topics?order={order}&limit=3{place}")
                seen, pages = seen + [one["status"]["id"] for one in page.json], pages + 1
                behind = re.search(r"max_id=(\d+)", page.headers["link"])
                place = behind and f"&{behind[0]}"
            self.assertEqual((seen, pages), (wanted, 3), order)
        self.act(group, "pin", written[4])
        self.assertEqual([one["status"]["id"] for one in self.topics(group, query="?pinned=true")], [written[4]])

    def test_a_search_inside_meets_what_was_said_there_and_nothing_else(self):
        group, other = self.make(self.ada, self.bruno), self.make(self.ada)
        topic = self.topic(self.ada, group, "A lantern in the fog")
        answer = self.bruno.write("My lantern went out", in_reply_to_id=topic["id"])
        self.topic(self.ada, other, "A lantern elsewhere")
        self.ada.write("A lantern on its own")
        def found(person, words, where=group):
            return {one["id"] for one in self.ask("GET", f"{API}/{where['id']}/search?q={words}", person and person.token).json}
        self.assertEqual(found(self.bruno, "lantern"), {topic["id"], answer["id"]})
        self.assertEqual(found(self.bruno, "fog"), {topic["id"]})
        self.assertEqual(found(self.cleo, "lantern"), set(), "who is no member finds what lets itself be searched")
        self.ada.server.patch("/api/v1/accounts/update_credentials", {"indexable": True}, token=self.ada.token)
        self.assertEqual(found(self.cleo, "lantern"), {topic["id"]})
        self.assertEqual(found(self.bruno, ""), set())
        self.act(group, "remove", answer["id"])
        self.assertEqual(found(self.bruno, "lantern"), {topic["id"]})

    def test_a_search_inside_goes_on_behind_its_first_page(self):
        group = self.make(self.ada, self.bruno)
        said = [self.topic(self.ada, group, f"Lantern {n}")["id"] for n in range(7)][::-1]
        seen, pages, place = [], 0, ""
        while place is not None:
            page = self.ask("GET", f"{API}/{group['id']}/search?q=lantern&limit=3{place}", self.bruno.token)
            seen, pages = seen + [one["id"] for one in page.json], pages + 1
            behind = re.search(r"max_id=(\d+)", page.headers.get("link") or "")
            place = behind and f"&{behind[0]}"
        self.assertEqual((seen, pages), (said, 3))
        before = self.ask("GET", f"{API}/{group['id']}/search?q=lantern&limit=3&min_id={said[5]}", self.bruno.token)
        self.assertEqual([one["id"] for one in before.json], said[2:5])
        self.assertIn("q=lantern", before.headers["link"], "the words are kept on the way")

    def test_what_was_asked_and_not_answered_is_told_apart(self):
        group = self.make(self.ada, self.bruno)
        asked, told, closed, settled = (self.topic(self.ada, group, words) for words in ("Who has a boat?", "I have a boat.", "Who swims?", "Who sails?"))
        answer = self.bruno.write("I do", in_reply_to_id=settled["id"])
        self.act(group, "lock", closed["id"])
        def unanswered(query=""):
            return [one["status"]["id"] for one in self.topics(group, self.bruno, f"?state=unanswered{query}")]
        self.assertEqual(unanswered(), [settled["id"], asked["id"]], "an answer alone need not be the one")
        self.ask("POST", f"/api/favilla/v1/conversations/{settled['conversation_id']}/answer", self.ada.token, {"status_id": answer["id"]})
        self.assertEqual(unanswered("&order=newest"), [asked["id"]])
        shown = {one["status"]["id"]: one["answered"] for one in self.topics(group)}
        self.assertEqual(shown, {asked["id"]: False, told["id"]: False, closed["id"]: False, settled["id"]: True})
        refused = self.ask("GET", f"{API}/{group['id']}/topics?state=perhaps", self.ada.token, status=422)
        self.assertIn("perhaps", refused.json["error"])
        self.assertNotEqual(refused.json["error"], self.server.get(f"{API}/{group['id']}/topics?state=perhaps", headers={"Accept-Language": "it"}).json["error"])

    def test_members_are_found_by_name(self):
        group = self.make(self.ada, self.bruno, self.cleo)
        self.server.patch("/api/v1/accounts/update_credentials", {"display_name": "Brunella Rossi"}, token=self.bruno.token)
        def named(words, person=self.ada):
            return [one["account"]["username"] for one in self.ask("GET", f"{API}/{group['id']}/members?q={words}", person.token).json]
        self.assertEqual(named("ada"), ["ada"])
        self.assertEqual(named("@Cle"), ["cleo"])
        self.assertEqual(named("ross%20brun"), ["bruno"])
        self.assertEqual(named("ada%20rossi"), [])
        self.assertEqual(len(named("")), 4)

    def test_an_answer_is_taken_out_and_its_author_banned_who_was_no_member(self):
        group = self.make(self.ada)
        topic = self.topic(self.ada, group, "What shall we read?")
        answer, other = self.cleo.write("Buy my book", in_reply_to_id=topic["id"]), self.bruno.write("Poems", in_reply_to_id=topic["id"])
        def places(token=None):
            page = self.ask("GET", f"/api/favilla/v1/conversations/{topic['conversation_id']}", token).json
            self.assertEqual(problems_of("GET", f"/api/favilla/v1/conversations/{topic['conversation_id']}", 200, page), [])
            return {one["id"]: one["place"] for one in page["nodes"]}
        self.assertEqual(places(), {topic["id"]: "group", answer["id"]: "group", other["id"]: "group"})
        self.act(group, "remove", answer["id"], self.ada.token, status=403)
        self.act(group, "remove", answer["id"])
        self.assertEqual(places(self.cleo.token), {topic["id"]: "group", answer["id"]: "taken_out", other["id"]: "group"})
        self.act(group, "remove", answer["id"], status=404)
        cleo = self.cleo.get("/api/v1/accounts/verify_credentials")["id"]
        self.act(group, "ban", cleo)
        self.assertEqual([one["username"] for one in self.ask("GET", f"{API}/{group['id']}/bans", self.boss).json], ["cleo"])
        self.assertEqual(self.ask("GET", f"{API}/{group['id']}", self.cleo.token).json["membership"]["state"], "banned")
        again = self.cleo.write("I am still here", in_reply_to_id=topic["id"])
        self.assertIsNone(places()[again["id"]], "it stands in the conversation and in no group")
        self.act(group, "unban", cleo)

    def test_in_a_hidden_group_its_members_talk_and_search(self):
        group = self.make(joining="hidden")
        for person in (self.ada, self.bruno):
            self.act(group, "invite", person.get("/api/v1/accounts/verify_credentials")["id"])
            self.assertEqual(self.mine(person, group)["membership"]["state"], "invited")
            self.ask("POST", f"{API}/{group['id']}/join", person.token, {})
        topic = self.ada.write("Under the roses", group_id=group["id"], visibility="public")
        self.assertEqual(topic["visibility"], "private")
        answer = self.bruno.write("I heard", in_reply_to_id=topic["id"], visibility="public")
        self.assertEqual(answer["visibility"], "private")
        self.assertEqual([(one["status"]["id"], one["answers_count"], one["unread"]) for one in self.topics(group, self.ada)], [(topic["id"], 1, True)])
        self.assertEqual({one["id"] for one in self.ask("GET", f"{API}/{group['id']}/search?q=roses", self.bruno.token).json}, {topic["id"]})
        self.assertEqual([one["type"] for one in self.ada.get("/api/v1/notifications") if one.get("status", {}).get("id") == answer["id"]], ["mention"])
        self.assertEqual(self.server.post("/api/v1/statuses", {"status": "x", "group_id": group["id"]}, token=self.cleo.token).status, 404)
        self.assertEqual(self.server.post(f"/api/v1/statuses/{topic['id']}/reblog", {}, token=self.bruno.token).status, 404)
        self.assertEqual(self.server.post("/api/v1/statuses", {"status": "x", "group_id": group["id"], "scheduled_at": "2031-01-01T00:00:00Z"}, token=self.ada.token).status, 422)
        self.ada.server.put(f"/api/v1/statuses/{topic['id']}", {"status": "Under the roses, @cleo"}, token=self.ada.token)
        self.assertEqual(self.server.get(f"/api/v1/statuses/{topic['id']}", token=self.cleo.token).status, 404, "a name lets nobody in")
        self.assertEqual(self.ask("POST", f"{API}/{group['id']}/leave", self.bruno.token, {}).json, {})
        self.assertIsNone(self.mine(self.bruno, group))
        self.assertEqual(self.server.post("/api/v1/statuses", {"status": "Still?", "in_reply_to_id": answer["id"]}, token=self.bruno.token).status, 404)
        self.assertEqual(self.bruno.home(), [one for one in self.bruno.home() if one["account"]["id"] != group["id"]])

    def test_what_was_removed_from_a_hidden_group_is_its_authors_alone(self):
        group = self.make(joining="hidden")
        for person in (self.ada, self.bruno):
            self.act(group, "invite", person.get("/api/v1/accounts/verify_credentials")["id"])
            self.ask("POST", f"{API}/{group['id']}/join", person.token, {})
        def opens(status, *people):
            for token, expected in ((self.ada.token, 200), *((one, 200 if one in people else 404) for one in (self.bruno.token, self.boss, self.cleo.token))):
                self.assertEqual(self.server.get(f"/api/v1/statuses/{status['id']}", token=token).status, expected)
        said = self.ada.write("Behind the arras", group_id=group["id"])
        opens(said, self.bruno.token, self.boss)
        self.server.post(f"/api/v1/accounts/{said['account']['id']}/follow", {}, token=self.bruno.token)
        self.act(group, "remove", said["id"])
        opens(said)
        self.assertNotIn(said["id"], [(one["reblog"] or one)["id"] for one in self.bruno.home()])

    def test_a_closed_topic_says_what_came_of_it_until_it_is_opened_again(self):
        group = self.make(self.ada)
        topic = self.topic(self.ada, group, "Poems or novels?")
        self.act(group, "lock", topic["id"], text="Poems, by nine to two.")
        shown = self.topics(group, self.ada)[0]
        self.assertEqual((shown["closed"], shown["summary"]), (True, "Poems, by nine to two."))
        conversation = self.ada.get(f"/api/favilla/v1/conversations/{topic['conversation_id']}")
        self.assertEqual((conversation["state"], conversation["summary"]), ("closed", "Poems, by nine to two."))
        self.assertIn("Poems, by nine to two.", self.server.get(f"/@ada/{topic['id']}").text)
        self.assertIn("Poems, by nine to two.", self.server.get(f"/groups/{group['account']['username']}").text)
        self.act(group, "lock", topic["id"], text="x" * 2001, status=422)
        self.act(group, "unlock", topic["id"])
        shown = self.topics(group, self.ada)[0]
        self.assertEqual((shown["closed"], shown["summary"]), (False, ""))

    def test_first_topics_wait_and_their_author_is_told_what_became_of_them(self):
        group = self.make(self.ada, self.bruno)
        self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"first_topics": 1})
        first = self.topic(self.ada, group, "Hello")
        self.assertEqual(self.topics(group, self.ada), [])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}/{group['id']}/waiting", self.boss).json], [first["id"]])
        shown = self.ask("GET", f"{API}/{group['id']}", self.boss).json
        self.assertEqual(shown["care"], {"requests_count": 0, "waiting_count": 1})
        def waiting():
            return [(one["state"], one["reason"]) for one in self.mine(self.ada, group)["membership"]["waiting_topics"]]
        self.assertEqual(waiting(), [("waiting", "")])
        self.act(group, "refuse", first["id"], text="Tell us what about.")
        self.assertEqual(waiting(), [("refused", "Tell us what about.")])
        self.act(group, "approve", first["id"], status=404)
        self.assertEqual(self.ada.status(first)["id"], first["id"], "the words are still their author's")
        self.ask("POST", f"{API}/{group['id']}/read", self.bruno.token, {})
        second = self.topic(self.ada, group, "Hello, about poems")
        later = self.topic(self.bruno, group, "Mine waits too")
        self.act(group, "approve", second["id"])
        self.assertEqual([one["status"]["id"] for one in self.topics(group, self.bruno)], [second["id"]])
        self.assertEqual(self.mine(self.bruno, group)["membership"]["unread_count"], 1, "it is new when it is let in")
        third = self.topic(self.ada, group, "No more waiting")
        self.assertEqual([one["status"]["id"] for one in self.topics(group, self.bruno)], [third["id"], second["id"]])
        self.assertTrue(later)

    def told(self, person, group):
        return [one["status"]["id"] for one in person.get("/api/v1/notifications", {"types[]": "group_announcement"}) if one["account"]["id"] == group["id"]]

    def test_what_is_announced_stands_above_and_members_are_told_who_want_to_be(self):
        group = self.make(self.ada, self.bruno)
        self.assertTrue(self.mine(self.bruno, group)["membership"]["announcements"])
        quiet = self.ask("PUT", f"{API}/{group['id']}/announcements", self.bruno.token, {"notify": False}).json
        self.assertFalse(quiet["membership"]["announcements"])
        self.ask("PUT", f"{API}/{group['id']}/announcements", self.bruno.token, {}, 422)
        self.ask("PUT", f"{API}/{group['id']}/announcements", self.cleo.token, {"notify": True}, 404)
        written = [self.topic(self.bruno, group, f"Topic {n}")["id"] for n in range(4)]
        self.act(group, "pin", written[0])
        answer = self.ask("POST", f"{API}/{group['id']}/acts", self.boss, {"act": "announce", "object_id": written[1], "until": "2999-01-01"}, 422)
        self.assertIn("A day that lies ahead", answer.json["error"])
        self.ask("POST", f"{API}/{group['id']}/acts", self.boss, {"act": "announce", "object_id": written[1], "until": "someday"}, 422)
        self.act(group, "announce", written[1])
        day = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=3)).date().isoformat()
        self.ask("POST", f"{API}/{group['id']}/acts", self.boss, {"act": "announce", "object_id": written[2], "until": day})
        above = self.topics(group, self.ada, "?pinned=true")
        self.assertEqual([one["status"]["id"] for one in above], [written[2], written[1], written[0]], "announced ones first")
        self.assertEqual([one["pinned"] for one in above], [False, False, True])
        self.assertGreater(above[0]["announced"]["until"], day, "to the end of that day")
        self.assertEqual([above[1]["announced"]["until"], above[2]["announced"]], [None, None])
        wait_until(lambda: sorted(self.told(self.ada, group)) == written[1:3])
        self.assertEqual(self.told(self.bruno, group), [])
        page = self.server.get(f"/groups/{group['account']['username']}").text
        self.assertLess(page.index("Topic 2"), page.index("Topic 0"))
        self.assertEqual(page.count("announcement · "), 2)
        featured = self.server.get(f"/users/{group['account']['username']}/collections/featured", headers={"Accept": "application/activity+json"})
        self.assertEqual([one.rsplit("/", 1)[1] for one in featured.json["orderedItems"]], [written[2], written[1], written[0]], "as other servers see it")

        self.act(group, "unannounce", written[1])
        self.act(group, "unannounce", written[1], status=404)
        self.assertEqual(self.told(self.ada, group), [written[2]], "what is taken back is told no longer")
        self.act(group, "announce", written[3])
        self.assertEqual(self.act(group, "announce", written[0], status=422)["error"], "A group announces at most 3 topics in seven days.")
        log = self.ask("GET", f"{API}/{group['id']}/log", self.boss).json
        self.assertEqual([one["act"] for one in log if one["allowed"] and "announce" in one["act"]], ["announce", "unannounce", "announce", "announce"])

    def test_first_answers_wait_until_somebody_is_known_and_members_see_where_they_stand(self):
        group = self.make(self.ada, self.bruno)
        self.assertEqual(self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"first_answers": 1}).json["first_answers"], 1)
        self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"first_answers": 11}, 422)
        topic = self.topic(self.bruno, group, "Who knows?")
        waits = self.ada.write("I do", in_reply_to_id=topic["id"])
        ada = self.ada.get("/api/v1/accounts/verify_credentials")["id"]
        place = lambda who: {node["id"]: node["place"] for node in self.server.get(f"/api/favilla/v1/conversations/{topic['conversation_id']}", token=who.token).json["nodes"]}[waits["id"]]
        self.assertEqual(place(self.bruno), "waiting")
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}/{group['id']}/waiting", self.boss).json], [waits["id"]])
        own = self.mine(self.ada, group)["membership"]
        self.assertEqual([(one["status_id"], one["is_answer"], one["state"]) for one in own["waiting_topics"]], [(waits["id"], True, "waiting")])
        self.assertEqual((own["trust"]["level"], own["trust"]["by_hand"], own["trust"]["answers_count"]), ("new", False, 0))
        self.act(group, "approve", waits["id"])
        self.assertEqual(place(self.bruno), "group")
        self.assertEqual(self.mine(self.ada, group)["membership"]["trust"]["answers_count"], 1)

        self.act(group, "trust", ada, text="famous", status=422)
        self.act(group, "trust", ada, text="trusted")
        own = self.mine(self.ada, group)["membership"]["trust"]
        self.assertEqual((own["level"], own["by_hand"]), ("trusted", True))
        members = {one["account"]["id"]: one["trust"] for one in self.ask("GET", f"{API}/{group['id']}/members", self.boss).json}
        self.assertEqual(members[ada], {"level": "trusted", "by_hand": True})
        self.assertEqual({one["trust"] is None for one in self.ask("GET", f"{API}/{group['id']}/members", self.ada.token).json}, {True})
        self.assertIsNone(self.ask("GET", f"{API}/{group['id']}", self.boss).json["membership"]["trust"], "of who is in charge there is none")
        log = self.ask("GET", f"{API}/{group['id']}/log", self.boss).json
        self.assertIn(("trust", "trusted"), [(one["act"], one["text"]) for one in log])
        self.act(group, "trust", ada, text="earned")
        self.assertEqual(self.mine(self.ada, group)["membership"]["trust"]["level"], "new")

    def test_what_is_asked_in_all_groups_of_somebody_stands_together(self):
        one, two, other = self.make(self.cleo), self.make(self.cleo, joining="open"), self.make()
        asks = Person(self.server, f"asker{self.names}")
        written = [self.topic(asks, group, words)["id"] for group, words in ((one, "Which way?"), (one, "This way"), (two, "Which book?"), (other, "Which hut?"))]
        asked = lambda query="": self.ask("GET", f"{API}/mine/topics?state=unanswered{query}", self.cleo.token)
        mine = lambda answer: [topic["status"]["id"] for topic in answer.json if topic["status"]["id"] in written]
        first = asked()
        self.assertEqual(mine(first), [written[2], written[0]])
        self.assertEqual([topic["group_id"] for topic in first.json if topic["status"]["id"] in written], [two["id"], one["id"]])
        page = asked("&limit=1")
        behind = re.search(r"max_id=(\d+)", page.headers["link"])
        self.assertEqual((mine(page), mine(asked(f"&limit=1&{behind[0]}"))), ([written[2]], [written[0]]))
        self.ask("GET", f"{API}/mine/topics?state=closed", self.cleo.token, status=422)
        self.assertEqual(mine(self.ask("GET", f"{API}/mine/topics", self.cleo.token)), [written[2], written[1], written[0]])

    def test_who_is_invited_comes_or_declines(self):
        group = self.make(joining="invitation")
        ada = self.ada.get("/api/v1/accounts/verify_credentials")["id"]
        self.act(group, "invite", ada)
        self.act(group, "invite", ada)
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}/{group['id']}/invitations", self.boss).json], [ada])
        told = [one["account"]["id"] for one in self.ada.get("/api/v1/notifications", {"types[]": "group_invitation"})]
        self.assertEqual(told, [group["id"]], "by the group, and once")
        self.ask("POST", f"{API}/{group['id']}/leave", self.ada.token, {})
        self.assertEqual(self.ada.get("/api/v1/notifications", {"types[]": "group_invitation"}), [])
        self.assertEqual(self.ask("GET", f"{API}/{group['id']}/invitations", self.boss).json, [])
        self.ask("POST", f"{API}/{group['id']}/join", self.ada.token, {}, 403)
        self.ada.post(f"/api/v1/accounts/{group['id']}/follow")
        self.assertFalse(self.ada.relationship(group["id"])["requested"], "a plain app is answered at once")
        self.act(group, "invite", ada)
        self.ada.post(f"/api/v1/accounts/{group['id']}/follow")
        self.assertTrue(self.ada.relationship(group["id"])["following"], "and so is who was invited")
        self.act(group, "invite", ada, status=409)
        self.act(group, "withdraw", ada, status=404)

    def test_the_last_owner_does_not_leave(self):
        group = self.make()
        self.ask("POST", f"{API}/{group['id']}/leave", self.boss, {}, 409)

    def test_two_in_charge_at_once_come_to_one_end(self):
        group = self.make(self.ada, joining="open")
        self.act(group, "make_moderator", self.ada.get("/api/v1/accounts/verify_credentials")["id"])
        self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"first_topics": 1})
        for _ in range(8):
            person = Person(self.server, f"racer{self.names}")
            type(self).names += 1
            waiting = self.topic(person, group, "Who is first?")
            answers = []
            def settle(act, token, waiting=waiting, answers=answers):
                answers.append((act, self.server.post(f"{API}/{group['id']}/acts", {"act": act, "object_id": waiting["id"]}, token=token).status))
            both = [threading.Thread(target=settle, args=pair) for pair in (("approve", self.boss), ("refuse", self.ada.token))]
            for one in both:
                one.start()
            for one in both:
                one.join()
            self.assertEqual(sorted(status for _, status in answers), [200, 404], answers)
            is_in = waiting["id"] in [one["status"]["id"] for one in self.topics(group)]
            self.assertEqual(is_in, ("approve", 200) in answers)

    def test_tokens_need_the_scope_for_groups(self):
        group = self.make()
        reading = self.server.create_token("ada", scopes="read:groups")
        writing = self.server.create_token("ada", scopes="write:groups")
        other = self.server.create_token("ada", scopes="read:accounts write:accounts")
        self.ask("GET", f"{API}/mine", reading)
        self.ask("POST", f"{API}/{group['id']}/join", writing, {})
        for token, method, path in ((writing, "GET", f"{API}/mine"), (reading, "POST", f"{API}/{group['id']}/leave"), (other, "GET", f"{API}/mine"), (other, "POST", f"{API}/{group['id']}/leave")):
            self.ask(method, path, token, None if method == "GET" else {}, 403)

    def test_the_public_pages_show_what_everybody_may_read(self):
        group = self.make(self.ada, title="Chess <b>club</b>")
        self.ask("PATCH", f"{API}/{group['id']}", self.boss, {"rules": ["Touch & move"]})
        topic = self.topic(self.ada, group, "Openings we love")
        name = group["account"]["username"]
        page = self.server.get(f"/groups/{name}", headers={"Accept-Language": "en"})
        self.assertEqual(page.status, 200)
        for words in ("Chess &lt;b&gt;club&lt;/b&gt;", "Who reads together", "Touch &amp; move", "Openings we love", f"/@ada/{topic['id']}", f"/groups/{name}/feed.atom"):
            self.assertIn(words, page.text)
        self.assertIn(f"/groups/{name}", self.server.get("/groups").text)
        feed = self.server.get(f"/groups/{name}/feed.atom")
        self.assertEqual((feed.status, feed.text.count("<entry>")), (200, 1))
        self.assertEqual(self.server.get("/groups/nosuch").status, 404)
        # The address of its account leads there, and search engines are told of it.
        profile = self.server.get(f"/@{name}", headers={"Accept": "text/html"})
        self.assertEqual((profile.status, profile.headers.get("location")), (302, f"/groups/{name}"))
        self.assertIn("/sitemap/groups.xml", self.server.get("/sitemap.xml").text)
        listed = self.server.get("/sitemap/groups.xml").text
        self.assertIn(f"/groups/{name}<", listed)
        hidden = self.make(joining="hidden")
        self.assertNotIn(hidden["account"]["username"], self.server.get("/sitemap/groups.xml").text)
        self.assertEqual(self.server.get(f"/@{hidden['account']['username']}", headers={"Accept": "text/html"}).status, 404)
        self.assertEqual(self.server.get("/groups/ada").status, 404, "a person is no group")


if __name__ == "__main__":
    unittest.main()
