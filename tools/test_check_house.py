# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every rule of the house is broken once in a temporary tree and must be caught; its lawful twin must pass."""
import pathlib
import shutil
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(TOOLS))
import check_house  # noqa: E402
from cpp_text import CppText  # noqa: E402

LINE = f"// {check_house.SPDX}\n"
STATUSES = "-- owner: social\nCREATE TABLE statuses (id BIGINT PRIMARY KEY, text TEXT NOT NULL);\n"


class HouseTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        self.write("tools/layers.txt", (TOOLS / "layers.txt").read_text())

    def write(self, path: str, text: str):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def found(self, files: dict[str, str]) -> list[check_house.Finding]:
        for path, text in files.items():
            self.write(path, LINE + text if path.endswith((".cpp", ".h")) and not text.startswith(("// SPDX", "// Something")) else text)
        return check_house.findings(self.root)

    def broken(self, rule: str, files: dict[str, str], part: str = ""):
        found = self.found(files)
        self.assertEqual([finding.rule for finding in found if not finding.is_warning], [rule], "\n".join(map(str, found)))
        self.assertIn(part, found[0].text)

    def kept(self, files: dict[str, str]):
        found = self.found(files)
        self.assertEqual(found, [], "\n".join(map(str, found)))


class NamesTest(HouseTest):
    def test_a_module_has_one_type_of_a_name(self):
        self.broken("names", {"src/social/a.h": "#pragma once\nstruct Standing {\n};\n", "src/social/b.h": "#pragma once\nenum class Standing { None };\n"}, "Standing")

    def test_another_module_may_have_it_too_and_a_header_may_name_it_ahead(self):
        self.kept({"src/social/a.h": "#pragma once\nstruct Standing {\n    struct Part {\n    };\n};\n", "src/social/b.h": "#pragma once\nstruct Standing;\nstruct Other {\n    struct Part {\n    };\n};\n",
                   "src/db/a.h": "#pragma once\nstruct Standing {\n};\n"})


class LayersTest(HouseTest):
    def test_a_lower_module_includes_no_higher_one(self):
        self.broken("layers", {"src/db/row.cpp": '#include "social/statuses.h"\n'}, "social")

    def test_neighbours_do_not_include_each_other(self):
        self.broken("layers", {"src/db/row.cpp": '#include "net/http.h"\n'})

    def test_a_commented_include_is_none(self):
        self.kept({"src/db/row.cpp": '// #include "net/http.h"\n#include "db/row.h"\n#include "base/ids.h"\n'})

    def test_a_test_uses_the_test_house(self):
        self.kept({"src/social/x_test.cpp": '#include "support/house.h"\n#include "social/x.h"\n'})

    def test_an_unknown_module_is_refused(self):
        self.broken("layers", {"src/magic/x.cpp": "int x;\n"}, "magic")

    def test_nothing_is_called_utils(self):
        self.broken("names", {"src/social/utils.cpp": "int x();\n"}, "utils")


class AsyncTest(HouseTest):
    def test_coroutines_stay_in_net(self):
        self.broken("async", {"src/social/x.cpp": "void f()\n{\n    co_await g();\n}\n"})

    def test_asio_stays_in_net(self):
        self.broken("async", {"src/jobs/x.cpp": "#include <boost/asio/post.hpp>\n"})

    def test_net_may(self):
        self.kept({"src/net/x.cpp": "#include <boost/asio/post.hpp>\nvoid f()\n{\n    co_await boost::asio::post();\n}\n",
                   "src/social/x.cpp": "// no co_await here\n"})


class QuestionsTest(HouseTest):
    def test_the_app_asks_by_no_window_of_the_browser(self):
        self.broken("questions", {"web/social/X.svelte": f"<!-- {check_house.SPDX} -->\n<script>\n  if (!confirm(t('x'))) return;\n</script>\n"}, "confirm")
        self.broken("questions", {"web/social/X.svelte": f"<!-- {check_house.SPDX} -->\n<script>\n  globalThis.alert('no');\n</script>\n"}, "alert")

    def test_what_has_such_a_name_of_its_own_may(self):
        self.kept({"web/social/x.ts": f"{LINE}await installer.prompt();\nconfirmSignUp();\n", "web/social/x.test.ts": f"{LINE}expect('<b onclick=alert(1)>');\n"})


class PicturesTest(HouseTest):
    def test_a_picture_is_there_and_said_in_words(self):
        self.broken("pictures", {"docs/guides/x.en.md": "![A screen](../pictures/guides/none.webp)\n"}, "none.webp")
        self.write("docs/pictures/guides/x.webp", "light")
        self.broken("pictures", {"docs/guides/x.en.md": "![](../pictures/guides/x.webp)\n"}, "nothing says")

    def test_of_a_guide_it_is_light(self):
        self.write("docs/pictures/guides/x.webp", "x" * (check_house.HEAVIEST_PICTURE + 1))
        self.broken("pictures", {"docs/guides/x.en.md": "![A screen](../pictures/guides/x.webp)\n"}, "weighs")
        self.write("docs/pictures/guides/x.webp", "light")
        self.kept({"docs/guides/x.en.md": "![A screen](../pictures/guides/x.webp)\n"})


