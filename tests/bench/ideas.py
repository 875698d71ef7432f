# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ideas with 10,000 votes: the list, one of them with its credits, the public roadmap, and a vote beside the others."""
import sqlite3

import data
from rows import Row
from serving import Server

VOTES = 10_000
IDEAS = 200


def plant(server: Server, chosen: str) -> None:
    """While nobody serves: everybody has voted for the one idea."""
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        people = [one for (one,) in database.execute("SELECT a.id FROM accounts a JOIN users u ON u.account_id = a.id ORDER BY a.id LIMIT ?", (VOTES,))]
        assert len(people) == VOTES, len(people)
        last = database.execute("SELECT max(id) FROM favourites").fetchone()[0] or 0
        for number, account in enumerate(people, 1):
            database.execute("INSERT INTO favourites (account_id, status_id, id, created_at) VALUES (?, ?, ?, 1)", (account, chosen, last + number))
            database.execute("INSERT INTO idea_votes (idea_id, account_id, id, remote, created_at) VALUES (?, ?, ?, 0, 1)", (chosen, account, last + number))
        database.execute("UPDATE ideas SET votes_count = ?, authentic_votes = ? WHERE status_id = ?", (VOTES, VOTES, chosen))
        database.execute("INSERT INTO idea_vote_codes (idea_id, code, votes) VALUES (?, 0, ?)", (chosen, VOTES))
        database.execute("UPDATE statuses SET favourites_count = ? WHERE id = ?", (VOTES, chosen))


def ideas(options):
    api = "/api/favilla/v1/ideas"
    with Server(data.prepare("fanout")) as server:
        server.create_account("asker", role="admin")
        token = server.create_token("asker")
        made = [server.post(api, {"title": f"Idea {n}", "text": "It would help."}, token=token).json["id"] for n in range(20 if options.quick else IDEAS)]
        server.stop()
        plant(server, made[0])
        server.start()
        times = 60 if options.quick else 200           # the clock that counts a process's time ticks every 10 ms
        looks = ((f"ideas, 20 of them, one with {VOTES:,} votes", api, lambda answer: answer.json["ideas"][0]["votes_count"] == VOTES),
                 (f"credits of {VOTES:,} voters, 40 of them", f"{api}/{made[0]}/credits", lambda answer: len(answer.json["voters"]) == 40),
                 ("roadmap, for everybody", "/roadmap", lambda answer: "Idea 0" in answer.text))
        for title, path, holds in looks:
            before = server.cpu()
            for _ in range(times):
                answer = server.get(path, token=token if path.startswith("/api") else None)
                assert answer.status == 200 and holds(answer), answer.text[:200]
            yield Row(title, (server.cpu() - before) * 1000 / times, answers=times)
        before = server.cpu()
        for n in range(times):
            answer = server.post(f"{api}/{made[0]}/{'unvote' if n % 2 else 'vote'}", {}, token=token)
            assert answer.json["votes_count"] == VOTES + (n + 1) % 2, answer.text[:200]
        yield Row(f"a vote beside {VOTES:,}", (server.cpu() - before) * 1000 / times, answers=times)
