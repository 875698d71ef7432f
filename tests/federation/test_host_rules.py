# SPDX-License-Identifier: AGPL-3.0-or-later
# long: over a minute, most of it waiting
"""What one server decides about another: silenced, suspended, without pictures and reports; allowed ones alone; objects shown to who
signs; and the lists that administrators carry from place to place. Also what is told when an account goes."""
import pathlib
import sqlite3
import sys
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import pictures, postgres  # noqa: E402
from support.favilla_process import Favilla, settled, wait_until  # noqa: E402
from support.person import Person  # noqa: E402

ACTIVITY = {"Accept": "application/activity+json"}


class HostRules(unittest.TestCase):
    def setUp(self):
        self.here, self.there = self.enterContext(Favilla()), self.enterContext(Favilla())
        self.here.create_account("boss", role="admin")
        self.boss = self.here.create_token("boss", scopes="read write admin:read admin:write")
        self.ada, self.fred = Person(self.here, "ada"), Person(self.there, "fred")
        self.fred_here = self.ada.follow(self.fred)
        self.ada_there = self.fred.follow(self.ada)

    def admin(self, method, path, body=None):
        return self.here.request(method, "/api/v1/admin/" + path, body, token=self.boss)

    def block(self, **rule):
        answer = self.admin("POST", "domain_blocks", {"domain": self.there.domain, **rule})
        self.assertEqual(answer.status, 200, answer.text)
        return answer.json

    def shows(self, path, uri, token=None):
        return uri in self.here.get(path, token=token).text

    def test_a_suspended_server_is_neither_heard_nor_told_nor_seen(self):
        before = self.fred.write("Before the rule")
        self.ada.at_home(before["uri"])
        rule = self.block(severity="suspend", public_comment="Spam", private_comment="Since May")
        self.assertEqual((rule["severity"], rule["public_comment"], rule["private_comment"]), ("suspend", "Spam", "Since May"))
        wait_until(lambda: not self.shows("/api/v1/timelines/home", before["uri"], self.ada.token))
        self.assertEqual(self.here.get(f"/api/v1/accounts/{self.fred_here['id']}", token=self.ada.token).json.get("suspended"), True)

        mine, theirs = self.ada.write("Not for them"), self.fred.write("Not for us")
        told = self.there.get(f"/api/favilla/v1/statuses/{theirs['id']}/deliveries", token=self.fred.token)
        wait_until(lambda: self.there.get(f"/api/favilla/v1/statuses/{theirs['id']}/deliveries", token=self.fred.token).json["totals"]["failed"] == 1)
        self.assertEqual(told.status, 200)
        self.assertEqual(self.here.get(f"/api/favilla/v1/statuses/{mine['id']}/deliveries", token=self.ada.token).json["destinations"], [])
        self.assertFalse(self.shows("/api/v1/timelines/public", theirs["uri"]))
        found = self.ada.get("/api/v2/search", {"q": theirs["uri"], "resolve": "true"})
        self.assertEqual(found["statuses"], [])
        self.assertIsNone(self.ada.find("@nobody@" + self.there.domain))

        # Lifted, all is as it was: who followed whom was not forgotten.
        self.assertEqual(self.admin("DELETE", f"domain_blocks/{rule['id']}").status, 200)
        wait_until(lambda: self.shows("/api/v1/timelines/home", before["uri"], self.ada.token))
        again = self.fred.write("After the rule")
        self.ada.at_home(again["uri"])
        self.fred.at_home(self.ada.write("For them again")["uri"])

    def test_what_waits_for_a_server_is_given_up_when_it_is_suspended(self):
        self.there.stop()
        status = self.ada.write("While they are away")
        deliveries = f"/api/favilla/v1/statuses/{status['id']}/deliveries"
        wait_until(lambda: [one["attempts"] for one in self.here.get(deliveries, token=self.ada.token).json["destinations"]] == [1])
        self.block(severity="suspend")
        self.here.post(f"/api/favilla/v1/hosts/{self.there.domain}/retry", token=self.boss)
        wait_until(lambda: self.here.get(deliveries, token=self.ada.token).json["totals"]["failed"] == 1)
        self.assertIn("sends nothing", self.here.get(deliveries, token=self.ada.token).json["destinations"][0]["reason"])
        self.there.start()

    def test_a_silenced_server_is_met_by_those_who_follow_there(self):
        self.here.create_account("cleo")
        cleo = self.here.create_token("cleo")
        self.block(severity="silence")
        wait_until(lambda: self.here.get(f"/api/v1/accounts/{self.fred_here['id']}", token=cleo).json.get("limited"))
        status = self.fred.write(f"Hello @cleo@{self.here.domain} and all")
        self.ada.at_home(status["uri"])
        self.assertFalse(self.shows("/api/v1/timelines/public", status["uri"]))
        self.assertEqual(self.here.get("/api/v1/notifications", token=cleo).json, [])
        self.fred.write(f"Hello @ada@{self.here.domain}")
        wait_until(lambda: ("mention", self.fred.handle) in self.ada.notifications())
        # One who is met for the first time is as silenced as the others.
        gina = Person(self.there, "gina")
        self.assertTrue(self.ada.find("@" + gina.handle).get("limited"))

    def test_who_may_decide_and_who_may_read(self):
        rule = self.block(severity="silence", obfuscate=True)
        token = self.here.create_token("ada", scopes="read write admin:read admin:write")
        for method, path in (("GET", "domain_blocks"), ("POST", "domain_blocks"), ("DELETE", f"domain_blocks/{rule['id']}"), ("GET", "domain_allows")):
            self.assertEqual(self.here.request(method, "/api/v1/admin/" + path, {} if method == "POST" else None, token=token).status, 403, path)
        self.assertEqual(self.here.get("/api/v1/admin/domain_blocks", token=self.here.create_token("boss", scopes="read")).status, 403)
        changed = self.admin("PUT", f"domain_blocks/{rule['id']}", {"severity": "noop", "reject_reports": True}).json
        self.assertEqual((changed["severity"], changed["reject_reports"], changed["obfuscate"]), ("noop", True, True))
        self.admin("PUT", f"domain_blocks/{rule['id']}", {"severity": "suspend"})
        self.assertEqual(self.here.get("/api/v1/instance/domain_blocks").status, 404)
        shown = self.here.get("/api/v1/instance/domain_blocks", token=self.ada.token).json[0]
        self.assertEqual(shown["digest"], rule["digest"])
        self.assertIn("*", shown["domain"])
        self.assertNotIn(self.there.domain, shown["domain"])

    def test_reports_of_a_server_may_be_left_aside(self):
        rule = self.block(severity="noop", reject_reports=True)
        self.assertEqual(self.fred.post("/api/v1/reports", {"account_id": self.ada_there["id"], "comment": "Bad", "forward": True})["forwarded"], True)
        self.ada.at_home(self.fred.write("Posts arrive all the same")["uri"])
        # Whoever signs a report is asked for first: it may come to be read behind the post, and both have to have had their turn.
        self.there.create_account("chief", role="admin")
        settled(self.there, self.there.create_token("chief", scopes="admin:read"))
        settled(self.here, self.boss)
        self.assertEqual(self.reports(), 0)
        self.admin("PUT", f"domain_blocks/{rule['id']}", {"reject_reports": False})
        self.fred.post("/api/v1/reports", {"account_id": self.ada_there["id"], "comment": "Bad again", "forward": True})
        wait_until(lambda: self.reports() == 1)

    def test_pictures_of_a_server_may_be_left_aside(self):
        """Also those that were had before; lifted, they are had again, but what came without stays without."""
        picture = pictures.upload(self.there, self.fred.token, pictures.png(32, 24)).json["id"]
        before = self.ada.at_home(self.fred.write("With a picture", media_ids=[picture])["uri"])
        shown = urllib.parse.urlsplit(before["media_attachments"][0]["url"]).path
        self.assertEqual(self.here.get(shown).status, 200)
        rule = self.block(severity="noop", reject_media=True)
        self.assertEqual(self.here.get(shown).status, 404)
        other = pictures.upload(self.there, self.fred.token, pictures.png(24, 32)).json["id"]
        status = self.fred.write("With another", media_ids=[other])
        self.assertEqual(self.ada.at_home(status["uri"])["media_attachments"], [])
        edited = self.there.put(f"/api/v1/statuses/{status['id']}", {"status": "With another, edited", "media_ids": [other]}, token=self.fred.token)
        self.assertEqual(edited.status, 200)
        wait_until(lambda: "edited" in self.ada.at_home(status["uri"])["content"])
        self.assertEqual(self.ada.at_home(status["uri"])["media_attachments"], [])
        self.admin("DELETE", f"domain_blocks/{rule['id']}")
        self.assertEqual(self.here.get(shown).status, 200)

    def test_what_a_rule_would_touch_is_known_before_it_is_set(self):
        def reach(name):
            return self.here.get("/api/favilla/v1/domain_blocks/reach", {"domain": name}, token=self.boss)
        self.assertEqual(reach(self.there.domain).json, {"domain": self.there.domain, "hosts": 1, "accounts": 1, "following": 1, "followers": 1, "waiting": 0, "rule": None})
        self.there.stop()
        self.ada.write("On its way")
        wait_until(lambda: reach(self.there.domain).json["waiting"] == 1)
        (listed,) = self.here.post("/api/favilla/v1/domain_blocks/preview", {"data": f"#domain\n{self.there.domain}\n"}, token=self.boss).json["lines"]
        self.assertEqual(listed["reach"], {"hosts": 1, "accounts": 1, "following": 1, "followers": 1, "waiting": 1})
        self.block(severity="silence")
        self.assertEqual(reach(self.there.domain).json["rule"], self.there.domain)
        self.assertEqual(reach("never-met.example").json["accounts"], 0)
        self.assertEqual([reach(name).status for name in ("", "not a host", self.here.domain)], [422, 422, 422])
        self.assertEqual(self.here.get("/api/favilla/v1/domain_blocks/reach", {"domain": "x.example"}, token=self.ada.token).status, 403)
        known = {state: [one["host"] for one in self.here.get("/api/favilla/v1/hosts", {"state": state, "q": self.there.domain.upper()}, token=self.boss).json["hosts"]]
                 for state in ("all", "ruled", "allowed")}
        self.assertEqual(known, {"all": [self.there.domain], "ruled": [self.there.domain], "allowed": []})
        self.assertEqual(self.here.get("/api/favilla/v1/hosts", {"state": "gone"}, token=self.boss).status, 422)
        self.there.start()

    def reports(self):
        if self.here.database:
            return int(postgres.execute(self.here.database, "SELECT count(*) FROM reports"))
        with sqlite3.connect(f"file:{self.here.data}/favilla.sqlite3?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM reports").fetchone()[0]

    def test_the_state_of_every_server_that_was_met(self):
        settled(self.here, self.boss)
        states = {one["host"]: one for one in self.here.get("/api/favilla/v1/hosts", token=self.boss).json["hosts"]}
        state = states[self.there.domain]
        self.assertEqual((state["accounts"], state["waiting"], state["failing_since"], state["severity"]), (1, 0, None, None))
        self.assertEqual(self.here.get("/api/favilla/v1/hosts?state=failing", token=self.boss).json["hosts"], [])
        self.there.stop()
        self.ada.write("Is anybody there?")
        failing = wait_until(lambda: self.here.get("/api/favilla/v1/hosts?state=failing", token=self.boss).json["hosts"])
        self.assertEqual((failing[0]["host"], failing[0]["waiting"]), (self.there.domain, 1))
        self.assertTrue(failing[0]["last_error"] and failing[0]["next_try_at"])
        self.there.start()
        self.assertEqual(self.here.post(f"/api/favilla/v1/hosts/{self.there.domain}/retry", token=self.boss).status, 200)
        wait_until(lambda: not self.here.get("/api/favilla/v1/hosts?state=failing", token=self.boss).json["hosts"])

    def test_an_account_that_goes_is_told_of(self):
        status = self.fred.write("I shall be gone")
        self.ada.at_home(status["uri"])
        self.there.command("account", "modify", "fred", "--suspend")
        actor = self.there.get("/users/fred", headers=ACTIVITY)
        self.assertTrue(actor.json["suspended"])
        self.there.command("account", "delete", "fred")
        self.assertEqual(self.there.get("/users/fred", headers=ACTIVITY).status, 410)
        wait_until(lambda: not self.shows("/api/v1/timelines/home", status["uri"], self.ada.token))
        wait_until(lambda: self.here.get(f"/api/v1/accounts/{self.fred_here['id']}", token=self.ada.token).status == 404)


