// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/csv.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("fields stand between commas, and in quotes where they hold what divides")
{
    auto rows = parse_csv("\xef\xbb\xbf#domain,#severity\r\nexample.org,suspend\n\n\"a \"\"b\"\",\nc\",silence,\nlast");
    REQUIRE(rows);
    REQUIRE(rows->size() == 4);
    CHECK((*rows)[0].fields == std::vector<std::string>{"#domain", "#severity"});
    CHECK((*rows)[1].fields == std::vector<std::string>{"example.org", "suspend"});
    CHECK((*rows)[2].fields == std::vector<std::string>{"a \"b\",\nc", "silence", ""});
    CHECK((*rows)[2].line == 4);
    CHECK((*rows)[3].line == 6);
    CHECK(parse_csv("")->empty());
}

namespace {

// "key line 2 column 1 …": what a refusal says, in the order it says it.
std::string said(const Error& error)
{
    std::string text = error.key;
    for (const auto& [name, value] : error.params) text += " " + name + " " + value;
    return text;
}

std::string refusal(std::string_view text)
{
    auto table = read_csv_table(text);
    return table ? "accepted" : said(table.error());
}

}  // namespace

TEST_CASE("a broken quotation is refused with its line and column")
{
    CHECK(said(parse_csv("a,b\n1,\"never ends\nx,y\n").error()) == "csv.open_quote line 2 column 2");
    CHECK(said(parse_csv("a\n\"two\nlines\" too early,x").error()) == "csv.after_quote line 3 column 1");
}

TEST_CASE("a table has named columns and as many fields in every row")
{
    auto table = read_csv_table("\n date , visits\r\n2024-01-01,12\r\n\r\n\"2024-01-02\", 1e1 \r\n\r\n");
    REQUIRE(table);
    CHECK(table->columns == std::vector<std::string>{"date", "visits"});
    REQUIRE(table->rows.size() == 2);
    CHECK(table->rows[1].line == 5);
    CHECK(table->find("visits") == 1);
    CHECK(!table->find("Visits"));
    CHECK(csv_number(*table, table->rows[1], 1) == 10.0);
    CHECK(said(csv_number(*table, table->rows[0], 0).error()) == "csv.not_a_number line 3 column 1 name date value 2024-01-01");

    CHECK(refusal("") == "csv.empty");
    CHECK(refusal("a,b\n") == "csv.empty");
    CHECK(refusal("a,b\n1,2\n3\n") == "csv.wrong_columns line 3 found 1 expected 2");
    CHECK(refusal("a,,c\n1,2,3\n") == "csv.unnamed_column line 1 column 2");
    CHECK(refusal("a,b,a\n1,2,3\n") == "csv.repeated_column line 1 column 3 name a");
    CHECK(refusal("a,b\n1,\xff\n") == "csv.invalid_utf8 line 2 column 2");
    CHECK(refusal(std::string_view{"a,b\n\0,1\n", 9}) == "csv.nul line 2 column 1");
}

TEST_CASE("in a table of one column an empty line is an empty field, unless nothing comes after it")
{
    auto table = read_csv_table("y\n1\n\n3\n\n\n");
    REQUIRE(table);
    REQUIRE(table->rows.size() == 3);
    CHECK(table->rows[1].fields.front().empty());
    CHECK(table->rows[1].line == 3);
}

TEST_CASE("a number is read the same way in every language")
{
    CHECK(read_decimal("0.5") == 0.5);
    CHECK(read_decimal(" -1.5e-3\t") == -0.0015);
    CHECK(read_decimal("+7") == 7);
    for (auto text : {"", " ", "1,5", "12 3", "0x10", "nan", "inf", "1e999", "+-1", "1.2.3", "NA"}) CHECK(!read_decimal(text));
}

TEST_CASE("what is written reads back as it was")
{
    std::vector<std::string> fields{"plain", "with, comma", "with \"quotes\"", "two\nlines", "", "è"};
    std::string line;
    for (const auto& field : fields) append_csv_field(line, field);
    CHECK(parse_csv(line + "\r\n")->front().fields == fields);
}
