# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the table: what is asked for, what is aimed at (stack.md's targets, in docs/performance.md)."""
import sqlite3
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import data
import streams
from serving import Favilla, Server, resident_mb

HEAD = f"{'row':<44}{'figure':>10} {'unit':<14}{'target':>8}{'nginx':>9}  {'answers':>8}  beside it"


@dataclass
class Row:
    title: str
    figure: float
    target: float | None = None         # at most, unless `at_least`
    nginx: float | None = None          # CPU ms, the same bytes
    answers: int | None = None
    unit: str = "ms CPU"
    note: str = ""
    at_least: bool = False

    @property
    def missed(self) -> bool:
        if self.target is None:
            return False
        return self.figure < self.target if self.at_least else self.figure > self.target


def say(row: Row) -> None:
    target = "" if row.target is None else ("≥ " if row.at_least else "≤ ") + f"{row.target:g}"
    nginx = "" if row.nginx is None else f"{row.nginx:.3f}"
    print(f"{row.title:<44}{row.figure:>10.3f} {row.unit:<14}{target:>8}{nginx:>9}  {row.answers or '':>8}  {row.note}{' !' if row.missed else ''}", flush=True)


@dataclass
class Read:
    title: str
    path: Callable[[data.Prepared], str]
    target: float | None
    note: Callable = lambda controls: ""
    holds: Callable = lambda answer: True   # whether the answer is a whole one: an empty page is quick
    encoding: str | None = None             # asked for, and got


def _query(controls) -> str:
    return f"the bare query: {controls.query_ms:.3f}"


def _twenty(answer) -> bool:
    return len(answer) == 20


READS = {
    "home": Read("home timeline, 20", lambda d: "/api/v1/timelines/home", 0.15, _query, _twenty),
    "home-gzip": Read("home timeline, 20, as gzip", lambda d: "/api/v1/timelines/home", None, holds=_twenty, encoding="gzip"),
    "public": Read("public timeline, 20", lambda d: "/api/v1/timelines/public?local=true", 0.15, holds=_twenty),
    "tag": Read("tag timeline, 20", lambda d: f"/api/v1/timelines/tag/{d.tag}", 0.15, holds=_twenty),
    "account": Read("an account's statuses, 20", lambda d: f"/api/v1/accounts/{d.hub}/statuses", 0.15, holds=_twenty),
    "context-100": Read("context of 100 replies", lambda d: f"/api/v1/statuses/{d.thread_100}/context", 1.0, holds=lambda answer: len(answer["descendants"]) == 100),
    "context-500": Read("context of 500 replies", lambda d: f"/api/v1/statuses/{d.thread_500}/context", None, holds=lambda answer: len(answer["descendants"]) == 500),
    "context-500-gzip": Read("context of 500 replies, as gzip", lambda d: f"/api/v1/statuses/{d.thread_500}/context", None, holds=lambda answer: len(answer["descendants"]) == 500, encoding="gzip"),
    "conversation": Read("conversation of 500 with its measures", lambda d: f"/api/favilla/v1/conversations/{_conversation(d)}", None),
    "catch-up": Read("what came of a conversation of 500", lambda d: f"/api/favilla/v1/conversations/{_conversation(d)}/catch_up?since={d.thread_500}", None, holds=lambda answer: answer["answers_count"] > 400),
    "messages": Read("private conversations, 20", lambda d: "/api/v1/conversations", None, holds=_twenty),
    "group": Read("topics of a group, 20", lambda d: f"/api/favilla/v1/groups/{d.group}/topics", None, holds=_twenty),
    "search": Read("search for two words", lambda d: "/api/v2/search?q=spark+letter&type=statuses", None),
    "actor": Read("actor document", lambda d: "/users/member0", 0.03, holds=lambda answer: answer["type"] == "Person"),
    "instance": Read("instance", lambda d: "/api/v2/instance", None),
}


def _conversation(prepared: data.Prepared) -> str:
    with sqlite3.connect(f"file:{prepared.file}?mode=ro", uri=True) as database:
        return str(database.execute("SELECT conversation_id FROM statuses WHERE id = ?", (int(prepared.thread_500),)).fetchone()[0])


