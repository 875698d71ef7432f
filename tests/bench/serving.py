# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server on a copy of the data, and the load that is put on it by wrk."""
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, wait_until  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 8
SCRIPT = pathlib.Path(__file__).with_name("load.lua")


@dataclass
class Load:
    answers: int                # of the expected status
    cpu_ms: float               # of the server, per answer
    seconds: float


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children that are alive."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICKS
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return own + sum(cpu_seconds(int(child)) for child in children)


def resident_mb(pid: int) -> float:
    return int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def wrk(url: str, seconds: float, connections: int, method: str = "GET", tokens: list[str] | None = None, threads: int = 1,
        script: pathlib.Path = SCRIPT, encoding: str | None = None) -> tuple[int, int, float]:
    """Answers of 2xx, other answers, seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".tokens") as file:
        file.write("\n".join(tokens or []))
        file.flush()
        done = subprocess.run(["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{max(1, round(seconds))}s", "--timeout", "20s", "-s", str(script), url,
                               "--", method, file.name, *([encoding] if encoding else [])], capture_output=True, text=True, check=True)
    found = re.search(r"answers=(\d+) refused=(\d+) microseconds=(\d+)", done.stdout)
    if not found:
        raise RuntimeError(done.stdout + done.stderr)
    return int(found[1]), int(found[2]), int(found[3]) / 1e6


class Server(Favilla):
    """Serves a copy of prepared data, so that what is written stays out of the next measurement."""

    def __init__(self, prepared, environment: dict[str, str] | None = None):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-bench-"))
        for name in ("favilla.sqlite3", "favilla.sqlite3-wal", "secret.key"):
            if (prepared.folder / name).exists():
                shutil.copy(prepared.folder / name, folder / name)
        super().__init__(data=folder, domain="localhost:8080", environment=environment)
        self._own_data = True

    def start(self) -> "Server":
        super().start()
        self.settle()
        return self

    def settle(self) -> None:
        """Until what a start brings with it (keys made ahead, schedules) is done."""
        quiet = 0
        before = self.cpu()
        while quiet < 4:
            time.sleep(0.1)
            now = self.cpu()
            quiet = quiet + 1 if now - before < 0.02 else 0
            before = now

    def cpu(self) -> float:
        return cpu_seconds(self.process.pid)

    def answer(self, path: str, token: str, encoding: str | None = None):
        answer = self.get(path, token=token, headers={"Accept": "application/activity+json, application/json", **({"Accept-Encoding": encoding} if encoding else {})})
        if answer.status != 200 or answer.headers.get("content-encoding") != encoding:
            raise RuntimeError(f"{path}: {answer.status} {answer.text[:200]}")
        return answer

    def load(self, path: str, tokens: list[str], seconds: float, connections: int = CONNECTIONS, method: str = "GET", encoding: str | None = None) -> Load:
        before = self.cpu()
        answers, refused, took = wrk(self.url + path, seconds, connections, method, tokens, threads=2 if connections > 64 else 1, encoding=encoding)
        spent = self.cpu() - before
        if refused or not answers:
            raise RuntimeError(f"{method} {path}: {answers} answers as expected, {refused} others")
        return Load(answers, spent * 1000 / answers, took)

    def backlog(self) -> int:
        with sqlite3.connect(f"file:{self.data}/favilla.sqlite3?mode=ro", uri=True) as database:
            return database.execute("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM jobs WHERE state <> 'poisoned')").fetchone()[0]

    def drain(self, deadline: float = 120) -> None:
        wait_until(lambda: self.backlog() == 0, deadline, every=0.05)
