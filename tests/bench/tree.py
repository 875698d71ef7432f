# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tree of invitations of 10,000 people, as the team reads it: one level of it, and what invitations bring."""
import sqlite3

import data
from rows import Row
from serving import Server

PEOPLE = 10_000
EACH = 5        # whom everybody brought, until nobody is left


def plant(server: Server) -> None:
    """While nobody serves: the n-th person came through the (n-1)/5-th, all of it long ago."""
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        people = database.execute("SELECT a.id, a.domain_id FROM accounts a JOIN users u ON u.account_id = a.id ORDER BY a.id LIMIT ?", (PEOPLE + 1,)).fetchall()
        assert len(people) == PEOPLE + 1, len(people)
        generations = [0]
        for number, (account, domain) in enumerate(people):
            database.execute("INSERT INTO invitations (id, domain_id, account_id, code_mark, max_uses, uses, expires_at, created_at) VALUES (?, ?, ?, ?, ?, ?, 2, 1)",
                             (account, domain, account, f"mark {number}", EACH, min(EACH, max(0, PEOPLE - EACH * number))))
            if number:
                inviter = people[(number - 1) // EACH][0]
                generations.append(generations[(number - 1) // EACH] + 1)
                database.execute("INSERT INTO invited (account_id, invitation_id, inviter_id, domain_id, generation, joined_at) VALUES (?, ?, ?, ?, ?, 1)",
                                 (account, inviter, inviter, domain, generations[number]))


def tree(options):
    with Server(data.prepare("fanout")) as server:
        server.stop()
        plant(server)
        server.start()
        server.create_account("looker", role="admin")
        token = server.create_token("looker", "admin:read")
        times = 2 if options.quick else 30
        for title, path, holds in (("tree of 10,000 people, the first level", "tree", lambda answer: answer["people"][0]["below_count"] == PEOPLE),
                                   ("k and generations of 10,000 people", "growth", lambda answer: sum(answer["generations"]) == PEOPLE)):
            before = server.cpu()
            for _ in range(times):
                answer = server.get(f"/api/favilla/v1/invitations/{path}", token=token)
                assert answer.status == 200 and holds(answer.json), answer.text[:200]
            yield Row(title, (server.cpu() - before) * 1000 / times, answers=times)
