#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures the server and prints one table: CPU milliseconds per request beside the controls of the same run.

    ./dev bench                              every row, on both sizes of data (about twenty minutes)
    ./dev bench --size S --rows home,post    some of them; also ./dev bench federation
    ./dev bench --quick                      everything for a moment: whether the bench works, not how fast anything is

CPU is that of the server's whole process, user and system, divided by the answers of the expected status. Wall time and
requests a second depend on what else the machine does; compare figures only with the controls beside them.
"""
import argparse
import json
import os
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import analytics  # noqa: E402
import api  # noqa: E402
import data  # noqa: E402
import desk  # noqa: E402
import ideas  # noqa: E402
import integrity  # noqa: E402
import interests  # noqa: E402
import ledger  # noqa: E402
import listening  # noqa: E402
import peers  # noqa: E402
import posture  # noqa: E402
import rows  # noqa: E402
import tree  # noqa: E402
import web  # noqa: E402
from control import Controls, Nginx  # noqa: E402
from serving import Server  # noqa: E402

OTHERS = {**rows.OTHERS, "federation": peers.federation, "web": web.web, "web-conversation": web.conversation, "web-hour": web.hour, "tree": tree.tree, "ideas": ideas.ideas, "interests": interests.interests, "integrity": integrity.integrity, "desk": desk.desk, "ledger": ledger.ledger, "listening": listening.listening, "posture": posture.posture, "analytics": analytics.analytics, "api": api.api}
BY_NAME = {"web-hour"}     # ten minutes for a single figure: only when it is asked for
SIZES = {"S": ("small", "200 accounts, 5,000 statuses"), "M": ("medium", "5,000 accounts, 250,000 statuses")}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="ROW", help="the same as --rows")
    parser.add_argument("--size", choices=[*SIZES, "all"], default="all")
    parser.add_argument("--rows", default="", help="comma-separated: " + ", ".join([*rows.READS, *OTHERS]))
    parser.add_argument("--seconds", type=float, default=4, help="of load for each measurement")
    parser.add_argument("--repeat", type=int, default=3, help="measurements of each row; the median is shown")
    parser.add_argument("--json", help="also write every figure to this file")
    parser.add_argument("--quick", action="store_true", help="one short measurement each, on the small size")
    options = parser.parse_args()
    options.rows = ",".join([*options.names, *([options.rows] if options.rows else [])])
    if unknown := set(filter(None, options.rows.split(","))) - {*rows.READS, *OTHERS}:
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    if options.quick:
        options.size, options.seconds, options.repeat = "S", 0.5, 1
    return options


def wanted(options: argparse.Namespace, name: str) -> bool:
    return name in options.rows.split(",") if options.rows else name not in BY_NAME


def measure_reads(options, size: str, table: list) -> None:
    """Rows that only read, each interleaved with nginx serving the same bytes."""
    reads = [name for name in rows.READS if wanted(options, name)]
    if not reads:
        return
    prepared = data.prepare(SIZES[size][0])
    controls = Controls(prepared)
    with Server(prepared) as server, Nginx() as nginx:
        for name in reads:
            path, encoding = rows.READS[name].path(prepared), rows.READS[name].encoding
            answer = server.answer(path, prepared.tokens[0], encoding)
            if not rows.READS[name].holds(answer.json):
                raise RuntimeError(f"{path}: the answer is not whole: {answer.text[:200]!r}")
            nginx.serve(answer.body)
            figures, beside = [], []
            for _ in range(options.repeat):
                beside.append(nginx.load(options.seconds / 2).cpu_ms)
                figures.append(server.load(path, prepared.tokens, options.seconds, encoding=encoding))
            table.append(rows.Row(f"{rows.READS[name].title}, {size}", statistics.median(one.cpu_ms for one in figures), rows.READS[name].target,
                                  statistics.median(beside), sum(one.answers for one in figures), note=rows.READS[name].note(controls) or f"{len(answer.body) / 1000:.1f} KB"))
            rows.say(table[-1])


def measure_others(options, table: list) -> None:
    for name, measure in OTHERS.items():
        if wanted(options, name):
            for row in measure(options):
                table.append(row)
                rows.say(row)


def main() -> int:
    options = arguments()
    data.build()
    table: list[rows.Row] = []
    print(rows.HEAD, flush=True)
    for size in (SIZES if options.size == "all" else [options.size]):
        measure_reads(options, size, table)
    measure_others(options, table)
    controls = Controls(data.prepare("small"))
    print("\nControls of this run: " + ", ".join(f"{name} {value:.4f} ms" for name, value in controls.figures.items()))
    print(f"{os.cpu_count()} cores; a row that misses its target is marked with !")
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"rows": [vars(row) for row in table], "controls": controls.figures}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
