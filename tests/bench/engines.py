# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same data on either engine: a server whose CPU is counted to the nanosecond, on PostgreSQL with that of the database's own processes."""
import contextlib
import pathlib
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from serving import Server  # noqa: E402
from support import postgres  # noqa: E402

CPU_OF_ALL_THREADS = 2                                  # of clock_gettime(2): the clock of another process
BATCH = 20_000


def precise_cpu(pid: int) -> float:
    """Seconds, also for what lasts less than a tick of the system's."""
    return time.clock_gettime(~pid << 3 | CPU_OF_ALL_THREADS)


# What make_data left to be done, the larger homes' last entries, would take ten minutes and be among every figure.
NOTHING_LEFT = "DELETE FROM jobs"


class OnSqlite(Server):
    engine, reason = "SQLite", ""

    def __init__(self, prepared):
        super().__init__(prepared)
        self.execute(NOTHING_LEFT)

    def precise_cpu(self) -> tuple[float, float]:
        """Altogether, and the database's part of it that is in other processes."""
        return precise_cpu(self.process.pid), 0.0


class OnPostgres(Server):
    engine, reason = "PostgreSQL", "each statement is a journey to another process and back"

    def __init__(self, prepared, cluster: str):
        super().__init__(prepared)
        self.database, self._own_database = postgres.create_database(cluster), True
        self.command("migrate")
        pour(prepared.file, self.database)
        self.command("reindex", timeout=1200)
        self.execute(NOTHING_LEFT, "ANALYZE")

    def precise_cpu(self) -> tuple[float, float]:
        backends = postgres.execute(self.database, "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").split()
        theirs = 0.0
        for backend in backends:
            with contextlib.suppress(OSError):          # its connection has ended since
                theirs += precise_cpu(int(backend))
        return precise_cpu(self.process.pid) + theirs, theirs

    def backlog(self) -> int:
        return int(postgres.execute(self.database, "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM jobs WHERE state <> 'poisoned')"))


@contextlib.contextmanager
def on_sqlite(prepared):
    with OnSqlite(prepared) as server:
        yield server


@contextlib.contextmanager
def on_postgres(prepared):
    with postgres.cluster(durable=True) as cluster, OnPostgres(prepared, cluster) as server:
        yield server


def cell(value) -> str:
    """As COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def pour(file: pathlib.Path, url: str) -> None:
    """What lies in a SQLite file into a migrated database of PostgreSQL; the index of words is each engine's own."""
    there: dict[str, set[str]] = {}
    for line in postgres.execute(url, "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND is_generated = 'NEVER'").splitlines():
        table, column = line.split("|")
        there.setdefault(table, set()).add(column)
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source:
        command = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as psql:
            psql.stdin.write("BEGIN; SET LOCAL session_replication_role = replica;\n")
            for table, in source.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
                if table not in there or table in ("schema_migrations", "status_search"):
                    continue
                columns = [name for _, name, *_ in source.execute(f'PRAGMA table_info("{table}")') if name in there[table]]
                names = ", ".join(f'"{name}"' for name in columns)
                psql.stdin.write(f'DELETE FROM "{table}";\nCOPY "{table}" ({names}) FROM STDIN;\n')
                rows = source.execute(f'SELECT {names} FROM "{table}"')
                while batch := rows.fetchmany(BATCH):
                    psql.stdin.write("".join("\t".join(map(cell, row)) + "\n" for row in batch))
                psql.stdin.write("\\.\n")
            psql.stdin.write("COMMIT;\n")
            _, said = psql.communicate()
        if psql.returncode != 0:
            raise RuntimeError(said)
