# SPDX-License-Identifier: AGPL-3.0-or-later
"""A log of a million lines counted beside GoAccess on the same log, and what the commands that compute figures from tables take."""
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import beside  # noqa: E402
from cpu import cpu_of  # noqa: E402
from rows import Row  # noqa: E402
from serving import cpu_seconds, resident_mb, wrk  # noqa: E402
from support import access_logs  # noqa: E402
from support.favilla_process import Favilla, binary  # noqa: E402


def write_log(path: pathlib.Path, lines: int) -> None:
    chance = random.Random(1)
    with open(path, "wb") as file:
        for number in range(lines):
            file.write(access_logs.usual_line(chance, number * 7 * 86400 // lines, addresses=20_000))


def write_tables(folder: pathlib.Path) -> None:
    chance = random.Random(2)
    waited = "".join(f"{chance.expovariate(.1):.4f},{int(chance.random() < .7)},{chance.randrange(4)}\n" for _ in range(20_000))
    (folder / "waited.csv").write_text("T,E,kind\n" + waited)
    paths = "".join(f"{' > '.join(f'channel {chance.randrange(200)}' for _ in range(chance.randint(1, 8)))},{chance.randrange(4)},0,{chance.randrange(50)}\n" for _ in range(5000))
    (folder / "paths.csv").write_text("path,total_conversions,total_conversion_value,total_null\n" + paths)
    histories = []
    for _ in range(20_000):
        recency = chance.randrange(53)
        histories.append(f"{chance.randint(min(recency, 1), recency)},{recency},52\n")
    (folder / "members.csv").write_text("frequency,recency,periods\n" + "".join(histories))


def beacon(options):
    """Page views told by a site's own pages, each counted: stored while they come, and the process's memory bounded."""
    with Favilla(environment={"FAVILLA_TRUSTED_PROXIES": "127.0.0.1"}) as server:
        server.create_account("boss", role="admin")
        boss = server.create_token("boss", "read write admin:read admin:write")
        server.post("/api/favilla/v1/visits/sites", {"host": "www.site.example"}, token=boss)
        time.sleep(1.5)
        server.request("POST", "/api/favilla/v1/beacon", b"site=www.site.example")      # and from its next look on the site is known
        time.sleep(2)
        seconds = 1 if options.quick else 8
        before = cpu_seconds(server.process.pid)
        answers, refused, took = wrk(f"{server.url}/api/favilla/v1/beacon", seconds, 64, script=pathlib.Path(__file__).with_name("beacon.lua"))
        time.sleep(2)
        spent = cpu_seconds(server.process.pid) - before
        found = server.get("/api/favilla/v1/visits?site=www.site.example", token=boss).json
        counted = found["totals"]["views"] + sum(one["requests"] for one in found["dropped"])
        if refused or counted < answers:
            raise RuntimeError(f"{answers} answers, {refused} refusals, {counted} counted")
        yield Row("beacon, a page view", spent * 1000 / answers, .05, answers=answers, note=f"{answers / took:,.0f}/s of 64 connections, {resident_mb(server.process.pid):.0f} MB")


def visits(options):
    yield from beacon(options)
    lines = 20_000 if options.quick else 1_000_000
    folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-bench-"))
    try:
        log = folder / "access.log"
        write_log(log, lines)
        start = time.monotonic()
        ours = cpu_of(binary(), "import", "visits", str(log), "--dry-run", "--json")
        took = time.monotonic() - start
        theirs_told = "GoAccess is not installed (goaccess)"
        if shutil.which("goaccess"):
            theirs = cpu_of("goaccess", str(log), "--config-file", access_logs.CONFIGURATION, "--log-format=COMBINED", "--no-progress", "-o", str(folder / "report.json"))
            theirs_told = f"GoAccess: {lines / theirs:,.0f}"
        yield Row("import visits, lines of a log", lines / ours, 200_000, answers=lines, unit="lines/CPU s", note=f"{theirs_told}; {took:.1f} s", at_least=True)
        write_tables(folder)
        tables = {"response, 20,000 rows in 4 groups": (["response", str(folder / "waited.csv"), "--by", "kind"], beside.response(folder / "waited.csv")),
                  "attribution, 5,000 paths of 200 channels": (["attribution", str(folder / "paths.csv")], beside.NO_PACKAGE),
                  "lifetime, 20,000 members of 52 weeks": (["lifetime", str(folder / "members.csv")], beside.NO_PACKAGE)}
        for title, (words, told) in tables.items():
            yield Row(title, cpu_of(binary(), *words, "--json") * 1000, note=told)
    finally:
        shutil.rmtree(folder)
