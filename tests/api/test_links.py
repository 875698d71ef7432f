# SPDX-License-Identifier: AGPL-3.0-or-later
"""Short links, from outside: who may make and see them, where they lead, what is refused, what is counted and for whom it is told."""
import csv
import datetime
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla, wait_until  # noqa: E402

API = "/api/favilla/v1/links"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TARGET = "https://site.example/shop?colour=red#prices"


class Links(ApiCase):
    @classmethod
    def setUpClass(cls):
        # Whoever follows a link stands behind a proxy, which says where they come from.
        cls.server = cls.enterClassContext(Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}))
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", "read write admin:read admin:write")
        cls.names = 0

    def setUp(self):
        self.ada = self.person()

    def make(self, who=None, **more):
        return self.ask("POST", API, who or self.ada, {"target": TARGET, **more})

    def follow(self, link, address="192.0.2.1", agent=FIREFOX, end="", method="GET", **headers):
        path = link["url"][link["url"].index("/s/"):] + end
        return self.server.request(method, path, headers={"X-Forwarded-For": address, "User-Agent": agent, **headers})

    def figures(self, link, who=None, **asked):
        more = "&".join(f"{key}={value}" for key, value in asked.items())
        return self.ask("GET", f"{API}/{link['id']}/figures?{more}", who or self.ada)

    def test_a_link_leads_where_it_was_made_to_lead_and_nowhere_else(self):
        link = self.make(title="The shop", utm_source="favilla", utm_campaign="festa del libro")
        self.assertEqual(link["target"], "https://site.example/shop?colour=red&utm_source=favilla&utm_campaign=festa%20del%20libro#prices")
        answer = self.follow(link)
        self.assertEqual((answer.status, answer.headers["location"]), (302, link["target"]))
        self.assertEqual(answer.headers["cache-control"], "no-store")
        for more in ("?to=https://evil.example/", "?go=1&url=//evil.example", "?target=https://evil.example"):
            self.assertEqual(self.follow(link, end=more).headers["location"], link["target"])
        code = link["url"].rsplit("/", 1)[1]
        for wrong in (code[:-1], code + "0", code.upper() if code.upper() != code else code[::-1], "https:%2F%2Fevil.example", "%0d%0aLocation:x", "+", "0" * 8, "%00" * 8):
            self.assertEqual(self.server.get(f"/s/{wrong}").status, 404, wrong)

    def test_what_was_changed_behind_the_house_leads_nowhere(self):
        mine, other = self.make(), self.make(target="https://evil.example/")
        sound = self.make()
        self.server.stop()
        self.server.execute(f"UPDATE short_links SET target = 'https://evil.example/' WHERE id = {mine['id']}",
                            f"UPDATE short_links SET signature = (SELECT signature FROM short_links WHERE id = {mine['id']}) WHERE id = {other['id']}")
        self.server.start()
        for link in (mine, other):
            self.assertEqual(self.follow(link).status, 404)
            self.assertEqual(self.follow(link, end="+").status, 404)
        self.assertEqual(self.follow(sound).headers["location"], TARGET)

    def test_wrong_targets_are_refused_in_both_languages(self):
        refused = {"": "no address", "site.example": "no address", "javascript:alert(1)": "no address", "//evil.example/": "no address", "/about": "no address",
                   "https://ada:secret@site.example/": "no address", "https://site.example/" + "a" * 2100: "no address", "https://site.example/#a b": "no address"}
        for target, sentence in refused.items():
            self.assertIn(sentence, self.ask("POST", API, self.ada, {"target": target}, status=422)["error"])
        italian = self.server.request("POST", API, {"target": ""}, token=self.ada.token, headers={"Accept-Language": "it"}).json["error"]
        self.assertNotIn("link.", italian)
        link = self.make()
        self.ask("POST", API, self.ada, {"target": link["url"]}, status=422)
        for more in ({"purpose": "spy"}, {"title": "a" * 121}, {"utm_source": "a" * 101}):
            self.ask("POST", API, self.ada, {"target": TARGET, **more}, status=422)
        self.ask("POST", API, self.boss, {"target": TARGET, "effort_id": "7"}, status=404)
        self.ask("POST", API, self.boss, {"target": TARGET, "effort_id": "x"}, status=404)
        for wrong in ("from=yesterday", "from=2026-01-02&to=2026-01-01", "from=2020-01-01&to=2026-01-01", "to=99999-01-01"):
            self.ask("GET", f"{API}/{link['id']}/figures?{wrong}", self.ada, status=422)
        self.ask("GET", f"{API}/{link['id']}/export?format=xml", self.ada, status=422)

    def test_who_may_see_a_link_and_switch_it_off(self):
        link, bob = self.make(title="Mine"), self.person()
        self.assertEqual(self.server.get(API).status, 401)
        self.assertEqual([one["id"] for one in self.ask("GET", API, self.ada)], [link["id"]])
        self.assertEqual(self.ask("GET", API, bob), [])
        for method, path, body in (("GET", "", None), ("GET", "/figures", None), ("GET", "/export", None), ("PUT", "", {"on": False})):
            self.ask(method, f"{API}/{link['id']}{path}", bob, body, status=404)
        for wrong in ("1", "x", "9" * 30):
            self.ask("GET", f"{API}/{wrong}", self.ada, status=404)
        self.ask("GET", f"{API}?all=true", bob, status=403)
        self.ask("POST", API, bob, {"target": TARGET, "effort_id": "7"}, status=403)
        narrow = self.server.create_token(self.ada.name, "read:accounts")
        self.assertEqual(self.server.get(API, token=narrow).status, 403)
        self.assertEqual(self.server.request("POST", API, {"target": TARGET}, token=self.server.create_token(self.ada.name, "read:statuses")).status, 403)
        # The team sees all and may switch off, which its log says; what a link is called is its owner's.
        self.assertIn(link["id"], [one["id"] for one in self.ask("GET", f"{API}?all=true", self.boss)])
        self.ask("PUT", f"{API}/{link['id']}", self.boss, {"title": "Theirs"}, status=403)
        self.assertIsNotNone(self.ask("PUT", f"{API}/{link['id']}", self.boss, {"on": False})["ended_at"])
        gone = self.follow(link)
        self.assertEqual(gone.status, 410)
        self.assertNotIn("site.example", gone.text)
        log = self.server.get("/api/favilla/v1/moderation/log", token=self.boss)
        if log.status == 200:
            self.assertIn(link["url"].rsplit("/", 1)[1], log.text)
        self.assertIsNone(self.ask("PUT", f"{API}/{link['id']}", self.ada, {"on": True, "title": "Again"})["ended_at"])
        self.assertEqual(self.follow(link).status, 302)
        self.server.command("account", "modify", self.ada.name, "--suspend")
        self.assertEqual(self.follow(link).status, 410)

    def test_paging_finds_every_link_once(self):
        made = [self.make()["id"] for _ in range(5)]
        found, last = [], ""
        while page := self.ask("GET", f"{API}?limit=2{last}", self.ada):
            found += [one["id"] for one in page]
            last = f"&max_id={page[-1]['id']}"
        self.assertEqual(found, made[::-1])

    def test_clicks_are_counted_without_following_anybody(self):
        today = datetime.datetime.now(datetime.UTC).date()
        link = self.make()
        for n in (1, 1, 2, 3):
            self.follow(link, f"192.0.2.{n}")
        self.follow(link, agent="Googlebot/2.1 (+http://www.google.com/bot.html)")
        self.follow(link, method="HEAD")
        self.follow(link, "192.0.2.7", DNT="1")
        self.follow(link, "192.0.2.8", **{"Sec-GPC": "1"})
        self.follow(link, end="+")
        dropped = {"robot": 1, "method": 1, "unwanted": 2}
        wait_until(lambda: {one["reason"]: one["requests"] for one in self.figures(link)["dropped"]} == dropped)
        # Three people: too few for anything to be told of them.
        few = self.figures(link)
        self.assertEqual((few["clicks"], few["people"], {day["clicks"] for day in few["days"]}, few["least_people"]), (None, None, {None}, 5))
        text = self.server.get(f"{API}/{link['id']}/export", token=self.ada.token).text
        self.assertEqual({row["clicks"] for row in csv.DictReader(io.StringIO(text))}, {""})
        for n in (4, 5):
            self.follow(link, f"192.0.2.{n}")
        wait_until(lambda: self.figures(link)["people"] == 5)
        told = self.figures(link)
        self.assertEqual((told["clicks"], told["people"]), (6, 5))
        self.assertEqual(sum(day["clicks"] for day in told["days"]), 6)
        self.assertEqual(len(told["days"]), 28)
        answer = self.server.get(f"{API}/{link['id']}/export", token=self.ada.token)
        self.assertIn("attachment", answer.headers["content-disposition"])
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        self.assertEqual([(row["date"], row["clicks"], row["people"]) for row in rows], [(day["date"], str(day["clicks"]), str(day["people"])) for day in told["days"]])
        self.assertEqual(self.server.get(f"{API}/{link['id']}/export?format=json", token=self.ada.token).json, told)
        # What was counted outlives the process.
        self.server.restart()
        self.assertEqual(self.figures(link)["clicks"], 6)
        # And who comes again on the same day is nobody new to one that begins anew.
        for n in range(1, 6):
            self.follow(link, f"192.0.2.{n}")
        again = wait_until(lambda: (found := self.figures(link))["clicks"] == 11 and found)
        if datetime.datetime.now(datetime.UTC).date() == today:
            self.assertEqual(again["people"], 5)

    def test_a_link_belongs_to_its_post(self):
        link = self.make()
        status = self.ada.write(f"Look: {link['url']}")
        self.assertEqual(self.ask("GET", f"{API}/{link['id']}", self.ada)["status_id"], status["id"])
        self.make()
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}?status_id={status['id']}", self.ada)], [link["id"]])
        self.ask("GET", f"{API}?status_id=x", self.ada, status=404)

    def test_everybody_can_see_where_a_link_leads(self):
        link = self.make()
        page = self.follow(link, end="+")
        self.assertEqual(page.status, 200)
        self.assertIn("https://site.example/shop?colour=red#prices", page.text)
        self.assertIn(f"/@{self.ada.name}", page.text)
        self.assertIn("noindex", page.text)
        self.assertIn("Dove porta", self.follow(link, end="+", **{"Accept-Language": "it"}).text)
        self.ask("PUT", f"{API}/{link['id']}", self.ada, {"on": False})
        off = self.follow(link, end="+").text
        self.assertIn("switched off", off)
        self.assertNotIn('href="https://site.example', off)

    def test_an_open_call_says_who_calls_before_it_leads_on(self):
        link = self.make(purpose="invite")
        page = self.follow(link)
        self.assertEqual(page.status, 200)
        self.assertIn("has declared no tie", page.text)
        self.assertIn("?go=1", page.text)
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", self.ada.name, "--title", f"The {name}")
        self.assertIn(f"is in the team of The {name}", self.follow(link).text)
        self.assertEqual(self.follow(link, end="?go=1").headers["location"], TARGET)
        # Looking at the call is no click.
        for n in range(2, 6):
            self.follow(link, f"192.0.2.{n}", end="?go=1")
        wait_until(lambda: self.figures(link)["clicks"] == 5)

    def test_a_page_has_links_in_its_voice(self):
        name = self.name("page")
        self.server.command("page", "create", name, "--owner", self.ada.name, "--title", f"The {name}")
        page = next(one for one in self.ask("GET", "/api/favilla/v1/pages/mine", self.ada) if one["account"]["username"] == name)["id"]
        voice = {"Favilla-Voice": page}
        made = self.server.request("POST", API, {"target": TARGET}, token=self.ada.token, headers=voice)
        self.assertEqual(made.status, 200, made.text)
        self.assertEqual((made.json["owner"]["id"], made.json["made_by"]["id"]), (page, self.ada.id))
        self.assertEqual(self.ask("GET", API, self.ada), [])
        self.assertEqual([one["id"] for one in self.server.request("GET", API, token=self.ada.token, headers=voice).json], [made.json["id"]])
        self.assertEqual(self.server.request("POST", API, {"target": TARGET}, token=self.person().token, headers=voice).status, 403)

    def test_the_team_has_links_of_an_effort(self):
        effort = self.ask("POST", "/api/favilla/v1/efforts", self.boss, {"kind": "campaign", "title": "Spring", "hypothesis": "More come", "target": "sign_ups", "controls": [],
                          "time_zone": "Etc/UTC", "first_day": "2030-01-01", "last_day": "2030-01-14"})
        link = self.make(self.boss, effort_id=effort["id"])
        self.assertEqual(link["effort_id"], effort["id"])
        self.make(self.boss)
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}?all=true&effort_id={effort['id']}", self.boss)], [link["id"]])
        self.assertEqual(self.ask("GET", f"{API}?effort_id={effort['id']}", self.ada), [])


if __name__ == "__main__":
    unittest.main()
