# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server with an administrator, asked through our own API, for suites that share no people: each test makes its own."""
import unittest

from support.favilla_process import Favilla
from support.openapi import problems_of
from support.person import Person


class ApiCase(unittest.TestCase):
    scopes = "read write follow push"                   # of the administrator's token

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.server.create_account("boss", role="admin")
        cls.boss = cls.server.create_token("boss", cls.scopes)
        cls.names = 0

    def ask(self, method, path, who=None, body=None, status=200):
        """By a person, or with a token. Every answer of our own API is what docs/api/favilla.yaml says it is."""
        answer = self.server.request(method, path, body, token=getattr(who, "token", who))
        self.assertEqual(answer.status, status, f"{method} {path}: {answer.text}")
        if path.startswith("/api/favilla/"):
            self.assertEqual(problems_of(method, path, answer.status, answer.json), [], f"{method} {path}")
        return answer.json

    def name(self, stem="friend"):
        type(self).names += 1
        return f"{stem}{self.names}"

    def person(self, stem="ada"):
        return Person(self.server, self.name(stem))
