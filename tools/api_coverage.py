#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes docs/api/coverage.md: every endpoint of the Mastodon client API, whether it is answered here, and who has called it.

    python3 tools/api_coverage.py                    # writes the page anew from what is known
    python3 tools/api_coverage.py --check            # fails when the page is not what is known
    python3 tools/api_coverage.py --record [NAME…]   # runs those suites (all without a name) and notes what the server answered them

What is answered is read from the tables of routes. What was called is recorded, never guessed: while a suite runs, each server is asked, just
before it is stopped, which of its routes it answered with success (its own counters, /metrics); that is kept in tests/data/mastodon-api/calls.json.
"""
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests/data/mastodon-api/mastodon-api.json"
CALLS = ROOT / "tests/data/mastodon-api/calls.json"
PAGE = ROOT / "docs/api/coverage.md"
ROUTES = ("src/mastodon/routes.cpp", "src/activitypub/routes.cpp", "src/pages/routes.cpp")
NODE = ROOT / "tests/node_modules/.bin/node"
CLASSES = ("must", "should", "nice", "later")

# Heading of the column: what is run for it.
SUITES = {
    "schema": ["tests/conformance/test_schema.py"],
    "api": [f"tests/api/test_{name}.py" for name in ("accounts", "statuses", "filters", "quotes", "scheduled", "grouped_notifications", "featured",
                                                     "collections", "announcements", "profile", "trending_links", "translation", "directory", "annual_reports",
                                                     "mail_subscriptions", "previews")],
    "toot": ["tests/conformance/test_toot.py"],
    "python3-mastodon": ["tests/conformance/test_mastodon_py.py"],
    "masto": ["tests/conformance/masto.test.mjs"],
    "megalodon": ["tests/conformance/megalodon.test.mjs"],
}

HEAD = """# Coverage of the Mastodon client API

Written by `tools/api_coverage.py`; a test fails when it is not what the sources say. Do not edit it.

**How it knows.** The endpoints and how much apps need them (*must*, *should*, *nice*, *later*) are those of
`tests/data/mastodon-api/mastodon-api.json`. *answered* is read from the tables of routes in the sources: it says that there is a handler, not that it is
complete. The columns of suites are recorded: a dot means that the server answered that suite's call of the route with success (2xx) when the suite
was last run with `tools/api_coverage.py --record`; by itself that does not say that the suite looked at every field of the answer. *schema*
(`tests/conformance/test_schema.py`) is the one that compares each answer with the table, field by field. *api* are the black-box tests in `tests/api`
about the client API. The others are libraries that nobody here wrote. A route with a wildcard (streaming) counts as called when any
of its kinds was.
"""


def shape(path: str) -> str:
    return re.sub(r":\w+", ":x", path)


def routes(sources: list[str]) -> set[tuple[str, str]]:
    """(method, pattern) of everything a table of routes answers; PUT and PATCH are equal on the client API's update routes."""
    found = set()
    for source in sources:
        for method, path in re.findall(r"\b(Get|Post|Put|Patch|Delete),\s*\"(/[^\"]*)\"", source):
            found.add((method.upper(), path))
            if method in ("Put", "Patch") and path.startswith("/api/"):
                found.add(("PATCH" if method == "Put" else "PUT", path))
    return found


def route_of(known: set[tuple[str, str]], method: str, path: str) -> str | None:
    """The pattern that answers a documented path. A name in a pattern stands for a name, not for a word: that ".../:id" would take
    ".../requests" for an id is no answer to it. Outside of the API it may: /nodeinfo/:version."""
    for pattern in sorted((one for verb, one in known if verb == method), key=lambda one: (one.count("*"), one.count(":"))):
        expression = re.sub(r"\\?\*\w+", ".+", re.sub(r":\w+", "(?::\\\\w+|[^/]+)", pattern.replace(".", r"\.")))
        stands_for_words = "*" in pattern or not pattern.startswith("/api/")
        if shape(pattern) == shape(path) or (stands_for_words and re.fullmatch(expression, path)):
            return pattern
    return None


def is_called(calls: set[str], method: str, pattern: str) -> bool:
    verbs = ("PUT", "PATCH") if method in ("PUT", "PATCH") else (method,)
    return any(f"{verb} {shape(pattern)}" in calls for verb in verbs)


def lines(table: dict, known: set[tuple[str, str]], calls: dict[str, list[str]]) -> list[str]:
    suites = list(SUITES)
    called = {name: {shape(call) for call in calls.get(name, [])} for name in suites}
    answered = {id(one): route_of(known, one["method"], one["path"]) for one in table["endpoints"]}
    out = [HEAD, "| | answered | of |", "|---|---|---|"]
    for kind in CLASSES:
        of_kind = [one for one in table["endpoints"] if one["day_one"] == kind]
        out.append(f"| {kind} | {sum(answered[id(one)] is not None for one in of_kind)} | {len(of_kind)} |")
    for kind in CLASSES:
        out += ["", f"## {kind}", "", f"| endpoint | answered | {' | '.join(suites)} |", f"|---|---|{'---|' * len(suites)}"]
        for one in sorted((one for one in table["endpoints"] if one["day_one"] == kind), key=lambda one: (one["path"], one["method"])):
            pattern = answered[id(one)]
            marks = ["•" if pattern and is_called(called[name], one["method"], pattern) else "" for name in suites]
            more = f" ({one['status']})" if one["status"] in ("deprecated", "removed") else ""
            out.append(f"| `{one['method']} {one['path']}`{more} | {'yes' if pattern else '**no**'} | {' | '.join(marks)} |")
    return out


def page() -> str:
    sources = [(ROOT / path).read_text() for path in ROUTES]
    return "\n".join(lines(json.loads(TABLE.read_text()), routes(sources), json.loads(CALLS.read_text()))) + "\n"


def record(names: list[str]) -> None:
    calls = json.loads(CALLS.read_text()) if CALLS.exists() else {}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "FAVILLA_RECORD_CALLS": folder, "PYTHONPATH": str(ROOT / "tests"), "PYTHONDONTWRITEBYTECODE": "1"}
            for pattern in SUITES[name]:
                for path in sorted(ROOT.glob(pattern)):
                    command = [sys.executable, str(path)] if path.suffix == ".py" else [str(NODE), "--test", str(path)]
                    for _ in range(2):              # a machine that is busy with other things gets a second chance
                        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                        if done.returncode == 0:
                            break
                    print(f"{name}: {path.name}: {'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
                    if done.returncode != 0:
                        sys.exit(done.stdout[-3000:] + done.stderr[-3000:])
            found = {line for file in pathlib.Path(folder).iterdir() for line in file.read_text().splitlines()}
        calls[name] = sorted(line for line in found if not line.split()[1].startswith(("/api/favilla/", "/metrics", "/health/")))
        CALLS.write_text(json.dumps(calls, indent=1, sort_keys=True) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--record", nargs="*", metavar="NAME", choices=[*SUITES, []])
    chosen = parser.parse_args()
    if chosen.record is not None:
        record(chosen.record or list(SUITES))
    if chosen.check:
        if PAGE.exists() and PAGE.read_text() == page():
            return 0
        print("docs/api/coverage.md is stale: python3 tools/api_coverage.py writes it anew")
        return 1
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
