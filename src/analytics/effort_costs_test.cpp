// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_costs.h"

#include <doctest/doctest.h>

#include "analytics/effort_words.h"
#include "analytics/portable_math.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::analytics;

namespace {

constexpr std::int64_t begins = 20'600;

struct Purse {
    test::House house = test::house();
    AccountId boss = house.person("boss");
    Effort effort;

    explicit Purse(std::optional<std::int64_t> rate = 3500)
    {
        EffortDraft draft{.kind = "event", .title = "Fair", .hypothesis = "It brings people."};
        draft.target = "sign_ups";
        draft.time_zone = "Pacific/Auckland";
        draft.first_day = begins;
        draft.last_day = begins + 6;
        draft.days_before = 56;
        draft.hourly_rate = rate;
        draft.unit_value = 400'000;  // four euros
        effort = house.write([&](db::Transaction& tx) {
            return declare_effort(tx, house.domain(), boss, draft, Time{} + days(begins - 9)).value();
        });
    }
    Result<EffortCostId> book(CostDraft draft)
    {
        draft.who = boss;
        if (draft.day == 0) draft.day = begins;
        return house.write([&](db::Transaction& tx) { return book_cost(tx, effort, boss, draft, house.now); });
    }
    std::string refusal(const CostDraft& draft)
    {
        auto booked = book(draft);
        return booked ? "booked" : booked.error().key;
    }
    std::vector<EffortCost> costs()
    {
        return house.read([&](db::Reader& reader) { return costs_of(reader, effort.id); });
    }
};

// A result whose effect in all is normal.
EffortResult result_of(EffectVerdict verdict, double mean, double deviation)
{
    EffortResult result{.through_day = begins + 6, .observed = 7};
    result.effect.verdict = verdict;
    for (int step = 1; step < 200; ++step) result.effect.quantiles.push_back(mean + deviation * normal_quantile(step / 200.0));
    return result;
}

}  // namespace

