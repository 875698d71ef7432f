# SPDX-License-Identifier: AGPL-3.0-or-later
"""What tests/run.py is made of: a task is one program that runs test cases, an outcome is what it counted."""
import contextlib
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field

ROOT = pathlib.Path(__file__).resolve().parents[2]
LOGS = ROOT / "build" / "test-logs"
CORES = max(2, os.cpu_count() or 2)
SHOWN_OF_A_FAILURE = 150                # lines


@dataclass
class Task:
    name: str                           # "asan.unit.social"
    command: list[str]
    counts: "callable"                  # text of the run, exit code -> (passed, failed)
    environment: dict[str, str] = field(default_factory=dict)
    timeout: float = 900
    alone: bool = False                 # measures time or fills the machine: nothing runs beside it
    long: bool = False                  # begins before the others, so that nobody waits for it in the end
    may_be_unsteady: bool = False       # several processes and a machine that is shared: what fails once is tried again, alone


@dataclass
class Outcome:
    name: str
    passed: int
    failed: int
    seconds: float
    computed: float = 0                 # seconds of cores, its own and of every process that it waited for
    why: str = ""                       # where its log says what failed
    failed_first: str = ""              # … and what failed the first time, where it then passed


# --- Counting, one function a runner -----------------------------------------------------------------


