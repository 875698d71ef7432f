// SPDX-License-Identifier: AGPL-3.0-or-later
// base/colour.h — colours as the web writes them, what stands between two of them (contrast: WCAG 2.2, "relative luminance"), and the
// same colours by lightness, chroma and hue, as eyes see them (OKLCH: Ottosson 2020, "A perceptual color space for image processing").
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;  // sRGB

    static Colour from(std::int64_t bits);  // 0xRRGGBB
    std::int64_t bits() const;
    friend bool operator==(const Colour&, const Colour&) = default;
};

std::optional<Colour> parse_colour(std::string_view);  // "#a2360a", "#A2360A"; none: something else
std::string hex_of(Colour);                            // "a2360a"

double contrast_between(Colour, Colour);  // 1 to 21

struct Oklch {
    double lightness = 0;  // 0 to 1
    double chroma = 0;     // 0: grey; the strongest that screens show is about 0.32
    double hue = 0;        // radians
};

Oklch oklch_of(Colour);
// The nearest that a screen shows: of one that is too strong the chroma gives way, lightness and hue stay.
Colour colour_of(Oklch);

}  // namespace favilla
