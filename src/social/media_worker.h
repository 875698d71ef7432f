// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_worker.h — what runs in a process of its own and opens pictures and films of strangers: reads one from standard input, writes what
// became of it to standard output, and ends. Its libraries are loaded here and nowhere else: the server never holds them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace favilla::social {

// One line, then the bytes it counts:
//     made EXTENSION WIDTH HEIGHT BYTES EXTENSION WIDTH HEIGHT BYTES BLURHASH MILLISECONDS
//     refused KEY
// The second variant of a portrait, a banner or a sound has no bytes; a sound's hash is "-". Returns the exit code.
int run_media_worker(const std::vector<std::string>& words);

// Bounds that the worker keeps and the server states.
inline constexpr long long max_picture_pixels = 33'177'600;  // 7680 by 4320, all frames together: as Mastodon
inline constexpr long long kept_picture_pixels = 8'294'400;  // 3840 by 2160: larger ones are made smaller
inline constexpr long long small_picture_pixels = 230'400;   // 640 by 360
inline constexpr int max_frames = 1000;
inline constexpr long long max_film_pixels = 8'294'400;  // 3840 by 2160: as Mastodon
inline constexpr int max_frame_rate = 120;

}  // namespace favilla::social
