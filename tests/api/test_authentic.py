# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every figure of acts is raw = authentic + affiliated + coordinated + machine: recounted here from what the server tells of each act and of each
account, before a label, with it, while it is appealed against and after it was lifted."""
import itertools
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import ring  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1"
RING = ["uno", "due", "tre", "quattro", "cinque", "sei"]
TEAM = "read write admin:read admin:write"
PARTS = ("authentic", "affiliated", "coordinated", "machine")


def measured(parents: dict, authors: dict) -> dict:
    """The figures of a tree by looking at every pair, in no way of the server's. `parents`: of each message, None of the root."""
    def path(one):
        return [one] + (path(parents[one]) if parents[one] else [])

    depth = {one: len(path(one)) - 1 for one in parents}
    root = next(one for one in parents if parents[one] is None)
    comments = [one for one in parents if one != root]
    distance = 0
    for a, b in itertools.combinations(parents, 2):
        common = len(set(path(a)) & set(path(b)))
        distance += len(path(a)) + len(path(b)) - 2 * common
    levels = [sum(1 for one in depth.values() if one == level) for level in range(max(depth.values()) + 1)]
    written = [sum(1 for one in comments if authors[one] == who) for who in {authors[one] for one in comments}]
    h = next(level for level in itertools.count() if level + 1 >= len(levels) or levels[level + 1] < level + 1)
    grand = {one: parents[parents[one]] if parents[one] else None for one in parents}
    answers_other = [one for one in comments if authors[one] != authors[parents[one]]]
    interactive = [one for one in answers_other if grand[one] and authors[grand[one]] == authors[one]]
    return {"nodes": len(parents), "comments": len(comments), "wiener_index": distance, "max_depth": max(depth.values()), "max_width": max(levels), "h_index": h, "distinct_authors": len(written),
            "effective_authors": len(comments) ** 2 / sum(n * n for n in written) if comments else 0, "interactive": len(interactive), "reactive": len(answers_other) - len(interactive), "one_way": len(parents) - len(answers_other)}


