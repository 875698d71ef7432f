# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a document that says who may do what, and what a test needs that holds them cell by cell."""
import pathlib
import unittest

from support.favilla_process import Favilla

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWERS = {200: "yes", 403: "no", 404: "absent"}


def tables(document: str) -> dict[str, dict[str, dict[str, str]]]:
    """By the section each stands in and its place there: rows by the first cell, cells by the head of their column."""
    found, section, head = {}, "", None
    for line in (ROOT / document).read_text().splitlines():
        if line.startswith("## "):
            section = line[3:]
        if not line.startswith("|"):
            head = None
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if head is None:
            head, name = cells, f"{section} {sum(key.startswith(section) for key in found)}"
            found[name] = {}
        elif not set(cells[0]) <= {"-"}:
            found[name][cells[0]] = dict(zip(head[1:], cells[1:]))
    return found


class MatrixCase(unittest.TestCase):
    """A server with an administrator, and people who are made as they are needed, called by their names."""
    document = ""                                       # which tables

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Favilla())
        cls.tables = tables(cls.document)
        cls.names = 0
        cls.tokens, cls.ids = {}, {}
        cls.boss = cls.person("admin")

    @classmethod
    def person(cls, role="user"):
        cls.names += 1
        name = f"p{cls.names}"
        cls.server.create_account(name, role=role)
        cls.tokens[name] = cls.server.create_token(name)
        cls.ids[name] = cls.call("GET", "/api/v1/accounts/verify_credentials", name).json["id"]
        return name

    @classmethod
    def call(cls, method, path, who=None, body=None, voice=None):
        headers = {"Favilla-Voice": voice["id"]} if voice else {}
        return cls.server.request(method, path, body, token=who and cls.tokens[who], headers=headers)

    def done(self, *args, **more):
        answer = self.call(*args, **more)
        self.assertEqual(answer.status, 200, f"{args}: {answer.text}")
        return answer.json
