#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Efforts: declared, measured by what logs told, restated when another log comes, and never claimed where nothing is to be claimed."""
import datetime
import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

EFFORTS = "/api/favilla/v1/efforts"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def day(ago: int) -> str:
    return (TODAY - datetime.timedelta(days=ago)).isoformat()


def lines_of(ago: int, visits: int) -> list[str]:
    date = (TODAY - datetime.timedelta(days=ago)).strftime("%d/%b/%Y")
    return [f'192.0.{number // 200}.{number % 200 + 1} - - [{date}:{number * 86000 // max(visits, 1) // 3600:02}:{number % 60:02}:00 +0000] "GET / HTTP/1.1" 200 512 "-" "{FIREFOX}"' for number in range(visits)]


class Efforts(ApiCase):
    scopes = "read write admin:read admin:write"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.create_account("mod", role="moderator")
        cls.mod = cls.server.create_token("mod", cls.scopes)
        cls.server.create_account("dora", role="moderator")
        cls.italian = cls.server.create_token("dora", cls.scopes)
        cls.server.create_account("ada")
        cls.ada = cls.server.create_token("ada", "read write")
        cls.server.stop()
        cls.server.execute("UPDATE users SET locale = 'it' WHERE account_id = (SELECT id FROM accounts WHERE username = 'dora')")
        cls.server.start()

    def tell(self, host: str, visits: dict[int, int]):
        """A log of a site, by how many days ago."""
        with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
            log.write("\n".join(line for ago in sorted(visits, reverse=True) for line in lines_of(ago, visits[ago])) + "\n")
            log.flush()
            self.server.command("import", "visits", log.name, "--site", host)

    def site(self, more: int, length: int = 14, before: int = 84, seed: int = 1) -> str:
        """One whose visits have a week's shape and their chance, and so many more in the last days."""
        host, chance = f"www.{self.name('site')}.example", random.Random(seed)
        self.tell(host, {ago: round(50 + (-9 if ago % 7 < 2 else 4) + chance.gauss(0, 4)) + (more if ago <= length else 0) for ago in range(1, before + length + 1)})
        return host

    def declare(self, host: str, status=200, who=None, **fields):
        return self.ask("POST", EFFORTS, who or self.boss, {"title": "Spring", "hypothesis": "Posters bring people to the site.", "target": f"visits:{host}", "time_zone": "Etc/UTC",
                                                            "first_day": day(14), "last_day": day(1), **fields}, status)

    def computed(self, effort):
        return wait_until(lambda: (found := self.ask("GET", f"{EFFORTS}/{effort['id']}", self.mod)) and not found["computing"] and found)

    def test_an_effect_is_found_and_each_figure_is_there(self):
        effort = self.declare(self.site(18))
        self.assertTrue(effort["declared_afterwards"])
        self.assertTrue(effort["computing"])
        found = self.computed(effort)
        result = found["result"]
        self.assertEqual((result["verdict"], result["observed"], result["through_day"]), ("more", 14, day(1)))
        self.assertLess(abs(result["cumulative"]["effect"] - 14 * 18), 60)
        self.assertIn("more than would have come without it", found["headline"])
        self.assertEqual(len(found["points"]), 98)
        self.assertEqual(sum(point["actual"] for point in found["points"][-14:]), result["cumulative"]["actual"])
        self.assertTrue(any("placebo windows" in ground for ground in found["grounds"]))
        self.assertTrue(any("Declared afterwards" in ground for ground in found["grounds"]))
        italian = self.server.get(f"{EFFORTS}/{effort['id']}", token=self.italian).json
        self.assertIn("in più di quanto sarebbe arrivato senza", italian["headline"])
        picture = self.server.get(f"{EFFORTS}/{effort['id']}/picture", token=self.mod)
        self.assertEqual(picture.headers["content-type"], "image/svg+xml")
        self.assertIn("<svg", picture.text)

    def test_two_controls_give_a_second_opinion_on_the_same_numbers(self):
        controls = [f"visits:{self.site(0, seed=seed)}" for seed in (2, 3)]
        host = self.site(18)
        found = self.computed(self.declare(host, controls=controls))
        second = found["second_opinion"]
        self.assertEqual([one["series"] for one in second["weights"]], controls)
        self.assertAlmostEqual(sum(one["weight"] for one in second["weights"]), 1, 6)
        self.assertAlmostEqual(second["actual"], found["result"]["average"]["actual"], 6)
        self.assertLess(abs(second["effect"] - 18), 4)
        self.assertEqual((second["rank"], second["of"], second["fits"]), (1, 3, True))
        self.assertIn("number 1 of 3", second["sentences"][-1])
        self.assertIn("Secondo parere", self.server.get(f"{EFFORTS}/{found['id']}", token=self.italian).json["second_opinion"]["sentences"][0])
        # Of other numbers than those of the result nothing is said before they are computed.
        self.tell(f"www.{self.name('late')}.example", {1: 3})
        self.assertEqual(self.ask("GET", f"{EFFORTS}/{found['id']}", self.mod)["second_opinion"], second)
        with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
            log.write("\n".join(lines_of(3, 30)).replace("192.0.", "198.51.") + "\n")
            log.flush()
            self.server.command("import", "visits", log.name, "--site", host, "--add")
        self.assertIsNone(self.ask("GET", f"{EFFORTS}/{found['id']}", self.mod)["second_opinion"])
        self.assertIsNone(self.computed(self.declare(self.site(18)))["second_opinion"])

    def test_what_cannot_be_told_is_said_with_the_weeks_that_would_be_needed(self):
        found = self.computed(self.declare(self.site(0), expected="3"))
        self.assertEqual(found["result"]["verdict"], "cannot_tell")
        self.assertIn("Cannot tell yet", found["headline"])
        self.assertIn("3 a day, as was expected", found["headline"])
        self.assertIsNone(found["refusal"])

    def test_the_same_data_give_the_same_figures_and_late_data_restate_them(self):
        host = self.site(18)
        first = self.computed(self.declare(host))
        again = self.computed(self.ask("POST", f"{EFFORTS}/{first['id']}/compute", self.mod))
        self.assertEqual(again, first)
        twin = self.computed(self.declare(host))
        self.assertEqual({**twin["result"], "computed_at": None}, {**first["result"], "computed_at": None})
        self.assertEqual(twin["points"], first["points"])
        with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
            log.write("\n".join(lines_of(3, 30)).replace("192.0.", "198.51.") + "\n")
            log.flush()
            self.server.command("import", "visits", log.name, "--site", host, "--add")
        late = self.computed(self.ask("POST", f"{EFFORTS}/{first['id']}/compute", self.mod))
        self.assertEqual(late["result"]["reason"], "data")
        self.assertEqual(late["result"]["cumulative"]["actual"], first["result"]["cumulative"]["actual"] + 30)
        self.assertEqual([(one["reason"], one["fingerprint"], one["effect"]) for one in late["restatements"]], [("data", first["result"]["fingerprint"], first["result"]["cumulative"]["effect"])])
        self.assertIsNone(late["result"]["band"])         # of visits nobody tells whose they were

    def test_what_has_begun_is_amended_in_the_open(self):
        planned = self.declare(self.site(0), first_day=day(-3), last_day=day(-9))
        self.assertEqual((planned["state"], planned["declared_afterwards"]), ("planned", False))
        ahead = self.computed(planned)
        self.assertIsNone(ahead["result"])
        self.assertTrue(any("By the days before" in ground for ground in ahead["grounds"]), ahead["grounds"])
        path = f"{EFFORTS}/{planned['id']}"
        changed = self.ask("PATCH", path, self.boss, {"title": "Spring fair", "last_day": day(-16)})
        self.assertEqual((changed["title"], changed["amendments"], changed["declared_afterwards"]), ("Spring fair", [], False))
        self.ask("DELETE", path, self.boss)
        self.ask("GET", path, self.boss, status=404)

        begun = self.computed(self.declare(self.site(18)))
        path = f"{EFFORTS}/{begun['id']}"
        self.ask("DELETE", path, self.boss, status=409)
        amended = self.computed(self.ask("PATCH", path, self.boss, {"last_day": day(4)}))
        self.assertEqual([(one["field"], one["before"], one["after"]) for one in amended["amendments"]], [("window", f"{day(14)} – {day(1)}", f"{day(14)} – {day(4)}")])
        self.assertEqual(amended["amendments"][0]["by"]["username"], "boss")
        self.assertEqual(amended["result"]["reason"], "amended")
        self.assertEqual(len(amended["restatements"]), 1)

    def test_what_cannot_be_measured_is_refused_with_a_sentence(self):
        host = self.site(0, before=20)
        for wrong, words in (({"target": "visits:www.nowhere.example"}, "no series"), ({"time_zone": "Rome"}, "time zone"), ({"time_zone": "Europe/Rome"}, "Etc/UTC"), ({"title": ""}, "title"),
                             ({"first_day": "spring"}, "window"), ({"days_before": 20}, "Between 42"), ({"expected": "many"}, "number"), ({"controls": [f"visits:{host}"]}, "control"), ({"kind": "wish"}, "kind")):
            self.assertIn(words, self.declare(host, 422, **wrong)["error"], wrong)
        short = self.computed(self.declare(host))
        self.assertIsNone(short["result"])
        self.assertIn("20 days before; 42 are needed", short["refusal"])
        self.assertIn("There is no figure yet", short["headline"])

    def test_a_control_with_a_gap_is_named(self):
        other = f"www.{self.name('other')}.example"
        self.tell(other, {ago: 20 + ago % 5 for ago in range(1, 100) if ago != 30})
        found = self.computed(self.declare(self.site(0), controls=[f"visits:{other}"]))
        self.assertIn(f"visits to {other} on {day(30)}", found["refusal"])

    def test_costs_are_booked_to_the_cent_and_a_return_is_said_with_its_probability(self):
        effort = self.computed(self.declare(self.site(18), unit_value="0.5", hourly_rate="35"))
        self.assertEqual((effort["unit_value"], effort["hourly_rate"], effort["currency"]), ("0.50000", "35.00", "EUR"))
        path = f"{EFFORTS}/{effort['id']}/costs"
        none = self.ask("GET", path, self.mod)
        self.assertEqual((none["total"], none["costs"], none["timer"], none["return"]["claimed"]), ("0.00", [], None, False))
        for _ in range(3):
            self.ask("POST", path, self.mod, {"minutes": 20, "note": "Posters"})
        costs = self.ask("POST", path, self.mod, {"kind": "media", "amount": "12.5", "day": day(9)})
        self.assertEqual((costs["total"], costs["by_kind"]["hours"], costs["by_kind"]["media"], costs["minutes"]), ("47.51", "35.01", "12.50", 60))
        told = costs["return"]
        self.assertTrue(told["claimed"])
        self.assertGreater(told["probability"], .97)
        self.assertAlmostEqual(told["ratio_lower"], (told["value_lower"] - 47.51) / 47.51)
        self.assertAlmostEqual(told["value_lower"], effort["result"]["cumulative"]["effect_lower"] / 2, delta=.5)
        self.assertIn("47.51 EUR", told["sentence"])
        self.assertEqual((told["band"], told["restated"]), (None, []))
        for wrong in ({"minutes": 0}, {"kind": "media"}, {"kind": "media", "amount": "1.234"}, {"kind": "luck", "amount": "1"}, {"minutes": 5, "day": "soon"}, {"minutes": 5, "account_id": "12"}):
            self.ask("POST", path, self.mod, wrong, status=422)
        struck = self.ask("DELETE", f"{path}/{costs['costs'][0]['id']}", self.mod)
        self.assertEqual(len(struck["costs"]), 3)
        self.ask("DELETE", f"{path}/{costs['costs'][0]['id']}", self.mod, status=404)
        clock = f"{EFFORTS}/{effort['id']}/timer"
        self.assertEqual(self.ask("POST", clock, self.mod)["timer"]["effort_id"], effort["id"])
        self.ask("POST", clock, self.mod, status=409)
        stopped = self.ask("DELETE", f"{clock}?note=Stand", self.mod)
        self.assertEqual((stopped["timer"], stopped["costs"][0]["note"], stopped["costs"][0]["minutes"]), (None, "Stand", 1))
        self.ask("DELETE", clock, self.mod, status=404)
        self.ask("GET", path, self.ada, status=403)
        self.assertIn("other currency", self.ask("PATCH", f"{EFFORTS}/{effort['id']}", self.boss, {"currency": "JPY"}, status=409)["error"])

    def test_of_what_is_doubtful_no_return_is_claimed(self):
        """A series that jumps about: intervals do not hold what they promise in times without an effort."""
        host, chance, level, visits = f"www.{self.name('jumpy')}.example", random.Random(3), 200, {}
        for ago in range(84 + 14, 0, -1):
            if ago % 9 == 0:
                level = max(20, level + chance.choice((-110, 120)))
            visits[ago] = max(1, round(level + chance.gauss(0, 2) + (260 if ago <= 14 else 0)))
        self.tell(host, visits)
        effort = self.computed(self.declare(host, days_before=84, unit_value="1"))
        self.assertEqual(effort["result"]["verdict"], "doubtful", effort["result"]["placebo"])
        told = self.ask("POST", f"{EFFORTS}/{effort['id']}/costs", self.mod, {"kind": "tools", "amount": "10"})["return"]
        self.assertEqual((told["claimed"], told["value"], told["probability"]), (False, None, None))
        self.assertIn("No return is claimed", told["sentence"])

    def test_a_tie_that_is_told_later_restates_the_effect_and_the_return(self):
        """Answers of a week: of the eight a day that came with the effort, four are by somebody who then says whose they are."""
        page = self.ask("POST", "/api/favilla/v1/pages", self.boss, {"name": "press", "title": "The press"})["id"]
        people = self.server.create_people("asker", "bob", "dan", "eve")
        question = self.server.post("/api/v1/statuses", {"status": "What do you read?"}, token=people["asker"]).json["id"]
        answer = self.server.post("/api/v1/statuses", {"status": "A novel", "in_reply_to_id": question}, token=people["bob"]).json["id"]
        columns = "domain_id, conversation_id, in_reply_to_id, in_reply_to_account_id, visibility, listed, content_warning, sensitive, language, replies_count, boosts_count, favourites_count, has_mentions, has_tags"
        inserts, chance = [], random.Random(5)
        noon = datetime.datetime.combine(TODAY, datetime.time(12), datetime.timezone.utc)
        for ago in range(50, 0, -1):
            writers = ["bob"] * (6 + ago % 7 // 2 + chance.randrange(3)) + (["dan", "eve"] * 4 if ago <= 7 else [])
            for number, writer in enumerate(writers):
                at = int((noon - datetime.timedelta(days=ago)).timestamp() * 1000) + number * 60_000
                inserts.append(f"INSERT INTO statuses (id, uri, url, created_at, account_id, text, html, {columns}) SELECT {at << 16}, 'test:{ago}-{number}', 'test:{ago}-{number}', {at}, "
                               f"(SELECT id FROM accounts WHERE username = '{writer}'), 'On {ago} {number}', 'On {ago} {number}', {columns} FROM statuses WHERE id = {answer}")
        self.server.stop()
        for begin in range(0, len(inserts), 40):
            self.server.execute(*inserts[begin:begin + 40])
        self.server.start()
        effort = self.computed(self.ask("POST", EFFORTS, self.boss, {"title": "Ask more", "hypothesis": "Questions bring answers.", "target": "answers", "time_zone": "Etc/UTC", "first_day": day(7), "last_day": day(1),
                                                                      "days_before": "42", "unit_value": "1"}))
        self.assertEqual(effort["result"]["verdict"], "more")
        before = effort["result"]["cumulative"]["effect"]
        self.assertEqual(effort["result"]["band"]["low"]["effect"], before)
        self.assertEqual(effort["result"]["band"]["high"]["effect"], before)
        costs = f"{EFFORTS}/{effort['id']}/costs"
        told = self.ask("POST", costs, self.mod, {"kind": "tools", "amount": "10"})["return"]
        self.assertEqual(told["band"]["low"]["ratio_lower"], told["ratio_lower"])
        self.assertIn("both ends of the band are the same", told["sentence"])

        self.ask("POST", "/api/favilla/v1/integrity/disclosures", people["dan"], {"page_id": page, "relation": "paid_by"})
        restated = self.computed(self.ask("POST", f"{EFFORTS}/{effort['id']}/compute", self.mod))
        self.assertEqual(restated["result"]["reason"], "labels")
        self.assertAlmostEqual(restated["result"]["cumulative"]["actual"], effort["result"]["cumulative"]["actual"] - 28)
        struck, = restated["restatements"]
        self.assertEqual((struck["reason"], struck["effect"], struck["band"]["low"]["effect"]), ("labels", before, before))
        again = self.ask("GET", costs, self.mod)["return"]
        self.assertLess(again["ratio_lower"], told["ratio_lower"])
        self.assertEqual([(one["reason"], one["sentence"], one["said_at"]) for one in again["restated"]], [("labels", told["sentence"], effort["result"]["computed_at"])])

    def test_who_may_see_and_who_may_declare(self):
        host = self.site(18)
        self.declare(host, status=403, who=self.mod)
        effort = self.declare(host)
        path = f"{EFFORTS}/{effort['id']}"
        self.assertIn(effort["id"], [one["id"] for one in self.ask("GET", EFFORTS, self.mod)])
        series = {one["series"]: one for one in self.ask("GET", f"{EFFORTS}/series", self.mod)}
        self.assertEqual(series[f"visits:{host}"]["name"], f"visits to {host}")
        self.assertEqual(series["active_members"]["time_zone"], "Etc/UTC")
        for method, where in (("GET", EFFORTS), ("GET", f"{EFFORTS}/series"), ("GET", path), ("POST", f"{path}/compute")):
            self.ask(method, where, self.ada, status=403)
        self.ask("PATCH", path, self.mod, {"title": "Mine"}, status=403)
        self.ask("DELETE", path, self.mod, status=403)
        self.ask("GET", f"{EFFORTS}/12", self.mod, status=404)


if __name__ == "__main__":
    unittest.main()