class SqlTest(HouseTest):
    def test_no_sql_in_a_protocol_module(self):
        self.broken("sql", {"src/mastodon/x.cpp": 'auto rows = tx.rows("SELECT id "\n    "FROM statuses");\n'})

    def test_no_sql_in_a_raw_string_of_the_server(self):
        self.broken("sql", {"src/server/x.cpp": 'auto rows = tx.rows(R"(\n  WITH a AS (SELECT 1) SELECT 2)");\n'})

    def test_a_domain_module_speaks_sql_and_a_protocol_says_delete(self):
        self.kept({"src/social/x.cpp": 'auto rows = tx.rows("SELECT id FROM statuses");\n',
                   "src/mastodon/x.cpp": 'auto a = "DELETE"; auto b = "SELECT";\n'})


class JsonTest(HouseTest):
    def test_the_json_library_stays_out_of_the_domain(self):
        self.broken("json", {"src/social/x.cpp": "boost::json::value v;\n"})
        self.broken("json", {"src/social/x.cpp": "#include <boost/json.hpp>\n"})

    def test_where_it_may_be_named(self):
        self.kept({"src/base/json.cpp": "#include <boost/json.hpp>\n", "src/mastodon/x.cpp": "boost::json::value v;\n",
                   "src/social/status_events.cpp": "boost::json::value v;\n"})


class TablesTest(HouseTest):
    def test_a_table_is_written_by_its_owner_only(self):
        self.broken("tables", {"migrations/0001_a.sql": STATUSES,
                               "src/desk/x.cpp": 'auto s = "INSERT INTO statuses (id) VALUES ($1)";\n'}, "statuses")

    def test_updates_and_deletes_are_writes_also_inside_a_query(self):
        for sql in ("UPDATE statuses SET text = $1", "DELETE FROM statuses", "WITH old AS (DELETE FROM statuses RETURNING id) SELECT id FROM old"):
            self.broken("tables", {"migrations/0001_a.sql": STATUSES, "src/desk/x.cpp": f'auto s = "{sql}";\n'})

    def test_an_unknown_table_is_refused(self):
        self.broken("tables", {"src/desk/x.cpp": 'auto s = "DELETE FROM nowhere WHERE id = $1";\n'}, "nowhere")

    def test_a_migration_names_its_owner(self):
        self.broken("tables", {"migrations/0001_a.sql": "CREATE TABLE a (id BIGINT);\n"}, "owner")

    def test_a_migration_changes_no_table_of_another(self):
        self.broken("tables", {"migrations/0001_a.sql": STATUSES, "migrations/0002_b.sql": "-- owner: desk\nALTER TABLE statuses ADD COLUMN x BIGINT;\n"})

    def test_a_number_is_taken_once(self):
        self.broken("tables", {"migrations/0001_a.sql": STATUSES, "migrations/0001_b.sql": "-- owner: desk\nCREATE TABLE b (id BIGINT);\n"})

    def test_the_owner_writes_and_others_read_and_lock(self):
        self.kept({"migrations/0001_a.sql": STATUSES,
                   "src/social/x.cpp": 'auto s = "INSERT INTO statuses (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET text = $2";\n',
                   "src/desk/x.cpp": 'auto s = "SELECT id FROM statuses FOR UPDATE SKIP LOCKED";\n'})


class StatusTest(HouseTest):
    def test_the_domain_knows_no_http_status(self):
        for code in ("answer.status = 404;", "return json_response(200, body);", "return http::status::ok;", "if (answer.status == 410) return;"):
            self.broken("status", {"src/social/x.cpp": f"void f()\n{{\n    {code}\n}}\n"})

    def test_the_edge_does(self):
        self.kept({"src/mastodon/x.cpp": "auto f() { return json_response(200, body); }\n", "src/social/x.cpp": 'auto s = "status = 404"; int status = 3;\n'})


class ClosureTest(HouseTest):
    def test_what_may_run_again_uses_up_nothing_of_others(self):
        for act in ("send(tx, std::move(body));", "done.push_back(3);", "++n; count++;", "told.words += word;"):
            self.broken("closures", {"src/social/x.cpp": f"void f()\n{{\n    database.write([&](db::Transaction& tx) {{\n        {act}\n    }});\n}}\n"})

    def test_but_what_it_made_itself(self):
        for act in ("auto body = f(tx); send(tx, std::move(body));", "std::vector<int> done; done.push_back(3);", "int count = 0; count++;",
                    "for (auto& one : rows) keep(std::move(one));", "done.clear(); done.push_back(3);"):
            self.kept({"src/social/x.cpp": f"void f()\n{{\n    database.write([&](db::Transaction& tx) {{\n        {act}\n    }});\n    send(std::move(body));\n}}\n"})


