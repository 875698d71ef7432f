// SPDX-License-Identifier: AGPL-3.0-or-later
#include <doctest/doctest.h>

#include "community/event_answers.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using community::Answer;

namespace {

struct Scene {
    test::House house = test::house();
    Locale locale;
    community::EventTongue tongue{locale, {}, "https://house.test"};

    Scene()
    {
        house.subscriptions->inside<social::StatusDeleted>(
            "events.forget",
            [](db::Transaction& tx, const social::StatusDeleted& event) { community::forget_event(tx, event.status); });
    }
    std::string on_the_wall(Duration from_now) { return local_text(TimeZone::find("Europe/Rome")->local(house.now + from_now)); }
    community::Event make(community::EventDraft draft = {}, Duration begin = days(3))
    {
        draft.title = "Reading aloud";
        draft.starts_at = on_the_wall(begin);
        draft.ends_at = on_the_wall(begin + hours(2));
        draft.time_zone = "Europe/Rome";
        auto ada = house.person("ada");
        return house.write([&](db::Transaction& tx) { return community::make_event(tx, tongue, ada, draft, {}, house.now); })
            .value();
    }
    std::string answer(const community::Event& event, std::string_view who, Answer answer, std::optional<Duration> remind = {},
                       std::optional<Time> at = {})
    {
        auto id = house.person(who);
        auto said = house.write(
            [&](db::Transaction& tx) { return community::answer_event(tx, event.id, id, {answer, remind, at}, house.now); });
        if (!said) return said.error().key;
        return said->waits() ? "waits" : std::string{name_of(said->answer)};
    }
    community::Event find(const community::Event& event)
    {
        return house.read([&](db::Reader& reader) { return community::event_of(reader, event.status); }).value();
    }
    Result<community::Event> change(const community::Event& event, const community::TimeChange& change)
    {
        auto ada = house.person("ada");
        return house.write(
            [&](db::Transaction& tx) { return community::change_time(tx, tongue, event.id, ada, change, house.now); });
    }
    int remind() { return community::remind_of_events(*house.database, house.now); }
    std::vector<std::string> told(std::string_view who) { return house.notifications(who); }
};

using Told = std::vector<std::string>;

}  // namespace

TEST_CASE("a reminder is told once, when it is due, to who has a place")
{
    Scene scene;
    auto event = scene.make({.capacity = 1, .group = {}});
    CHECK(scene.answer(event, "bob", Answer::Yes, days(1)) == "yes");
    CHECK(scene.answer(event, "cleo", Answer::Yes, days(1)) == "waits");
    CHECK(scene.remind() == 0);
    scene.house.now = event.starts_at - days(1);
    CHECK(scene.remind() == 1);
    CHECK(scene.remind() == 0);
    CHECK(scene.told("bob") == Told{"event_reminder from ada"});
    CHECK(scene.told("cleo").empty());
}

TEST_CASE("what recurs is reminded of each time, and goes on to its next time")
{
    Scene scene;
    auto event = scene.make({.rule = "FREQ=WEEKLY;COUNT=3", .group = {}});
    scene.answer(event, "bob", Answer::Maybe, hours(1));
    for (int week = 0; week < 3; ++week) {
        scene.house.now = event.next_at - hours(1);
        CHECK(scene.remind() == 1);
        scene.house.now = event.next_end + seconds(1);
        community::advance_events(*scene.house.database, scene.house.now);
        auto next = scene.find(event);
        CHECK(next.next_at - event.next_at == (week < 2 ? days(7) : days(0)));
        event = next;
    }
    CHECK(scene.remind() == 0);
    CHECK(community::advance_events(*scene.house.database, scene.house.now) == 0);
    CHECK(state_of(event, scene.house.now) == community::EventState::Over);
    CHECK(scene.answer(event, "cleo", Answer::Yes) == "event.over");
}

TEST_CASE("reminders go by what was answered for one time, and by where that time stands")
{
    Scene scene;
    auto event = scene.make({.rule = "FREQ=WEEKLY;COUNT=4", .group = {}});
    auto time = [&](int week) { return event.starts_at + days(7 * week); };
    scene.answer(event, "bob", Answer::Yes, hours(1));
    scene.answer(event, "bob", Answer::No, {}, time(1));
    scene.answer(event, "cleo", Answer::Maybe, hours(2), time(1));
    auto told_at = [&](Time when) {
        scene.house.now = when;
        return scene.remind();
    };
    CHECK(told_at(time(0) - hours(1)) == 1);
    CHECK(told_at(time(1) - hours(2)) == 1);
    CHECK(told_at(time(1) - minutes(30)) == 0);
    // The third is called off, the fourth moved a day on.
    REQUIRE(scene.change(event, {.at = time(2), .is_cancelled = true, .starts_at = {}, .ends_at = {}}));
    CHECK(told_at(time(2) - minutes(30)) == 0);
    REQUIRE(scene.change(event, {.at = time(3),
                                 .starts_at = scene.on_the_wall(time(3) + days(1) - scene.house.now),
                                 .ends_at = scene.on_the_wall(time(3) + days(1) + hours(1) - scene.house.now)}));
    CHECK(told_at(time(3) - minutes(30)) == 0);
    CHECK(told_at(time(3) + days(1) - minutes(30)) == 1);
    CHECK(scene.remind() == 0);
    auto moved = scene.find(event);
    CHECK(moved.next_at == time(3) + days(1));
    CHECK(moved.next_called() == time(3));
    scene.house.now = moved.next_end + seconds(1);
    community::advance_events(*scene.house.database, scene.house.now);
    CHECK(state_of(scene.find(event), scene.house.now) == community::EventState::Over);
}

