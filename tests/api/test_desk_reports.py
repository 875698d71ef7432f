# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports on the desk, from outside: on whose they stand, who sees them, and that they go with what is decided, wherever it is decided."""
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.desk_case import API, PAGES, DeskCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

ADMIN = "/api/v1/admin/reports"


class DeskReports(DeskCase):
    scopes = "read write follow push admin:read admin:write"

    def setUp(self):
        super().setUp()
        self.carla = self.moderator("carla")  # looks after the house, too

    def moderator(self, stem):
        name = self.name(stem)
        self.server.create_account(name, role="moderator")
        token = self.server.create_token(name, self.scopes)
        return Moderator(self.server, name, token)

    def report(self, who, whom, *posts, comment="He insults us", category="spam"):
        answer = self.server.request("POST", "/api/v1/reports", {"account_id": whom.id, "status_ids": [one["id"] for one in posts], "comment": comment, "category": category}, token=who.token)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json["id"]

    def work(self, report, act, who=None):
        answer = self.server.request("POST", f"{ADMIN}/{report}/{act}", token=getattr(who or self.boss, "token", who or self.boss))
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def in_thread(self):
        """Somebody insults in a conversation of the page, somebody reports it, and the page has said nothing yet."""
        ada, vito = self.person("ada"), self.person("vito")
        post = self.say(self.boss, "We open on Saturday")
        insult = vito.write("You are all fools", in_reply_to_id=post["id"])
        return ada, vito, insult, self.report(ada, vito, insult)

    def reports(self, who=None, query=""):
        return self.items(f"&kind=report{query}", who)

    def test_a_report_of_a_pages_thread_waits_for_those_who_may_see_it(self):
        ada, vito, insult, report = self.in_thread()
        both = self.items()
        self.assertEqual(sorted(one["kind"] for one in both), ["answer", "report"])
        item = self.reports()[0]
        self.assertEqual((item["account"]["username"], item["status"]["id"], item["conversation_id"], item["due_by"], item["state"], item["waiting"]), (vito.name, insult["id"], None, "target", "waiting", 1))
        self.assertEqual({key: item["report"][key] for key in ("id", "category", "comment", "posts")}, {"id": report, "category": "spam", "comment": "He insults us", "posts": 1})
        self.assertEqual((item["report"]["account"]["username"], both[0]["report"] if both[0]["kind"] == "answer" else both[1]["report"]), (ada.name, None))
        self.assertGreater(item["due_at"], item["since"])

        # Moira moderates the page, and not the house: for her there is nothing, nor is it counted.
        self.assertEqual([one["kind"] for one in self.items(who=self.moira)], ["answer"])
        self.assertEqual(self.reports(self.moira), [])
        self.ask("GET", f"{API}/items/{item['id']}", self.moira, status=404)
        self.ask("POST", f"{API}/items/{item['id']}/presence", self.moira, {"doing": "looks"}, 404)
        for act in ("take", "note", "release", "undo"):
            self.act(act, item, who=self.moira, code=404, text="x")
        answer = next(one for one in both if one["kind"] == "answer")
        self.assertEqual(self.ask("GET", f"{API}/items/{answer['id']}", self.moira)["before"], [])
        self.assertEqual(self.ask("GET", f"{API}/pages/{self.page}/rhythm", self.moira)["flow"][-1]["waiting"], 1)
        # Who looks after the house and is not of the team sees no desk.
        self.ask("GET", f"{API}?page_id={self.page}", self.carla, status=404)
        self.ask("GET", f"{API}/items/{item['id']}", self.carla, status=404)
        # Becoming one of the house, she sees it, and no longer when she is none.
        self.ask("POST", f"/api/favilla/v1/members/{self.moira.id}/role", self.boss, {"role": "moderator"})
        token = self.server.create_token(self.moira.name, self.scopes)
        self.assertEqual([one["id"] for one in self.reports(token)], [item["id"]])
        self.ask("POST", f"/api/favilla/v1/members/{self.moira.id}/role", self.boss, {"role": "user"})
        self.assertEqual(self.reports(self.server.create_token(self.moira.name, self.scopes)), [])

    def test_it_is_taken_noted_laid_to_sleep_and_brought_back_and_goes_when_it_is_resolved(self):
        ada, vito, insult, report = self.in_thread()
        self.invite(self.carla, "moderator")
        item = self.reports()[0]
        assigned = lambda: (self.ask_admin(report)["assigned_account"] or {}).get("username")
        self.act("take", item)
        self.assertEqual((self.reports()[0]["holder"]["username"], assigned()), ("boss", "boss"))
        self.act("take", item, who=self.carla, code=409)
        self.act("note", item, text="He did so before")
        self.act("hand_over", item, to=self.moira.id, code=422)
        self.act("hand_over", item, to=self.carla.id)
        self.assertEqual((self.reports()[0]["holder"]["username"], assigned()), (self.carla.name, None))
        self.act("release", item, who=self.carla)
        self.assertEqual((self.reports()[0]["state"], assigned()), ("waiting", None))
        self.act("take", item)
        self.act("undo", item)
        self.assertEqual((self.reports()[0]["state"], assigned()), ("waiting", None))
        soon = "%sZ" % (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S")
        self.act("snooze", item, until=soon)
        self.assertEqual((self.reports(), len(self.reports(query="&which=snoozed"))), ([], 1))
        self.act("undo", item)
        # What becomes of it is decided elsewhere: neither several at once nor an answer in the page's voice.
        for act in ("done", "none_needed"):
            self.assertIn("report", self.act(act, item, text="x", code=422)["error"])
        self.ask("POST", f"{API}/items/{item['id']}/answer", self.boss, {"status": "no", "last_seen_id": insult["id"], "turn": 0}, 422)
        self.assertEqual(len(self.reports()), 1)

        # Taken in hand where reports are: it is theirs here, too; resolved there, it is settled here; opened again, it waits again.
        self.work(report, "assign_to_self", self.carla)
        self.assertEqual((self.reports()[0]["state"], self.reports()[0]["holder"]["username"]), ("taken", self.carla.name))
        self.work(report, "unassign", self.carla)
        self.assertEqual(self.reports()[0]["state"], "waiting")
        self.work(report, "resolve", self.carla)
        self.assertEqual(self.reports(), [])
        closed = self.reports(query="&which=closed")[0]
        self.assertEqual((closed["state"], closed["answered_by"]["username"], closed["report"]["id"]), ("done", self.carla.name, report))
        self.act("undo", item, code=409)
        self.work(report, "reopen", self.carla)
        self.assertEqual([(one["id"], one["state"]) for one in self.reports()], [(item["id"], "waiting")])
        # By whom the desk is nothing: it is in their hands, and stands here again when it is not.
        zoe = self.moderator("zoe")
        self.work(report, "assign_to_self", zoe)
        self.assertEqual(self.reports(), [])
        self.work(report, "unassign", zoe)
        self.assertEqual(len(self.reports()), 1)
        # An act on the account settles what was reported about it.
        answer = self.server.request("POST", f"/api/v1/admin/accounts/{vito.id}/action", {"type": "silence", "report_id": report}, token=self.boss)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(self.reports(), [])

    def ask_admin(self, report):
        answer = self.server.get(f"{ADMIN}/{report}", token=self.boss)
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def test_it_stands_once_with_a_team_that_may_see_it(self):
        # Neither an account alone nor the thread of a page without anybody of the house has a page of its own: the oldest with somebody who sees it.
        greta = self.person("greta")
        ada, vito = self.person("ada"), self.person("vito")
        alone = self.report(ada, vito)
        where = [one["page"]["id"] for one in self.ask("GET", f"{API}?kind=report&limit=40", self.boss)["items"] if one["report"]["id"] == alone]
        self.assertEqual(len(where), 1)
        # Reports of people who are limited, or of machines, are there as well: it is about them.
        self.server.request("PATCH", "/api/v1/accounts/update_credentials", {"bot": True}, token=vito.token)
        shown = [one for one in self.ask("GET", f"{API}?kind=report&limit=40", self.boss)["items"] if one["report"]["id"] == alone]
        self.assertEqual([(one["status"], one["report"]["posts"]) for one in shown], [(None, 0)])
        # When the only one of the house leaves a team, what stood with it goes to the oldest again.
        _, _, _, report = self.in_thread()
        self.assertEqual(len(self.reports()), 1)
        self.ask("POST", f"{PAGES}/{self.page}/team", self.boss, {"act": "invite", "account_id": greta.id, "role": "owner"})
        self.ask("POST", f"{PAGES}/{self.page}/join", greta)
        self.ask("POST", f"{PAGES}/{self.page}/leave", self.boss)
        find = lambda: [one["page"]["id"] for one in self.ask("GET", f"{API}?kind=report&limit=40", self.boss)["items"] if one["report"]["id"] == report]
        wait_until(lambda: find() == where)
        self.assertEqual(self.reports(greta), [])


class Moderator:
    def __init__(self, server, name, token):
        self.name, self.token = name, token
        self.id = server.get("/api/v1/accounts/verify_credentials", token=token).json["id"]


if __name__ == "__main__":
    unittest.main()
