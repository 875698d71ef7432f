# SPDX-License-Identifier: AGPL-3.0-or-later
# on SQLite: PostgreSQL is backed up by its own tools, and its disk is its own
"""Cases 48, 49 and 54 of the abuse cases: a copy made while people write comes back whole, damage is named, an older program leaves
newer data alone; and a server that is asked to stop loses no answer."""
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import Favilla, binary, wait_until  # noqa: E402


def run(*words, check=False):
    return subprocess.run([binary(), *map(str, words)], capture_output=True, text=True, timeout=120, check=check)


class Writer(threading.Thread):
    """Posts numbered words until told to stop, and remembers what was acknowledged."""

    def __init__(self, server, token):
        super().__init__()
        self.server, self.token, self.acknowledged, self.done, self.refused = server, token, [], threading.Event(), []

    def run(self):
        number = 0
        while not self.done.is_set():
            number += 1
            try:
                answer = self.server.post("/api/v1/statuses", {"status": f"word {number}", "language": "en"}, token=self.token)
            except OSError as ended:
                self.refused.append(ended)
                return
            if answer.status == 200:
                self.acknowledged.append(answer.json["id"])


class BackupRestore(unittest.TestCase):
    def setUp(self):
        self.server = Favilla().start()
        self.addCleanup(self.server.close)
        self.server.create_account("ada")
        self.token = self.server.create_token("ada")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-backup-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def test_backup_restore_under_load(self):
        writer = Writer(self.server, self.token)
        writer.start()
        wait_until(lambda: len(writer.acknowledged) > 20)
        before = list(writer.acknowledged)
        self.server.command("backup", str(self.folder / "copy.tar"))
        wait_until(lambda: len(writer.acknowledged) > len(before) + 20)
        writer.done.set()
        writer.join()
        restored = self.folder / "restored"
        done = run("restore", self.folder / "copy.tar", "--data", restored)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        checked = run("check", "--data", restored)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        self.assertEqual((restored / "secret.key").read_text(), (self.server.data / "secret.key").read_text(), "what is sealed can be opened again")
        with Favilla(data=restored) as second:
            for status in before:
                self.assertEqual(second.get(f"/api/v1/statuses/{status}").status, 200, "what was acknowledged before the copy began is in it")
            # Signed in as before: the tokens came along.
            self.assertEqual(second.get("/api/v1/accounts/verify_credentials", token=self.token).status, 200)

    def test_corrupt_bytes_of_an_archive_are_found_and_named(self):
        self.server.post("/api/v1/statuses", {"status": "Precious"}, token=self.token)
        archive = self.folder / "copy.tar"
        self.server.command("backup", str(archive))
        whole = archive.read_bytes()
        for place in (600, len(whole) // 2, len(whole) // 3):
            damaged = bytearray(whole)
            damaged[place] ^= 0xFF
            broken = self.folder / f"broken{place}.tar"
            broken.write_bytes(damaged)
            done = run("restore", broken, "--data", self.folder / f"restored{place}")
            self.assertNotEqual(done.returncode, 0, f"a flipped byte at {place} was taken for well")
            self.assertTrue(done.stderr.strip())

    def test_corrupt_bytes_of_the_database_are_found_by_check(self):
        for number in range(50):
            self.server.post("/api/v1/statuses", {"status": f"Word {number}"}, token=self.token)
        data = self.server.data
        self.server.stop()
        file = data / "favilla.sqlite3"
        content = bytearray(file.read_bytes())
        for place in range(len(content) // 2, len(content) // 2 + 3000):
            content[place] ^= 0x5A
        file.write_bytes(content)
        checked = run("check", "--data", data)
        self.assertNotEqual(checked.returncode, 0)
        self.assertTrue((checked.stdout + checked.stderr).strip())

    def test_upgrade_downgrade_newer_data_is_refused_untouched(self):
        data = self.server.data
        self.server.stop()
        with sqlite3.connect(data / "favilla.sqlite3") as database:
            table = next(name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE name LIKE '%migration%' AND type = 'table'"))
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            last = database.execute(f"SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1").fetchone()
            newer = [value if not isinstance(value, int) or n else value + 1000 for n, value in enumerate(last)]
            newer = [("9999_from_the_future" if isinstance(value, str) and n <= 1 else value) for n, value in enumerate(newer)]
            database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(newer))})", newer)
        before = self.dump(data)
        for words in (("serve", "--listen", "127.0.0.1:0"), ("check",), ("account", "list")):
            done = run(*words, "--data", data)
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertIn("newer", done.stderr)
        self.assertEqual(self.dump(data), before)

    def dump(self, data):
        with sqlite3.connect(f"file:{data / 'favilla.sqlite3'}?mode=ro", uri=True) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")]
            return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}

    def test_a_stop_loses_no_answer(self):
        writers = [Writer(self.server, self.token) for _ in range(4)]
        for writer in writers:
            writer.start()
        wait_until(lambda: sum(len(writer.acknowledged) for writer in writers) > 40)
        begun = time.monotonic()
        self.assertEqual(self.server.stop(), 0)
        self.assertLess(time.monotonic() - begun, 10)
        for writer in writers:
            writer.done.set()
            writer.join()
        self.server.start()
        for writer in writers:
            for status in writer.acknowledged:
                self.assertEqual(self.server.get(f"/api/v1/statuses/{status}").status, 200)


class DiskFull(unittest.TestCase):
    """Case 47: no room is left; reading goes on, writing says why, and all is well again without a restart."""

    def test_disk_full(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="favilla-full-"))
        self.addCleanup(shutil.rmtree, folder, True)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], capture_output=True, check=False).returncode == 0
        if not mounted:
            self.skipTest("no small file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(folder)], check=False)
        server = Favilla(data=folder, breaks=True).start()
        self.addCleanup(server.close)
        server.create_account("ada")
        token = server.create_token("ada")
        kept = server.post("/api/v1/statuses", {"status": "Before"}, token=token).json["id"]
        server.get("/api/v1/timelines/home", token=token)
        ballast = folder / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
        refused = []
        for number in range(300):
            answer = server.post("/api/v1/statuses", {"status": f"No room {number} " + "x" * 3000}, token=token)
            if answer.status != 200:
                refused.append(answer)
        self.assertTrue(refused, "the disk was full, and nothing was refused")
        for answer in refused:
            self.assertIn(answer.status, (503, 507), answer.text)
            self.assertTrue(json.loads(answer.body)["error"])
        self.assertEqual(server.get(f"/api/v1/statuses/{kept}").status, 200)
        self.assertEqual(server.get("/api/v1/timelines/home", token=token).status, 200)
        ballast.unlink()
        wait_until(lambda: server.post("/api/v1/statuses", {"status": "Room again"}, token=token).status == 200)
        self.assertEqual(server.stop(), 0)
        checked = run("check", "--data", folder)
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
        server.start()


if __name__ == "__main__":
    unittest.main()