class RulesAlone(unittest.TestCase):
    """What needs no other server."""

    @classmethod
    def setUpClass(cls):
        cls.here = cls.enterClassContext(Favilla())
        cls.here.create_account("boss", role="admin")
        cls.boss = cls.here.create_token("boss", scopes="read write admin:read admin:write")

    def tearDown(self):
        for rule in self.here.get("/api/v1/admin/domain_blocks", token=self.boss).json:
            self.here.delete(f"/api/v1/admin/domain_blocks/{rule['id']}", token=self.boss)

    def admin(self, method, path, body=None):
        return self.here.request(method, "/api/v1/admin/" + path, body, token=self.boss)

    def test_a_rule_holds_for_what_stands_below_and_the_longest_name_counts(self):
        self.assertEqual(self.admin("POST", "domain_blocks", {"domain": f"Example.COM.", "severity": "suspend"}).json["domain"], "example.com")
        self.assertEqual(self.admin("POST", "domain_blocks", {"domain": "good.example.com", "severity": "noop"}).status, 200)
        answer = self.here.get("/api/v2/search", {"q": "@x@bad.example.com", "resolve": "true"}, token=self.boss)
        self.assertEqual(answer.json["accounts"], [])
        for wrong, code in (({"domain": "not a host"}, 422), ({"domain": self.here.domain}, 422), ({"domain": "example.com"}, 409), ({"domain": "x.example", "severity": "harsh"}, 422),
                            ({"domain": "y.example", "public_comment": "x" * 3000}, 422)):
            refused = self.admin("POST", "domain_blocks", wrong)
            self.assertEqual(refused.status, code, refused.text)
            self.assertTrue(refused.json["error"])

    def test_lists_travel_as_mastodons_csv(self):
        csv = ("#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
               "spam.example,suspend,true,true,\"Spam, and more\",false\nloud.example,silence,false,false,,true\n")
        path = "/api/favilla/v1/domain_blocks"
        self.assertEqual(self.here.post(path, {"data": csv}, token=self.boss).json, {"added": 2, "changed": 0, "unchanged": 0})
        self.assertEqual(self.here.post(path, {"data": csv}, token=self.boss).json, {"added": 0, "changed": 0, "unchanged": 2})
        exported = self.here.get(path, token=self.boss)
        self.assertIn("text/csv", exported.headers["content-type"])
        self.assertEqual(sorted(exported.text.splitlines()[1:]), sorted(csv.splitlines()[1:]))
        self.assertEqual(self.here.command("host", "export").stdout, exported.text)
        file = self.here.data / "list.csv"
        file.write_text(csv.replace("silence", "suspend"))
        self.assertIn("1 changed", self.here.command("host", "import", str(file)).stdout)
        for wrong, words in (("", "#domain"), ("severity\nsuspend\n", "#domain"), (csv + "bad host,suspend\n", "Line 4"), ("#domain,#severity\nx.example,harsh\n", "harsh"),
                             ("#domain\nfo*.example\n", "fo*.example")):
            refused = self.here.post(path, {"data": wrong}, token=self.boss)
            self.assertEqual(refused.status, 422)
            self.assertIn(words, refused.json["error"])
        self.assertEqual(len(self.here.get(path, token=self.boss).text.splitlines()), 3, "of a list that is wrong nothing is taken")

    def test_a_list_is_looked_at_before_it_is_taken_and_chosen_lines_alone_are(self):
        self.admin("POST", "domain_blocks", {"domain": "loud.example", "severity": "silence", "private_comment": "Ours"})
        csv = ("#domain,#severity,#reject_media,#public_comment\none.example,suspend,true,Spam\nLoud.example,suspend,false,\n"
               "bad host,suspend,false,\none.example,silence,true,\ntwo.example,noop,false,\n")
        path = "/api/favilla/v1/domain_blocks"
        lines = self.here.post(f"{path}/preview", {"data": csv}, token=self.boss).json["lines"]
        self.assertEqual([(one["line"], one["domain"], one["state"]) for one in lines], [(2, "one.example", "new"), (3, "loud.example", "changes"), (4, "bad host", "refused"),
                                                                                           (5, "one.example", "refused"), (6, "two.example", "new")])
        self.assertEqual([one["reach"] and one["reach"]["accounts"] for one in lines], [0, 0, None, None, 0])
        self.assertEqual((lines[1]["before"]["severity"], lines[1]["after"]["severity"]), ("silence", "suspend"))
        self.assertIn("bad host", lines[2]["reason"])
        self.assertIn("Line 2", lines[3]["reason"])
        self.assertEqual(len(self.admin("GET", "domain_blocks").json), 1, "looking takes nothing")

        for wrong, words in ((["2", "4"], "Line 4"), (["2", "77"], "no line 77"), (["2", "x"], "no line x")):
            refused = self.here.post(path, {"data": csv, "lines": wrong}, token=self.boss)
            self.assertEqual((refused.status, words in refused.json["error"]), (422, True), refused.text)
        for data, words in (("#domain\n\"open", "opens here"), ("", "#domain")):
            refused = self.here.post(path, {"data": data}, token=self.boss)
            told = self.here.post(f"{path}/preview", {"data": data}, token=self.boss)
            self.assertIn(words, told.text)
            self.assertEqual(refused.status, 422, refused.text)
        self.assertEqual(len(self.admin("GET", "domain_blocks").json), 1, "nothing half taken")
        self.assertEqual(self.here.post(path, {"data": csv, "lines": []}, token=self.boss).json, {"added": 0, "changed": 0, "unchanged": 0})
        self.assertEqual(self.here.post(path, {"data": csv, "lines": ["2", "3"]}, token=self.boss).json, {"added": 1, "changed": 1, "unchanged": 0})
        rules = {one["domain"]: one for one in self.admin("GET", "domain_blocks").json}
        self.assertEqual(sorted(rules), ["loud.example", "one.example"])
        self.assertEqual((rules["loud.example"]["severity"], rules["loud.example"]["private_comment"]), ("suspend", "Ours"))

        self.admin("PUT", f"domain_blocks/{rules['one.example']['id']}", {"severity": "silence", "private_comment": "Told by two"})
        self.admin("DELETE", f"domain_blocks/{rules['one.example']['id']}")
        log = self.here.get("/api/favilla/v1/moderation/log", token=self.boss).json
        self.assertEqual([(one["act"], one["target_name"], one["text"]) for one in reversed(log[:5])], [
            ("add_host_rule", "loud.example", "silence"), ("add_host_rule", "one.example", "suspend, reject_media"), ("change_host_rule", "loud.example", "silence > suspend"),
            ("change_host_rule", "one.example", "suspend > silence, private_comment"), ("remove_host_rule", "one.example", "silence, reject_media")])

    def test_what_the_configuration_says_is_told_to_administrators(self):
        told = self.here.get("/api/favilla/v1/federation", token=self.boss).json
        self.assertEqual((told["allow_list"], told["asks_signatures"], told["show_blocks"]), (False, False, "users"))
        self.assertEqual((told["limits"]["requests_of_person"], told["limits"]["longest_pause_seconds"]), (1500, 6 * 3600))
        self.here.create_account("cleo")
        self.assertEqual(self.here.get("/api/favilla/v1/federation", token=self.here.create_token("cleo", scopes="read admin:read")).status, 403)

    def test_the_command_line(self):
        self.here.command("host", "block", "a.example", "--comment", "Spam", "--reject-media")
        self.here.command("host", "block", "a.example", "--silence")
        self.here.command("host", "allow", "b.example")
        self.assertEqual(self.here.command("host", "list").stdout, "a.example\tsilence\nb.example\tallowed\n")
        self.here.command("host", "unblock", "a.example")
        self.here.command("host", "disallow", "b.example")
        self.assertEqual(self.here.command("host", "list").stdout, "")
        refused = self.here.command("host", "unblock", "a.example", check=False)
        self.assertEqual((refused.returncode, "no such rule" in refused.stderr), (1, True))


