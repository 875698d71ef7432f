# SPDX-License-Identifier: AGPL-3.0-or-later
# unsanitized: a table of many cells, whose every act the other suites do as well
"""Role by act: every cell of the tables in docs/pages.md, tried against the real program."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.role_tables import ANSWERS, MatrixCase  # noqa: E402

API = "/api/favilla/v1/pages"
ROLES = ("analyst", "contributor", "moderator", "editor", "owner")
LATER = "2100-01-01T10:00:00Z"


class Matrix(MatrixCase):
    document = "docs/pages.md"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guest = cls.person()

    def team(self, page, who, act, whom, role="contributor"):
        return self.call("POST", f"{API}/{page['id']}/team", who, {"act": act, "account_id": self.ids[whom], "role": role})

    def join(self, page, who, role):
        self.assertEqual(self.team(page, self.boss, "invite", who, role).status, 200)
        self.done("POST", f"{API}/{page['id']}/join", who)

    def page(self, **more):
        """One with somebody of every role in its team; the boss owns it, too."""
        type(self).names += 1
        made = self.done("POST", API, self.boss, {"name": f"page{self.names}", **more})
        people = {role: self.person() for role in ("stranger", "invited", *ROLES)}
        for role in ROLES:
            self.join(made, people[role], role)
        self.assertEqual(self.team(made, self.boss, "invite", people["invited"], "editor").status, 200)
        return made, people

    def draft(self, page, who, send=False):
        draft = self.done("POST", f"{API}/{page['id']}/drafts", who, {"status": "A spark"})
        return self.done("POST", f"{API}/{page['id']}/drafts/{draft['id']}/acts", who, {"act": "send"}) if send else draft

    def planned(self, page):
        return self.done("POST", "/api/v1/statuses", self.boss, {"status": "Later", "scheduled_at": LATER}, voice=page)["id"]

    def in_team(self, page, act, who):
        path = f"{API}/{page['id']}"
        looks = {"look at the page": "", "see the team": "/team", "see the log": "/log", "see the posture": "/posture", "see drafts": "/drafts"}
        changes = {"change title": {"title": "Sparks"}, "change posture": {"posture": "both"}, "change reviews": {"reviews": False},
                   "change preferences": {"default_visibility": "unlisted"}}
        if act in looks:
            return self.call("GET", path + looks[act], who)
        if act in changes:
            return self.call("PATCH", path, who, changes[act])
        if act == "see what it listens for":
            return self.call("GET", f"/api/favilla/v1/listening?page_id={page['id']}", who)
        if act in ("see its calendar", "see its best times"):
            return self.call("GET", f"{path}/{'calendar' if act == 'see its calendar' else 'best_times'}", who)
        if act.endswith("another's planned post"):
            planned = f"{path}/calendar/planned/{self.planned(page)}"
            method, place, body = {"move": ("PATCH", planned, {"at": LATER}), "send": ("POST", f"{planned}/send", None), "drop": ("DELETE", planned, None)}[act.split()[0]]
            return self.call(method, place, who, body)
        if act == "move another's draft":
            return self.call("PATCH", f"{path}/calendar/drafts/{self.draft(page, self.boss)['id']}", who, {"at": LATER})
        if act == "have an idea that comes again":
            return self.call("POST", f"{path}/calendar/ideas", who, {"title": "Question of the week", "starts_at": LATER, "rule": "FREQ=WEEKLY"})
        trial = {"first_hour": "09:00", "second_hour": "18:00", "first_day": LATER[:10], "weeks": 4, "weekdays": [0, 1, 2, 3, 4]}
        if "drawn by lot" in act:                               # one at a time
            for one in self.done("GET", f"{path}/calendar/trials", self.boss):
                self.done("DELETE", f"{path}/calendar/trials/{one['id']}", self.boss)
        if act == "propose hours drawn by lot":
            return self.call("POST", f"{path}/calendar/trials", who, trial)
        if act == "agree to hours drawn by lot":
            return self.call("POST", f"{path}/calendar/trials/{self.done('POST', f'{path}/calendar/trials', self.boss, trial)[0]['id']}/agree", who)
        if act == "take its calendar along":
            return self.call("POST", f"{path}/calendar/feed", who)
        if act == "write a draft":
            return self.call("POST", f"{path}/drafts", who, {"status": "A spark"})
        if act == "change another's draft":
            return self.call("PATCH", f"{path}/drafts/{self.draft(page, self.boss)['id']}", who, {"status": "A flame"})
        if act == "delete another's draft":
            return self.call("DELETE", f"{path}/drafts/{self.draft(page, self.boss)['id']}", who)
        if act == "leave":
            return self.call("POST", f"{path}/leave", who)
        target = self.person()
        if act == "withdraw":
            self.assertEqual(self.team(page, self.boss, "invite", target).status, 200)
        if act in ("assign", "remove"):
            self.join(page, target, "analyst")
        return self.team(page, who, act, target)

    def in_voice(self, page, act, who):
        ask = lambda method, path, body=None: self.call(method, path, who, body, voice=page)
        post = lambda **more: self.done("POST", "/api/v1/statuses", self.boss, {"status": "Hello", "visibility": "public", **more}, voice=page)
        acts = {"read home": ("GET", "/api/v1/timelines/home"), "read notifications": ("GET", "/api/v1/notifications"), "make a list": ("POST", "/api/v1/lists", {"title": "x"}),
                "see its own pages": ("GET", f"{API}/mine"), "see invitations": ("GET", "/api/favilla/v1/invitations"), "change profile": ("PATCH", "/api/v1/accounts/update_credentials", {"note": "We tell"})}
        if act in acts:
            return ask(*acts[act])
        if act.startswith("post"):
            return ask("POST", "/api/v1/statuses", {"status": "News", **({"scheduled_at": LATER} if "later" in act else {})})
        if "event" in act:
            return self.with_event(page, act, ask)
        if act in ("follow", "block", "mute"):
            return ask("POST", f"/api/v1/accounts/{self.ids[self.person()]}/{act}")
        if act == "report":
            return ask("POST", "/api/v1/reports", {"account_id": self.ids[self.guest]})
        if act == "move away":   # with their own password; gets as far as looking for the other account
            answer = ask("POST", "/api/favilla/v1/move", {"target": "", "password": "a spark is enough"})
            answer.status = 200 if answer.status == 404 else answer.status
            return answer
        hello = self.done("POST", "/api/v1/statuses", self.guest, {"status": "Hello page"})
        if act.startswith("answer"):
            return ask("POST", "/api/v1/statuses", {"status": "Welcome", "in_reply_to_id": hello["id"]})
        if act in ("favourite", "boost"):
            return ask("POST", f"/api/v1/statuses/{hello['id']}/{'reblog' if act == 'boost' else act}")
        own = post()
        if act == "edit":
            return ask("PUT", f"/api/v1/statuses/{own['id']}", {"status": "Hello all"})
        if act == "delete":
            return ask("DELETE", f"/api/v1/statuses/{own['id']}")
        if act == "close a conversation":
            return ask("POST", f"/api/favilla/v1/conversations/{own['conversation_id']}/close")
        self.assertEqual(act, "pin")
        answer = ask("POST", f"/api/v1/statuses/{own['id']}/pin")
        self.call("POST", f"/api/v1/statuses/{own['id']}/unpin", self.boss, voice=page)
        return answer

    def with_event(self, page, act, ask):
        events, draft = "/api/favilla/v1/events", {"title": "Open day", "local_start": "2031-03-01T10:00", "local_end": "2031-03-01T12:00", "time_zone": "Europe/Rome"}
        if act.startswith("hold"):
            return ask("POST", events, draft)
        if act == "answer an event":
            return ask("PUT", f"{events}/{self.done('POST', events, self.guest, draft)['id']}/answer", {"answer": "yes"})
        own = self.done("POST", events, self.boss, draft, voice=page)
        return ask("PATCH", f"{events}/{own['id']}", {"title": "Open days"}) if act == "change an event" else ask("POST", f"{events}/{own['id']}/cancel")

    def check(self, act, role, answer, wanted):
        self.assertEqual(ANSWERS.get(answer.status, answer.status), wanted, f"{act}, {role}: {answer.text[:300]}")

    def test_in_its_team(self):
        page, people = self.page()
        tried = 0
        for act, cells in self.tables["In its team 0"].items():
            for role, wanted in cells.items():
                self.check(act, role, self.in_team(page, act, people[role]), wanted)
                tried += 1
        self.assertEqual(tried, 28 * 7)

    def test_in_its_voice(self):
        pages = {reviews: self.page(reviews=reviews) for reviews in (False, True)}
        for act, cells in self.tables["In its voice 0"].items():
            page, people = pages[act.endswith(", review")]
            for role, wanted in cells.items():
                self.check(act, role, self.in_voice(page, act, people[role]), wanted)

    def test_drafts(self):
        pages = {reviews: self.page(reviews=reviews) for reviews in (False, True)}
        for act, cells in self.tables["Drafts 0"].items():
            page, people = pages[act.endswith(", review")]
            for role, wanted in cells.items():
                if wanted == "-":
                    continue
                who = people[role]
                draft = self.draft(page, who if "own" in act else self.boss, send="waits" in act)
                name = "send_back" if act.startswith("send back") else act.split(" ")[0]
                answer = self.call("POST", f"{API}/{page['id']}/drafts/{draft['id']}/acts", who, {"act": name, "text": "Shorter"})
                self.check(act, role, answer, wanted)
                state = self.done("GET", f"{API}/{page['id']}/drafts/{draft['id']}", self.boss)["state"]
                self.assertEqual(state, {"publish": "published", "send": "review", "send_back": "returned"}[name] if wanted == "yes" else draft["state"], f"{act}, {role}")


if __name__ == "__main__":
    unittest.main()
