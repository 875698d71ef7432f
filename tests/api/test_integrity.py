#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coordinated support, end to end: found in what people did, looked at by people, asked about, answered, labelled, appealed against, lifted; and
the log of all that, which shows when it was changed. An honest open letter beside it is nothing to anybody."""
import base64
import hashlib
import io
import itertools
import json
import pathlib
import sys
import time
import unittest
import urllib.request
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import ring  # noqa: E402
from support.api_case import ApiCase  # noqa: E402
from support.favilla_process import wait_until  # noqa: E402

API = "/api/favilla/v1/integrity"
RING = ["uno", "due", "tre", "quattro", "cinque", "sei"]
TEAM = "read write admin:read admin:write"


class Integrity(ApiCase):
    """One story, in its order."""
    scopes = TEAM

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("mira", "nico"):
            cls.server.create_account(name, role="moderator")
        cls.mira, cls.nico = (cls.server.create_token(name, TEAM) for name in ("mira", "nico"))
        cls.people = cls.server.create_people("ada", *RING)
        cls.server.post("/api/v1/statuses", {"status": "The first word"}, token=cls.people["ada"])
        cls.ids = {name: cls.server.get("/api/v1/accounts/lookup", {"acct": name}).json["id"] for name in ["mira", *RING]}
        cls.page = cls.server.post("/api/favilla/v1/pages", {"name": "press", "title": "The press"}, token=cls.boss).json["id"]
        cls.edit(lambda: ring.community(cls.server, "ada", RING))
        cls.first = cls.run_now()
        cls.nights_pass(1)
        cls.second = cls.run_now()

    @classmethod
    def edit(cls, change):
        cls.server.stop()
        change()
        cls.server.start()

    @classmethod
    def nights_pass(cls, nights):
        cls.edit(lambda: cls.server.execute(f"UPDATE integrity_runs SET day = day - {nights}", f"UPDATE integrity_findings SET seen_day = seen_day - {nights}"))

    @classmethod
    def run_now(cls):
        return json.loads(cls.server.command("integrity", "run", "--json").stdout)

    def verify(self):
        done = self.server.command("integrity", "verify", "--json", check=False)
        found = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1 if found["problems"] else 0)
        return found

    def finding(self, who=None):
        one, = self.ask("GET", f"{API}/findings", who or self.mira)
        return self.ask("GET", f"{API}/findings/{one['id']}", who or self.mira)

    def standing(self, name):
        return next(one["standing"] for one in self.finding()["members"] if one["account"]["id"] == self.ids[name])

    def act(self, who, act, status=200, **more):
        return self.ask("POST", f"{API}/findings/{self.finding()['id']}/acts", who, {"act": act, **more}, status)

    def own(self, name):
        return self.ask("GET", f"{API}/own", self.people[name])

    def label(self, name):
        return self.ask("GET", f"{API}/accounts/{self.ids[name]}")

    def test_1_the_ring_is_found_and_nobody_else(self):
        self.assertEqual((self.first["opened"], self.first["watched"], self.first["eligible"]), (1, 1, 0))
        self.assertEqual((self.second["opened"], self.second["watched"], self.second["eligible"]), (0, 0, 1))
        found = self.finding()
        self.assertEqual({one["account"]["username"] for one in found["members"]}, set(RING))
        self.assertEqual((found["level"], found["state"], found["nights"]), ("eligible", "found", 2))
        self.assertGreater(found["observed"], 3 * found["expected"])
        self.assertAlmostEqual(sum(week["observed"] for week in found["weeks"]), found["observed"])
        self.assertTrue(all(post["acts"] for post in found["shown"]))
        for name in RING:
            self.assertEqual(self.own(name)["findings"], [])
            self.assertEqual(self.label(name), {"disclosures": [], "is_affiliated": False, "coordinated": None})

    def test_2_people_look_and_ask_and_none_decides_alone(self):
        self.assertEqual(self.server.get(f"{API}/findings").status, 401)
        for who in (self.people["ada"], self.people["uno"]):
            self.ask("GET", f"{API}/findings", who, status=403)
            self.ask("POST", f"{API}/findings/1/acts", who, {"act": "review"}, 403)
        self.ask("POST", f"{API}/findings/1/acts", self.mira, {"act": "review"}, 404)
        self.act(self.people["ada"], "review", 403)
        self.act(self.mira, "praise", 422)
        self.act(self.mira, "notice", 409)
        self.assertEqual(self.act(self.mira, "review")["reviewer"]["username"], "mira")
        self.act(self.nico, "notice", 403)
        self.act(self.mira, "dismiss", 422)
        noticed = self.act(self.mira, "notice")
        self.assertEqual(noticed["state"], "noticed")
        self.assertEqual({one["standing"] for one in noticed["members"]}, {"noticed"})
        mine, = self.own("uno")["findings"]
        self.assertEqual((mine["standing"], mine["accounts"], mine["may_appeal"]), ("noticed", 6, True))
        self.assertTrue(mine["acts"])
        self.assertNotIn("due", json.dumps(mine["acts"]))
        self.act(self.nico, "publish", 409)                     # their time is not over
        self.server.command("account", "modify", "sei", "--role", "admin")
        chief = self.server.create_token("sei", TEAM)
        for act in ("dismiss", "notice", "publish", "accept", "lift"):  # no role helps in a case of one's own
            self.act(chief, act, 403, account_id=self.ids["sei"], reason="It is nothing.")
        self.server.command("account", "modify", "sei", "--role", "user")
        type(self).people["sei"] = self.server.create_token("sei")
        self.assertIsNone(self.label("uno")["coordinated"])

    def test_3_three_answers_and_a_label(self):
        id = self.finding()["id"]
        self.ask("POST", f"{API}/own/{id}/answer", self.people["ada"], {"answer": "appeal", "text": "Me?"}, 404)
        self.ask("POST", f"{API}/own/{id}/answer", self.people["tre"], {"answer": "appeal", "text": " "}, 422)
        self.ask("POST", f"{API}/disclosures", self.people["uno"], {"page_id": self.page, "relation": "owns"}, 422)
        self.ask("POST", f"{API}/disclosures", self.people["uno"], {"page_id": self.ids["due"], "relation": "paid_by"}, 404)
        told = self.ask("POST", f"{API}/disclosures", self.people["uno"], {"page_id": self.page, "relation": "paid_by"})
        self.assertEqual(told["findings"][0]["standing"], "affiliated")
        self.assertEqual(self.label("uno")["disclosures"][0]["relation"], "paid_by")
        self.ask("POST", f"{API}/own/{id}/answer", self.people["due"], {"answer": "explain", "text": "It was in the newsletter."})
        self.ask("POST", f"{API}/own/{id}/answer", self.people["tre"], {"answer": "appeal", "text": "We are one household."})
        self.ask("POST", f"{API}/own/{id}/answer", self.people["tre"], {"answer": "appeal", "text": "Again"}, 409)
        self.edit(lambda: self.server.execute("UPDATE integrity_findings SET noticed_at = noticed_at - 260000000"))
        self.act(self.mira, "publish", 403)
        self.act(self.nico, "publish")
        self.assertEqual([self.standing(name) for name in RING], ["affiliated", "explained", "appealed", "labelled", "labelled", "labelled"])
        self.assertEqual(self.label("quattro")["coordinated"]["accounts"], 6)
        self.assertIsNone(self.label("tre")["coordinated"])
        self.act(self.nico, "accept", 422, account_id=self.ids["due"])
        self.act(self.mira, "accept", 403, account_id=self.ids["due"], reason="It was")
        self.act(self.nico, "accept", account_id=self.ids["due"], reason="The letter is there.")
        self.act(self.nico, "refuse", account_id=self.ids["tre"], reason="Three cities on one evening.")
        self.assertEqual((self.standing("due"), self.standing("tre")), ("cleared", "labelled"))

    def test_4_an_appeal_holds_a_label_back_and_a_second_person_lifts_one(self):
        id = self.finding()["id"]
        self.ask("POST", f"{API}/own/{id}/answer", self.people["quattro"], {"answer": "appeal", "text": "It was chance."})
        self.assertIsNone(self.label("quattro")["coordinated"])
        self.act(self.nico, "accept", 403, account_id=self.ids["quattro"], reason="So be it")    # they published it
        self.act(self.boss, "accept", account_id=self.ids["quattro"], reason="So be it")
        self.act(self.nico, "lift", 403, account_id=self.ids["cinque"], reason="A mistake")
        self.act(self.mira, "lift", account_id=self.ids["cinque"], reason="A mistake")
        self.assertEqual((self.standing("quattro"), self.standing("cinque")), ("cleared", "lifted"))
        self.ask("POST", f"{API}/own/{id}/answer", self.people["sei"], {"answer": "appeal", "text": "I was ill."})
        self.run_now()
        self.assertEqual(self.standing("sei"), "appealed")
        self.edit(lambda: self.server.execute(f"UPDATE integrity_members SET answered_at = answered_at - {14 * 86400000} WHERE standing = 'appealed'"))
        self.run_now()
        self.assertEqual((self.standing("sei"), self.label("sei")["coordinated"]), ("cleared", None))
        entries = [one["act"] for one in self.finding()["entries"]]
        for step in ("open", "review", "notice", "disclose", "explain", "appeal", "publish", "accept", "refuse", "uphold", "lapse", "lift"):
            self.assertIn(step, entries)

    def test_5_a_tie_ends_and_its_badge_in_the_finding_stays(self):
        tie = self.own("uno")["disclosures"][0]
        self.ask("DELETE", f"{API}/disclosures/{tie['id']}", self.people["due"], status=404)
        self.ask("DELETE", f"{API}/disclosures/{tie['id']}", self.people["uno"])
        self.assertEqual(self.label("uno"), {"disclosures": [], "is_affiliated": True, "coordinated": None})

    def test_6_everybody_can_verify_the_log(self):
        log = self.ask("GET", f"{API}/log?limit=200")
        entries = sorted(log["entries"], key=lambda one: one["number"])
        previous = ""
        for number, one in enumerate(entries, 1):
            fields = [log["domain_id"], one["number"], one["act"], one["finding"], one["state"], one["actor"], one["subject"], one["words"], one["digest"], one["counts"], one["at"], one["previous"]]
            text = b"favilla integrity log 1\n" + b"".join(b"%d:%s\n" % (len(field), field) for field in (str(one).encode() for one in fields))
            self.assertEqual((one["number"], one["previous"], one["hash"]), (number, previous, hashlib.sha256(text).hexdigest()))
            previous = one["hash"]
        self.assertEqual(len(base64.b64decode(log["heads"][0]["signature"])), 64)
        self.assertEqual((log["counts"]["findings"], log["counts"]["appeals"], log["counts"]["appeals_upheld"]), (1, 3, 2))
        self.assertEqual(log["notes"], [])                      # the quarter is not over
        text = json.dumps(log)
        for secret in ("household", "Three cities", self.ids["tre"]):
            self.assertNotIn(secret, text)                      # what is personal is committed to, not told
        page = self.server.get("/about/integrity")
        self.assertEqual(page.status, 200)
        self.assertIn(log["heads"][0]["hash"], page.text)
        for word in ("fake", "bot<", "troll"):
            self.assertNotIn(word, page.text)

    def test_6b_other_servers_read_the_heads_as_notes_of_the_actor(self):
        log = self.ask("GET", f"{API}/log")
        outbox = self.server.get("/actor/outbox").json
        self.assertEqual((outbox["type"], outbox["totalItems"]), ("OrderedCollection", len(log["heads"])))
        items = self.server.get(outbox["first"][outbox["first"].index("/actor"):]).json["orderedItems"]
        self.assertEqual([one["object"]["published"][:10] for one in items], [head["day"] for head in log["heads"]])
        head, created = log["heads"][0], items[0]
        note = self.server.get(f"/actor/heads/{head['day']}").json
        self.assertEqual((note["id"], note["type"], note["attributedTo"], note["to"]), (created["object"]["id"], "Note", created["actor"], ["https://www.w3.org/ns/activitystreams#Public"]))
        for part in (head["hash"], head["public_key"], str(head["number"])):
            self.assertIn(part, note["content"])
        self.assertEqual((note["proof"]["cryptosuite"], note["proof"]["verificationMethod"]), ("eddsa-jcs-2022", f"{created['actor']}#ed25519-key"))
        self.assertEqual(self.server.get(f"/actor/heads/{head['day']}").json, note)
        for nothing in ("/actor/heads/1999-01-01", "/actor/heads/soon", "/about/integrity/1999-Q1"):
            self.assertEqual(self.server.get(nothing).status, 404, nothing)

    def test_6c_findings_are_read_a_page_at_a_time(self):
        one, = self.ask("GET", f"{API}/findings?limit=1", self.mira)
        link = self.server.get(f"{API}/findings?limit=1", token=self.mira).headers["link"]
        self.assertIn(f"max_id={one['id']}", link)
        self.assertEqual(self.ask("GET", f"{API}/findings?limit=1&max_id={one['id']}", self.mira), [])

    def test_7_a_byte_that_is_changed_by_hand_is_found_and_named(self):
        sound = self.verify()
        self.assertEqual(sound["problems"], [])
        self.assertGreater(sound["entries"], 20)
        for edit, back, expected in (("UPDATE integrity_log SET act = 'opem' WHERE number = 3 AND act = 'open'", "UPDATE integrity_log SET act = 'open' WHERE act = 'opem'", ("hash", 3)),
                                     ("UPDATE integrity_members SET standing = 'cleared' WHERE standing = 'lifted'", "UPDATE integrity_members SET standing = 'lifted' WHERE account_id = " + self.ids["cinque"], ("standing", int(self.finding()["id"])))):
            if expected[0] == "hash":                           # whichever entry it is
                expected = ("hash", next(one["number"] for one in self.ask("GET", f"{API}/log?limit=200")["entries"] if one["act"] == "open"))
                edit = edit.replace("number = 3", f"number = {expected[1]}")
            self.edit(lambda: self.server.execute(edit))
            self.assertEqual([(one["what"], one["number"]) for one in self.verify()["problems"]], [expected])
            self.edit(lambda: self.server.execute(back))
        self.assertEqual(self.verify()["problems"], [])

    def test_8_somebody_who_leaves_takes_their_own_along_and_the_log_still_verifies(self):
        self.assertEqual(self.server.post("/api/favilla/v1/leaving", {"password": "a spark is enough"}, token=self.people["sei"]).status, 200)
        self.server.command("account", "delete", "sei")
        wait_until(lambda: len(self.finding()["members"]) == 5)
        self.assertNotIn(self.ids["sei"], json.dumps(self.finding()))
        self.assertEqual(self.verify()["problems"], [])

    def test_9_what_is_no_longer_there_is_said_to_be_gone(self):
        shown = self.finding()["shown"]
        self.assertTrue(shown)
        self.assertEqual({one["is_gone"] for one in shown}, {False})
        lost = {shown[0]["status_id"]}
        self.assertEqual(self.server.delete(f"/api/v1/statuses/{shown[0]['status_id']}", token=self.people["ada"]).status, 200)
        self.assertEqual({one["status_id"] for one in self.finding()["shown"] if one["is_gone"]}, lost)
        own, = self.own("tre")["findings"]
        self.assertEqual({one["status_id"] for one in own["acts"] if one["is_gone"]}, lost & {one["status_id"] for one in own["acts"]})

    def test_9a_what_is_worth_a_look_between_two_nights_is_for_the_team_alone(self):
        names = ["sette", "otto", "nove"]
        type(self).people |= self.server.create_people(*names, "lesta")
        type(self).ids |= {name: self.server.get("/api/v1/accounts/lookup", {"acct": name}).json["id"] for name in [*names, "lesta"]}
        ask = lambda who, status=200: self.ask("GET", f"{API}/alerts", who, status=status)  # noqa: E731
        self.assertEqual(ask(self.mira), [])
        begin = int(time.time() * 1000) - 600_000
        posts = [f"https://test.example/post{n}" for n in range(60) if n % 4 != 1]     # none of those that the ring liked
        def like(name, uri, at):
            return f"INSERT INTO favourites (account_id, status_id, id, created_at) SELECT {self.ids[name]}, id, {(at << 16) + int(self.ids[name]) % 60_000}, {at} FROM statuses WHERE uri = '{uri}'"
        acts = [like(name, uri, begin + n * 30_000 + 4000 * ((place + n) % 3)) for n, uri in enumerate(posts[:6]) for place, name in enumerate(names)]
        acts += [like("lesta", uri, begin + 300_000 + n * 1000) for n, uri in enumerate(posts)]
        due = "UPDATE schedules SET next_run_at = 0 WHERE name = 'integrity.watch'"
        # Who may read it hears of it while it happens; nobody else may listen.
        listen = f"{self.server.url}/api/v1/streaming/integrity"
        for token, status in ((self.people["sette"], 401), (self.server.create_token("sette", TEAM), 404), (self.server.create_token("mira", "read"), 401)):
            self.assertEqual(self.server.get("/api/v1/streaming/integrity", token=token).status, status)
        with urllib.request.urlopen(urllib.request.Request(listen, headers={"Authorization": f"Bearer {self.mira}"}), timeout=120) as stream:
            self.server.execute(*acts, due)
            name, = itertools.islice((line for line in iter(lambda: stream.readline().decode(), "") if line.startswith("event: ")), 1)
            self.assertEqual(name, "event: favilla.integrity_alerts\n")
            self.assertEqual(json.loads(stream.readline().decode().removeprefix("data: ")), {"alerts": 1})
        alert, = ask(self.mira)
        self.assertEqual({one["account"]["username"] for one in alert["members"]}, set(names))
        self.assertEqual([one["is_remote"] for one in alert["members"]], [False] * 3)
        self.assertGreater(alert["near"], 5)
        self.assertLess(alert["expected"], 1)
        self.assertEqual((len(alert["posts"]), {one["is_gone"] for one in alert["posts"]}), (5, {False}))     # from the second meeting on
        # Faster than a person: told as such, and in no alert.
        hasty, = self.ask("GET", f"{API}/haste", self.mira)
        self.assertEqual((hasty["account"]["username"], hasty["posts"], hasty["is_remote"]), ("lesta", len(posts), False))
        self.assertEqual(self.ask("GET", f"{API}/haste?account_id={self.ids['lesta']}", self.mira), [hasty])
        self.assertEqual(self.ask("GET", f"{API}/haste?account_id={self.ids['sette']}", self.mira), [])
        # Whoever probes learns nothing, and nothing is said of anybody.
        self.assertEqual(self.server.get(f"{API}/alerts").status, 401)
        for who in (self.people["sette"], self.people["lesta"]):
            ask(who, 403)
            self.ask("GET", f"{API}/haste", who, status=403)
        for name in (*names, "lesta"):
            self.assertEqual((self.own(name)["findings"], self.label(name)["coordinated"]), ([], None))
            self.assertEqual(self.server.get("/api/v1/notifications", token=self.people[name]).json, [])
        self.assertEqual(len(self.ask("GET", f"{API}/findings", self.mira)), 1)
        self.assertNotIn(self.ids["sette"], json.dumps(self.ask("GET", f"{API}/log?limit=200")))
        # What is deleted can no longer be opened.
        lost = alert["posts"][0]["status_id"]
        self.assertEqual(self.server.delete(f"/api/v1/statuses/{lost}", token=self.people["ada"]).status, 200)
        self.assertEqual({one["status_id"] for one in ask(self.mira)[0]["posts"] if one["is_gone"]}, {lost})

    def test_9b_what_the_log_says_of_somebody_is_in_their_archive_and_they_can_prove_it(self):
        begun = self.ask("POST", "/api/favilla/v1/archives", self.people["tre"])
        wait_until(lambda: self.ask("GET", f"/api/favilla/v1/archives/{begun['id']}", self.people["tre"])["finished_at"])
        path = self.ask("POST", f"/api/favilla/v1/archives/{begun['id']}/link", self.people["tre"], {"password": "a spark is enough"})["path"]
        archive = zipfile.ZipFile(io.BytesIO(self.server.get(path).body))
        kept = json.loads(archive.read("integrity.json"))
        own, = self.own("tre")["findings"]
        self.assertEqual([(one["id"], one["standing"], one["answer"], one["reason"]) for one in kept["findings"]], [(own["id"], own["standing"], own["answer"], own["reason"])])
        entries = {one["number"]: one for one in self.ask("GET", f"{API}/log?limit=200")["entries"]}
        self.assertIn("words", {one["part"] for one in kept["log"]})
        for one in kept["log"]:
            content = one.get("words", kept["account_id"])
            self.assertEqual(hashlib.sha256(f"{one['salt']}:{content}".encode()).hexdigest(), entries[one["number"]][one["part"]])
        self.assertEqual(len({(one["number"], one["part"]) for one in kept["log"]}), len(kept["log"]))
        self.assertNotIn(self.ids["due"], json.dumps(kept))
        self.assertTrue(kept["network_tags"], "they came from somewhere")
        self.assertTrue(all(set(one) == {"day", "tag"} and 0 <= one["tag"] < 1 << 20 for one in kept["network_tags"]))

    def test_9c_that_networks_are_noted_is_said_and_can_be_ended_which_the_log_says(self):
        def change(keep):
            self.assertIs(self.ask("PATCH", "/api/favilla/v1/organisation", self.boss, {"network_tags": keep})["network_tags"], keep)
            return self.ask("GET", f"{API}/log?limit=1")["entries"][0]

        def is_said():
            return {"same network" in self.server.get("/privacy-policy", headers={"Accept-Language": "en"}).text,
                    "same network" in self.server.get("/api/v1/instance/privacy_policy").json["content"]}

        self.assertEqual(is_said(), {True})
        self.ask("PATCH", "/api/favilla/v1/organisation", self.mira, {"network_tags": False}, status=403)
        before = self.ask("GET", f"{API}/log?limit=1")["entries"][0]
        self.assertEqual(change(True), before, "nothing changed")
        ended = change(False)
        self.assertEqual((ended["act"], ended["number"]), ("drop_tags", before["number"] + 1))
        self.assertEqual(is_said(), {False})
        self.assertEqual(self.server.command("integrity", "verify", "--json").returncode, 0)
        self.assertEqual(change(True)["act"], "keep_tags")
        page = self.server.get("/about/integrity", headers={"Accept-Language": "it"}).text
        self.assertIn("stessa rete non si annota più", page)


if __name__ == "__main__":
    unittest.main()
