# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures for everybody, from outside: nothing until an administrator says so, what the team sees and no more, and gone when it is taken back."""
import csv
import datetime
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import Favilla  # noqa: E402
from support.openapi import problems_of  # noqa: E402

API = "/api/favilla/v1/pages"
KINDS = ("figures", "figures.json", "figures.csv")
TEAM = "read write admin:read admin:write"


class PublicFigures(ApiCase):
    scopes = TEAM

    def setUp(self):
        self.owner = self.person("owner")
        self.page_name = self.name("page")
        self.server.command("page", "create", self.page_name, "--owner", self.owner.name, "--title", f"The {self.page_name}")
        self.page = next(one for one in self.ask("GET", f"{API}/mine", self.owner) if one["account"]["username"] == self.page_name)["id"]

    def show(self, public=True, who=None, status=200):
        return self.ask("PUT", f"{API}/{self.page}/figures", who or self.boss, {"public": public}, status)

    def states(self, **more):
        return [self.server.get(f"/@{self.page_name}/{kind}", **more).status for kind in KINDS]

    def figures(self):
        path = f"/@{self.page_name}/figures.json"
        answer = self.server.get(path)
        self.assertEqual(answer.status, 200)
        self.assertEqual(problems_of("GET", path, 200, answer.json), [])
        return answer.json

    def say(self, text, **more):
        answer = self.server.post("/api/v1/statuses", {"status": text, **more}, token=self.owner.token, headers={"Favilla-Voice": self.page})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def answer(self, root, people):
        for person in people:
            person.write("So it is", in_reply_to_id=root["id"])

    def test_nothing_stands_until_an_administrator_says_so_and_it_ends_at_once(self):
        self.assertEqual(self.states(), [404] * 3)
        self.assertFalse(self.server.get(f"{API}/{self.page}").json["public_figures"])
        profile = f"/@{self.page_name}"
        self.assertNotIn(f"{profile}/figures", self.server.get(profile).text)
        self.assertTrue(self.show()["public_figures"])
        self.assertTrue(self.show()["public_figures"])      # said again, nothing changes
        self.assertTrue(self.server.get(f"{API}/{self.page}").json["public_figures"])
        self.assertEqual(self.states(), [200] * 3)
        self.assertIn(f'href="{profile}/figures"', self.server.get(profile).text)
        known = self.server.get(f"{profile}/figures.json")
        self.assertEqual(known.headers["cache-control"], "no-cache")
        self.assertEqual(self.states(headers={"If-None-Match": known.headers["etag"]})[1], 304)
        self.assertFalse(self.show(False)["public_figures"])
        self.assertEqual(self.states(headers={"If-None-Match": known.headers["etag"]}), [404] * 3)
        self.assertNotIn(f"{profile}/figures", self.server.get(profile).text)
        log = self.ask("GET", f"{API}/{self.page}/log", self.owner)
        self.assertEqual([(one["act"], one["account"]["username"]) for one in log[:2]], [("hide_figures", "boss"), ("show_figures", "boss")])
        self.assertEqual(len([one for one in log if one["act"] == "show_figures"]), 1)

    def test_it_is_administrators_of_the_same_place_who_say_so(self):
        editor, moderator = self.person("editor"), self.name("moderator")
        self.server.command("page", "role", self.page_name, editor.name, "editor")
        self.server.create_account(moderator, role="moderator")
        for who in (editor, self.owner, self.server.create_token(moderator, TEAM), self.server.create_token(editor.name, TEAM)):
            self.show(who=who, status=403)
        self.show(who=self.server.create_token("boss", "read write"), status=403)
        self.assertEqual(self.server.request("PUT", f"{API}/{self.page}/figures", {"public": True}).status, 401)
        self.assertEqual(self.states(), [404] * 3)
        for wrong in ({}, {"public": "perhaps"}, {"public": None}):
            self.assertIn("true or false", self.ask("PUT", f"{API}/{self.page}/figures", self.boss, wrong, 422)["error"])
        self.ask("PUT", f"{API}/{self.owner.id}/figures", self.boss, {"public": True}, 404)     # a person is no page
        self.show()
        self.assertEqual(self.server.get(f"/@{self.page_name}@elsewhere.example/figures").status, 404)
        self.assertEqual(self.server.get(f"/@{self.owner.name}/figures").status, 404)

    def test_they_are_the_figures_of_the_team(self):
        many = [self.person() for _ in range(6)]
        root, other = self.say("What do you think?"), self.say("And of this?")
        self.say("For followers alone", visibility="private")
        self.answer(root, many)
        self.answer(other, many[:1])
        self.answer(root, many[:2])
        for person in many:
            person.post(f"/api/v1/accounts/{self.page}/follow")
        self.show()
        told = self.figures()
        self.assertEqual((told["page_id"], told["page"], told["complete"], told["least_people"], len(told["weeks"])), (self.page, f"The {self.page_name}", True, 5, 26))
        growth = self.ask("GET", f"/api/favilla/v1/growth?page_id={self.page}&weeks=26", self.owner)["weeks"]
        self.assertEqual([week["week"] for week in told["weeks"]], [week["week"] for week in growth])
        for week, grown in list(zip(told["weeks"], growth))[-2:]:
            first = datetime.date.fromisoformat(week["week"])
            last = first + datetime.timedelta(days=6)
            measured = self.ask("GET", f"/api/favilla/v1/measures?scope=page:{self.page}&from={first}&to={last}", self.owner)
            self.assertEqual(week["conversations"], measured["raw"]["conversations"])
            self.assertEqual(week["answers"], {"all": measured["raw"]["comments"], "authentic": measured["authentic"]["comments"]})
            self.assertEqual(week["followers"], {"all": grown["followers_here"]["all"] + grown["followers_elsewhere"]["all"],
                                                 "authentic": grown["followers_here"]["authentic"] + grown["followers_elsewhere"]["authentic"]})
        self.assertEqual(sum(week["conversations"] for week in told["weeks"]), 2)
        self.assertEqual(max(week["answers"]["all"] for week in told["weeks"]), 9)
        self.assertEqual((told["people"], max(week["followers"]["all"] for week in told["weeks"])), ({"all": 6, "authentic": 6}, 6))
        rows = list(csv.DictReader(io.StringIO(self.server.get(f"/@{self.page_name}/figures.csv").text)))
        self.assertEqual([(row["week"], row["conversations"], row["answers"], row["answers_authentic"], row["followers"]) for row in rows],
                         [(week["week"], str(week["conversations"]), str(week["answers"]["all"]), str(week["answers"]["authentic"]), str(week["followers"]["all"])) for week in told["weeks"]])
        for language, words in (("en", "6 accounts wrote in these conversations. Authentic: 6."), ("it", "6 account hanno scritto in queste conversazioni. Autentici: 6.")):
            page = self.server.get(f"/@{self.page_name}/figures", headers={"Accept-Language": language}).text
            self.assertIn(words, page)
            self.assertNotIn("<script", page)
            self.assertNotIn("noindex", page)
            for person in many:
                self.assertNotIn(person.name + "<", page)
        self.server.patch("/api/v1/accounts/update_credentials", {"hide_collections": True}, token=self.owner.token, headers={"Favilla-Voice": self.page})
        self.assertNotIn("followers", self.figures()["weeks"][0])

    def test_of_fewer_than_five_people_nothing_is_told(self):
        four = [self.person() for _ in range(4)]
        root = self.say("What do you think?")
        self.answer(root, four)
        self.say("So do I", in_reply_to_id=root["id"])      # the page is no fifth
        for person in four:
            person.post(f"/api/v1/accounts/{self.page}/follow")
        self.show()
        nothing = {"all": None, "authentic": None}
        told = self.figures()
        week = next(one for one in told["weeks"] if one["conversations"] == 1)
        self.assertEqual((week["answers"], told["people"]), (nothing, nothing))
        self.assertEqual([one["followers"] for one in told["weeks"] if one["followers"]["all"] != 0], [nothing])
        page = self.server.get(f"/@{self.page_name}/figures").text
        self.assertIn("Fewer than 5 people: how many is not told.", page)
        self.assertIn("<td>–</td>", page)
        # With a fifth it is told, the page beside them, which is tied to the organisation; that somebody is a robot is not to be reckoned from it.
        self.answer(root, [self.person()])
        self.assertEqual(self.figures()["people"], {"all": 6, "authentic": 5})
        robot = self.person("robot")
        self.server.patch("/api/v1/accounts/update_credentials", {"bot": True}, token=robot.token)
        self.answer(root, [robot])
        self.assertEqual(self.figures()["people"], {"all": 7, "authentic": None})

    def test_every_method_can_be_followed_and_robots_may_read(self):
        self.show()
        for address in self.figures()["methods"]:
            path = "/about/" + address.split("/about/")[1]
            self.assertIn(f'href="{path}"', self.server.get(f"/@{self.page_name}/figures").text)
            for language in ("en", "it"):
                self.assertEqual(self.server.get(path, headers={"Accept-Language": language}).status, 200)
        robots = self.server.get("/robots.txt").text
        self.assertFalse([line for line in robots.splitlines() if line.startswith("Disallow: /@") or line == "Disallow: /"])

    def test_a_suspended_page_has_none(self):
        self.show()
        self.assertEqual(self.server.post(f"/api/v1/admin/accounts/{self.page}/action", {"type": "suspend"}, token=self.boss).status, 200)
        self.assertEqual(self.states(), [404] * 3)
        self.show(False, status=404)

    def test_z_another_organisation_of_the_same_house_neither_says_so_nor_has_them(self):
        """The last one: accounts that are made after it would have to say where they belong."""
        host = "other.test"
        self.show()
        self.server.command("domain", "add", host)
        self.server.command("account", "create", "chief", "--domain", host, "--email", f"c@{host}", "--password", "a spark is enough", "--confirmed", "--role", "admin")
        chief = self.server.command("token", "create", "chief", "--domain", host, "--scopes", TEAM).stdout.strip()
        for public in (True, False):
            refused = self.server.request("PUT", f"{API}/{self.page}/figures", {"public": public}, token=chief, headers={"Host": host})
            self.assertEqual(refused.status, 404)
        self.assertEqual(self.states(), [200] * 3)
        self.assertEqual(self.states(headers={"Host": host}), [404] * 3)


