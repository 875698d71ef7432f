// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/letterbox.h"

#include <algorithm>

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::distribution;

TEST_CASE("a letterbox is known by its address, in any case, and nobody makes one up")
{
    social::MailKey key{"a key"}, other{"another key"};
    Letterbox largest{SubscriptionId{INT64_MAX}, StatusId{INT64_MAX - 1}}, returns{SubscriptionId{77}, {}};
    auto address = address_of(key, "answers.example", largest);
    CHECK(address.find('@') <= 64);
    auto found = letterbox_in(key, "Answers.example", address);
    REQUIRE(found);
    CHECK(found->subscription == largest.subscription);
    CHECK(found->about == largest.about);
    std::string upper = address;
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    CHECK(letterbox_in(key, "answers.example", upper));
    CHECK_FALSE(letterbox_in(other, "answers.example", address));
    CHECK_FALSE(letterbox_in(key, "example", address));
    for (std::size_t at = 0; at < address.find('@'); ++at) {
        auto forged = address;
        forged[at] = forged[at] == 'b' ? 'c' : 'b';
        CHECK_FALSE(letterbox_in(key, "answers.example", forged));
    }
    auto way_back = address_of(key, "answers.example", returns);
    auto came_back = letterbox_in(key, "answers.example", way_back);
    REQUIRE(came_back);
    CHECK_FALSE(came_back->about);
    // What was made for what comes back does not open the other, nor the other way about.
    CHECK_FALSE(letterbox_in(key, "answers.example", "answer+" + way_back.substr(7)));
    CHECK_FALSE(letterbox_in(key, "answers.example", "return+" + address.substr(7)));
    for (const char* none : {"", "@", "answer+@answers.example", "answer+-.@answers.example", "return+.x@answers.example",
                             "answer+1-2.@answers.example", "answer+zzzzzzzzzzzzzzzzzzzz-1.x@answers.example"})
        CHECK_FALSE(letterbox_in(key, "answers.example", none));
}
