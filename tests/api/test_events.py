# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events: made and answered in any zone, with so many places and a line behind them, told of and reminded of, read in every app and calendar."""
import concurrent.futures
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.event_case import API, EventCase, local  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402


class Events(EventCase):
    # --- making --------------------------------------------------------------------------------------

    def test_an_event_is_a_status_that_every_app_reads(self):
        ada, bob = self.person(), self.person("bob")
        event = self.make(ada, online_url="https://talk.example/room")
        said = bob.get(f"/api/v1/statuses/{event['status_id']}")
        for words in ("Reading aloud", "When: ", "19:00", "Europe/Rome", "Library, Via Roma 1", "https://talk.example/room", "Bring a page", f"/events/{event['id']}"):
            self.assertIn(words, said["content"].replace("</p><p>", " "))
        self.assertEqual((said["account"]["username"], said["visibility"]), (ada.name, "public"))
        self.assertEqual(event["url"], f"http://{self.server.domain}/events/{event['id']}")
        reply = bob.write("May I bring two?", in_reply_to_id=event["status_id"])
        self.assertEqual(reply["conversation_id"], event["conversation_id"])
        self.assertIn(event["id"], [one["id"] for one in self.ask("GET", API)])
        self.assertIn(event["id"], [one["id"] for one in self.ask("GET", f"{API}/mine", ada)])
        self.server.request("DELETE", f"/api/v1/statuses/{event['status_id']}", token=ada.token)
        self.event(event, ada, 404)

    def test_time_is_that_of_the_clock_on_its_wall(self):
        ada = self.person()
        event = self.make(ada, time_zone="America/New_York", rule="FREQ=WEEKLY;COUNT=40")
        self.assertEqual(event["local_start"][-8:], "19:00:00")
        self.assertIn(event["starts_at"][11:13], ("23", "00"))
        self.assertEqual(len(event["next"]), 5)
        self.assertEqual({one["local_start"][-8:] for one in event["next"]}, {"19:00:00"})

    def test_what_is_wrong_is_said_in_the_reader_s_language(self):
        ada = self.person()
        wrong = [({"title": " "}, "needs a name"), ({"title": "x" * 121}, "120"), ({"time_zone": "Europe/Atlantis"}, "Europe/Rome"), ({"local_start": "tomorrow"}, "begins"),
                 ({"local_end": local(hour=18)}, "ends"), ({"local_start": local(-9), "local_end": local(-9, 21)}, "over"), ({"local_end": local(60)}, "31 days"),
                 ({"rule": "FREQ=SECONDLY"}, "repeats"), ({"online_url": "javascript:alert(1)"}, "https://"), ({"capacity": 0}, "places"), ({"capacity": "many"}, "places"),
                 ({"place": {"name": "x", "latitude": 95, "longitude": 0}}, "Latitude"), ({"place": {"name": "x", "latitude": 5}}, "both or none"),
                 ({"place": {"name": "x" * 201}}, "200"), ({"description": "x" * 3001}, "3000"), ({"visibility": "direct"}, "for everybody")]
        for change, words in wrong:
            self.assertIn(words, self.make(ada, 422, **change)["error"], change)
        italian = self.server.get(f"{API}/{self.make(ada)['id']}/answers?answer=perhaps", headers={"Accept-Language": "it"})
        self.assertIn("La risposta è", italian.json["error"])
        self.answer(ada, self.make(ada), "perhaps", 422)
        self.answer(ada, self.make(ada), remind_before=999999, status=422)

    # --- its picture ---------------------------------------------------------------------------------

    def test_an_event_has_a_picture_with_its_words_wherever_it_is_shown(self):
        ada = self.person()
        upload = lambda **more: pictures.upload(self.server, ada.token, pictures.png(600, 400), **more).json["id"]  # noqa: E731
        event = self.make(ada, picture_id=upload(), picture_description="A lamp over an open book", picture_focus="0.5,-0.5")
        picture = event["picture"]
        self.assertEqual((picture["type"], picture["description"], picture["meta"]["focus"]), ("image", "A lamp over an open book", {"x": 0.5, "y": -0.5}))
        self.assertFalse(event["sensitive"])
        said = ada.status({"id": event["status_id"]})
        self.assertEqual([one["id"] for one in said["media_attachments"]], [picture["id"]])
        page = self.server.get(f"/events/{event['id']}").text
        shown = picture["url"].split(self.server.domain)[1]
        for words in (f'property="og:image" content="http://{self.server.domain}{shown}"', 'property="og:image:alt" content="A lamp over an open book"', 'alt="A lamp over an open book"', f'"image":"http://{self.server.domain}{shown}"'):
            self.assertIn(words, page)
        wire = self.server.get(f"/users/{ada.name}/statuses/{event['status_id']}", headers={"Accept": "application/activity+json"}).json
        self.assertEqual((wire["image"]["type"], wire["image"]["url"], wire["image"]["name"]), ("Document", picture["url"], "A lamp over an open book"))
        self.assertEqual([one["url"] for one in wire["attachment"]], [picture["url"]])
        # Described anew, replaced, and taken away; what is not named stays.
        path = f"{API}/{event['id']}"
        self.assertEqual(self.ask("PATCH", path, ada, {"title": "Reading"})["picture"]["id"], picture["id"])
        self.assertEqual(self.ask("PATCH", path, ada, {"picture_id": picture["id"], "picture_description": "A lamp"})["picture"]["description"], "A lamp")
        other = upload(description="A chair")
        self.assertEqual(self.ask("PATCH", path, ada, {"picture_id": other})["picture"]["description"], "A chair")
        self.assertEqual(len(ada.status({"id": event["status_id"]})["media_attachments"]), 1)
        self.assertIsNone(self.ask("PATCH", path, ada, {"picture_id": None})["picture"])
        self.assertNotIn("A chair", self.server.get(f"/events/{event['id']}").text)

    def test_a_picture_that_is_hidden_is_shown_to_who_asks_and_to_no_other_page(self):
        ada = self.person()
        event = self.make(ada, picture_id=pictures.upload(self.server, ada.token, pictures.png(60, 40), description="Fire").json["id"])
        said = ada.status({"id": event["status_id"]})
        edit = {"status": "Fire, at night", "media_ids": [event["picture"]["id"]], "sensitive": True}
        self.assertEqual(self.server.request("PUT", f"/api/v1/statuses/{said['id']}", edit, token=ada.token).status, 200)
        self.assertTrue(self.event(event)["sensitive"])
        page = self.server.get(f"/events/{event['id']}").text
        self.assertIn("<details", page)
        self.assertNotIn(event["picture"]["url"] + '"', page.split("</head>")[0])

    def test_only_a_picture_of_one_s_own_can_be_that_of_an_event(self):
        ada, bob = self.person(), self.person("bob")
        film = pictures.upload(self.server, ada.token, pictures.film(".mp4"), name="film.mp4").json["id"]
        wait_until(lambda: self.server.get(f"/api/v1/media/{film}", token=ada.token).status == 200)
        self.assertIn("photo", self.make(ada, 422, picture_id=film)["error"])
        foreign = pictures.upload(self.server, bob.token, pictures.png(20, 20)).json["id"]
        for wrong in (foreign, "7", "none"):
            self.make(ada, 404, picture_id=wrong)
        event = self.make(ada)
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"picture_id": foreign}, 422)
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"picture_id": film}, 422)
        self.make(ada, 422, picture_id=pictures.upload(self.server, ada.token, pictures.png(20, 20)).json["id"], picture_description="x" * 1501)

    # --- answering -----------------------------------------------------------------------------------

    def test_who_comes_later_waits_and_gets_the_place_that_is_given_back(self):
        ada, bob, cleo, dan, eve = (self.person(stem) for stem in ("ada", "bob", "cleo", "dan", "eve"))
        event = self.make(ada, capacity=1)
        self.assertFalse(self.answer(bob, event)["answer"]["waits"])
        self.assertTrue(self.answer(cleo, event)["answer"]["waits"])
        self.assertTrue(self.answer(dan, event)["answer"]["waits"])
        self.answer(eve, event, "maybe")
        self.assertTrue(self.answer(cleo, event, remind_before=60)["answer"]["waits"])     # said again, her place in the line stays
        self.assertEqual(self.event(event)["counts"], {"yes": 1, "maybe": 1, "no": 0, "waiting": 2})
        self.assertEqual(self.names_of(event), [bob.name])
        self.assertEqual(self.names_of(event, ada, waiting="true"), [dan.name, cleo.name])
        self.ask("GET", f"{API}/{event['id']}/answers?waiting=true", bob, status=403)
        self.ask("GET", f"{API}/{event['id']}/answers?answer=no", bob, status=403)
        self.answer(bob, event, "no")
        self.assertEqual(self.names_of(event), [cleo.name])
        self.assertIn(("event_place", ada.name), cleo.notifications())
        self.assertNotIn(("event_place", ada.name), dan.notifications())
        self.assertIn(("event_answer", bob.name), ada.notifications())
        self.ask("DELETE", f"{API}/{event['id']}/answer", cleo)
        self.assertEqual(self.names_of(event), [dan.name])
        self.assertIsNone(self.event(event, cleo)["answer"])
        # Room for more lets in who waits; there is never less room than places taken.
        self.answer(bob, event)
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"capacity": 2})
        self.assertEqual(self.names_of(event), [bob.name, dan.name])
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"capacity": 1}, 422)
        self.assertIsNone(self.ask("PATCH", f"{API}/{event['id']}", ada, {"capacity": None})["capacity"])

    def test_whose_account_is_deleted_gives_the_place_back(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        event = self.make(ada, capacity=1)
        self.answer(bob, event)
        self.answer(cleo, event)
        path = self.ask("POST", f"{API}/calendar", bob)["url"].split(self.server.domain)[1]
        self.server.command("account", "delete", bob.name)
        self.assertEqual(self.names_of(event), [cleo.name])
        self.assertEqual(self.server.get(path).status, 404)

    def test_without_a_list_a_full_event_is_full(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        event = self.make(ada, capacity=1, waiting_list=False)
        self.answer(bob, event)
        self.assertIn("taken", self.answer(cleo, event, status=409)["error"])
        self.answer(cleo, event, "maybe")
        self.answer(cleo, event, status=409)
        self.assertEqual(self.event(event, cleo)["answer"]["answer"], "maybe")

    def test_of_many_who_want_the_last_places_at_once_as_many_get_one_as_there_are(self):
        ada = self.person()
        people = [self.person("guest") for _ in range(12)]
        event = self.make(ada, capacity=3)
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            waits = [one["answer"]["waits"] for one in pool.map(lambda person: self.answer(person, event), people)]
        self.assertEqual(sorted(waits), [False] * 3 + [True] * 9)
        self.assertEqual(self.event(event)["counts"], {"yes": 3, "maybe": 0, "no": 0, "waiting": 9})
        came = [person for person, waiting in zip(people, waits) if not waiting]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda person: self.answer(person, event, "no"), came))
        self.assertEqual(self.event(event)["counts"], {"yes": 3, "maybe": 0, "no": 3, "waiting": 6})

    # --- changing ------------------------------------------------------------------------------------

    def test_who_answered_is_told_of_another_time_and_of_the_end(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        event = self.make(ada)
        self.answer(bob, event, "maybe")
        self.answer(cleo, event, "no")
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"description": "And tea."})
        self.assertNotIn(("event_update", ada.name), bob.notifications())
        changed = self.ask("PATCH", f"{API}/{event['id']}", ada, {"local_start": local(11, 18), "local_end": local(11, 20), "place": None})
        self.assertEqual((changed["local_start"], changed["place"]), (local(11, 18) + ":00", None))
        self.assertEqual(bob.notifications().count(("event_update", ada.name)), 1)
        said = self.server.get(f"/api/v1/statuses/{event['status_id']}").json
        self.assertIn("18:00", said["content"])
        self.assertIsNotNone(said["edited_at"])
        self.ask("PATCH", f"{API}/{event['id']}", bob, {"title": "Mine"}, 403)
        self.ask("POST", f"{API}/{event['id']}/cancel", bob, status=403)
        self.assertEqual(self.ask("POST", f"{API}/{event['id']}/cancel", ada)["state"], "cancelled")
        self.assertEqual(bob.notifications().count(("event_update", ada.name)), 2)
        self.assertNotIn(("event_update", ada.name), cleo.notifications())
        self.assertIn("CANCELLED", self.server.get(f"/api/v1/statuses/{event['status_id']}").json["content"])
        self.assertIn("cancelled", self.answer(cleo, event, status=409)["error"])
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"title": "Again"}, 409)
        self.ask("POST", f"{API}/{event['id']}/cancel", ada, status=409)

    # --- who may see ---------------------------------------------------------------------------------

    def test_what_may_not_be_seen_is_answered_as_if_it_did_not_exist(self):
        ada, bob = self.person(), self.person("bob")
        event = self.make(ada, visibility="private")
        self.event(event, bob, 404)
        self.event(event, None, 404)
        self.answer(bob, event, status=404)
        self.ask("GET", f"{API}/{event['id']}/answers", bob, status=404)
        self.assertNotIn(event["id"], [one["id"] for one in self.ask("GET", f"{API}?account_id={event['account']['id']}", bob)])
        self.assertEqual(self.server.get(f"/events/{event['id']}").status, 404)
        self.assertEqual(self.server.get(f"/events/{event['id']}/calendar.ics").status, 404)
        bob.follow(ada)
        self.answer(bob, event)

    def test_an_event_of_a_group_is_made_by_its_members_and_a_topic_of_it(self):
        ada, bob = self.person(), self.person("bob")
        type(self).names += 1
        made = {kind: self.server.post("/api/favilla/v1/groups", {"name": f"{kind}{self.names}", "title": "Readers", "joining": kind}, token=self.boss).json for kind in ("open", "hidden")}
        group = made["open"]["id"]
        self.make(ada, 403, group_id=group)
        self.make(ada, 404, group_id=made["hidden"]["id"])
        ada.post(f"/api/favilla/v1/groups/{group}/join")
        self.make(ada, 422, group_id=group, visibility="private")
        event = self.make(ada, group_id=group)
        self.assertEqual(event["group"], {"id": group, "title": "Readers"})
        topics = self.server.get(f"/api/favilla/v1/groups/{group}/topics").json
        self.assertEqual([one["status"]["id"] for one in topics], [event["status_id"]])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}?group_id={group}")], [event["id"]])
        self.assertTrue(self.event(event, self.boss)["may_change"])
        self.assertFalse(self.event(event, bob)["may_change"])
        hidden = self.make(self.boss, group_id=made["hidden"]["id"])
        self.event(hidden, bob, 404)
        self.assertNotIn(hidden["id"], [one["id"] for one in self.ask("GET", f"{API}?group_id={made['hidden']['id']}", bob)])

    def test_tokens_need_the_scope(self):
        ada = self.person()
        reading, writing = self.server.create_token(ada.name, scopes="read:events"), self.server.create_token(ada.name, scopes="write:events")
        self.ask("GET", f"{API}/mine", reading)
        event = self.make(writing)
        for token, method, path in ((writing, "GET", f"{API}/mine"), (reading, "POST", API), (reading, "PUT", f"{API}/{event['id']}/answer"), (None, "POST", API)):
            self.assertIn(self.server.request(method, path, {}, token=token).status, (401, 403))

    # --- in other calendars --------------------------------------------------------------------------

    def test_a_calendar_program_reads_an_event_and_a_person_s_agenda(self):
        ada, bob = self.person(), self.person("bob")
        event = self.make(ada, title="Tea, cake; books", rule="FREQ=MONTHLY;BYDAY=2TU")
        answer = self.server.get(f"/events/{event['id']}/calendar.ics")
        self.assertTrue(answer.headers["content-type"].startswith("text/calendar"))
        lines = answer.text.replace("\r\n ", "").split("\r\n")
        for line in ("BEGIN:VCALENDAR", "TZID:Europe/Rome", f"UID:event-{event['id']}@{self.server.domain}", "SUMMARY:Tea\\, cake\\; books", "RRULE:FREQ=MONTHLY;BYDAY=2TU",
                     "LOCATION:Library\\, Via Roma 1", "STATUS:CONFIRMED", "SEQUENCE:0", "DTSTART;TZID=Europe/Rome:" + local().replace("-", "").replace(":", "") + "00"):
            self.assertIn(line, lines)
        self.assertTrue(all(len(line.encode()) <= 75 for line in answer.text.split("\r\n")))
        self.assertIsNone(self.ask("GET", f"{API}/calendar", bob)["created_at"])
        path = self.ask("POST", f"{API}/calendar", bob)["url"].split(self.server.domain)[1]
        self.assertNotIn("Tea", self.server.get(path).text)
        self.answer(bob, event)
        self.assertIn("Tea", self.server.get(path).text)
        self.ask("POST", f"{API}/{event['id']}/cancel", ada)
        cancelled = self.server.get(path).text
        self.assertIn("STATUS:CANCELLED", cancelled)
        self.assertIn("SEQUENCE:1", cancelled)
        again = self.ask("POST", f"{API}/calendar", bob)["url"].split(self.server.domain)[1]
        self.assertEqual((self.server.get(path).status, self.server.get(again).status), (404, 200))
        self.ask("DELETE", f"{API}/calendar", bob)
        self.assertEqual(self.server.get(again).status, 404)
        person = self.server.get(f"/@{ada.name}/calendar.ics")
        self.assertIn("Tea", person.text)

    # --- for who looks after the place ----------------------------------------------------------------

    def test_an_administrator_lists_events_and_calls_one_off(self):
        ada, bob = self.person(), self.person("bob")
        event = self.make(ada, title="For friends", visibility="private", capacity=4)
        bob.follow(ada)
        self.answer(bob, event)
        line = next(line for line in self.server.command("event", "list").stdout.splitlines() if line.startswith(event["id"]))
        self.assertEqual(line.split("\t")[2:], ["Europe/Rome", ada.name, "1/4", "scheduled", "For friends"])
        self.server.command("event", "cancel", event["id"])
        self.assertEqual(self.event(event, ada)["state"], "cancelled")
        self.assertIn(("event_update", ada.name), bob.notifications())

    # --- pages ---------------------------------------------------------------------------------------

    def test_a_page_without_a_script_says_what_when_where(self):
        ada = self.person()
        event = self.make(ada, title="<b>Tea</b>", capacity=5)
        page = self.server.get(f"/events/{event['id']}", headers={"Accept-Language": "it"})
        for words in ("&lt;b&gt;Tea", "Library", "19:00", "Europe/Rome", "calendar.ics", "posti"):
            self.assertIn(words, page.text)
        self.assertIn("&lt;b&gt;Tea", self.server.get("/events").text)
        self.assertEqual(self.server.get("/events/1").status, 404)
        self.assertEqual(self.server.get("/calendar/nonsense.ics").status, 404)


if __name__ == "__main__":
    unittest.main()
