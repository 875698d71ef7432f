# SPDX-License-Identifier: AGPL-3.0-or-later
"""10,000 members who agreed to be suggested, each with 30 interests: who would care about a post, and one's own list."""
import random
import sqlite3

import data
from rows import Row
from serving import Server

PEOPLE = 10_000
EACH = 30
SUBJECTS = 2_000        # held as 1, 1/2, 1/3, …: the first by nearly everybody


def plant(server: Server) -> None:
    """While nobody serves."""
    chance, shares = random.Random(9), [1 / (rank + 1) for rank in range(SUBJECTS)]
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        people = database.execute("SELECT a.id, a.domain_id FROM accounts a JOIN users u ON u.account_id = a.id ORDER BY a.id LIMIT ?", (PEOPLE,)).fetchall()
        assert len(people) == PEOPLE, len(people)
        for account, domain in people:
            database.execute("INSERT OR REPLACE INTO interest_profiles (account_id, domain_id, offered, stale, weighed_at) VALUES (?, ?, 1, 0, 9000000000000)", (account, domain))
            for subject in set(chance.choices(range(SUBJECTS), shares, k=EACH)):
                database.execute("INSERT INTO interests (account_id, domain_id, subject, label, weight, offered, said, follows_tag, own) VALUES (?, ?, ?, ?, ?, 1, 3, 0, 0)",
                                 (account, domain, f"#theme{subject}", f"#theme{subject}", chance.randint(100, 950)))


def interests(options):
    with Server(data.prepare("fanout")) as server:
        server.stop()
        plant(server)
        server.start()
        server.create_account("looker", role="admin")
        token = server.create_token("looker")
        times = 20 if options.quick else 100
        for title, themes in (("readers of a post among 10,000, of its rarer subjects", range(40, 1000, 160)), ("readers of a post among 10,000, of what nearly all care about", range(6))):
            text = " ".join(f"#theme{theme}" for theme in themes)
            before = server.cpu()
            for _ in range(times):
                answer = server.post("/api/favilla/v1/spark_readers", {"text": text, "limit": 10}, token=token)
                assert answer.status == 200 and len(answer.json["readers"]) == 10 and answer.json["agreed"] == PEOPLE, answer.text[:200]
            yield Row(title, (server.cpu() - before) * 1000 / times, 50, answers=times)
