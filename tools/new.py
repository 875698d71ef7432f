#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""./dev new endpoint|activity|measure|page NAME: skeletons that compile, with a failing test that says what to write next.

  endpoint NAME    an endpoint of the client API: src/mastodon/NAME.cpp, its route, tests/api/test_NAME.py
  measure NAME     a figure of a conversation: src/conversations/NAME.h, .cpp and _test.cpp
  page NAME        a public page: src/pages/NAME_page.h, .cpp and _test.cpp, its words in both languages
  activity NAME    what arrives in the inbox: with federation
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys

SPDX = "// SPDX-License-Identifier: AGPL-3.0-or-later\n"

MEASURE_H = """// conversations/NAME.h — what NAME says about a conversation, and which published definition it follows.
#pragma once
#include <span>

#include "conversations/measure.h"

namespace favilla::conversations {

// One node of a tree each, as for count_tree(). A conversation without an answer has none of it: 0.
double NAME(std::span<const TreeNode> nodes);

}  // namespace favilla::conversations
"""
MEASURE_CPP = """#include "conversations/NAME.h"

namespace favilla::conversations {

double NAME(std::span<const TreeNode> nodes)
{
    if (nodes.size() < 2) return 0;
    return 0;
}

}  // namespace favilla::conversations
"""
MEASURE_TEST = """#include "conversations/NAME.h"

#include <doctest/doctest.h>

using namespace favilla::conversations;

TEST_CASE("NAME of a conversation without an answer is 0")
{
    const TreeNode root[] = {{.author = 1}};
    CHECK(NAME(root) == 0);
}

TEST_CASE("NAME of reference trees is what the definition says")
{
    const TreeNode chain[] = {{.author = 1}, {.parent = 0, .author = 2}, {.parent = 1, .author = 1}};
    CHECK(NAME(chain) == doctest::Approx(0));
    FAIL("Write next: a table of trees with the figures somebody else computed for them, and its source. "
         "Then conversations/NAME.cpp, then how it grows message by message (incremental.h), then where it is shown.");
}
"""
PAGE_H = """// pages/NAME_page.h — GET /PATH: what a guest reads there.
#pragma once
#include <string>

#include "pages/layout.h"

namespace favilla::pages {

std::string NAME_page(const Frame&);

}  // namespace favilla::pages
"""
PAGE_CPP = """#include "pages/NAME_page.h"

namespace favilla::pages {

std::string NAME_page(const Frame& frame)
{
    const auto& words = frame.words;
    return page(frame, {.title = words("pages.NAME.title"), .canonical = frame.origin + "/PATH"}, [&](Html& html) {
        html.element("h1", words("pages.NAME.title"));
    });
}

}  // namespace favilla::pages
"""
PAGE_TEST = """#include "pages/NAME_page.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::pages;

TEST_CASE("the page NAME is there in every language")
{
    Locale locale{embedded_files(), MissingText::Throw};
    Assets assets;
    for (auto language : locale.languages()) {
        auto html = NAME_page({.words = Words{locale, language}, .assets = assets, .origin = "https://example.org"});
        CHECK(html.find("<h1>") != std::string::npos);
    }
    FAIL("Write next: what this page must show, as a struct in pages/views.h that the test fills and NAME_page() takes; "
         "its words in locale/en/pages.json and locale/it/pages.json; its route beside the other pages'.");
}
"""
ENDPOINT_CPP = """// mastodon/NAME.cpp — GET /api/v1/PATH, docs.joinmastodon.org/methods
#include "mastodon/answers.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

net::Response get_NAME(const net::Request&, Api& api)
{
    return not_found(api);
}

}  // namespace favilla::mastodon
"""
ENDPOINT_TEST = '''# SPDX-License-Identifier: AGPL-3.0-or-later
"""GET URL, from outside."""
import unittest

from support.favilla_process import Favilla


class TITLETest(unittest.TestCase):
    def test_a_member_reads_it_and_a_guest_does_not(self):
        with Favilla() as favilla:
            favilla.create_account("ada")
            self.assertEqual(favilla.get("URL").status, 401)
            answer = favilla.get("URL", token=favilla.create_token("ada"))
            self.assertEqual(answer.status, 200, "Write next: the rule in a module of the middle, with its test; "
                             "then what GET URL answers, in src/FOLDER/NAME.cpp; then what of it this test expects")


if __name__ == "__main__":
    unittest.main()
'''


class Refusal(Exception):
    pass


