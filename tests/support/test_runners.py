# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counting of tests must be able to fail: what each runner prints, good and bad."""
import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from support import postgres, runners  # noqa: E402
from support.runners import Task  # noqa: E402


class CountingTest(unittest.TestCase):
    def test_doctest(self):
        closing = "[doctest] test cases:  {} |  {} passed | {} failed | 0 skipped\n"
        self.assertEqual(runners.count_doctest(closing.format(9, 9, 0), 0), (9, 0))
        self.assertEqual(runners.count_doctest(closing.format(9, 7, 2), 1), (7, 2))
        self.assertEqual(runners.count_doctest(closing.format(0, 0, 0), 0), (0, 1), "a run without a test has failed")
        self.assertEqual(runners.count_doctest("Segmentation fault", -11), (0, 1))
        self.assertEqual(runners.count_doctest(closing.format(9, 9, 0) + "ERROR: LeakSanitizer", 1), (9, 1))

    def test_unittest(self):
        self.assertEqual(runners.count_unittest("Ran 5 tests in 0.1s\n\nOK\n", 0), (5, 0))
        self.assertEqual(runners.count_unittest("Ran 5 tests in 0.1s\n\nOK (skipped=2)\n", 0), (3, 0))
        self.assertEqual(runners.count_unittest("Ran 5 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=1)\n", 1), (1, 3))
        self.assertEqual(runners.count_unittest("Ran 0 tests in 0.0s\n\nFAILED (errors=1)\n", 1), (0, 1))
        self.assertEqual(runners.count_unittest("Ran 0 tests in 0.0s\n\nOK\n", 0), (0, 1))
        self.assertEqual(runners.count_unittest("SyntaxError", 1), (0, 1))

    def test_node(self):
        self.assertEqual(runners.count_node("# pass 3\n# fail 0\n# cancelled 0\n", 0), (3, 0))
        self.assertEqual(runners.count_node("# pass 3\n# fail 1\n# cancelled 1\n", 1), (3, 2))
        self.assertEqual(runners.count_node("cannot find module", 1), (0, 1))

    def test_vitest(self):
        self.assertEqual(runners.count_vitest(" Test Files  6 passed (6)\n      Tests  23 passed (23)\n", 0), (23, 0))
        self.assertEqual(runners.count_vitest(" Test Files  1 failed | 5 passed (6)\n      Tests  2 failed | 21 passed (23)\n", 1), (21, 2))
        self.assertEqual(runners.count_vitest("      Tests  2 failed (2)\n", 1), (0, 2))
        self.assertEqual(runners.count_vitest("cannot find module", 1), (0, 1))


class ReasonsTest(unittest.TestCase):
    def test_what_failed_is_found_amid_what_did_not(self):
        passed = "\n".join(f"ok {n} - fine" for n in range(100))
        tap = f"{passed}\n    not ok 2 - en, dark\n      error: 3 px wider\n{passed}\nnot ok 1 - every screen\n"
        self.assertEqual(runners.reasons(tap, lines=2).splitlines(), ["    not ok 2 - en, dark", "      error: 3 px wider", "not ok 1 - every screen"])
        self.assertEqual(runners.reasons("test_x ... FAIL\nFAIL: test_x (x)\n----\nAssertionError: {} is not true", lines=3).splitlines()[-1], "AssertionError: {} is not true")
        self.assertEqual(runners.reasons("one\ntwo\nkilled", lines=2), "two\nkilled", "one that says nothing is shown by its end")

    def test_a_failure_keeps_its_reason(self):
        outcome = runners.run(Task("support.reason", ["sh", "-c", "echo 'not ok 1 - the spark'; exit 1"], runners.count_program))
        self.assertEqual(outcome.why, "not ok 1 - the spark")


class TryingAgainTest(unittest.TestCase):
    def outcomes(self, *scripts, **more):
        """What comes of shell scripts that are run, and where they may be, tried again."""
        tasks = [Task(f"support.again_{number}", ["sh", "-c", script], runners.count_program, may_be_unsteady=True, **more) for number, script in enumerate(scripts)]
        return runners.try_again(tasks, [runners.run(task) for task in tasks])

    def test_what_passes_alone_is_told_of_and_no_failure(self):
        with tempfile.TemporaryDirectory() as folder:
            (outcome,) = self.outcomes(f"test -e {folder}/was_here && exit 0; touch {folder}/was_here; echo 'not ok 1 - too early'; exit 1")
        self.assertEqual((outcome.passed, outcome.failed, outcome.failed_first), (1, 0, "not ok 1 - too early"))
        self.assertIn("too early", (runners.LOGS / "support.again_0.first.log").read_text())

    def test_what_fails_twice_has_failed(self):
        (outcome,) = self.outcomes("echo 'not ok 1 - always'; exit 1")
        self.assertEqual((outcome.passed, outcome.failed, outcome.failed_first), (0, 1, ""))

    def test_what_a_sanitizer_found_is_no_chance(self):
        with tempfile.TemporaryDirectory() as folder:
            (outcome,) = self.outcomes(f"test -e {folder}/was_here && exit 0; touch {folder}/was_here; echo 'ERROR: AddressSanitizer: heap-use-after-free'; exit 1")
        self.assertEqual(outcome.failed, 1)

    def test_many_at_once_are_no_chance_either(self):
        with tempfile.TemporaryDirectory() as folder:
            script = "test -e {0}/{1} && exit 0; touch {0}/{1}; exit 1"
            found = self.outcomes(*(script.format(folder, number) for number in range(runners.MOST_TRIED_AGAIN + 1)))
        self.assertEqual(sum(outcome.failed for outcome in found), runners.MOST_TRIED_AGAIN + 1)


