// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/png.h"

#include <algorithm>
#include <array>

#include <zlib.h>

namespace favilla::social {

namespace {

// Those that draw, among them the frames of an animated one.
constexpr std::array<std::string_view, 8> drawing = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "acTL", "fcTL", "fdAT"};

std::uint32_t number_at(std::string_view bytes, std::size_t place)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<std::uint8_t>(bytes[place + i]);
    return number;
}

std::uint32_t crc_of(std::string_view bytes)
{
    return static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

struct Chunk {
    std::string_view name, content;
};

// The first of what is left, which is then shorter by it; none when it is cut short or damaged.
std::optional<Chunk> take_chunk(std::string_view& rest)
{
    if (rest.size() < 12) return std::nullopt;
    std::size_t length = number_at(rest, 0);
    if (length > rest.size() - 12) return std::nullopt;
    if (crc_of(rest.substr(4, length + 4)) != number_at(rest, length + 8)) return std::nullopt;
    Chunk chunk{rest.substr(4, 4), rest.substr(8, length)};
    rest.remove_prefix(length + 12);
    return chunk;
}

bool is_header(const Chunk& chunk, std::uint32_t max_side)
{
    if (chunk.name != "IHDR" || chunk.content.size() != 13) return false;
    auto width = number_at(chunk.content, 0), height = number_at(chunk.content, 4);
    return width > 0 && height > 0 && width <= max_side && height <= max_side;
}

}  // namespace

void append_png_number(std::string& out, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

void append_png_chunk(std::string& out, std::string_view name, std::string_view content)
{
    append_png_number(out, static_cast<std::uint32_t>(content.size()));
    auto start = out.size();
    out += name;
    out += content;
    append_png_number(out, crc_of(std::string_view{out}.substr(start)));
}

std::optional<std::string> cleaned_png(std::string_view bytes, std::uint32_t max_side)
{
    if (!bytes.starts_with(png_signature)) return std::nullopt;
    bytes.remove_prefix(png_signature.size());
    auto chunk = take_chunk(bytes);
    if (!chunk || !is_header(*chunk, max_side)) return std::nullopt;

    std::string out{png_signature};
    bool has_pixels = false;
    while (chunk) {
        has_pixels = has_pixels || chunk->name == "IDAT";
        if (std::ranges::find(drawing, chunk->name) != drawing.end()) append_png_chunk(out, chunk->name, chunk->content);
        if (chunk->name == "IEND") return has_pixels ? std::optional{out} : std::nullopt;
        chunk = take_chunk(bytes);
    }
    return std::nullopt;
}

}  // namespace favilla::social
