# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real server for black-box tests: starts the binary, waits until it is ready, stops it.

    from support.favilla_process import Favilla

    with Favilla() as favilla:
        favilla.create_account("ada", password="...")
        token = favilla.create_token("ada")
        answer = favilla.get("/api/v1/instance")            # answer.status, .headers, .text, .json
        answer = favilla.post("/api/v1/statuses", {"status": "Ciao"}, token=token)

Which binary: FAVILLA_BINARY, else build/release/favilla; FAVILLA_BINARY_FOR_SETTING_UP makes people, where another is to. With FAVILLA_TEST_POSTGRESQL set (the URL of a
cluster), every server gets a fresh database in it; otherwise SQLite in a fresh folder. Either has this version's schema already (begin_with.py). FAVILLA_SLOW=1 says that
the binary is sanitized. With FAVILLA_RECORD_CALLS set, what the server answered with success is left in that folder when
it is stopped (tools/api_coverage.py).
"""
import contextlib
import gzip
import http.client
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[n]) for n in (0, 1)]
import begin_with  # noqa: E402  (they stand beside this file)
import postgres  # noqa: E402
import scratch  # noqa: E402

from support import contract  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Seconds until a test gives up what it waits for: longer than the first pause after a delivery that failed (a minute), since on a loaded
# machine the first one may. A test that claims a time says so itself.
PATIENCE = 90
RECORD = "FAVILLA_RECORD_CALLS"
START_DEADLINE = 60
STOP_DEADLINE = 15
# What no server may say, whatever its peers do: a job may fail where others are not there, a schedule or a handler may not.
BREAKAGE = re.compile(r"^\S+ error (?!job \d+ \().*$|^.*(does not stand in the statement|no such column|syntax error|nothing does jobs).*$", re.MULTILINE)


def binary() -> str:
    return os.environ.get("FAVILLA_BINARY") or str(ROOT / "build" / "release" / "favilla")


def binary_for_setting_up() -> str:
    """What makes people and tokens: it only asks the server, and a sanitized one takes ten times as long to start."""
    chosen = os.environ.get("FAVILLA_BINARY_FOR_SETTING_UP")
    return chosen if chosen and os.path.exists(chosen) else binary()


def free_port() -> int:
    """Below the ports that the system hands out for connections, so that none of those takes it first."""
    while True:
        port = random.randrange(12000, 32000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@dataclass
class Answer:
    status: int
    headers: dict[str, str]             # names in lower case
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def content(self) -> bytes:
        """As it was before it was compressed."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def json(self):
        return json.loads(self.content)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


