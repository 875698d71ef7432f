# SPDX-License-Identifier: AGPL-3.0-or-later
# alone: it measures how fast the server starts
# unsanitized: a sanitized server starts slowly
"""Case 44 of the abuse cases: the server is killed with SIGKILL at random moments under concurrent writes.
Every acknowledged write is there afterwards, none twice, `check` finds nothing, and the server starts within a second.
200 rounds; 10,000 with FAVILLA_TEST_LONG=1 (./dev test --long). On PostgreSQL, which keeps what it acknowledged by itself, 50."""
import http.client
import os
import pathlib
import random
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import postgres  # noqa: E402
from support.favilla_process import Favilla, binary  # noqa: E402

ROUNDS = 10_000 if os.environ.get("FAVILLA_TEST_LONG") else 50 if os.environ.get(postgres.VARIABLE) else 200
WRITERS = 4
SLOW = bool(os.environ.get("FAVILLA_SLOW"))


class Writers:
    """Threads that post numbered words until the server is gone, and remember what was acknowledged and what was under way."""

    def __init__(self, favilla: Favilla, tokens: list[str], round_number: int):
        self.favilla, self.acknowledged, self.sent = favilla, {}, {}
        self.threads = [threading.Thread(target=self.write, args=(n, token, round_number)) for n, token in enumerate(tokens)]

    def write(self, writer: int, token: str, round_number: int) -> None:
        acknowledged, sent = self.acknowledged.setdefault(writer, []), self.sent.setdefault(writer, [])
        for number in range(100_000):
            words = f"round {round_number} writer {writer} number {number}"
            sent.append(words)
            try:
                answer = self.favilla.post("/api/v1/statuses", {"status": words}, token=token)
            except (OSError, http.client.HTTPException):
                return
            if answer.status != 200:
                raise AssertionError(f"{answer.status} {answer.text}")
            acknowledged.append(words)


def words_of(favilla: Favilla, token: str, account: str, round_number: int) -> list[str]:
    """The account's posts of this round, as often as they are there, by reading back from the newest."""
    found, query = [], ""
    while True:
        answer = favilla.get(f"/api/v1/accounts/{account}/statuses?limit=40{query}", token=token)
        if answer.status != 200:
            raise AssertionError(f"{answer.status} {answer.text}")
        page = [(status["id"], status["content"].removeprefix("<p>").removesuffix("</p>")) for status in answer.json]
        mine = [words for _, words in page if words.startswith(f"round {round_number} ")]
        found += mine
        if len(mine) < len(page) or not page:
            return found
        query = f"&max_id={page[-1][0]}"


class KillNineLoop(unittest.TestCase):
    def test_kill_9_loop(self):
        chance = random.Random(44)
        favilla = Favilla()
        starts = []
        try:
            favilla.start()
            names = [f"writer{n}" for n in range(WRITERS)]
            for name in names:
                favilla.create_account(name)
            tokens = [favilla.create_token(name) for name in names]
            ids = [favilla.get("/api/v1/accounts/verify_credentials", token=token).json["id"] for token in tokens]
            total = 0
            for round_number in range(ROUNDS):
                writers = Writers(favilla, tokens, round_number)
                for thread in writers.threads:
                    thread.start()
                time.sleep(chance.uniform(0.01, 0.25))          # the random moment itself: nothing is waited for
                favilla.kill()
                for thread in writers.threads:
                    thread.join()
                before = time.monotonic()
                favilla.start()
                starts.append(time.monotonic() - before)
                for writer, (token, account) in enumerate(zip(tokens, ids)):
                    there = words_of(favilla, token, account, round_number)
                    self.assertEqual(len(there), len(set(there)), "a write stands twice")
                    self.assertLessEqual(set(writers.acknowledged[writer]), set(there), "an acknowledged write is lost")
                    self.assertLessEqual(set(there), set(writers.sent[writer]), "a write nobody sent")
                    total += len(writers.acknowledged[writer])
                if round_number % 20 == 19:
                    self.check(favilla)
            print(f"{ROUNDS} kills, {total} acknowledged writes, starts: {sorted(starts)[ROUNDS // 2]:.2f} s, slowest {max(starts):.2f} s", file=sys.stderr)
            self.assertGreater(total, ROUNDS, "too little was written to mean anything")
            if not SLOW:
                self.assertLess(sorted(starts)[ROUNDS * 9 // 10], 1.0, "nine of ten: the rest may be late by what else the machine does")
        finally:
            favilla.close()

    def check(self, favilla: Favilla) -> None:
        checked = subprocess.run([binary(), "check", *favilla.storage()], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


if __name__ == "__main__":
    unittest.main()
