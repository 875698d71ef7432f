// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_links.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {

const std::string file = std::string(64, 'a') + ".png";
constexpr std::string_view here = "https://example.org", there = "https://media.example.org/m";

}  // namespace

TEST_CASE("a file of ours is to be had on the host of its own that the settings name, and everything else stays here")
{
    CHECK(social::media_url("/media/" + file, here, there) == "https://media.example.org/m/" + file);
    CHECK(social::media_url("/media/" + file, here, "") == "https://example.org/media/" + file);
    CHECK_FALSE(social::media_elsewhere("/media/" + file, ""));
    for (std::string path : {"/media/remote/1/" + std::string(32, '0') + "/original", std::string{"/media/pictures/1/2"},
                             std::string{"/media/x.png"}, "/other/" + file, "/media/" + file + "/.."})
        CHECK(social::media_url(path, here, there) == std::string{here} + path);
}
