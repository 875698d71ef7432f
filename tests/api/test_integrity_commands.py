#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coordination in files: `favilla coordination` and `favilla integrity judge`, what they print, write and refuse."""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import binary  # noqa: E402

SHARES = "object_id,account_id,content_id,timestamp_share\no,\"a, the first\",1,100\no,b,2,104\np,\"a, the first\",3,200\np,b,4,202\nq,c,5,300\nq,d,6,300\n"


def favilla(*words: str, given: str = "", language: str = "en") -> subprocess.CompletedProcess:
    return subprocess.run([binary(), "--language", language, *words], input=given.encode(), capture_output=True, timeout=120, check=False)


class Coordination(unittest.TestCase):
    def test_pairs_and_their_network(self):
        with tempfile.TemporaryDirectory() as folder:
            edges = pathlib.Path(folder) / "edges.csv"
            done = favilla("coordination", "-", "--window", "10", "--participation", "1", "--edges", str(edges), "--json", given=SHARES)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            figures = json.loads(done.stdout)
            self.assertEqual({name: figures[name] for name in ("pairs", "objects", "accounts", "contents", "sum_time_delta")},
                             {"pairs": 3, "objects": 3, "accounts": 4, "contents": 6, "sum_time_delta": 6})
            self.assertEqual(figures["network"]["full"], {"nodes": 4, "edges": 2, "components": 2, "largest_component": 2})
            self.assertEqual(figures["network"]["threshold"], 1.5)
            with open(edges, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            self.assertEqual(rows[0], {"account_id": "a, the first", "account_id_y": "b", "weight": "2", "mean_time_delta": "3", "above_threshold": "1"})
            self.assertEqual(rows[1]["above_threshold"], "0")

    def test_in_words(self):
        self.assertIn("3 pairs of shares no more than 10 s apart", favilla("coordination", "-", "--window", "10", "--participation", "1", given=SHARES).stdout.decode())
        self.assertIn("3 coppie", favilla("coordination", "-", "--window", "10", "--participation", "1", given=SHARES, language="it").stdout.decode())

    def test_what_is_wrong_is_said_with_its_place(self):
        def refusal(given, *words, language="en"):
            done = favilla("coordination", "-", "--window", "10", "--participation", "1", *words, given=given, language=language)
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            return done.stderr.decode()
        self.assertIn("Line 3, column 4 (\"timestamp_share\")", refusal("object_id,account_id,content_id,timestamp_share\no,a,1,1\no,b,2,soon\n"))
        self.assertIn("Riga 1: nella tabella manca la colonna \"content_id\"", refusal("object_id,account_id,timestamp_share\no,a,1\n", language="it"))
        self.assertIn("could not be written", refusal(SHARES, "--edges", "/nowhere/edges.csv"))
        self.assertEqual(favilla("coordination", "-", "--window", "-1", "--participation", "1").returncode, 2)


class Judge(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, **tables: str) -> None:
        for name, text in tables.items():
            (self.folder / f"{name}.csv").write_text(text, encoding="utf-8")

    def community(self) -> None:
        """Sixty people who like whatever comes, and five who always come together; one of them has said why."""
        begin, day = 1_767_225_600, 86_400
        accounts = ["account,created_at,inviter,net_tag,disclosed_affiliation"] + [f"a{n},{begin - n * day},,,{'employee' if n == 60 else ''}" for n in range(65)]
        objects, actions, state = ["object,kind,author,published_at"], ["t,account,kind,object"], 5
        for n in range(120):
            published = begin + n * day // 3
            objects.append(f"o{n},brand_post,brand,{published}")
            for _ in range(12):
                state = state * 1103515245 + 12345 & 0x7fffffff
                actions.append(f"{published + 700 + state // 64 % 80_000},a{state // 8 % 60},like,o{n}")
            if n % 6 == 0:
                actions += [f"{published + 9000 + 7 * ((member + n // 6) % 5) + n},a{60 + member},like,o{n}" for member in range(5)]
        self.write(accounts="\n".join(accounts), objects="\n".join(objects), actions="\n".join(actions), texts="t,account,object,text\n1,a1,o1,hello\n")

    def test_a_ring_is_found_and_nobody_else(self):
        self.community()
        done = favilla("integrity", "judge", str(self.folder), "--json")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        flagged = json.loads(done.stdout)["flagged"]
        self.assertEqual([(one["account"], one["label"]) for one in flagged],
                         [("a60", "affiliated"), *((f"a{n}", "coordinated") for n in range(61, 65))])
        self.assertEqual({one["group"] for one in flagged}, {1})
        for one in flagged:
            for signal in one["signals"]:
                self.assertEqual(set(signal), {"signal", "p", "q"})
                self.assertLessEqual(signal["q"], 0.01)
        self.assertEqual(done.stdout, favilla("integrity", "judge", str(self.folder), "--json").stdout)
        pairs = self.folder / "pairs.csv"
        favilla("integrity", "judge", str(self.folder), "--pairs", str(pairs))
        with open(pairs, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({(row["test"], row["window"]) for row in rows}, {("C", "0"), ("S", "30"), ("S", "120"), ("S", "600")})
        self.assertEqual((rows[0]["test"], rows[0]["together"], rows[0]["tests"]), ("C", "20", str(65 * 64 // 2)))
        words = favilla("integrity", "judge", str(self.folder), language="it").stdout.decode()
        self.assertIn("5 account su 65", words)
        self.assertIn("non dice perché", words)

    def test_what_is_wrong_is_said_with_file_and_place(self):
        self.community()
        self.write(actions="t,account,kind,object\n5,a1,like,o1\n5,somebody,like,o1\n")
        done = favilla("integrity", "judge", str(self.folder))
        self.assertEqual(done.returncode, 1)
        self.assertIn("actions.csv: Line 3, column 2 (\"account\"): accounts.csv has no account \"somebody\".", done.stderr.decode())
        (self.folder / "texts.csv").unlink()
        self.assertIn("texts.csv", favilla("integrity", "judge", str(self.folder)).stderr.decode())
        self.assertEqual(favilla("integrity", "judge", str(self.folder), "--q", "2").returncode, 2)


if __name__ == "__main__":
    unittest.main()
