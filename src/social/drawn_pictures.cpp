// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/drawn_pictures.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

#include <zlib.h>

#include "base/crypto.h"
#include "social/png.h"

namespace favilla::social {

namespace {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
};

struct Picture {  // one byte a pixel, which names a colour
    std::uint32_t width = 0, height = 0;
    std::vector<Colour> palette;
    std::string pixels;
};

// Grounds and marks of one warm family: embers, ash and night. Mark on ground has a contrast of at least 3.
constexpr std::array<std::pair<Colour, Colour>, 8> schemes = {{
    {{0x2b, 0x21, 0x1d}, {0xff, 0x8a, 0x3d}},
    {{0x1f, 0x2a, 0x38}, {0xff, 0xb3, 0x5c}},
    {{0xfb, 0xe9, 0xd7}, {0xb3, 0x36, 0x0b}},
    {{0xf3, 0xee, 0xe6}, {0x7a, 0x2e, 0x1f}},
    {{0x3a, 0x1d, 0x1a}, {0xff, 0xd0, 0x80}},
    {{0x22, 0x30, 0x2b}, {0xf4, 0xa2, 0x59}},
    {{0xe8, 0xed, 0xee}, {0x8c, 0x3b, 0x12}},
    {{0x33, 0x26, 0x3b}, {0xff, 0x9e, 0x6d}},
}};

std::string seed_bytes(std::int64_t seed) { return sha256(std::to_string(seed)); }
std::uint8_t byte_at(const std::string& bytes, std::size_t index) { return static_cast<std::uint8_t>(bytes[index]); }

std::string deflated(const std::string& bytes)
{
    auto length = compressBound(bytes.size());
    std::string out(length, '\0');
    if (compress2(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 9)
        != Z_OK)
        throw std::runtime_error("a drawn picture cannot be compressed");
    out.resize(length);
    return out;
}

std::string png_of(const Picture& picture)
{
    std::string header;
    append_png_number(header, picture.width);
    append_png_number(header, picture.height);
    header += std::string{"\x08\x03\x00\x00\x00", 5};  // eight bits, a palette, no interlacing
    std::string palette;
    for (auto [red, green, blue] : picture.palette)
        palette += {static_cast<char>(red), static_cast<char>(green), static_cast<char>(blue)};
    std::string rows;
    for (std::uint32_t y = 0; y < picture.height; ++y) {
        rows += '\0';  // each row unfiltered
        rows += std::string_view{picture.pixels}.substr(std::size_t{y} * picture.width, picture.width);
    }
    std::string out{png_signature};
    append_png_chunk(out, "IHDR", header);
    append_png_chunk(out, "PLTE", palette);
    append_png_chunk(out, "IDAT", deflated(rows));
    append_png_chunk(out, "IEND", "");
    return out;
}

std::uint8_t between(std::uint8_t from, std::uint8_t to, int step, int steps)
{
    return static_cast<std::uint8_t>(from + (to - from) * step / steps);
}

}  // namespace

std::string draw_avatar(std::int64_t seed)
{
    constexpr std::uint32_t size = 240, cell = 40, margin = 20;
    auto bytes = seed_bytes(seed);
    auto [ground, mark] = schemes[byte_at(bytes, 0) % schemes.size()];
    Picture picture{size, size, {ground, mark}, std::string(std::size_t{size} * size, '\0')};
    for (std::uint32_t y = margin; y < size - margin; ++y) {
        for (std::uint32_t x = margin; x < size - margin; ++x) {
            auto column = (x - margin) / cell, row = (y - margin) / cell;
            auto mirrored = std::min(column, 4 - column);
            if (byte_at(bytes, 1 + row * 3 + mirrored) % 2 == 1) picture.pixels[std::size_t{y} * size + x] = 1;
        }
    }
    return png_of(picture);
}

std::string draw_header(std::int64_t seed)
{
    constexpr std::uint32_t width = 1200, height = 400;
    constexpr int steps = 64;
    auto bytes = seed_bytes(seed);
    auto [ground, mark] = schemes[byte_at(bytes, 0) % schemes.size()];
    Picture picture{width, height, {}, {}};
    for (int step = 0; step <= steps; ++step)  // never all the way: what is written over it must be read
        picture.palette.push_back({between(ground.red, mark.red, step, steps * 2),
                                   between(ground.green, mark.green, step, steps * 2),
                                   between(ground.blue, mark.blue, step, steps * 2)});
    auto centre = static_cast<std::int64_t>(byte_at(bytes, 1)) * width / 255;
    for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
            auto distance = (x - centre) * (x - centre) / 9 + (height - y) * (height - y);
            auto step = steps - std::min<std::int64_t>(steps, distance * steps / (std::int64_t{height} * height));
            picture.pixels += static_cast<char>(step);
        }
    }
    return png_of(picture);
}

}  // namespace favilla::social
