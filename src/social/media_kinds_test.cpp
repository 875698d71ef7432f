// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_kinds.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace std::string_literals;

TEST_CASE("a file is what its first bytes say, whatever it is called")
{
    auto extension = [](std::string_view bytes) {
        const auto* format = social::sniff_format(bytes);
        return format ? std::string{format->extension} : "none"s;
    };
    CHECK(extension("\xFF\xD8\xFF\xE0") == "jpg");
    CHECK(extension("\x89PNG\r\n\x1a\n") == "png");
    CHECK(extension("GIF89a") == "gif");
    CHECK(extension("RIFF\1\2\3\4WEBPVP8X") == "webp");
    CHECK(extension("RIFF\1\2\3\4WAVEfmt ") == "wav");
    CHECK(extension("\0\0\0\x1C"s + "ftypavif") == "avif");
    CHECK(extension("\0\0\0\x1C"s + "ftypheic") == "heic");
    CHECK(extension("\0\0\0\x1C"s + "ftypisom") == "mp4");
    CHECK(extension("ID3\3\0"s) == "mp3");
    for (auto other :
         {"", "GIF", "<svg xmlns=", "II*\0", "8BPS", "%PDF-1.7", "PK\3\4", "<!doctype html>", "{\"type\":\"Person\"}"})
        CHECK(extension(other) == "none");
}

TEST_CASE("only a digest with the ending of something that may be shown is a file's name")
{
    auto digest = std::string(64, 'a');
    CHECK(social::format_of_file(digest + ".jpg")->type == "image/jpeg");
    for (const auto& other : {digest, digest + ".html", digest + ".heic", digest + ".svg", digest + ".jpg/", digest + ".jpg\0"s,
                              "../" + digest + ".jpg", std::string(64, 'A') + ".jpg", std::string(63, 'a') + "/.jpg", ""s})
        CHECK(social::format_of_file(other) == nullptr);
}