class Favilla:
    """One server with its data. Use it in a `with`, or call start() and close(). demo: with three months of a publisher and its readers."""

    def __init__(self, *, data: str | os.PathLike | None = None, database: str | None = None, port: int | None = None,
                 domain: str | None = None, arguments: tuple[str, ...] = (), environment: dict[str, str] | None = None,
                 testing: bool = True, breaks: bool = False, demo: bool = False):
        self.breaks = breaks            # the test takes something away from under it
        self.port = port or free_port()
        self.domain = domain or ("localhost:8080" if demo else f"localhost:{self.port}")      # as the demo's community calls itself
        self.url = f"http://127.0.0.1:{self.port}"
        self._own_data = data is None
        self.data = pathlib.Path(data or tempfile.mkdtemp(prefix="favilla-", dir=scratch.folder()))
        cluster = os.environ.get(postgres.VARIABLE)
        self._own_database = database is None and data is None and bool(cluster)
        begins = (binary_for_setting_up(), "demo" if demo else "migrate")
        self.database = begin_with.create_database(*begins, cluster, self.data) if self._own_database else database
        if self._own_data and not self.database:
            begin_with.copy(*begins, self.data)
        self.arguments = [*arguments, *(["--testing"] if testing else [])]
        self.environment = {**os.environ, **({"FAVILLA_METRICS_TOKEN": "record"} if RECORD in os.environ else {}), **(environment or {})}
        self.log_path = self.data / "server.log"
        self.process: subprocess.Popen | None = None

    # --- the process ---------------------------------------------------------------------------------

    def storage(self) -> list[str]:
        """The flags that say where the data is."""
        return ["--data", str(self.data), *(["--database", self.database] if self.database else [])]

    def start(self) -> "Favilla":
        command = [binary(), "serve", *self.storage(), "--listen", f"127.0.0.1:{self.port}", "--domain", self.domain, *self.arguments]
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        deadline = time.monotonic() + START_DEADLINE
        while not self.is_ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with code {self.process.returncode} while starting:\n{self.log()}")
            if time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the server was not ready after {START_DEADLINE} s:\n{self.log()}")
            time.sleep(0.01)
        return self

    def is_ready(self) -> bool:
        try:
            return self.get("/health/ready", timeout=5).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def stop(self) -> int:
        """SIGTERM, as an administrator stops it; returns the exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL: the plug is pulled."""
        return self._end(signal.SIGKILL)

    def restart(self) -> "Favilla":
        self.stop()
        return self.start()

    def _record(self) -> None:
        """By the server's own counters: "GET /api/v1/lists/:id" for each route with an answer of 2xx."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            counts = self.get("/metrics", token="record", timeout=10).text
            called = re.findall(r'favilla_http_requests_total\{method="(\w+)",route="([^"]+)",status="2xx"\} [1-9]', counts)
            folder = pathlib.Path(os.environ[RECORD])
            (folder / f"{os.getpid()}-{time.monotonic_ns()}").write_text("".join(f"{method} {route}\n" for method, route in called))

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        if RECORD in os.environ and self.process.poll() is None:
            self._record()
        process, self.process = self.process, None
        if process.poll() is None:
            process.send_signal(how)
        try:
            return process.wait(STOP_DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise RuntimeError(f"the server did not end within {STOP_DEADLINE} s of {how.name}:\n{self.log()}") from None

    def close(self) -> None:
        """Stops the server and removes what was made for it. A sanitizer's report or a crash is a failure."""
        code = self.stop()
        log = self.log()
        if self._own_database:
            postgres.drop_database(self.database)
        if self._own_data:
            shutil.rmtree(self.data, ignore_errors=True)
        if code != 0 or "Sanitizer" in log or "runtime error:" in log:
            raise RuntimeError(f"the server ended with code {code}:\n{log[-20000:]}")
        if not self.breaks and (broken := BREAKAGE.search(log)):
            raise RuntimeError(f"something broke in the server: {broken.group()}\n{log[-20000:]}")

    def __enter__(self) -> "Favilla":
        try:
            return self.start()
        except BaseException:
            with contextlib.suppress(RuntimeError):
                self.close()
            raise

    def __exit__(self, *_) -> None:
        self.close()

    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    # --- the command line ----------------------------------------------------------------------------

    def command(self, *words: str, check: bool = True, timeout: float = 120, program: str | None = None) -> subprocess.CompletedProcess:
        """Runs `favilla WORDS` on this server's data; check: a non-zero exit raises with what it said."""
        done = subprocess.run([program or binary(), *words, *self.storage()], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=self.environment, timeout=timeout, check=False)
        if check and done.returncode != 0:
            raise RuntimeError(f"favilla {' '.join(words)} ended with code {done.returncode}:\n{done.stdout}{done.stderr}")
        return done

    def create_account(self, name: str, *, password: str = "a spark is enough", email: str | None = None, role: str = "user") -> None:
        self.command("account", "create", name, "--email", email or f"{name}@example.org", "--password", password,
                     "--role", role, "--confirmed", program=binary_for_setting_up())

    def create_token(self, name: str, scopes: str = "read write follow push") -> str:
        return self.command("token", "create", name, "--scopes", scopes, program=binary_for_setting_up()).stdout.strip()

    # --- HTTP ----------------------------------------------------------------------------------------

    def create_people(self, *names: str) -> dict[str, str]:
        """Their tokens, by name."""
        for name in names:
            self.create_account(name)
        return {name: self.create_token(name) for name in names}

    def execute(self, *statements: str) -> None:
        """Changes the data of a server that is stopped: a test lets time pass by moving what is due."""
        if self.database:
            postgres.execute(self.database, "; ".join(statements))
            return
        with contextlib.closing(sqlite3.connect(self.data / "favilla.sqlite3")) as database, database:
            for statement in statements:
                database.execute(statement)

    def request(self, method: str, path: str, body=None, *, token: str | None = None, headers: dict[str, str] | None = None,
                timeout: float = 30) -> Answer:
        """One request, redirects not followed. A dict or list body goes as JSON, bytes or str as they are."""
        sent = dict(headers or {})
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent.setdefault("Content-Type", "application/json")
        elif isinstance(body, str):
            body = body.encode()
        if token:
            sent["Authorization"] = f"Bearer {token}"
        call = urllib.request.Request(self.url + path, data=body, headers=sent, method=method)
        try:
            answer = _opener.open(call, timeout=timeout)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            names = {name.lower(): value for name, value in answer.headers.items()}
            got = Answer(answer.status, names, answer.read(), answer.headers.get_all("Set-Cookie") or [])
        self._hold_to_contract(method, path, got)
        return got

    def _hold_to_contract(self, method: str, path: str, got: Answer) -> None:
        """Whatever a suite asks of the API is answered as it is described, or that suite fails."""
        if not path.startswith("/api/") or method == "HEAD" or not got.headers.get("content-type", "").startswith("application/json"):
            return
        if problems := contract.problems(method, path, got.status, got.json):
            raise AssertionError(f"{method} {path} → {got.status}, against its description: {problems[:5]}")

    def get(self, path: str, query: dict | None = None, **options) -> Answer:
        return self.request("GET", path + ("?" + urllib.parse.urlencode(query, doseq=True) if query else ""), **options)

    def post(self, path: str, body=None, **options) -> Answer:
        return self.request("POST", path, body if body is not None else {}, **options)

    def form(self, path: str, fields: dict, **options) -> Answer:
        headers = {**options.pop("headers", {}), "Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, urllib.parse.urlencode(fields, doseq=True), headers=headers, **options)

    def put(self, path: str, body=None, **options) -> Answer:
        return self.request("PUT", path, body if body is not None else {}, **options)

    def patch(self, path: str, body=None, **options) -> Answer:
        return self.request("PATCH", path, body if body is not None else {}, **options)

    def delete(self, path: str, body=None, **options) -> Answer:
        return self.request("DELETE", path, body, **options)


def wait_until(what, deadline: float = PATIENCE, every: float = 0.02):
    """Calls `what` until it gives something true and returns that; fails when the deadline passes."""
    end = time.monotonic() + deadline
    while True:
        if found := what():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"did not come true within {deadline} s")
        time.sleep(every)


