# SPDX-License-Identifier: AGPL-3.0-or-later
"""The posture of a page that for two years began something every day, was answered by twenty people each time and answered some of them."""
import sqlite3
import time

import data
from rows import Row
from serving import Server

DAYS, ANSWERS, READERS = 720, 20, 200
DAY = 86_400_000
SHIFT = 16                                              # of the time in an id

COLUMNS = ("id, account_id, domain_id, conversation_id, in_reply_to_id, in_reply_to_account_id, visibility, listed, text, html, content_warning, sensitive, uri, url, "
           "replies_count, boosts_count, favourites_count, has_mentions, has_tags, created_at")


def plant(server: Server, page: int) -> None:
    """While nobody serves."""
    today = int(time.time() * 1000) // DAY
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        domain, = database.execute("SELECT domain_id FROM accounts WHERE id = ?", (page,)).fetchone()
        people = [one for one, in database.execute("SELECT id FROM accounts WHERE kind = 'person' AND id <> ? ORDER BY id LIMIT ?", (page, READERS))]
        for day in range(DAYS):
            begin = (today - DAYS + day) * DAY + 9 * 3_600_000
            root = begin << SHIFT
            posts = [(root, page, None, None)]
            for n in range(ANSWERS):
                reader = people[(day * 7 + n) % len(people)]
                id = (begin + (n + 1) * 600_000) << SHIFT
                above = posts[-1] if n % 3 == 2 else posts[0]
                posts.append((id, reader, above[0], above[1]))
                if n % 5 == 0:
                    posts.append((id + (60_000 << SHIFT), page, id, reader))
            database.execute("INSERT INTO conversations (id, opener_id, root_id, state, statuses_count, created_at, last_status_at) VALUES (?, ?, ?, 'open', ?, ?, ?)", (root, page, root, len(posts), begin, begin))
            database.executemany(f"INSERT INTO statuses ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0, 1, 'Who comes?', '<p>Who comes?</p>', '', 0, ?, '', 0, 0, 0, 0, 0, ?)",
                                 [(id, author, domain, root, above, answered, f"bench:{id}", id >> SHIFT) for id, author, above, answered in posts])


def posture(options):
    with Server(data.prepare("small")) as server:
        server.create_account("keeper", role="admin")
        keeper = server.create_token("keeper")
        page = int(server.post("/api/favilla/v1/pages", {"name": "lectern"}, token=keeper).json["id"])
        server.stop()
        plant(server, page)
        server.start()
        times = 3 if options.quick else 20
        before = server.cpu()
        for _ in range(times):
            answer = server.get(f"/api/favilla/v1/pages/{page}/posture", token=keeper)
            assert answer.status == 200 and answer.json["score"] and len(answer.json["trend"]) == 13, answer.text[:200]
        yield Row(f"posture of a page, two years of {DAYS * (ANSWERS + 5):,} posts", (server.cpu() - before) * 1000 / times, answers=times)
