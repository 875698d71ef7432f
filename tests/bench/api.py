# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoints that the most apps call (`app_count` of ../shared/data/mastodon-api.json), and messages to a push service.

Cold: the first request of its kind after a start, in this order, the median of the starts. Warm: each request with the next of 200 tokens, over as many
connections as elsewhere in the bench; what is written is another thing each time, and what follows from it (fan-out, news, measures) is among the figure.
"""
import asyncio
import base64
import http.client
import json
import random
import sqlite3
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import data
import engines
from rows import Row
from serving import CONNECTIONS
from support.favilla_process import wait_until

TARGET = 1.0
QUICK_TOKENS = 8
FOLLOWS = "half of it the kernel's: the log and the threads that wake for what follows"


class Scene:
    """Whom and what the requests name: taken from the data, each time something else."""

    def __init__(self, prepared: data.Prepared, server, tokens: list[str]):
        self.prepared, self.tokens, self.chance = prepared, tokens, random.Random(1)
        self.me = [server.get("/api/v1/accounts/verify_credentials", token=token).json["id"] for token in tokens]
        with sqlite3.connect(f"file:{prepared.file}?mode=ro", uri=True) as database:
            self.people = [str(one) for one, in database.execute("SELECT id FROM accounts WHERE kind = 'person' ORDER BY id")]
            self.posts = [str(one) for one, in database.execute(
                "SELECT id FROM statuses WHERE boost_of_id IS NULL AND visibility = 0 AND deleted_at IS NULL ORDER BY id")]
            self.taken = {("follow", str(who), str(whom)) for who, whom in database.execute("SELECT account_id, target_id FROM follows")}
        self.made: dict[str, list[tuple[int, str]]] = {"post": [], "list": []}

    def person(self) -> str:
        return self.chance.choice(self.people)

    def post(self) -> str:
        return self.chance.choice(self.posts)

    def new(self, act: str, who: int, among: list[str]) -> str:
        """What this one has not done this to before."""
        while True:
            one = self.chance.choice(among)
            if one != self.me[who] and (act, self.me[who], one) not in self.taken:
                self.taken.add((act, self.me[who], one))
                return one

    def furnish(self, client: "Client") -> None:
        """An empty page is quick: everybody marked twenty posts, reads a list of those they follow, blocks and mutes three."""
        for n in range(3):
            client.server.create_account(f"stranger{n}")
        strangers = [client.server.get(f"/api/v1/accounts/lookup?acct=stranger{n}").json["id"] for n in range(3)]
        bookmark = next(one for one in ENDPOINTS if one.name.endswith("/bookmark"))
        client.ask(bookmark, 20 * len(self.me))
        for act in ("block", "mute"):
            for one in strangers:
                client.ask(Endpoint(f"POST {act}", lambda scene, n, path=f"/api/v1/accounts/{one}/{act}": Call(n % len(scene.me), path, {})), len(self.me))
        client.number = 0
        client.ask(Endpoint("POST list", lambda scene, n: Call(n, "/api/v1/lists", {"title": "Close"}), makes="list"), len(self.me))
        followed: dict[str, list[str]] = {}
        for act, who, whom in sorted(self.taken):
            if act == "follow":
                followed.setdefault(who, []).append(whom)
        client.number = 0
        client.ask(Endpoint("POST members", lambda scene, n: Call(n, f"/api/v1/lists/{scene.made['list'][n][1]}/accounts", {"account_ids": followed[scene.me[n]][:10]})), len(self.me))
        client.server.drain()

    def own(self, kind: str, number: int) -> tuple[int, str]:
        """Somebody and what they made earlier."""
        return self.made[kind][number % len(self.made[kind])]


@dataclass
class Call:
    who: int
    path: str
    body: dict | None = None


@dataclass
class Endpoint:
    name: str                                           # as Mastodon documents it, without "/api"
    call: Callable[[Scene, int], Call]
    makes: str = ""                                     # of what its answer holds the id
    takes: str = ""                                     # of what it uses one up
    full: bool = False                                  # its answer is not to be an empty page
    reason: str = ""                                    # why it takes more than the target

    @property
    def method(self) -> str:
        return self.name.split()[0]

    @property
    def writes(self) -> bool:
        return self.method != "GET"


def reads(path: str) -> Callable[[Scene, int], Call]:
    return lambda scene, n: Call(n % len(scene.me), path.format(person=scene.person(), post=scene.post(), tag=scene.prepared.tag))


def acts(act: str, path: str, among: str) -> Callable[[Scene, int], Call]:
    def call(scene: Scene, n: int) -> Call:
        who = n % len(scene.me)
        return Call(who, path.format(scene.new(act, who, getattr(scene, among))), {})
    return call


def of_own(kind: str, path: str, body=None) -> Callable[[Scene, int], Call]:
    def call(scene: Scene, n: int) -> Call:
        who, one = scene.own(kind, n)
        return Call(who, path.format(one), body(n) if body else None)
    return call


def deleted(scene: Scene, n: int) -> Call:
    del n
    who, one = scene.made["post"].pop()
    return Call(who, f"/api/v1/statuses/{one}")


def relationships(scene: Scene, n: int) -> Call:
    return Call(n % len(scene.me), "/api/v1/accounts/relationships?" + "&".join(f"id[]={one}" for one in scene.chance.sample(scene.people, 20)))


def sends(path: str, body: Callable[[Scene, int], dict]) -> Callable[[Scene, int], Call]:
    return lambda scene, n: Call(n % len(scene.me), path, body(scene, n))


ENDPOINTS = [
    Endpoint("GET /v1/instance", reads("/api/v1/instance"), reason="with --testing its figures are counted each time, else once a minute"),
    Endpoint("GET /v1/accounts/verify_credentials", reads("/api/v1/accounts/verify_credentials")),
    Endpoint("GET /v1/timelines/home", reads("/api/v1/timelines/home"), full=True),
    Endpoint("GET /v1/timelines/public", reads("/api/v1/timelines/public"), full=True),
    Endpoint("GET /v1/timelines/tag/:hashtag", reads("/api/v1/timelines/tag/{tag}"), full=True),
    Endpoint("GET /v1/notifications", reads("/api/v1/notifications"), reason="forty of them, most with a post: twice a home page"),
    Endpoint("GET /v1/accounts/:id", reads("/api/v1/accounts/{person}")),
    Endpoint("GET /v1/accounts/:id/statuses", reads("/api/v1/accounts/{person}/statuses")),
    Endpoint("GET /v1/accounts/:id/followers", reads("/api/v1/accounts/{person}/followers")),
    Endpoint("GET /v1/accounts/:id/following", reads("/api/v1/accounts/{person}/following")),
    Endpoint("GET /v1/accounts/relationships, 20", relationships),
    Endpoint("GET /v1/statuses/:id", reads("/api/v1/statuses/{post}")),
    Endpoint("GET /v1/statuses/:id/context", reads("/api/v1/statuses/{post}/context")),
    Endpoint("GET /v1/statuses/:id/reblogged_by", reads("/api/v1/statuses/{post}/reblogged_by")),
    Endpoint("GET /v2/search", reads("/api/v2/search?q=spark"), reason="the word stands in nearly every post; up to 10,000 matches are looked at"),
    Endpoint("GET /v1/blocks", reads("/api/v1/blocks"), full=True),
    Endpoint("GET /v1/mutes", reads("/api/v1/mutes"), full=True),
    Endpoint("GET /v1/custom_emojis", reads("/api/v1/custom_emojis")),
    Endpoint("GET /v1/bookmarks", reads("/api/v1/bookmarks"), full=True),
    Endpoint("POST /v1/lists", sends("/api/v1/lists", lambda scene, n: {"title": f"List {n}"})),
    Endpoint("GET /v1/lists", reads("/api/v1/lists"), full=True),
    Endpoint("GET /v1/timelines/list/:list_id", of_own("list", "/api/v1/timelines/list/{}"), full=True),
    Endpoint("PATCH /v1/accounts/update_credentials", sends("/api/v1/accounts/update_credentials", lambda scene, n: {"note": f"A spark, {n}"})),
    Endpoint("POST /v1/statuses", sends("/api/v1/statuses", lambda scene, n: {"status": f"A spark is followed by a great flame, {n} #bench", "language": "en"}), makes="post",
             reason=FOLLOWS),
    Endpoint("PUT /v1/statuses/:id", of_own("post", "/api/v1/statuses/{}", lambda n: {"status": f"A spark, said otherwise, {n}", "language": "en"})),
    Endpoint("POST /v1/statuses/:id/favourite", acts("favourite", "/api/v1/statuses/{}/favourite", "posts")),
    Endpoint("POST /v1/statuses/:id/reblog", acts("reblog", "/api/v1/statuses/{}/reblog", "posts"), reason=FOLLOWS),
    Endpoint("POST /v1/statuses/:id/bookmark", acts("bookmark", "/api/v1/statuses/{}/bookmark", "posts")),
    Endpoint("POST /v1/accounts/:id/follow", acts("follow", "/api/v1/accounts/{}/follow", "people")),
    Endpoint("POST /v1/markers", sends("/api/v1/markers", lambda scene, n: {"home": {"last_read_id": scene.posts[n % len(scene.posts)]}})),
    Endpoint("DELETE /v1/statuses/:id", deleted, takes="post"),
]


@dataclass
class Client:
    """So many connections that stay open, each with a request under way."""
    server: object
    scene: Scene
    number: int = 0
    connections: list[http.client.HTTPConnection] = field(default_factory=list)

    def ask(self, endpoint: Endpoint, times: int) -> None:
        for begin in range(0, times, CONNECTIONS):
            under_way = []
            for nth in range(min(CONNECTIONS, times - begin)):
                if nth == len(self.connections):
                    self.connections.append(http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60))
                call = endpoint.call(self.scene, self.number)
                self.number += 1
                headers = {"Authorization": f"Bearer {self.scene.tokens[call.who]}", "Content-Type": "application/json"}
                self.connections[nth].request(endpoint.method, call.path, None if call.body is None else json.dumps(call.body), headers)
                under_way.append((self.connections[nth], call))
            for connection, call in under_way:
                answer = connection.getresponse()
                content = answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"{endpoint.method} {call.path}: {answer.status} {content[:200]!r}")
                if endpoint.full and content == b"[]":
                    raise RuntimeError(f"{call.path}: an empty page")
                if endpoint.makes:
                    self.scene.made[endpoint.makes].append((call.who, json.loads(content)["id"]))

    def cost(self, endpoint: Endpoint, times: int) -> tuple[float, float]:
        """CPU milliseconds of each, and those among them of PostgreSQL's processes."""
        before = self.server.precise_cpu()
        self.ask(endpoint, times)
        if endpoint.writes:
            self.server.drain()
        whole, theirs = ((now - then) * 1000 / times for now, then in zip(self.server.precise_cpu(), before))
        return whole, theirs

    def close(self) -> None:
        for connection in self.connections:
            connection.close()
        self.connections.clear()


