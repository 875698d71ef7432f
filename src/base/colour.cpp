// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/colour.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace favilla {

namespace {

using Three = std::array<double, 3>;
using Matrix = std::array<Three, 3>;

// Ottosson's: linear sRGB to the cones' answers, their cube roots to OKLab, and back.
constexpr Matrix cones_of_rgb{{{0.4122214708, 0.5363325363, 0.0514459929},
                               {0.2119034982, 0.6806995451, 0.1073969566},
                               {0.0883024619, 0.2817188376, 0.6299787005}}};
constexpr Matrix lab_of_roots{{{0.2104542553, 0.7936177850, -0.0040720468},
                               {1.9779984951, -2.4285922050, 0.4505937099},
                               {0.0259040371, 0.7827717662, -0.8086757660}}};
constexpr Matrix roots_of_lab{
    {{1, 0.3963377774, 0.2158037573}, {1, -0.1055613458, -0.0638541728}, {1, -0.0894841775, -1.2914855480}}};
constexpr Matrix rgb_of_cones{{{4.0767416621, -3.3077115913, 0.2309699292},
                               {-1.2684380046, 2.6097574011, -0.3413193965},
                               {-0.0041960863, -0.7034186147, 1.7076147010}}};

Three times(const Matrix& matrix, const Three& three)
{
    Three product{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t column = 0; column < 3; ++column) product[row] += matrix[row][column] * three[column];
    return product;
}

double linear(std::uint8_t part)
{
    double share = part / 255.0;
    return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double curved(double share) { return share <= 0.0031308 ? share * 12.92 : 1.055 * std::pow(share, 1 / 2.4) - 0.055; }

Three linear_of(Colour colour) { return {linear(colour.red), linear(colour.green), linear(colour.blue)}; }

double luminance(Colour colour)
{
    auto [red, green, blue] = linear_of(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

Three linear_of(const Oklch& seen)
{
    auto roots = times(roots_of_lab, {seen.lightness, seen.chroma * std::cos(seen.hue), seen.chroma * std::sin(seen.hue)});
    for (auto& root : roots) root = root * root * root;
    return times(rgb_of_cones, roots);
}

bool is_shown(const Three& rgb)
{
    constexpr double hair = 1e-4;  // less than a step of the eight bits
    return std::ranges::all_of(rgb, [](double part) { return part >= -hair && part <= 1 + hair; });
}

std::uint8_t byte_of(double linear_part)
{
    return static_cast<std::uint8_t>(std::lround(255 * curved(std::clamp(linear_part, 0.0, 1.0))));
}

}  // namespace

Colour Colour::from(std::int64_t bits)
{
    return {static_cast<std::uint8_t>(bits >> 16), static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits)};
}

std::int64_t Colour::bits() const { return (std::int64_t{red} << 16) | (std::int64_t{green} << 8) | blue; }

std::optional<Colour> parse_colour(std::string_view text)
{
    if (text.size() != 7 || text.front() != '#') return std::nullopt;
    std::uint32_t bits = 0;
    auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), bits, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Colour::from(bits);
}

std::string hex_of(Colour colour) { return fmt::format("{:06x}", colour.bits()); }

double contrast_between(Colour one, Colour other)
{
    auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

Oklch oklch_of(Colour colour)
{
    auto cones = times(cones_of_rgb, linear_of(colour));
    for (auto& cone : cones) cone = std::cbrt(cone);
    auto [lightness, a, b] = times(lab_of_roots, cones);
    return {lightness, std::hypot(a, b), std::atan2(b, a)};
}

Colour colour_of(Oklch seen)
{
    seen.lightness = std::clamp(seen.lightness, 0.0, 1.0);
    // Grey can always be shown, so the strongest that can be is found by halving.
    double shown = 0, beyond = seen.chroma;
    if (is_shown(linear_of(seen))) shown = beyond;
    for (int step = 0; step < 24 && shown < beyond; ++step) {
        seen.chroma = (shown + beyond) / 2;
        (is_shown(linear_of(seen)) ? shown : beyond) = seen.chroma;
    }
    seen.chroma = shown;
    auto [red, green, blue] = linear_of(seen);
    return {byte_of(red), byte_of(green), byte_of(blue)};
}

}  // namespace favilla