def write(root: pathlib.Path, path: str, text: str) -> None:
    target = root / path
    if target.exists():
        raise Refusal(f"{path} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    if path.endswith((".h", ".cpp")) and (formatter := shutil.which("clang-format-19")):
        subprocess.run([formatter, "-i", str(target)], check=False)
    print(f"  wrote {path}")


def fill(template: str, name: str, **more: str) -> str:
    for word, value in {**more, "NAME": name, "PATH": name.replace("_", "-")}.items():
        template = template.replace(word, value)
    return template


def refuse_existing(root: pathlib.Path, *paths: str) -> None:
    for path in paths:
        if (root / path).exists():
            raise Refusal(f"{path} is there already")


def new_measure(root: pathlib.Path, name: str) -> str:
    files = {f"src/conversations/{name}.h": MEASURE_H, f"src/conversations/{name}.cpp": MEASURE_CPP, f"src/conversations/{name}_test.cpp": MEASURE_TEST}
    refuse_existing(root, *files)
    for path, template in files.items():
        write(root, path, SPDX + fill(template, name))
    return "unit.conversations"


def add_words(root: pathlib.Path, language: str, key: str, sentence: str) -> None:
    """As the last line of the catalogue; the others stay as they are laid out."""
    path = root / "locale" / language / "pages.json"
    text = path.read_text().rstrip()
    if not text.endswith("}") or not json.loads(text):
        raise Refusal(f"{path} is no catalogue")
    path.write_text(text[:-1].rstrip() + f",\n  {json.dumps(key)}: {json.dumps(sentence, ensure_ascii=False)}\n}}\n")
    print(f"  added {key} to locale/{language}/pages.json")


def new_page(root: pathlib.Path, name: str) -> str:
    files = {f"src/pages/{name}_page.h": PAGE_H, f"src/pages/{name}_page.cpp": PAGE_CPP, f"src/pages/{name}_page_test.cpp": PAGE_TEST}
    refuse_existing(root, *files)
    for path, template in files.items():
        write(root, path, SPDX + fill(template, name))
    for language in ("en", "it"):
        add_words(root, language, f"pages.{name}.title", name.replace("_", " ").capitalize())
    return "unit.pages"


def insert_before(root: pathlib.Path, path: str, pattern: str, line: str) -> None:
    """Puts a line where the (last group of the) pattern begins."""
    target = root / path
    text = target.read_text()
    found = re.search(pattern, text, re.DOTALL | re.MULTILINE)
    if not found:
        raise Refusal(f"{path} is not laid out as expected: add by hand\n    {line}")
    place = found.start(found.lastindex)
    target.write_text(text[:place] + line + text[place:])
    print(f"  added a line to {path}")


def new_endpoint(root: pathlib.Path, name: str) -> str:
    source, test = f"src/mastodon/{name}.cpp", f"tests/api/test_{name}.py"
    refuse_existing(root, source, test)
    url = "/api/v1/" + name.replace("_", "-")
    insert_before(root, "src/mastodon/routes.cpp", r"\broutes(?:\[\] = )?\{\n.*?^(\};)", f'    {{Get, "{url}", get_{name}, "read"}},\n')
    insert_before(root, "src/mastodon/handlers.h", r"^(\}  // namespace favilla::mastodon)", f"Handler get_{name};  // {name}.cpp\n\n")
    write(root, source, SPDX + fill(ENDPOINT_CPP, name))
    title = "".join(word.capitalize() for word in name.split("_"))
    write(root, test, fill(ENDPOINT_TEST, name, TITLE=title, URL=url, FOLDER="mastodon"))
    return f"api.{name}"


def main(arguments: list[str], root: pathlib.Path = pathlib.Path(__file__).resolve().parents[1]) -> int:
    makers = {"endpoint": new_endpoint, "measure": new_measure, "page": new_page}
    if len(arguments) != 2 or arguments[0] not in {*makers, "activity"}:
        print(__doc__)
        return 2
    kind, name = arguments
    try:
        if kind == "activity":
            raise Refusal("activities arrive with federation: there is no src/activitypub/ yet" if not (root / "src/activitypub").exists()
                          else "copy the nearest neighbour in src/activitypub/inbox/: one file an activity")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            raise Refusal(f"a name is small letters, digits and _: not \"{name}\"")
        suite = makers[kind](root, name)
    except (Refusal, FileNotFoundError) as refusal:
        print(f"dev new: {refusal}", file=sys.stderr)
        return 1
    print(f"\nNow: ./dev test {suite}     (it fails, and says what to write next)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
