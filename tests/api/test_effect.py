# SPDX-License-Identifier: AGPL-3.0-or-later
"""favilla effect as a person types it: its figures, its words in both languages, its picture, and what it refuses."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.favilla_process import binary  # noqa: E402

SERIES = pathlib.Path(__file__).resolve().parents[1] / "support/effects"
FIGURES = ["actual", "predicted", "predicted_sd", "predicted_lower", "predicted_upper", "effect", "effect_sd", "effect_lower", "effect_upper",
           "relative", "relative_lower", "relative_upper"]
# R's CausalImpact 1.4.1 on the same series, 5,000 draws: average effect and the ends of its 95 % interval.
IN_R = {"basic": (2.9022749034, 2.3957227451, 3.3938780734), "covariates": (2.8858699154, 2.4680288425, 3.2974320329)}
DATED = "day,visits\n" + "".join(f"2024-{month:02}-{day:02},{day * 7 % 11 + (9 if month == 2 else 0)}\n" for month in (1, 2) for day in range(1, 29 if month == 1 else 8))


class Effect(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def run_favilla(self, *words, text=None):
        return subprocess.run([binary(), *words] if "--language" in words else [binary(), "--language", "en", *words], input=text, capture_output=True, text=True, timeout=120)

    def effect(self, name, *words):
        done = self.run_favilla("effect", str(SERIES / f"{name}.csv"), "--pre", "1:70", "--post", "71:100", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, table, *words):
        """What is said of a table on standard input, in English and in Italian, without the name of the file."""
        said = []
        for language in ("en", "it"):
            done = self.run_favilla("--language", language, "effect", "-", *words, text=table)
            self.assertEqual((done.returncode, done.stdout), (1, ""), done)
            said.append(done.stderr.strip().removeprefix("-: "))
        return said

    def test_the_figures_are_r_s_and_the_same_seed_prints_the_same_bytes(self):
        for name, (effect, lower, upper) in IN_R.items():
            done = self.effect(name, "--json")
            answer = json.loads(done.stdout)
            told = ["average", "cumulative", "p", "probability", "draws", "seed", "inclusion", "placebo", "minimum_detectable"]
            self.assertEqual(list(answer), told + (["synthetic_control"] if name == "covariates" else []))
            for part in ("average", "cumulative"):
                self.assertEqual(list(answer[part]), FIGURES)
            average = answer["average"]
            for figure, expected in (("effect", effect), ("effect_lower", lower), ("effect_upper", upper)):
                self.assertLess(abs(average[figure] / expected - 1), 0.01, f"{name} {figure}")
            self.assertLess(answer["p"], 0.05)
            self.assertEqual((answer["draws"], answer["seed"], list(answer["placebo"])), (1000, 1, ["contained", "of"]))
            self.assertEqual(answer["inclusion"], {"x1": 1, "x2": 1} if name == "covariates" else {})
            self.assertIn("shorter than 3 times", done.stderr)
            self.assertEqual(self.effect(name, "--json", "--seed", "1").stdout, done.stdout)
            self.assertNotEqual(self.effect(name, "--json", "--seed", "2").stdout, done.stdout)
        none = json.loads(self.effect("no_effect", "--json", "--draws", "2000").stdout)
        self.assertLess(abs(none["average"]["effect"] + 0.0977), 0.05)
        self.assertGreater(none["p"], 0.05)
        self.assertEqual(none["draws"], 2000)

    def test_people_read_the_least_effect_first_then_the_figures_and_whether_there_is_one(self):
        english = self.effect("covariates").stdout.splitlines()
        self.assertIn("smallest average effect", english[1])
        self.assertTrue(any(line.startswith("Effect (s.d.)") for line in english))
        self.assertIn("lies above zero", "\n".join(english))
        self.assertIn("placebo windows", "\n".join(english))
        italian = self.effect("no_effect", "--language", "it").stdout
        self.assertIn("Non si può ancora dire", italian)
        self.assertRegex(italian, r"Effetto \(dev\. st\.\) +-0,\d+")

    def test_several_controls_give_a_second_opinion(self):
        # The series is a quarter of a and three quarters of b, and six more from row 31 on; c goes its own way.
        a, b, c = ([50 + (n * step) % 17 for n in range(40)] for step in (5, 7, 11))
        rows = [(0.25 * a[n] + 0.75 * b[n] + 0.01 * (n % 3) + (6 if n >= 30 else 0), a[n], b[n], c[n]) for n in range(40)]
        table = "y,a,b,c\n" + "".join(",".join(f"{value:.4f}" for value in row) + "\n" for row in rows)
        command = ("effect", "-", "--pre", "1:30", "--post", "31:40")
        found = json.loads(self.run_favilla(*command, "--json", text=table).stdout)["synthetic_control"]
        said = self.run_favilla(*command, text=table).stdout
        detto = self.run_favilla("--language", "it", *command, text=table).stdout
        for name, weight in (("a", 0.25), ("b", 0.75), ("c", 0)):
            self.assertAlmostEqual(found["weights"][name], weight, 2)
        self.assertAlmostEqual(found["effect"], 6, 1)
        self.assertAlmostEqual(found["cumulative_effect"], 10 * found["effect"], 6)
        self.assertEqual((found["rank"], found["of"], found["p"], found["fits"]), (1, 4, 0.25, True))
        self.assertIn("number 1 of 4, p = 0.2500", said)
        self.assertIn("Secondo parere", detto)

    def test_rows_may_be_named_by_dates(self):
        by_date = self.run_favilla("effect", "-", "--pre", "2024-01-01:2024-01-31", "--post", "2024-02-01:2024-02-07", "--json", text=DATED)
        by_row = self.run_favilla("effect", "-", "--pre", "1:28", "--post", "29:35", "--json", text=DATED)
        self.assertEqual(by_date.returncode, 0, by_date.stderr)
        self.assertEqual(by_date.stdout, by_row.stdout)
        self.assertGreater(json.loads(by_row.stdout)["average"]["effect_lower"], 0)
        self.assertEqual(by_row.stderr, "")
        seasonal = self.run_favilla("effect", "-", "--pre", "1:28", "--post", "29:35", "--season", "7", "--json", text=DATED)
        self.assertEqual(seasonal.returncode, 0, seasonal.stderr)

    def test_the_picture_is_whole_and_says_itself_in_words(self):
        picture = pathlib.Path(self.folder.name) / "effect.svg"
        self.effect("basic", "--svg", str(picture))
        root = xml.etree.ElementTree.fromstring(picture.read_text())
        space = "{http://www.w3.org/2000/svg}"
        self.assertEqual((root.tag, root.get("role")), (space + "svg", "img"))
        self.assertIn("71:100", root.findtext(space + "title"))
        self.assertIn("95 % interval", root.findtext(space + "desc"))
        self.assertNotIn("href", picture.read_text())
        lost = self.run_favilla("effect", str(SERIES / "basic.csv"), "--pre", "1:70", "--post", "71:100", "--svg", self.folder.name + "/no/such.svg")
        self.assertEqual(lost.returncode, 1)
        self.assertIn("such.svg cannot be written", lost.stderr)

    def test_what_is_wrong_is_said_with_line_column_and_reason_in_both_languages(self):
        rows = "y,x\n" + "".join(f"{n % 7},{n % 5}\n" for n in range(40))
        ranges = ("--pre", "1:30", "--post", "31:40")
        for table, words, english, italian in (
                ("", ranges, "This file holds no table", "Questo file non contiene una tabella"),
                ("1,2\n3,4\n", ranges, "The first line must name the columns", "La prima riga deve dare i nomi"),
                (rows.replace("3,3\n", "tre,3\n", 1), ranges, 'Line 5, column 1 ("y"): a number is needed', "Riga 5, colonna 1 («y»): serve un numero"),
                (rows.replace("3,3\n", "3,\n", 1), ranges, 'Line 5, column 2 ("x"): a control has a value', "Riga 5, colonna 2 («x»): un controllo ha un valore"),
                (rows.replace("3,3\n", "3,3,3\n", 1), ranges, "Line 5 has 3 columns", "La riga 5 ha 3 colonne"),
                (rows + '"4,4\n', ranges, "Line 42, column 1: a quotation mark", "Riga 42, colonna 1: qui si aprono virgolette"),
                (rows, ("--pre", "1:30", "--post", "31:41"), "31:41: the table has no such rows; it has 40", "31:41: la tabella non ha queste righe; ne ha 40"),
                (rows, ("--pre", "1:30", "--post", "30:40"), "must begin after", "deve cominciare dopo"),
                (rows, ("--pre", "a:b", "--post", "31:40"), '"a:b" is no range', "«a:b» non è un intervallo"),
                (rows, ("--pre", "2024-01-01:2024-01-30", "--post", "31:40"), "no column of dates", "non ha una colonna di date"),
                (rows, (*ranges, "--season", "20"), "A season has at least 1 step", "Una stagione ha almeno 1 passo"),
                (rows, (*ranges, "--draws", "7"), "At least 100 draws", "Servono almeno 100 estrazioni"),
                ("y\n" + "1\n" * 40, ranges, "The series is the same", "la serie è sempre uguale"),
                ("y,flat\n" + "".join(f"{n % 7},1\n" for n in range(40)), ranges, 'The control "flat" is the same', "Il controllo «flat» è sempre uguale")):
            said = self.refused(table, *words)
            self.assertIn(english, said[0])
            self.assertIn(italian, said[1])
        missing = self.run_favilla("effect", self.folder.name + "/none.csv", *ranges)
        self.assertEqual(missing.returncode, 1)
        self.assertIn("none.csv: No such file", missing.stderr)
        self.assertEqual(self.run_favilla("effect", "-").returncode, 2)


if __name__ == "__main__":
    unittest.main()
