# SPDX-License-Identifier: AGPL-3.0-or-later
"""What ./dev new writes keeps the rules of the house, and nothing that exists is overwritten."""
import contextlib
import io
import pathlib
import shutil
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))
import check_house  # noqa: E402
import new  # noqa: E402

HANDLERS = new.SPDX + """#pragma once
#include "mastodon/api.h"

namespace favilla::mastodon {

Handler get_status;  // statuses.cpp

}  // namespace favilla::mastodon
"""
ROUTES = new.SPDX + """#include "mastodon/handlers.h"

namespace favilla::mastodon {

namespace {

const std::vector<Route> routes{
    {Get, "/api/v1/statuses/:id", get_status, "read:statuses"},
};

}  // namespace

}  // namespace favilla::mastodon
"""


class NewTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.write("tools/layers.txt", (TOOLS / "layers.txt").read_text())
        self.write("src/mastodon/routes.cpp", ROUTES)
        self.write("src/mastodon/handlers.h", HANDLERS)
        self.write("src/pages/words.cpp", new.SPDX + 'auto title = words("pages.about");\n')
        for language in ("en", "it"):
            self.write(f"locale/{language}/pages.json", '{\n  "pages.about": "…"\n}\n')

    def write(self, path: str, text: str):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def new(self, *words: str) -> int:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as self.said:
            return new.main(list(words), self.root)

    def test_skeletons_keep_the_rules(self):
        for kind in ("measure", "page", "endpoint"):
            self.assertEqual(self.new(kind, "burst_rate"), 0)
        found = check_house.findings(self.root)
        self.assertEqual(found, [], "\n".join(map(str, found)))

    def test_each_has_a_test_that_says_what_to_write_next(self):
        for kind, test in (("measure", "src/conversations/burst_rate_test.cpp"), ("page", "src/pages/burst_rate_page_test.cpp"),
                           ("endpoint", "tests/api/test_burst_rate.py")):
            self.new(kind, "burst_rate")
            self.assertIn("Write next", self.read(test))

    def test_an_endpoint_is_routed(self):
        self.new("endpoint", "burst_rate")
        self.assertIn('    {Get, "/api/v1/burst-rate", get_burst_rate, "read"},\n};\n', self.read("src/mastodon/routes.cpp"))
        self.assertIn("Handler get_burst_rate;  // burst_rate.cpp\n\n}  // namespace", self.read("src/mastodon/handlers.h"))

    def test_the_words_of_a_page_are_in_both_languages(self):
        self.new("page", "burst_rate")
        for language in ("en", "it"):
            self.assertIn('"pages.burst_rate.title": "Burst rate"\n}\n', self.read(f"locale/{language}/pages.json"))

    def test_what_exists_is_not_touched(self):
        self.write("src/pages/burst_rate_page.cpp", "mine")
        self.assertEqual(self.new("page", "burst_rate"), 1)
        self.assertEqual(self.read("src/pages/burst_rate_page.cpp"), "mine")
        self.assertFalse((self.root / "src/pages/burst_rate_page.h").exists())

    def test_a_bad_name_or_kind_is_refused(self):
        self.assertEqual(self.new("page", "Burst Rate"), 1)
        self.assertEqual(self.new("page", "../x"), 1)
        self.assertEqual(self.new("thing", "x"), 2)

    def test_activities_say_when_they_come(self):
        self.assertEqual(self.new("activity", "like"), 1)
        self.assertIn("federation", self.said.getvalue())


if __name__ == "__main__":
    unittest.main()
