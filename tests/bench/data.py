# SPDX-License-Identifier: AGPL-3.0-or-later
"""The data that the bench measures on: made once by make_data.cpp, kept under build/bench-data, copied for each server."""
import hashlib
import json
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "bench-data"
SEED = "1"


@dataclass
class Prepared:
    size: str
    folder: pathlib.Path
    tokens: list[str]
    tag: str
    thread_100: str
    thread_500: str
    hub: str
    group: str

    @property
    def file(self) -> pathlib.Path:
        return self.folder / "favilla.sqlite3"


def build() -> None:
    subprocess.run(["ninja", "-C", str(ROOT / "build" / "release"), "bench_tools", "favilla"], check=True, stdout=subprocess.DEVNULL)


def _version() -> str:
    """Of what the data depends on: the generator and the schema."""
    digest = hashlib.sha256()
    for path in [ROOT / "tests/bench/make_data.cpp", *sorted((ROOT / "migrations").glob("*.sql"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepare(size: str) -> Prepared:
    folder = KEPT / f"{size}-{_version()}"
    if not (folder / "made.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"Making the data of size {size} …", flush=True)
        made = subprocess.run([str(ROOT / "build/release/bench_make_data"), str(folder), size, SEED], check=True, capture_output=True, text=True)
        (folder / "made.json").write_text(made.stdout)
    return Prepared(size, folder, **json.loads((folder / "made.json").read_text()))
