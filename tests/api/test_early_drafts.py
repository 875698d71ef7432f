# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts shown early: a circle comments on passages, which follow the words when these change; the author settles them and publishes, with thanks."""
import concurrent.futures
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402
from support.role_tables import ANSWERS, tables  # noqa: E402

API = "/api/favilla/v1/early_drafts"
TEXT = "We open at nine. On Sunday we open at ten."


class EarlyDrafts(ApiCase):
    def show(self, by, *readers, status=200, **more):
        return self.ask("POST", API, by, {"status": TEXT, "account_ids": [one.id for one in readers], **more}, status)

    def comment(self, draft, by, text="Really?", status=200, **more):
        return self.ask("POST", f"{API}/{draft['id']}/comments", by, {"text": text, **more}, status)

    def look(self, draft, by, status=200):
        return self.ask("GET", f"{API}/{draft['id']}", by, status=status)

    def change(self, draft, by, expected=200, **changed):
        return self.ask("PATCH", f"{API}/{draft['id']}", by, changed, expected)

    def group(self, joining="open", *members):
        type(self).names += 1
        group = self.server.post("/api/favilla/v1/groups", {"name": f"group{self.names}", "joining": joining}, token=self.boss).json
        for member in members:
            if joining != "open":
                self.server.post(f"/api/favilla/v1/groups/{group['id']}/acts", {"act": "invite", "object_id": member.id}, token=self.boss)
            member.post(f"/api/favilla/v1/groups/{group['id']}/join")
        return group

    def test_a_circle_comments_and_the_author_publishes_with_thanks(self):
        ada, bea, carl, dora = (self.person(stem) for stem in ("ada", "bea", "carl", "dora"))
        draft = self.show(ada, bea, carl, language="en")
        self.assertEqual([one["id"] for one in draft["readers"]], sorted([bea.id, carl.id]))
        self.assertEqual([one["id"] for one in self.ask("GET", API, bea)], [draft["id"]])
        self.assertEqual([one["id"] for one in self.ask("GET", f"{API}?of=mine", ada)], [draft["id"]])
        self.change(draft, ada, account_ids=[bea.id, carl.id])
        self.assertEqual([who.notifications() for who in (bea, carl)], [[("early_draft", ada.name)]] * 2, "once each")
        self.assertEqual(self.ask("GET", API, dora), [])
        self.look(draft, dora, 404)
        self.comment(draft, dora, status=404)
        said = self.comment(draft, bea, "On Mondays, too?", quote="at nine", position=8)["comments"][0]
        self.assertEqual((said["quote"], said["passage"]), ("at nine", {"position": 8, "length": 7}))
        self.comment(draft, carl, "I like it.")
        seen = self.look(draft, carl)
        self.assertEqual((seen["readers"], seen["keeps"], len(seen["comments"])), (None, False, 2))
        resolve = f"{API}/{draft['id']}/comments/{said['id']}/resolve"
        self.ask("POST", resolve, bea, {}, 403)
        self.assertIsNotNone(self.ask("POST", resolve, ada, {})["comments"][0]["resolved_at"])
        self.assertIsNone(self.ask("POST", resolve, ada, {"resolved": False})["comments"][0]["resolved_at"])
        self.ask("POST", f"{API}/{draft['id']}/publish", bea, {}, 403)
        done = self.ask("POST", f"{API}/{draft['id']}/publish", ada, {"credit_ids": [bea.id, dora.id], "revision": draft["revision"]})
        post = ada.get(f"/api/v1/statuses/{done['status_id']}")
        self.assertIn("We open at nine.", post["content"])
        self.assertIn("Thanks to", post["content"])
        self.assertEqual([one["username"] for one in post["mentions"]], [bea.name], "who said nothing to it is not thanked")
        self.assertTrue(done["settled"])
        for method, path, body in (("POST", "/publish", {}), ("PATCH", "", {"status": "Too late"}), ("POST", "/comments", {"text": "Too late"})):
            self.ask(method, f"{API}/{draft['id']}{path}", ada, body, 409)

    def test_comments_follow_their_words_and_say_when_these_are_gone(self):
        ada, bea = self.person(), self.person("bea")
        draft = self.show(ada, bea)
        self.comment(draft, bea, "first", quote="we open", position=27)
        self.comment(draft, bea, "second", quote="open at", position=30)
        self.comment(draft, bea, "third", quote="at nine", position=8)
        where = lambda seen: [one["passage"] and one["passage"]["position"] for one in seen["comments"]]
        self.assertEqual(where(self.look(draft, bea)), [27, 30, 8])
        changed = self.change(draft, ada, status="Perché? 🔥 " + TEXT)
        self.assertEqual((where(changed), changed["revision"]), ([37, 40, 18], draft["revision"] + 1))
        changed = self.change(draft, ada, status="On Sunday we open at ten.")
        self.assertEqual(where(changed), [10, 13, None])
        self.assertEqual(changed["comments"][2]["quote"], "at nine", "what it was about is still said")
        self.assertEqual(where(self.change(draft, ada, status=TEXT)), [27, 30, 8])
        self.comment(draft, bea, quote="at eleven", position=3, status=422)

    def test_what_was_read_is_what_is_changed_and_published(self):
        ada, bea = self.person(), self.person("bea")
        draft = self.show(ada, bea)
        self.change(draft, ada, status="Other words")
        self.change(draft, ada, 409, status="Mine", revision=draft["revision"])
        self.ask("POST", f"{API}/{draft['id']}/publish", ada, {"revision": draft["revision"]}, 409)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            answers = sorted(pool.map(lambda _: self.server.post(f"{API}/{draft['id']}/publish", {}, token=ada.token).status, range(3)))
        self.assertEqual(answers, [200, 409, 409])
        self.assertEqual(len(ada.get(f"/api/v1/accounts/{ada.id}/statuses")), 1)

    def test_a_groups_members_are_a_circle_while_they_are_members(self):
        ada, bea, carl = self.person(), self.person("bea"), self.person("carl")
        hidden = self.group("hidden", ada, bea)
        draft = self.show(ada, carl, group_id=hidden["id"])
        self.assertEqual(self.look(draft, bea)["group"]["id"], hidden["id"])
        self.assertIsNone(self.look(draft, carl)["group"], "who is not of it does not hear of it")
        bea.post(f"/api/favilla/v1/groups/{hidden['id']}/leave")
        self.look(draft, bea, 404)
        self.show(carl, group_id=hidden["id"], status=404)
        self.change(draft, ada, account_ids=[], group_id=hidden["id"])
        self.look(draft, carl, 404)

    def test_who_is_blocked_or_gone_sees_nothing(self):
        ada, bea, carl = self.person(), self.person("bea"), self.person("carl")
        draft = self.show(ada, bea, carl)
        self.comment(draft, carl)
        ada.post(f"/api/v1/accounts/{bea.id}/block")
        self.look(draft, bea, 404)
        self.assertEqual(self.ask("GET", API, bea), [])
        self.show(ada, bea, status=404)
        self.server.command("account", "delete", carl.name)
        self.assertEqual(self.look(draft, ada)["comments"], [])
        self.server.command("account", "modify", ada.name, "--suspend")
        self.assertEqual(self.server.get(f"{API}/{draft['id']}", token=bea.token).status, 404)

    def test_a_draft_of_a_page_is_shown_early_and_published_by_its_team(self):
        ada, bea = self.person(), self.person("bea")
        type(self).names += 1
        page = self.server.post("/api/favilla/v1/pages", {"name": f"page{self.names}"}, token=self.boss).json
        drafts = f"/api/favilla/v1/pages/{page['id']}/drafts"
        written = self.server.post(drafts, {"status": TEXT}, token=self.boss).json
        body = {"page_id": page["id"], "draft_id": written["id"], "account_ids": [bea.id]}
        self.ask("POST", API, ada, body, 404)
        draft = self.ask("POST", API, self.boss, body)
        self.ask("POST", API, self.boss, body, 409)
        self.assertEqual((draft["text"], draft["page"]["id"], draft["page_draft_id"]), (TEXT, page["id"], written["id"]))
        self.comment(draft, bea, quote="at nine", position=8)
        self.server.request("PATCH", f"{drafts}/{written['id']}", {"status": "Now: " + TEXT}, token=self.boss)
        self.assertEqual(self.look(draft, bea)["comments"][0]["passage"]["position"], 13)
        self.assertIsNone(self.look(draft, bea)["page_draft_id"])
        self.change(draft, self.boss, 422, status="Here")
        self.ask("POST", f"{API}/{draft['id']}/publish", self.boss, {}, 422)
        self.server.post(f"{drafts}/{written['id']}/acts", {"act": "publish"}, token=self.boss)
        seen = self.look(draft, bea)
        self.assertTrue(seen["settled"] and seen["status_id"])
        other = self.server.post(drafts, {"status": "Another"}, token=self.boss).json
        shown = self.ask("POST", API, self.boss, {**body, "draft_id": other["id"]})
        self.server.delete(f"{drafts}/{other['id']}", token=self.boss)
        self.look(shown, bea, 404)

    def test_what_is_out_of_bounds_is_refused(self):
        ada, bea = self.person(), self.person("bea")
        for body, status in (({"status": TEXT}, 422), ({"status": " ", "account_ids": [bea.id]}, 422), ({"status": TEXT, "account_ids": ["1"]}, 404), ({"status": TEXT, "account_ids": [ada.id]}, 404), ({"status": TEXT, "group_id": "1"}, 404),
                             ({"status": TEXT, "account_ids": [bea.id] * 51}, 422), ({"status": TEXT, "account_ids": [bea.id], "visibility": "loud"}, 422)):
            self.assertEqual(self.server.post(API, body, token=ada.token).status, status, body)
        draft = self.show(ada, bea)
        self.comment(draft, bea, " ", status=422)
        self.comment(draft, bea, "x" * 1001, status=422)
        self.assertEqual(self.server.get(f"{API}?of=all", token=ada.token).status, 422)
        reading, writing, other = (self.server.create_token(ada.name, scopes=scopes) for scopes in ("read:drafts", "write:drafts", "read:statuses write:statuses"))
        self.look(draft, reading)
        for token, method in ((writing, "GET"), (reading, "PATCH"), (other, "GET"), (other, "PATCH")):
            self.assertEqual(self.server.request(method, f"{API}/{draft['id']}", None if method == "GET" else {}, token=token).status, 403)

    def test_who_may_do_what_is_as_written(self):
        table = tables("docs/ideas.md")["Drafts shown early 0"]
        ada, reader, member, stranger = (self.person(stem) for stem in ("ada", "reader", "member", "stranger"))
        group = self.group("request", ada, member)
        people = {"author": ada, "reader": reader, "member of the group": member, "stranger": stranger}
        for act, cells in table.items():
            for role, wanted in cells.items():
                draft = self.show(ada, reader, group_id=group["id"])
                comment = self.comment(draft, reader)["comments"][0]["id"]
                path = f"{API}/{draft['id']}"
                if act.endswith("published"):
                    self.ask("POST", f"{path}/publish", ada, {})
                method, where, body = {"look": ("GET", "", None), "comment": ("POST", "/comments", {"text": "Yes"}), "change": ("PATCH", "", {"status": "Other"}), "resolve": ("POST", f"/comments/{comment}/resolve", {}),
                                       "delete a reader's comment": ("DELETE", f"/comments/{comment}", None), "publish": ("POST", "/publish", {}), "delete": ("DELETE", "", None)}[act.split(", ")[0]]
                answer = self.server.request(method, path + where, body, token=people[role].token)
                self.assertEqual({**ANSWERS, 409: "late"}.get(answer.status), wanted, f"{act}, {role}: {answer.text[:200]}")


if __name__ == "__main__":
    unittest.main()
