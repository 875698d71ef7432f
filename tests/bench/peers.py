# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of federation: what others send us and what we send them, among a thousand other servers (peers.cpp)."""
import json
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

import data
from data import ROOT
from rows import Row
from serving import Server, resident_mb
from support.favilla_process import free_port, wait_until

HOSTS, INBOXES, FOLLOWERS = 1000, 200, 1000
OFFERED = 10_000                    # activities a second
RECOVERED_WITHIN = 60               # seconds in which to look for the recovery
SINK = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ {listen} location / {{ return 202; }} }}
}}
"""


class Sink:
    """Two hundred servers, each at its address, that take everything."""

    def __enter__(self) -> "Sink":
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-sink-"))
        self.port = free_port()
        listen = " ".join(f"listen 127.0.1.{number}:{self.port};" for number in range(1, INBOXES + 1))
        (self.folder / "nginx.conf").write_text(SINK.format(folder=self.folder, listen=listen))
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Neighbourhood(Server):
    """A server that knows a thousand others."""

    def __init__(self, prepared, sink: Sink, each: int, flood: int):
        super().__init__(prepared)
        subprocess.run([str(ROOT / "build/release/bench_peers"), str(self.data), str(sink.port), str(each), str(flood)], check=True)
        home = f"GET /api/v1/timelines/home HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: Bearer {prepared.tokens[0]}\r\n\r\n"
        (self.data / "home.requests").write_text(f"{len(home)}\n{home}")

    def offer(self, name: str, connections: int, rate: float = 0, seconds: float = 0) -> subprocess.Popen:
        return subprocess.Popen([str(ROOT / "build/release/bench_offer"), str(self.port), str(self.data / f"{name}.requests"), str(connections),
                                 str(rate), str(seconds)], stdout=subprocess.PIPE, text=True)

    @staticmethod
    def result(offer: subprocess.Popen) -> dict:
        said, _ = offer.communicate()
        if offer.returncode != 0:
            raise RuntimeError(f"the offer ended with code {offer.returncode}")
        return json.loads(said)

    def ask(self, sql: str) -> int:
        with sqlite3.connect(f"file:{self.data}/favilla.sqlite3?mode=ro", uri=True) as database:
            return database.execute(sql).fetchone()[0]

    def read_home(self, seconds: float) -> dict:
        """Forty times a second, whatever the server answers to others meanwhile."""
        return self.result(self.offer("home", 1, 40, seconds))


def received(server: Neighbourhood, each: int):
    counts = {"create": "SELECT count(*) FROM statuses WHERE domain_id IS NULL AND boost_of_id IS NULL",
              "like": "SELECT count(*) FROM favourites f JOIN accounts a ON a.id = f.account_id WHERE a.domain_id IS NULL",
              "announce": "SELECT count(*) FROM statuses WHERE domain_id IS NULL AND boost_of_id IS NOT NULL"}
    for name, target in (("create", 0.3), ("like", 0.15), ("announce", 0.15)):
        before, begun = server.cpu(), time.monotonic()
        done = server.result(server.offer(name, 16))
        accepted = (server.cpu() - before) * 1000 / each
        server.drain()
        waited = time.monotonic() - begun
        if done["taken"] != each or server.ask(counts[name]) != each:
            raise RuntimeError(f"{name}: {done}, {server.ask(counts[name])} of {each} are there")
        yield Row(f"{name.capitalize()} received, accepted and drained", (server.cpu() - before) * 1000 / each, target, answers=each,
                  note=f"when all were answered {accepted:.3f}; {each / waited:.0f}/s drained")


def sent(server: Neighbourhood, prepared, times: int):
    costs, lasts = [], []
    for number in range(times + 1):
        server.drain()
        before, begun = server.cpu(), time.monotonic()
        answer = server.post("/api/v1/statuses", {"status": f"To all of the others, {number}", "language": "en"}, token=prepared.tokens[0])
        assert answer.status == 200, answer.text
        done = f"SELECT count(*) FROM deliveries WHERE status_id = {int(answer.json['id'])} AND state = 'delivered'"
        wait_until(lambda sql=done: server.ask(sql) == INBOXES, deadline=60)
        lasts.append(time.monotonic() - begun)
        server.drain()
        costs.append((server.cpu() - before) * 1000 / INBOXES)
    # The first one opens the connections and the sender's key.
    yield Row(f"delivery, of {FOLLOWERS} followers on {INBOXES} inboxes", statistics.median(costs[1:]), 0.6, answers=times * INBOXES, note=f"the first post {costs[0]:.3f}")
    yield Row("from posting to the last 202", statistics.median(lasts[1:]), None, unit="s wall", answers=times, note=f"the first post {lasts[0]:.3f}")


def flooded(server: Neighbourhood, seconds: float):
    calm, resting = server.read_home(max(seconds, 1)), resident_mb(server.process.pid)
    offer, reader = server.offer("flood", HOSTS, OFFERED, seconds), server.offer("home", 1, 40, seconds)
    peak = resting
    while offer.poll() is None or reader.poll() is None:
        peak = max(peak, resident_mb(server.process.pid))
        time.sleep(0.05)
    flood, meanwhile, ended = server.result(offer), server.result(reader), time.monotonic()
    recovered = None
    while recovered is None and time.monotonic() < ended + RECOVERED_WITHIN:
        begun = time.monotonic()
        if server.read_home(0.5)["p99_ms"] < 2 * calm["p99_ms"]:
            recovered = begun - ended
    server.drain(600)
    drained = time.monotonic() - ended
    peak = max(peak, resident_mb(server.process.pid))
    if flood["other"] or not flood["taken"]:
        raise RuntimeError(f"of the flood: {flood}")
    yield Row(f"flood of {OFFERED}/s by {HOSTS} hosts, taken", flood["taken"] / flood["seconds"], None, unit="a second", answers=flood["taken"],
              note=f"{flood['put_off']} put off, {flood['unsent']} still in their senders' hands")
    yield Row("flood, memory at its peak", peak, resting + 100, unit="MB", note=f"calm {resting:.0f}")
    yield Row("flood, home timeline's p99", meanwhile["p99_ms"], 2 * calm["p99_ms"], unit="ms wall", answers=meanwhile["taken"], note=f"calm {calm['p99_ms']:.1f}, median {meanwhile['median_ms']:.1f} of calm {calm['median_ms']:.1f}")
    yield Row("flood, until homes are as quick again", RECOVERED_WITHIN if recovered is None else max(recovered, 0.01), 5, unit="s wall", note=f"all that was taken is done after {drained:.1f} s")


def federation(options):
    prepared = data.prepare("small")
    each, seconds = (200, 0.5) if options.quick else (6000, 5)
    with Sink() as sink, Neighbourhood(prepared, sink, each, int(OFFERED * seconds)) as server:
        yield from received(server, each)
        yield from sent(server, prepared, 2 if options.quick else 10)
        yield from flooded(server, seconds)
