# SPDX-License-Identifier: AGPL-3.0-or-later
"""A community to be judged, written straight into a server's database: people who like what they like, and a ring that likes the same posts
within seconds of each other; and an open letter that many sign in the same words, openly and once."""
import random
import time

HOUR = 3_600_000
WORDS = "Chiediamo alla biblioteca di restare aperta la sera anche d'inverno, per chi lavora di giorno e studia di notte"


def rows(table: str, columns: str, values: list[tuple]) -> list[str]:
    return [f"INSERT INTO {table} ({columns}) VALUES " + ", ".join(str(row) for row in values[begin:begin + 50]) for begin in range(0, len(values), 50)]


def community(server, author: str, ring: list[str], seed: int = 7, readers: int = 70, posts: int = 60) -> None:
    """The server is stopped. `author` has written one post; the people of the ring are there."""
    chance, now = random.Random(seed), int(time.time() * 1000)
    accounts = "domain_id, host, kind, display_name, note, note_html, fields, avatar, header, locked, bot, discoverable, indexable, hide_collections, statuses_count, followers_count, following_count, created_at, admitted_at"
    statuses = ("account_id, domain_id, conversation_id, visibility, listed, text, html, content_warning, sensitive, language, replies_count, boosts_count, favourites_count, has_mentions, has_tags")
    published = [now - (40 * 24 - 14 * n) * HOUR for n in range(posts)]
    sql = [f"INSERT INTO accounts (id, username, username_key, uri, url, {accounts}) SELECT {1000 + n}, 'reader{n}', 'reader{n}', 'https://test.example/reader{n}', 'https://test.example/reader{n}', {accounts} FROM accounts WHERE username = '{author}'" for n in range(readers)]
    sql += [f"INSERT INTO statuses (id, uri, url, created_at, {statuses}) SELECT {at << 16}, 'https://test.example/post{n}', 'https://test.example/post{n}', {at}, {statuses} FROM statuses WHERE uri NOT LIKE 'https://test.example/%' AND account_id = (SELECT id FROM accounts WHERE username = '{author}')" for n, at in enumerate(published)]
    liked = {(1000 + reader, post): published[post] + chance.randrange(90_000_000) for reader in range(readers) for post in range(posts) if chance.randrange(5) == 0}
    sql += rows("favourites", "account_id, status_id, id, created_at", [(who, published[post] << 16, (at << 16) + who, at) for (who, post), at in liked.items()])
    for post in range(1, posts, 4):
        begins = published[post] + 600_000 + chance.randrange(60_000_000)
        for place, name in enumerate(ring):
            if chance.randrange(8) != 0:
                at = begins + chance.randrange(25_000)
                sql.append(f"INSERT INTO favourites (account_id, status_id, id, created_at) SELECT id, {published[post] << 16}, {(at << 16) + place}, {at} FROM accounts WHERE username = '{name}'")
    text = WORDS.replace("'", "''")
    letter = statuses.replace("account_id, ", "").replace("text, html, ", "")
    for signer in range(20):
        at = published[30] + 3 * HOUR + signer * 600_000
        sql.append(f"INSERT INTO statuses (id, uri, url, created_at, account_id, in_reply_to_id, in_reply_to_account_id, text, html, {letter}) SELECT {(at << 16) + signer}, 'https://test.example/letter{signer}', 'https://test.example/letter{signer}', {at}, {1000 + signer}, id, account_id, '{text}', '{text}', {letter} FROM statuses WHERE uri = 'https://test.example/post30'")
    for begin in range(0, len(sql), 25):                    # a command line has an end
        server.execute(*sql[begin:begin + 25])
