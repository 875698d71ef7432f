#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""build_web.py: builds the web app of web/ into web/dist, compressed, unless nothing has changed since it was last built.

Prints what a browser loads first and fails when that is more than the budget (web/package.json, "budget").
"""
import fcntl
import gzip
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
DIST = WEB / "dist"
STAMP = DIST / ".built"
NOT_SOURCES = {"node_modules", "dist"}
COMPRESS = """
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
for (const file of process.argv.slice(1)) {
  const bytes = readFileSync(file);
  writeFileSync(file + ".gz", gzipSync(bytes, { level: 9 }));
  writeFileSync(file + ".br", brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
}
"""


def sources() -> list[pathlib.Path]:
    entries = [path for path in sorted(WEB.iterdir()) if path.name not in NOT_SOURCES]
    found = [file for entry in entries for file in ([entry] if entry.is_file() else sorted(entry.rglob("*"))) if file.is_file()]
    return [*found, *sorted(ROOT.glob("locale/*/*.json")), *sorted(ROOT.glob("docs/api/*.yaml")), pathlib.Path(__file__).resolve()]


def digest() -> str:
    sum_of_all = hashlib.sha256()
    for file in sources():
        sum_of_all.update(str(file.relative_to(ROOT)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return sum_of_all.hexdigest()


def first_load(dist: pathlib.Path) -> dict[str, int]:
    """Bytes, as gzip sends them, of what index.html names, of the scripts those import, and of the larger catalogue of words."""
    page = (dist / "index.html").read_text()
    pending, seen = re.findall(r"/app/(assets/[^\"]+)", page), set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        if name.endswith(".js"):
            pending += [f"assets/{other}" for other in re.findall(r"\b(?:from|import)\s*[\"']\./([^\"']+\.js)[\"']", (dist / name).read_text())]
    size = {".js": 0, ".css": 0}
    for name in seen:
        if (ending := pathlib.PurePath(name).suffix) in size:
            size[ending] += (dist / f"{name}.gz").stat().st_size
    words = [file.stat().st_size for file in dist.glob("assets/words-*.js.gz")]
    size[".js"] += max(words, default=0)
    return size


def compress(dist: pathlib.Path, node: str) -> None:
    files = [str(file) for file in sorted([*dist.glob("assets/*"), *dist.glob("*.js*")]) if file.suffix in (".js", ".css", ".svg", ".json")]
    subprocess.run([node, "--input-type=module", "-e", COMPRESS, *files], check=True)


def build() -> int:
    if shutil.which("npm") is None:
        print("The web app is part of the program, and npm builds it: install nodejs and npm (./dev setup does).", file=sys.stderr)
        return 1
    if subprocess.run([sys.executable, str(ROOT / "tools/npm_packages.py"), str(WEB)], check=False).returncode != 0:
        print("The npm packages of web/ could not be installed.", file=sys.stderr)
        return 1
    node = str(WEB / "node_modules/.bin/node")
    made = subprocess.run([node, "node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], cwd=WEB, check=False)
    if made.returncode != 0:
        return made.returncode
    compress(DIST, node)
    size, budget = first_load(DIST), json.loads((WEB / "package.json").read_text())["budget"]
    print(f"The web app: {size['.js'] / 1024:.1f} KB of scripts and {size['.css'] / 1024:.1f} KB of styles before the first screen (gzip).")
    too_much = [f"{ending[1:]}: {size[ending]} bytes, and {budget[ending[1:]]} are allowed" for ending in size if size[ending] > budget[ending[1:]]]
    for line in too_much:
        print(f"The first screen loads too much {line}.", file=sys.stderr)
    return 1 if too_much else 0


def main() -> int:
    wanted = digest()
    with (ROOT / "web/package.json").open() as lock:        # several presets may be built at once
        fcntl.flock(lock, fcntl.LOCK_EX)
        if STAMP.exists() and STAMP.read_text() == wanted:
            return 0
        status = build()
        if status == 0:
            STAMP.write_text(wanted)
        return status


if __name__ == "__main__":
    sys.exit(main())
