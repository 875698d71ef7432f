// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/house_figures.h"

#include <doctest/doctest.h>

#include "conversations/write_path.h"
#include "social/moderation_log.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;

namespace {

constexpr Time monday{1'780'272'000'000};  // 2026-06-01T00:00:00Z
constexpr std::int64_t today = monday.milliseconds / 86'400'000 + 2;
constexpr std::int64_t press = 1, choir = 2;  // pages
using conversations::no_parent;
using social::ActCode;

ScopeConversation conversation(std::int64_t opener, std::vector<std::int64_t> answers, Time opened = monday,
                               ActCode code = ActCode::Plain)
{
    ScopeConversation one{.id = ConversationId{opened.milliseconds},
                          .messages = {{StatusId{first_id_at(opened)}, no_parent, opener}}};
    std::int64_t n = 0;
    for (auto author : answers) one.messages.push_back({StatusId{first_id_at(opened) + ++n}, 0, author, code});
    return one;
}

std::vector<std::int64_t> people(std::int64_t from, std::int64_t count)
{
    std::vector<std::int64_t> all;
    for (std::int64_t n = 0; n < count; ++n) all.push_back(from + n);
    return all;
}

const HousePages no_public_pages{.all = {press, choir}, .public_ = {}};
const HousePages press_is_public{.all = {press, choir}, .public_ = {press}};

HouseFigures counted(const std::vector<ScopeConversation>& all, const HousePages& pages = no_public_pages)
{
    return count_house(all, true, pages, today);
}

bool is(const Told& told, std::optional<std::int64_t> all, std::optional<std::int64_t> authentic)
{
    return told.all == all && told.authentic == authentic;
}

}  // namespace

TEST_CASE("house figures: conversations are told where five people or nobody but pages began them")
{
    std::vector<ScopeConversation> all;
    for (auto opener : people(10, 4)) all.push_back(conversation(opener, {}));
    all.push_back(conversation(press, {}));
    CHECK_FALSE(counted(all).weeks.back().conversations);
    all.push_back(conversation(14, {}));
    CHECK(counted(all).weeks.back().conversations == 6);
    CHECK(counted({conversation(press, {}), conversation(choir, {})}).weeks.back().conversations == 2);
    CHECK(counted({}).weeks.back().conversations == 0);
    REQUIRE(std::ssize(counted({}).weeks) == public_weeks);
    CHECK(counted({}).weeks.back().first_day == monday.milliseconds / 86'400'000);
}

TEST_CASE("house figures: answers are told where five people wrote them, and pages are no people")
{
    auto four = people(10, 4);
    four.push_back(press);
    four.push_back(choir);
    CHECK(is(counted({conversation(20, four)}).weeks.back().answers, std::nullopt, std::nullopt));
    CHECK(is(counted({conversation(20, four)}).people, std::nullopt, std::nullopt));
    four.push_back(14);
    auto figures = counted({conversation(20, four)});
    CHECK(is(figures.weeks.back().answers, 7, 7));
    CHECK(is(figures.people, 7, 7));
    // Five in two weeks are told together, and in neither.
    auto both = counted({conversation(20, people(10, 3)), conversation(20, people(12, 3), monday - days(7))});
    CHECK(is(both.weeks.back().answers, std::nullopt, std::nullopt));
    CHECK(is(both.people, 5, 5));
    // Four robots cannot be reckoned from both numbers.
    auto robots = counted({conversation(20, people(10, 6)), conversation(20, people(30, 4), monday, ActCode::Machine)});
    CHECK(is(robots.weeks.back().answers, 10, std::nullopt));
}

