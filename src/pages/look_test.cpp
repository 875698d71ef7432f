// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/look.h"

#include <map>
#include <numbers>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/browser.h"

using namespace favilla;

namespace {

// The tokens of the first or the last block: by day, by night.
std::map<std::string, Colour> tokens_in(std::string_view block)
{
    std::map<std::string, Colour> tokens;
    for (auto at = block.find("--"); at != std::string_view::npos; at = block.find("--", at + 2)) {
        auto colon = block.find(':', at);
        tokens.emplace(block.substr(at + 2, colon - at - 2), parse_colour(block.substr(colon + 1, 7)).value());
    }
    return tokens;
}

struct Themes {
    std::map<std::string, Colour> day, night;
};

Themes themes_of(Colour colour)
{
    auto css = pages::look_css(colour);
    auto night = css.find("data-theme=\"dark\"");
    return {tokens_in(std::string_view{css}.substr(0, css.find('}'))),
            tokens_in(std::string_view{css}.substr(night, css.find('}', night) - night))};
}

void check_readable(const std::map<std::string, Colour>& tokens, Colour ground, Colour raised, const std::string& about)
{
    for (auto written : {"ember", "ember-deep"}) {
        for (auto under : {ground, raised, tokens.at("wash")})
            CHECK_MESSAGE(contrast_between(tokens.at(written), under) >= 4.5, about, written);
        CHECK_MESSAGE(contrast_between(tokens.at("on-ember"), tokens.at(written)) >= 4.5, about, written);
    }
}

}  // namespace

TEST_CASE("whatever colour is chosen, what is written in it or on it can be read, by day and by night")
{
    std::vector<Colour> chosen{{0, 0, 0}, {255, 255, 255}, {128, 128, 128}, {255, 255, 0}, {0, 0, 255}, {255, 0, 0}};
    for (int degrees = 0; degrees < 360; degrees += 15)
        for (double lightness : {0.2, 0.5, 0.7, 0.95})
            chosen.push_back(colour_of({lightness, 0.2, degrees * std::numbers::pi / 180}));
    for (auto colour : chosen) {
        auto [day, night] = themes_of(colour);
        check_readable(day, {0xFA, 0xF5, 0xEE}, {0xFF, 0xFD, 0xFA}, "by day, " + hex_of(colour) + ": ");
        check_readable(night, {0x17, 0x11, 0x0D}, {0x21, 0x19, 0x13}, "by night, " + hex_of(colour) + ": ");
        CHECK(day.size() == night.size());
        CHECK(day.size() == 15);
    }
}

TEST_CASE("a colour that can be read stays as it was chosen; one that cannot keeps its hue")
{
    CHECK(themes_of(*parse_colour("#1d4f91")).day.at("ember") == *parse_colour("#1d4f91"));
    CHECK(themes_of(*parse_colour("#8fd0ff")).night.at("ember") == *parse_colour("#8fd0ff"));
    auto yellow = *parse_colour("#ffe100");
    auto shown = themes_of(yellow).day.at("ember");
    CHECK(oklch_of(shown).lightness < oklch_of(yellow).lightness);
    CHECK(oklch_of(shown).hue == doctest::Approx(oklch_of(yellow).hue).epsilon(0.05));
}

TEST_CASE("a stylesheet stands under its colour alone, and may be kept for good")
{
    auto house = test::house();
    test::PagesOf pages{house};
    auto browser = pages.browser();
    auto answer = browser.get(pages::look_path({0x1D, 0x4F, 0x91}));
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/css; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "public, max-age=31536000, immutable");
    CHECK(answer.body == pages::look_css({0x1D, 0x4F, 0x91}));
    for (auto path : {"/look/1D4F91.css", "/look/1d4f91", "/look/1d4f9.css", "/look/red.css", "/look/.css"})
        CHECK_MESSAGE(browser.get(path).status == 404, path);
}
