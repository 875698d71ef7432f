# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rhythm of a page's team, from outside: what waited and how it ended, hours by the clock and by hand, a pace that was chosen, absence that hands
over, a forecast that says when it cannot tell, the letter of the week; who sees whose figures, and wrong input."""
import datetime
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

DESK = "/api/favilla/v1/desk"
PAGES = "/api/favilla/v1/pages"
HOUR, DAY = 3_600_000, 86_400_000
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def day(ahead=0):
    return (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=ahead)).isoformat()


class Rhythm(ApiCase):
    scopes = "read write follow push admin:read admin:write"

    @classmethod
    def setUpClass(cls):
        cls.sink = cls.enterClassContext(SmtpSink())
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_SMTP_URL": cls.sink.url}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", cls.scopes)
        cls.names = 0

    def setUp(self):
        self.handle = self.name("page")
        self.page = self.ask("POST", PAGES, self.boss, {"name": self.handle, "title": "The lantern"})["id"]
        self.place = f"{DESK}/pages/{self.page}"
        self.moira, self.ned = self.person("moira"), self.person("ned")
        for who, role in ((self.moira, "moderator"), (self.ned, "editor")):
            self.invite(who, role)

    def invite(self, who, role):
        self.ask("POST", f"{PAGES}/{self.page}/team", self.boss, {"act": "invite", "account_id": who.id, "role": role})
        self.ask("POST", f"{PAGES}/{self.page}/join", who)

    def asked(self, stem="ada"):
        """Somebody asks; their item."""
        post = self.person(stem).write(f"@{self.handle} when do you open?")
        return next(one for one in self.ask("GET", f"{DESK}?page_id={self.page}&limit=40", self.boss)["items"] if one["status"]["id"] == post["id"])

    def act(self, act, item, who, status=200, **more):
        return self.ask("POST", f"{DESK}/acts", who, {"act": act, "item_ids": [item["id"]], **more}, status)

    def answer(self, item, who):
        return self.ask("POST", f"{DESK}/items/{item['id']}/answer", who, {"status": "At nine", "last_seen_id": item["status"]["id"], "turn": item["turn"]})

    def rhythm(self, who=None, query=""):
        return self.ask("GET", f"{self.place}/rhythm{query}", who or self.boss)

    def hours(self, who=None, query=""):
        return self.ask("GET", f"{self.place}/hours{query}", who or self.boss)

    def while_nobody_works(self, *statements):
        self.server.stop()
        self.server.execute(*statements)
        self.server.start()

    def test_what_came_was_settled_and_waits_adds_up(self):
        answered, done, needless, waits = (self.asked(stem) for stem in ("ada", "bob", "cleo", "dora"))
        self.assertTrue(waits)
        self.answer(answered, self.moira)
        self.act("done", done, self.ned)
        self.act("none_needed", needless, self.ned, text="Thanks alone")
        found = self.rhythm()
        today = found["flow"][-1]
        self.assertEqual((found["to"], today["date"]), (day(), day()))
        self.assertEqual((today["came"], today["settled"], today["waiting"]), (4, 3, 1))
        self.assertEqual(len(found["flow"]), 12 * 7 + datetime.date.fromisoformat(day()).weekday() + 1)
        told = found["answered"]
        self.assertEqual((told["conversations"], told["answered"], told["target_hours"]), (4, 2, 8))
        self.assertIn("answered within 8 of your hours", told["sentence"])
        week = found["steadiness"]["weeks"][-1]
        self.assertEqual((week["came"], week["answers"], week["over"]), (4, 2, False))
        self.assertEqual(len(found["steadiness"]["weeks"]), 13)
        # Brought back, it never ceased to wait.
        self.act("undo", done, self.ned)
        self.assertEqual((self.rhythm()["flow"][-1]["settled"], self.rhythm()["flow"][-1]["waiting"]), (2, 2))
        italian = self.rhythm(query="?lang=it&weeks=2")
        self.assertIn("delle vostre ore", italian["answered"]["sentence"])
        self.assertEqual(len(italian["steadiness"]["weeks"]), 2)
        for wrong in ("?weeks=1", "?weeks=54", "?weeks=many", "?people=0", "?people=101", "?minutes=0", "?minutes=1441", "?minutes=x"):
            self.ask("GET", f"{self.place}/rhythm{wrong}", self.boss, status=422)

    def test_a_conversation_waits_since_the_first_of_those_who_wait_in_it(self):
        self.ask("PUT", self.place, self.boss, {"time_zone": "UTC", "hours": ["00:00-24:00"] * 7, "holidays": [], "target_minutes": 480})
        post = self.server.request("POST", "/api/v1/statuses", {"status": "We open on Saturday"}, token=self.boss, headers={"Favilla-Voice": self.page}).json
        first, second = (self.person(stem).write("At what time?", in_reply_to_id=post["id"]) for stem in ("ada", "bob"))
        self.while_nobody_works(*[f"UPDATE {table} SET {time} = {time} - {HOUR} WHERE {which}" for table, time, which in (
            ("statuses", "created_at", f"id = {first['id']}"), ("ledger_owed", "created_at", f"status_id = {first['id']}"),
            ("desk_items", "since", f"page_id = {self.page}"), ("desk_items", "waits_since", f"page_id = {self.page}"))])
        seen = second["id"]
        for asked in (first, second):
            item, = self.ask("GET", f"{DESK}?page_id={self.page}", self.boss)["items"]
            seen = self.ask("POST", f"{DESK}/items/{item['id']}/answer", self.moira, {"status": "At nine", "in_reply_to_id": asked["id"], "last_seen_id": seen, "turn": item["turn"]})["id"]
        told = self.rhythm()["answered"]
        self.assertEqual((told["conversations"], told["answered"]), (1, 1))
        self.assertGreaterEqual(told["median_hours"], 1)

    def test_what_is_brought_back_waits_since_the_first_of_those_who_waited(self):
        self.ask("PUT", self.place, self.boss, {"time_zone": "UTC", "hours": ["00:00-24:00"] * 7, "holidays": [], "target_minutes": 480})
        post = self.server.request("POST", "/api/v1/statuses", {"status": "We open on Saturday"}, token=self.boss, headers={"Favilla-Voice": self.page}).json
        first, second = (self.person(stem).write("At what time?", in_reply_to_id=post["id"]) for stem in ("ada", "bob"))
        self.while_nobody_works(*[f"UPDATE {table} SET {time} = {time} - {HOUR} WHERE {which}" for table, time, which in (
            ("statuses", "created_at", f"id = {first['id']}"), ("ledger_owed", "created_at", f"status_id = {first['id']}"),
            ("desk_items", "since", f"page_id = {self.page}"), ("desk_items", "waits_since", f"page_id = {self.page}"))])
        item, = self.ask("GET", f"{DESK}?page_id={self.page}", self.boss)["items"]
        self.ask("POST", f"{DESK}/items/{item['id']}/answer", self.moira, {"status": "At nine", "in_reply_to_id": first["id"], "last_seen_id": second["id"], "turn": item["turn"]})
        self.act("done", item, self.moira)
        self.assertGreaterEqual(self.rhythm()["answered"]["median_hours"], 1)
        self.act("undo", item, self.moira)
        self.act("done", item, self.moira)
        self.assertGreaterEqual(self.rhythm()["answered"]["median_hours"], 1)

    def test_each_sees_their_own_and_an_owner_the_sum_and_who_shares(self):
        for who, stem in ((self.moira, "ada"), (self.moira, "bob"), (self.ned, "cleo")):
            self.answer(self.asked(stem), who)
        self.ask("POST", f"{self.place}/hours", self.moira, {"minutes": 40, "note": "Calls"})
        mine = self.rhythm(self.moira)["carried"]
        self.assertEqual((mine["me"], mine["team"], mine["people"], mine["shares"]), ({"settled": 2, "minutes": 40}, None, [], False))
        self.assertEqual(self.rhythm(self.ned)["carried"]["me"], {"settled": 1, "minutes": 0})
        led = self.rhythm()["carried"]
        self.assertEqual((led["team"], led["people"]), ({"settled": 3, "minutes": 40}, []))
        sheet = self.hours()
        self.assertEqual((sheet["minutes"], sheet["page_minutes"], sheet["colleagues"]), (0, 40, []))
        self.assertEqual(self.hours(self.ned)["page_minutes"], None)
        self.assertTrue(self.ask("PUT", f"{self.place}/rhythm/sharing", self.moira, {"wanted": True})["carried"]["shares"])
        shared, = self.rhythm()["carried"]["people"]
        self.assertEqual((shared["account"]["id"], shared["settled"], shared["minutes"]), (self.moira.id, 2, 40))
        self.assertEqual(self.hours()["colleagues"][0]["lines"][0]["note"], "Calls")
        self.assertEqual((self.rhythm(self.ned)["carried"]["people"], self.hours(self.ned)["colleagues"]), ([], []))
        self.ask("PUT", f"{self.place}/rhythm/sharing", self.moira, {"wanted": False})
        self.assertEqual((self.rhythm()["carried"]["people"], self.hours()["colleagues"]), ([], []))
        self.ask("PUT", f"{self.place}/rhythm/sharing", self.moira, {}, status=422)

    def test_the_clock_runs_with_what_is_taken_and_is_cut_when_forgotten(self):
        first, second, third = (self.asked(stem) for stem in ("ada", "bob", "cleo"))
        self.act("take", first, self.moira)
        timer = self.hours(self.moira)["timer"]
        self.assertEqual((timer["item_id"], timer["page_id"]), (first["id"], self.page))
        self.assertEqual(self.hours(self.ned)["timer"], None)
        self.answer(first, self.moira)
        line, = self.hours(self.moira)["lines"]
        self.assertEqual((line["minutes"], line["made_by"], line["item_id"], line["date"]), (1, "timer", first["id"], day()))
        self.act("take", second, self.moira)
        self.act("release", second, self.moira)
        self.act("take", third, self.moira)
        self.assertEqual(len(self.hours(self.moira)["lines"]), 2)
        stopped = self.ask("DELETE", f"{self.place}/timer", self.moira)
        self.assertEqual((stopped["timer"], len(stopped["lines"])), (None, 3))
        self.assertEqual(len(self.ask("DELETE", f"{self.place}/timer", self.moira)["lines"]), 3)
        self.act("take", third, self.moira)
        self.while_nobody_works(f"UPDATE desk_timers SET started_at = started_at - {HOUR} WHERE account_id = {self.moira.id}", "UPDATE schedules SET next_run_at = 1 WHERE name = 'desk.cut_timers'")
        # An hour ago it may have been last week.
        weeks = {(datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=hours)).date().isoformat() for hours in (0, 1)}
        cut = wait_until(lambda: next((one for week in weeks for one in self.hours(self.moira, f"?week={week}")["lines"] if one["made_by"] == "cut"), None))
        self.assertEqual(cut["minutes"], 30)

        # Corrected and struck by hand, by nobody else.
        fixed = self.ask("PUT", f"{self.place}/hours/{cut['id']}", self.moira, {"minutes": 8, "note": "A call", "date": cut["date"]})
        changed = next(one for one in fixed["lines"] if one["id"] == cut["id"])
        self.assertEqual((changed["minutes"], changed["note"], changed["made_by"]), (8, "A call", "hand"))
        for who in (self.boss, self.ned):
            self.ask("PUT", f"{self.place}/hours/{cut['id']}", who, {"minutes": 8}, status=404)
            self.ask("DELETE", f"{self.place}/hours/{cut['id']}", who, status=404)
        left = self.ask("DELETE", f"{self.place}/hours/{cut['id']}?week={cut['date']}", self.moira)["lines"]
        self.assertNotIn(cut["id"], [one["id"] for one in left])
        for wrong in ({"minutes": 0}, {"minutes": 1441}, {}, {"minutes": 5, "date": day(1)}, {"minutes": 5, "date": day(-400)}, {"minutes": 5, "date": "soon"}, {"minutes": 5, "note": "x" * 301},
                      {"minutes": 5, "effort_id": "7"}, {"minutes": 5, "effort_id": "x"}, {"minutes": 5, "group_id": self.page}, {"minutes": 5, "group_id": "x"}):
            self.ask("POST", f"{self.place}/hours", self.moira, wrong, status=422)
        self.ask("GET", f"{self.place}/hours?week=nonsense", self.moira, status=422)
        self.ask("DELETE", f"{self.place}/hours/abc", self.moira, status=404)
        self.assertEqual(self.hours(self.moira, f"?week={day(-21)}")["lines"], [])

    def test_hours_are_booked_to_an_effort_as_a_sum_and_to_a_group(self):
        effort = self.ask("POST", "/api/favilla/v1/efforts", self.boss, {"title": "Spring", "hypothesis": "Who is asked answers.", "target": f"answers:{self.page}", "time_zone": "Etc/UTC", "first_day": day(-14), "last_day": day(-1),
                                                                         "currency": "EUR", "hourly_rate": "30"})
        other = self.ask("POST", "/api/favilla/v1/efforts", self.boss, {"title": "Sign-ups", "hypothesis": "Many come.", "target": "sign_ups", "time_zone": "Etc/UTC", "first_day": day(-14), "last_day": day(-1)})
        sheet = self.hours(self.moira)
        self.assertEqual([one["id"] for one in sheet["efforts"]], [effort["id"]])      # who moderates the house may book to all of it
        self.assertLessEqual({effort["id"], other["id"]}, {one["id"] for one in self.hours()["efforts"]})
        self.ask("POST", f"{self.place}/hours", self.moira, {"minutes": 5, "effort_id": other["id"]}, status=422)
        booked = self.ask("POST", f"{self.place}/hours", self.moira, {"minutes": 50, "effort_id": effort["id"], "note": "Poster"})["lines"][0]
        self.ask("POST", f"{self.place}/hours", self.ned, {"minutes": 40, "effort_id": effort["id"]})
        costs = self.ask("GET", f"/api/favilla/v1/efforts/{effort['id']}/costs", self.boss)
        self.assertEqual((costs["desk_minutes"], costs["desk_amount"], costs["minutes"], costs["by_kind"]["hours"], costs["total"], costs["costs"]), (90, "45.00", 90, "45.00", "45.00", []))
        self.assertNotIn("Poster", str(costs))
        self.ask("PUT", f"{self.place}/hours/{booked['id']}", self.moira, {"minutes": 20, "effort_id": effort["id"]})
        self.assertEqual(self.ask("GET", f"/api/favilla/v1/efforts/{effort['id']}/costs", self.boss)["total"], "30.00")
        unrated = self.ask("POST", f"{self.place}/hours", self.boss, {"minutes": 30, "effort_id": other["id"]})
        self.assertTrue(unrated["lines"])
        costs = self.ask("GET", f"/api/favilla/v1/efforts/{other['id']}/costs", self.boss)
        self.assertEqual((costs["desk_minutes"], costs["desk_amount"], costs["total"]), (30, None, "0.00"))
        group = self.ask("POST", "/api/favilla/v1/groups", self.boss, {"name": self.name("group"), "title": "Readers"})
        self.assertEqual([one["title"] for one in self.hours()["groups"]], ["Readers"])
        self.assertEqual(self.hours(self.ned)["groups"], [])
        self.ask("POST", f"{self.place}/hours", self.ned, {"minutes": 5, "group_id": group["id"]}, status=422)
        line = self.ask("POST", f"{self.place}/hours", self.boss, {"minutes": 10, "group_id": group["id"]})["lines"][-1]
        self.assertEqual(line["group_id"], group["id"])
        self.ask("POST", f"{self.place}/hours", self.boss, {"minutes": 5, "group_id": group["id"], "effort_id": effort["id"]}, status=422)

    def test_a_pace_is_chosen_and_a_planned_week_breaks_nothing(self):
        pace = {"posts": 1, "answers": 2, "within": 50, "minutes_a_day": 45}
        self.ask("PUT", f"{self.place}/pace", self.moira, pace, status=403)
        self.assertEqual(self.ask("PUT", f"{self.place}/pace", self.ned, pace)["pace"], pace)
        self.assertEqual(self.rhythm()["forecast"]["minutes_a_day"], 45)
        self.assertIn("pace", [one["act"] for one in self.ask("GET", f"{PAGES}/{self.page}/log", self.boss)])
        for wrong in ({**pace, "posts": -1}, {**pace, "within": 101}, {**pace, "minutes_a_day": 0}, {"posts": 1}, {**pace, "answers": "many"}):
            self.ask("PUT", f"{self.place}/pace", self.ned, wrong, status=422)
        # Three weeks ago and last week the page said something; the week between was planned off.
        monday = datetime.date.fromisoformat(day()) - datetime.timedelta(days=datetime.date.fromisoformat(day()).weekday())
        self.ask("PUT", f"{self.place}/pace", self.ned, {**pace, "answers": 0, "within": 0})
        ids = []
        for _ in range(2):
            ids.append(self.server.request("POST", "/api/v1/statuses", {"status": "Here we are"}, token=self.boss, headers={"Favilla-Voice": self.page}).json["id"])
        moved = [int(datetime.datetime.combine(monday - datetime.timedelta(days=7 * ago - 2), datetime.time(12), datetime.UTC).timestamp() * 1000) for ago in (3, 1)]
        self.server.stop()
        self.server.execute(*[f"UPDATE statuses SET created_at = {at} WHERE id = {one}" for one, at in zip(ids, moved)])
        self.server.start()
        weeks = lambda: {one["from"]: one for one in self.rhythm()["steadiness"]["weeks"]}  # noqa: E731
        self.assertEqual(self.rhythm()["steadiness"]["weeks_in_row"], 1)
        self.assertAlmostEqual(self.rhythm()["steadiness"]["worst_gap_days"], 14, places=2)
        settings = self.ask("GET", self.place, self.boss)
        off = [(monday - datetime.timedelta(days=14 - n)).isoformat() for n in range(5)]
        self.ask("PUT", self.place, self.boss, {"time_zone": "UTC", "hours": settings["hours"], "target_minutes": 480, "holidays": off})
        self.assertTrue(weeks()[(monday - datetime.timedelta(days=14)).isoformat()]["planned_off"])
        found = self.rhythm()["steadiness"]
        self.assertEqual((found["weeks_in_row"], found["longest_row"]), (2, 2))
        since = datetime.datetime.now(datetime.UTC).timestamp() / 86400 - moved[1] / DAY
        self.assertAlmostEqual(found["worst_gap_days"], max(9, since), places=2)
        self.assertIn("2 weeks in a row", found["sentence"])

    def test_absence_hands_over(self):
        item = self.asked()
        self.act("take", item, self.moira)
        planned = self.ask("POST", f"{self.place}/absences", self.moira, {"from": day(), "to": day(3), "substitute_id": self.ned.id})["absences"]
        self.assertEqual([(one["account"]["id"], one["from"], one["to"], one["substitute"]["id"], one["mine"]) for one in planned], [(self.moira.id, day(), day(3), self.ned.id, True)])
        held = self.ask("GET", f"{DESK}/items/{item['id']}", self.boss)
        self.assertEqual((held["holder"]["id"], held["acts"][-1]["act"], held["acts"][-1]["account"]["id"]), (self.ned.id, "hand_over", self.moira.id))
        self.assertEqual(self.hours(self.moira)["timer"], None)
        refused = self.act("hand_over", item, self.ned, 409, to=self.moira.id)
        self.assertIn("away", refused["error"])
        self.assertFalse(self.rhythm(self.ned)["absences"][0]["mine"])
        for wrong in ({"from": day(-1), "to": day()}, {"from": day(2), "to": day(1)}, {"from": day(), "to": day(400)}, {"from": "soon", "to": day()}, {}, {"from": day(), "to": day(), "substitute_id": self.ned.id + "x"},
                      {"from": day(), "to": day(), "substitute_id": self.moira.id}):
            self.ask("POST", f"{self.place}/absences", self.ned, wrong, status=422)
        self.ask("DELETE", f"{self.place}/absences/{planned[0]['id']}", self.ned, status=404)
        self.assertEqual(self.ask("DELETE", f"{self.place}/absences/{planned[0]['id']}", self.moira)["absences"], [])
        self.act("hand_over", item, self.ned, to=self.moira.id)
        # What begins later is handed over when it begins.
        self.ask("POST", f"{self.place}/absences", self.moira, {"from": day(1), "to": day(2)})
        self.assertEqual(self.ask("GET", f"{DESK}/items/{item['id']}", self.boss)["holder"]["id"], self.moira.id)
        self.while_nobody_works(f"UPDATE desk_absences SET first_day = first_day - 1 WHERE page_id = {self.page}", "UPDATE schedules SET next_run_at = 1 WHERE name = 'desk.begin_absences'")
        wait_until(lambda: self.ask("GET", f"{DESK}/items/{item['id']}", self.boss)["state"] == "waiting")

    def test_what_lies_ahead_is_told_from_history_and_too_little_of_it_is_an_answer(self):
        found = self.rhythm()["forecast"]
        self.assertEqual((found["state"], found["days"], found["weeks_needed"], found["came_needed"], found["handled_needed"]), ("too_little", [], 4, 20, 10))
        self.assertIn("too little history", found["sentence"])
        # Eight weeks of five days on which four came; each took a quarter of an hour.
        items = [self.asked(f"friend{n}x") for n in range(4)]
        for item in items:
            self.act("take", item, self.moira)
            self.answer(item, self.moira)
        now = datetime.datetime.now(datetime.UTC)
        monday = int(datetime.datetime.combine(now.date() - datetime.timedelta(days=now.weekday()), datetime.time(9), datetime.UTC).timestamp() * 1000)
        rows, number = [], 10_000_000 + int(self.page) % 1_000_000 * 1000
        for week in range(1, 9):
            for weekday in range(5):
                for n, item in enumerate(items):
                    since = monday - week * 7 * DAY + weekday * DAY + n * HOUR
                    number += 2
                    rows.append(f"INSERT INTO desk_waits (id, item_id, page_id, since, ended_at, ended, by_id) VALUES ({number}, {item['id']}, {self.page}, {since}, {since + HOUR}, 'answered', {self.moira.id})")
                    rows.append(f"INSERT INTO desk_acts (id, item_id, account_id, act, text, turn, was_state, created_at) VALUES ({number + 1}, {item['id']}, {self.moira.id}, 'take', '', 0, 'waiting', {since + HOUR - HOUR // 4})")
        self.while_nobody_works(*rows)
        found = self.rhythm()["forecast"]
        self.assertEqual((found["state"], found["weeks"], found["came"], found["people"]), ("keeps_up", 8, 160, 3))
        self.assertAlmostEqual(found["handling_minutes"], 15, delta=1)
        self.assertIn("3 people who give 60 minutes a day each, you will be up to date on", found["sentence"])
        self.assertEqual(found["days"], self.rhythm()["forecast"]["days"])               # the same seed
        alone = self.rhythm(query="?people=1&minutes=5")["forecast"]
        self.assertEqual((alone["state"], alone["people"], alone["minutes_a_day"]), ("falls_behind", 1, 5))
        last = alone["days"][-1]
        self.assertLessEqual(last["behind"]["lower"], last["behind"]["median"])
        self.assertLessEqual(last["behind"]["median"], last["behind"]["upper"])
        self.assertGreater(last["behind"]["median"], 1)
        self.assertRegex(alone["sentence"], r"one person who gives 5 minutes a day, you will be [\d.]+ hours behind on \w+, \d+ \w+ \d{4}; in eight cases out of ten between")
        self.assertIn("ore", self.rhythm(query="?people=1&minutes=5&lang=it")["forecast"]["sentence"])
        # Whoever is away gives nothing.
        self.ask("POST", f"{self.place}/absences", self.moira, {"from": day(), "to": day(10)})
        self.assertEqual(self.rhythm()["forecast"]["people"], 2)
        settings = self.ask("GET", self.place, self.boss)
        self.ask("PUT", self.place, self.boss, {"time_zone": "UTC", "hours": settings["hours"], "target_minutes": 480, "holidays": [day(n) for n in range(9)]})
        self.assertEqual(self.rhythm()["forecast"]["state"], "nobody_there")

    def test_the_letter_of_the_week_is_sent_once_to_who_wants_it(self):
        self.assertFalse(self.rhythm(self.moira)["letter"])
        for _ in range(2):
            self.assertTrue(self.ask("PUT", f"{self.place}/rhythm/letter", self.moira, {"wanted": True})["letter"])
        self.ask("PUT", f"{self.place}/rhythm/letter", self.moira, {}, status=422)
        self.assertFalse(self.rhythm()["letter"])
        self.asked()
        to = f"{self.moira.name}@example.org"
        known = len(self.sink.to(to))
        again = "UPDATE schedules SET next_run_at = 1 WHERE name = 'mail.rhythm_letters'"
        self.while_nobody_works(f"UPDATE rhythm_letters SET told_week = 1 WHERE page_id = {self.page}", again)
        mail = self.sink.wait_for(to, known + 1)
        self.assertRegex(mail["Subject"].replace("\n", ""), r"The lantern, the week of .*: what was kept, what was saved, what is owed")
        body = " ".join(mail.get_body(("plain",)).get_content().split())
        for words in ("Kept", "0 posts and 0 answers", "Saved No conversation that was about to go out", "Owed One conversation waits for an answer; 0 for longer", "too little history", f"/app/desk/pages/{self.page}/rhythm"):
            self.assertIn(words, body)
        self.while_nobody_works(again)
        keeper = self.server.create_token("boss", "admin:read")
        wait_until(lambda: self.server.get("/api/favilla/v1/jobs", token=keeper).json["waiting"] == 0)
        self.assertEqual(len(self.sink.to(to)), known + 1)
        # The link shows a page and ends nothing; the mail program's own button ends it.
        way_out = re.fullmatch(r"<(http\S+)>", mail["List-Unsubscribe"]).group(1).removeprefix(f"http://{self.server.domain}")
        self.assertIn("The lantern", self.server.get(way_out).text)
        self.assertTrue(self.rhythm(self.moira)["letter"])
        for _ in range(2):
            self.assertEqual(self.server.request("POST", way_out, b"List-Unsubscribe=One-Click", headers=FORM).status, 200)
        self.assertFalse(self.rhythm(self.moira)["letter"])
        self.assertEqual(self.server.request("POST", way_out + "x", b"", headers=FORM).status, 404)
        self.assertEqual(self.server.get("/mail/week?token=nothing").status, 404)

    def test_the_method_is_told_in_both_languages(self):
        english, italian = (self.server.get("/about/methods/rhythm", headers={"Accept-Language": language}) for language in ("en", "it"))
        self.assertEqual((english.status, italian.status), (200, 200))
        self.assertNotEqual(english.text, italian.text)


if __name__ == "__main__":
    unittest.main()
