# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an organisation tells of coordinated support to other servers: the daily heads of its log, the note of a quarter, and what its members
say they are tied to. Between two servers."""
import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402

ACTIVITY = {"Accept": "application/activity+json"}
API = "/api/favilla/v1/integrity"
HEAD = "favilla integrity head 1"


class Told(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.here, cls.there = (cls.enterClassContext(Favilla()) for _ in range(2))
        cls.here.create_account("boss", role="admin")
        boss = cls.here.create_token("boss")
        cls.page = cls.here.post("/api/favilla/v1/pages", {"name": "press", "title": "The press"}, token=boss).json["id"]

    def now_is_due(self, *schedules, then=()):
        self.here.stop()
        self.here.execute(*then, *(f"UPDATE schedules SET next_run_at = 0 WHERE name = '{name}'" for name in schedules))
        self.here.start()

    def told_to(self, reader, words):
        return [one for one in reader.get("/api/v1/timelines/home", {"limit": "40"}) if words in one["content"]]

    def test_1_heads_and_the_note_of_a_quarter_reach_who_follows_the_actor(self):
        ada, bob, reader = Person(self.here, "ada"), Person(self.here, "bob"), Person(self.there, "rosa")
        post = ada.write("The first word")
        bob.post(f"/api/v1/statuses/{post['id']}/favourite")
        self.here.command("integrity", "run", "--json")
        document = self.here.get("/actor", headers=ACTIVITY).json
        self.assertFalse(document["manuallyApprovesFollowers"])
        followers = lambda: self.here.get("/actor/followers", headers=ACTIVITY).json["totalItems"]
        self.assertEqual(followers(), 0)
        actor = reader.find(f"@{self.here.domain}@{self.here.domain}")
        self.assertEqual((actor["url"], actor["bot"]), (f"http://{self.here.domain}/about", True))
        reader.post(f"/api/v1/accounts/{actor['id']}/follow")
        wait_until(lambda: reader.relationship(actor["id"])["following"])
        self.assertEqual(followers(), 1)

        self.now_is_due("federation.heads")
        wait_until(lambda: self.told_to(reader, HEAD))
        head, = self.told_to(reader, HEAD)
        log = self.here.get(f"{API}/log").json
        self.assertIn(log["heads"][0]["hash"], head["content"])
        self.assertEqual(self.here.get(head["uri"].removeprefix(f"http://{self.here.domain}"), headers=ACTIVITY).json["id"], head["uri"])

        # As if all of it had been in the quarter before: the night writes its note, which follows.
        today = datetime.datetime.now(datetime.timezone.utc)
        quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
        before = int((quarter - datetime.timedelta(days=1)).timestamp() * 1000)
        self.now_is_due("integrity.judge", then=(f"UPDATE integrity_log SET logged_at = {before}",))
        wait_until(lambda: self.here.get(f"{API}/log").json["notes"])
        self.now_is_due("federation.heads")
        note, = self.here.get(f"{API}/log").json["notes"]
        wait_until(lambda: self.told_to(reader, note["quarter"]))
        told, = self.told_to(reader, note["quarter"])
        for words in ("Left out of figures", "Lasciato fuori dalle cifre", "How often the tests are wrong", "Quante volte i test sbagliano"):
            self.assertIn(words, told["content"])
        self.assertEqual(note["left_out"]["favourites"]["raw"], 0)  # it was done in this quarter
        self.assertEqual(note["calibration"]["expected_wrong"], 0)
        document = self.here.get(f"/actor/quarters/{note['quarter']}", headers=ACTIVITY).json
        self.assertEqual((sorted(document["contentMap"]), document["proof"]["type"]), (["en", "it"], "DataIntegrityProof"))
        page = self.here.get(f"/about/integrity/{note['quarter']}", headers={"Accept-Language": "it"}).text
        self.assertIn("Lasciato fuori dalle cifre", page)
        self.assertEqual(self.here.get("/actor/quarters/1999-Q1", headers=ACTIVITY).status, 404)

        # Looked at again, nothing goes out twice: what comes after it comes alone.
        reader.follow(ada)
        self.now_is_due("federation.heads")
        reader.at_home(ada.write("And a word after that")["uri"])
        self.assertEqual(len(self.told_to(reader, HEAD)), 1)
        self.assertEqual(reader.get("/api/v1/trends/statuses"), [])
        reader.post(f"/api/v1/accounts/{actor['id']}/unfollow")
        wait_until(lambda: followers() == 0)

    def test_2_a_tie_is_shown_there_as_it_was_said_here(self):
        writer, reader = Person(self.here, "carlo"), Person(self.there, "sara")
        account = reader.follow(writer)
        label = lambda: self.there.get(f"{API}/accounts/{account['id']}", token=reader.token).json
        self.assertEqual(label()["disclosures"], [])
        tie, = writer.post(f"{API}/disclosures", {"page_id": self.page, "relation": "works_for"})["disclosures"]
        wait_until(lambda: label()["disclosures"])
        told, = label()["disclosures"]
        self.assertEqual((told["relation"], told["page"]["acct"]), ("works_for", f"press@{self.here.domain}"))
        self.assertFalse(label()["is_affiliated"])               # with another organisation
        shown = self.there.get(f"/api/v1/accounts/{account['id']}", token=reader.token).json
        self.assertEqual(shown["fields"], [])                    # told once
        document = self.here.get("/users/carlo", headers=ACTIVITY).json
        self.assertEqual([(one["name"], one["schema:propertyID"]) for one in document["attachment"]], [("Works for", "worksFor")])
        self.assertEqual(document["schema:worksFor"][0]["id"], f"http://{self.here.domain}/users/press")
        self.here.delete(f"{API}/disclosures/{tie['id']}", token=writer.token)
        wait_until(lambda: not label()["disclosures"])

    def test_3_a_tie_of_one_post_counts_there_as_disclosed(self):
        writer, reader = Person(self.here, "dora"), Person(self.there, "tea")
        root = reader.write("What do you think?")
        parent = writer.get("/api/v2/search", {"q": root["uri"], "resolve": "true"})["statuses"][0]
        tied = writer.post("/api/v1/statuses", {"status": "It is good", "language": "en", "in_reply_to_id": parent["id"], "tie_page_id": self.page, "tie_relation": "paid_by"})
        note = self.here.get(tied["uri"].removeprefix(f"http://{self.here.domain}"), headers=ACTIVITY).json
        self.assertEqual(note["schema:sponsor"]["id"], f"http://{self.here.domain}/users/press")
        self.assertIn("dora is paid by The press.", note["content"])
        answers = lambda: self.there.get(f"/api/v1/statuses/{root['id']}/context", token=reader.token).json["descendants"]
        wait_until(answers)
        answer, = answers()
        self.assertEqual((answer["favilla"]["tie"]["relation"], answer["favilla"]["tie"]["page"]["acct"]), ("paid_by", f"press@{self.here.domain}"))
        self.assertNotIn("is paid by", answer["content"])        # told once
        parts = self.there.get(f"/api/favilla/v1/statuses/{root['id']}/parts", token=reader.token).json["answers"]
        self.assertEqual((parts["raw"], parts["authentic"], parts["affiliated"]), (1, 0, 1))
        self.assertEqual(self.there.command("check").returncode, 0)

    def test_4_a_tie_to_a_page_of_ours_that_is_said_elsewhere_counts_here_while_it_is_said(self):
        writer, reader = Person(self.there, "elio"), Person(self.here, "frida")
        account = reader.follow(writer)
        page, person = writer.find(f"@press@{self.here.domain}"), writer.find(f"@{reader.handle}")
        root = reader.write("What do you think?")
        parent = writer.get("/api/v2/search", {"q": root["uri"], "resolve": "true"})["statuses"][0]
        writer.write("It is good", in_reply_to_id=parent["id"])
        parts = lambda: {key: self.here.get(f"/api/favilla/v1/statuses/{root['id']}/parts", token=reader.token).json["answers"][key] for key in ("raw", "authentic", "affiliated")}
        wait_until(lambda: parts() == {"raw": 1, "authentic": 1, "affiliated": 0})
        label = lambda: self.here.get(f"{API}/accounts/{account['id']}", token=reader.token).json
        self.assertEqual(label()["disclosures"], [])

        def says(words, *statements):
            """As a server that lets its people name pages of others; ours offers those of one's own organisation. Then the profile goes out anew."""
            self.there.stop()
            self.there.execute(*statements)
            self.there.start()
            self.assertEqual(self.there.patch("/api/v1/accounts/update_credentials", {"note": words}, token=writer.token).status, 200)
            wait_until(lambda: words in self.here.get(f"/api/v1/accounts/{account['id']}", token=reader.token).json["note"])

        tie = "INSERT INTO disclosures (id, account_id, page_id, relation, created_at) VALUES"
        says("I write for a press", f"{tie} (1, {writer.id}, {page['id']}, 'works_for', 1), (2, {writer.id}, {person['id']}, 'paid_by', 1)")
        document = self.there.get("/users/elio", headers=ACTIVITY).json
        self.assertEqual([one["id"] for one in document["schema:worksFor"]], [f"http://{self.here.domain}/users/press"])
        self.assertEqual([one["id"] for one in document["schema:sponsor"]], [f"http://{self.here.domain}/users/frida"])
        told, = wait_until(lambda: label()["disclosures"])       # a person is no page: of her nothing is believed
        self.assertEqual((told["relation"], told["page"]["acct"], told["page"]["id"]), ("works_for", "press", self.page))
        wait_until(lambda: parts() == {"raw": 1, "authentic": 0, "affiliated": 1})
        self.assertEqual(self.here.get(f"/api/v1/accounts/{account['id']}", token=reader.token).json["fields"], [])

        # In other words it is another tie, and what is no longer said ends.
        says("I am paid by a press", "UPDATE disclosures SET relation = 'paid_by' WHERE id = 1", "DELETE FROM disclosures WHERE id = 2")
        wait_until(lambda: [one["relation"] for one in label()["disclosures"]] == ["paid_by"])
        says("I write no more", "UPDATE disclosures SET ended_at = 2 WHERE id = 1")
        wait_until(lambda: not label()["disclosures"])
        wait_until(lambda: parts() == {"raw": 1, "authentic": 1, "affiliated": 0})
        self.assertEqual(self.here.command("check").returncode, 0)


if __name__ == "__main__":
    unittest.main()
