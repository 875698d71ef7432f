// SPDX-License-Identifier: AGPL-3.0-or-later
// social/film.h — films and sounds of strangers: what they are, their first picture, and their streams in a container written anew. For the
// media worker alone.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "social/libav.h"

namespace favilla::social {

struct Film {
    std::string extension;  // of what was written
    std::string bytes;
    int width = 0, height = 0;  // as shown; 0: a sound
    std::int64_t milliseconds = 0;
    std::vector<std::uint8_t> poster;  // sRGB, three bytes a pixel, not yet turned
    int poster_width = 0, poster_height = 0;
    int quarter_turns = 0;  // of the poster, clockwise, until it is upright
};

// The key of why it is not taken: "media.damaged", "media.too_many_pixels", "media.codec".
struct FilmRefusal {
    const char* key;
};

// Nothing that describes it comes along: no place, no name. Throws FilmRefusal.
Film read_film(const Libav&, std::string_view bytes, std::string_view extension, long long poster_pixels);

}  // namespace favilla::social