def count_doctest(text: str, code: int) -> tuple[int, int]:
    found = re.findall(r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed", text)
    return _sure(sum(int(passed) for passed, _ in found), sum(int(failed) for _, failed in found), code)


def count_unittest(text: str, code: int) -> tuple[int, int]:
    ran = re.findall(r"^Ran (\d+) tests? in", text, re.MULTILINE)
    total = sum(map(int, ran))
    closing = " ".join(re.findall(r"^(?:OK|FAILED)(?: \((.*)\))?$", text, re.MULTILINE))
    said = {name: int(number) for name, number in re.findall(r"([a-z ]+)=(\d+)", closing.replace(", ", ",").replace(",", "\n"))}
    failed = sum(said.get(name, 0) for name in ("failures", "errors", "unexpected successes"))
    # An error outside every test (a class that cannot be set up) is no test that ran.
    return _sure(max(0, total - min(failed, total) - said.get("skipped", 0)), failed, code)


def count_node(text: str, code: int) -> tuple[int, int]:
    said = {name: int(number) for name, number in re.findall(r"^# (pass|fail|cancelled) (\d+)$", text, re.MULTILINE)}
    return _sure(said.get("pass", 0), said.get("fail", 0) + said.get("cancelled", 0), code)


def count_vitest(text: str, code: int) -> tuple[int, int]:
    said = re.search(r"^\s*Tests\s+(?:(\d+) failed)?(?: \| )?(?:(\d+) passed)?", text, re.MULTILINE)
    return _sure(int(said[2] or 0) if said else 0, int(said[1] or 0) if said else 0, code)


def count_program(_: str, code: int) -> tuple[int, int]:
    return (1, 0) if code == 0 else (0, 1)


def _sure(passed: int, failed: int, code: int) -> tuple[int, int]:
    """A program that ended badly or ran no test has failed, whatever it counted."""
    return passed, max(failed, 1) if code != 0 or passed + failed == 0 else failed


SIGN_OF_A_FAILURE = re.compile(r"^\s*not ok |^(FAIL|ERROR): |: ERROR: |Sanitizer: ")


def reasons(text: str, most: int = 2, lines: int = 20) -> str:
    """Where a log first says that something failed, and what stands below: for the end of a run, of which often no more is kept."""
    all_lines, shown, after = text.splitlines(), [], 0
    for place, line in enumerate(all_lines):
        if place >= after and most > 0 and SIGN_OF_A_FAILURE.search(line):
            shown += all_lines[place:place + lines]
            after, most = place + lines, most - 1
    return "\n".join(shown or all_lines[-lines:])


# --- Running -----------------------------------------------------------------------------------------

_printing = threading.Lock()


def say(text: str) -> None:
    with _printing:
        print(text, flush=True)


_under_way: set[int] = set()            # process groups
_stopping = threading.Event()           # what begins all the same ends itself


def _end(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass


def run(task: Task) -> Outcome:
    start = time.monotonic()
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{task.name}.log"
    with open(log, "wb") as sink:
        process = subprocess.Popen(task.command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
                                   env={**os.environ, **task.environment}, start_new_session=True)
        _under_way.add(process.pid)
        if _stopping.is_set():
            _end(process.pid)
        late = threading.Event()
        timer = threading.Timer(task.timeout, lambda: (late.set(), _end(process.pid)))
        timer.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
            _end(process.pid)                               # also what it left behind
            process.wait()
            _under_way.discard(process.pid)
        code, ending = (1, f"\nnot done after {task.timeout:.0f} s: ended\n") if late.is_set() else (process.returncode, "")
        sink.write(ending.encode())
    text = log.read_text(errors="replace")
    passed, failed = task.counts(text, code)
    outcome = Outcome(task.name, passed, failed, time.monotonic() - start, used.ru_utime + used.ru_stime, reasons(text) if failed else "")
    if failed:
        shown = "\n".join(text.splitlines()[-SHOWN_OF_A_FAILURE:])
        say(f"  FAILED {task.name}: {failed} failed, {passed} passed (exit code {code}, {outcome.seconds:.1f} s)\n{shown}\n"
            f"  ({log.relative_to(ROOT)}; again: ./dev test {task.name})")
    else:
        say(f"  ok {task.name}: {passed} in {outcome.seconds:.1f} s, {outcome.computed:.1f} s computed")
    return outcome


def run_all(tasks: list[Task], workers: int = CORES, meanwhile=contextlib.nullcontext) -> list[Outcome]:
    """So many at a time (one a core), within what `meanwhile` makes; what must be alone comes after."""
    with meanwhile():
        outcomes = run_beside_each_other([task for task in tasks if not task.alone], workers)
    return outcomes + [run(task) for task in tasks if task.alone]


def run_beside_each_other(tasks: list[Task], workers: int) -> list[Outcome]:
    pool = ThreadPoolExecutor(workers)
    try:
        begun = [pool.submit(run, task) for task in tasks]
        while wait(begun, timeout=0.2).not_done:            # a signal is not heard by who waits without end from just then on
            pass
        return [one.result() for one in begun]
    except BaseException:                                   # stopped by hand: nothing goes on without us
        _stopping.set()
        pool.shutdown(wait=False, cancel_futures=True)
        for group in list(_under_way):
            _end(group)
        raise
    finally:
        pool.shutdown()


MOST_TRIED_AGAIN = 3                    # more than that is no chance
NO_CHANCE = re.compile(r"Sanitizer|runtime error:|something broke in the server|the server ended with code")


def try_again(tasks: list[Task], outcomes: list[Outcome]) -> list[Outcome]:
    """What failed among tasks that may be unsteady, once more and alone (docs/decisions/0054). What passes then is no failure, and is told of."""
    by_name = {task.name: task for task in tasks}
    failed = [outcome for outcome in outcomes if outcome.failed]
    if len(failed) > MOST_TRIED_AGAIN:
        return outcomes
    seconds = {}
    for first in failed:
        log = LOGS / f"{first.name}.log"
        if not (by_name[first.name].may_be_unsteady and log.exists()) or NO_CHANCE.search(log.read_text(errors="replace")):
            continue
        log.replace(LOGS / f"{first.name}.first.log")
        say(f"  again, alone: {first.name}")
        second = run(by_name[first.name])
        if not second.failed:
            second.failed_first = first.why
        seconds[first.name] = second
    return [seconds.get(outcome.name, outcome) for outcome in outcomes]


# --- Building ----------------------------------------------------------------------------------------


def configure(preset: str) -> subprocess.CompletedProcess | None:
    """If that was never done."""
    if (ROOT / "build" / preset / "build.ninja").exists():
        return None
    return subprocess.run(["cmake", "--preset", preset], cwd=ROOT, capture_output=True, text=True, check=False)


@contextlib.contextmanager
def building(wanted: list[tuple[str, list[str]]]):
    """Builds targets of presets, one preset after the other, with the time of the cores that nobody else wants; at the end of the block
    it stops where it is. What fails here fails again, and is shown, when it is built for its leg."""
    ended, under_way = threading.Event(), []

    def build_all():
        for preset, targets in wanted:
            configure(preset)
            if ended.is_set():
                return
            under_way.append(subprocess.Popen(["chrt", "--idle", "0", "ninja", "-C", str(ROOT / "build" / preset), "-k", "0", "-j", str(CORES), *targets],
                                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            while under_way[-1].poll() is None:
                if ended.wait(0.2):
                    under_way[-1].send_signal(signal.SIGINT)        # ninja ends its compilers, and removes what they left half written
                    under_way[-1].wait()
                    return

    builder = threading.Thread(target=build_all)
    builder.start()
    try:
        yield
    finally:
        ended.set()
        builder.join()


def build(preset: str, targets: list[str]) -> bool:
    """Configures the preset if that was never done, builds; shows progress, and the whole output on failure."""
    LOGS.mkdir(parents=True, exist_ok=True)
    folder = ROOT / "build" / preset
    if (configured := configure(preset)) and configured.returncode != 0:
        say(configured.stdout + configured.stderr)
        return False
    process = subprocess.Popen(["ninja", "-C", str(folder), *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               errors="replace", stdin=subprocess.DEVNULL)
    lines, shown = [], time.monotonic()
    for line in process.stdout:
        lines.append(line)
        every = 0.2 if sys.stdout.isatty() else 20
        if line.startswith("[") and time.monotonic() - shown > every:
            shown = time.monotonic()
            print(f"\r\033[K  {line.strip()[:110]}" if sys.stdout.isatty() else f"  {line.strip()[:110]}",
                  end="" if sys.stdout.isatty() else "\n", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="")
    (LOGS / f"build.{preset}.log").write_text("".join(lines))
    if process.wait() != 0:
        say("".join(lines[-300:]))
    return process.returncode == 0
