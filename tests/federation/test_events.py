# SPDX-License-Identifier: AGPL-3.0-or-later
"""An event of one server answered from another: it stands there with its time, answers are asked for and confirmed, places and the line behind
them are the same for everybody, and whoever answered hears of each change."""
import concurrent.futures
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402

API = "/api/favilla/v1/events"
ACTIVITY = {"Accept": "application/activity+json"}


def local(days=10, hour=19):
    return (datetime.datetime.now() + datetime.timedelta(days=days)).strftime("%Y-%m-%d") + f"T{hour:02}:00"


class Events(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.a, cls.b = (cls.enterClassContext(Favilla()) for _ in range(2))
        cls.ada, cls.dora = Person(cls.a, "ada"), Person(cls.a, "dora")
        cls.bob, cls.cleo = Person(cls.b, "bob"), Person(cls.b, "cleo")
        cls.bob.follow(cls.ada)
        cls.cleo.follow(cls.ada)

    def ask(self, method, path, who, body=None, status=200):
        answer = who.server.request(method, path, body, token=who.token)
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        return answer.json

    def make(self, who=None, **more):
        draft = {"title": "Reading aloud", "description": "Bring a page you like. #books", "local_start": local(), "local_end": local(hour=21), "time_zone": "Europe/Rome",
                 "place": {"name": "Library", "address": "Via Roma 1", "latitude": 44.5, "longitude": 11.25}, **more}
        return self.ask("POST", API, who or self.ada, draft)

    def uri(self, event):
        return self.ada.status({"id": event["status_id"]})["uri"]

    def there(self, event, who=None, uri=None):
        """The event as it stands on the other server."""
        who = who or self.bob
        status = who.at_home(uri or self.uri(event))
        return wait_until(lambda: next(iter(who.get(API, {"status_id": status["id"]})), None))

    def again(self, event, who):
        return who.get(f"{API}/{event['id']}")

    def answer(self, event, who, answer="yes", **more):
        return self.ask("PUT", f"{API}/{event['id']}/answer", who, {"answer": answer, **more})

    def state(self, event, who):
        answer = self.again(event, who)["answer"]
        return answer and (answer["answer"], answer["state"])

    def who_comes(self, event, **query):
        return sorted(one["account"]["acct"] for one in self.ada.get(f"{API}/{event['id']}/answers", query))

    def told(self, who, kind, status_id):
        return [one for one in who.get("/api/v1/notifications") if one["type"] == kind and one["status"]["id"] == status_id]

    # --- how it goes out, and what it becomes ----------------------------------------------------------

    def test_an_event_stands_on_the_other_server_with_its_time_and_place(self):
        event = self.make(online_url="https://talk.example/room", capacity=5)
        document = self.a.get(f"/users/ada/statuses/{event['status_id']}", headers=ACTIVITY).json
        self.assertEqual((document["type"], document["name"], document["timezone"], document["joinMode"]), ("Event", "Reading aloud", "Europe/Rome", "free"))
        self.assertRegex(document["startTime"], r"T19:00:00\+0[12]:00$")
        self.assertEqual([one["type"] for one in document["location"]], ["Place", "VirtualLocation"])
        self.assertEqual((document["status"], document["eventStatus"], document["url"]), ("CONFIRMED", "EventScheduled", event["url"]))
        self.assertEqual((document["maximumAttendeeCapacity"], document["remainingAttendeeCapacity"], document["participantCount"]), (5, 5, 0))
        self.assertIn("Library", document["summary"])
        self.assertNotIn("Library", document["content"])
        self.assertIn("Bring a page", document["content"])
        self.assertEqual(document["attendees"], {"type": "Collection", "totalItems": 0})
        seen = self.there(event)
        same = ("title", "starts_at", "ends_at", "local_start", "time_zone", "place", "online_url", "capacity", "state")
        self.assertEqual({key: seen[key] for key in same}, {key: event[key] for key in same})
        self.assertEqual((seen["answering"], seen["may_change"], seen["url"]), ("join", False, event["url"]))
        self.assertEqual(seen["description"], event["description"])
        words = self.bob.status({"id": seen["status_id"]})["content"]
        for part in ("Reading aloud", "19:00", "Library, Via Roma 1", "Bring a page", event["url"]):
            self.assertIn(part, words)
        self.assertIn(f'type="application/activity+json" href="{self.uri(event)}"', self.a.get(f"/events/{event['id']}").text)
        self.assertEqual(self.b.get(f"/events/{seen['id']}").status, 404, "its page stands where it is at home")
        self.assertNotIn(seen["id"], [one["id"] for one in self.bob.get(API)], "it is no event of that place")

    def test_what_recurs_recurs_there_too(self):
        seen = self.there(self.make(rule="FREQ=WEEKLY;COUNT=4"))
        self.assertEqual((seen["rule"], len(seen["next"])), ("FREQ=WEEKLY;COUNT=4", 4))

    def test_one_time_that_is_off_or_moved_is_so_there_and_is_answered_for_all_there(self):
        event = self.make(rule="FREQ=WEEKLY;COUNT=5")
        seen = self.there(event)
        times = [one["at"] for one in event["next"]]
        self.assertEqual([one["at"] for one in seen["next"]], times)
        self.ask("POST", f"{API}/{event['id']}/times", self.ada, {"at": times[1], "cancelled": True})
        wait_until(lambda: [one["cancelled"] for one in self.again(seen, self.bob)["next"]] == [False, True, False, False, False])
        self.ask("POST", f"{API}/{event['id']}/times", self.ada, {"at": times[0], "local_start": local(12), "local_end": local(12, 20)})
        wait_until(lambda: [(one["at"], one["local_start"][:16]) for one in self.again(seen, self.bob)["next"]][0] == (times[0], local(12)))
        answer = self.b.request("PUT", f"{API}/{seen['id']}/answer", {"answer": "yes", "at": times[2]}, token=self.bob.token)
        self.assertEqual((answer.status, "one answer" in answer.json["error"]), (409, True))
        self.answer(seen, self.bob)
        wait_until(lambda: self.who_comes(event) == [self.bob.handle])
        self.assertEqual(self.who_comes(event, at=times[3]), [self.bob.handle])

    def test_who_is_invited_from_there_answers_by_it_and_has_the_place(self):
        event = self.make(capacity=3)
        bob = self.ada.get("/api/v2/search", {"q": f"@{self.bob.handle}", "resolve": "true"})["accounts"][0]
        self.assertEqual(self.ask("POST", f"{API}/{event['id']}/invitations", self.ada, {"account_ids": [bob["id"]]})["invited"], 1)
        seen = self.there(event)
        wait_until(lambda: self.told(self.bob, "event_invitation", seen["status_id"]))
        self.assertEqual(self.answer(seen, self.bob)["answer"]["state"], "given")
        wait_until(lambda: self.who_comes(event) == [self.bob.handle])
        self.answer(seen, self.bob, "no")
        wait_until(lambda: self.who_comes(event) == [] and self.who_comes(event, answer="no") == [self.bob.handle])

    def test_its_picture_is_shown_there_with_its_words(self):
        media = pictures.upload(self.a, self.ada.token, pictures.png(60, 40)).json
        seen = self.there(self.make(picture_id=media["id"], picture_description="A lamp over a book"))
        self.assertEqual((seen["picture"]["description"], seen["picture"]["remote_url"]), ("A lamp over a book", media["url"]))
        self.assertEqual(len(self.bob.status({"id": seen["status_id"]})["media_attachments"]), 1)

    def test_an_event_for_followers_and_one_of_a_hidden_group_reach_nobody_else(self):
        eve = Person(self.b, "eve")
        event = self.make(visibility="private")
        seen = self.there(event)
        self.assertEqual(self.b.get(f"{API}/{seen['id']}", token=eve.token).status, 404)
        self.assertEqual(self.b.get(f"{API}/{seen['id']}/calendar.ics").status, 404)
        self.assertEqual(self.b.get(f"/events/{seen['id']}/calendar.ics").status, 404)
        self.assertEqual(self.a.get(f"/users/ada/statuses/{event['status_id']}", headers=ACTIVITY).status, 404)
        self.a.command("group", "create", "secret", "--title", "Secret", "--owner", "ada", "--joining", "hidden")
        group = self.ada.get("/api/favilla/v1/groups/mine")[0]
        hidden, shown = self.make(group_id=group["id"], title="Nobody's business"), self.make(title="Behind it")
        self.there(shown)
        self.assertEqual(self.bob.get("/api/v2/search", {"q": self.uri(hidden), "resolve": "true"})["statuses"], [])

    # --- answers ---------------------------------------------------------------------------------------

    def test_a_yes_is_asked_for_and_confirmed_and_taken_back(self):
        event = self.make()
        seen = self.there(event)
        first = self.answer(seen, self.bob)["answer"]
        self.assertIn(first["state"], ("pending", "given"))
        wait_until(lambda: self.state(seen, self.bob) == ("yes", "given"))
        self.assertEqual(self.who_comes(event), [self.bob.handle])
        self.assertTrue(self.told(self.bob, "event_place", seen["status_id"]))
        self.assertTrue(self.told(self.ada, "event_answer", event["status_id"]))
        self.assertIn(seen["id"], [one["id"] for one in self.bob.get(f"{API}/mine")])
        address = self.ask("POST", f"{API}/calendar", self.bob)["url"].split(self.b.domain)[1]
        self.assertIn("SUMMARY:Reading aloud", self.b.get(address).text)
        self.answer(seen, self.bob, "maybe")
        wait_until(lambda: self.who_comes(event, answer="maybe") == [self.bob.handle])
        self.assertEqual(self.who_comes(event), [])
        self.answer(seen, self.bob, "no")
        wait_until(lambda: self.who_comes(event, answer="no") == [self.bob.handle])
        self.answer(seen, self.bob)
        wait_until(lambda: self.state(seen, self.bob) == ("yes", "given"))
        self.ask("DELETE", f"{API}/{seen['id']}/answer", self.bob)
        wait_until(lambda: self.again(event, self.ada)["counts"] == {"yes": 0, "maybe": 0, "no": 0, "waiting": 0})

    def test_the_line_is_one_for_all_servers(self):
        event = self.make(capacity=1)
        seen = self.there(event)
        self.answer(event, self.dora)
        self.answer(seen, self.bob)
        wait_until(lambda: self.again(event, self.ada)["counts"]["waiting"] == 1)
        self.answer(seen, self.cleo)
        wait_until(lambda: self.again(event, self.ada)["counts"]["waiting"] == 2)
        self.assertEqual(self.state(seen, self.bob), ("yes", "pending"))
        self.ask("DELETE", f"{API}/{event['id']}/answer", self.dora)
        wait_until(lambda: self.state(seen, self.bob) == ("yes", "given"))
        self.assertEqual(self.state(seen, self.cleo), ("yes", "pending"))
        self.ask("DELETE", f"{API}/{seen['id']}/answer", self.bob)
        wait_until(lambda: self.state(seen, self.cleo) == ("yes", "given"))
        self.assertEqual(self.who_comes(event), [self.cleo.handle])

    def test_without_a_line_who_comes_too_late_is_refused_and_told(self):
        event = self.make(capacity=1, waiting_list=False)
        seen = self.there(event)
        self.answer(event, self.dora)
        self.answer(seen, self.bob)
        wait_until(lambda: self.state(seen, self.bob) == ("yes", "refused"))
        self.assertTrue(self.told(self.bob, "event_refused", seen["status_id"]))
        self.assertNotIn(seen["id"], [one["id"] for one in self.bob.get(f"{API}/mine")])
        self.ask("DELETE", f"{API}/{event['id']}/answer", self.dora)
        self.answer(seen, self.bob)
        wait_until(lambda: self.state(seen, self.bob) == ("yes", "given"))

    def test_of_many_from_here_and_there_as_many_get_a_place_as_there_are(self):
        event = self.make(capacity=3)
        seen = self.there(event)
        near, far = ([Person(server, f"guest{name}{n}") for n in range(4)] for server, name in ((self.a, "a"), (self.b, "b")))
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda one: self.answer(*one), [(event, one) for one in near] + [(seen, one) for one in far]))
        wait_until(lambda: self.again(event, self.ada)["counts"] == {"yes": 3, "maybe": 0, "no": 0, "waiting": 5})

    # --- changes ---------------------------------------------------------------------------------------

    def test_who_answered_hears_of_another_time_of_the_end_and_that_it_is_gone(self):
        event = self.make()
        uri = self.uri(event)
        gus = Person(self.b, "gus")        # follows nobody
        status = gus.get("/api/v2/search", {"q": uri, "resolve": "true"})["statuses"][0]
        seen = gus.get(API, {"status_id": status["id"]})[0]
        self.answer(seen, gus)
        wait_until(lambda: self.state(seen, gus) == ("yes", "given"))
        self.ask("PATCH", f"{API}/{event['id']}", self.ada, {"local_start": local(12), "local_end": local(12, 20)})
        wait_until(lambda: self.again(seen, gus)["local_start"] == local(12) + ":00")
        self.assertEqual(len(self.told(gus, "event_update", seen["status_id"])), 1)
        self.ask("PATCH", f"{API}/{event['id']}", self.ada, {"capacity": 7})
        wait_until(lambda: self.again(seen, gus)["capacity"] == 7)
        self.assertEqual(len(self.told(gus, "event_update", seen["status_id"])), 1, "more room is no other event")
        self.ask("POST", f"{API}/{event['id']}/cancel", self.ada)
        wait_until(lambda: self.again(seen, gus)["state"] == "cancelled")
        self.assertEqual(len(self.told(gus, "event_update", seen["status_id"])), 2)
        self.assertEqual(self.ask("PUT", f"{API}/{seen['id']}/answer", gus, {"answer": "maybe"}, 409)["error"], "This event has been cancelled.")
        self.a.delete(f"/api/v1/statuses/{event['status_id']}", token=self.ada.token)
        wait_until(lambda: self.b.get(f"{API}/{seen['id']}", token=gus.token).status == 404)


if __name__ == "__main__":
    unittest.main()
