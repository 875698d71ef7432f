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
    std::string answer(const community::Event& event, std::string_view who, Answer answer, std::optional<Duration> remind = {})
    {
        auto id = house.person(who);
        auto said = house.write(
            [&](db::Transaction& tx) { return community::answer_event(tx, event.id, id, {answer, remind}, house.now); });
        if (!said) return said.error().key;
        return said->waits() ? "waits" : std::string{name_of(said->answer)};
    }
    community::Event find(const community::Event& event)
    {
        return house.read([&](db::Reader& reader) { return community::event_of(reader, event.status); }).value();
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
    auto bob = scene.house.person("bob"), ada = scene.house.person("ada");
    scene.house.read([&](db::Reader& reader) {
        for (bool over : {false, true})
            for (auto query :
                 {community::EventQuery{.domain = scene.house.domain(), .host = {}, .group = {}, .after = {}, .is_over = over},
                  community::EventQuery{.domain = {}, .host = ada, .group = {}, .after = event.id, .is_over = over},
                  community::EventQuery{.domain = {}, .host = {}, .group = ada, .after = {}, .is_over = over}})
                community::events_among(reader, query, bob, scene.house.now);
        community::events_with(reader, bob, scene.house.now, 20);
        community::answers_of(reader, event.id, Answer::Yes, community::Line::Waiting, {});
        return 0;
    });
    scene.house.now = event.next_end + seconds(1);
    community::advance_events(*scene.house.database, scene.house.now);
    scene.remind();
    scene.house.remove(*scene.house.find(event.status, "ada"));
    CHECK(scene.house.scans() == std::vector<std::string>{});
}
