# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody with an app, at one of several servers, for tests in which people of different servers meet."""
import functools

from support.favilla_process import Favilla, wait_until


class Person:
    def __init__(self, server: Favilla, name: str):
        self.server, self.name = server, name
        server.create_account(name)
        self.token = server.create_token(name)
        self.handle = f"{name}@{server.domain}"

    @functools.cached_property
    def id(self):
        return self.get("/api/v1/accounts/verify_credentials")["id"]

    def get(self, path, query=None):
        answer = self.server.get(path, query, token=self.token)
        assert answer.status == 200, f"GET {path}: {answer.status} {answer.text}"
        return answer.json

    def post(self, path, body=None):
        answer = self.server.post(path, body or {}, token=self.token)
        assert answer.status in (200, 202), f"POST {path}: {answer.status} {answer.text}"
        return answer.json

    def write(self, text, **more):
        return self.post("/api/v1/statuses", {"status": text, **more})

    def find(self, handle):
        """The account of that handle, asked for at its own server."""
        accounts = self.get("/api/v2/search", {"q": handle, "resolve": "true", "type": "accounts"})["accounts"]
        return accounts[0] if accounts else None

    def follow(self, other: "Person"):
        account = self.find("@" + other.handle)
        self.post(f"/api/v1/accounts/{account['id']}/follow")
        wait_until(lambda: self.relationship(account["id"])["following"])
        return account

    def relationship(self, account_id):
        return self.get("/api/v1/accounts/relationships", {"id[]": account_id})[0]

    def home(self):
        return self.get("/api/v1/timelines/home")

    def at_home(self, uri):
        """The status of that URI, once it stands in this person's home."""
        return wait_until(lambda: next((status for status in self.home() if status["uri"] == uri), None))

    def notifications(self):
        return [(one["type"], one["account"]["acct"]) for one in self.get("/api/v1/notifications")]

    def status(self, status):
        return self.get(f"/api/v1/statuses/{status['id']}")
