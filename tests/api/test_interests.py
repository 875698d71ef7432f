# SPDX-License-Identifier: AGPL-3.0-or-later
"""What members care about: theirs to see, correct, delete and switch off; who would care about a post; introductions, both asked first."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.api_case import ApiCase  # noqa: E402

API = "/api/favilla/v1/interests"
READERS = "/api/favilla/v1/spark_readers"
MEETINGS = "/api/favilla/v1/introductions"


class Interests(ApiCase):
    def labels(self, who):
        return {one["label"] for one in self.ask("GET", API, who)["interests"]}

    def follow_tag(self, who, tag):
        who.post(f"/api/v1/tags/{tag}/follow")

    def agreed(self, stem, *tags, **choices):
        who = self.person(stem)
        for tag in tags:
            self.follow_tag(who, tag)
        self.ask("PATCH", API, who, {"offered": True, "introduced": True, **choices})
        return who

    def readers(self, body, who=None, status=200):
        return self.ask("POST", READERS, who or self.boss, body, status)

    @staticmethod
    def names_of(found):
        return [one["account"]["username"] for one in found["readers"]]

    # --- one's own list -----------------------------------------------------------------------------------

    def test_the_list_says_what_and_why_and_is_corrected_by_whom_it_is_about(self):
        ada = self.person()
        ada.write("My bicycle has a name", language="en")
        ada.write("Two bicycles, one lock. #Cycling", language="en")
        self.follow_tag(ada, "Falconry")
        own = self.ask("GET", API, ada)
        self.assertEqual((own["kept"], own["offered"], own["introduced"]), (True, False, False))
        found = {one["subject"]: one for one in own["interests"]}
        self.assertEqual(set(found), {"#falconry", "#cycling", "en:bicycl"})
        self.assertEqual((found["en:bicycl"]["said"], found["#falconry"]["follows_tag"]), (2, True))
        own = self.ask("POST", f"{API}/take_off", ada, {"subject": "#cycling"})
        self.assertEqual([one["subject"] for one in own["taken_off"]], ["#cycling"])
        ada.write("Again #cycling", language="en")
        self.assertNotIn("#Cycling", self.labels(ada))
        self.assertIn("#cycling", {one["subject"] for one in self.ask("POST", f"{API}/let_return", ada, {"subject": "#cycling"})["interests"]})
        own = self.ask("POST", API, ada, {"word": "Kites"})
        self.assertEqual((own["interests"][0]["subject"], own["interests"][0]["own"]), ("#kites", True))
        for word, key in (("two words", "interest.one_word"), ("", "interest.one_word"), ("diabete", "interest.never"), ("#buddhism", "interest.never")):
            with self.subTest(word):
                self.ask("POST", API, ada, {"word": word}, 422)
        self.ask("POST", f"{API}/take_off", ada, {"subject": "#nothing"}, 404)

    def test_deletion_is_complete_and_switched_off_is_off(self):
        ada = self.person()
        self.follow_tag(ada, "falconry")
        ada.write("#kites", language="en")
        self.assertEqual(self.labels(ada), {"#falconry", "#kites"})
        gone = self.ask("DELETE", API, ada)
        self.assertEqual((gone["kept"], gone["interests"], gone["taken_off"], gone["uses"]), (False, [], [], []))
        ada.write("More #kites", language="en")
        self.assertEqual(self.labels(ada), set())
        self.ask("PATCH", API, ada, {"kept": True})
        self.assertEqual(self.labels(ada), {"#falconry"})                  # what they still follow; nothing of what was said before
        ada.write("New #stilts", language="en")
        self.assertEqual(self.labels(ada), {"#falconry", "#stilts"})

    def test_nobody_elses_list_is_to_be_had_and_nothing_is_inferred_of_what_is_private(self):
        ada = self.person()
        ada.write("#lockpicking", visibility="private", language="en")
        ada.write("#whispers", visibility="direct", language="en")
        ada.write("Il diabete e la #bicicletta", language="it")
        self.assertEqual(self.labels(ada), set())
        self.assertEqual(self.server.get(API).status, 401)
        self.assertEqual(self.server.get(API, token=self.server.create_token(ada.name, scopes="read:statuses")).status, 403)

    # --- who would care -----------------------------------------------------------------------------------

    def test_a_post_suggests_who_agreed_says_why_and_each_sees_that_they_were_suggested(self):
        tag = self.name("weaving")
        ada, bea = self.agreed("ada", tag), self.agreed("bea", tag, offered=False)
        cleo = self.agreed("cleo", tag, self.name("loom"))
        found = self.readers({"text": f"A new loom #{tag}", "language": "en"})
        self.assertEqual(sorted(self.names_of(found)), sorted([ada.name, cleo.name]))
        self.assertEqual([reason["label"] for reason in found["readers"][0]["reasons"]], [f"#{tag}"])
        self.assertEqual(found["subjects"], [f"#{tag}", "loom"])
        use = self.ask("GET", API, ada)["uses"][0]
        self.assertEqual((use["by"]["username"], use["labels"], use["status_id"]), ("boss", [f"#{tag}"], None))
        self.assertEqual(self.ask("GET", API, bea)["uses"], [])
        post = ada.write(f"My own cloth #{tag}", language="en")
        found = self.readers({"status_id": post["id"]})
        self.assertEqual(self.names_of(found), [cleo.name])                    # not its author
        self.assertEqual(self.ask("GET", API, cleo)["uses"][0]["status_id"], post["id"])
        self.ask("PATCH", API, cleo, {"offered": False})
        self.assertEqual(self.names_of(self.readers({"text": f"#{tag}"})), [ada.name])

    def test_about_what_is_never_inferred_nobody_is_suggested(self):
        tag = self.name("garden")
        self.agreed("ada", tag)
        for text in (f"#{tag} against cancer", f"#{tag} e preghiera", f"Votate il #{tag}: elezioni", f"#{tag} #pride2026"):
            with self.subTest(text):
                found = self.readers({"text": text})
                self.assertEqual((found["never"], found["readers"]), (True, []))

    def test_only_the_team_asks(self):
        ada, eve = self.person(), self.person("eve")
        self.readers({"text": "#anything"}, ada, 403)
        page = self.ask("POST", "/api/favilla/v1/pages", self.boss, {"name": self.name("page"), "title": "A page"})
        self.readers({"text": "#anything", "page_id": page["id"]}, ada, 403)
        self.readers({"status_id": ada.write("For friends", visibility="private")["id"]}, self.boss, 404)
        for role in ("analyst", "contributor"):
            with self.subTest(role):
                who = self.person(role)
                self.ask("POST", f"/api/favilla/v1/pages/{page['id']}/team", self.boss, {"act": "invite", "account_id": who.id, "role": role})
                self.ask("POST", f"/api/favilla/v1/pages/{page['id']}/join", who, {})
                self.readers({"text": "#anything", "page_id": page["id"]}, who)
        self.ask("GET", f"{MEETINGS}/suggestions", eve, status=403)

    # --- introductions ------------------------------------------------------------------------------------

    def meetings(self, who):
        return self.ask("GET", MEETINGS, who)

    def test_both_are_asked_first_and_meet_when_both_say_yes(self):
        tag = self.name("fencing")
        irene, ada, jonas = self.person("irene"), self.agreed("ada", tag), self.agreed("jonas", tag)
        body = {"account_ids": [ada.id, jonas.id], "word": "You both fence."}
        made = self.ask("POST", MEETINGS, irene, body)["made_by_me"][0]
        asked = self.meetings(ada)["asked"][0]
        self.assertEqual((asked["id"], asked["by"]["id"], asked["with"]["id"], asked["said"], asked["state"], asked["labels"]),
                         (made["id"], irene.id, jonas.id, None, "asked", [f"#{tag}"]))
        self.assertEqual([one["type"] for one in ada.get("/api/v1/notifications")], ["introduction"])
        self.ask("POST", f"{MEETINGS}/{made['id']}/accept", irene, {}, 404)
        self.ask("POST", f"{MEETINGS}/{made['id']}/accept", ada, {})
        self.assertEqual((self.meetings(jonas)["asked"][0]["said"], self.meetings(irene)["made_by_me"][0]["state"]), (None, "asked"))
        self.ask("POST", f"{MEETINGS}/{made['id']}/accept", ada, {}, 409)
        self.ask("POST", f"{MEETINGS}/{made['id']}/accept", jonas, {})
        self.assertEqual([self.meetings(who)["asked"][0]["state"] for who in (ada, jonas)], ["made", "made"])
        self.assertEqual(self.meetings(irene)["made_by_me"][0]["state"], "made")
        self.ask("POST", MEETINGS, irene, body, 409)

    def test_a_no_is_named_to_nobody_and_whoever_did_not_agree_is_not_there(self):
        irene, ada, jonas = self.person("irene"), self.agreed("ada"), self.agreed("jonas")
        silent = self.person("silent")
        made = self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, jonas.id], "word": "Meet."})["made_by_me"][0]
        self.ask("POST", f"{MEETINGS}/{made['id']}/decline", ada, {})
        self.assertEqual((self.meetings(ada)["asked"], self.meetings(jonas)["asked"]), ([], []))
        ended = self.meetings(irene)["made_by_me"][0]
        self.assertEqual((ended["state"], "said" in ended), ("ended", False))
        for people, status in (([ada.id, silent.id], 404), ([ada.id, "1"], 404), ([ada.id], 422), ([ada.id, ada.id], 422), ([irene.id, ada.id], 422)):
            with self.subTest(people=people):
                self.ask("POST", MEETINGS, irene, {"account_ids": people, "word": "Meet."}, status)
        other = self.agreed("other")
        for word, status in (("", 422), ("x" * 301, 422)):
            self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, other.id], "word": word}, status)
        ada.post(f"/api/v1/accounts/{other.id}/block")
        self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, other.id], "word": "Meet."}, 404)

    def test_who_introduces_takes_it_back_and_does_not_ask_without_end(self):
        irene, ada = self.person("irene"), self.agreed("ada")
        first = self.agreed("first")
        made = self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, first.id], "word": "Meet."})["made_by_me"][0]
        self.ask("DELETE", f"{MEETINGS}/{made['id']}", ada, status=404)
        self.ask("DELETE", f"{MEETINGS}/{made['id']}", irene)
        self.assertEqual(self.meetings(ada)["asked"], [])
        self.ask("DELETE", f"{MEETINGS}/{made['id']}", irene, status=409)
        for _ in range(5):
            self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, self.agreed("guest").id], "word": "Meet."})
        self.ask("POST", MEETINGS, irene, {"account_ids": [ada.id, self.agreed("guest").id], "word": "Meet."}, 429)

    def test_whom_to_introduce_is_suggested_to_the_team(self):
        rare = self.name("falconry")
        ada, dora = self.agreed("ada", rare), self.agreed("dora", rare)
        pairs = self.ask("GET", f"{MEETINGS}/suggestions?limit=40", self.boss)
        mine = [one for one in pairs if {one["first"]["id"], one["second"]["id"]} == {ada.id, dora.id}]
        self.assertEqual([one["labels"] for one in mine], [[f"#{rare}"]])


if __name__ == "__main__":
    unittest.main()
