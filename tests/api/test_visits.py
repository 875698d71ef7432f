#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Access logs: counted as GoAccess counts them, and as visits; kept by day, once."""
import gzip
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support import access_logs  # noqa: E402
from support.favilla_process import Favilla, binary  # noqa: E402


def count(*words: str, stdin: bytes | None = None, language: str = "en") -> subprocess.CompletedProcess:
    return subprocess.run([binary(), "--language", language, "import", "visits", "--dry-run", *words], input=stdin, capture_output=True, timeout=120, check=False)


class Counting(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="visits-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, content: bytes) -> pathlib.Path:
        path = self.folder / "access.log"
        path.write_bytes(content)
        return path

    @unittest.skipUnless(shutil.which("goaccess"), "GoAccess is not installed")
    def test_every_figure_is_goaccess_own_whatever_stands_in_the_log(self):
        for seed, usual, damaged in ((1, 3000, 0), (2, 500, 3000), (3, 2000, 1000)):
            path = self.write(access_logs.make_log(seed, usual, damaged))
            theirs, ours = access_logs.goaccess(path), json.loads(count(str(path), "--json").stdout)
            self.assertEqual({name: ours[name] for name in theirs}, theirs, f"seed {seed}")

    def test_a_file_a_packed_one_and_standard_input_tell_the_same(self):
        content = access_logs.make_log(4, 300, 100)
        path = self.write(content)
        plain = count(str(path), "--json")
        self.assertEqual(plain.returncode, 0, plain.stderr)
        packed = self.folder / "access.log.gz"
        half = len(content) // 2
        packed.write_bytes(gzip.compress(content[:half]) + gzip.compress(content[half:]))
        self.assertEqual(count(str(packed), "--json").stdout, plain.stdout)
        self.assertEqual(count("-", "--json", stdin=content).stdout, plain.stdout)
        self.assertEqual(count("-", "--json", stdin=packed.read_bytes()).stdout, plain.stdout)

    def test_every_line_is_accounted_for(self):
        path = self.write(access_logs.make_log(5, 1000, 500))
        visits = json.loads(count(str(path), "--json").stdout)["visits"]
        dropped = sum(step["requests"] for step in visits["dropped"])
        self.assertEqual(visits["lines"], visits["empty_or_comment"] + sum(visits["broken"].values()) + dropped + visits["views"])
        self.assertGreater(min(step["requests"] for step in visits["dropped"] if step["step"] != "prefetch"), 0)
        self.assertEqual(visits["visits"], sum(channel["visits"] for channel in visits["channels"]))
        self.assertEqual(visits["visits"], sum(day["visits"] for day in visits["days"]))
        self.assertEqual(len(visits["first_broken"]), 10)

    def test_what_people_read_is_in_their_language_with_the_line_and_the_reason(self):
        path = self.write(access_logs.GOOD.encode() + b"\nbroken\n")
        english, italian = count(str(path)).stdout.decode(), count(str(path), language="it").stdout.decode()
        self.assertIn("line 2: no address at its beginning", english)
        self.assertIn("riga 2: non comincia con un indirizzo", italian)
        self.assertIn("As GoAccess counts it", english)
        self.assertIn("Come conta GoAccess", italian)

    def test_what_cannot_be_read_is_said(self):
        missing = count(str(self.folder / "none.log"), language="it")
        self.assertEqual((missing.returncode, missing.stdout), (1, b""))
        self.assertIn(b"none.log", missing.stderr)
        folder = count(str(self.folder))
        self.assertEqual(folder.returncode, 1)
        self.assertIn(b"directory", folder.stderr)
        cut = self.folder / "cut.gz"
        cut.write_bytes(gzip.compress(access_logs.make_log(6, 1000, 0))[:-200])
        for language, word in (("en", b"damaged or cut short"), ("it", b"danneggiato o tronco")):
            broken = count(str(cut), language=language)
            self.assertEqual((broken.returncode, broken.stdout), (1, b""))
            self.assertIn(word, broken.stderr)

    def test_an_empty_log_and_one_of_nothing_but_rubbish_have_figures(self):
        self.assertEqual(json.loads(count("-", "--json", stdin=b"").stdout)["valid"], 0)
        rubbish = json.loads(count("-", "--json", stdin=bytes(range(256)) * 200).stdout)
        self.assertEqual(rubbish["valid"], 0)
        self.assertEqual(rubbish["visits"]["views"], 0)


class Keeping(unittest.TestCase):
    def test_a_log_is_kept_once_with_a_server_and_without(self):
        with Favilla() as favilla:
            favilla.create_account("ada", role="admin")
            log = favilla.data / "access.log"
            log.write_bytes(access_logs.make_log(7, 600, 50))
            first = json.loads(favilla.command("import", "visits", str(log), "--json").stdout)
            self.assertEqual(first["stored"], {"days": len(first["visits"]["days"]), "same": 0, "prolonged": 0, "replaced": 0})
            again = json.loads(favilla.command("import", "visits", str(log), "--json").stdout)
            self.assertEqual(again["stored"]["days"], 0)
            self.assertEqual(again["stored"]["same"], first["stored"]["days"])

            other = favilla.data / "other.log"
            other.write_bytes(access_logs.make_log(8, 600, 0))
            refused = favilla.command("--language", "it", "import", "visits", str(other), check=False)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("delle stesse ore", refused.stderr)
            self.assertIn("were stored", favilla.command("import", "visits", str(other), "--site", "shop.example").stdout)
            if not favilla.database:
                stdin = favilla.command("import", "visits", "-", check=False)
                self.assertEqual(stdin.returncode, 1)
                self.assertIn("standard input", stdin.stderr)
                favilla.stop()
                favilla.command("import", "visits", str(log), "--replace")
                favilla.command("check")
                content = (favilla.data / "favilla.sqlite3").read_bytes()
                self.assertNotIn(b"198.51.0", content)
                favilla.start()


if __name__ == "__main__":
    unittest.main()
