#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A throw-away PostgreSQL cluster: in a folder of its own, reached by a Unix socket only, run by an
unprivileged user, gone when it ends.

    with postgres.cluster() as url: ...          # postgresql:///postgres?host=/tmp/...&user=favilla_test
    with postgres.database(url) as fresh: ...    # a new, empty database in it, dropped at the end

From a shell, with FAVILLA_TEST_POSTGRESQL set for the command:

    python3 tests/support/postgres.py build/release/social_tests
"""
import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.parse
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scratch  # noqa: E402  (stands beside this file)

USER = "favilla_test"
VARIABLE = "FAVILLA_TEST_POSTGRESQL"


def binaries() -> str | None:
    """The folder of initdb and postgres, the newest one; None when PostgreSQL is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    return os.path.dirname(found[-1]) if found else None


def _unprivileged() -> list[str]:
    """What to put before a command so that it does not run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return ["setpriv", f"--reuid={name}", f"--regid={pwd.getpwnam(name).pw_gid}", "--clear-groups"]
    raise RuntimeError("no unprivileged user to run PostgreSQL as")


def _run(command: list[str], **options) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **options)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def cluster(durable: bool = False):
    """A running cluster; yields the URL of its maintenance database. Durable: with fsync, as in production."""
    where = binaries()
    if not where:
        raise RuntimeError("PostgreSQL is not installed: ./dev setup")
    prefix = _unprivileged()
    folder = tempfile.mkdtemp(prefix="favilla-pg-", dir=None if durable else scratch.folder())
    if prefix:
        user = pwd.getpwnam(prefix[1].split("=")[1])
        os.chown(folder, user.pw_uid, user.pw_gid)
    data = f"{folder}/data"
    # Some dozen servers share it, and what serializable transactions have read is kept in one table for all of them while any lasts.
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=200 -c max_pred_locks_per_transaction=1024"
    if not durable:
        settings += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [*prefix, f"{where}/pg_ctl", "-D", data, "-s", "-w", "-t", "60"]
    try:
        _run([*prefix, f"{where}/initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
        _run([*control, "-l", f"{folder}/log", "-o", settings, "start"])
        yield f"postgresql:///postgres?host={urllib.parse.quote(folder, safe='')}&user={USER}"
    finally:
        if os.path.exists(f"{data}/postmaster.pid"):
            subprocess.run([*control, "-m", "immediate", "stop"], capture_output=True, check=False, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def execute(url: str, sql: str) -> str:
    """Runs SQL with psql, the program itself and not Debian's script before it; returns what it prints, unaligned and without headings."""
    done = subprocess.run([f"{binaries()}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def create_database(url: str, template: str = "template0") -> str:
    """Makes a database in the cluster of `url`, empty or as the template is, and returns its own URL. Copied file by file: through the log,
    as PostgreSQL does it by itself, it takes half as long again."""
    name = f"favilla_{uuid.uuid4().hex[:12]}"
    execute(url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy ENCODING 'UTF8'")
    return urllib.parse.urlunsplit(urllib.parse.urlsplit(url)._replace(path=f"/{name}")).replace("postgresql:/favilla", "postgresql:///favilla")


def name_of(url: str) -> str:
    return urllib.parse.urlsplit(url).path.lstrip("/")


def drop_database(url: str) -> None:
    parts = urllib.parse.urlsplit(url)
    maintenance = f"postgresql:///postgres?{parts.query}" if not parts.netloc else parts._replace(path="/postgres").geturl()
    execute(maintenance, f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


@contextlib.contextmanager
def database(url: str):
    fresh = create_database(url)
    try:
        yield fresh
    finally:
        drop_database(fresh)


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        return subprocess.run(command, env={**os.environ, VARIABLE: url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
