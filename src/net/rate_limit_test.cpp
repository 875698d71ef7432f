// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/rate_limit.h"

#include <doctest/doctest.h>

using namespace favilla;
using namespace favilla::net;

namespace {

constexpr RateRule rule{.name = "api", .limit = 3, .window = minutes(5)};
constexpr Time start{1'700'000'000'000 - 1'700'000'000'000 % minutes(5).milliseconds};

}  // namespace

TEST_CASE("a limit counts down, refuses, and begins anew with the next window")
{
    RateLimiter limiter;
    CHECK(limiter.hit(rule, "ada", start).remaining == 2);
    CHECK(limiter.hit(rule, "ada", start).remaining == 1);
    auto last = limiter.hit(rule, "ada", start + seconds(10));
    CHECK(last.allowed);
    CHECK(last.remaining == 0);
    CHECK(last.reset == start + minutes(5));
    CHECK_FALSE(limiter.hit(rule, "ada", start + seconds(299)).allowed);
    CHECK_FALSE(limiter.look(rule, "ada", start + seconds(299)).allowed);
    CHECK(limiter.hit(rule, "bob", start).allowed);
    CHECK(limiter.look(rule, "ada", start + minutes(5)).remaining == 3);
    CHECK(limiter.hit(rule, "ada", start + minutes(5)).remaining == 2);
}

TEST_CASE("different rules count apart, and a count can be forgotten")
{
    RateLimiter limiter;
    constexpr RateRule login{.name = "login", .limit = 1, .window = minutes(5)};
    CHECK(limiter.hit(login, "ada", start).allowed);
    CHECK_FALSE(limiter.hit(login, "ada", start).allowed);
    CHECK(limiter.hit(rule, "ada", start).allowed);
    limiter.forget(login, "ada");
    CHECK(limiter.hit(login, "ada", start).allowed);
}

TEST_CASE("a clock that stands or goes back does not open a limit")
{
    RateLimiter limiter;
    for (int i = 0; i < 4; ++i) limiter.hit(rule, "ada", start);
    CHECK_FALSE(limiter.hit(rule, "ada", start - days(1)).allowed);
    CHECK_FALSE(limiter.look(rule, "ada", start - days(1)).allowed);
    CHECK_FALSE(limiter.hit(rule, "ada", start - days(1)).allowed);
    CHECK(limiter.hit(rule, "ada", start + minutes(5)).allowed);
}

TEST_CASE("memory is bounded, and a flood of new names frees nobody who reached the limit")
{
    RateLimiter limiter(1600);
    for (int i = 0; i < 4; ++i) limiter.hit(rule, "attacker", start);
    for (int i = 0; i < 50'000; ++i) limiter.hit(rule, "flood" + std::to_string(i), start);
    CHECK(limiter.size() <= 1600);
    CHECK_FALSE(limiter.look(rule, "attacker", start).allowed);
}

TEST_CASE("what has expired makes room by itself")
{
    RateLimiter limiter(16'000);
    for (int i = 0; i < 2000; ++i) limiter.hit(rule, "old" + std::to_string(i), start);
    for (int i = 0; i < 2000; ++i) limiter.hit(rule, "new" + std::to_string(i), start + minutes(6));
    CHECK(limiter.size() < 2500);
}

TEST_CASE("an IPv6 household is one key")
{
    CHECK(address_key("192.0.2.7") == "192.0.2.7");
    CHECK(address_key("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(address_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
    CHECK(address_key("2001:db8:1:2:ffff::1") == address_key("2001:db8:1:2::9"));
    CHECK(address_key("2001:db8:1:3::1") != address_key("2001:db8:1:2::1"));
}