def endpoints_on(server, size: str, scene: Scene, starts: int, times: int, most_seconds: float):
    client = Client(server, scene)
    scene.furnish(client)
    client.close()
    first: dict[str, list[float]] = {}
    for _ in range(starts):
        server.restart()
        client = Client(server, scene)
        client.connections.append(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60))
        for endpoint in ENDPOINTS:
            first.setdefault(endpoint.name, []).append(client.cost(endpoint, 1)[0])
        client.close()
    client = Client(server, scene, number=starts * len(ENDPOINTS))
    for endpoint in ENDPOINTS:
        once, _ = client.cost(endpoint, CONNECTIONS)
        asked = max(CONNECTIONS, min(times, round(most_seconds * 1000 / once)))
        if endpoint.takes:
            asked = min(asked, len(scene.made[endpoint.takes]) * 2 // 3)
        client.ask(endpoint, asked // 2)                # so that it is warm
        if endpoint.writes:
            server.drain()
        figure, theirs = client.cost(endpoint, asked)
        why = "".join(f"; {reason}" for reason in (endpoint.reason, server.reason) if reason) if figure > TARGET else ""
        part = f"; of PostgreSQL's processes {theirs:.2f}" if theirs else ""
        yield Row(f"{endpoint.name}, {size}, {server.engine}", figure, TARGET, answers=asked, note=f"cold {statistics.median(first[endpoint.name]):.2f}{part}{why}")
    client.close()


class PushService:
    """Answers 201 to whatever comes, and counts it; while its gate is closed it answers nobody."""

    def __init__(self):
        self.came, self.is_open, self.waiting = 0, False, []
        self.loop = asyncio.new_event_loop()

    def __enter__(self) -> "PushService":
        listening = self.loop.run_until_complete(self.loop.create_server(lambda: Line(self), "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def open_gate(self) -> None:
        def opened():
            self.is_open = True
            for line in self.waiting:
                line.answer()
            self.waiting.clear()
        self.loop.call_soon_threadsafe(opened)


class Line(asyncio.Protocol):
    def __init__(self, service: PushService):
        self.service, self.read = service, b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.read += data
        while (end := self.read.find(b"\r\n\r\n")) >= 0:
            length = int(self.read[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0])
            if len(self.read) < end + 4 + length:
                return
            self.read = self.read[end + 4 + length:]
            if self.service.is_open:
                self.answer()
            else:
                self.service.waiting.append(self)

    def answer(self):
        self.service.came += 1
        self.transport.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")


# The base point of P-256: whose messages these are, nobody opens.
POINT = bytes.fromhex("046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")


def in_base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def waiting_messages(server) -> tuple[int, int]:
    """Messages that wait to be sent, and what else is to be done."""
    with sqlite3.connect(f"file:{server.data}/favilla.sqlite3?mode=ro", uri=True) as database:
        return database.execute("SELECT (SELECT count(*) FROM jobs WHERE queue = 'push'), "
                                "(SELECT count(*) FROM events) + (SELECT count(*) FROM jobs WHERE queue <> 'push' AND state <> 'poisoned')").fetchone()


def push(options):
    """Everybody asked to be told; what is to be told lies ready before the push service answers the first."""
    prepared = data.prepare("small")
    with engines.OnSqlite(prepared) as server, PushService() as service:
        keys = {"p256dh": in_base64url(POINT), "auth": in_base64url(bytes(16))}
        tokens = prepared.tokens[:QUICK_TOKENS] if options.quick else prepared.tokens
        for number, token in enumerate(prepared.tokens):
            server.post("/api/v1/push/subscription", {"subscription": {"endpoint": f"{service.url}/{number}", "keys": keys, "standard": True}, "data": {"alerts": {"favourite": True}}}, token=token)
        client = Client(server, Scene(prepared, server, tokens))
        client.ask(next(one for one in ENDPOINTS if one.name.endswith("/favourite")), 200 if options.quick else 1000)
        client.close()
        wait_until(lambda: waiting_messages(server)[1] == 0)
        messages, _ = waiting_messages(server)
        before, begun = server.precise_cpu()[0], time.monotonic()
        service.open_gate()
        wait_until(lambda: service.came >= messages, every=0.005)
        took = time.monotonic() - begun
        wait_until(lambda: server.backlog() == 0)
        yield Row("push, messages a second", messages / took, 1000, answers=messages, unit="messages/s", at_least=True,
                  note=f"{(server.precise_cpu()[0] - before) * 1000 / messages:.2f} ms CPU each")


def api(options):
    """With --quick, on SQLite and the small data alone."""
    sizes = {"S": "small", "M": "medium"}
    for size in sizes if options.size == "all" else [options.size]:
        prepared = data.prepare(sizes[size])
        for engine in (engines.on_sqlite,) if options.quick else (engines.on_sqlite, engines.on_postgres):
            with engine(prepared) as server:
                scene = Scene(prepared, server, prepared.tokens[:QUICK_TOKENS] if options.quick else prepared.tokens)
                yield from endpoints_on(server, size, scene, *((1, CONNECTIONS, 1) if options.quick else (3, 400, 2)))
    yield from push(options)
