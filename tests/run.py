#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs every test there is, leg by leg, and ends with one line: N passed, N failed.

    tests/run.py [--quick | --long] [NAME...]       # with names: only the tasks whose name holds one of them

Tests are found by their place and name: src/MODULE/*_test.cpp (doctest), tests/*/test_*.py (unittest),
tests/*/*.test.mjs (node's runner), tests/fuzz/*_fuzz.cpp (libFuzzer), tools/test_*.py, web/**/*.test.ts (vitest). A black-box file with a
line "# alone: REASON" (or "// alone: REASON") among its first ten runs with nothing beside it; one with "# long: REASON" begins before
the others; one with "# on SQLite: REASON" is about that engine and has no run on PostgreSQL, one with "# unsanitized: REASON" none
with a sanitized server.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from support import postgres, runners  # noqa: E402
from support.runners import Outcome, Task  # noqa: E402

THREADED = ("db", "net", "jobs")                    # what the thread sanitizer looks at
# The server of the second black-box leg stands on PostgreSQL and is sanitized: one pass finds what either would. A file whose head
# says "unsanitized: REASON" meets PostgreSQL with the server that is shipped.
SUITES_AGAIN = ("api", "conformance", "durability", "federation", "hardening")
WITH_BROWSERS = "e2e"
MAY_BE_UNSTEADY = ("api", "conformance", "federation", WITH_BROWSERS)   # not what crashes and attacks: there one failure is one too many
QUICK = ("house", "web", "unit", "black-box")
QUICK_SUITES = ("api", "conformance", "federation")
# npm's own, which does not depend on what the system has (Debian 12: 18; Fedify asks for 22).
NODE = str(ROOT / "tests/node_modules/.bin/node")
WEB_MODULES = ROOT / "web/node_modules"
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:abort_on_error=0",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
    "LSAN_OPTIONS": f"suppressions={ROOT}/tests/support/lsan.txt:print_suppressions=0" if (ROOT / "tests/support/lsan.txt").exists() else "",
    "FAVILLA_SLOW": "1",
}


@dataclass
class Leg:
    name: str
    tasks: list[Task]
    preset: str | None = None                       # what is built before, if anything
    targets: list[str] = field(default_factory=list)
    workers: int = runners.CORES
    waits: bool = False                             # leaves the cores time, in which what later legs need is built
    outcomes: list[Outcome] = field(default_factory=list)
    build_seconds: float = 0
    run_seconds: float = 0
    idle_seconds: float = 0                         # of all cores, while it was built and run

    @property
    def passed(self) -> int:
        return sum(outcome.passed for outcome in self.outcomes)

    @property
    def failed(self) -> int:
        return sum(outcome.failed for outcome in self.outcomes)


def modules_with_tests() -> list[str]:
    return sorted({path.parent.relative_to(ROOT / "src").parts[0] for path in ROOT.glob("src/**/*_test.cpp")})


def modules_on_postgresql() -> list[str]:
    """Those whose tests ask for the cluster, themselves or through the shared test house."""
    support = {path: path.read_text() for path in ROOT.glob("tests/support/*.*") if path.suffix in (".h", ".cpp")}
    asking = {postgres.VARIABLE}
    while True:                                         # who asks, and who includes who asks
        found = asking | {f'"support/{path.stem}.h"' for path, text in support.items() if any(word in text for word in asking)}
        if found == asking:
            break
        asking = found
    return [module for module in modules_with_tests()
            if any(word in test.read_text() for test in ROOT.glob(f"src/{module}/**/*_test.cpp") for word in asking)]


def unit_tasks(preset: str, prefix: str = "", modules: list[str] | None = None, environment: dict[str, str] | None = None) -> list[Task]:
    wanted = modules_with_tests() if modules is None else modules
    return [Task(f"{prefix}unit.{module}", [str(ROOT / "build" / preset / f"{module}_tests")], runners.count_doctest, environment or {})
            for module in wanted]


