// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/params.h"

#include <doctest/doctest.h>

using namespace favilla;
using mastodon::Params;

namespace {

Params nested(const mastodon::FormPairs& pairs)
{
    boost::json::object tree;
    REQUIRE(mastodon::nest_pairs(tree, pairs));
    return Params{tree};
}

bool refused(const mastodon::FormPairs& pairs)
{
    boost::json::object tree;
    return !mastodon::nest_pairs(tree, pairs);
}

}  // namespace

TEST_CASE("arrays and hashes nest as Rails writes them")
{
    auto params = nested({{"status", "hello"},
                          {"media_ids[]", "7"},
                          {"media_ids[]", "8"},
                          {"poll[options][]", "a"},
                          {"poll[options][]", "b"},
                          {"poll[expires_in]", "300"}});
    CHECK(params.text("status") == "hello");
    CHECK(params.ids<StatusId>("media_ids") == std::vector<StatusId>{{7}, {8}});
    REQUIRE(params.hash("poll"));
    CHECK(params.hash("poll")->texts("options") == std::vector<std::string>{"a", "b"});
    CHECK(params.hash("poll")->integer("expires_in") == 300);
}

TEST_CASE("a list of hashes comes by index or by repetition")
{
    auto by_index =
        nested({{"fields_attributes[0][name]", "a"}, {"fields_attributes[0][value]", "1"}, {"fields_attributes[1][name]", "b"}});
    REQUIRE(by_index.hashes("fields_attributes").size() == 2);
    CHECK(by_index.hashes("fields_attributes")[0].text("value") == "1");
    auto repeated = nested({{"f[][name]", "a"}, {"f[][value]", "1"}, {"f[][name]", "b"}});
    REQUIRE(repeated.hashes("f").size() == 2);
    CHECK(repeated.hashes("f")[1].text("name") == "b");
}

TEST_CASE("the last of two scalars wins, and truth is Rails' truth")
{
    auto params = nested({{"limit", "1"}, {"limit", "2"}, {"a", "off"}, {"b", "1"}, {"c", ""}, {"d", "yes"}});
    CHECK(params.integer("limit") == 2);
    CHECK(params.flag("a") == false);
    CHECK(params.flag("b") == true);
    CHECK(params.flag("c") == false);
    CHECK(params.flag("d") == true);
    CHECK(!params.flag("absent"));
    auto words = nested({{"false", "FALSE"},
                         {"f", "F"},
                         {"off", "Off"},
                         {"zero", "0"},
                         {"perhaps", "perhaps"},
                         {"no", "no"},
                         {"nought", "0.0"},
                         {"blank", " "}});
    for (auto name : {"false", "f", "off", "zero"}) CHECK(words.flag(name) == false);
    // Rails has a list of what is false, and none of what is true.
    for (auto name : {"perhaps", "no", "nought", "blank"}) CHECK(words.flag(name) == true);
}

TEST_CASE("param-pollution: what has two kinds, no end or no text is refused")
{
    CHECK(refused({{"a", "1"}, {"a[b]", "2"}}));
    CHECK(refused({{"a[]", "1"}, {"a[b]", "2"}}));
    CHECK(refused({{"a[b", "1"}}));
    CHECK(refused({{"a[b]c", "1"}}));
    CHECK(refused({{"a[1][2][3][4][5][6][7][8][9]", "deep"}}));
    CHECK(refused({{"a", "\xff\xfe"}}));
    CHECK(refused({{"a", std::string{"x\0y", 3}}}));
    CHECK(refused(mastodon::FormPairs(1001, {"a[]", "x"})));
}
