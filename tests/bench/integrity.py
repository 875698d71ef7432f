# SPDX-License-Identifier: AGPL-3.0-or-later
"""A million acts of a hundred thousand accounts judged from nothing, from files and from the database; and the public sample of CooRTweet, where it is here, beside what
that package took."""
import csv
import json
import math
import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import tempfile
import time

import data
from cpu import cpu_of
from rows import Row, post_drained
from serving import Server
from support.favilla_process import Favilla, ROOT, binary
from visits import cpu_of

DAY = 86_400_000
WINDOWS, PARTICIPATIONS = (0, 1, 5, 10, 30, 60, 300, 3600), (1, 2, 5, 10)


def write_community(folder: pathlib.Path, accounts: int, objects: int, acts: int) -> None:
    chance = random.Random(7)
    begin, day = 1_767_225_600, 86_400
    with open(folder / "accounts.csv", "w", encoding="utf-8") as file:
        file.write("account,created_at,inviter,net_tag,disclosed_affiliation\n")
        file.writelines(f"a{n},{begin - chance.randrange(700 * day)},,,\n" for n in range(accounts))
    published = [begin + chance.randrange(60 * day) for _ in range(objects)]
    with open(folder / "objects.csv", "w", encoding="utf-8") as file:
        file.write("object,kind,author,published_at\n")
        file.writelines(f"o{n},{'community_post' if n % 20 else 'brand_post'},brand,{at}\n" for n, at in enumerate(published))
    who = chance.choices(range(accounts), [math.exp(chance.gauss(0, 1.1)) for _ in range(accounts)], k=acts)
    what = chance.choices(range(objects), [math.exp(chance.gauss(0, 1.2)) for _ in range(objects)], k=acts)
    with open(folder / "actions.csv", "w", encoding="utf-8") as file:
        file.write("t,account,kind,object\n")
        file.writelines(f"{published[o] + int(chance.expovariate(1 / 40_000))},a{a},like,o{o}\n" for a, o in zip(who, what))
    (folder / "texts.csv").write_text("t,account,object,text\n" + f"{begin},a0,o0,nothing that anybody else would ever write\n", encoding="utf-8")


def plant(server: Favilla, author: str, accounts: int, posts: int, acts: int) -> None:
    """Favourites of many, as it is usual that some do much and some posts have many; while nobody serves."""
    chance, now = random.Random(7), int(time.time() * 1000)
    of_accounts = "domain_id, host, kind, display_name, note, note_html, fields, avatar, header, locked, bot, discoverable, indexable, hide_collections, statuses_count, followers_count, following_count, created_at, admitted_at"
    of_posts = "account_id, domain_id, conversation_id, visibility, listed, text, html, content_warning, sensitive, language, replies_count, boosts_count, favourites_count, has_mentions, has_tags"
    published = sorted(now - 1000 - chance.randrange(59 * DAY) for _ in range(posts))
    who = chance.choices(range(accounts), [math.exp(chance.gauss(0, 1.1)) for _ in range(accounts)], k=acts)
    what = chance.choices(range(posts), [math.exp(chance.gauss(0, 1.2)) for _ in range(posts)], k=acts)
    with sqlite3.connect(server.data / "favilla.sqlite3") as database:
        own = database.execute("SELECT id FROM accounts WHERE username = ?", (author,)).fetchone()[0]
        database.executemany(f"INSERT INTO accounts (id, username, username_key, uri, url, {of_accounts}) SELECT ?1, 'reader' || ?1, 'reader' || ?1, 'test:reader' || ?1, 'test:reader' || ?1, {of_accounts} FROM accounts WHERE id = ?2", ((1000 + n, own) for n in range(accounts)))
        database.executemany(f"INSERT INTO statuses (id, uri, url, created_at, {of_posts}) SELECT ?1, 'test:post' || ?1, 'test:post' || ?1, ?2, {of_posts} FROM statuses WHERE uri NOT LIKE 'test:%' AND account_id = ?3", (((at << 16) + n % 65536, at, own) for n, at in enumerate(published)))
        ids = [(at << 16) + n % 65536 for n, at in enumerate(published)]
        marks = ((1000 + a, ids[o], (at << 16) + n % 65536, at) for n, (a, o) in enumerate(zip(who, what)) for at in [min(now, published[o] + int(chance.expovariate(1 / 40_000_000)))])
        database.executemany("INSERT OR IGNORE INTO favourites (account_id, status_id, id, created_at) VALUES (?, ?, ?, ?)", marks)