def settled(server: Favilla, tool: str) -> None:
    """Waits until nothing remains to be done: whoever was to be asked or told has been. `tool` is a token with admin:read."""
    wait_until(lambda: sum(server.get("/api/favilla/v1/jobs", token=tool).json[what] for what in ("waiting", "running", "events")) == 0)


def serve_a_node_test() -> None:
    """For favilla_process.mjs: starts a server, says where, runs the commands that come in, stops when they end."""
    options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    favilla = Favilla(arguments=tuple(options.get("arguments", ())), environment=options.get("environment"), testing=options.get("testing", True),
                      domain=options.get("domain"), demo=options.get("demo", False))
    with favilla:
        print(json.dumps({"url": favilla.url, "port": favilla.port, "domain": favilla.domain, "data": str(favilla.data), "pid": favilla.process.pid}), flush=True)
        for line in sys.stdin:
            if json.loads(line) == ["pull the plug"]:
                favilla.kill()
                favilla.start()
                print(json.dumps({"code": 0, "output": "", "errors": ""}), flush=True)
                continue
            done = favilla.command(*json.loads(line), check=False)
            print(json.dumps({"code": done.returncode, "output": done.stdout, "errors": done.stderr}), flush=True)


if __name__ == "__main__":
    serve_a_node_test()
