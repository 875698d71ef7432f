# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger of attention and what pages owe, from outside: people write, vote and come, the team answers, thanks and sets aside, and each
sees their own side. What our own API answers is what docs/api/favilla.yaml says."""
import csv
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1/ledger"


def kinds(side):
    return {one["kind"]: one["count"] for one in side["kinds"]}


class Ledger(ApiCase):
    def setUp(self):
        self.handle = self.name("page")
        self.page = self.ask("POST", "/api/favilla/v1/pages", self.boss, {"name": self.handle, "title": "The lantern"})["id"]

    def say(self, text, answers=None, **more):
        """In the page's voice."""
        answer = self.server.request("POST", "/api/v1/statuses", {"status": text, "in_reply_to_id": answers and answers["id"], **more}, token=self.boss, headers={"Favilla-Voice": self.page})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def owed(self, who=None):
        return [one["status"]["id"] for one in self.ask("GET", f"{API}/owed?page_id={self.page}", who or self.boss)["owed"]]

    def settle(self, status, act, code=200):
        return self.ask("POST", f"{API}/owed/{status['id']}/acts", self.boss, {"page_id": self.page, "act": act}, code)

    def tend(self):
        """Standings are looked at every minute; the command looks at once."""
        self.server.command("ledger", "recount")

    def test_a_fan_sees_what_they_gave_what_came_back_and_why_they_stand_where_they_do(self):
        ada = self.person()
        post = self.say("Which cover?", poll={"options": ["blue", "red"], "expires_in": 3600})
        ada.post(f"/api/v1/polls/{post['poll']['id']}/votes", {"choices": [0]})
        answer = ada.write("The blue one", in_reply_to_id=post["id"])
        ada.post(f"/api/v1/statuses/{post['id']}/favourite")
        ada.post(f"/api/v1/statuses/{post['id']}/reblog")
        idea = self.ask("POST", "/api/favilla/v1/ideas", ada, {"title": "A bench", "text": "To sit on", "space_id": self.page})
        ada.write(f"And when do you open, @{self.handle}?")
        self.say("Blue it is", answer)
        self.ask("POST", f"/api/favilla/v1/ideas/{idea['id']}/acts", self.boss, {"act": "state", "state": "shipped", "word": "There it stands"})
        seen = self.ask("GET", API, ada)
        self.assertEqual(kinds(seen["gave"]), {"answer": 1, "topic": 1, "vote": 1, "idea": 1, "boost": 1, "like": 1})
        self.assertEqual(kinds(seen["back"]), {"answered": 1, "shipped": 1})
        self.assertEqual((seen["state"], seen["standing"]["standing"], seen["standing"]["next"]["standing"]), ("kept", "none", "spark"))
        self.assertAlmostEqual(seen["gave"]["points"], 25, delta=0.3)                   # 5 + 5 + 2 + 10 + 2 + 1, since this morning
        self.assertEqual(seen["weeks"][-1], {"from": seen["weeks"][-1]["from"], "gave": 25, "back": 25})
        self.assertEqual(len(seen["weeks"]), 26)
        entries = self.ask("GET", f"{API}/entries", ada)["entries"]
        self.assertEqual(len(entries), 8)
        self.assertIn("The blue one", {one["words"] for one in entries})
        pages, after = [], ""
        while after is not None:
            part = self.ask("GET", f"{API}/entries?limit=3{after and '&after=' + after}", ada)
            pages += part["entries"]
            after = part["next_after"]
        self.assertEqual(pages, entries)

        for n in range(2):
            ada.write(f"Another thought {n}", in_reply_to_id=post["id"])
        self.tend()
        seen = self.ask("GET", API, ada)
        self.assertEqual(seen["standing"]["standing"], "spark")
        self.assertEqual([(one["from"], one["to"]) for one in seen["changes"]], [("none", "spark")])
        self.assertGreater(seen["standing"]["fades_at"], seen["standing"]["since"])
        self.assertIn("standing", [one["type"] for one in ada.get("/api/v1/notifications")])

        fan = next(one for one in self.ask("GET", f"{API}/fans", self.boss)["fans"] if one["account"]["username"] == ada.name)
        self.assertEqual((fan["standing"], kinds(fan["gave"])["answer"], kinds(fan["back"])), ("spark", 3, {"answered": 1, "shipped": 1}))
        # A minute later nothing of it has changed, and counting from nothing finds the same.
        self.tend()
        self.assertEqual(self.ask("GET", API, ada)["gave"]["kinds"], seen["gave"]["kinds"])

    def test_the_team_sees_whom_it_owes_an_answer_and_settles_it(self):
        ada, bob, cleo = self.person(), self.person("bob"), self.person("cleo")
        post = self.say("We open on Saturday")
        first = ada.write("At what time?", in_reply_to_id=post["id"])
        second = bob.write(f"@{self.handle} is there coffee?")
        third = cleo.write(f"@{self.handle} thank you for everything")
        private = cleo.write(f"@{self.handle} a word in private", visibility="direct")
        self.assertEqual(self.owed(), [first["id"], second["id"], third["id"], private["id"]])
        shown = self.ask("GET", f"{API}/owed", self.boss)["owed"]
        one = next(one for one in shown if one["status"]["id"] == second["id"])
        self.assertEqual((one["account"]["username"], one["page"]["id"], one["waiting"], one["overdue"], one["standing"]), (bob.name, self.page, 1, False, "none"))
        self.assertEqual(self.ask("GET", API, bob)["waiting"], 1)

        self.say(f"@{ada.name} at nine", first)
        self.assertNotIn(first["id"], self.owed())
        self.settle(third, "thank")
        self.settle(second, "needs_none")
        self.assertEqual(self.owed(), [private["id"]])
        self.assertIn(("favourite", self.handle), [(kind, who) for kind, who in cleo.notifications()])
        self.assertEqual(kinds(self.ask("GET", API, cleo)["back"]), {"thanked": 1})
        self.settle(second, "needs_none", 404)                                          # it is settled already
        settled = self.ask("GET", f"{API}/settled?page_id={self.page}", self.boss)
        self.assertEqual([(one["status_id"], one["how"], one["by"]["username"]) for one in settled], [(second["id"], "needs_none", "boss"), (third["id"], "thanked", "boss")])
        log = self.ask("GET", f"/api/favilla/v1/pages/{self.page}/log", self.boss)
        self.assertEqual([one["act"] for one in log if one["act"] in ("thank", "needs_none")], ["needs_none", "thank"])
        for status in (second, third):
            self.settle(status, "undo")
        self.assertEqual(self.owed(), [second["id"], third["id"], private["id"]])
        self.assertEqual(kinds(self.ask("GET", API, cleo)["back"]), {})
        self.settle(second, "forget", 422)

    def test_what_the_page_does_not_want_or_may_not_see_stands_on_no_list(self):
        ada, bob, cleo = self.person(), self.person("bob"), self.person("cleo")
        post = self.say("Hello")
        blocked = ada.write("Hello!", in_reply_to_id=post["id"])
        closed = bob.write("For my followers", in_reply_to_id=post["id"], visibility="private")
        gone = cleo.write("Hm", in_reply_to_id=post["id"])
        self.assertEqual(self.owed(), [blocked["id"], gone["id"]])
        cleo.server.request("DELETE", f"/api/v1/statuses/{gone['id']}", None, token=cleo.token)
        self.server.request("POST", f"/api/v1/accounts/{blocked['account']['id']}/block", {}, token=self.boss, headers={"Favilla-Voice": self.page})
        self.assertEqual(self.owed(), [])
        self.assertNotIn(closed["id"], self.owed())
        # The team itself owes itself nothing, and gives nothing.
        self.server.request("POST", "/api/v1/statuses", {"status": "I say so myself", "in_reply_to_id": post["id"]}, token=self.boss)
        self.assertEqual(self.owed(), [])
        self.assertEqual(self.ask("GET", API, self.boss)["state"], "team")

    def test_what_stands_in_a_hidden_group_is_in_no_figure_and_on_no_list(self):
        ada = self.person()
        group = self.ask("POST", "/api/favilla/v1/groups", self.boss, {"name": self.name("hidden"), "joining": "hidden"})
        me = ada.get("/api/v1/accounts/verify_credentials")["id"]
        self.ask("POST", f"/api/favilla/v1/groups/{group['id']}/acts", self.boss, {"act": "invite", "object_id": me})
        self.ask("POST", f"/api/favilla/v1/groups/{group['id']}/join", ada)
        ada.write(f"Among us: @{self.handle}, are you here?", group_id=group["id"])
        self.ask("POST", "/api/favilla/v1/ideas", ada, {"title": "A secret", "text": "Hush", "space_id": group["id"]})
        seen = self.ask("GET", API, ada)
        self.assertEqual((seen["gave"]["kinds"], seen["waiting"]), ([], 0))
        self.assertEqual(self.owed(), [])

    def test_a_person_takes_their_ledger_along_deletes_it_and_switches_it_off(self):
        ada = self.person()
        post = self.say("Hello")
        answers = [ada.write(f"Hello {n}", in_reply_to_id=post["id"]) for n in range(3)]
        file = self.server.request("GET", f"{API}/export", None, token=ada.token)
        self.assertIn("attachment", file.headers["content-disposition"])
        taken = self.ask("GET", f"{API}/export", ada)
        self.assertEqual([one["object_id"] for one in taken["entries"]], [one["id"] for one in reversed(answers)])
        table = list(csv.DictReader(io.StringIO(self.server.request("GET", f"{API}/export?format=csv", None, token=ada.token).text)))
        self.assertEqual([{key: one[key] for key in ("kind", "side", "object_id")} for one in taken["entries"]], [{key: one[key] for key in ("kind", "side", "object_id")} for one in table])
        self.assertEqual(self.ask("DELETE", API, ada)["gave"]["kinds"], [])
        self.tend()
        seen = self.ask("GET", API, ada)
        self.assertEqual((seen["gave"]["kinds"], seen["changes"]), ([], []))
        self.assertIsNotNone(seen["since"])
        ada.write("Afterwards", in_reply_to_id=post["id"])
        self.assertEqual(kinds(self.ask("GET", API, ada)["gave"]), {"answer": 1})
        self.assertEqual(self.ask("PATCH", API, ada, {"kept": False})["state"], "off")
        ada.write("Unseen", in_reply_to_id=post["id"])
        self.assertEqual(self.ask("GET", f"{API}/entries", ada)["entries"], [])
        self.assertEqual(self.ask("PATCH", API, ada, {"kept": True})["gave"]["kinds"], [])
        # Whom a page owes an answer does not depend on it: they wrote to it.
        self.assertEqual(len(self.owed()), 1)

    def test_whoever_joins_the_team_has_none_and_whoever_leaves_begins_anew(self):
        ada = self.person()
        post = self.say("Hello")
        ada.write("Hello", in_reply_to_id=post["id"])
        me = ada.get("/api/v1/accounts/verify_credentials")["id"]
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/team", self.boss, {"act": "invite", "account_id": me, "role": "editor"})
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/join", ada)
        seen = self.ask("GET", API, ada)
        self.assertEqual((seen["state"], seen["gave"]["kinds"]), ("team", []))
        ada.write("From inside", in_reply_to_id=post["id"])
        self.ask("POST", f"/api/favilla/v1/pages/{self.page}/leave", ada)
        self.tend()
        seen = self.ask("GET", API, ada)
        self.assertEqual(seen["state"], "kept")
        self.assertNotIn("From inside", [one["words"] for one in self.ask("GET", f"{API}/entries", ada)["entries"]])

    def test_the_command_says_who_waits(self):
        ada = self.person()
        ada.write(f"@{self.handle} hello?")
        ada.write(f"@{self.handle} hello??")
        lines = self.server.command("ledger", "owed", self.handle).stdout.strip().splitlines()
        self.assertEqual([line.split("\t")[1:] for line in lines], [[ada.name, "1"], [ada.name, "1"]])


if __name__ == "__main__":
    unittest.main()
