// SPDX-License-Identifier: AGPL-3.0-or-later
// social/png.h — PNG as far as we write and accept it ourselves (https://www.w3.org/TR/png).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace favilla::social {

inline constexpr std::string_view png_signature = "\x89PNG\r\n\x1a\n";

// A length, a name, the content, and their CRC (5.3).
void append_png_chunk(std::string& out, std::string_view name, std::string_view content);
void append_png_number(std::string& out, std::uint32_t number);

// The picture with nothing but the chunks that draw it: no text, place or program travels along, in it or behind it. None
// when it is no PNG, a CRC is wrong, or a side is longer than `max_side`.
std::optional<std::string> cleaned_png(std::string_view bytes, std::uint32_t max_side);

}  // namespace favilla::social
