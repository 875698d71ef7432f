// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/colour.h"

#include <numbers>

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("a colour is six digits behind a number sign, and nothing else")
{
    CHECK(parse_colour("#a2360A") == Colour{0xA2, 0x36, 0x0A});
    CHECK(hex_of(*parse_colour("#00000f")) == "00000f");
    CHECK(Colour::from(0xA2360A).bits() == 0xA2360A);
    for (auto text : {"", "#", "a2360a", "#a2360", "#a2360a0", "#a2360g", "#-2360a", "#+2360a", "# a2360", "red"})
        CHECK_FALSE_MESSAGE(parse_colour(text), text);
}

TEST_CASE("contrasts are those that WCAG gives")
{
    Colour white{255, 255, 255}, black{0, 0, 0};
    CHECK(contrast_between(white, black) == doctest::Approx(21));
    CHECK(contrast_between(black, white) == doctest::Approx(21));
    CHECK(contrast_between(white, white) == doctest::Approx(1));
    // The grey that just carries large text, and the one that just carries any: known pairs.
    CHECK(contrast_between(white, *parse_colour("#767676")) == doctest::Approx(4.54).epsilon(0.001));
    CHECK(contrast_between(white, *parse_colour("#777777")) == doctest::Approx(4.48).epsilon(0.001));
}

TEST_CASE("the primaries have the lightness, chroma and hue that OKLCH gives them")
{
    struct Known {
        std::string_view hex;
        double lightness, chroma, degrees;
    };
    // CSS Color 4's own values for these names, rounded there.
    for (const auto& known : {Known{"#ff0000", 0.628, 0.2577, 29.23}, Known{"#00ff00", 0.8664, 0.2948, 142.5},
                              Known{"#0000ff", 0.452, 0.3132, 264.05}, Known{"#ffffff", 1, 0, 0}}) {
        auto seen = oklch_of(*parse_colour(known.hex));
        CHECK(seen.lightness == doctest::Approx(known.lightness).epsilon(0.001));
        CHECK(seen.chroma == doctest::Approx(known.chroma).epsilon(0.001));
        if (known.chroma > 0)
            CHECK(seen.hue * 180 / std::numbers::pi + (seen.hue < 0 ? 360 : 0) == doctest::Approx(known.degrees).epsilon(0.001));
    }
}

TEST_CASE("every colour comes back from its lightness, chroma and hue; of what no screen shows the chroma gives way")
{
    for (std::int64_t bits = 0; bits <= 0xFFFFFF; bits += 0x010307)
        CHECK(colour_of(oklch_of(Colour::from(bits))) == Colour::from(bits));
    auto blue = oklch_of({0, 0, 255});
    auto shown = oklch_of(colour_of({0.85, 0.4, blue.hue}));
    CHECK(shown.lightness == doctest::Approx(0.85).epsilon(0.01));
    CHECK(shown.hue == doctest::Approx(blue.hue).epsilon(0.03));
    CHECK(shown.chroma < 0.15);
    CHECK(colour_of({2, 0, 0}) == Colour{255, 255, 255});
    CHECK(colour_of({-1, 0.3, 1}) == Colour{0, 0, 0});
}