TEST_CASE("house figures: what remains beside a page's own public figures is of nobody or of five")
{
    // Six answered the page, two answered somebody else: eight less six would be those two.
    std::vector all{conversation(press, people(10, 6)), conversation(50, {30, 31})};
    CHECK(is(counted(all).weeks.back().answers, 8, 8));
    CHECK(is(counted(all, press_is_public).weeks.back().answers, std::nullopt, std::nullopt));
    CHECK(is(counted(all, press_is_public).people, std::nullopt, std::nullopt));
    all.push_back(conversation(51, {32, 33, 34}));
    CHECK(is(counted(all, press_is_public).weeks.back().answers, 11, 11));
    CHECK(is(counted(all, press_is_public).people, 11, 11));
    // Nobody answered elsewhere: the house's is the page's.
    CHECK(is(counted({all.front()}, press_is_public).weeks.back().answers, 6, 6));
    // Of a page of which nothing is told there is nothing to subtract.
    std::vector few{conversation(press, people(10, 3)), conversation(50, people(20, 5))};
    CHECK(is(counted(few, press_is_public).weeks.back().answers, 8, 8));
    // And with nobody beside it, its own few are not told by way of the house.
    CHECK(is(counted({few.front()}, press_is_public).weeks.back().answers, std::nullopt, std::nullopt));
    // Robots that are told of the house, and of the page, and not of what lies between.
    std::vector robots{conversation(press, people(10, 6)), conversation(50, people(20, 6)),
                       conversation(51, people(30, 2), monday, ActCode::Machine),
                       conversation(press, people(40, 5), monday, ActCode::Machine)};
    CHECK(is(counted(robots).weeks.back().answers, 19, 12));
    CHECK(is(counted(robots, press_is_public).weeks.back().answers, 19, std::nullopt));
    CHECK(is(counted(robots, press_is_public).people, 19, std::nullopt));
}

TEST_CASE("house figures: of a week that was not counted whole nothing is told")
{
    std::vector<ScopeConversation> all{conversation(press, {}), conversation(press, people(10, 5), monday - days(14))};
    auto figures = count_house(all, false, no_public_pages, today);
    CHECK_FALSE(figures.is_complete);
    CHECK(figures.weeks.back().conversations == 1);
    CHECK(figures.weeks[public_weeks - 2].conversations == 0);
    CHECK_FALSE(figures.weeks[public_weeks - 3].conversations);
    CHECK_FALSE(figures.weeks[public_weeks - 3].answers.all);
    CHECK(figures.weeks.front().first_day == monday.milliseconds / 86'400'000 - 7 * (public_weeks - 1));
}

TEST_CASE("house figures: an answer that is deleted counts no longer, at once, and with it who wrote no other")
{
    test::House house;
    house.subscriptions->inside<social::StatusPosted>(
        "conversations.grow",
        [](db::Transaction& tx, const social::StatusPosted& event) { conversations::grow_conversation(tx, event.status); });
    auto ada = house.person("ada");
    house.write([&](db::Transaction& tx) { show_house_figures(tx, house.domain(), ada, true, house.now); });
    auto figures = [&] {
        return house.read([&](db::Reader& reader) { return house_figures_of(reader, house.domain(), house.now); }).value();
    };
    auto root = house.post("ada", "Who comes?");
    for (auto name : {"bea", "cid", "dora", "ed", "fay"}) house.post(name, "I do", {.in_reply_to = root.id});
    auto last = house.post("gus", "So do I", {.in_reply_to = root.id});
    auto second = house.post("bea", "And my brother", {.in_reply_to = root.id});
    CHECK(is(figures().weeks.back().answers, 7, 7));
    CHECK(is(figures().people, 6, 6));
    // What hangs on a deleted answer counts on.
    house.post("bea", "Good", {.in_reply_to = last.id});
    house.remove(last);
    CHECK(is(figures().weeks.back().answers, 7, 7));
    CHECK(is(figures().people, 5, 5));
    house.remove(second);
    CHECK(is(figures().weeks.back().answers, 6, 6));
}

TEST_CASE("house figures: they stand where somebody said so, and end at once")
{
    test::House house;
    auto ada = house.person("ada");
    auto show = [&](bool shown) {
        house.write([&](db::Transaction& tx) { show_house_figures(tx, house.domain(), ada, shown, house.now); });
    };
    auto figures = [&] {
        return house.read([&](db::Reader& reader) { return house_figures_of(reader, house.domain(), house.now); });
    };
    CHECK_FALSE(figures());
    show(true);
    show(true);
    auto begun = [&] { return figures().value().weeks.back().conversations; };
    CHECK(begun() == 0);
    CHECK(is(figures().value().weeks.back().followers, 0, 0));
    house.follow("rosa@elsewhere.test", "bea");
    CHECK(is(figures().value().weeks.back().followers, std::nullopt, std::nullopt));
    show(false);
    CHECK_FALSE(figures());
    auto log = house.read([&](db::Reader& reader) { return social::moderation_log(reader, house.domain(), {}, {}); });
    REQUIRE(log.items.size() == 2);
    CHECK(log.items[0].act == "hide_figures");
    CHECK(log.items[1].act == "show_figures");
}