class ChosenCompany(unittest.TestCase):
    """Secure mode, and talking with allowed servers alone."""

    def test_secure_mode_shows_objects_to_who_signs(self):
        secure = {"FAVILLA_FEDERATION_SECURE_MODE": "true"}
        with Favilla(environment=secure) as here, Favilla(environment=secure) as there:
            ada, fred = Person(here, "ada"), Person(there, "fred")
            status = ada.write("For who says who they are")
            for path in ("/users/ada", f"/users/ada/statuses/{status['id']}", "/users/ada/outbox", "/users/ada/followers"):
                self.assertEqual(here.get(path, headers=ACTIVITY).status, 401, path)
            self.assertEqual(here.get("/actor", headers=ACTIVITY).status, 200, "else two such servers could never begin")
            page = here.get(f"/@ada/{status['id']}", headers=ACTIVITY)
            self.assertEqual((page.status, page.headers["location"].endswith(f"/users/ada/statuses/{status['id']}")), (302, True))
            self.assertEqual(here.get(f"/@ada/{status['id']}", headers={"Accept": "text/html"}).status, 200)
            ada.follow(fred)
            fred.follow(ada)
            found = fred.get("/api/v2/search", {"q": status["uri"], "resolve": "true"})["statuses"]
            self.assertEqual([one["uri"] for one in found], [status["uri"]])
            here.command("host", "block", there.domain)
            other = ada.write("And not for them")
            self.assertEqual(fred.get("/api/v2/search", {"q": other["uri"], "resolve": "true"})["statuses"], [])

    def test_allowed_servers_alone(self):
        with Favilla(environment={"FAVILLA_FEDERATION_ALLOW_LIST": "true"}) as here, Favilla() as there, Favilla() as stranger:
            here.create_account("boss", role="admin")
            boss = here.create_token("boss", scopes="read write admin:read admin:write")
            told = here.get("/api/favilla/v1/federation", token=boss).json
            self.assertEqual((told["allow_list"], told["asks_signatures"]), (True, True))
            ada, fred, gina = Person(here, "ada"), Person(there, "fred"), Person(stranger, "gina")
            self.assertIsNone(ada.find("@" + fred.handle))
            allowed = here.post("/api/v1/admin/domain_allows", {"domain": there.domain}, token=boss).json
            self.assertEqual(allowed["domain"], there.domain)
            self.assertEqual(here.get("/api/v1/admin/domain_allows", token=boss).json, [allowed])
            ada.follow(fred)
            known = here.get("/api/favilla/v1/hosts?state=allowed", token=boss).json["hosts"]
            self.assertEqual([(one["host"], one["allowed"]) for one in known], [(there.domain, there.domain)])
            self.assertIsNone(ada.find("@" + gina.handle))
            self.assertIsNone(gina.find("@" + ada.handle))
            here.delete(f"/api/v1/admin/domain_allows/{allowed['id']}", token=boss)
            self.assertEqual(here.get(f"/api/v1/admin/domain_allows/{allowed['id']}", token=boss).status, 404)
            status = fred.write("No longer heard")
            wait_until(lambda: there.get(f"/api/favilla/v1/statuses/{status['id']}/deliveries", token=fred.token).json["totals"]["failed"] == 1)


if __name__ == "__main__":
    unittest.main()
