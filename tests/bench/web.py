# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages cost whoever opens them, in a browser on a slow phone and a slow network (tests/bench/web.mjs)."""
import json
import pathlib
import subprocess

from rows import Row

ROOT = pathlib.Path(__file__).resolve().parents[2]


def web(options):
    command = [str(ROOT / "tests/node_modules/.bin/node"), str(ROOT / "tests/bench/web.mjs"), str(1 if options.quick else options.repeat)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    for line in done.stdout.splitlines():
        told = json.loads(line)
        note = f"{told['bytes'] / 1024:.0f} KB in {told['asked']} requests"
        yield Row(f"{told['name']}, first paint", told["paint"], 1500, unit="ms", note=note)
        if told["latency"]:
            yield Row(f"{told['name']}, slowest interaction", told["latency"], 200, unit="ms")
        yield Row(f"{told['name']}, layout shift (1/1000)", told["shift"] * 1000, 50, unit="")
