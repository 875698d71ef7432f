// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/accept.h"

#include <array>

#include <doctest/doctest.h>

using namespace favilla::net;

namespace {

std::string media(std::string_view accept)
{
    constexpr std::array<std::string_view, 2> offers = {"text/html", "application/activity+json"};
    return std::string(choose_media_type(accept, offers).value_or("none"));
}

std::string language(std::string_view accept)
{
    constexpr std::array<std::string_view, 2> offers = {"en", "it"};
    return std::string(choose_language(accept, offers).value_or("none"));
}

}  // namespace

TEST_CASE("the media type the peer likes best is chosen")
{
    CHECK(media("") == "text/html");
    CHECK(media("*/*") == "text/html");
    CHECK(media("application/activity+json") == "application/activity+json");
    CHECK(media("application/activity+json, text/html") == "application/activity+json");
    CHECK(media("application/*;q=0.9, text/html;q=0.5") == "application/activity+json");
    CHECK(media("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8") == "text/html");
    CHECK(media("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams, x\", application/activity+json;q=0.8")
          == "application/activity+json");
    CHECK(media("text/html;q=0, */*;q=0.1") == "application/activity+json");
    CHECK(media("image/png") == "none");
    CHECK(media("text/html;q=7, application/activity+json;q=0.1") == "application/activity+json");
}

TEST_CASE("the language the reader likes best is chosen")
{
    CHECK(language("") == "en");
    CHECK(language("it-CH, fr;q=0.9, en;q=0.8") == "it");
    CHECK(language("fr, de;q=0.5") == "none");
    CHECK(language("fr, *;q=0.1") == "en");
    CHECK(language("en;q=0.3, IT;q=0.9") == "it");
    CHECK(language("it;q=0, *") == "en");
}

TEST_CASE("preferences are bounded, sorted and skip what is malformed")
{
    auto preferences = parse_preferences("a;q=0.25, b, c;q=1.5, d;q=x, , e;q=1.000");
    REQUIRE(preferences.size() == 3);
    CHECK(preferences[0].value == "b");
    CHECK(preferences[1].value == "e");
    CHECK(preferences[2].quality == 250);
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "x,";
    CHECK(parse_preferences(many).size() == 64);
}

TEST_CASE("a media type is read with its parameters")
{
    auto type = parse_media_type("Multipart/Form-Data; Boundary=\"a;\\\"b\"; charset=utf-8");
    REQUIRE(type);
    CHECK(type->name == "multipart/form-data");
    CHECK(type->param("boundary") == "a;\"b");
    CHECK(type->param("charset") == "utf-8");
    for (auto text : {"", "text", "/html", "text/", "text/html, text/plain", "text/html; charset"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_media_type(text));
    }
}