def posts(options):
    """Accepted: answered, so on disk. Drained: what follows from the posts is done, too."""
    prepared = data.prepare("small")
    for writers in (1, 16, 256):
        with Server(prepared) as server:
            # Until everything that follows is done: the CPU of the whole is what a post costs.
            before = server.cpu()
            load = server.load("/api/v1/statuses", prepared.tokens, options.seconds, writers, "POST")
            begun = time.monotonic()
            server.drain()
            waited = time.monotonic() - begun
            spent = (server.cpu() - before) * 1000 / load.answers
            yield Row(f"post, {writers} writers, drained", spent, 0.5, answers=load.answers,
                      note=f"accepted alone {load.cpu_ms:.3f}; {load.answers / (load.seconds + waited):.0f}/s drained")
            yield Row(f"posts accepted a second, {writers} writers", load.answers / load.seconds, 2000 if writers == 256 else None, unit="durable/s", at_least=True)


def post_drained(server, token, words, times):
    """CPU seconds for so many posts, one after the other, each with all that follows from it."""
    before = server.cpu()
    for number in range(times):
        answer = server.post("/api/v1/statuses", {"status": f"{words}, {number}", "language": "en"}, token=token)
        assert answer.status == 200, answer.text
        server.drain()
    return server.cpu() - before


def fanout(options):
    prepared = data.prepare("fanout")
    followers = 10_000
    with Server(prepared) as server:
        times = 2 if options.quick else 20
        spent = post_drained(server, prepared.tokens[0], "To all of you", times)
        yield Row("fan-out to 10,000, per follower", spent * 1e6 / (times * followers), 5, answers=times, unit="µs CPU")


def topic(options):
    """A topic costs one fan-out, however many members read it."""
    prepared = data.prepare("fanout")
    members = 10_000
    with Server(prepared) as server:
        times = 2 if options.quick else 20
        spent = post_drained(server, prepared.tokens[1], "@everybody A topic", times)
        topics = server.get(f"/api/favilla/v1/groups/{prepared.group}/topics", {"limit": 40}, token=prepared.tokens[2]).json
        assert len(topics) == times, len(topics)
        yield Row("topic to a group of 10,000, per member", spent * 1e6 / (times * members), 5, answers=times, unit="µs CPU")


def streaming(options):
    prepared = data.prepare("fanout")
    listeners = 100 if options.quick else 1000
    with Server(prepared) as server:
        server.post("/api/v1/statuses", {"status": "First", "language": "en"}, token=prepared.tokens[0])
        server.drain()
        before = resident_mb(server.process.pid)
        with streams.Listeners(server.port, prepared.tokens[1:listeners + 1]) as open_streams:
            memory = (resident_mb(server.process.pid) - before) * 1024 / listeners
            delays = []
            for number in range(3 if options.quick else 20):
                sent = time.monotonic()
                server.post("/api/v1/statuses", {"status": f"Live {number}", "language": "en"}, token=prepared.tokens[0])
                delays += open_streams.delays_since(sent)
        delays.sort()
        yield Row(f"memory of an open stream, of {listeners}", memory, None, unit="KB")
        yield Row(f"delivery to {listeners} streams, median", statistics.median(delays) * 1000, None, unit="ms wall", answers=len(delays))
        yield Row(f"delivery to {listeners} streams, p99", delays[int(len(delays) * 0.99)] * 1000, None, unit="ms wall", answers=len(delays))


def archive(options):
    """All that one has, as one file: of who wrote most."""
    prepared = data.prepare("small" if options.quick else "medium")
    with Server(prepared) as server:
        before = server.cpu()
        made = server.post("/api/favilla/v1/archives", token=prepared.tokens[0]).json
        peak = resident_mb(server.process.pid)
        while not made["finished_at"]:
            time.sleep(0.1)
            peak = max(peak, resident_mb(server.process.pid))
            made = server.get(f"/api/favilla/v1/archives/{made['id']}", token=prepared.tokens[0]).json
        yield Row("archive, posts a second of one core", made["posts"] / max(server.cpu() - before, 0.01), 5000, answers=made["posts"], unit="posts/s", at_least=True,
                  note=f"at most {peak:.0f} MB held")


def idle(options):
    """Memory at rest, and how long from the start of the process to its first answer."""
    del options
    starts, memory = [], []
    for _ in range(5):
        server = Server(data.prepare("small"))
        begun = time.monotonic()
        Favilla.start(server)
        starts.append(time.monotonic() - begun)
        server.settle()
        memory.append(resident_mb(server.process.pid))
        server.close()
    yield Row("start, to the first answer", statistics.median(starts), 0.1, unit="s wall", note="with what the bench itself takes to ask")
    yield Row("memory at rest", statistics.median(memory), 30, unit="MB")


OTHERS = {"post": posts, "fanout": fanout, "topic": topic, "streaming": streaming, "archive": archive, "idle": idle}
