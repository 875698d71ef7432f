// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/look.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "net/http.h"
#include "net/router.h"
#include "pages/site.h"

namespace favilla::pages {

namespace {

constexpr double readable = 4.5, well_readable = 7;
constexpr std::string_view folder = "/look/";

// The grounds of a theme, as in favilla.css: what the colour is written on.
struct Theme {
    Colour ground, raised;
    Oklch wash;    // its hue and no more chroma than this
    double first;  // lightness from which a readable one is looked for
    double step;   // towards black in the light theme, towards white in the dark one
    double flame, spark, heart;
    double coldest, hottest;  // lightness of the eight heats
};

constexpr Theme light{.ground = {0xFA, 0xF5, 0xEE},
                      .raised = {0xFF, 0xFD, 0xFA},
                      .wash = {0.935, 0.028, 0},
                      .first = 0.62,
                      .step = -0.005,
                      .flame = 0.66,
                      .spark = 0.79,
                      .heart = 0.89,
                      .coldest = 0.80,
                      .hottest = 0.47};
constexpr Theme dark{.ground = {0x17, 0x11, 0x0D},
                     .raised = {0x21, 0x19, 0x13},
                     .wash = {0.27, 0.028, 0},
                     .first = 0.72,
                     .step = 0.005,
                     .flame = 0.69,
                     .spark = 0.82,
                     .heart = 0.91,
                     .coldest = 0.44,
                     .hottest = 0.85};
constexpr int heats = 8;

bool stands_out(Colour colour, std::span<const Colour> grounds, double contrast)
{
    return std::ranges::all_of(grounds, [&](Colour ground) { return contrast_between(colour, ground) >= contrast; });
}

// The colour itself where it can be read there; else the nearest that can.
Colour readable_on(Oklch seen, std::span<const Colour> grounds, double contrast, const Theme& theme)
{
    auto best = colour_of(seen);
    while (!stands_out(best, grounds, contrast) && seen.lightness > 0 && seen.lightness < 1) {
        seen.lightness += theme.step;
        best = colour_of(seen);
    }
    return best;
}

std::string tokens_of(Colour colour, const Theme& theme)
{
    auto given = oklch_of(colour);
    auto at = [&](double lightness, double most_chroma) {
        return colour_of({lightness, std::min(given.chroma, most_chroma), given.hue});
    };
    auto wash = at(theme.wash.lightness, theme.wash.chroma);
    const Colour grounds[] = {theme.ground, theme.raised, wash};
    bool downwards = theme.step < 0;
    auto start = given;
    start.lightness = downwards ? std::min(given.lightness, theme.first) : std::max(given.lightness, theme.first);
    auto ember = readable_on(start, grounds, readable, theme);
    auto deep = readable_on(oklch_of(ember), grounds, well_readable, theme);
    auto on_ember = downwards ? Colour{255, 255, 255} : at(0.2, 0.03);
    std::string css = fmt::format("--ember:#{};--ember-deep:#{};--on-ember:#{};--wash:#{};--flame:#{};--spark:#{};--heart:#{};",
                                  hex_of(ember), hex_of(deep), hex_of(on_ember), hex_of(wash), hex_of(at(theme.flame, 0.19)),
                                  hex_of(at(theme.spark, 0.15)), hex_of(at(theme.heart, 0.1)));
    for (int heat = 0; heat < heats; ++heat) {
        double share = static_cast<double>(heat) / (heats - 1);
        css += fmt::format("--heat{}:#{};", heat + 1,
                           hex_of(at(theme.coldest + share * (theme.hottest - theme.coldest), 0.06 + share * 0.12)));
    }
    return css;
}

net::Response stylesheet(const Site& site, const net::Request& request)
{
    auto name = request.param("name");
    constexpr std::string_view ending = ".css";
    auto colour =
        name.ends_with(ending) ? parse_colour("#" + std::string{name.substr(0, name.size() - ending.size())}) : std::nullopt;
    if (!colour || look_path(*colour) != request.path()) return failure(site, request, 404);
    auto response = net::response_of_type(200, "text/css; charset=utf-8", look_css(*colour));
    response.set_header("Cache-Control", "public, max-age=31536000, immutable");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Content-Security-Policy", "default-src 'none'");
    return response;
}

}  // namespace

std::string look_path(Colour colour) { return std::string{folder} + hex_of(colour) + ".css"; }

std::string look_css(Colour colour)
{
    auto by_day = tokens_of(colour, light), by_night = tokens_of(colour, dark);
    // The app's mark before it has drawn anything has colours of its own, which these go before.
    return fmt::format(":root,:root[data-theme=\"light\"]{{{}}}\n"
                       "@media (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{}}}}}\n"
                       ":root[data-theme=\"dark\"]{{{}}}\n"
                       ".opening-mark path{{fill:var(--flame)}}.opening-mark path+path{{fill:var(--heart)}}"
                       ".opening-mark circle{{fill:var(--spark)}}\n",
                       by_day, by_night, by_night);
}

void add_look(net::Router& router, const Site& site)
{
    router.add(
        net::Method::Get, std::string{folder} + ":name",
        [&site](const net::Request& request) { return stylesheet(site, request); }, net::Pool::Inline);
}

}  // namespace favilla::pages