TEST_CASE("hours times a rate are rounded line by line, halves to the even one")
{
    CHECK(hours_amount(60, 3500) == 3500);
    CHECK(hours_amount(20, 3500) == 1167);  // 1166.67
    CHECK(hours_amount(3, 50) == 2);        // 2.5
    CHECK(hours_amount(9, 50) == 8);        // 7.5
    Purse purse;
    for (int n = 0; n < 3; ++n) purse.book({.kind = "hours", .minutes = 20}).value();
    purse.book({.kind = "hours", .minutes = 90, .rate = 4000}).value();
    purse.book({.kind = "media", .amount = 12'050, .note = " Posters "}).value();
    auto sums = sum_of(purse.costs());
    CHECK(sums.by_kind == std::array<std::int64_t, 4>{3 * 1167 + 6000, 0, 12'050, 0});
    CHECK(sums.total() == 3 * 1167 + 6000 + 12'050);
    CHECK(sums.minutes == 150);
    CHECK(purse.costs().front().note == "Posters");
}

TEST_CASE("what is no cost is refused, and a line that was a mistake is struck once")
{
    Purse purse;
    CHECK(purse.refusal({.kind = "luck", .amount = 5}) == "effort.cost_kind");
    CHECK(purse.refusal({.kind = "hours", .minutes = 0}) == "effort.cost_minutes");
    CHECK(purse.refusal({.kind = "hours", .minutes = 1441}) == "effort.cost_minutes");
    CHECK(purse.refusal({.kind = "tools", .amount = 0}) == "effort.cost_amount");
    CHECK(purse.refusal({.kind = "tools", .day = begins + 2000, .amount = 5}) == "effort.cost_day");
    CHECK(purse.refusal({.kind = "tools", .amount = 5, .note = std::string(301, 'x')}) == "effort.cost_note");
    CHECK(Purse{std::nullopt}.refusal({.kind = "hours", .minutes = 5}) == "effort.cost_rate");
    CHECK(Purse{std::nullopt}.refusal({.kind = "hours", .minutes = 5, .rate = 100}) == "booked");

    auto id = purse.book({.kind = "tools", .amount = 500}).value();
    auto strike = [&] { return purse.house.write([&](db::Transaction& tx) { return strike_cost(tx, purse.effort, id); }); };
    CHECK(strike());
    CHECK(strike().error().code == ErrorCode::NotFound);
    CHECK(purse.costs().empty());
}

TEST_CASE("a clock books what it measured, on the day it was started where the effort is")
{
    Purse purse;
    auto start = Time{} + days(begins) + hours(20);  // the next morning in Auckland
    auto at = [&](auto act, Time now) { return purse.house.write([&](db::Transaction& tx) { return act(tx, now); }); };
    auto begin = [&](db::Transaction& tx, Time now) { return start_timer(tx, purse.effort, purse.boss, now); };
    auto end = [&](db::Transaction& tx, Time now) { return stop_timer(tx, purse.effort, purse.boss, "Stand", now); };
    CHECK(at(end, start).error().key == "effort.timer_none");
    CHECK(at(begin, start));
    CHECK(at(begin, start).error().key == "effort.timer_runs");
    CHECK(at(end, start + minutes(44) + seconds(31)));
    CHECK(at(begin, start + hours(2)));
    CHECK(at(end, start + hours(2) + seconds(3)));
    CHECK(at(begin, start + hours(3)));
    CHECK(at(end, start + hours(90)));
    auto costs = purse.costs();
    REQUIRE(costs.size() == 3);
    CHECK(costs[2].minutes == 45);
    CHECK(costs[2].amount == 2625);
    CHECK(costs[2].day == begins + 1);
    CHECK(costs[1].minutes == 1);
    CHECK(costs[0].minutes == 24 * 60);
    CHECK_FALSE(purse.house.read([&](db::Reader& reader) { return find_timer(reader, purse.boss); }));
}

TEST_CASE("amounts that were booked keep their currency")
{
    Purse purse;
    purse.book({.kind = "tools", .amount = 500}).value();
    auto draft = static_cast<EffortDraft>(purse.effort);
    draft.currency = "JPY";
    auto amended = purse.house.write(
        [&](db::Transaction& tx) { return amend_effort(tx, purse.effort, purse.boss, draft, Time{} + days(begins - 8)); });
    CHECK(amended.error().key == "effort.currency_used");
}

TEST_CASE("a return is said with its probability, without a point where it may be none, and not at all of what is doubtful")
{
    Purse purse;
    Locale locale;
    EffortSpeech speech{locale, {}, [](std::string_view series) { return std::string{series}; }};
    auto told = [&](std::optional<EffortResult> result, std::int64_t cost = 10'000) {
        return effort_return(speech, purse.effort, result, cost);
    };
    auto sure = told(result_of(EffectVerdict::More, 100, 10));  // 400 euros for 100
    REQUIRE(sure.roi);
    CHECK(sure.sentence.contains("For the 100.00 EUR that were spent, about 400.00 EUR came back"));
    CHECK(sure.sentence.contains("a return of 300 %"));
    CHECK(sure.sentence.contains("> 99 %"));
    auto open = told(result_of(EffectVerdict::More, 30, 10));
    REQUIRE(open.roi);
    CHECK(open.sentence.contains("between 41.6"));
    CHECK_FALSE(open.sentence.contains("about"));
    CHECK(open.roi->probability == doctest::Approx(0.6915).epsilon(2e-3));
    CHECK(told(result_of(EffectVerdict::CannotTell, 5, 10)).sentence.ends_with("cannot be told from none yet."));

    auto doubtful = told(result_of(EffectVerdict::Doubtful, 100, 10));
    CHECK_FALSE(doubtful.roi);
    CHECK(doubtful.sentence.starts_with("No return is claimed."));
    CHECK(doubtful.sentence.contains("does not know this series"));
    CHECK(told(std::nullopt).sentence.contains("no effect yet"));
    CHECK(told(result_of(EffectVerdict::More, 100, 10), 0).sentence.starts_with("No costs"));
    purse.effort.unit_value.reset();
    CHECK(told(result_of(EffectVerdict::More, 100, 10)).sentence.contains("Nobody said"));
    // What is measured is euros already: one is worth one.
    purse.effort.target = "worth:www.example.org:order";
    auto money = told(result_of(EffectVerdict::More, 400, 40));
    REQUIRE(money.roi);
    CHECK(money.sentence.contains("about 400.00 EUR came back"));
    CHECK(money.sentence.contains("a return of 300 %"));
}
