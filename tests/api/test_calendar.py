# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calendar of a page as its team lives with it: planned, moved, held, sent and dropped; ideas, gaps, best times; read in a calendar of one's
own; and planned posts that go out once each while the server is killed around their time."""
import datetime
import pathlib
import re
import sys
import time
import unittest
import zoneinfo

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402

API = "/api/favilla/v1/pages"
ROME = zoneinfo.ZoneInfo("Europe/Rome")


def ahead(**time) -> str:
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**time)).isoformat()


def now_ms() -> int:
    return int(time.time() * 1000)


class Calendar(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss")
        cls.ada, cls.bruno, cls.cleo, cls.stranger = (Person(cls.server, name) for name in ("ada", "bruno", "cleo", "stranger"))
        cls.names = 0

    def ask(self, method, path, token, body=None, status=200, voice=None):
        answer = self.server.request(method, path, body, token=token, headers={"Favilla-Voice": voice["id"]} if voice else {})
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        if path.startswith("/api/favilla/"):
            self.assertEqual(problems_of(method, path, answer.status, answer.json), [], f"{method} {path}")
        return answer.json

    def make(self, **more):
        """Ada owns it, Bruno contributes, Cleo looks on; by the clock of Rome."""
        type(self).names += 1
        page = self.ask("POST", API, self.boss, {"name": f"spark{self.names}", "title": "The Spark", **more})
        for person, role in ((self.ada, "owner"), (self.bruno, "contributor"), (self.cleo, "analyst")):
            self.ask("POST", f"{API}/{page['id']}/team", self.boss, {"act": "invite", "account_id": person.id, "role": role})
            self.ask("POST", f"{API}/{page['id']}/join", person.token)
        self.ask("POST", f"{API}/{page['id']}/leave", self.boss)
        self.ask("PUT", f"/api/favilla/v1/desk/pages/{page['id']}", self.ada.token, {"time_zone": "Europe/Rome", "hours": ["09:00-18:00"] * 5 + ["", ""], "holidays": [], "target_minutes": 480})
        return page

    def plan(self, page, text, at=None, person=None):
        return self.ask("POST", "/api/v1/statuses", (person or self.ada).token, {"status": text, "scheduled_at": at or ahead(days=2)}, voice=page)["id"]

    def calendar(self, page, person=None, **query):
        path = f"{API}/{page['id']}/calendar" + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")
        return self.ask("GET", path, (person or self.ada).token)

    def planned(self, page, method, id, act="", body=None, person=None, status=200):
        return self.ask(method, f"{API}/{page['id']}/calendar/planned/{id}{act}", (person or self.ada).token, body, status)

    def posted(self, page):
        return [re.sub("<[^>]*>", "", one["content"]) for one in self.ask("GET", f"/api/v1/accounts/{page['id']}/statuses?limit=40", None)]

    def test_what_a_page_plans_is_the_same_for_its_team_and_for_apps_in_its_voice(self):
        page = self.make()
        own, others = self.plan(page, "Bruno's", person=self.bruno), self.plan(page, "Ada's", ahead(days=3))
        draft = self.ask("POST", f"{API}/{page['id']}/drafts", self.bruno.token, {"status": "To be seen", "scheduled_at": ahead(days=4)})
        self.ask("POST", f"{API}/{page['id']}/drafts/{draft['id']}/acts", self.bruno.token, {"act": "send"})
        self.ask("POST", "/api/v1/statuses", self.ada.token, {"status": "Out"}, voice=page)
        self.assertEqual({one["id"] for one in self.ask("GET", "/api/v1/scheduled_statuses", self.bruno.token, voice=page)}, {own, others})
        self.assertEqual(self.ask("GET", "/api/v1/scheduled_statuses", self.bruno.token), [])
        seen = self.calendar(page, self.bruno)
        self.assertEqual((seen["time_zone"], seen["may_plan"], seen["held"]), ("Europe/Rome", True, []))
        self.assertEqual([(one["kind"], one["text"], one["person"]["username"], one["may_move"]) for one in seen["entries"]],
                         [("out", "Out", "ada", False), ("planned", "Bruno's", "bruno", True), ("planned", "Ada's", "ada", False), ("waiting", "To be seen", "bruno", True)])
        at = datetime.datetime.fromisoformat(seen["entries"][1]["at"]).astimezone(ROME)
        self.assertEqual(seen["entries"][1]["at_local"], at.strftime("%Y-%m-%dT%H:%M:%S"))
        looked = self.calendar(page, self.cleo)
        self.assertEqual((looked["may_plan"], {one["may_move"] for one in looked["entries"]}), (False, {False}))
        self.ask("GET", f"{API}/{page['id']}/calendar", self.stranger.token, status=404)
        self.assertEqual(self.server.get(f"{API}/{page['id']}/calendar").status, 401)

    def test_the_hour_that_is_not_and_the_hour_that_comes_twice(self):
        page = self.make()
        id = self.plan(page, "By the clock of Rome")
        for local, at, shown in (("2031-03-30T02:30", "2031-03-30T01:30:00.000Z", "2031-03-30T03:30:00"), ("2031-10-26T02:30", "2031-10-26T00:30:00.000Z", "2031-10-26T02:30:00"),
                                 ("2031-10-27T02:30", "2031-10-27T01:30:00.000Z", "2031-10-27T02:30:00")):
            self.assertEqual(self.planned(page, "PATCH", id, body={"local": local}), {"at": at, "at_local": shown})
            day = self.calendar(page, **{"from": local[:10], "to": local[:10]})
            self.assertEqual([(one["at"], one["at_local"]) for one in day["entries"]], [(at, shown)])
            self.assertEqual(self.ask("GET", f"/api/v1/scheduled_statuses/{id}", self.ada.token, voice=page)["scheduled_at"], at)
        self.assertEqual(self.planned(page, "PATCH", id, body={"at": "2031-10-26T02:30:00+01:00"}), {"at": "2031-10-26T01:30:00.000Z", "at_local": "2031-10-26T02:30:00"})

    def test_wrong_input_is_refused_in_words(self):
        page = self.make()
        id = self.plan(page, "Here to stay")
        for body in ({}, {"local": "tomorrow"}, {"at": "2031-02-30T10:00:00Z"}, {"local": "2031-10-26T25:00"}, {"local": "2001-01-01T10:00"}, {"at": ahead(minutes=2)}):
            self.assertTrue(self.planned(page, "PATCH", id, body=body, status=422)["error"])
        for path in ("?from=yesterday", "?from=2031-01-01&to=2030-12-31", "?from=2031-01-01&to=2031-03-31", "?to=x"):
            self.ask("GET", f"{API}/{page['id']}/calendar{path}", self.ada.token, status=422)
        for other in ("1", "zero"):
            self.planned(page, "PATCH", other, body={"local": "2031-01-01T10:00"}, status=404)
            self.planned(page, "POST", other, "/send", status=404)
            self.planned(page, "DELETE", other, status=404)
            self.ask("PATCH", f"{API}/{page['id']}/calendar/drafts/{other}", self.ada.token, {"local": "2031-01-01T10:00"}, 404)
        another = self.make()
        self.planned(another, "PATCH", id, body={"local": "2031-01-01T10:00"}, status=404)
        self.planned(another, "DELETE", id, status=404)
        for method, act in (("PATCH", ""), ("DELETE", ""), ("POST", "/send")):
            self.planned(page, method, id, act, {"local": "2031-01-01T10:00"}, self.cleo, 403)
            self.planned(page, method, id, act, {"local": "2031-01-01T10:00"}, self.bruno, 403)
            self.planned(page, method, id, act, {"local": "2031-01-01T10:00"}, self.stranger, 404)
        reader = self.server.create_token("ada", "read:pages")
        self.ask("GET", f"{API}/{page['id']}/calendar", reader)
        self.ask("DELETE", f"{API}/{page['id']}/calendar/planned/{id}", reader, status=403)
        self.ask("GET", f"{API}/{page['id']}/calendar", self.ada.token, status=403, voice=page)
        self.assertEqual(len(self.calendar(page)["entries"]), 1)

    def test_a_draft_that_is_moved_stays_in_review_and_goes_out_at_its_time(self):
        page = self.make(reviews=True)
        draft = self.ask("POST", f"{API}/{page['id']}/drafts", self.bruno.token, {"status": "Approved", "scheduled_at": ahead(days=4)})
        place = f"{API}/{page['id']}/drafts/{draft['id']}"
        read = self.ask("POST", f"{place}/acts", self.bruno.token, {"act": "send"})
        moved = f"{API}/{page['id']}/calendar/drafts/{draft['id']}"
        self.ask("PATCH", moved, self.cleo.token, {"at": ahead(days=5)}, 403)
        self.ask("PATCH", moved, self.ada.token, {"at": ahead(days=-5)}, 422)
        at = ahead(days=5)
        self.ask("PATCH", moved, self.ada.token, {"at": at})
        now = self.ask("GET", place, self.ada.token)
        self.assertEqual((now["state"], now["revision"], now["changed_by"]["username"]), ("review", read["revision"] + 1, "bruno"))
        self.ask("POST", f"{place}/acts", self.ada.token, {"act": "publish", "revision": read["revision"]}, 409)
        out = self.ask("POST", f"{place}/acts", self.ada.token, {"act": "publish", "revision": now["revision"]})
        self.assertEqual([(one["kind"], one["id"]) for one in self.calendar(page)["entries"]], [("planned", out["scheduled_status_id"])])
        self.ask("PATCH", moved, self.ada.token, {"at": at}, 409)
        self.planned(page, "PATCH", out["scheduled_status_id"], body={"at": ahead(days=6)}, person=self.bruno, status=403)
        # Approved shortly before its time, it waits for it all the same.
        late = self.ask("POST", f"{API}/{page['id']}/drafts", self.bruno.token, {"status": "In three minutes", "scheduled_at": ahead(minutes=3)})
        for person, act in ((self.bruno, "send"), (self.ada, "publish")):
            late = self.ask("POST", f"{API}/{page['id']}/drafts/{late['id']}/acts", person.token, {"act": act})
        self.assertIsNone(late["status_id"])
        self.assertIsNotNone(late["scheduled_status_id"])

    def test_after_a_week_of_being_off_nothing_goes_out_and_the_team_is_asked(self):
        page = self.make()
        ids = [self.plan(page, f"Day {n}", ahead(days=n)) for n in range(1, 5)]
        self.server.stop()
        for n, id in enumerate(ids):
            self.server.execute(f"UPDATE scheduled_statuses SET scheduled_at = {now_ms() - (7 - n) * 86_400_000} WHERE id = {id}")
        self.server.execute("UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'")
        self.server.start()
        held = wait_until(lambda: (lambda all: all if len(all) == 4 else None)(self.calendar(page)["held"]))
        self.assertEqual([(one["text"], one["is_late"], one["may_send"]) for one in held], [(f"Day {n}", True, True) for n in range(1, 5)])
        self.assertEqual(self.posted(page), [])
        for person, asked in ((self.ada, 1), (self.bruno, 0), (self.cleo, 0)):
            told = [one for one in person.get("/api/v1/notifications") if one["type"] == "plan_held" and one["account"]["id"] == page["id"]]
            self.assertEqual(len(told), asked, person)
        self.planned(page, "POST", ids[0], "/send")
        self.planned(page, "POST", ids[0], "/send", status=404)
        self.planned(page, "PATCH", ids[1], body={"at": ahead(days=1)})
        self.planned(page, "DELETE", ids[2])
        self.assertEqual(self.posted(page), ["Day 1"])
        seen = self.calendar(page)
        self.assertEqual([one["text"] for one in seen["held"]], ["Day 4"])
        self.assertEqual([one["text"] for one in seen["entries"] if one["kind"] == "planned"], ["Day 2"])
        log = [(one["account"]["username"], one["act"]) for one in self.ask("GET", f"{API}/{page['id']}/log", self.ada.token)]
        self.assertEqual(log[:3], [("ada", "unschedule"), ("ada", "reschedule"), ("ada", "send_planned")])

    def test_ideas_come_again_and_never_post(self):
        page = self.make()
        place = f"{API}/{page['id']}/calendar/ideas"
        made = self.ask("POST", place, self.bruno.token, {"title": " Question of the week ", "starts_at_local": "2031-03-25T18:00", "rule": "FREQ=WEEKLY"})
        self.assertEqual((made["title"], made["starts_at_local"], made["time_zone"], made["rule"]), ("Question of the week", "2031-03-25T18:00:00", "Europe/Rome", "FREQ=WEEKLY"))
        weeks = [one["at_local"] for one in self.calendar(page, **{"from": "2031-03-24", "to": "2031-04-09"})["entries"]]
        self.assertEqual(weeks, ["2031-03-25T18:00:00", "2031-04-01T18:00:00", "2031-04-08T18:00:00"])
        changed = self.ask("PUT", f"{place}/{made['id']}", self.ada.token, {"title": "Once", "starts_at_local": "2031-03-26T10:00", "rule": ""})
        self.assertEqual((changed["title"], changed["rule"]), ("Once", ""))
        self.assertEqual([one["text"] for one in self.calendar(page, **{"from": "2031-03-24", "to": "2031-04-09"})["entries"]], ["Once"])
        for wrong in ({"title": ""}, {"title": "x" * 201}, {"rule": "FREQ=NEVER"}, {"starts_at_local": "soon"}):
            self.ask("POST", place, self.ada.token, {"title": "An idea", "starts_at_local": "2031-03-25T18:00", "rule": "", **wrong}, 422)
        self.ask("POST", place, self.cleo.token, {"title": "An idea", "starts_at_local": "2031-03-25T18:00"}, 403)
        for method in ("PUT", "DELETE"):
            self.ask(method, f"{place}/{made['id']}", self.cleo.token, {"title": "Mine", "starts_at_local": "2031-03-25T18:00"}, 403)
            self.ask(method, f"{API}/{self.make()['id']}/calendar/ideas/{made['id']}", self.ada.token, {"title": "Mine", "starts_at_local": "2031-03-25T18:00"}, 404)
        self.ask("DELETE", f"{place}/{made['id']}", self.bruno.token)
        self.ask("DELETE", f"{place}/{made['id']}", self.bruno.token, status=404)
        self.assertEqual(self.calendar(page)["ideas"], [])

    def test_events_stand_in_it_at_each_of_their_times(self):
        page = self.make()
        self.ask("POST", "/api/favilla/v1/events", self.ada.token, {"title": "Reading", "local_start": "2031-05-06T18:30", "local_end": "2031-05-06T20:00", "time_zone": "Europe/Rome", "rule": "FREQ=WEEKLY;COUNT=3"}, voice=page)
        seen = self.calendar(page, **{"from": "2031-05-01", "to": "2031-05-15"})
        self.assertEqual([(one["kind"], one["text"], one["at_local"], one["may_move"]) for one in seen["entries"]],
                         [("event", "Reading", "2031-05-06T18:30:00", False), ("event", "Reading", "2031-05-13T18:30:00", False)])

    def test_gaps_and_best_times_say_when_there_is_too_little_to_tell(self):
        page = self.make()
        seen = self.calendar(page)
        self.assertEqual((seen["usual_pause_minutes"], seen["gaps"]), (None, []))
        self.assertGreater(seen["longest_gap"]["minutes"], 30 * 1440)
        self.plan(page, "In the middle", ahead(days=15))
        self.assertLess(self.calendar(page)["longest_gap"]["minutes"], 22 * 1440)
        times = self.ask("GET", f"{API}/{page['id']}/best_times", self.cleo.token)
        self.assertEqual((times["state"], times["time_zone"], len(times["parts"])), ("too_little", "Europe/Rome", 24))
        self.assertEqual({(part["ratio"], part["better"], part["audience"]) for part in times["parts"]}, {(None, False, None)})
        self.ask("GET", f"{API}/{page['id']}/best_times", self.stranger.token, status=404)

    def test_hours_are_drawn_by_lot_when_two_agree_and_told_when_it_is_over(self):
        page = self.make()
        place = f"{API}/{page['id']}/calendar/trials"
        wanted = {"first_hour": "09:00", "second_hour": "18:30", "first_day": "2031-03-24", "weeks": 2, "weekdays": [0, 1, 2, 3, 4]}
        for wrong in ({"first_hour": "9"}, {"second_hour": "09:00"}, {"second_hour": "24:30"}, {"first_day": "soon"}, {"first_day": "2001-01-01"}, {"weeks": 0}, {"weeks": 13}, {"weekdays": []}, {"weekdays": [7]}, {"weekdays": [0]}):
            self.ask("POST", place, self.ada.token, {**wanted, **wrong}, 422)
        self.ask("POST", place, self.bruno.token, wanted, 403)
        self.ask("POST", f"{API}/{page['id']}/team", self.ada.token, {"act": "assign", "account_id": self.bruno.id, "role": "editor"})
        made = self.ask("POST", place, self.ada.token, wanted)[0]
        self.assertEqual((made["first_hour"], made["second_hour"], made["first_day"], made["last_day"], made["weekdays"], made["agreed_by"], made["result"]), ("09:00", "18:30", "2031-03-24", "2031-04-06", [0, 1, 2, 3, 4], None, None))
        self.ask("POST", place, self.bruno.token, wanted, 409)
        self.ask("POST", f"{place}/{made['id']}/agree", self.ada.token, {}, 403)
        self.ask("POST", f"{place}/{made['id']}/agree", self.cleo.token, {}, 403)
        agreed = self.ask("POST", f"{place}/{made['id']}/agree", self.bruno.token, {})[0]
        self.assertEqual((agreed["agreed_by"]["username"], agreed["may_agree"]), ("bruno", False))
        self.ask("POST", f"{place}/{made['id']}/agree", self.bruno.token, {}, 409)
        slots = [(one["at_local"][:10], one["at_local"][11:16]) for one in self.calendar(page, **{"from": "2031-03-20", "to": "2031-04-10"})["entries"]]
        self.assertEqual([day for day, _ in slots], [f"2031-03-{n}" for n in range(24, 29)] + ["2031-03-31"] + [f"2031-04-0{n}" for n in range(1, 5)])
        for week in (slots[:5], slots[5:]):                     # over the change of the clock
            self.assertEqual(sorted(hour for _, hour in week), ["09:00"] * 2 + ["18:30"] * 3)
        # As if it were over: its days are moved back, and two posts were answered.
        told = [self.ask("POST", "/api/v1/statuses", self.ada.token, {"status": f"Well? {n}"}, voice=page)["id"] for n in range(2)]
        for one in told:
            self.ask("POST", "/api/v1/statuses", self.stranger.token, {"status": "Yes", "in_reply_to_id": one})
        self.server.stop()
        today = (datetime.datetime.now(ROME).date() - datetime.date(1970, 1, 1)).days
        back = (datetime.date(2031, 3, 24) - datetime.date(1970, 1, 1)).days - (today - 21)
        self.server.execute(f"UPDATE calendar_trials SET first_day = first_day - {back} WHERE id = {made['id']}", f"UPDATE calendar_trial_days SET day = day - {back} WHERE trial_id = {made['id']}")
        self.server.start()
        over = self.ask("GET", place, self.cleo.token)[0]["result"]
        self.assertEqual((over["difference"], over["p"], over["exact"], over["days"], over["kept"]), (0, 1, True, 10, 0))   # what went out since is not of those days
        self.ask("DELETE", f"{place}/{made['id']}", self.cleo.token, status=403)
        self.ask("DELETE", f"{place}/1", self.ada.token, status=404)
        self.assertEqual(self.ask("DELETE", f"{place}/{made['id']}", self.ada.token), [])

    def test_it_is_read_in_a_calendar_of_ones_own_while_one_is_of_the_team(self):
        page = self.make()
        self.plan(page, "A spark, tomorrow", ahead(days=1))
        place = f"{API}/{page['id']}/calendar/feed"
        self.assertIsNone(self.ask("GET", place, self.bruno.token)["created_at"])
        first = self.ask("POST", place, self.bruno.token)["url"]
        address = self.ask("POST", place, self.bruno.token)["url"]
        read = lambda url: self.server.get(url.split(self.server.domain, 1)[1])
        self.assertEqual(read(first).status, 404)
        answer = read(address)
        self.assertEqual((answer.status, answer.headers["content-type"], answer.headers["cache-control"]), (200, "text/calendar; charset=utf-8", "private, no-store"))
        self.assertIn("SUMMARY:A spark\\, tomorrow\r\n", answer.text)
        self.assertIn("TZID:Europe/Rome", answer.text)
        self.assertNotIn(address.rsplit("/", 1)[1].removesuffix(".ics"), answer.text)
        self.ask("POST", place, self.stranger.token, status=404)
        self.ask("POST", f"{API}/{page['id']}/team", self.ada.token, {"act": "remove", "account_id": self.bruno.id})
        self.assertEqual(read(address).status, 404)
        own = self.ask("POST", place, self.ada.token)["url"]
        self.assertEqual(read(own).status, 200)
        self.ask("DELETE", place, self.ada.token)
        self.assertEqual(read(own).status, 404)


class Plug(unittest.TestCase):
    """The plug is pulled again and again around the time at which a page's posts go out."""

    def test_each_goes_out_exactly_once(self):
        with Favilla() as server:
            server.create_account("boss", role="admin")
            token = server.create_token("boss")
            page = server.post(API, {"name": "spark", "title": "The Spark"}, token=token).json
            voice = {"Favilla-Voice": page["id"]}
            texts = [f"Post {n}" for n in range(20)]
            for n, text in enumerate(texts):
                self.assertEqual(server.post("/api/v1/statuses", {"status": text, "scheduled_at": ahead(days=1, minutes=n)}, token=token, headers=voice).status, 200)
            server.stop()
            # Due from now on, ten a second: while the server starts, is killed, and starts again.
            begin = now_ms() + 500
            for n, text in enumerate(texts):
                server.execute(f"UPDATE scheduled_statuses SET scheduled_at = {begin + n * 100} WHERE text = '{text}'")
            server.execute("UPDATE jobs SET run_at = 1 WHERE queue = 'scheduled'")
            posted = lambda: [re.sub("<[^>]*>", "", one["content"]) for one in server.get(f"/api/v1/accounts/{page['id']}/statuses?limit=40").json]
            kills = 0
            for _ in range(12):
                server.start()
                before = len(posted())
                wait_until(lambda: len(posted()) > before or before == len(texts))
                server.kill()
                kills += 1
            self.assertEqual(kills, 12)
            server.start()
            wait_until(lambda: len(posted()) >= len(texts))
            server.kill()
            # Whatever jobs were left find nothing to do, before one that comes behind them.
            server.start()
            server.post("/api/v1/statuses", {"status": "Behind them", "scheduled_at": ahead(days=1)}, token=token, headers=voice)
            server.kill()
            server.execute(f"UPDATE scheduled_statuses SET scheduled_at = {now_ms()}", "UPDATE jobs SET run_at = 1, state = 'waiting' WHERE queue = 'scheduled'")
            server.start()
            wait_until(lambda: "Behind them" in posted())
            self.assertEqual(sorted(posted()), sorted([*texts, "Behind them"]))
            self.assertEqual(server.get("/api/v1/scheduled_statuses", token=token, headers=voice).json, [])


if __name__ == "__main__":
    unittest.main()
