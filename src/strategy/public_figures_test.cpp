// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/public_figures.h"

#include <doctest/doctest.h>

#include "community/pages.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;

namespace {

constexpr Time monday{1'780'272'000'000};  // 2026-06-01T00:00:00Z
constexpr std::int64_t today = monday.milliseconds / 86'400'000 + 2;
constexpr AccountId page{1};
using conversations::no_parent;
using social::ActCode;

StatusId at(Time time, std::int64_t n = 0) { return StatusId{first_id_at(time) + n}; }

// Opened by the page, answered by each of these.
ScopeConversation conversation(Time opened, std::vector<std::pair<std::int64_t, ActCode>> answers)
{
    ScopeConversation one{.id = ConversationId{opened.milliseconds}, .messages = {{at(opened), no_parent, page.value}}};
    std::int64_t n = 0;
    for (auto [author, code] : answers) one.messages.push_back({at(opened, ++n), 0, author, code});
    return one;
}

std::vector<std::pair<std::int64_t, ActCode>> people(std::int64_t from, std::int64_t count, ActCode code = ActCode::Plain)
{
    std::vector<std::pair<std::int64_t, ActCode>> all;
    for (std::int64_t n = 0; n < count; ++n) all.emplace_back(from + n, code);
    return all;
}

bool is(const Told& told, std::optional<std::int64_t> all, std::optional<std::int64_t> authentic)
{
    return told.all == all && told.authentic == authentic;
}

}  // namespace

TEST_CASE("public figures: a week is told with its conversations and answers")
{
    auto answers = people(10, 5);
    answers.emplace_back(page.value, ActCode::Plain);
    auto figures =
        count_publicly(std::vector{conversation(monday, answers), conversation(monday - days(1), {})}, true, page, today);
    REQUIRE(std::ssize(figures.weeks) == public_weeks);
    CHECK(figures.weeks.back().first_day == monday.milliseconds / 86'400'000);
    CHECK(figures.weeks.back().conversations == 1);
    CHECK(is(figures.weeks.back().answers, 6, 6));
    CHECK(figures.weeks[public_weeks - 2].conversations == 1);
    CHECK(is(figures.weeks[public_weeks - 2].answers, 0, 0));
    CHECK(figures.weeks.front().conversations == 0);
    CHECK(is(figures.people, 6, 6));
}

TEST_CASE("public figures: of fewer than five people nothing is told, and the page is no fifth")
{
    auto four = people(10, 4);
    four.emplace_back(page.value, ActCode::Plain);
    auto figures = count_publicly(std::vector{conversation(monday, four)}, true, page, today);
    CHECK(figures.weeks.back().conversations == 1);
    CHECK(is(figures.weeks.back().answers, std::nullopt, std::nullopt));
    CHECK(is(figures.people, std::nullopt, std::nullopt));
    // Five in two weeks are told together, and in neither.
    auto both = count_publicly(std::vector{conversation(monday, people(12, 3)), conversation(monday - days(7), people(10, 3))},
                               true, page, today);
    CHECK(is(both.weeks.back().answers, std::nullopt, std::nullopt));
    CHECK(is(both.people, 5, 5));
}

TEST_CASE("public figures: who is left out cannot be reckoned from both numbers")
{
    auto some = people(10, 6), one = people(20, 1, ActCode::Machine), many = people(30, 5, ActCode::Machine);
    auto with_one = some, with_many = some;
    with_one.insert(with_one.end(), one.begin(), one.end());
    with_many.insert(with_many.end(), many.begin(), many.end());
    auto figures = count_publicly(std::vector{conversation(monday, with_one)}, true, page, today);
    CHECK(is(figures.weeks.back().answers, 7, std::nullopt));
    CHECK(is(figures.people, 7, std::nullopt));
    CHECK(is(count_publicly(std::vector{conversation(monday, with_many)}, true, page, today).people, 11, 6));
    CHECK(is(told(9, 4, 9, 4, 5), 9, std::nullopt));  // four who are authentic
    CHECK(is(told(0, 0, 0, 0, 0), 0, 0));
}

TEST_CASE("public figures: of a week that was not counted whole nothing is told")
{
    auto figures = count_publicly(
        std::vector{conversation(monday, people(10, 5)), conversation(monday - days(14), people(10, 5))}, false, page, today);
    CHECK_FALSE(figures.is_complete);
    CHECK(figures.weeks.back().conversations == 1);
    CHECK(figures.weeks[public_weeks - 2].conversations == 0);
    CHECK_FALSE(figures.weeks[public_weeks - 3].conversations);
    CHECK_FALSE(figures.weeks[public_weeks - 3].answers.all);
    CHECK_FALSE(figures.weeks.front().conversations);
}

TEST_CASE("public figures: they stand where somebody said so, until they say otherwise, each written down once")
{
    test::House house;
    auto ada = house.person("ada");
    auto made = house.write([&](db::Transaction& tx) {
        return community::make_page(tx, house.domain(),
                                    {.name = "fire", .title = {}, .description = {}, .posture = {}, .owner = ada}, house.now);
    });
    REQUIRE(made);
    auto show = [&](bool shown) {
        return house.write([&](db::Transaction& tx) { return show_figures(tx, made->id, ada, shown, house.now); });
    };
    auto figures = [&] {
        return house.read([&](db::Reader& reader) { return public_figures_of(reader, house.domain(), made->id, house.now); });
    };
    CHECK_FALSE(figures());
    REQUIRE(show(true));
    REQUIRE(show(true));
    REQUIRE(figures());
    CHECK(figures()->tells_followers);
    CHECK(is(figures()->weeks.back().followers, 0, 0));
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET hide_collections = 1 WHERE id = $1", made->id); });
    CHECK_FALSE(figures()->tells_followers);
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET suspended_at = 1 WHERE id = $1", made->id); });
    CHECK_FALSE(figures());
    house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET suspended_at = NULL WHERE id = $1", made->id); });
    REQUIRE(show(false));
    CHECK_FALSE(figures());
    auto log = house.read([&](db::Reader& reader) { return community::page_log(reader, made->id, {}); });
    std::vector<std::string> acts;
    for (const auto& entry : log.items) acts.push_back(entry.act);
    CHECK(acts == std::vector<std::string>{"hide_figures", "show_figures", "make"});
    auto nowhere = house.write([&](db::Transaction& tx) { return show_figures(tx, ada, ada, true, house.now); });
    CHECK(nowhere.error().key == "page.missing");
}