class Authentic(ApiCase):
    """One story, in its order."""
    scopes = TEAM

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("mira", "nico"):
            cls.server.create_account(name, role="moderator")
        cls.mira, cls.nico = (cls.server.create_token(name, TEAM) for name in ("mira", "nico"))
        cls.people = cls.server.create_people("ada", "bea", "carlo", "dora", "robby", *RING)
        cls.server.post("/api/v1/statuses", {"status": "The first word"}, token=cls.people["ada"])
        cls.ids = {name: cls.server.get("/api/v1/accounts/lookup", {"acct": name}).json["id"] for name in cls.people}
        cls.page = cls.server.post(f"{API}/pages", {"name": "press", "title": "The press"}, token=cls.boss).json["id"]
        cls.edit(lambda: ring.community(cls.server, "ada", RING))
        for _ in range(2):
            cls.server.command("integrity", "run", "--json")
            cls.edit(lambda: cls.server.execute("UPDATE integrity_runs SET day = day - 1", "UPDATE integrity_findings SET seen_day = seen_day - 1"))
        cls.server.patch("/api/v1/accounts/update_credentials", {"bot": True}, token=cls.people["robby"])
        cls.server.post(f"{API}/integrity/disclosures", {"page_id": cls.page, "relation": "works_for"}, token=cls.people["dora"])
        cls.finding, = (one["id"] for one in cls.server.get(f"{API}/integrity/findings", token=cls.mira).json)
        cls.talk()

    @classmethod
    def edit(cls, change):
        cls.server.stop()
        change()
        cls.server.start()

    @classmethod
    def say(cls, who, to, words="So it is"):
        return cls.server.post("/api/v1/statuses", {"status": words, **({"in_reply_to_id": to} if to else {})}, token=cls.people[who]).json["id"]

    @classmethod
    def talk(cls):
        cls.root = cls.say("ada", None, "What do you think?")
        cls.conversation = cls.server.get(f"/api/v1/statuses/{cls.root}").json["conversation_id"]
        first = cls.say("bea", cls.root)
        two = cls.say("uno", first)
        cls.say("due", first)
        three = cls.say("carlo", two)                            # an honest answer to one that may be left out
        robot = cls.say("robby", three)
        four = cls.say("dora", robot)
        cls.say("bea", four)
        cls.say("carlo", cls.say("tre", cls.root))
        cls.say("ada", three)
        for who in ("bea", "carlo", "dora", "robby", "uno", "due", "tre"):
            cls.server.post(f"/api/v1/statuses/{cls.root}/favourite", token=cls.people[who])
        for who in ("carlo", "uno", "due"):
            cls.server.post(f"/api/v1/statuses/{cls.root}/reblog", token=cls.people[who])

    def part(self, account):
        """By what everybody is told of an account."""
        told = self.ask("GET", f"{API}/integrity/accounts/{account['id']}")
        if account["bot"]:
            return "machine"
        if told["disclosures"] or told["is_affiliated"]:
            return "affiliated"
        return "coordinated" if told["coordinated"] else "authentic"

    def sorted_now(self):
        """What people in a finding did is sorted within a minute; the night's run sorts everything."""
        self.server.command("integrity", "run", "--json")

    def check_sum(self, parts):
        self.assertEqual(parts["raw"], sum(parts[part] for part in PARTS))
        self.assertLessEqual(parts["authentic_low"], parts["authentic"])
        self.assertLessEqual(parts["authentic"], parts["authentic_high"])
        self.assertLessEqual(parts["authentic_high"], parts["authentic"] + parts["coordinated"])

    def check_conversation(self, who=None):
        found = self.ask("GET", f"{API}/conversations/{self.conversation}", who)
        parents = {node["id"]: node["parent_id"] for node in found["nodes"]}
        accounts = {node["id"]: node["status"]["account"] for node in found["nodes"]}
        authors = {id: account["id"] for id, account in accounts.items()}
        parts = {id: self.part(account) for id, account in accounts.items()}
        self.check_sum(found["parts"])
        self.assertEqual(found["parts"]["raw"], found["measures"]["comments"])
        for part in PARTS:
            self.assertEqual(found["parts"][part], sum(1 for id in parents if parents[id] and parts[id] == part), part)

        def counted(id):
            return id if parents[id] is None or parts[id] == "authentic" else counted(parents[id])

        kept = {id: parents[id] and counted(parents[id]) for id in parents if counted(id) == id}
        for figures, tree in ((found["measures"], parents), (found["authentic"], kept)):
            for name, value in measured(tree, authors).items():
                self.assertAlmostEqual(figures[name], value, msg=name)
        return found["parts"]

    def check_post(self, post):
        found = self.ask("GET", f"{API}/statuses/{post}/parts")
        for kind, path in (("favourites", "favourited_by"), ("boosts", "reblogged_by")):
            people = self.server.get(f"/api/v1/statuses/{post}/{path}", {"limit": 80}).json
            self.check_sum(found[kind])
            for part in PARTS:
                self.assertEqual(found[kind][part], sum(1 for one in people if self.part(one) == part), (kind, part))
            acts = self.ask("GET", f"{API}/statuses/{post}/parts/{kind}?limit=200", self.mira)["acts"]
            self.assertEqual({(one["account"]["id"], one["part"]) for one in acts}, {(one["id"], self.part(one)) for one in people})
        return found

    def act(self, who, act, **more):
        return self.ask("POST", f"{API}/integrity/findings/{self.finding}/acts", who, {"act": act, **more})

    def appeal(self, name):
        self.ask("POST", f"{API}/integrity/own/{self.finding}/answer", self.people[name], {"answer": "appeal", "text": "We are one household."})

    def check_all(self):
        self.server.command("integrity", "run", "--json")       # what people in a finding did later is sorted at once
        parts = self.check_conversation()
        post = self.check_post(self.root)
        told = self.server.command("check", check=False).stdout  # the community was written past the server: of that it tells too
        self.assertEqual([line for line in told.splitlines() if line.startswith("account ") and "parts" in line], [])
        return parts, post

    def test_1_before_a_label_only_robots_and_ties_are_told_apart(self):
        parts, post = self.check_all()
        self.assertEqual([parts[part] for part in ("raw", *PARTS)], [10, 8, 1, 0, 1])
        self.assertEqual([post["favourites"][part] for part in ("raw", *PARTS)], [7, 5, 1, 0, 1])
        self.assertEqual((parts["authentic_low"], parts["authentic_high"]), (8, 8))
        # The team is told how far what is only found would go; nobody else is.
        seen = self.check_conversation(self.mira)
        self.assertEqual((seen["authentic"], seen["authentic_low"], seen["authentic_high"]), (8, 5, 8))

    def test_2_who_stands_behind_a_figure_is_for_the_team(self):
        self.assertEqual(self.server.get(f"{API}/statuses/{self.root}/parts/favourites").status, 401)
        self.ask("GET", f"{API}/statuses/{self.root}/parts/favourites", self.people["ada"], status=403)
        self.ask("GET", f"{API}/statuses/{self.root}/parts/voters", self.mira, status=404)
        self.ask("GET", f"{API}/statuses/1/parts", status=404)
        first = self.ask("GET", f"{API}/statuses/{self.root}/parts/favourites?limit=3", self.mira)
        rest = self.ask("GET", f"{API}/statuses/{self.root}/parts/favourites?after={first['next_after']}", self.mira)
        self.assertEqual((len(first["acts"]), len(rest["acts"]), rest["next_after"]), (3, 4, None))
        hidden = self.server.post("/api/v1/statuses", {"status": "For few", "visibility": "private"}, token=self.people["ada"]).json["id"]
        self.ask("GET", f"{API}/statuses/{hidden}/parts", self.people["bea"], status=404)

    def test_3_a_label_leaves_acts_out_and_what_answers_them_stays(self):
        self.act(self.mira, "review")
        self.act(self.mira, "notice")
        self.assertEqual(self.check_all()[0]["coordinated"], 0)
        self.edit(lambda: self.server.execute("UPDATE integrity_findings SET noticed_at = noticed_at - 260000000"))
        self.act(self.nico, "publish")
        parts, post = self.check_all()
        self.assertEqual([parts[part] for part in ("raw", *PARTS)], [10, 5, 1, 3, 1])
        self.assertEqual(post["favourites"]["coordinated"], 3)
        self.assertEqual(post["boosts"]["coordinated"], 2)
        # Counters of apps stay as they were.
        status = self.server.get(f"/api/v1/statuses/{self.root}").json
        self.assertEqual((status["favourites_count"], status["reblogs_count"]), (7, 3))

    def test_4_an_appeal_a_tie_and_a_lifted_label_give_acts_back(self):
        self.appeal("uno")
        self.assertEqual(self.check_all()[0]["coordinated"], 2)
        self.act(self.boss, "refuse", account_id=self.ids["uno"], reason="Three cities on one evening.")
        self.assertEqual(self.check_all()[0]["coordinated"], 3)
        self.act(self.mira, "lift", account_id=self.ids["due"], reason="It was a mistake")
        self.assertEqual(self.check_all()[0]["coordinated"], 2)
        self.ask("POST", f"{API}/integrity/disclosures", self.people["tre"], {"page_id": self.page, "relation": "paid_by"})
        parts, _ = self.check_all()
        self.assertEqual((parts["affiliated"], parts["coordinated"]), (2, 1))
        own, = (one["id"] for one in self.ask("GET", f"{API}/integrity/own", self.people["dora"])["disclosures"])
        self.ask("DELETE", f"{API}/integrity/disclosures/{own}", self.people["dora"])
        self.server.patch("/api/v1/accounts/update_credentials", {"bot": False}, token=self.people["robby"])
        parts, _ = self.check_all()
        self.assertEqual([parts[part] for part in ("raw", *PARTS)], [10, 8, 1, 1, 0])

    def test_5_trends_go_by_authentic_acts(self):
        self.server.patch("/api/v1/accounts/update_credentials", {"discoverable": True}, token=self.people["ada"])
        real = self.say("ada", None, "Real")
        pushed = self.say("ada", None, "Pushed")
        for who in ("bea", "carlo", "dora"):
            self.server.post(f"/api/v1/statuses/{real}/favourite", token=self.people[who])
        for who in ("quattro", "cinque", "sei", "uno"):
            self.server.post(f"/api/v1/statuses/{pushed}/favourite", token=self.people[who])
        self.server.command("integrity", "run", "--json")
        trending = [one["id"] for one in self.server.get("/api/v1/trends/statuses").json]
        self.assertIn(real, trending)
        self.assertNotIn(pushed, trending)
        for who in ("quattro", "cinque", "bea", "carlo"):
            word = "libri" if who in ("bea", "carlo") else "spinta"
            self.server.post("/api/v1/statuses", {"status": f"Oggi #{word}"}, token=self.people[who])
        self.assertEqual([one["name"] for one in self.server.get("/api/v1/trends/tags").json], ["libri"])

    def test_6_boards_of_ideas_go_by_authentic_votes(self):
        liked, pushed = (self.ask("POST", f"{API}/ideas", self.people["ada"], {"title": title, "text": "Why not"})["id"] for title in ("Liked", "Pushed"))
        for idea, voters in ((liked, ("bea", "carlo", "quattro")), (pushed, ("quattro", "cinque", "sei", "uno"))):
            for who in voters:
                self.ask("POST", f"{API}/ideas/{idea}/vote", self.people[who], {})
        board = self.ask("GET", f"{API}/ideas")["ideas"]
        self.assertEqual([(one["id"], one["votes_count"], one["authentic_votes_count"]) for one in board], [(liked, 3, 2), (pushed, 4, 0)])
        votes = self.ask("GET", f"{API}/ideas/{liked}")["votes"]
        self.check_sum(votes)
        self.assertEqual([votes[part] for part in ("raw", *PARTS)], [3, 2, 0, 1, 0])
        # A tie, a robot and a label that is lifted change what was counted before.
        self.ask("POST", f"{API}/integrity/disclosures", self.people["bea"], {"page_id": self.page, "relation": "related_to"})
        self.assertEqual(self.ask("GET", f"{API}/ideas/{liked}")["authentic_votes_count"], 1)
        self.server.patch("/api/v1/accounts/update_credentials", {"bot": True}, token=self.people["carlo"])
        self.assertEqual(self.ask("GET", f"{API}/ideas/{liked}")["authentic_votes_count"], 0)
        self.act(self.mira, "lift", account_id=self.ids["quattro"], reason="It was a mistake")
        self.assertEqual(self.ask("GET", f"{API}/ideas/{liked}")["authentic_votes_count"], 1)
        self.assertEqual(self.ask("GET", f"{API}/ideas/{pushed}")["authentic_votes_count"], 1)
        self.ask("POST", f"{API}/ideas/{pushed}/unvote", self.people["quattro"], {})
        self.assertEqual([self.ask("GET", f"{API}/ideas/{pushed}")[name] for name in ("votes_count", "authentic_votes_count")], [3, 0])

    def test_6_polls_are_told_apart_and_apps_see_what_was_cast(self):
        poll = {"options": ["Here", "There", "Nowhere"], "expires_in": 3600, "multiple": True}
        post = self.server.post("/api/v1/statuses", {"status": "Where?", "poll": poll}, token=self.people["ada"]).json
        for who, choices in (("bea", [0, 1]), ("carlo", [0]), ("uno", [0, 2]), ("sei", [0]), ("dora", [1])):
            self.server.post(f"/api/v1/polls/{post['poll']['id']}/votes", {"choices": choices}, token=self.people[who])

        def figures(who=None):
            found = self.ask("GET", f"{API}/statuses/{post['id']}/parts", who)["poll"]
            self.assertEqual(found["id"], post["poll"]["id"])
            told = [found["voters"], *(one["votes"] for one in found["options"])]
            for parts in told:
                self.check_sum(parts)
            return [[parts[part] for part in ("raw", *PARTS)] for parts in told]

        self.sorted_now()
        # bea is tied, carlo automated, uno and sei labelled.
        self.assertEqual(figures(), [[5, 1, 1, 2, 1], [4, 0, 1, 2, 1], [2, 1, 1, 0, 0], [1, 0, 0, 1, 0]])
        for who in (None, self.people["dora"], self.mira):
            self.assertEqual(figures(who)[0][0], 5)
        # The public page draws what is authentic, and says so.
        page = self.server.get(f"/@ada/{post['id']}").text
        for words in ("authentic votes: 0 of 4", "authentic votes: 1 of 2", "authentic votes: 0 of 1", "Authentic voters: 1 of 5"):
            self.assertIn(words, page)
        # Apps see what was cast.
        shown = self.server.get(f"/api/v1/polls/{post['poll']['id']}").json
        self.assertEqual((shown["votes_count"], shown["voters_count"], [one["votes_count"] for one in shown["options"]]), (7, 5, [4, 2, 1]))
        # What an account says of itself, and a label that is suspended, change it at once.
        self.server.patch("/api/v1/accounts/update_credentials", {"bot": False}, token=self.people["carlo"])
        self.assertEqual(figures()[:2], [[5, 2, 1, 2, 0], [4, 1, 1, 2, 0]])
        self.server.patch("/api/v1/accounts/update_credentials", {"bot": True}, token=self.people["carlo"])
        self.appeal("sei")
        self.assertEqual(figures()[1][3], 1)
        self.act(self.boss, "refuse", account_id=self.ids["sei"], reason="Three cities on one evening.")
        self.assertEqual(figures(), [[5, 1, 1, 2, 1], [4, 0, 1, 2, 1], [2, 1, 1, 0, 0], [1, 0, 0, 1, 0]])
        self.assertNotIn("told apart", self.server.command("check", check=False).stdout)
        # What is told of no option before the end is told of no part of it; nor is anything of a post that asks nothing.
        secret = self.server.post("/api/v1/statuses", {"status": "And now?", "poll": {**poll, "hide_totals": True}}, token=self.people["ada"]).json
        self.server.post(f"/api/v1/polls/{secret['poll']['id']}/votes", {"choices": [1]}, token=self.people["bea"])
        hidden = self.ask("GET", f"{API}/statuses/{secret['id']}/parts", self.mira)["poll"]
        self.assertEqual((hidden["voters"]["affiliated"], [one["votes"] for one in hidden["options"]]), (1, [None, None, None]))
        self.assertIsNone(self.ask("GET", f"{API}/statuses/{self.root}/parts")["poll"])

    def test_7_what_is_left_out_stands_in_a_ledger_and_earns_nothing(self):
        post = self.server.request("POST", "/api/v1/statuses", {"status": "Who comes?"}, token=self.boss, headers={"Favilla-Voice": self.page}).json["id"]
        for who in ("ada", "bea", "cinque"):
            self.say(who, post, "I do")
            self.server.post(f"/api/v1/statuses/{post}/favourite", token=self.people[who])
        self.server.command("integrity", "run", "--json")
        for who, counted in (("ada", 1), ("bea", 0), ("cinque", 0)):    # bea is tied, cinque labelled
            kinds = {one["kind"]: one for one in self.ask("GET", f"{API}/ledger", self.people[who])["gave"]["kinds"]}
            for kind in ("answer", "like"):
                self.assertEqual((kinds[kind]["count"], kinds[kind]["counted"], kinds[kind]["points"] > 0), (1, counted, counted == 1), (who, kind))
        self.act(self.mira, "lift", account_id=self.ids["cinque"], reason="It was a mistake")
        kinds = {one["kind"]: one for one in self.ask("GET", f"{API}/ledger", self.people["cinque"])["gave"]["kinds"]}
        self.assertEqual(kinds["answer"]["counted"], 1)

    def test_8_what_the_house_did_is_told_apart_and_adds_up_to_the_raw_measure(self):
        path = f"{API}/integrity/parts"
        self.assertEqual(self.server.get(path).status, 401)
        self.ask("GET", path, self.people["ada"], status=403)
        for wrong in ("from=yesterday", "from=2026-02-02&to=2026-02-01", "from=2020-01-01&to=2026-01-01"):
            self.ask("GET", f"{path}?{wrong}", self.mira, status=422)
        house = self.ask("GET", path, self.mira)
        self.assertEqual(len(house["days"]), 28)
        kinds = ("favourites", "boosts", "answers")
        for day in [house["totals"], *house["days"]]:
            for kind in kinds:
                self.check_sum(day[kind])
        for kind in kinds:
            for part in ("raw", *PARTS):
                self.assertEqual(house["totals"][kind][part], sum(day[kind][part] for day in house["days"]))
        measure, = self.server.post("/api/v1/admin/measures", {"keys": ["interactions"], "start_at": house["from"], "end_at": house["to"]}, token=self.mira).json
        self.assertEqual([sum(day[kind]["raw"] for kind in kinds) for day in house["days"]], [int(day["value"]) for day in measure["data"]])
        self.assertGreater(house["totals"]["favourites"]["coordinated"], 10)        # the ring's, of the weeks that are in it
        self.assertGreater(house["totals"]["answers"]["affiliated"], 0)

    def test_9_a_deleted_answer_keeps_its_place_and_the_sum(self):
        before = self.check_conversation()
        gone = next(node["id"] for node in self.ask("GET", f"{API}/conversations/{self.conversation}")["nodes"] if node["status"] and node["status"]["account"]["username"] == "uno")
        self.server.delete(f"/api/v1/statuses/{gone}", token=self.people["uno"])
        self.server.command("integrity", "run", "--json")
        found = self.ask("GET", f"{API}/conversations/{self.conversation}")
        self.check_sum(found["parts"])
        self.assertEqual({part: found["parts"][part] for part in ("raw", *PARTS)}, {part: before[part] for part in ("raw", *PARTS)})


if __name__ == "__main__":
    unittest.main()