TEST_CASE("what an event counts is what is said of the time it stands at")
{
    Scene scene;
    auto event = scene.make({.rule = "FREQ=WEEKLY", .capacity = 3, .group = {}});
    scene.answer(event, "bob", Answer::Yes);
    scene.answer(event, "cleo", Answer::Yes, {}, event.starts_at);
    scene.answer(event, "bob", Answer::No, {}, event.starts_at + days(7));
    CHECK(scene.find(event).attendance.yes == 2);
    scene.house.now = event.next_end + seconds(1);
    community::advance_events(*scene.house.database, scene.house.now);
    CHECK(scene.find(event).attendance.yes == 0);
    CHECK(scene.find(event).attendance.no == 1);
    scene.house.now = scene.house.now + days(7);
    community::advance_events(*scene.house.database, scene.house.now);
    CHECK(scene.find(event).attendance.yes == 1);
    CHECK(scene.answer(event, "cleo", Answer::Yes, {}, event.starts_at) == "event.over");
}

TEST_CASE("a reminder stands where the time stands, and of what was called off comes none")
{
    Scene scene;
    auto event = scene.make();
    auto ada = scene.house.person("ada");
    scene.answer(event, "bob", Answer::Yes, days(1));
    auto later = community::EventChange{.title = {},
                                        .description = {},
                                        .starts_at = scene.on_the_wall(days(9)),
                                        .ends_at = scene.on_the_wall(days(9) + hours(1)),
                                        .time_zone = {},
                                        .rule = {},
                                        .online_url = {},
                                        .place = {},
                                        .capacity = {},
                                        .has_waiting_list = {}};
    REQUIRE(scene.house.write(
        [&](db::Transaction& tx) { return community::change_event(tx, scene.tongue, event.id, ada, later, scene.house.now); }));
    scene.house.now = event.starts_at - days(1);
    CHECK(scene.remind() == 0);
    CHECK(scene.find(event).sequence == 1);
    REQUIRE(scene.house.write(
        [&](db::Transaction& tx) { return community::cancel_event(tx, scene.tongue, event.id, ada, scene.house.now); }));
    scene.house.now = scene.find(event).starts_at - hours(1);
    CHECK(scene.remind() == 0);
    CHECK(scene.told("bob") == Told{"event_update from ada", "event_update from ada"});
}

TEST_CASE("who is blocked does not see the event, and with the status goes everything that was answered")
{
    Scene scene;
    auto event = scene.make();
    scene.house.block("ada", "eve");
    CHECK(scene.answer(event, "eve", Answer::Yes) == "event.missing");
    CHECK(scene.answer(event, "bob", Answer::Yes) == "yes");
    auto status = scene.house.find(event.status, "ada");
    scene.house.remove(*status);
    CHECK(scene.answer(event, "bob", Answer::No) == "event.missing");
    CHECK(scene.house.read([&](db::Reader& reader) { return community::who_answered(reader, event.id); }).empty());
}

TEST_CASE("no question about events looks at a whole table")
{
    Scene scene;
    auto event = scene.make({.rule = "FREQ=DAILY", .capacity = 2, .group = {}});
    for (auto who : {"bob", "cleo", "dan"}) scene.answer(event, who, Answer::Yes, hours(1));
    scene.answer(event, "bob", Answer::No);
    scene.answer(event, "bob", Answer::Yes, hours(1), event.starts_at + days(1));
    REQUIRE(scene.change(event, {.at = event.starts_at + days(2), .is_cancelled = true, .starts_at = {}, .ends_at = {}}));
    auto bob = scene.house.person("bob"), ada = scene.house.person("ada");
    scene.house.read([&](db::Reader& reader) {
        for (bool over : {false, true})
            for (auto query :
                 {community::EventQuery{.domain = scene.house.domain(), .host = {}, .group = {}, .after = {}, .is_over = over},
                  community::EventQuery{.domain = {}, .host = ada, .group = {}, .after = event.id, .is_over = over},
                  community::EventQuery{.domain = {}, .host = {}, .group = ada, .after = {}, .is_over = over}})
                community::events_among(reader, query, bob, scene.house.now);
        community::events_with(reader, bob, scene.house.now, 20);
        auto found = *community::find_in_care(reader, event.id);
        community::answers_of(reader, found, {}, Answer::Yes, community::Line::Waiting, {});
        community::standings_at(reader, found, found.times_to_come(scene.house.now, 5), bob);
        community::agenda_times(reader, found, bob);
        community::most_taken(reader, found, scene.house.now);
        return 0;
    });
    scene.house.now = event.next_end + seconds(1);
    community::advance_events(*scene.house.database, scene.house.now);
    scene.remind();
    scene.house.remove(*scene.house.find(event.status, "ada"));
    CHECK(scene.house.scans() == std::vector<std::string>{});
}
