#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the same signed activities of the same made-up people cost snac2 and Favilla, turn by turn on this machine.

    FAVILLA_BINARY=build/release/favilla /usr/bin/python3 tests/bench/snac.py PATH/TO/snac [--each 4000] [--rounds 3]

Each round starts both with an empty folder and one user who has written a hundred posts. A hundred people on a hundred addresses of
this machine (RSA-2048, draft-cavage with Digest) first answer once each, so that their keys are known; then come answers to
the user's posts, likes and boosts of them. CPU is that of the server's process and its children until nothing waits any more;
what is not there in the end fails the run when it is ours, and is said when it is not. snac2 closes each connection after its
answer; Favilla is measured with connections that are kept and with new ones. By hand: the build of a peer is nobody's test.
"""
import argparse
import base64
import concurrent.futures
import contextlib
import email.utils
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[n]) for n in (0, 1)]
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: E402

import data  # noqa: E402
from control import Controls  # noqa: E402
from serving import cpu_seconds  # noqa: E402
from support.favilla_process import Favilla, free_port, wait_until  # noqa: E402

PEOPLE, POSTS, KEYS, CONNECTIONS = 100, 100, 16, 16
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
WORDS = "A spark is followed by a great flame, and one question by another: what do you think of it?"


class Quiet(http.server.BaseHTTPRequestHandler):
    """A person's server: who it is, what it is called, and 202 for whatever it is sent."""
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, content: dict | None = None) -> None:
        body = json.dumps(content).encode() if content else b""
        self.send_response(status)
        self.send_header("Content-Type", "application/jrd+json" if "webfinger" in self.path else "application/activity+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        person = self.server.person
        if "webfinger" in self.path:
            return self.answer(200, {"subject": f"acct:p@{person.host}", "links": [{"rel": "self", "type": "application/activity+json", "href": person.uri}]})
        return self.answer(200, person.document()) if self.path == "/p" else self.answer(404)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(202)

    def log_message(self, *_):
        pass


class Person:
    def __init__(self, number: int, key: rsa.RSAPrivateKey):
        self.key = key
        self.server = http.server.ThreadingHTTPServer((f"127.0.2.{number + 1}", 0), Quiet)
        self.server.person = self
        self.host = f"127.0.2.{number + 1}:{self.server.server_port}"
        self.uri = f"http://{self.host}/p"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def document(self) -> dict:
        pem = self.key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
        return {"@context": CONTEXT, "id": self.uri, "type": "Person", "preferredUsername": "p", "name": "A person", "inbox": f"{self.uri}/inbox",
                "followers": f"{self.uri}/followers", "publicKey": {"id": f"{self.uri}#main-key", "owner": self.uri, "publicKeyPem": pem}}

    def activity(self, kind: str, name: str, user: str, post: str) -> dict:
        activity = {"@context": CONTEXT[0], "id": f"{self.uri}/{name}/activity", "type": kind, "actor": self.uri, "to": [PUBLIC], "cc": [f"{self.uri}/followers", user],
                    "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        if kind != "Create":
            return {**activity, "object": post}
        return {**activity, "object": {"id": f"{self.uri}/{name}", "type": "Note", "attributedTo": self.uri, "inReplyTo": post, "content": f"<p>{WORDS}</p>",
                                       "to": activity["to"], "cc": activity["cc"], "published": activity["published"], "tag": [{"type": "Mention", "href": user, "name": "@ada"}]}}

    def request(self, host: str, path: str, activity: dict) -> bytes:
        body = json.dumps(activity).encode()
        signed = {"(request-target)": f"post {path}", "host": host, "date": email.utils.formatdate(usegmt=True),
                  "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()}
        text = "\n".join(f"{name}: {value}" for name, value in signed.items())
        mark = base64.b64encode(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        head = {"Host": host, "Date": signed["date"], "Digest": signed["digest"], "Content-Type": "application/activity+json", "Content-Length": len(body),
                "Signature": f'keyId="{self.uri}#main-key",algorithm="rsa-sha256",headers="{" ".join(signed)}",signature="{mark}"'}
        return f"POST {path} HTTP/1.1\r\n".encode() + "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode() + b"\r\n" + body


class Connection:
    def __init__(self, port: int, kept: bool):
        self.port, self.kept, self.socket = port, kept, None

    def send(self, request: bytes) -> int:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), 60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        heard = self.socket.recv(65536)
        while b"\r\n\r\n" not in heard:
            more = self.socket.recv(65536)
            if not more:
                raise RuntimeError(f"closed after {heard!r}")
            heard += more
        if not self.kept:
            self.socket.close()
            self.socket = None
        return int(heard.split(b" ", 2)[1])


def offer(port: int, requests: list[bytes], kept: bool) -> None:
    """Over sixteen connections, each waiting for its own answer; put off (503) means again, as a sender does."""
    def deliver(mine: list[bytes]) -> None:
        connection = Connection(port, kept)
        for request in mine:
            while (status := connection.send(request)) in (429, 503):
                time.sleep(0.05)
            if not 200 <= status < 300:
                raise RuntimeError(f"answered {status}: {request[:200]!r}")
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(deliver, [requests[n::CONNECTIONS] for n in range(CONNECTIONS)]))


class Snac:
    exact = False       # what is lost is said, and no reason not to measure

    def __init__(self, program: str, inbox: str):
        self.program, self.kept = program, False
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-snac-"))
        self.base = self.folder / "data"
        self.port = free_port()
        self.host = f"localhost:{self.port}"
        self.user = f"http://{self.host}/ada"
        self.inbox = {"own": "/ada/inbox", "shared": "/shared-inbox"}[inbox]

    def command(self, *words: str, said: str = "") -> None:
        subprocess.run([self.program, words[0], str(self.base), *words[1:]], input=said, text=True, check=True, capture_output=True)

    def __enter__(self) -> "Snac":
        self.command("init", said=f"127.0.0.1\n{self.port}\n{self.host}\n\n\n")
        settings = json.loads((self.base / "server.json").read_text())
        (self.base / "server.json").write_text(json.dumps({**settings, "protocol": "http"}))
        self.command("adduser", "ada")
        for number in range(POSTS):
            self.command("note", "ada", f"To all of the others, {number}")
        # It would bring each to its own inbox with all of its threads, until none is left that answers: nobody else waits for them.
        for waiting in (self.base / "user/ada/queue").iterdir():
            waiting.unlink()
        self.posts = [json.loads(file.read_text())["id"] for file in sorted((self.base / "user/ada/public").glob("*.json"))]
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen([self.program, "httpd", str(self.base)], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: self.is_ready() and not self.waiting())
        return self

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5):
            return True
        return False

    def waiting(self) -> bool:
        return any(any(os.scandir(folder)) for folder in (self.base / "queue", self.base / "user/ada/queue"))

    def count(self, kind: str, names: list[str]) -> int:
        """An object is a file, its likes and boosts a line each in a file beside it."""
        place = lambda uri: str(self.base / "object" / hashlib.md5(uri.encode()).hexdigest()[:2] / hashlib.md5(uri.encode()).hexdigest())
        if kind == "Create":
            return sum(os.path.exists(place(uri) + ".json") for uri in names)
        marks = [pathlib.Path(place(post) + {"Like": "_l.idx", "Announce": "_a.idx"}[kind]) for post in self.posts]
        return sum(len(set(file.read_text().split())) for file in marks if file.exists())

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Ours(Favilla):
    exact = True
    COUNTS = {"Create": "SELECT count(*) FROM statuses WHERE domain_id IS NULL AND boost_of_id IS NULL AND in_reply_to_id IS NOT NULL",
              "Like": "SELECT count(*) FROM favourites f JOIN accounts a ON a.id = f.account_id WHERE a.domain_id IS NULL",
              "Announce": "SELECT count(*) FROM statuses WHERE domain_id IS NULL AND boost_of_id IS NOT NULL"}

    def __init__(self, kept: bool):
        super().__init__()
        self.kept, self.host, self.inbox = kept, self.domain, "/inbox"

    def __enter__(self) -> "Ours":
        super().__enter__()
        token = self.create_people("ada")["ada"]
        posted = [self.post("/api/v1/statuses", {"status": f"To all of the others, {number}", "language": "en"}, token=token).json for number in range(POSTS)]
        self.posts = [post["uri"] for post in posted]
        self.user = self.posts[0].rpartition("/statuses/")[0]
        wait_until(lambda: not self.waiting())
        return self

    def ask(self, sql: str) -> int:
        with sqlite3.connect(f"file:{self.data}/favilla.sqlite3?mode=ro", uri=True) as database:
            return database.execute(sql).fetchone()[0]

    def waiting(self) -> bool:
        return self.ask("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM jobs WHERE state <> 'poisoned')") > 0

    def count(self, kind: str, names: list[str]) -> int:
        return self.ask(self.COUNTS[kind]) - (PEOPLE if kind == "Create" else 0)


def settle(server) -> float:
    """Until nothing waits and nothing is done for a second: a job taken out of a queue is still somebody's work. The time when it was over."""
    ended, before = time.monotonic(), cpu_seconds(server.process.pid)
    while time.monotonic() < ended + 1:
        time.sleep(0.05)
        now = cpu_seconds(server.process.pid)
        if server.waiting() or now - before > 0.03:
            ended, before = time.monotonic(), now
    return ended


def measure(server, people: list[Person], each: int) -> dict[str, tuple[float, float]]:
    """By kind: milliseconds of CPU for each, and how many a second until all was done."""
    def made(kind: str, prefix: str, count: int) -> tuple[list[bytes], list[str]]:
        names = [f"{prefix}-{number}" for number in range(count)]
        # Whom a like or boost is of changes with each round of the people, so that no two are the same.
        return ([(one := people[n % PEOPLE]).request(server.host, server.inbox, one.activity(kind, name, server.user, server.posts[n // PEOPLE % POSTS]))
                 for n, name in enumerate(names)], [f"{people[n % PEOPLE].uri}/{name}" for n, name in enumerate(names)])
    offer(server.port, made("Create", "first", PEOPLE)[0], server.kept)
    settle(server)
    found = {}
    for kind in ("Create", "Like", "Announce"):
        requests, names = made(kind, kind.lower(), each)
        settle(server)
        before, begun = cpu_seconds(server.process.pid), time.monotonic()
        offer(server.port, requests, server.kept)
        ended = settle(server)
        found[kind] = (cpu_seconds(server.process.pid) - before) * 1000 / each, each / (ended - begun)
        if (there := server.count(kind, names)) != each and server.exact:
            raise RuntimeError(f"{kind}: {there} of {each} are there")
        if there != each:
            print(f"{type(server).__name__}, {kind}: {there} of {each} are there", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("snac")
    parser.add_argument("--each", type=int, default=4000, help=f"of a kind; at most {PEOPLE * POSTS}")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    assert options.each <= PEOPLE * POSTS
    keys = [rsa.generate_private_key(65537, 2048) for _ in range(KEYS)]
    people = [Person(number, keys[number % KEYS]) for number in range(PEOPLE)]
    servers = {"snac2, own inbox": lambda: Snac(options.snac, "own"), "Favilla, kept connections": lambda: Ours(True),
               "snac2, shared inbox": lambda: Snac(options.snac, "shared"), "Favilla, new connections": lambda: Ours(False)}
    figures: dict[str, list] = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, start in servers.items():
            with start() as server:
                figures[name].append(measure(server, people, options.each))
            print(f"{name}: " + ", ".join(f"{kind} {cpu:.3f} ms, {rate:.0f}/s" for kind, (cpu, rate) in figures[name][-1].items()), flush=True)
        print("controls: " + ", ".join(f"{name} {value:.4f} ms" for name, value in Controls(data.prepare("small")).figures.items()), flush=True)
    for name, rounds in figures.items():
        print(f"median, {name}: " + ", ".join(f"{kind} {statistics.median(one[kind][0] for one in rounds):.3f} ms" for kind in rounds[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
