#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures from tables: `favilla response`, `attribution` and `lifetime`, against what others computed, and with wrong tables."""
import csv
import io
import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import ROOT, binary  # noqa: E402

DATA = ROOT / "tests" / "data"


def favilla(*words: str, table: str = "", language: str = "en") -> subprocess.CompletedProcess:
    return subprocess.run([binary(), "--language", language, *words], input=table.encode(), capture_output=True, timeout=60, check=False)


class Figures(unittest.TestCase):
    def figures(self, *words: str, table: str = "") -> dict:
        done = favilla(*words, "--json", table=table)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return json.loads(done.stdout)

    def refusal(self, *words: str, table: str, language: str = "en") -> str:
        done = favilla(*words, table=table, language=language)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        return done.stderr.decode()

    # --- answers --------------------------------------------------------------------------------------

    def test_people_of_a_real_site_answer_each_other(self):
        figures = self.figures("answers", str(DATA / "conversation-trees" / "threads.tsv"))
        self.assertEqual(list(figures), ["conversations", "comments", "alpha", "beta", "kappa", "tau", "towards_us", "log_likelihood"])
        self.assertEqual((figures["conversations"], figures["comments"]), (20, 651))
        for pull in ("alpha", "beta", "kappa", "tau", "towards_us"):
            self.assertLess(figures[pull]["lower"], figures[pull]["value"])
            self.assertLess(figures[pull]["value"], figures[pull]["upper"])
        self.assertLess(figures["towards_us"]["upper"], 0.5)
        self.assertIn("Le persone si rispondono tra loro", favilla("answers", str(DATA / "conversation-trees" / "threads.tsv"), language="it").stdout.decode())

    def test_too_few_answers_and_answers_out_of_order_are_refused(self):
        head = "thread\tpost\tparent\tuser\tparent_user\n"
        self.assertIn("Fewer than 20 comments", self.refusal("answers", "-", table=head + "7\t2\t1\t5\t6\n"))
        self.assertIn("Nel thread 7", self.refusal("answers", "-", table=head + "7\t3\t2\t5\t4\n7\t2\t1\t4\t6\n", language="it"))

    # --- response -------------------------------------------------------------------------------------

    def prisoners(self) -> str:
        out = io.StringIO()
        write = csv.writer(out)
        write.writerow(["fin", "E", "T"])
        with open(DATA / "survival" / "rossi.csv", newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                write.writerow([{"0": "no", "1": "yes"}[row["fin"]], row["arrest"], row["week"]])
        return out.getvalue()

    def test_the_curve_is_that_of_r(self):
        figures = self.figures("response", "-", table=self.prisoners())
        self.assertEqual(list(figures), ["groups", "logrank"])
        self.assertIsNone(figures["logrank"])
        (group,) = figures["groups"]
        self.assertEqual(list(group), ["name", "n", "events", "median", "median_lower", "median_upper", "curve"])
        self.assertEqual((group["n"], group["events"], group["median"]), (432, 114, None))
        steps = {step["t"]: step for step in group["curve"]}
        for time, at_risk, survival, error in ((10, 418, .965277778, .0088082), (20, 397, .907407407, .0139459), (30, 374, .861111111, .0166388),
                                               (40, 351, .803240741, .0191271), (52, 322, .736111111, .0212051)):
            self.assertEqual(steps[time]["at_risk"], at_risk)
            self.assertAlmostEqual(steps[time]["survival"], survival, 9)
            self.assertAlmostEqual(steps[time]["se"], error, 7)

    def test_groups_are_compared(self):
        figures = self.figures("response", "-", "--by", "fin", table=self.prisoners())
        self.assertEqual([(group["name"], group["n"], group["events"]) for group in figures["groups"]], [("no", 216, 66), ("yes", 216, 48)])
        self.assertEqual(figures["logrank"]["df"], 1)
        self.assertAlmostEqual(figures["logrank"]["chi2"], 3.84, 2)
        self.assertAlmostEqual(figures["logrank"]["p"], 0.05, 3)

    def test_a_wrong_table_is_refused_with_line_column_and_reason_in_both_languages(self):
        self.assertIn('Line 3, column 2 ("E"): 1 (it happened then) or 0', self.refusal("response", "-", table="T,E\n1,1\n2,2\n"))
        self.assertIn('Line 3, column 2 ("E"): a number is needed', self.refusal("response", "-", table="T,E\n1,1\n2,yes\n"))
        self.assertIn("Line 3, column 1", self.refusal("response", "-", table="T,E\n1,1\n-2,1\n"))
        self.assertIn("Riga 3, colonna 1 («T»)", self.refusal("response", "-", table="T,E\n1,1\n-2,1\n", language="it"))
        self.assertIn('no column "T"', self.refusal("response", "-", table="week,arrest\n1,1\n"))
        self.assertIn("manca la colonna «kind»", self.refusal("response", "-", "--by", "kind", table="T,E\n1,1\n", language="it"))
        self.assertIn("Line 2 has 3 columns", self.refusal("response", "-", table="T,E\n1,1,1\n"))
        self.assertIn("none.csv", self.refusal("response", "none.csv", table=""))
        self.assertEqual(favilla("response").returncode, 2)

    # --- attribution ----------------------------------------------------------------------------------

    PATHS = "path,total_conversions,total_conversion_value,total_null\nmail > search > mail,3,30,7\nsearch,2,20,18\nsocial > search,0,0,10\n"

    def test_shares_sum_to_the_conversions_and_the_chain_has_the_empirical_rate(self):
        figures = self.figures("attribution", "-", table=self.PATHS)
        self.assertEqual(list(figures), ["conversions", "conversion_probability", "channels"])
        self.assertEqual(figures["conversions"], 5)
        self.assertAlmostEqual(figures["conversion_probability"], 5 / 40, 9)
        self.assertEqual([list(channel) for channel in figures["channels"]], [["channel", "first", "last", "linear", "markov", "removal_effect"]] * 3)
        for way in ("first", "last", "linear", "markov"):
            self.assertAlmostEqual(sum(channel[way] for channel in figures["channels"]), 5, 9)
        self.assertEqual(figures["channels"][1], figures["channels"][1] | {"channel": "search", "first": 2, "last": 2, "linear": 3})

    def test_what_conversions_were_worth_is_shared_out_by_the_same_ways(self):
        shown = favilla("attribution", "-", table=self.PATHS).stdout.decode()
        self.assertIn("50.00", shown)
        worth = [line.split() for line in shown.split("Of a value of")[1].splitlines() if line.endswith(("mail", "search", "social"))]
        self.assertEqual([line[:3] for line in worth[:2]], [["30.00", "30.00", "20.00"], ["20.00", "20.00", "30.00"]])
        self.assertAlmostEqual(sum(float(line[3]) for line in worth), 50, 1)
        plain = self.PATHS.replace("total_conversion_value,", "").replace(",30,", ",").replace(",20,", ",").replace("0,0,10", "0,10")
        self.assertNotIn("Of a value", favilla("attribution", "-", table=plain).stdout.decode())

    def test_what_is_shared_out_is_not_called_causal(self):
        self.assertIn("Not causal", favilla("attribution", "-", table=self.PATHS).stdout.decode())
        self.assertIn("Non è causale", favilla("attribution", "-", table=self.PATHS, language="it").stdout.decode())

    def test_a_wrong_path_is_refused(self):
        head = "path,total_conversions,total_conversion_value,total_null\n"
        self.assertIn('Line 2, column 1 ("path")', self.refusal("attribution", "-", table=head + "a > > b,1,1,1\n"))
        self.assertIn("Riga 2, colonna 4 («total_null»)", self.refusal("attribution", "-", table=head + "a,1,1,many\n", language="it"))
        self.assertIn("Nobody came", self.refusal("attribution", "-", table=head + "a,0,0,0\n"))

    # --- lifetime -------------------------------------------------------------------------------------

    def test_the_donors_have_the_published_parameters(self):
        figures = self.figures("lifetime", str(DATA / "member-lifetime" / "donations.csv"))
        self.assertEqual(list(figures), ["alpha", "beta", "gamma", "delta", "log_likelihood", "rows"])
        for name, value in (("alpha", 1.204), ("beta", .750), ("gamma", .657), ("delta", 2.783)):
            self.assertAlmostEqual(figures[name], value, delta=.001)
        alive = {(row["frequency"], row["recency"]): row["p_alive"] for row in figures["rows"]}
        for history, chance in (((0, 0), .11), ((2, 4), .59), ((6, 6), .93)):
            self.assertAlmostEqual(alive[history], chance, 2)

    def test_an_impossible_history_is_refused(self):
        head = "frequency,recency,periods\n"
        self.assertIn('Line 2, column 2 ("recency")', self.refusal("lifetime", "-", table=head + "1,7,6\n"))
        self.assertIn("Riga 3, colonna 1 («frequency»)", self.refusal("lifetime", "-", table=head + "1,1,6\n3,2,6\n", language="it"))

    def test_people_who_do_not_tell_the_parameters_are_said_not_to(self):
        done = favilla("lifetime", "-", table="frequency,recency,periods\n5,5,5\n")
        self.assertEqual(done.returncode, 0)
        self.assertIn("do not tell all four", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