class RunningTest(unittest.TestCase):
    def stopped_by_its_task(self, prelude=""):
        """Two tasks, of which the first stops the run: what became of it."""
        with tempfile.TemporaryDirectory() as folder:
            began = pathlib.Path(folder) / "began"
            program = f"""
import signal, sys
sys.path.insert(0, {str(ROOT / "tests")!r})
from support import runners
from support.runners import Task
{prelude}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
hanging = Task("support.stopped", ["sh", "-c", "echo $$ >> {began}; kill -TERM $PPID; exec sleep 600"], runners.count_program)
runners.run_all([hanging, hanging], 1)
"""
            done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 143, done.stderr)
            pids = began.read_text().split()
        self.assertEqual(len(pids), 1)
        with self.assertRaises(ProcessLookupError):
            os.kill(int(pids[0]), 0)

    def test_a_run_that_is_stopped_ends_what_is_under_way_and_begins_nothing(self):
        self.stopped_by_its_task()

    def test_a_program_that_stops_the_run_before_it_is_known_ends_as_well(self):
        self.stopped_by_its_task("""
class Late(set):
    def add(self, group):
        runners._stopping.wait()
        super().add(group)
runners._under_way = Late()
""")

    def test_a_program_that_hangs_is_ended_and_has_failed(self):
        outcome = runners.run(Task("support.hangs", ["sleep", "60"], runners.count_program, timeout=0.2))
        self.assertEqual((outcome.passed, outcome.failed), (0, 1))
        self.assertLess(outcome.seconds, 10)

    def test_its_environment_reaches_a_program(self):
        outcome = runners.run(Task("support.environment", ["sh", "-c", 'test "$SPARK" = yes'], runners.count_program, {"SPARK": "yes"}))
        self.assertEqual((outcome.passed, outcome.failed), (1, 0))


class BuildingMeanwhileTest(unittest.TestCase):
    """A folder of ninja's in which "quick" is made at once and "slow" never."""

    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for preset in ("one", "other"):
            folder = self.root / "build" / preset
            folder.mkdir(parents=True)
            (folder / "build.ninja").write_text("rule make\n  command = sh -c $script\n"
                                                "build quick: make\n  script = 'chrt --pid $$$$ > quick'\n"
                                                "build slow: make\n  script = 'echo $$$$ > began; exec sleep 600'\n"
                                                "build broken: make\n  script = 'exit 1'\n")
        self.enterContext(unittest.mock.patch.object(runners, "ROOT", self.root))

    def until_there(self, path):
        deadline = time.monotonic() + 30
        while not (path.exists() and path.read_text()):
            self.assertLess(time.monotonic(), deadline, f"{path} never came")
            time.sleep(0.01)
        return path.read_text()

    def test_what_is_wanted_later_is_built_with_what_is_left_of_the_cores(self):
        with runners.building([("one", ["broken", "quick"]), ("other", ["quick"])]):
            self.assertIn("SCHED_IDLE", self.until_there(self.root / "build/other/quick"))
        self.assertTrue((self.root / "build/one/quick").exists())

    def test_it_stops_where_it_is(self):
        with runners.building([("one", ["slow"]), ("other", ["quick"])]):
            pid = int(self.until_there(self.root / "build/one/began"))
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)
        self.assertFalse((self.root / "build/other/quick").exists(), "nothing is begun after the end")

    def test_beside_what_must_be_alone_nothing_is_built(self):
        came = []

        @contextlib.contextmanager
        def meanwhile():
            came.append("begins")
            yield
            came.append("ends")

        def counted(text, code):
            came.append(text.strip())
            return runners.count_program(text, code)

        runners.run_all([Task("support.alone", ["echo", "alone"], counted, alone=True), Task("support.beside", ["echo", "beside"], counted)], meanwhile=meanwhile)
        self.assertEqual(came, ["begins", "beside", "ends", "alone"])


class ClusterTest(unittest.TestCase):
    def test_a_cluster_gives_fresh_databases_and_leaves_nothing(self):
        with postgres.cluster() as url:
            with postgres.database(url) as one, postgres.database(url) as other:
                postgres.execute(one, "CREATE TABLE sparks (id BIGINT)")
                self.assertEqual(postgres.execute(other, "SELECT count(*) FROM pg_tables WHERE tablename = 'sparks'"), "0")
            self.assertEqual(postgres.execute(url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'favilla%'"), "0")
        with self.assertRaises(RuntimeError):
            postgres.execute(url, "SELECT 1")


if __name__ == "__main__":
    unittest.main()
