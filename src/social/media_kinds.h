// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_kinds.h — what a file is by its first bytes, whatever it is called and said to be; and the few kinds that ever leave
// this house.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "social/media.h"

namespace favilla::social {

struct MediaFormat {
    std::string_view extension;  // "jpg"
    std::string_view type;       // "image/jpeg"
    MediaKind kind = MediaKind::Unknown;
    bool served = false;  // HEIC and AVIF are taken and become something else
};

std::span<const MediaFormat> media_formats();
const MediaFormat* format_of_extension(std::string_view);
// Null: none that is taken.
const MediaFormat* sniff_format(std::string_view bytes);

// "SHA256.EXTENSION" of something that may leave the house; null for anything else. No other text ever becomes a path.
const MediaFormat* format_of_file(std::string_view name);

}  // namespace favilla::social
