// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/blurhash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace favilla::social {

namespace {

constexpr int across = 4, down = 3;
constexpr std::string_view digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

using Colour = std::array<double, 3>;

double linear(std::uint8_t value)
{
    double v = value / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

int to_srgb(double value)
{
    double v = std::clamp(value, 0.0, 1.0);
    return static_cast<int>(v <= 0.0031308 ? v * 12.92 * 255 + 0.5 : (1.055 * std::pow(v, 1 / 2.4) - 0.055) * 255 + 0.5);
}

void append_base83(std::string& out, int value, int length)
{
    auto start = out.size();
    out.append(static_cast<std::size_t>(length), '0');
    for (int place = length; place-- > 0; value /= 83)
        out[start + static_cast<std::size_t>(place)] = digits[static_cast<std::size_t>(value % 83)];
}

Colour component(std::span<const double> light, int width, int height, int x_wave, int y_wave)
{
    Colour sum{};
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            double basis = std::cos(std::numbers::pi * x_wave * x / width) * std::cos(std::numbers::pi * y_wave * y / height);
            for (std::size_t c = 0; c < 3; ++c) sum[c] += basis * light[(static_cast<std::size_t>(y) * width + x) * 3 + c];
        }
    double scale = (x_wave == 0 && y_wave == 0 ? 1.0 : 2.0) / (static_cast<double>(width) * height);
    for (auto& part : sum) part *= scale;
    return sum;
}

int quantised(double value, double greatest)
{
    double share = value / greatest;
    return static_cast<int>(std::clamp(std::floor(std::copysign(std::sqrt(std::abs(share)), share) * 9 + 9.5), 0.0, 18.0));
}

}  // namespace

std::string blurhash(std::span<const std::uint8_t> rgb, int width, int height)
{
    std::vector<double> light(rgb.size());
    std::ranges::transform(rgb, light.begin(), linear);
    std::vector<Colour> components;
    for (int y = 0; y < down; ++y)
        for (int x = 0; x < across; ++x) components.push_back(component(light, width, height, x, y));
    double greatest = 0;
    for (std::size_t n = 1; n < components.size(); ++n)
        for (double part : components[n]) greatest = std::max(greatest, std::abs(part));
    int scale = std::clamp(static_cast<int>(std::floor(greatest * 166 - 0.5)), 0, 82);

    std::string out;
    append_base83(out, across - 1 + (down - 1) * 9, 1);
    append_base83(out, scale, 1);
    append_base83(out, (to_srgb(components[0][0]) << 16) + (to_srgb(components[0][1]) << 8) + to_srgb(components[0][2]), 4);
    for (std::size_t n = 1; n < components.size(); ++n) {
        auto part = [&](std::size_t c) { return quantised(components[n][c], (scale + 1) / 166.0); };
        append_base83(out, part(0) * 19 * 19 + part(1) * 19 + part(2), 2);
    }
    return out;
}

bool is_blurhash(std::string_view text)
{
    if (text.size() < 6 || text.size() > 4 + 2 * 81) return false;
    if (!std::ranges::all_of(text, [](char c) { return digits.find(c) != std::string_view::npos; })) return false;
    auto components = digits.find(text[0]);
    return text.size() == 4 + 2 * (components % 9 + 1) * (components / 9 + 1);
}

}  // namespace favilla::social
