// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/goal_worth.h"

#include <doctest/doctest.h>

#include "analytics/beacon.h"
#include "analytics/effort_series.h"
#include "analytics/visits.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr Time noon{1'780'142'400'000};  // 2026-05-30T12:00:00Z
constexpr std::string_view host = "www.site.example";

struct Shop {
    Shop()
    {
        site = house.write([&](db::Transaction& tx) { return name_visit_site(tx, house.domain(), host, "Etc/UTC", noon); })
                   .value()
                   .id;
        beacon.emplace(
            *house.database, system_random(), [this] { return now; },
            [](db::Reader&) { return std::set<std::string, std::less<>>{}; });
    }
    BeaconCall call(std::string_view target, std::string_view address)
    {
        return {.site = host,
                .host = host,
                .target = target,
                .address = address,
                .agent = "Mozilla/5.0 (X11; rv:140.0) Firefox/140.0"};
    }
    void look(std::string_view target, std::string_view address, std::string_view referrer = "")
    {
        auto view = call(target, address);
        view.referrer = referrer;
        beacon->take(view);
    }
    void order(std::string_view address, SaidValue value, std::string_view name = "order")
    {
        auto goal = call("/shop", address);
        goal.told = Told::Goal;
        goal.name = name;
        goal.value = value;
        beacon->take(goal);
    }
    Result<void> say(const GoalWorth& worth)
    {
        return house.write([&](db::Transaction& tx) { return set_goal_worth(tx, site, worth); });
    }
    GoalsByName goals()
    {
        beacon->store();
        return house.read([&](db::Reader& reader) { return goals_in(reader, site, 0, 100'000); });
    }
    std::map<std::int64_t, std::int64_t> by_day(const GoalWorth& worth)
    {
        return house.read([&](db::Reader& reader) { return worth_by_day(reader, site, worth, 0, 100'000); });
    }

    test::House house = test::house();
    Time now = noon;
    VisitSiteId site;
    std::optional<Beacon> beacon;
};

}  // namespace

TEST_CASE("what pages say of a goal is kept by currency and by the channel of the visit that reached it")
{
    Shop shop;
    shop.look("/shop?utm_campaign=spring", "192.0.2.1");
    shop.look("/shop", "192.0.2.2", "https://www.google.com");
    shop.order("192.0.2.1", {"EUR", 1250});
    shop.goals();
    shop.order("192.0.2.1", {"EUR", 750});
    shop.order("192.0.2.2", {"JPY", 900});
    shop.order("192.0.2.2", {"", 2'345});
    shop.order("192.0.2.3", {});  // looked at nothing
    auto order = shop.goals().at("order");
    CHECK(order.said.at("EUR").amount == 2000);
    CHECK(order.said.at("EUR").times == 2);
    CHECK(order.said.at("JPY").amount == 900);
    CHECK(order.said.at("").amount == 2'345);
    CHECK(order.by_channel.at("campaign").times == 2);
    CHECK(order.by_channel.at("search").times == 2);
    CHECK(order.by_channel.at("").times == 1);
    CHECK(order.worth() == 0);  // nobody said in what it is to be counted
}

TEST_CASE("a goal is worth what pages say in its currency, or so much each, and never both")
{
    Shop shop;
    shop.look("/shop?utm_campaign=spring", "192.0.2.1");
    shop.order("192.0.2.1", {"EUR", 1250});
    shop.order("192.0.2.1", {"JPY", 900});
    shop.order("192.0.2.1", {"", 2'345});  // 2.345 is 2.34 to the even cent
    REQUIRE(shop.say({.goal = "order", .currency = "EUR", .each = {}}));
    CHECK(shop.goals().at("order").worth() == 1250 + 234);
    REQUIRE(shop.say({.goal = "order", .currency = "EUR", .each = 333'500}));  // 3.335
    auto order = shop.goals().at("order");
    CHECK(order.worth() == 1000);  // three times 333.5 cents: 1000.5, to the even one
    CHECK(order.by_channel.at("campaign").worth == order.worth());
}

TEST_CASE("days, channels and the whole are the same sum")
{
    Shop shop;
    const GoalWorth worth{.goal = "order", .currency = "EUR", .each = 1'499};
    REQUIRE(shop.say(worth));
    for (int day = 0; day < 5; ++day) {
        for (int visitor = 0; visitor <= day; ++visitor) {
            auto address = "192.0.2." + std::to_string(visitor);
            shop.look("/shop", address, visitor % 2 ? "https://www.google.com" : "");
            shop.order(address, {"EUR", 999});
        }
        shop.goals();
        shop.now = shop.now + days(1);
    }
    auto order = shop.goals().at("order");
    std::int64_t sum = 0;
    for (const auto& [day, amount] : shop.by_day(worth)) sum += amount;
    CHECK(sum == order.worth());
    CHECK(order.said.at("EUR").times == 15);
}

TEST_CASE("the worth of a goal is a series of its currency, day by day")
{
    Shop shop;
    auto read = [&](DaySpan span) {
        return shop.house.read([&](db::Reader& reader) {
            auto series = find_series(reader, shop.house.domain(), "worth:www.site.example:order", shop.now).value();
            CHECK(series.currency == "EUR");
            return read_series(reader, shop.house.domain(), series, "Etc/UTC", span);
        });
    };
    auto known = [&] {
        return shop.house.read([&](db::Reader& reader) {
            return find_series(reader, shop.house.domain(), "worth:www.site.example:order", shop.now).has_value();
        });
    };
    shop.look("/shop", "192.0.2.1");
    shop.order("192.0.2.1", {"EUR", 1250});
    shop.goals();
    CHECK_FALSE(known());
    REQUIRE(shop.say({.goal = "order", .currency = "EUR", .each = {}}));
    REQUIRE(known());
    shop.now = shop.now + days(1);
    shop.look("/shop", "192.0.2.1");
    shop.goals();
    auto first = noon.milliseconds / days(1).milliseconds;
    CHECK(read({first, first + 1}) == std::vector<double>{12.5, 0});
    shop.house.write([&](db::Transaction& tx) { return drop_goal_worth(tx, shop.site, "order"); }).value();
    CHECK_FALSE(known());
}

TEST_CASE("what is no goal, no currency or no amount is refused")
{
    Shop shop;
    CHECK(shop.say({.goal = "  ", .currency = "EUR", .each = {}}).error().key == "visits.goal_blank");
    CHECK(shop.say({.goal = "order", .currency = "euro", .each = {}}).error().key == "visits.goal_currency");
    CHECK(shop.say({.goal = "order", .currency = "EUR", .each = 0}).error().key == "visits.goal_each");
    for (std::size_t n = 0; n < most_goal_worths; ++n)
        REQUIRE(shop.say({.goal = "goal" + std::to_string(n), .currency = "EUR", .each = 1}));
    CHECK(shop.say({.goal = "order", .currency = "EUR", .each = 1}).error().key == "visits.too_many_goals");
    CHECK(shop.say({.goal = "goal0", .currency = "CHF", .each = {}}));
    CHECK(shop.house.write([&](db::Transaction& tx) { return drop_goal_worth(tx, shop.site, "order"); }).error().code
          == ErrorCode::NotFound);
    for (const auto& scan : shop.house.scans())
        if (scan.contains("goal_")) FAIL_CHECK(scan);
}
