// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/json.h"

#include <limits>

#include <doctest/doctest.h>

using namespace favilla;

namespace {

std::string refusal(std::string_view text)
{
    auto parsed = parse_json(text);
    return parsed ? "accepted" : parsed.error().key;
}

std::string one(auto value)
{
    return write_json([&](JsonWriter& json) { json.value(value); });
}

}  // namespace

TEST_CASE("JSON that others wrote is read, and its members are found by kind")
{
    auto value = parse_json(R"({"id":"7","count":3,"open":true,"tags":["a"],"author":{"name":"Ada"},"none":null})").value();
    CHECK(find_string(value, "id") == "7");
    CHECK(find_integer(value, "count") == 3);
    CHECK(find_bool(value, "open") == true);
    CHECK(find_array(value, "tags")->size() == 1);
    CHECK(find_string(*find_member(value, "author"), "name") == "Ada");
    CHECK_FALSE(find_string(value, "count"));
    CHECK_FALSE(find_object(value, "none"));
    CHECK_FALSE(find_member(value, "absent"));
    CHECK_FALSE(find_member(*find_member(value, "tags"), "a"));
}

TEST_CASE("param-pollution: doubtful JSON is refused")
{
    CHECK(refusal(R"({"a":1,"a":2})") == "json.duplicate_key");
    CHECK(refusal(R"([{"b":{"a":1,"a":1}}])") == "json.duplicate_key");
    CHECK(refusal(R"({"a":1,"\u0061":2})") == "json.duplicate_key");
    CHECK(refusal(R"("a\u0000b")") == "json.invalid");
    CHECK(refusal(R"({"a\u0000":1})") == "json.invalid");
    CHECK(refusal(std::string_view{"\"a\0b\"", 5}) == "json.invalid");
    CHECK(refusal("\"\xff\"") == "json.invalid");
    CHECK(refusal("\"\xed\xa0\x80\"") == "json.invalid");
    CHECK(refusal(R"("\ud800")") == "json.invalid");
    CHECK(refusal(R"("\udc00")") == "json.invalid");
    CHECK(refusal(R"("\ud800\u0041")") == "json.invalid");
    CHECK(refusal("1e309") == "json.invalid");
    CHECK(refusal("-1e999999999") == "json.invalid");
    CHECK(refusal("NaN") == "json.invalid");
    CHECK(refusal("\xEF\xBB\xBF{}") == "json.invalid");
    CHECK(refusal("{} {}") == "json.invalid");
    CHECK(refusal("{\"a\":1,}") == "json.invalid");
    CHECK(refusal("[1") == "json.invalid");
    CHECK(refusal("") == "json.invalid");
    CHECK(refusal(std::string(100'000, '[')) == "json.too_deep");
    CHECK(refusal(std::string(33, '[') + std::string(33, ']')) == "json.too_deep");
    CHECK(refusal(std::string(32, '[') + std::string(32, ']')) == "accepted");
    CHECK(refusal(R"("\ud83d\udd25")") == "accepted");
    CHECK(refusal(" {\"a\":{\"a\":1}} \n") == "accepted");
}

TEST_CASE("commas stand where they belong")
{
    auto text = write_json([](JsonWriter& json) {
        json.object([&] {
            json.field("a", 1);
            json.key("b").array([&] {
                json.value(2);
                json.object([] {});
                json.array([] {});
                json.value(nullptr);
            });
            json.key("c").values(std::vector<std::string>{"x", "y"});
            json.key("d").object([&] { json.field("e", true); });
            json.key("f").raw("[1,2]");
            json.field("g", std::optional<int>{});
            json.field("h", std::optional<StatusId>{StatusId{5}});
        });
    });
    CHECK(text == R"({"a":1,"b":[2,{},[],null],"c":["x","y"],"d":{"e":true},"f":[1,2],"g":null,"h":"5"})");
}

TEST_CASE("ids are strings, times are ISO 8601, numbers are numbers")
{
    CHECK(one(StatusId{123}) == "\"123\"");
    CHECK(one(Time{1'795'489'830'123}) == "\"2026-11-24T03:10:30.123Z\"");
    CHECK(one(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    CHECK(one(0.1) == "0.1");
    CHECK(one(std::numeric_limits<double>::infinity()) == "null");
    CHECK(one(-0.0) == "0");
    CHECK(one(false) == "false");
    CHECK(one("text") == "\"text\"");
}

TEST_CASE("text is escaped so that it may stand inside HTML, and reads back as it was")
{
    CHECK(one("a\"b\\c\n\x01") == R"("a\"b\\c\n\u0001")");
    CHECK(one("</script><!-- <b>") == R"("\u003c/script>\u003c!-- <b>")");
    CHECK(one("\u2028 \u2029 \u20AC \U0001F525") == "\"\\u2028 \\u2029 \u20AC \U0001F525\"");
    for (std::string text : {"</script>\t\r\f\b\"\\ \u2028", "\xE2\x82\xAC", "<", "plain"}) {
        auto read = parse_json(one(text));
        REQUIRE(read);
        CHECK(std::string_view{read->as_string()} == text);
    }
}

TEST_CASE("what has to be escaped is found wherever it stands, and however long what is around it")
{
    const std::pair<std::string, std::string> escaped[] = {{"\"", "\\\""},      {"\\", "\\\\"},     {"\n", "\\n"},
                                                           {"\x1f", "\\u001f"}, {"</", "\\u003c/"}, {"\u2028", "\\u2028"}};
    for (const auto& [raw, written] : escaped)
        for (std::size_t before = 0; before <= 40; ++before)
            for (std::size_t after : {0, 1, 15, 16, 33}) {
                std::string left(before, 'a'), right(after, '\x7f');
                CHECK(one(left + raw + right + raw) == "\"" + left + written + right + written + "\"");
            }
    for (std::size_t length = 0; length <= 40; ++length) CHECK(one(std::string(length, '\xC3')).size() == length + 2);
}

TEST_CASE("a value that was read is written as it was")
{
    for (std::string number : {"1.2021058404244059e+24", "0.1", "2.2250738585072014e-308", "-123456.789", "1e-07"})
        CHECK(to_json(parse_json(number).value()) == number);
    CHECK(to_json(parse_json("1e-400").value()) == "0");
    std::string text = R"({"a":[1,-2,3.5,18446744073709551615,"x",null,true],"b":{}})";
    CHECK(to_json(parse_json(text).value()) == text);
}
