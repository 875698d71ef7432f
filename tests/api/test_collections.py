# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of people that somebody shows: who may be put in, who sees what, and how one leaves again."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import schema  # noqa: E402
from support.api_case import ApiCase  # noqa: E402

API = "/api/v1/collections"


class Collections(ApiCase):
    scopes = "read write admin:read admin:write"

    def call(self, who, method, path, body=None, kind=None, status=200):
        answer = self.server.request(method, path, {} if body is None and method in ("POST", "PATCH") else body, token=who.token if who else None)
        self.assertEqual(answer.status, status, f"{method} {path} {answer.text}")
        if kind or status >= 400:
            self.assertEqual(schema.check(answer.json, kind or "Error"), [], path)
        return answer.json

    def known(self, *names):
        """People who may be discovered."""
        people = [self.person(name) for name in names]
        for who in people:
            self.call(who, "PATCH", "/api/v1/accounts/update_credentials", {"discoverable": True})
        return people

    def make(self, who, *people, **more):
        return self.call(who, "POST", API, {"name": "Bright", "account_ids": [one.id for one in people], **more}, "WrappedCollection")["collection"]

    def shown(self, who, collection):
        return [item["account_id"] for item in self.call(who, "GET", f"{API}/{collection['id']}", kind="CollectionWithAccounts")["collection"]["items"]]

    def test_it_is_made_read_and_changed(self):
        ada, bob, cleo = self.known("ada", "bob", "cleo")
        made = self.make(ada, bob, cleo, description="They <burn>", language="it", tag_name="#Sparks", sensitive=True)
        self.assertEqual((made["name"], made["description"], made["language"], made["sensitive"], made["discoverable"], made["item_count"]),
                         ("Bright", "They &lt;burn&gt;", "it", True, True, 2))
        self.assertEqual(made["tag"]["name"], "Sparks")
        whole = self.call(None, "GET", f"{API}/{made['id']}", kind="CollectionWithAccounts")
        self.assertEqual(whole["collection"], made)
        self.assertEqual({account["id"] for account in whole["accounts"]}, {ada.id, bob.id, cleo.id})
        changed = self.call(ada, "PATCH", f"{API}/{made['id']}", {"name": "Brighter", "tag_name": "", "discoverable": False}, "WrappedCollection")["collection"]
        self.assertEqual((changed["name"], changed["tag"], changed["discoverable"], changed["language"]), ("Brighter", None, False, "it"))
        self.assertEqual(self.call(None, "GET", f"{API}/{made['id']}")["collection"]["name"], "Brighter")
        self.assertEqual(self.call(ada, "DELETE", f"{API}/{made['id']}"), {})
        self.call(ada, "GET", f"{API}/{made['id']}", status=404)

    def test_lists_of_lists(self):
        ada, bob = self.known("ada", "bob")
        open_one, hidden = self.make(ada, bob), self.make(ada, discoverable=False)
        theirs = f"/api/v1/accounts/{ada.id}/collections"
        def ids(who, path):
            return [one["id"] for one in self.call(who, "GET", path, kind="Collections")["collections"]]
        self.assertEqual(ids(ada, theirs), [hidden["id"], open_one["id"]])
        self.assertEqual(ids(ada, theirs + "?limit=1&offset=1"), [open_one["id"]])
        for who in (bob, None):
            self.assertEqual(ids(who, theirs), [open_one["id"]])
        self.assertEqual(ids(bob, f"/api/v1/accounts/{bob.id}/in_collections"), [open_one["id"]])
        self.call(ada, "GET", f"/api/v1/accounts/{bob.id}/in_collections", status=403)
        self.call(None, "GET", "/api/v1/accounts/1/collections", status=404)

    def test_nobody_is_put_in_who_has_not_agreed(self):
        ada, bob = self.known("ada", "bob")
        shy, blocker = self.person("shy"), self.known("blocker")[0]
        blocker.post(f"/api/v1/accounts/{ada.id}/block")
        made = self.make(ada)
        items = f"{API}/{made['id']}/items"
        for who, status in ((shy, 403), (blocker, 403), (ada, 422)):
            self.call(ada, "POST", items, {"account_id": who.id}, status=status)
        self.call(ada, "POST", items, {"account_id": "1"}, status=404)
        self.call(ada, "POST", items, {}, status=422)
        # One who may not be put in keeps the whole from being made.
        self.call(ada, "POST", API, {"name": "Both", "account_ids": [bob.id, shy.id]}, status=403)
        self.assertEqual(len(self.call(ada, "GET", f"/api/v1/accounts/{ada.id}/collections")["collections"]), 1)
        item = self.call(ada, "POST", items, {"account_id": bob.id}, "WrappedCollectionItem")["collection_item"]
        self.assertEqual((item["account_id"], item["state"]), (bob.id, "accepted"))
        self.assertEqual(self.call(ada, "POST", items, {"account_id": bob.id})["collection_item"], item)
        approval = [self.call(None, "GET", f"/api/v1/accounts/{who.id}")["feature_approval"]["automatic"] for who in (bob, shy)]
        self.assertEqual(approval, [["public"], []])

    def test_who_was_put_in_is_told_and_may_leave_for_good(self):
        ada, bob, cleo = self.known("ada", "bob", "cleo")
        made = self.make(ada, bob, cleo)
        told = self.call(bob, "GET", "/api/v1/notifications", kind="Notification[]")
        self.assertEqual([(one["type"], one["account"]["id"], one["collection"]["id"]) for one in told], [("added_to_collection", ada.id, made["id"])])
        item = made["items"][0]["id"]
        self.call(cleo, "POST", f"{API}/{made['id']}/items/{item}/revoke", status=403)
        self.assertEqual(self.call(bob, "POST", f"{API}/{made['id']}/items/{item}/revoke"), {})
        self.assertEqual(self.shown(None, made), [cleo.id])
        self.assertEqual(self.call(bob, "GET", "/api/v1/notifications"), [])
        self.call(ada, "POST", f"{API}/{made['id']}/items", {"account_id": bob.id}, status=403)
        self.assertEqual(self.call(ada, "DELETE", f"{API}/{made['id']}/items/{made['items'][1]['id']}"), {})
        self.assertEqual(self.shown(None, made), [])
        self.call(ada, "DELETE", f"{API}/{made['id']}/items/{item}", status=404)
        self.call(ada, "POST", f"{API}/{made['id']}/items", {"account_id": cleo.id})

    def test_it_is_its_owners_alone(self):
        ada, bob, cleo = self.known("ada", "bob", "cleo")
        made = self.make(ada, bob)
        for method, path, body in (("PATCH", "", {"name": "Mine"}), ("DELETE", "", None), ("POST", "/items", {"account_id": cleo.id}), ("DELETE", f"/items/{made['items'][0]['id']}", None)):
            self.call(bob, method, f"{API}/{made['id']}{path}", body, status=403)
            self.assertEqual(self.server.request(method, f"{API}/{made['id']}{path}", body).status, 401)
        self.assertEqual(self.call(ada, "GET", f"{API}/{made['id']}")["collection"], made)

    def test_blocks_hide_people_and_whole_lists(self):
        ada, bob, cleo = self.known("ada", "bob", "cleo")
        made = self.make(ada, bob, cleo)
        cleo.post(f"/api/v1/accounts/{bob.id}/block")
        self.assertEqual(self.shown(bob, made), [bob.id])
        self.assertEqual(self.shown(cleo, made), [cleo.id])
        ada.post(f"/api/v1/accounts/{cleo.id}/block")
        self.call(cleo, "GET", f"{API}/{made['id']}", status=404)
        self.assertEqual(self.call(cleo, "GET", f"/api/v1/accounts/{ada.id}/collections")["collections"], [])
        self.server.post(f"/api/v1/admin/accounts/{ada.id}/action", {"type": "suspend"}, token=self.boss)
        self.call(None, "GET", f"{API}/{made['id']}", status=404)

    def test_limits(self):
        ada = self.person("ada")
        for body in ({}, {"name": ""}, {"name": "x" * 41}, {"name": "Fine", "description": "x" * 101}, {"name": "Fine", "language": "nonsense!"}, {"name": "Fine", "tag_name": "no tag"}):
            self.call(ada, "POST", API, body, status=422)
        for n in range(10):
            self.make(ada, name=f"List {n}")
        self.call(ada, "POST", API, {"name": "One too many"}, status=422)


if __name__ == "__main__":
    unittest.main()
