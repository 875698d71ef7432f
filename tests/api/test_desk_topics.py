# SPDX-License-Identifier: AGPL-3.0-or-later
"""Topics of groups that nobody has answered, on the desk of the page whose team looks after the group, from outside."""
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.desk_case import API, PAGES, DeskCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

GROUPS = "/api/favilla/v1/groups"


class DeskTopics(DeskCase):
    def group(self, who, **more):
        """Made by whom the house lets, and given to that person alone."""
        made = self.ask("POST", GROUPS, self.boss, {"name": self.name("group"), "title": "Readers", "description": "Who reads together", **more})
        boss = self.server.get("/api/v1/accounts/verify_credentials", token=self.boss).json["id"]
        self.treat(made["id"], "invite", who.id, self.boss)
        self.ask("POST", f"{GROUPS}/{made['id']}/join", who, {})
        self.treat(made["id"], "make_owner", who.id, self.boss)
        self.treat(made["id"], "make_member", boss, who)
        return made["id"], made["account"]["username"]

    def treat(self, group, act, object_id, who):
        self.ask("POST", f"{GROUPS}/{group}/acts", who, {"act": act, "object_id": object_id, "text": ""})

    def owed(self):
        return [one["status"]["id"] for one in self.ask("GET", f"/api/favilla/v1/ledger/owed?page_id={self.page}", self.boss)["owed"]]

    def until(self, count):
        """Who looks after a group is looked at afterwards, by a job."""
        wait_until(lambda: len(self.items()) == count)
        return self.items()

    def test_topics_without_an_answer_wait_for_the_team_that_looks_after_the_group(self):
        ada, bob = self.person("ada"), self.person("bob")
        group, name = self.group(self.moira)
        asked = ada.write(f"@{name} which one next?")
        item = self.only()
        self.assertEqual((item["kind"], item["status"]["id"], item["account"]["username"], item["since"], item["due_by"]), ("topic", asked["id"], ada.name, asked["created_at"], "target"))
        self.assertEqual([[one["id"] for one in self.items(f"&kind={kind}")] for kind in ("topic", "answer")], [[item["id"]], []])
        self.assertEqual(self.owed(), [asked["id"]])
        view = self.ask("POST", f"{API}/views", self.boss, {"name": "Topics", "kind": "topic"})
        self.assertEqual(view["kind"], "topic")

        # Taken, noted, laid to sleep, set aside and brought back, as everything there.
        self.act("take", item)
        self.act("done", item, who=self.moira, code=409)
        self.act("release", item)
        self.act("note", item, text="She reads crime", who=self.moira)
        self.act("snooze", item, until="%sZ" % (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S"))
        self.assertEqual([one["id"] for one in self.items("&which=snoozed")], [item["id"]])
        self.act("undo", item)
        self.act("none_needed", item, text="An announcement")
        self.assertEqual((self.items(), self.owed()), ([], []))
        self.act("undo", item)
        self.assertEqual((self.only()["id"], self.owed()), (item["id"], [asked["id"]]))

        # Nobody answers it twice; the answer is the page's, in the topic.
        late = self.only()
        said = self.answer(late, f"@{ada.name} the red one", who=self.moira)
        self.assertEqual((said["account"]["id"], said["in_reply_to_id"], self.items()), (self.page, asked["id"], []))
        self.assertIn(self.moira.name, self.answer(late, f"@{ada.name} the blue one", code=409)["error"])

        # From a phone, by one of the team in their own name; by anybody; and what is taken back waits again.
        second = ada.write(f"@{name} and in June?")
        phone = self.only()
        self.moira.write(f"@{ada.name} we vote on it", in_reply_to_id=second["id"])
        self.assertEqual(self.items(), [])
        opened = self.ask("GET", f"{API}/items/{phone['id']}", self.boss)
        self.assertEqual((opened["state"], opened["answered_by"]["username"], opened["acts"][-1]["act"]), ("done", self.moira.name, "answer"))
        third = ada.write(f"@{name} and in July?")
        word = bob.write("The long one", in_reply_to_id=third["id"])
        self.assertEqual(self.items(), [])
        self.server.request("DELETE", f"/api/v1/statuses/{word['id']}", token=bob.token)
        self.assertEqual(self.only()["status"]["id"], third["id"])

        # It goes with what becomes of the topic.
        self.treat(group, "lock", third["id"], self.moira)
        self.assertEqual(self.items(), [])
        self.treat(group, "unlock", third["id"], self.moira)
        self.assertEqual(self.only()["status"]["id"], third["id"])
        conversation = self.only()["conversation_id"]
        self.assertEqual(conversation, self.ask("GET", f"{API}?page_id={self.page}", self.moira)["items"][0]["conversation_id"])
        self.treat(group, "remove", third["id"], self.moira)
        self.assertEqual((self.items(), self.owed()), ([], []))

    def test_which_topics_wait_and_for_whom(self):
        ada, greta = self.person("ada"), self.person("greta")
        group, name = self.group(greta)
        kept = ada.write(f"@{name} from before the team came")
        self.assertEqual(self.items(), [])
        self.treat(group, "make_moderator", self.moira.id, greta)
        self.assertEqual([one["status"]["id"] for one in self.until(1)], [kept["id"]])
        # Those who look after it wait for nothing, nor does an invitation to an event.
        greta.write(f"@{name} welcome")
        self.ask("POST", "/api/favilla/v1/events", greta, {"title": "Reading", "local_start": "2031-03-01T10:00", "local_end": "2031-03-01T12:00", "time_zone": "Europe/Rome", "group_id": group})
        self.assertEqual(len(self.items()), 1)
        # What has to be let in waits there first; a topic that names the page is a mention, and waits for the page alone.
        self.ask("PATCH", f"{GROUPS}/{group}", greta, {"first_topics": 1})
        cleo = self.person("cleo")
        new = cleo.write(f"@{name} may I?")
        self.assertEqual(len(self.items()), 1)
        self.treat(group, "approve", new["id"], greta)
        self.assertEqual([one["status"]["id"] for one in self.items()], [kept["id"], new["id"]])
        named = ada.write(f"@{name} and what does @{self.handle} say?")
        self.assertEqual([one["kind"] for one in self.items() if one["status"]["id"] == named["id"]], ["mention"])
        greta.write("Let us see", in_reply_to_id=named["id"])
        self.assertEqual(len(self.items()), 3)
        self.say(self.boss, f"@{ada.name} yes", named)
        # Two pages whose teams look after it: on both desks, until one answers.
        other = self.ask("POST", PAGES, self.boss, {"name": self.name("page"), "title": "The oil lamp"})["id"]
        self.ask("POST", f"{PAGES}/{other}/team", self.boss, {"act": "invite", "account_id": greta.id, "role": "editor"})
        self.ask("POST", f"{PAGES}/{other}/join", greta)
        wait_until(lambda: len(self.ask("GET", f"{API}?page_id={other}", greta)["items"]) == 2)
        self.say(self.boss, f"@{cleo.name} you may", new)
        self.assertEqual([[one["status"]["id"] for one in self.ask("GET", f"{API}?page_id={page}", who)["items"]] for page, who in ((self.page, self.boss), (other, greta))], [[kept["id"]], [kept["id"]]])
        # It is on no desk of somebody else, and goes when nobody of the team looks after the group.
        self.assertEqual(self.server.request("GET", f"{API}?page_id={self.page}", token=greta.token).status, 404)
        self.ask("POST", f"{PAGES}/{self.page}/leave", self.moira)
        self.until(0)
        self.invite(self.moira, "contributor")
        self.until(1)
        self.act("take", self.only(), who=self.moira, code=403)
        self.treat(group, "make_member", self.moira.id, greta)
        self.until(0)

    def test_of_a_hidden_group_nothing_stands_on_a_desk(self):
        ada = self.person("ada")
        group, name = self.group(self.moira, joining="hidden")
        self.treat(group, "invite", ada.id, self.moira)
        self.ask("POST", f"{GROUPS}/{group}/join", ada, {})
        ada.write("Among us", group_id=group)
        self.assertEqual(len(self.ask("GET", f"{GROUPS}/{group}/topics", ada)), 1)
        self.assertEqual((self.items(), self.owed()), ([], []))


if __name__ == "__main__":
    unittest.main()
