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
    CHECK(!parse_csv("\"never ends"));
    CHECK(!parse_csv("\"ends\" too early,x"));
}

TEST_CASE("what is written reads back as it was")
{
    std::vector<std::string> fields{"plain", "with, comma", "with \"quotes\"", "two\nlines", "", "è"};
    std::string line;
    for (const auto& field : fields) append_csv_field(line, field);
    CHECK(parse_csv(line + "\r\n")->front().fields == fields);
}
