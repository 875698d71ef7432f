# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk of a page for which 100,000 conversations wait, what the desk adds to a post that makes one more, and what is about to go out."""
import json
import sqlite3
import time

import data
from rows import Row
from serving import Favilla, Server, cpu_seconds

WAITING = 100_000
API = "/api/favilla/v1/desk"
QUERY = ("SELECT i.id, i.due_at, i.status_id, i.author_id FROM desk_items i WHERE i.page_id = ? AND i.closed_at IS NULL "
         "AND (i.due_at, i.id) > (0, 0) ORDER BY i.due_at, i.id LIMIT 21")


def plant(server: Server, page: int) -> None:
    """While nobody serves: items of conversations that were never there, over posts that are."""
    now = int(time.time() * 1000)
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        posts = database.execute("SELECT id, account_id FROM statuses WHERE boost_of_id IS NULL AND visibility = 0 AND deleted_at IS NULL ORDER BY id LIMIT 5000").fetchall()
        database.executemany("INSERT INTO desk_items (id, page_id, conversation_id, kind, status_id, author_id, waiting, since, due_at, due_by, state, turn) VALUES (?, ?, ?, 'mention', ?, ?, 1, ?, ?, 'target', 'waiting', 0)",
                             [(n + 1, page, -n - 1, *posts[n * 7919 % len(posts)], now - n * 60_000, now + (n * 104_729 % WAITING) * 1000) for n in range(WAITING)])


def bare(server: Server, page: int, times: int) -> float:
    """CPU milliseconds of the query alone."""
    with sqlite3.connect(f"file:{server.data / 'favilla.sqlite3'}?mode=ro", uri=True) as database:
        database.execute(QUERY, (page,)).fetchall()
        before = time.process_time()
        for _ in range(times):
            assert len(database.execute(QUERY, (page,)).fetchall()) == 21
        return (time.process_time() - before) * 1000 / times


def cost_of(server: Server, token: str, words: str, times: int) -> float:
    """CPU milliseconds of a post, with all that follows from it."""
    before = server.cpu()
    for number in range(times):
        answer = server.post("/api/v1/statuses", {"status": f"{words}, {number}", "language": "en"}, token=token)
        assert answer.status == 200, answer.text
    server.drain()
    return (server.cpu() - before) * 1000 / times


def outlook(times: int):
    """What it costs to look at what is about to go out, in the demo's community, and how far the model was right on conversations held out."""
    demo = Favilla(demo=True)
    with demo:
        demo.stop()
        began = time.perf_counter()
        told = json.loads(demo.command("outlook", "--fit", "--json").stdout)
        seconds = time.perf_counter() - began
        demo.start()
        token = demo.create_token("ada", "read")
        before = cpu_seconds(demo.process.pid)
        for _ in range(times):
            answer = demo.get(f"{API}/outlook", token=token)
            assert answer.status == 200 and answer.json["endings"], answer.text[:200]
        yield Row("what is about to go out, a look", (cpu_seconds(demo.process.pid) - before) * 1000 / times, 5.0, answers=times)
    model = told["outlook"]
    flagged = model["flagged_conversations"]
    yield Row("what is about to go out, fitted anew", seconds * 1000, None, answers=model["conversations"], unit="ms", note=f"{model['looks_fitted']} looks, the command's start among it")
    yield Row("held-out conversations flagged that ended", flagged["value"], 0.7, answers=flagged["of"], unit="share", note=f"95 %: {flagged['lower']:.3f} to {flagged['upper']:.3f}; Brier {model['brier']:.3f}, of the base rate {model['brier_of_base']:.3f}", at_least=True)
    for one in model["reliability"]:
        seen = one["observed"]
        if seen["of"]:
            yield Row(f"  said {one['from']:.1f} to {one['from'] + 0.1:.1f}, happened", seen["value"], answers=seen["of"], unit="share", note=f"said {one['expected']:.3f}; 95 %: {seen['lower']:.3f} to {seen['upper']:.3f}")


def posts(server: Server, asker: str, rounds: int, times: int):
    """What is compared takes turns, so that what else the machine does falls on all of them."""
    kinds = {"nobody": "A spark", "a person": "@friend when do you open", "a page, which makes an item": "@beacon when do you open"}
    spent = {whom: [] for whom in kinds}
    for number in range(rounds):
        for whom, words in kinds.items():
            spent[whom].append(cost_of(server, asker, f"{words}, round {number}", times))
    for whom, figures in spent.items():
        yield Row(f"a post that names {whom}", sum(figures) / rounds, answers=rounds * times)
    person, page = spent["a person"], spent["a page, which makes an item"]
    ratios = [two / one for one, two in zip(person, page)]
    yield Row("a post that names a page : a person", sum(page) / sum(person), 1.1, answers=rounds * times * 2, unit="× CPU", note=f"{min(ratios):.2f} to {max(ratios):.2f} in {rounds} rounds")


def desk(options):
    with Server(data.prepare("small")) as server:
        server.create_account("keeper", role="admin")
        keeper = server.create_token("keeper")
        page = int(server.post("/api/favilla/v1/pages", {"name": "beacon"}, token=keeper).json["id"])
        server.create_account("asker")
        asker = server.create_token("asker")
        server.stop()
        plant(server, page)
        server.start()
        times = 20 if options.quick else 200           # the clock that counts a process's time ticks every 10 ms
        query = bare(server, page, times)
        looks = (("first page", ""), ("those nobody has", "&which=free"), ("of one kind", "&kind=mention"))
        for title, more in looks:
            before = server.cpu()
            for _ in range(times):
                answer = server.get(f"{API}?page_id={page}{more}", token=keeper)
                assert answer.status == 200 and len(answer.json["items"]) == 20, answer.text[:200]
            spent = (server.cpu() - before) * 1000 / times
            yield Row(f"desk of {WAITING:,} items, {title}", spent, 1.0, answers=times, note=f"the bare query: {query:.3f}, ratio {spent / query:.1f}")
        server.create_account("friend")
        yield from posts(server, asker, *((1, 50) if options.quick else (5, 100)))
    yield from outlook(20 if options.quick else 200)
