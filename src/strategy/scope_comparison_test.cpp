// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/scope_comparison.h"

#include <doctest/doctest.h>

#include "conversations/authentic.h"
#include "conversations/write_path.h"
#include "social/status_events.h"
#include "strategy/scope_lifetime.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::strategy;

namespace {

constexpr Time monday{1'780'272'000'000};  // 2026-06-01T00:00:00Z
using conversations::no_parent;

StatusId at(Time time, std::int64_t n = 0) { return StatusId{first_id_at(time) + n}; }

// Opened then, answered after so many hours by somebody else; none: nobody did.
ScopeConversation conversation(Time opened, std::optional<int> answered_after)
{
    ScopeConversation one{.id = ConversationId{opened.milliseconds}, .messages = {{at(opened), no_parent, 1}}};
    if (answered_after) one.messages.push_back({at(opened + hours(*answered_after), 1), 0, 2});
    return one;
}

// 6-MP against placebo, weeks of remission (Freireich et al. 1963), as hours: the textbooks' log-rank is 16.793.
std::vector<AnswerGroup> textbook()
{
    AnswerGroup treated{.key = "a", .conversations = {}}, placebo{.key = "b", .conversations = {}};
    auto now = monday + days(30);
    for (int hour : {6, 6, 6, 7, 10, 13, 16, 22, 23}) treated.conversations.push_back(conversation(monday, hour));
    // Who still waits was opened so many hours ago.
    for (int hour : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35})
        treated.conversations.push_back(conversation(now - hours(hour), std::nullopt));
    for (int hour : {1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23})
        placebo.conversations.push_back(conversation(monday, hour));
    return {treated, placebo};
}

struct Scene {
    test::House house;
    Time begin;

    Scene()
    {
        house.subscriptions->inside<social::StatusPosted>(
            "conversations.grow",
            [](db::Transaction& tx, const social::StatusPosted& event) { conversations::grow_conversation(tx, event.status); });
        begin = start_of_day(house.now);
    }
    ComparedGroups compared(CompareBy by, ScopeSpan span)
    {
        return house.read([&](db::Reader& reader) {
            return read_compared(reader, find_scope(reader, house.domain(), "house").value(), span, by);
        });
    }
    std::vector<std::string> keys(CompareBy by)
    {
        std::vector<std::string> keys;
        for (const auto& group : compared(by, {begin, house.now + days(1)}).groups)
            keys.push_back(group.key + " " + std::to_string(group.conversations.size()));
        return keys;
    }
};

}  // namespace

TEST_CASE("groups of conversations are compared by the log-rank test, those that wait counted as waiting")
{
    auto compared = compare_answers(textbook(), Counting::Raw, monday + days(30));
    REQUIRE(compared.test);
    CHECK(compared.test->chi2 == doctest::Approx(16.793).epsilon(1e-4));
    CHECK(compared.test->df == 1);
    CHECK(compared.figures[0].happened == 9);
    CHECK(compared.figures[0].median == 23);
    CHECK(compared.figures[1].median == 8);
}

TEST_CASE("one group, or one in which nothing can happen, is compared with nothing")
{
    auto groups = textbook();
    groups.pop_back();
    CHECK_FALSE(compare_answers(groups, Counting::Raw, monday + days(30)).test);
    CHECK_FALSE(compare_answers({}, Counting::Raw, monday).test);
}

TEST_CASE("conversations are grouped by what opens them")
{
    Scene scene;
    scene.house.post("ada", "Does anybody come?");
    scene.house.post("ada", "Will you?");
    scene.house.post("ada", "Come");
    CHECK(scene.keys(CompareBy::Kind) == std::vector<std::string>{"question 2", "plain 1"});
    CHECK(scene.keys(CompareBy::Page) == std::vector<std::string>{"people 3"});
    for (const auto& scan : scene.house.scans())
        if (scan.contains("FROM statuses s WHERE") || scan.contains("FROM statuses s JOIN accounts a")) FAIL_CHECK(scan);
}

TEST_CASE("a period stands beside as many days before")
{
    Scene scene;
    scene.house.now = scene.begin + hours(1);
    scene.house.post("ada", "Then");
    scene.house.now = scene.begin + days(1) + hours(1);
    scene.house.post("ada", "Now");
    scene.house.post("ada", "And now");
    auto compared = scene.compared(CompareBy::Period, {scene.begin + days(1), scene.begin + days(2)});
    REQUIRE(compared.groups.size() == 2);
    CHECK(compared.groups[0].key == "before");
    CHECK(compared.groups[0].conversations.size() == 1);
    CHECK(compared.groups[1].conversations.size() == 2);
    CHECK_FALSE(parse_compare_by("moon"));
}

TEST_CASE("who is still there is told from the weeks in which people wrote")
{
    // Forty who write every week, forty who wrote in the first three of ten weeks, the page itself, and a week that is not over.
    std::vector<ScopeConversation> scope;
    for (int week = 0; week < 11; ++week) {
        ScopeConversation one{.id = ConversationId{week + 1}, .messages = {{at(monday + days(7 * week)), no_parent, 1}}};
        for (int person = 0; person < 80; ++person)
            if (person < 40 || week < 3)
                one.messages.push_back({at(monday + days(7 * week) + hours(1), person), 0, 100 + person});
        scope.push_back(one);
    }
    auto circle = circle_lifetime(scope, Counting::Raw, 1, monday, monday + days(72));
    CHECK(circle.people == 80);
    CHECK(circle.weeks == 10);
    REQUIRE(circle.fit);
    CHECK(circle.alive > 34);
    CHECK(circle.alive < 48);
    CHECK(circle.alive_lower <= circle.alive);
    CHECK(circle.alive_upper >= circle.alive);
    CHECK(circle.active_weeks > 110);  // nearly four of each who is there
    CHECK(circle.active_weeks < 170);
    // The page would be one more.
    CHECK(circle_lifetime(scope, Counting::Raw, std::nullopt, monday, monday + days(72)).people == 81);
    auto few = circle_lifetime(std::span{scope}.last(1), Counting::Raw, 1, monday, monday + days(72));
    CHECK(few.people == 0);
    CHECK_FALSE(few.fit);
}
