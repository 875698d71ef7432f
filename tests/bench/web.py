# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages cost whoever opens them, in a browser on a slow phone and a slow network (tests/bench/web.mjs)."""
import json
import pathlib
import subprocess

from rows import Row

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _told(script, *arguments, most=900):
    command = [str(ROOT / "tests/node_modules/.bin/node"), str(ROOT / "tests/bench" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=most, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stdout}{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def web(options):
    for told in _told("web.mjs", 1 if options.quick else options.repeat):
        note = f"{told['bytes'] / 1024:.0f} KB in {told['asked']} requests"
        yield Row(f"{told['name']}, first paint", told["paint"], 1500, unit="ms", note=note)
        if told["latency"]:
            yield Row(f"{told['name']}, slowest interaction", told["latency"], 200, unit="ms")
        yield Row(f"{told['name']}, layout shift (1/1000)", told["shift"] * 1000, 50, unit="")


def conversation(options):
    answers = 1200 if options.quick else 5000
    for told in _told("web_conversation.mjs", answers):
        note = f"{told['wall']:.0f} ms by the clock; {told['lines']} lines, {told['heap']:.0f} MB kept"
        yield Row(f"conversation of {answers}, {told['name']}", told["task"], unit="ms CPU", note=note)


def hour(options):
    """An hour at ten a second; a machine that keeps up has it done in ten minutes: at sixty."""
    posts, each_second = (600, 60) if options.quick else (36_000, 60)
    readings = _told("web_hour.mjs", posts, each_second, most=7200)
    heaps = [one["heap"] for one in readings[:-1]]      # the last is with all of them shown
    yield Row(f"open home, heap after {posts} posts", heaps[-1], unit="MB", note=f"{heaps[0]:.1f} after {readings[0]['posts']}; between {min(heaps):.1f} and {max(heaps):.1f}; {readings[-2]['nodes']:.0f} elements; {readings[-1]['heap']:.1f} with the newest shown")