def recomputed(accounts: int, posts: int, acts: int):
    """As every night: read from the database, judged from nothing at both levels, kept and sorted; with what it took of memory at most."""
    with Favilla() as server:
        server.create_account("ada")
        server.post("/api/v1/statuses", {"status": "The first word"}, token=server.create_token("ada"))
        server.stop()
        plant(server, "ada", accounts, posts, acts)
        run = subprocess.Popen([binary(), "--data", str(server.data), "integrity", "run", "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        told = json.loads(run.stdout.read())
        _, state, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(state)
        if run.returncode:
            raise RuntimeError(f"integrity run: {run.returncode}")
        yield Row(f"a night from the database, {told['acts']:,} acts of {told['accounts']:,} accounts", (usage.ru_utime + usage.ru_stime) * 1000, 10_000, note=f"{told['opened']} found")
        yield Row("memory of that night, at most", usage.ru_maxrss / 1024, 1000, unit="MB")


def streamed(folder: pathlib.Path):
    """Act by act, as between two nights."""
    told = json.loads(subprocess.run([binary(), "integrity", "stream", str(folder), "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True).stdout)
    yield Row(f"the stream between two nights, an act of {told['acts']:,}", told["microseconds_an_act"], 5, unit="µs", note=f"{told['meetings'] / told['acts']:.2f} meetings an act, {told['pairs']:,} pairs followed, {len(told['groups'])} groups")


def beside_posting(options):
    """A post with all that follows from it, with the watch between two nights and without: in turns, for two of its minutes."""
    prepared, lasts, times = data.prepare("small"), 4 if options.quick else 150, 10 if options.quick else 50
    spent = {"true": [], "false": []}
    servers = {watched: Server(prepared, {"FAVILLA_INTEGRITY_ALERTS": watched}) for watched in spent}
    try:
        for server in servers.values():
            server.start()
        began, rounds = time.monotonic(), 0
        while time.monotonic() - began < lasts:
            rounds += 1
            for watched in list(servers)[::1 if rounds % 2 else -1]:
                spent[watched].append(post_drained(servers[watched], prepared.tokens[rounds % len(prepared.tokens)], f"A spark, round {rounds}", times) * 1000 / times)
    finally:
        for server in servers.values():
            server.close()
    with_it, without = (sum(figures) / len(figures) for figures in spent.values())
    yield Row("a post, drained, with the watch : without", with_it / without, 1.02, answers=2 * rounds * times, unit="× CPU", note=f"{with_it:.3f} and {without:.3f} ms, {rounds} rounds in turns")


def mark_all(server, tokens, posts):
    """CPU seconds for a favourite of each of them for each of these posts, with all that follows from them."""
    before = server.cpu()
    for post in posts:
        for token in tokens:
            answer = server.post(f"/api/v1/statuses/{post}/favourite", token=token)
            assert answer.status == 200, answer.text
    server.drain()
    return server.cpu() - before


def vote_all(server, tokens, asker, words):
    """CPU seconds for a vote of each of them, likewise; the poll itself is not counted."""
    asked = server.post("/api/v1/statuses", {"status": words, "poll": {"options": ["Yes", "No"], "expires_in": 86_400}}, token=asker)
    assert asked.status == 200, asked.text
    server.drain()
    before = server.cpu()
    for number, token in enumerate(tokens):
        answer = server.post(f"/api/v1/polls/{asked.json['poll']['id']}/votes", {"choices": [number % 2]}, token=token)
        assert answer.status == 200, answer.text
    server.drain()
    return server.cpu() - before


def beside_marks(options):
    """A favourite and a vote with the indexes by which the watch reads what came, and without: in turns, on the same data."""
    prepared, lasts = data.prepare("small"), 2 if options.quick else 90
    tokens, of_round = prepared.tokens[1:21], 3
    with sqlite3.connect(f"file:{prepared.file}?mode=ro", uri=True) as database:
        posts = [str(one) for one, in database.execute("SELECT id FROM statuses WHERE visibility = 0 AND boost_of_id IS NULL AND deleted_at IS NULL ORDER BY id DESC LIMIT 3000")]
    servers, marks, votes = {indexed: Server(prepared) for indexed in (True, False)}, {True: [], False: []}, {True: [], False: []}
    try:
        for server in servers.values():
            server.start()
        servers[False].stop()
        with sqlite3.connect(servers[False].data / "favilla.sqlite3") as database:
            database.executescript("DROP INDEX favourites_by_time; DROP INDEX poll_votes_by_time;")
        servers[False].start()
        began, rounds = time.monotonic(), 0
        while time.monotonic() - began < lasts and (rounds + 1) * of_round <= len(posts):
            some = posts[rounds * of_round:(rounds + 1) * of_round]
            rounds += 1
            for indexed in list(servers)[::1 if rounds % 2 else -1]:
                marks[indexed].append(mark_all(servers[indexed], tokens, some) * 1000 / (len(tokens) * of_round))
                for number in range(of_round):
                    votes[indexed].append(vote_all(servers[indexed], tokens, prepared.tokens[0], f"Round {rounds}, {number}?") * 1000 / len(tokens))
    finally:
        for server in servers.values():
            server.close()
    for title, spent in (("a favourite", marks), ("a vote", votes)):
        with_it, without = (sum(spent[indexed]) / len(spent[indexed]) for indexed in (True, False))
        yield Row(f"{title}, drained, with its index by time : without", with_it / without, 1.05, answers=2 * rounds * of_round * len(tokens), unit="× CPU", note=f"{with_it:.3f} and {without:.3f} ms, {rounds} rounds in turns")


def shared_sample() -> pathlib.Path | None:
    places = [os.environ.get("FAVILLA_SHARED"), ROOT / "../shared", ROOT / "../../shared"]
    for place in filter(None, places):
        if (folder := pathlib.Path(place) / "data/coordination").is_dir():
            return folder
    return None


def integrity(options):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-bench-"))
    try:
        accounts, objects, acts = (1000, 400, 10_000) if options.quick else (100_000, 40_000, 1_000_000)
        write_community(folder, accounts, objects, acts)
        yield Row(f"judge, {acts:,} acts of {accounts:,} accounts", cpu_of(binary(), "integrity", "judge", str(folder), "--json") * 1000, 10_000)
        yield from streamed(folder)
        yield from beside_posting(options)
        yield from beside_marks(options)
        yield from recomputed(accounts, objects, acts + acts // 10)   # some come to the same post twice
        if sample := shared_sample():
            with open(sample / "expected_russian_detect_groups.csv", newline="", encoding="utf-8") as file:
                theirs = sum(float(row["wall_s"]) for row in csv.DictReader(file)) * 1000 / 32
            settings = [(window, number) for window in WINDOWS for number in PARTICIPATIONS][:: 8 if options.quick else 1]
            def cost(window, number):
                # The least disturbed of a few: what is shown is a small difference of two.
                return min(cpu_of(binary(), "coordination", str(sample / "russian_coord_tweets.csv"), "--window", str(window), "--participation", str(number), "--json") for _ in range(4)) * 1000
            reading = cost(0, 1_000_000)                                    # where nobody took part often enough
            yield Row("coordination, a setting of the public sample", sum(cost(*setting) for setting in settings) / len(settings) - reading, 20,
                      note=f"reading its file {reading:.0f} ms; CooRTweet: {theirs:,.0f} ms")
    finally:
        shutil.rmtree(folder)