class HouseFigures(ApiCase):
    """The same of the whole place. Each test has a place of its own."""
    scopes = TEAM
    kinds = [f"/about/{kind}" for kind in KINDS]

    @classmethod
    def setUpClass(cls):
        cls.names = 0

    def setUp(self):
        self.server = self.enterContext(Favilla())
        self.server.create_account("boss", role="admin")
        self.boss = self.server.create_token("boss", self.scopes)

    def show(self, public=True, who=None, status=200):
        return self.ask("PUT", "/api/favilla/v1/organisation/figures", who or self.boss, {"public": public}, status)

    def states(self, **more):
        return [self.server.get(path, **more).status for path in self.kinds]

    def figures(self):
        answer = self.server.get("/about/figures.json")
        self.assertEqual(answer.status, 200)
        self.assertEqual(problems_of("GET", "/about/figures.json", 200, answer.json), [])
        return answer.json

    def test_nothing_stands_until_an_administrator_says_so_and_it_ends_at_once(self):
        self.server.create_account("mod", role="moderator")
        member = self.person()
        self.assertEqual(self.states(), [404] * 3)
        self.assertFalse(self.ask("GET", "/api/favilla/v1/organisation", self.boss)["public_figures"])
        self.assertNotIn("/about/figures", self.server.get("/about").text)
        for who in (member, self.server.create_token("mod", TEAM), self.server.create_token("boss", "read write")):
            self.show(who=who, status=403)
        for wrong in ({}, {"public": "perhaps"}, {"public": None}):
            self.assertIn("true or false", self.ask("PUT", "/api/favilla/v1/organisation/figures", self.boss, wrong, 422)["error"])
        self.assertEqual(self.states(), [404] * 3)
        self.assertTrue(self.show()["public_figures"])
        self.assertTrue(self.show()["public_figures"])      # said again, nothing changes
        self.assertEqual(self.states(), [200] * 3)
        self.assertIn('href="/about/figures"', self.server.get("/about").text)
        known = self.server.get("/about/figures.json")
        self.assertEqual(known.headers["cache-control"], "no-cache")
        self.assertEqual(self.states(headers={"If-None-Match": known.headers["etag"]})[1], 304)
        self.assertFalse(self.show(False)["public_figures"])
        self.assertEqual(self.states(headers={"If-None-Match": known.headers["etag"]}), [404] * 3)
        self.assertNotIn("/about/figures", self.server.get("/about").text)
        log = self.ask("GET", "/api/favilla/v1/moderation/log", self.boss)
        self.assertEqual([(one["act"], one["account"]["username"]) for one in log[:2]], [("hide_figures", "boss"), ("show_figures", "boss")])
        self.assertEqual(len([one for one in log if one["act"] == "show_figures"]), 1)

    def test_they_are_the_figures_of_the_team_and_of_few_nothing_is_told(self):
        self.show()
        nothing, many = {"all": None, "authentic": None}, [self.person() for _ in range(6)]
        roots = [person.write("What do you think?") for person in many[:4]]
        many[0].write("For followers alone", visibility="private")
        for person in many[:4]:
            person.write("So it is", in_reply_to_id=roots[0]["id"])
        told = self.figures()
        begun = [week for week in told["weeks"] if week["conversations"] != 0]
        self.assertEqual([(week["conversations"], week["answers"]) for week in begun], [(None, nothing)])
        self.assertEqual((told["people"], told["least_people"], len(told["weeks"])), (nothing, 5, 26))
        page = self.server.get("/about/figures").text
        self.assertIn("Fewer than 5 people: how many is not told.", page)
        roots.append(many[4].write("And of this?"))
        many[4].write("So it is", in_reply_to_id=roots[0]["id"])
        told = self.figures()
        grown = self.ask("GET", "/api/favilla/v1/growth?weeks=26", self.boss)["weeks"]
        self.assertEqual([week["week"] for week in told["weeks"]], [week["week"] for week in grown])
        for week, growth in list(zip(told["weeks"], grown))[-2:]:
            first = datetime.date.fromisoformat(week["week"])
            measured = self.ask("GET", f"/api/favilla/v1/measures?scope=house&from={first}&to={first + datetime.timedelta(days=6)}", self.boss)
            if week["conversations"] is not None:           # at midnight between two weeks there may be too few in each
                self.assertEqual((week["conversations"], week["answers"]), (measured["raw"]["conversations"], {"all": measured["raw"]["comments"], "authentic": measured["authentic"]["comments"]}))
            if week["members"]["authentic"] is not None:
                self.assertEqual(week["members"], {"all": growth["members"]["all"], "authentic": growth["members"]["authentic"]})
        self.assertEqual((told["people"], max(week["conversations"] or 0 for week in told["weeks"])), ({"all": 5, "authentic": 5}, 5))
        rows = list(csv.DictReader(io.StringIO(self.server.get("/about/figures.csv").text)))
        text = lambda number: "" if number is None else str(number)
        self.assertEqual([(row["week"], row["conversations"], row["answers"], row["answers_authentic"], row["members"], row["followers_elsewhere"]) for row in rows],
                         [(week["week"], text(week["conversations"]), text(week["answers"]["all"]), text(week["answers"]["authentic"]), text(week["members"]["all"]), text(week["followers_elsewhere"]["all"])) for week in told["weeks"]])
        for language, words in (("en", "5 accounts wrote in these conversations. Authentic: 5."), ("it", "5 account hanno scritto in queste conversazioni. Autentici: 5.")):
            page = self.server.get("/about/figures", headers={"Accept-Language": language}).text
            self.assertIn(words, page)
            self.assertNotIn("<script", page)
            self.assertNotIn("noindex", page)
            for person in many:
                self.assertNotIn(person.name + "<", page)
        for address in told["methods"]:
            self.assertIn(f'href="/about/{address.split("/about/")[1]}"', page)

    def test_what_remains_beside_a_pages_figures_is_not_told_of_few(self):
        self.show()
        self.server.command("page", "create", "press", "--owner", "boss", "--title", "The press")
        page = next(one for one in self.ask("GET", f"{API}/mine", self.boss) if one["account"]["username"] == "press")["id"]
        def answered():
            return sorted(week["answers"]["all"] or 0 for week in self.figures()["weeks"])[-1]
        many = [self.person() for _ in range(6)]
        root = self.server.post("/api/v1/statuses", {"status": "And you?"}, token=self.boss, headers={"Favilla-Voice": page}).json
        for person in many:
            person.write("So it is", in_reply_to_id=root["id"])
        other, *elsewhere = [self.person() for _ in range(6)]
        asked = other.write("Something else")
        for person in elsewhere[:4]:
            person.write("Well", in_reply_to_id=asked["id"])
        self.assertEqual(answered(), 10)
        self.ask("PUT", f"{API}/{page}/figures", self.boss, {"public": True})
        self.assertEqual(answered(), 0)                     # the house less the page would be those four
        self.assertEqual(self.figures()["people"], {"all": None, "authentic": None})
        elsewhere[4].write("Well", in_reply_to_id=asked["id"])
        self.assertEqual(answered(), 11)
        self.assertEqual(self.figures()["people"], {"all": 11, "authentic": 11})
        self.ask("PUT", f"{API}/{page}/figures", self.boss, {"public": False})
        self.assertEqual(answered(), 11)


if __name__ == "__main__":
    unittest.main()