class BudgetTest(HouseTest):
    def test_a_long_file_is_warned_of_and_a_very_long_one_refused(self):
        self.broken("budget", {"src/social/x.cpp": "int a;\n" * 801})
        found = self.found({"src/social/x.cpp": "int a;\n" * 401})
        self.assertEqual([(finding.rule, finding.is_warning) for finding in found], [("budget", True)])
        self.kept({"src/social/x.cpp": "int a;\n" * 399})

    def test_what_a_script_writes_is_as_long_as_its_table(self):
        self.kept({"web/mastodon/x.ts": f"// {check_house.SPDX}\n// Written by x_from_table.ts from the table.\n" + "export {};\n" * 900})

    def test_a_long_header_is_refused(self):
        self.broken("budget", {"src/social/x.h": "int a;\n" * 301})

    def test_a_long_function_is_refused_by_its_name(self):
        body = "    g();\n" * 101
        self.broken("budget", {"src/social/x.cpp": f"namespace a {{\nclass B {{\n    void long_one(int x) const\n    {{\n{body}    }}\n}};\n}}\n"}, "long_one")

    def test_a_long_component_is_refused(self):
        self.broken("budget", {"web/Page.svelte": f"<!-- {check_house.SPDX} -->\n" + "<p></p>\n" * 501})

    def test_a_long_table_of_routes_is_no_function(self):
        self.kept({"src/mastodon/x.cpp": "constexpr Route routes[] = {\n" + '    {GET, "/a", f},\n' * 150 + "};\n"})


class TextTest(HouseTest):
    def test_every_source_names_its_licence(self):
        self.broken("licence", {"src/social/x.cpp": "// Something else\nint x;\n"})
        self.broken("licence", {"src/social/x.cpp": LINE, "tools/x.py": "import os\n"})

    def test_no_path_of_a_machine(self):
        self.broken("paths", {"docs/x.md": "see /ro" + "ot/x\n"})

    def test_nothing_is_left_for_later(self):
        self.broken("unfinished", {"src/social/x.cpp": "// TO" + "DO: think\n"})


class LocaleTest(HouseTest):
    ENGLISH = '{"status.too_long": "Longer than {limit} characters."}'
    ITALIAN = '{"status.too_long": "Più di {limit} caratteri."}'
    USE = 'auto f() { return refuse(ErrorCode::Invalid, "status.too_long"); }\n'

    def words(self, english=ENGLISH, italian=ITALIAN, code=USE):
        return {"locale/en/status.json": english, "locale/it/status.json": italian, "src/social/x.cpp": code}

    def test_both_languages_have_the_same_keys(self):
        self.broken("locale", self.words(italian="{}"), "missing in it")
        self.broken("locale", self.words(english="{}"), "missing in en")

    def test_both_have_the_same_placeholders(self):
        self.broken("locale", self.words(italian='{"status.too_long": "Più di {limite}."}'), "placeholders")

    def test_a_key_in_code_exists(self):
        self.broken("locale", self.words(code=self.USE + 'auto g() { return refuse(ErrorCode::Invalid,\n    "status.tooo_long"); }\n'), "tooo_long")
        self.broken("locale", self.words(code=self.USE + 'auto g() { return text("status.gone"); }\n'), "status.gone")

    def test_a_key_is_used_somewhere(self):
        self.broken("locale", self.words(code="int x;\n"), "nothing says")

    def test_a_key_is_written_once(self):
        self.broken("locale", self.words(english='{"status.too_long": "{limit}", "status.too_long": "{limit}"}'), "twice")

    def test_plurals(self):
        sentences = '{"post.replies.one": "{count}", "post.replies.other": "{count}"}'
        self.kept(self.words(sentences, sentences, 'auto f() { return words.count("post.replies", 2); }\n'))
        self.broken("locale", self.words(sentences, sentences, 'auto s = "post.replies"; auto f() { return words.count("post.reply", 2); }\n'), "post.reply")

    def test_words_in_order_and_keys_put_together(self):
        self.kept(self.words())
        self.kept(self.words(code='auto f(auto name) { return text("status." + name); }\n'))
        self.kept(self.words(code='auto f(auto name) { return text(fmt::format("status.{}_long", name)); }\n'))


class CppTextTest(unittest.TestCase):
    def test_functions_are_measured_wherever_they_stand(self):
        text = CppText("namespace a {\ntemplate <class T>\nstruct B : C<int()> {\n    B() : x_{1}, y_(2)\n    {\n        if (x) { y(); }\n    }\n"
                       "    int get() const noexcept { return 1; }\n};\nauto f(std::string a = {}) -> int\n{\n    return 1;\n}\n}\n")
        lengths = [(function.name, function.lines) for function in text.functions() if function.lines > 1]
        self.assertEqual([lines for _, lines in lengths], [3, 3])

    def test_digit_separators_and_quotes_hide_nothing(self):
        text = CppText("auto a = 1'000'000; auto b = '\"'; auto c = \"x\"; // \"y\"\n")
        self.assertEqual([literal.text for literal in text.literals], ["x"])


if __name__ == "__main__":
    unittest.main()
