# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page with a desk, and what its team does there."""
from support.api_case import ApiCase

API = "/api/favilla/v1/desk"
PAGES = "/api/favilla/v1/pages"


class DeskCase(ApiCase):
    def setUp(self):
        self.handle = self.name("page")
        self.page = self.ask("POST", PAGES, self.boss, {"name": self.handle, "title": "The lantern"})["id"]
        self.moira = self.person("moira")
        self.invite(self.moira, "moderator")

    def invite(self, who, role):
        self.ask("POST", f"{PAGES}/{self.page}/team", self.boss, {"act": "invite", "account_id": who.id, "role": role})
        self.ask("POST", f"{PAGES}/{self.page}/join", who)

    def say(self, who, text, answers=None, **more):
        """In the page's voice, as an app does that knows nothing of the desk."""
        answer = self.server.request("POST", "/api/v1/statuses", {"status": text, "in_reply_to_id": answers and answers["id"], **more}, token=getattr(who, "token", who), headers={"Favilla-Voice": self.page})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def items(self, query="", who=None):
        return self.ask("GET", f"{API}?page_id={self.page}{query}", who or self.boss)["items"]

    def only(self):
        items = self.items()
        self.assertEqual(len(items), 1, items)
        return items[0]

    def act(self, act, *items, who=None, code=200, **more):
        return self.ask("POST", f"{API}/acts", who or self.boss, {"act": act, "item_ids": [one["id"] for one in items], **more}, code)

    def answer(self, item, text, who=None, code=200, **more):
        return self.ask("POST", f"{API}/items/{item['id']}/answer", who or self.boss, {"status": text, "last_seen_id": item["status"]["id"], "turn": item["turn"], **more}, code)
