// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/blurhash.h"

#include <vector>

#include <doctest/doctest.h>

using namespace favilla;

namespace {

std::vector<std::uint8_t> picture(int width, int height, auto&& colour)
{
    std::vector<std::uint8_t> rgb;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (auto part : colour(x, y)) rgb.push_back(static_cast<std::uint8_t>(part));
    return rgb;
}

}  // namespace

TEST_CASE("one colour is its average and waves of nothing")
{
    auto black = picture(8, 8, [](int, int) { return std::vector{0, 0, 0}; });
    CHECK(social::blurhash(black, 8, 8) == "L00000fQfQfQfQfQfQfQfQfQfQfQ");
    auto white = picture(8, 8, [](int, int) { return std::vector{255, 255, 255}; });
    CHECK(social::blurhash(white, 8, 8).substr(2, 4) == "TSUA");  // 0xFFFFFF by 83
}

TEST_CASE("what is brighter on one side tells so by the sign of its first wave")
{
    auto left = picture(16, 8, [](int x, int) { return std::vector(3, x < 8 ? 255 : 0); });
    auto right = picture(16, 8, [](int x, int) { return std::vector(3, x < 8 ? 0 : 255); });
    auto one = social::blurhash(left, 16, 8), other = social::blurhash(right, 16, 8);
    CHECK(one.substr(0, 6) == other.substr(0, 6));
    CHECK(one.substr(6, 2) != other.substr(6, 2));
    CHECK(social::is_blurhash(one));
}

TEST_CASE("a hash of somebody else's is as long as it says, of its letters, or none")
{
    CHECK(social::is_blurhash("LEHV6nWB2yk8pyo0adR*.7kCMdnj"));
    for (auto other :
         {"", "LEHV6n", "LEHV6nWB2yk8pyo0adR*.7kCMdn", "LEHV6nWB2yk8pyo0adR*.7kCMdnj ", "LEHV6nWB2yk8pyo0adR\".7kCMdnj"})
        CHECK_FALSE(social::is_blurhash(other));
}
