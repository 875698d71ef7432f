// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/active_days.h"

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/tags.h"
#include "social/tokens.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

std::vector<std::int64_t> days_of(test::House& house, AccountId id)
{
    std::vector<std::int64_t> days;
    auto rows = house.read(
        [&](db::Reader& reader) { return reader.rows("SELECT day FROM active_days WHERE account_id = $1 ORDER BY day", id); });
    for (const auto& row : rows) days.push_back(row.get<std::int64_t>(0));
    return days;
}

void use(test::House& house, AccountId id)
{
    Token token{.account = id};
    house.write([&](db::Transaction& tx) { note_use(tx, token, house.now); });
}

}  // namespace

TEST_CASE("a day on which somebody was here is noted once, and as soon as it has begun")
{
    auto house = test::house();
    house.now = start_of_day(house.now) + hours(23) + minutes(50);
    auto ada = house.person("ada");
    auto today = day_of(house.now);
    use(house, ada);
    use(house, ada);
    CHECK(days_of(house, ada) == std::vector{today});

    Token token{.account = ada, .last_used_at = house.now};
    CHECK(!use_is_due(token, house.now + minutes(9)));
    CHECK(use_is_due(token, house.now + minutes(11)));
    house.now = house.now + minutes(11);
    use(house, ada);
    CHECK(days_of(house, ada) == std::vector{today, today + 1});
}

TEST_CASE("days are noted of people who sign in here, and go with the account or with time")
{
    auto house = test::house();
    auto ada = house.person("ada"), fred = house.person("fred@elsewhere.test"), bob = house.person("bob");
    for (auto id : {ada, fred, bob}) use(house, id);
    CHECK(days_of(house, fred).empty());
    CHECK(days_of(house, ada).size() == 1);

    REQUIRE(house.write([&](db::Transaction& tx) { return delete_account(tx, ada, house.now); }));
    CHECK(days_of(house, ada).empty());
    house.write([&](db::Transaction& tx) { forget_active_days(tx, house.now + days(active_days_kept)); });
    CHECK(days_of(house, bob).size() == 1);
    house.write([&](db::Transaction& tx) { forget_active_days(tx, house.now + days(active_days_kept + 1)); });
    CHECK(days_of(house, bob).empty());
}
