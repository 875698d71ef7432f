// SPDX-License-Identifier: AGPL-3.0-or-later
// social/drawn_pictures.h — the picture of whoever has none of their own: drawn from a number, always the same for it.
#pragma once
#include <cstdint>
#include <string>

namespace favilla::social {

// PNG. A small pattern, mirrored, on a quiet ground: 240 by 240.
std::string draw_avatar(std::int64_t seed);
// PNG. A glow from the lower edge, 1200 by 400.
std::string draw_header(std::int64_t seed);

}  // namespace favilla::social
