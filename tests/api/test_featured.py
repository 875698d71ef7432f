# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a profile shows beside its posts: tags, recommended people; and whom somebody is suggested."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

TAGS = "/api/v1/featured_tags"


class Featured(ApiCase):
    scopes = "read write follow admin:read admin:write"

    def get(self, who, path, query=None, kind=None, status=200):
        answer = self.server.get(path, query, token=who.token if who else None)
        self.assertEqual(answer.status, status, f"{path} {answer.text}")
        if kind:
            self.assertEqual(schema.check(answer.json, kind), [], path)
        return answer.json

    def send(self, who, method, path, body=None, status=200):
        answer = self.server.request(method, path, {} if body is None else body, token=who.token)
        self.assertEqual(answer.status, status, f"{method} {path} {answer.text}")
        return answer.json

    def discoverable(self, *people):
        for who in people:
            self.send(who, "PATCH", "/api/v1/accounts/update_credentials", {"discoverable": True})

    def follow(self, who, *others):
        for other in others:
            who.post(f"/api/v1/accounts/{other.id}/follow")

    def test_a_tag_on_a_profile(self):
        ada, bob = self.person("ada"), self.person("bob")
        for text, how in (("One #Sparks", "public"), ("Two #sparks", "unlisted"), ("Three #sparks", "private"), ("Four #embers", "public")):
            ada.write(text, visibility=how)
        self.assertEqual([(tag["name"], tag["featuring"]) for tag in self.get(ada, TAGS + "/suggestions", kind="Tag[]")], [("sparks", False), ("embers", False)])
        made = self.send(ada, "POST", TAGS, {"name": "#Sparks"})
        self.assertEqual(schema.check(made, "FeaturedTag"), [])
        self.assertEqual((made["name"], made["statuses_count"]), ("Sparks", "2"))
        self.assertTrue(made["last_status_at"])
        self.assertEqual(self.send(ada, "POST", TAGS, {"name": "sparks"}), made)
        self.assertEqual([tag["name"] for tag in self.get(ada, TAGS + "/suggestions")], ["embers"])
        self.assertEqual(self.get(ada, TAGS, kind="FeaturedTag[]"), [made])
        for who in (bob, None):
            self.assertEqual(self.get(who, f"/api/v1/accounts/{ada.id}/featured_tags", kind="FeaturedTag[]"), [made])
        self.assertTrue(self.get(ada, "/api/v1/tags/sparks")["featuring"])
        self.assertFalse(self.get(bob, "/api/v1/tags/sparks")["featuring"])
        self.send(bob, "DELETE", f"{TAGS}/{made['id']}", status=404)
        self.assertEqual(self.send(ada, "DELETE", f"{TAGS}/{made['id']}"), {})
        self.assertEqual(self.get(ada, TAGS), [])
        self.send(ada, "DELETE", f"{TAGS}/{made['id']}", status=404)

    def test_by_the_name_of_the_tag(self):
        ada = self.person("ada")
        self.assertTrue(self.send(ada, "POST", "/api/v1/tags/harbour/feature")["featuring"])
        self.assertEqual([(tag["name"], tag["statuses_count"], tag["last_status_at"]) for tag in self.get(ada, TAGS)], [("harbour", "0", None)])
        self.assertFalse(self.send(ada, "POST", "/api/v1/tags/harbour/unfeature")["featuring"])
        self.assertEqual(self.get(ada, TAGS), [])

    def test_what_is_no_tag_and_one_too_many(self):
        ada = self.person("ada")
        for name in ("", "no tag", "1"):
            self.assertEqual(schema.check(self.send(ada, "POST", TAGS, {"name": name}, 422), "Error"), [])
        most = self.get(None, "/api/v2/instance")["configuration"]["accounts"]["max_featured_tags"]
        for n in range(most):
            self.send(ada, "POST", TAGS, {"name": f"tag{n}"})
        self.send(ada, "POST", TAGS, {"name": "further"}, 422)
        self.assertEqual(len(self.get(ada, TAGS)), most)

    def test_other_servers_read_them(self):
        ada = self.person("ada")
        self.send(ada, "POST", TAGS, {"name": "Lanterns"})
        headers = {"Accept": "application/activity+json"}
        actor = self.server.get(f"/users/{ada.name}", headers=headers).json
        found = self.server.get(actor["featuredTags"].split(self.server.domain)[1], headers=headers).json
        self.assertEqual((found["type"], found["totalItems"], [item["name"] for item in found["items"]]), ("Collection", 1, ["#Lanterns"]))

    def test_whom_somebody_recommends(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.send(ada, "POST", f"/api/v1/accounts/{bob.id}/endorse", status=422)
        self.follow(ada, bob, cleo)
        for who, path in ((bob, "endorse"), (cleo, "pin"), (cleo, "endorse")):
            self.assertTrue(self.send(ada, "POST", f"/api/v1/accounts/{who.id}/{path}")["endorsed"])
        self.assertEqual([one["id"] for one in self.get(ada, "/api/v1/endorsements", kind="Account[]")], [cleo.id, bob.id])
        theirs = f"/api/v1/accounts/{ada.id}/endorsements"
        self.assertEqual([one["id"] for one in self.get(None, theirs, kind="Account[]")], [cleo.id, bob.id])
        self.assertEqual([one["id"] for one in self.get(bob, theirs, {"limit": 1})], [cleo.id])
        self.assertTrue(ada.relationship(bob.id)["endorsed"])
        self.assertFalse(bob.relationship(ada.id)["endorsed"])
        self.assertFalse(self.send(ada, "POST", f"/api/v1/accounts/{bob.id}/unpin")["endorsed"])
        self.send(ada, "POST", f"/api/v1/accounts/{cleo.id}/unfollow")
        self.assertEqual(self.get(ada, "/api/v1/endorsements"), [])
        self.send(ada, "POST", f"/api/v1/accounts/{ada.id}/endorse", status=422)
        self.send(ada, "POST", "/api/v1/accounts/1/endorse", status=404)
        self.get(None, "/api/v1/accounts/1/endorsements", status=404)

    def test_who_is_blocked_sees_no_recommendations(self):
        ada, bob, cleo = (self.person(name) for name in ("ada", "bob", "cleo"))
        self.follow(ada, cleo)
        self.send(ada, "POST", f"/api/v1/accounts/{cleo.id}/endorse")
        ada.post(f"/api/v1/accounts/{bob.id}/block")
        self.assertEqual(self.get(bob, f"/api/v1/accounts/{ada.id}/endorsements"), [])
        cleo_blocks = self.person("dora")
        cleo.post(f"/api/v1/accounts/{cleo_blocks.id}/block")
        self.assertEqual(self.get(cleo_blocks, f"/api/v1/accounts/{ada.id}/endorsements"), [])

    def suggested(self, who, **query):
        return {one["account"]["id"]: one["sources"] for one in self.get(who, "/api/v2/suggestions", {"limit": 80, **query}, "Suggestion[]")}

    def test_suggestions_have_reasons(self):
        ada, bob, cleo, dora, eve, fay = (self.person(name) for name in ("ada", "bob", "cleo", "dora", "eve", "fay"))
        self.discoverable(dora, eve)
        self.follow(ada, bob, cleo)
        for friend in (bob, cleo):
            self.follow(friend, dora, fay)
        self.follow(bob, eve)
        found = self.suggested(ada)
        self.assertEqual(found[dora.id], ["friends_of_friends", "most_followed"])
        self.assertEqual(found[eve.id], ["most_followed"])             # one friend's taste is no reason
        self.assertNotIn(fay.id, found)                                # has not chosen to be found
        self.assertNotIn(ada.id, found)
        self.assertIn(dora.id, [one["id"] for one in self.get(ada, "/api/v1/suggestions", {"limit": 80}, "Account[]")])
        # Whom a friend follows is the friend's to show.
        self.send(cleo, "PATCH", "/api/v1/accounts/update_credentials", {"hide_collections": True})
        self.assertEqual(self.suggested(ada)[dora.id], ["most_followed"])

    def test_who_is_never_suggested(self):
        ada, follower = self.person("ada"), self.person("follower")
        people = {what: self.person(what) for what in ("followed", "asked", "blocked", "blocks", "muted", "silenced", "refused", "plain")}
        self.discoverable(*people.values())
        self.follow(follower, *people.values())
        ids = {what: who.id for what, who in people.items()}
        self.assertEqual(set(ids.values()) - set(self.suggested(ada)), set())
        self.follow(ada, people["followed"])
        self.send(people["asked"], "PATCH", "/api/v1/accounts/update_credentials", {"locked": True})
        self.follow(ada, people["asked"])
        for act in ("block", "mute"):
            ada.post(f"/api/v1/accounts/{ids[act + ('ed' if act == 'block' else 'd')]}/{act}")
        people["blocks"].post(f"/api/v1/accounts/{ada.id}/block")
        self.server.post(f"/api/v1/admin/accounts/{ids['silenced']}/action", {"type": "silence"}, token=self.boss)
        self.assertEqual(self.send(ada, "DELETE", f"/api/v1/suggestions/{ids['refused']}"), {})
        self.assertEqual(set(ids.values()) & set(self.suggested(ada)), {ids["plain"]})


if __name__ == "__main__":
    unittest.main()
