#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What build_web.py counts, and what it says where npm is missing."""
import contextlib
import gzip
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import build_web  # noqa: E402


class BuildWeb(unittest.TestCase):
    def setUp(self):
        self.dist = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.dist / "assets").mkdir()

    def put(self, name: str, text: str) -> int:
        (self.dist / name).write_text(text)
        packed = gzip.compress(text.encode())
        (self.dist / f"{name}.gz").write_bytes(packed)
        return len(packed)

    def test_the_first_load_is_what_the_page_names_what_that_imports_and_one_language(self):
        self.put("index.html", '<script src="/app/assets/index-1.js"></script><link href="/app/assets/index-1.css">')
        first = self.put("assets/index-1.js", 'import{a as b}from"./shared-1.js";import("./later-1.js");')
        shared = self.put("assets/shared-1.js", "export const a = 1;" * 20)
        self.put("assets/later-1.js", "export const later = 1;" * 500)
        styles = self.put("assets/index-1.css", "a{color:red}")
        self.put("assets/words-en-1.js", "export default 1")
        words = self.put("assets/words-it-1.js", "export default " + "a long sentence " * 3)
        self.assertEqual(build_web.first_load(self.dist), {".js": first + shared + words, ".css": styles})

    def test_the_app_that_was_built_keeps_to_its_budget(self):
        if not build_web.STAMP.exists():
            self.assertEqual(build_web.main(), 0)
        budget = json.loads((build_web.WEB / "package.json").read_text())["budget"]
        size = build_web.first_load(build_web.DIST)
        self.assertGreater(size[".js"], 10_000, "a built app is counted")
        self.assertLessEqual(size[".js"], min(budget["js"], 100 * 1024))
        self.assertLessEqual(size[".css"], min(budget["css"], 20 * 1024))

    def test_without_npm_it_says_what_is_missing(self):
        said = io.StringIO()
        with mock.patch("shutil.which", return_value=None), contextlib.redirect_stderr(said):
            self.assertEqual(build_web.build(), 1)
        self.assertIn("install nodejs and npm", said.getvalue())

    def test_the_sources_are_all_there_is_but_what_is_made(self):
        names = {str(path.relative_to(build_web.ROOT)) for path in build_web.sources()}
        self.assertTrue({"web/pages/App.svelte", "web/package-lock.json", "locale/it/app.json", "tools/build_web.py"} <= names)
        self.assertFalse([name for name in names if "node_modules" in name or name.startswith("web/dist")])


if __name__ == "__main__":
    unittest.main()
