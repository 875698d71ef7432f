// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/day_keys.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

TEST_CASE("a key is made here while none is shared, gives way to the one that is, and goes with its day")
{
    auto random = system_random();
    KnownDayKeys keys;
    CHECK(keys.empty());
    CHECK(keys.wanted(5, 6) == std::set<std::int64_t>{5, 6});
    CHECK(keys.wanted(5, 5) == std::set<std::int64_t>{5});

    CHECK_FALSE(keys.share(5, "the house's"));
    CHECK(keys.of(5, random) == "the house's");
    CHECK(keys.is_shared(5));
    CHECK(keys.wanted(5, 6) == std::set<std::int64_t>{6});

    auto own = keys.of(6, random);
    CHECK(own == keys.of(6, random));
    CHECK(own != keys.of(7, random));
    CHECK_FALSE(keys.is_shared(6));
    CHECK(keys.wanted(5, 6) == std::set<std::int64_t>{6});
    CHECK(keys.share(6, "tomorrow's"));  // people were known by another one
    CHECK(keys.of(6, random) == "tomorrow's");

    keys.forget_before(7);
    CHECK(keys.wanted(5, 6) == std::set<std::int64_t>{5, 6});
    CHECK_FALSE(keys.empty());
    keys.forget_before(8);
    CHECK(keys.empty());
}

TEST_CASE("days that are over are looked for once a minute, and then forgotten")
{
    test::House house = test::house();
    auto random = system_random();
    DayKeys keys{"a key of the house"};
    constexpr std::int64_t yesterday = 20'000;
    Time now{(yesterday + 1) * days(1).milliseconds + hours(1).milliseconds};
    auto make = [&] { return house.write([&](db::Transaction& tx) { return shared_click_key(tx, keys, yesterday, random); }); };
    auto stands = [&] { return house.read([&](db::Reader& reader) { return has_past_click_days(reader, now); }); };
    PastDays past{has_past_click_days, forget_past_click_days};

    auto first = make();
    CHECK(make() == first);
    past.forget(*house.database, now);
    CHECK_FALSE(stands());
    CHECK(make() != first);
    past.forget(*house.database, now + seconds(59));
    CHECK(stands());
    past.forget(*house.database, now + minutes(1));
    CHECK_FALSE(stands());
}
