# SPDX-License-Identifier: AGPL-3.0-or-later
"""Of an event that recurs each time by itself: answered, with its own places and its own line, moved, called off. And who is asked to come."""
import concurrent.futures
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.event_case import API, EventCase, local  # noqa: E402


class EventTimes(EventCase):
    # --- one time of many ----------------------------------------------------------------------------

    def standing(self, event, who, n):
        time = self.event(event, who)["next"][n]
        return time["answer"] and (time["answer"]["answer"], time["answer"]["state"], time["answer"]["at"] is not None)

    def test_an_answer_for_one_time_counts_there_instead_of_the_one_for_all(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        event = self.make(ada, rule="FREQ=WEEKLY")
        times = [one["at"] for one in event["next"]]
        self.answer(bob, event)
        self.answer(cleo, event, "maybe", at=times[1])
        answered = self.answer(bob, event, "no", at=times[1])
        self.assertEqual((answered["answer"]["answer"], answered["answer"]["at"]), ("yes", None))
        self.assertEqual([self.standing(event, bob, n) for n in (0, 1, 2)], [("yes", "given", False), ("no", "given", True), ("yes", "given", False)])
        self.assertEqual([self.standing(event, cleo, n) for n in (0, 1)], [None, ("maybe", "given", True)])
        self.assertEqual([one["counts"] for one in answered["next"][:2]], [{"yes": 1, "maybe": 0, "no": 0, "waiting": 0}, {"yes": 0, "maybe": 1, "no": 1, "waiting": 0}])
        self.assertEqual((self.names_of(event), self.names_of(event, at=times[1]), self.names_of(event, at=times[1], answer="maybe")), ([bob.name], [], [cleo.name]))
        self.assertIn(event["id"], [one["id"] for one in self.ask("GET", f"{API}/mine", cleo)])
        # As for all again, and taken back altogether.
        self.assertEqual(self.ask("DELETE", f"{API}/{event['id']}/answer?at={times[1]}", bob)["next"][1]["counts"]["yes"], 1)
        self.answer(bob, event, "no", at=times[2])
        self.assertIsNone(self.ask("DELETE", f"{API}/{event['id']}/answer", bob)["next"][2]["answer"])
        self.assertIn("2026-12-05T17:30:00Z", self.answer(bob, event, at="soon", status=422)["error"])
        self.assertIn("then", self.answer(bob, event, at="2031-01-01T00:00:00Z", status=404)["error"])
        once = self.make(ada)
        self.assertIsNone(self.answer(bob, once, at=once["next"][0]["at"])["answer"]["at"])

    def test_there_are_as_many_places_each_time_and_a_line_for_each(self):
        ada, bob, cleo, dan, eve = (self.person(stem) for stem in ("ada", "bob", "cleo", "dan", "eve"))
        event = self.make(ada, rule="FREQ=WEEKLY", capacity=1)
        first, second = (one["at"] for one in event["next"][:2])
        self.answer(bob, event, at=first)
        self.answer(cleo, event, at=second)
        self.answer(dan, event)                                  # all times: the first two are taken
        self.answer(eve, event, at=first)
        self.assertEqual([self.standing(event, person, 0) for person in (bob, dan, eve)], [("yes", "given", True), ("yes", "waiting", False), ("yes", "waiting", True)])
        self.ask("DELETE", f"{API}/{event['id']}/answer?at={first}", bob)
        self.assertEqual(self.standing(event, eve, 0), ("yes", "given", True))       # dan has no place in the second yet
        self.assertIn(("event_place", ada.name), eve.notifications())
        self.answer(eve, event, "no", at=first)
        self.answer(cleo, event, "no", at=second)
        self.assertEqual(self.standing(event, dan, 1), ("yes", "given", False))
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"capacity": 2})
        self.answer(bob, event, at=second)
        self.assertIn("2", self.ask("PATCH", f"{API}/{event['id']}", ada, {"capacity": 1}, 422)["error"])
        # Whoever gave the place of one time away waits for it like everybody else.
        self.answer(dan, event, "no", at=second)
        self.answer(eve, event, at=second)
        self.ask("DELETE", f"{API}/{event['id']}/answer?at={second}", dan)
        self.assertEqual(self.standing(event, dan, 1), ("yes", "waiting", True))
        self.assertEqual(self.standing(event, dan, 2), ("yes", "given", False))
        self.answer(bob, event, "maybe", at=second)
        self.assertEqual(self.standing(event, dan, 1), ("yes", "given", False))

    def test_of_many_who_want_the_last_places_of_one_time_at_once_as_many_get_one_as_there_are(self):
        ada = self.person()
        people = [self.person("guest") for _ in range(12)]
        event = self.make(ada, capacity=3, rule="FREQ=WEEKLY")
        at = event["next"][1]["at"]
        self.answer(people[0], event)
        with concurrent.futures.ThreadPoolExecutor(11) as pool:
            list(pool.map(lambda person: self.answer(person, event, at=at), people[1:]))
        self.assertEqual([one["counts"]["yes"] for one in self.event(event)["next"][:3]], [1, 3, 1])
        self.assertEqual(self.event(event)["next"][1]["counts"]["waiting"], 9)
        came = [person for person in people if self.standing(event, person, 1)[1] == "given"]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda person: self.answer(person, event, "no", at=at), came))
        self.assertEqual(self.event(event)["next"][1]["counts"], {"yes": 3, "maybe": 0, "no": 3, "waiting": 6})
        self.assertEqual(self.event(event)["next"][2]["counts"]["yes"], 1)

    def test_one_time_is_called_off_or_moved_without_the_others(self):
        ada, bob, cleo = (self.person(stem) for stem in ("ada", "bob", "cleo"))
        event = self.make(ada, rule="FREQ=WEEKLY;COUNT=4", title="Tea")
        times = [one["at"] for one in event["next"]]
        path = f"{API}/{event['id']}/times"
        self.answer(bob, event)
        self.answer(cleo, event, at=times[3])
        off = self.ask("POST", path, ada, {"at": times[0], "cancelled": True})
        self.assertEqual([one["cancelled"] for one in off["next"]], [True, False, False, False])
        self.assertEqual((off["state"], bob.notifications().count(("event_update", ada.name)), cleo.notifications().count(("event_update", ada.name))), ("scheduled", 1, 0))
        self.answer(bob, event, at=times[0], status=409)
        self.ask("POST", path, ada, {"at": times[0], "cancelled": True}, 409)
        moved = self.ask("POST", path, ada, {"at": times[1], "local_start": local(18, 10), "local_end": local(18, 12)})
        self.assertEqual([(one["at"], one["local_start"], one["moved"]) for one in moved["next"]][1], (times[1], local(18, 10) + ":00", True))
        self.assertEqual(moved["next"][2]["moved"], False)
        self.assertEqual(bob.notifications().count(("event_update", ada.name)), 2)
        for wrong, status in (({"at": times[1]}, 422), ({"local_start": local()}, 422), ({"at": "2031-01-01T00:00:00Z", "cancelled": True}, 404), ({"at": times[2], "local_start": local(20), "local_end": local(19)}, 422)):
            self.ask("POST", path, ada, wrong, status)
        self.ask("POST", path, bob, {"at": times[2], "cancelled": True}, 403)
        once = self.make(ada)
        self.assertIn("once", self.ask("POST", f"{API}/{once['id']}/times", ada, {"at": once["next"][0]["at"], "cancelled": True}, 409)["error"])
        said = self.server.get(f"/api/v1/statuses/{event['status_id']}").json["content"]
        self.assertIn("Not on ", said)
        self.assertIn("10:00", said)
        page = self.server.get(f"/events/{event['id']}").text
        self.assertIn("called off", page)
        self.assertIn("moved", page)
        wire = self.server.get(f"/users/{ada.name}/statuses/{event['status_id']}", headers={"Accept": "application/activity+json"}).json
        self.assertEqual((len(wire["exdate"]), wire["startTime"][:16], wire["recurrenceId"][11:16]), (2, local(18, 10), "19:00"))
        # In calendars each by its name, and in one's own what one goes to.
        both = self.server.get(f"/events/{event['id']}/calendar.ics").text
        stamp = lambda days, hour: "TZID=Europe/Rome:" + local(days, hour).replace("-", "").replace(":", "") + "00"  # noqa: E731
        self.assertIn(f"RECURRENCE-ID;{stamp(10, 19)}\r\nDTSTART;{stamp(10, 19)}", both)
        self.assertIn(f"RECURRENCE-ID;{stamp(17, 19)}\r\nDTSTART;{stamp(18, 10)}\r\nDTEND;{stamp(18, 12)}", both)
        self.assertEqual((both.count("STATUS:CANCELLED"), both.count("RRULE:FREQ=WEEKLY")), (1, 1))
        own = lambda who: self.server.get(self.ask("POST", f"{API}/calendar", who)["url"].split(self.server.domain)[1]).text  # noqa: E731
        self.answer(bob, event, "no", at=times[2])
        self.assertIn(f"EXDATE;{stamp(24, 19)}", own(bob))
        alone = own(cleo)
        self.assertEqual((alone.count("BEGIN:VEVENT"), "FREQ=WEEKLY" in alone, f"RECURRENCE-ID;{stamp(31, 19)}" in alone), (1, False, True))

    def test_an_answer_for_one_time_goes_with_its_day_when_the_series_changes(self):
        ada, bob = self.person(), self.person("bob")
        event = self.make(ada, rule="FREQ=DAILY;COUNT=6")
        self.answer(bob, event, "maybe", at=event["next"][1]["at"])
        self.answer(bob, event, "no", at=event["next"][3]["at"])
        self.ask("POST", f"{API}/{event['id']}/times", ada, {"at": event["next"][2]["at"], "cancelled": True})
        later = self.ask("PATCH", f"{API}/{event['id']}", ada, {"local_start": local(10, 20), "local_end": local(10, 22)})
        self.assertEqual([one["cancelled"] for one in later["next"]], [False, False, True, False, False])
        self.assertEqual([self.standing(event, bob, n) for n in (0, 1, 3)], [None, ("maybe", "given", True), ("no", "given", True)])
        self.ask("PATCH", f"{API}/{event['id']}", ada, {"rule": "FREQ=DAILY;INTERVAL=3"})
        self.assertEqual([self.standing(event, bob, n) for n in (0, 1)], [None, ("no", "given", True)])
        self.assertEqual([one["cancelled"] for one in self.event(event)["next"]], [False] * 5)

    # --- asked to come --------------------------------------------------------------------------------

    def invite(self, event, who, people, status=200):
        answer = self.ask("POST", f"{API}/{event['id']}/invitations", who, {"account_ids": [getattr(one, "id", one) for one in people]}, status)
        return answer.get("invited", answer.get("error"))

    def test_whoever_holds_an_event_asks_people_to_come_once(self):
        ada, bob, cleo, dan, eve = (self.person(stem) for stem in ("ada", "bob", "cleo", "dan", "eve"))
        event = self.make(ada)
        self.answer(dan, event, "no")
        eve.post(f"/api/v1/accounts/{ada.id}/block")
        self.assertEqual(self.invite(event, ada, [bob, dan, eve, ada]), 1, "not who has answered, nor who has blocked her, nor herself")
        self.assertEqual(bob.notifications().count(("event_invitation", ada.name)), 1)
        self.assertEqual([who.notifications().count(("event_invitation", ada.name)) for who in (dan, eve)], [0, 0])
        self.assertEqual(self.invite(event, ada, [bob]), 0)
        self.assertEqual((self.event(event, bob)["invited"], self.event(event, cleo)["invited"], self.event(event)["invited"]), (True, False, False))
        self.assertEqual(self.answer(bob, event)["answer"]["state"], "given")
        self.invite(event, bob, [cleo], 403)
        self.assertIn("not known", self.invite(event, ada, ["7"], 404))
        self.assertIn("20", self.invite(event, ada, [bob] * 21, 422))
        self.assertEqual(self.server.request("POST", f"{API}/{event['id']}/invitations", {"account_ids": []}).status, 401)
        private = self.make(ada, visibility="private")
        self.assertEqual(self.invite(private, ada, [cleo]), 0, "who may not see it")
        cleo.follow(ada)
        self.assertEqual(self.invite(private, ada, [cleo]), 1)
        self.ask("POST", f"{API}/{private['id']}/cancel", ada)
        self.invite(private, ada, [bob], 409)

    def test_who_does_not_want_to_hear_from_strangers_is_not_asked_by_them_and_there_is_a_bound(self):
        ada, bob = self.person(), self.person("bob")
        self.server.request("PATCH", "/api/v2/notifications/policy", {"for_not_following": "drop"}, token=bob.token)
        event = self.make(ada)
        self.invite(event, ada, [bob])
        self.assertNotIn(("event_invitation", ada.name), bob.notifications())
        bob.follow(ada)
        self.invite(self.make(ada), ada, [bob])
        self.assertIn(("event_invitation", ada.name), bob.notifications())
        people = [self.person("guest") for _ in range(20)]
        for _ in range(4):
            self.invite(self.make(ada), ada, people)
        self.assertIn("tomorrow", self.invite(self.make(ada), ada, people, 429))


if __name__ == "__main__":
    unittest.main()
