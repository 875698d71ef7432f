# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data to begin with, made once for a program and copied for each server: nothing but this version's schema, for which one that begins
from nothing needs a second; and the demo's community, which takes several. The tests of the migrations (src/db, tests/durability) begin
from nothing."""
import contextlib
import datetime
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import postgres  # noqa: E402  (stands beside this file)

_FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build" / "data-to-begin-with"
_A_DAY = 86400


def _name(program: str, command: str) -> str:
    """Of what that very program makes, of the demo today."""
    about = os.stat(program)
    return f"favilla_{about.st_mtime_ns:x}_{about.st_size:x}_{command}_{datetime.date.today():%Y%m%d}"


@contextlib.contextmanager
def _alone():
    _FOLDER.mkdir(parents=True, exist_ok=True)
    with open(_FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(program: str, command: str, *storage: str) -> None:
    done = subprocess.run([program, command, *storage], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{program} {command}: {done.stdout}{done.stderr}")


def _forget_old() -> None:
    """What programs made that are no more, and clusters that have ended."""
    for old in _FOLDER.glob("favilla_*"):
        if old.stat().st_mtime < time.time() - _A_DAY:
            shutil.rmtree(old)


def _made_once(kept: pathlib.Path, make, data: pathlib.Path) -> None:
    """A copy of what `make` leaves in a folder, by whoever asks first, into one that is empty."""
    if not kept.exists():
        with _alone():
            if not kept.exists():
                _forget_old()
                with tempfile.TemporaryDirectory(dir=_FOLDER) as made:
                    make(f"{made}/data")
                    os.rename(f"{made}/data", kept)
    shutil.copytree(kept, data, dirs_exist_ok=True)


def copy(program: str, command: str, data: pathlib.Path) -> None:
    """What `favilla COMMAND` makes on SQLite."""
    _made_once(_FOLDER / _name(program, command), lambda folder: _run(program, command, "--data", folder), data)


def create_database(program: str, command: str, cluster: str, data: pathlib.Path) -> str:
    """What it makes on PostgreSQL: beside the folder a database of its own, whose URL this returns."""
    name = _name(program, command)

    def make(folder: str) -> None:
        database = postgres.create_database(cluster)
        _run(program, command, "--data", folder, "--database", database)
        postgres.execute(cluster, f"ALTER DATABASE {postgres.name_of(database)} RENAME TO {name}")

    _made_once(_FOLDER / f"{name}_{hashlib.sha256(cluster.encode()).hexdigest()[:12]}", make, data)
    return postgres.create_database(cluster, name)
