# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ledger of somebody who did twenty things a day for two years, and what a page owes whom 5,000 posts reached."""
import sqlite3
import time

import data
from rows import Row
from serving import Server

DAYS, EACH_DAY = 720, 20
WAITING = 5_000
DAY = 86_400_000


def plant(server: Server, person: int, page: int) -> None:
    """While nobody serves."""
    today = int(time.time() * 1000) // DAY
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        posts = database.execute("SELECT id, account_id, conversation_id FROM statuses WHERE boost_of_id IS NULL AND visibility = 0 AND deleted_at IS NULL ORDER BY id LIMIT ?", (WAITING,)).fetchall()
        kinds = ("answer", "like", "vote", "answered", "liked")
        for day in range(DAYS):
            database.executemany("INSERT INTO ledger_entries (account_id, kind, day, object_id, at, amount) VALUES (?, ?, ?, ?, ?, 1)",
                                 [(person, kinds[n % len(kinds)], today - day, posts[(day * EACH_DAY + n) % len(posts)][0], (today - day) * DAY + n) for n in range(EACH_DAY)])
        database.executemany("INSERT OR IGNORE INTO ledger_owed (page_id, status_id, author_id, conversation_id, direct, created_at) VALUES (?, ?, ?, ?, 1, ?)",
                             [(page, id, author, conversation, (today - 30) * DAY + n) for n, (id, author, conversation) in enumerate(posts)])


def ledger(options):
    api = "/api/favilla/v1/ledger"
    with Server(data.prepare("small")) as server:
        server.create_account("giver")
        giver = server.create_token("giver")
        server.create_account("keeper", role="admin")
        keeper = server.create_token("keeper")
        person = int(server.get("/api/v1/accounts/verify_credentials", token=giver).json["id"])
        page = int(server.post("/api/favilla/v1/pages", {"name": "beacon"}, token=keeper).json["id"])
        server.stop()
        plant(server, person, page)
        server.start()
        times = 60 if options.quick else 200           # the clock that counts a process's time ticks every 10 ms
        looks = ((f"ledger page, of {DAYS * EACH_DAY:,} entries", "", giver, lambda answer: answer["gave"]["points"] > 500 and len(answer["weeks"]) == 26),
                 ("its entries, 20 of them", "/entries", giver, lambda answer: len(answer["entries"]) == 20),
                 (f"answers owed, 20 of {WAITING:,} posts that wait", f"/owed?page_id={page}", keeper, lambda answer: len(answer["owed"]) == 20))
        for title, path, token, holds in looks:
            before = server.cpu()
            for _ in range(times):
                answer = server.get(api + path, token=token)
                assert answer.status == 200 and holds(answer.json), answer.text[:200]
            yield Row(title, (server.cpu() - before) * 1000 / times, answers=times)
