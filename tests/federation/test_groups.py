# SPDX-License-Identifier: AGPL-3.0-or-later
"""A group of one server with members on three: a topic that a remote member begins reaches all members once, the answers come back to
all of them, and those in charge keep it in order from wherever they are."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.openapi import problems_of  # noqa: E402
from support.person import Person  # noqa: E402

ACTIVITY = {"Accept": "application/activity+json"}


class Groups(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.a, cls.b, cls.c = (cls.enterClassContext(Favilla()) for _ in range(3))
        cls.ada, cls.bob, cls.cleo = Person(cls.a, "ada"), Person(cls.b, "bob"), Person(cls.c, "cleo")
        cls.dora = Person(cls.a, "dora")
        cls.a.command("group", "create", "readers", "--title", "Readers", "--owner", "ada", "--description", "Who reads together")
        cls.handle = f"readers@{cls.a.domain}"
        cls.group = cls.ada.find("@" + cls.handle)
        for person in (cls.bob, cls.cleo, cls.dora):
            account = person.find("@" + cls.handle)
            person.post(f"/api/v1/accounts/{account['id']}/follow")
            wait_until(lambda person=person, account=account: person.relationship(account["id"])["following"])

    def act(self, act, object_id, who=None):
        who = who or self.ada
        return self.a.post(f"/api/favilla/v1/groups/{self.group['id']}/acts", {"act": act, "object_id": object_id}, token=who.token)

    def seen(self, person, uri):
        """The topic as it stands in somebody's home: the boost by the group, and what it boosts."""
        def look():
            found = [one for one in person.home() if one["reblog"] and one["reblog"]["uri"] == uri]
            self.assertLessEqual(len(found), 1, "once")
            return found[0] if found else None
        boost = wait_until(look)
        self.assertEqual(boost["account"]["acct"].split("@")[0], "readers")
        return boost["reblog"]

    def answers(self, person, status):
        return [one["uri"] for one in person.get(f"/api/v1/statuses/{status['id']}/context")["descendants"]]

    def state(self, person, status):
        return person.get(f"/api/favilla/v1/conversations/{status['conversation_id']}")["state"]

    def test_a_group_is_an_account_of_its_kind(self):
        self.assertTrue(self.group["group"])
        self.assertEqual((self.group["display_name"], self.group["locked"]), ("Readers", False))
        actor = self.a.get("/users/readers", headers=ACTIVITY).json
        self.assertEqual(actor["type"], "Group")
        moderators = self.a.get("/users/readers/moderators", headers=ACTIVITY).json
        self.assertEqual((actor["attributedTo"], moderators["orderedItems"]), (moderators["id"], [f"http://{self.a.domain}/users/ada"]))
        self.assertTrue(self.bob.find("@" + self.handle)["group"])
        shown = self.a.get(f"/api/favilla/v1/groups/{self.group['id']}").json
        self.assertEqual((shown["posting"], shown["in_charge"][0]["role"], shown["in_charge"][0]["account"]["username"]), ("everybody", "owner", "ada"))
        self.assertIn("readers\tReaders", self.a.command("group", "list").stdout)

    def test_a_topic_of_a_remote_member_reaches_all_and_their_answers_come_back(self):
        topic = self.bob.write(f"What shall we read? @{self.handle}")
        here, there = self.seen(self.dora, topic["uri"]), self.seen(self.cleo, topic["uri"])
        first = self.cleo.write("Poems", in_reply_to_id=there["id"])
        wait_until(lambda: self.answers(self.bob, topic) == [first["uri"]])
        second = self.dora.write("Novels", in_reply_to_id=here["id"])
        for person, status in ((self.bob, topic), (self.cleo, there), (self.dora, here)):
            wait_until(lambda person=person, status=status: self.answers(person, status) == [first["uri"], second["uri"]])
        # The answers stand in the conversation, and in no home of who does not follow their authors.
        self.assertEqual([one for one in self.cleo.home() if one["reblog"] and one["reblog"]["uri"] == second["uri"]], [])
        # Changed words and taken back ones reach everybody as well.
        self.a.put(f"/api/v1/statuses/{second['id']}", {"status": "Long novels"}, token=self.dora.token)
        deep = self.cleo.get(f"/api/v1/statuses/{there['id']}/context")["descendants"][1]
        wait_until(lambda: "Long novels" in self.cleo.status(deep)["content"])
        self.a.delete(f"/api/v1/statuses/{second['id']}", token=self.dora.token)
        wait_until(lambda: self.answers(self.cleo, there) == [first["uri"]])

    def test_a_topic_of_a_local_member_reaches_all_once(self):
        topic = self.dora.write(f"@{self.handle} Tea at five")
        for person in (self.bob, self.cleo, self.ada):
            self.seen(person, topic["uri"])
        note = self.a.get(f"/users/dora/statuses/{topic['id']}", headers=ACTIVITY).json
        self.assertEqual(note["audience"], f"http://{self.a.domain}/users/readers")
        seen = self.seen(self.bob, topic["uri"])
        self.bob.post(f"/api/v1/statuses/{seen['id']}/favourite")
        wait_until(lambda: self.dora.status(topic)["favourites_count"] == 1)
        wait_until(lambda: self.cleo.status(self.seen(self.cleo, topic["uri"]))["favourites_count"] == 1)

    def test_those_in_charge_remove_pin_lock_and_ban_and_nobody_else(self):
        topic = self.bob.write(f"@{self.handle} Buy my book")
        here, there = self.seen(self.ada, topic["uri"]), self.seen(self.cleo, topic["uri"])
        for act in ("pin", "lock", "remove"):
            self.assertEqual(self.act(act, here["id"], self.dora).status, 403, act)
        self.assertEqual(self.act("pin", here["id"]).status, 200)
        featured = self.a.get("/users/readers/collections/featured", headers=ACTIVITY).json
        self.assertEqual(featured["orderedItems"], [topic["uri"]])
        self.assertEqual(self.act("lock", here["id"]).status, 200)
        self.assertEqual(self.a.post("/api/v1/statuses", {"status": "Too late", "in_reply_to_id": here["id"]}, token=self.dora.token).status, 403)
        wait_until(lambda: self.state(self.cleo, there) == "closed")
        self.assertEqual(self.act("unlock", here["id"]).status, 200)
        wait_until(lambda: self.state(self.cleo, there) == "open")
        self.assertEqual(self.act("remove", here["id"]).status, 200)
        wait_until(lambda: not [one for one in self.dora.home() if one["reblog"] and one["reblog"]["uri"] == topic["uri"]])
        self.assertEqual(self.act("pin", here["id"]).status, 404, "it is in the group no longer")
        self.assertEqual(self.ada.status(here)["uri"], topic["uri"], "the words are still their author's")
        self.assertTrue(there)

        eve = Person(self.b, "eve")
        account = eve.find("@" + self.handle)
        eve.post(f"/api/v1/accounts/{account['id']}/follow")
        wait_until(lambda: eve.relationship(account["id"])["following"])
        self.assertEqual(self.act("ban", self.ada.find("@" + eve.handle)["id"]).status, 200)
        wait_until(lambda: not eve.relationship(account["id"])["following"])
        unheard = eve.write(f"@{self.handle} Let me in")
        heard = self.bob.write(f"@{self.handle} After her")
        self.seen(self.dora, heard["uri"])
        self.assertEqual([one for one in self.dora.home() if one["reblog"] and one["reblog"]["uri"] == unheard["uri"]], [])
        log = self.a.get(f"/api/favilla/v1/groups/{self.group['id']}/log?limit=80", token=self.ada.token).json
        self.assertIn(("remove", False), [(one["act"], one["allowed"]) for one in log])
        self.assertIn(("ban", True), [(one["act"], one["allowed"]) for one in log])
        self.assertEqual(self.a.get(f"/api/favilla/v1/groups/{self.group['id']}/log", token=self.dora.token).status, 403)

    def test_who_is_in_charge_is_decided_by_owners_and_one_stays(self):
        dora, ada = (self.ada.find("@" + person.handle)["id"] for person in (self.dora, self.ada))
        self.assertEqual(self.act("make_moderator", dora, self.dora).status, 403)
        self.assertEqual(self.act("make_moderator", dora).status, 200)
        self.assertEqual(self.act("ban", ada, self.dora).status, 403, "a moderator does nothing to an owner")
        self.assertEqual(self.act("make_member", ada).status, 409, "the last owner stays")
        self.assertEqual(self.act("make_member", dora).status, 200)
        self.assertEqual(self.act("dance", dora).status, 422)
        self.a.command("group", "role", "readers", self.bob.handle, "moderator")
        self.assertIn(f"http://{self.b.domain}/users/bob", self.a.get("/users/readers/moderators", headers=ACTIVITY).json["orderedItems"])
        self.a.command("group", "role", "readers", self.bob.handle, "member")

    def test_a_group_that_is_joined_on_request_where_members_alone_begin_topics(self):
        boss = self.a
        boss.create_account("boss", role="admin")
        token = boss.create_token("boss")
        made = boss.post("/api/favilla/v1/groups", {"name": "board", "title": "The board", "joining": "request", "posting": "members"}, token=token).json
        self.assertEqual((made["joining"], made["account"]["locked"]), ("request", True))
        self.assertEqual(boss.post("/api/favilla/v1/groups", {"name": "mine"}, token=self.dora.token).status, 403)
        self.assertEqual(boss.post("/api/favilla/v1/groups", {"name": "x", "posting": "nobody"}, token=token).status, 422)
        handle = f"board@{self.a.domain}"
        account = self.bob.find("@" + handle)
        early = self.bob.write(f"@{handle} Before I am in")
        self.bob.post(f"/api/v1/accounts/{account['id']}/follow")
        asking = wait_until(lambda: boss.get(f"/api/favilla/v1/groups/{made['id']}/requests", token=token).json)
        self.assertEqual(asking[0]["acct"], self.bob.handle)
        self.assertEqual(boss.get(f"/api/favilla/v1/groups/{made['id']}/requests", token=self.dora.token).status, 403)
        self.assertEqual(boss.post(f"/api/favilla/v1/groups/{made['id']}/acts", {"act": "welcome", "object_id": asking[0]["id"]}, token=token).status, 200)
        wait_until(lambda: self.bob.relationship(account["id"])["following"])
        late = self.bob.write(f"@{handle} Now I am in")
        def taken():
            return [one["reblog"]["uri"] for one in boss.get(f"/api/v1/accounts/{made['id']}/statuses").json]
        wait_until(lambda: taken() == [late["uri"]])
        self.assertNotIn(early["uri"], taken())

    def test_into_a_group_by_invitation_come_the_invited_from_other_servers_and_nobody_else(self):
        self.a.command("group", "create", "circle", "--owner", "ada", "--joining", "invitation")
        group = self.ada.find("@circle")
        there = self.bob.find(f"@circle@{self.a.domain}")
        self.bob.post(f"/api/v1/accounts/{there['id']}/follow")
        wait_until(lambda: not self.bob.relationship(there["id"])["requested"])
        self.assertFalse(self.bob.relationship(there["id"])["following"], "nobody had asked him")
        invited = self.ada.find("@" + self.bob.handle)["id"]
        acts = f"/api/favilla/v1/groups/{group['id']}/acts"
        self.assertEqual(self.a.post(acts, {"act": "invite", "object_id": invited}, token=self.ada.token).status, 200)
        self.bob.post(f"/api/v1/accounts/{there['id']}/follow")
        wait_until(lambda: self.bob.relationship(there["id"])["following"])
        members = self.ada.get(f"/api/favilla/v1/groups/{group['id']}/members")
        self.assertEqual([(one["account"]["acct"], one["role"]) for one in members], [(self.bob.handle, None), ("ada", "owner")])
        self.assertEqual(self.ada.get(f"/api/favilla/v1/groups/{group['id']}/invitations"), [])

    def test_the_first_topic_of_a_remote_member_waits_and_reaches_all_when_it_is_let_in(self):
        self.a.command("group", "create", "careful", "--owner", "ada")
        group = self.ada.find("@careful")
        self.a.patch(f"/api/favilla/v1/groups/{group['id']}", {"first_topics": 1}, token=self.ada.token)
        handle = f"careful@{self.a.domain}"
        for person in (self.bob, self.cleo):
            account = person.find("@" + handle)
            person.post(f"/api/v1/accounts/{account['id']}/follow")
            wait_until(lambda person=person, account=account: person.relationship(account["id"])["following"])
        topic = self.bob.write(f"@{handle} My first words")
        waiting = wait_until(lambda: self.ada.get(f"/api/favilla/v1/groups/{group['id']}/waiting"))
        self.assertEqual([one["uri"] for one in waiting], [topic["uri"]])
        self.assertEqual(self.ada.get(f"/api/favilla/v1/groups/{group['id']}/topics"), [])
        acts = f"/api/favilla/v1/groups/{group['id']}/acts"
        self.assertEqual(self.a.post(acts, {"act": "approve", "object_id": waiting[0]["id"]}, token=self.ada.token).status, 200)
        boost = wait_until(lambda: next((one for one in self.cleo.home() if one["reblog"] and one["reblog"]["uri"] == topic["uri"]), None))
        self.assertEqual(boost["account"]["acct"], handle)
        # The second one needs nobody's hand.
        second = self.bob.write(f"@{handle} And more")
        wait_until(lambda: [one for one in self.cleo.home() if one["reblog"] and one["reblog"]["uri"] == second["uri"]])

    def test_a_group_of_another_server_is_found_joined_read_written_to_and_left_from_here(self):
        self.a.command("group", "create", "ferry", "--owner", "ada", "--title", "Ferry riders", "--description", "Who crosses the lake", "--joining", "request")
        group = self.ada.find("@ferry")
        gail = Person(self.b, "gail")
        api = "/api/favilla/v1/groups"
        def ask(method, path, body=None, status=200, who=gail):
            answer = who.server.request(method, path, body, token=who.token)
            self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
            self.assertEqual(problems_of(method, path, answer.status, answer.json), [], f"{method} {path}")
            return answer.json
        there = gail.find(f"@ferry@{self.a.domain}")
        path = f"{api}/{there['id']}"
        shown = ask("GET", path)
        self.assertEqual((shown["host"], shown["joining"], shown["description"], shown["membership"]["state"]), (self.a.domain, "request", "Who crosses the lake", "none"))
        self.assertEqual([one["id"] for one in ask("GET", f"{api}?q=ferry")], [there["id"]])
        self.assertEqual([one["id"] for one in ask("GET", f"{api}?q=ferry%40{self.a.domain}")], [there["id"]])
        self.assertNotIn(there["id"], [one["id"] for one in ask("GET", api)], "the directory is of this place")
        # Nothing of what is looked after on its own server is here.
        for method, way, body in (("PATCH", "", {"title": "Mine"}), ("POST", "/acts", {"act": "pin", "object_id": there["id"]}), ("GET", "/members", None), ("GET", "/log", None),
                                  ("PUT", "/digest", {"rhythm": "daily"})):
            ask(method, path + way, body, 404)
        person = gail.find("@" + self.bob.handle)
        ask("POST", f"{api}/{person['id']}/join", {}, 404)

        self.assertEqual(ask("POST", f"{path}/join", {})["membership"]["state"], "asked")
        acts = f"{api}/{group['id']}/acts"
        asking = wait_until(lambda: self.ada.get(f"{api}/{group['id']}/requests"))
        self.assertEqual(self.a.post(acts, {"act": "welcome", "object_id": asking[0]["id"]}, token=self.ada.token).status, 200)
        wait_until(lambda: ask("GET", path)["membership"]["state"] == "member")
        self.assertIn(there["id"], [one["id"] for one in ask("GET", f"{api}/mine")])

        # A topic from there comes and is counted as new until it is read.
        ask("POST", f"{api}/{group['id']}/join", {}, who=self.ada)
        said = self.ada.write("Who has seen the timetable? @ferry")
        topics = wait_until(lambda: ask("GET", f"{path}/topics"))
        self.assertEqual([(one["status"]["uri"], one["unread"]) for one in topics], [(said["uri"], True)])
        self.assertEqual(ask("GET", path)["membership"]["unread_count"], 1)
        self.assertEqual(ask("POST", f"{path}/read", {})["membership"]["unread_count"], 0)
        self.assertEqual([one["status"]["uri"] for one in ask("GET", f"{path}/topics?state=unanswered")], [said["uri"]])
        self.assertEqual([one["uri"] for one in ask("GET", f"{path}/search?q=timetable")], [said["uri"]])
        # One from here is there, and here at once.
        mine = gail.write(f"@ferry@{self.a.domain} The last boat is at nine")
        self.assertEqual([one["status"]["uri"] for one in ask("GET", f"{path}/topics?order=newest")], [mine["uri"], said["uri"]])
        wait_until(lambda: mine["uri"] in [one["status"]["uri"] for one in ask("GET", f"{api}/{group['id']}/topics", who=self.ada)])
        # What is taken out there is out of it here.
        ours = next(one["status"] for one in ask("GET", f"{api}/{group['id']}/topics", who=self.ada) if one["status"]["uri"] == mine["uri"])
        self.assertEqual(self.a.post(acts, {"act": "remove", "object_id": ours["id"]}, token=self.ada.token).status, 200)
        wait_until(lambda: [one["status"]["uri"] for one in ask("GET", f"{path}/topics")] == [said["uri"]])

        self.assertEqual(ask("POST", f"{path}/leave", {})["membership"]["state"], "none")
        wait_until(lambda: gail.handle not in [one["account"]["acct"] for one in self.ada.get(f"{api}/{group['id']}/members")])
        self.assertEqual(ask("GET", f"{api}/mine"), [])

    def test_nothing_of_a_hidden_group_leaves_the_server_and_no_address_leads_to_it(self):
        self.a.command("group", "create", "family", "--owner", "ada", "--joining", "hidden", "--title", "Family")
        group = next(one for one in self.ada.get("/api/favilla/v1/groups/mine") if one["account"]["username"] == "family")
        path = f"/api/favilla/v1/groups/{group['id']}"
        dora = self.ada.find("@dora")["id"]
        self.assertEqual(self.a.post(f"{path}/acts", {"act": "invite", "object_id": dora}, token=self.ada.token).status, 200)
        self.dora.post(f"{path}/join")
        remote = self.ada.find("@" + self.bob.handle)["id"]
        self.assertEqual(self.a.post(f"{path}/acts", {"act": "invite", "object_id": remote}, token=self.ada.token).status, 403)
        self.bob.follow(self.ada)
        secret = self.ada.write(f"Grandmother's birthday @{self.bob.handle}", group_id=group["id"])
        later = self.ada.write("Something for all who follow me", visibility="private")
        self.bob.at_home(later["uri"])                   # what was sent after it is there, and it is not
        self.assertNotIn("Grandmother", str(self.bob.home()) + str(self.bob.get("/api/v1/notifications")))
        deliveries = self.ada.get(f"/api/favilla/v1/statuses/{secret['id']}/deliveries")["destinations"]
        self.assertEqual([one for one in deliveries if one["kind"] == "server"], [])
        home = wait_until(lambda: [one["reblog"]["id"] for one in self.dora.home() if one["reblog"] and one["account"]["username"] == "family"])
        self.assertEqual(home, [secret["id"]])
        for address in ("/users/family", "/@family", "/@family/feed.atom", "/users/family/outbox", "/users/family/followers", "/groups/family", "/groups/family/feed.atom",
                        f"/.well-known/webfinger?resource=acct:family@{self.a.domain}", f"/api/v1/accounts/{group['id']}", "/api/v1/accounts/lookup?acct=family",
                        f"/users/ada/statuses/{secret['id']}", f"/@ada/{secret['id']}", f"{path}", f"{path}/topics", f"{path}/members"):
            for headers in ({}, ACTIVITY):
                self.assertIn(self.a.get(address, headers=headers).status, (401, 404), address)
        eve = Person(self.a, "stranger")
        for where in (f"/api/v1/accounts/{dora}/following", "/api/favilla/v1/groups", "/api/favilla/v1/groups?q=family", "/api/v2/search?q=family", "/api/v2/search?q=birthday",
                      "/api/v1/timelines/public", f"/api/v1/accounts/{self.ada.find('@ada')['id']}/statuses"):
            answer = self.a.get(where, token=eve.token)
            self.assertEqual(answer.status, 200, where)
            self.assertNotIn(group["id"], answer.text, where)
            self.assertNotIn("Grandmother", answer.text, where)
        for page in ("/", "/groups", "/search?q=birthday", "/@dora", "/@ada", "/sitemap.xml"):
            text = self.a.get(page).text
            self.assertNotIn("Grandmother", text, page)
            self.assertNotIn("amily", text.replace("font-family", ""), page)
        self.assertNotIn("Grandmother", self.dora.server.get("/api/v1/timelines/home", token=eve.token).text)
        # Named by a stranger it is a word like any other.
        said = eve.write("Where is @family")
        self.assertEqual((said["mentions"], "href" in said["content"]), ([], False))


if __name__ == "__main__":
    unittest.main()
