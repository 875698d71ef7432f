// SPDX-License-Identifier: AGPL-3.0-or-later
// social/blurhash.h — a picture in some twenty characters, shown until it has come (https://github.com/woltapp/blurhash, Algorithm.md).
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace favilla::social {

// Of pixels of three bytes (sRGB) each, row by row; four components across and three down. Meant for a small picture: each pixel is looked at
// once for each component.
std::string blurhash(std::span<const std::uint8_t> rgb, int width, int height);
// Whether a text of somebody else's can be one.
bool is_blurhash(std::string_view);

}  // namespace favilla::social
