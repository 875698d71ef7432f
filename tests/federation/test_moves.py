# SPDX-License-Identifier: AGPL-3.0-or-later
"""Changing servers, and what somebody pinned: both are told to those who follow, wherever they are."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402
from support.person import Person  # noqa: E402

ACTIVITY = {"Accept": "application/activity+json"}
PASSWORD = "a spark is enough"


class Moves(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.old, cls.new, cls.third = (cls.enterClassContext(Favilla()) for _ in range(3))

    def people(self, name):
        """One on two servers, and followers on all three."""
        before, after = Person(self.old, name), Person(self.new, name + "2")
        followers = [Person(server, f"{name}_reader") for server in (self.old, self.new, self.third)]
        for follower in followers:
            follower.follow(before)
        return before, after, followers

    def move(self, who, target, password=PASSWORD):
        return who.server.post("/api/favilla/v1/move", {"target": "@" + target.handle, "password": password}, token=who.token)

    def test_whoever_followed_follows_the_new_account(self):
        before, after, followers = self.people("anna")
        refused = self.move(before, after)
        self.assertEqual((refused.status, "name" in refused.json["error"]), (422, True), refused.text)
        self.assertEqual(after.post("/api/favilla/v1/aliases", {"account": "@" + before.handle})["aliases"], [f"http://{self.old.domain}/users/anna"])
        self.assertEqual(self.new.get("/users/anna2", headers=ACTIVITY).json["alsoKnownAs"], [f"http://{self.old.domain}/users/anna"])
        self.assertEqual(self.move(before, after, "a guess").status, 403)
        moved = self.move(before, after)
        self.assertEqual((moved.status, moved.json["acct"]), (200, after.handle), moved.text)
        for follower in followers:
            new = follower.find("@" + after.handle)
            wait_until(lambda follower=follower, new=new: follower.relationship(new["id"])["following"])
            old = follower.find("@" + before.handle)
            self.assertFalse(follower.relationship(old["id"])["following"])
        told = self.old.get(f"/api/v1/accounts/lookup?acct=anna").json
        self.assertEqual(told["moved"]["acct"], after.handle)
        self.assertEqual(self.old.get("/users/anna", headers=ACTIVITY).json["movedTo"], f"http://{self.new.domain}/users/anna2")
        wait_until(lambda: self.third.get(f"/api/v1/accounts/lookup?acct={before.handle}").json.get("moved", {}).get("acct") == after.handle)
        for follower in followers:
            follower.at_home(after.write(f"For {follower.name}")["uri"])
        self.assertEqual(self.move(before, followers[1]).status, 422, "whom nobody named")
        again = Person(self.new, "anna3")
        again.post("/api/favilla/v1/aliases", {"account": "@" + before.handle})
        self.assertEqual(self.move(before, again).status, 429, "and not from day to day")

    def test_an_alias_is_taken_back(self):
        before, after, _ = self.people("berta")
        uri = after.post("/api/favilla/v1/aliases", {"account": "@" + before.handle})["aliases"][0]
        self.assertEqual(self.new.delete("/api/favilla/v1/aliases", {"uri": uri}, token=after.token).json, {"aliases": []})
        self.assertEqual(self.move(before, after).status, 422)
        self.assertEqual(self.new.post("/api/favilla/v1/aliases", {"account": "@nobody@" + self.old.domain}, token=after.token).status, 404)
        self.assertEqual(self.new.post("/api/favilla/v1/aliases", {"account": "@" + after.handle}, token=after.token).status, 422)

    def test_pins_are_seen_elsewhere(self):
        writer, reader = Person(self.old, "carla"), Person(self.new, "carla_reader")
        first = writer.write("Pinned before anybody followed")
        writer.post(f"/api/v1/statuses/{first['id']}/pin")
        account = reader.follow(writer)
        pinned = lambda: [one["uri"] for one in reader.get(f"/api/v1/accounts/{account['id']}/statuses", {"pinned": "true"})]
        wait_until(lambda: pinned() == [first["uri"]])
        second = writer.write("Pinned later")
        writer.post(f"/api/v1/statuses/{second['id']}/pin")
        wait_until(lambda: pinned() == [second["uri"], first["uri"]])
        writer.post(f"/api/v1/statuses/{first['id']}/unpin")
        wait_until(lambda: pinned() == [second["uri"]])


if __name__ == "__main__":
    unittest.main()