def unit_leg(name: str, preset: str, tasks: list[Task], waits: bool = False) -> Leg:
    return Leg(name, tasks, preset, [pathlib.Path(task.command[0]).name for task in tasks], waits=waits)


def says(path: pathlib.Path, word: str) -> bool:
    """Whether a line of the file's head is "# WORD: REASON"."""
    return any(line.startswith((f"# {word}:", f"// {word}:")) for line in path.read_text().splitlines()[:10])


def black_box_tasks(prefix: str = "", suites: tuple[str, ...] | None = None, environment: dict[str, str] | None = None, wanted=lambda path: True) -> list[Task]:
    """One task a file. Python's own unittest and node's own runner; both find the shared support by its path."""
    tasks = []
    for path in sorted([*ROOT.glob("tests/*/test_*.py"), *ROOT.glob("tests/*/*.test.mjs")]):
        suite = path.parent.name
        if suite == "support" or (suites is not None and suite not in suites) or not wanted(path):
            continue
        variables = {"PYTHONPATH": str(ROOT / "tests"), "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
        if path.suffix == ".py":
            command = [sys.executable, "-m", "unittest", "discover", "-v", "-s", str(path.parent), "-p", path.name]
        else:
            command = [NODE, "--test", "--test-reporter=tap", str(path)]
        tasks.append(Task(f"{prefix}{suite}.{path.name.split('.')[0].removeprefix('test_')}", command,
                          runners.count_unittest if path.suffix == ".py" else runners.count_node, variables, timeout=1800,
                          alone=says(path, "alone"), long=says(path, "long"), may_be_unsteady=suite in MAY_BE_UNSTEADY))
    return sorted(tasks, key=lambda task: not task.long)


def tool_tasks() -> list[Task]:
    tasks = [Task("house.rules", [sys.executable, str(ROOT / "tools/check_house.py")], runners.count_program)]
    for path in sorted([*ROOT.glob("tools/test_*.py"), *ROOT.glob("tests/support/test_*.py")]):
        tasks.append(Task(f"house.{path.stem.removeprefix('test_')}", [sys.executable, str(path), "-v"], runners.count_unittest))
    return tasks


def web_tasks() -> list[Task]:
    """Types and components as svelte-check sees them, and the logic of the web app."""
    node, web = str(WEB_MODULES / ".bin/node"), str(ROOT / "web")
    return [
        Task("web.types", [node, str(WEB_MODULES / "svelte-check/bin/svelte-check"), "--workspace", web, "--tsconfig", f"{web}/tsconfig.json",
                           "--fail-on-warnings"], runners.count_program),
        Task("web.worker_types", [node, str(WEB_MODULES / "typescript/bin/tsc"), "-p", f"{web}/worker"], runners.count_program),
        Task("web.logic", [node, str(WEB_MODULES / "vitest/vitest.mjs"), "run", "--root", web], runners.count_vitest, {"NO_COLOR": "1"}),
    ]


def fuzz_tasks(seconds: int) -> list[Task]:
    """Each target from its seeds (tests/fuzz/corpus/NAME) and from what earlier runs found (build/fuzz-corpus/NAME)."""
    tasks = []
    for path in sorted(ROOT.glob("tests/fuzz/*_fuzz.cpp")):
        name = path.stem.removesuffix("_fuzz")
        grown, found = ROOT / "build/fuzz-corpus" / name, ROOT / "build/fuzz-found" / name
        for folder in (grown, found):
            folder.mkdir(parents=True, exist_ok=True)
        command = [str(ROOT / "build/asan" / path.stem), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
                   "-print_final_stats=1", f"-artifact_prefix={found}/", str(grown)]
        if (seeds := ROOT / "tests/fuzz/corpus" / name).is_dir():
            command.append(str(seeds))
        if (words := ROOT / "tests/fuzz" / f"{name}.dict").exists():
            command.append(f"-dict={words}")
        tasks.append(Task(f"fuzz.{name}", command, runners.count_program, SANITIZERS, timeout=seconds + 300))
    return tasks


def black_box_leg(name: str, preset: str, tasks: list[Task]) -> Leg:
    """Most of its time goes by in waiting: for a timer, a browser, a server that is late on purpose. So two are under way for each core.
    What the bench builds is there before: while others run the program, it must not be linked."""
    targets = ["favilla", *(["bench_tools"] if any(task.name.startswith("bench.") for task in tasks) else [])]
    return Leg(name, tasks, preset, targets if tasks else [], workers=2 * runners.CORES, waits=True)


def all_legs(options: argparse.Namespace, cluster: str | None) -> list[Leg]:
    has_program = (ROOT / "src/server/main.cpp").exists()
    on_postgresql = {postgres.VARIABLE: cluster or ""}
    asan = {**SANITIZERS, **on_postgresql, "FAVILLA_BINARY": str(ROOT / "build/asan/favilla"), "FAVILLA_BINARY_FOR_SETTING_UP": str(ROOT / "build/release/favilla")}
    black_box = black_box_tasks if has_program else lambda *_, **__: []
    legs = [
        Leg("house", tool_tasks()),
        Leg("web", web_tasks()),
        unit_leg("unit", "release", unit_tasks("release")),
        black_box_leg("black-box", "release",
                      black_box(suites=QUICK_SUITES if options.quick else None, wanted=lambda path: path.parent.name != WITH_BROWSERS)),
        # A browser computes more than it waits.
        Leg("browsers", black_box(suites=(WITH_BROWSERS,)), "release", ["favilla"], workers=3 * runners.CORES // 2, waits=True),
        unit_leg("unit on PostgreSQL", "release", unit_tasks("release", "postgresql.", modules_on_postgresql(), on_postgresql), waits=True),
        black_box_leg("black-box on PostgreSQL", "release",
                      black_box("postgresql.", SUITES_AGAIN, on_postgresql, lambda path: says(path, "unsanitized") and not says(path, "on SQLite"))),
        unit_leg("unit under ASan+UBSan", "asan", unit_tasks("asan", "asan.", environment=SANITIZERS)),
        black_box_leg("black-box on PostgreSQL under ASan+UBSan", "asan",
                      black_box("asan.", SUITES_AGAIN, asan, lambda path: not says(path, "unsanitized") and not says(path, "on SQLite"))),
        Leg("fuzzing", fuzz_tasks(600 if options.long else 30), "asan", ["fuzz_targets"], workers=2 * runners.CORES),
        unit_leg("unit under TSan", "tsan", unit_tasks("tsan", "tsan.", [m for m in modules_with_tests() if m in THREADED], SANITIZERS)),
    ]
    for leg in legs:
        if options.quick and leg.name not in QUICK:
            leg.tasks = []
        if options.names:
            leg.tasks = [task for task in leg.tasks if any(name in task.name for name in options.names)]
            if leg.targets and leg.name.startswith("unit"):
                leg.targets = [pathlib.Path(task.command[0]).name for task in leg.tasks]
    return [leg for leg in legs if leg.tasks]


def further_ctests() -> list[Task]:
    """What CMake registered beside the unit tests."""
    done = subprocess.run(["ctest", "--test-dir", str(ROOT / "build/release"), "--show-only=json-v1"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return []
    return [Task(test["name"], test["command"], runners.count_program) for test in json.loads(done.stdout)["tests"]
            if not test["name"].startswith("unit.") and "command" in test]


def idle_seconds() -> float:
    """Of all cores, since the machine began (proc(5): the fourth and fifth column are idle, and idle for a disk)."""
    columns = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()
    return (int(columns[4]) + int(columns[5])) / os.sysconf("SC_CLK_TCK")


def run_leg(leg: Leg, later: list[Leg], options: argparse.Namespace) -> None:
    runners.say(f"\n{leg.name}")
    before = idle_seconds()
    try:
        build_and_run(leg, later, options)
    finally:
        leg.idle_seconds = idle_seconds() - before


def build_and_run(leg: Leg, later: list[Leg], options: argparse.Namespace) -> None:
    start = time.monotonic()
    if leg.preset and not runners.build(leg.preset, leg.targets):
        leg.outcomes.append(Outcome(f"build.{leg.preset}", 0, 1, time.monotonic() - start))
        return
    leg.build_seconds = time.monotonic() - start
    if leg.name == "unit" and not options.names:
        leg.tasks += further_ctests()
    for folder, used in (("tests", any(task.command[0] == NODE for task in leg.tasks)), ("web", leg.name == "web")):
        if used:
            subprocess.run([sys.executable, str(ROOT / "tools/npm_packages.py"), str(ROOT / folder)], check=False)
    start = time.monotonic()
    wanted = [(one.preset, one.targets) for one in later if one.preset not in (None, leg.preset) and one.targets] if leg.waits else []
    leg.outcomes += runners.try_again(leg.tasks, runners.run_all(leg.tasks, leg.workers, lambda: runners.building(wanted)))
    leg.run_seconds = time.monotonic() - start
    for outcome in (outcome for outcome in leg.outcomes if outcome.failed):    # of a run that is cut short little more is kept
        runners.say(f"  failed in this leg: {outcome.name}\n{outcome.why}")


def print_summary(legs: list[Leg]) -> None:
    for outcome in (outcome for leg in legs for outcome in leg.outcomes if outcome.failed):
        print(f"\nFAILED: {outcome.name}\n{outcome.why}")
    for outcome in (outcome for leg in legs for outcome in leg.outcomes if outcome.failed_first):
        print(f"\nUNSTEADY: {outcome.name} failed once, and passed alone ({runners.LOGS.name}/{outcome.name}.first.log)\n{outcome.failed_first}")
    print(f"\n{'leg':<40}{'passed':>8}{'failed':>8}{'build':>10}{'run':>10}{'computed':>12}{'cores idle':>12}")
    for leg in legs:
        computed = sum(outcome.computed for outcome in leg.outcomes)
        print(f"{leg.name:<40}{leg.passed:>8}{leg.failed:>8}{leg.build_seconds:>8.1f} s{leg.run_seconds:>8.1f} s{computed:>10.1f} s{leg.idle_seconds:>10.1f} s")
    slowest = sorted((outcome for leg in legs for outcome in leg.outcomes), key=lambda outcome: -outcome.seconds)[:12]
    print("\nSlowest: " + ", ".join(f"{outcome.name} {outcome.seconds:.1f} s" for outcome in slowest))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="house rules, unit tests and what apps and other servers do, on SQLite")
    parser.add_argument("--long", action="store_true", help="also what takes hours: thousands of crashes, long fuzzing")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    if options.long:
        os.environ["FAVILLA_TEST_LONG"] = "1"
    if symbolizer := shutil.which("llvm-symbolizer-19"):
        SANITIZERS.update({"ASAN_SYMBOLIZER_PATH": symbolizer, "TSAN_OPTIONS": SANITIZERS["TSAN_OPTIONS"] + f":external_symbolizer_path={symbolizer}"})
    os.environ.pop(postgres.VARIABLE, None)            # the PostgreSQL legs alone set it

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))    # so that the cluster ends with us
    start = time.monotonic()
    with contextlib.ExitStack() as until_the_end:
        cluster = None
        if not options.quick:
            cluster = until_the_end.enter_context(postgres.cluster())
        legs = all_legs(options, cluster)
        for place, leg in enumerate(legs):
            run_leg(leg, legs[place + 1:], options)
    print_summary(legs)
    print(f"\nEverything took {(time.monotonic() - start) / 60:.1f} minutes on {os.cpu_count()} cores.")
    failed = sum(leg.failed for leg in legs)
    print(f"{sum(leg.passed for leg in legs)} passed, {failed} failed")
    return 1 if failed or not legs else 0


if __name__ == "__main__":
    sys.exit(main())
