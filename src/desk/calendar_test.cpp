// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/calendar.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "desk/calendar_times.h"
#include "desk/settings.h"
#include "social/status_marks.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::desk;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId lena = house.person("lena"), bruno = house.person("bruno"), cleo = house.person("cleo");
    AccountId page;

    explicit Scene(std::string_view now = "2037-03-20T08:00:00Z", bool reviews = false)
    {
        house.now = parse_iso8601(now).value();
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(
                           tx, house.domain(),
                           {.name = "lantern", .title = {}, .description = {}, .posture = {}, .reviews = reviews, .owner = lena},
                           house.now);
                   })
                   .value()
                   .id;
        house.write([&](db::Transaction& tx) {
            community::put_in_team(tx, page, bruno, social::PageRole::Contributor, house.now).value();
            community::put_in_team(tx, page, cleo, social::PageRole::Analyst, house.now).value();
            auto settings = settings_of(tx, page);
            settings.time_zone = "Europe/Rome";
            change_settings(tx, page, settings, house.now).value();
        });
    }
    static Time moment(std::string_view text) { return parse_iso8601(text).value(); }
    Time rome(std::string_view local) { return TimeZone::find("Europe/Rome")->at(parse_local(local).value()); }
    social::Voice voice(AccountId person)
    {
        auto role = house.read([&](db::Reader& reader) { return social::role_for_page(reader, page, person); });
        return {page, person, role.value(), {}};
    }
    ScheduledStatusId plan(std::string text, Time at, AccountId by)
    {
        return house
            .write([&](db::Transaction& tx) {
                return social::schedule_status(tx, page, {.text = std::move(text), .person = by}, at, house.now);
            })
            .value()
            .id;
    }
    CalendarView view(std::string_view from, std::string_view to, AccountId as)
    {
        auto day = [](std::string_view date) { return parse_local(std::string{date} + "T00:00")->day; };
        return house
            .read([&](db::Reader& reader) {
                return calendar_of(reader, *community::find_page(reader, page), voice(as), day(from), day(to), house.now);
            })
            .value();
    }
    std::vector<std::string> told(const CalendarView& view)
    {
        std::vector<std::string> lines;
        for (const auto& entry : view.entries)
            lines.push_back(std::string{name_of(entry.kind)} + " " + local_text(view.zone.local(entry.at)).substr(0, 16) + " "
                            + entry.text);
        return lines;
    }
    template <class F>
    std::string refused(F&& act)
    {
        auto done = house.write(std::forward<F>(act));
        return done ? "" : done.error().key;
    }
    community::Page here()
    {
        return house.read([&](db::Reader& reader) { return community::find_page(reader, page).value(); });
    }
};

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a day of the calendar is the page's: with 23 hours when the clock goes forward, with 25 when it goes back")
{
    Scene scene;
    auto spring = scene.view("2037-03-29", "2037-03-29", scene.lena);
    CHECK(spring.from == Scene::moment("2037-03-28T23:00:00Z"));
    CHECK((spring.until - spring.from) == hours(23));
    auto autumn = scene.view("2037-10-25", "2037-10-25", scene.lena);
    CHECK(autumn.from == Scene::moment("2037-10-24T22:00:00Z"));
    CHECK((autumn.until - autumn.from) == hours(25));
}

TEST_CASE("an hour that does not exist is the one behind it, and of an hour that comes twice it is the first")
{
    Scene scene;
    CHECK(scene.rome("2037-03-29T02:30") == Scene::moment("2037-03-29T01:30:00Z"));
    CHECK(scene.rome("2037-10-25T02:30") == Scene::moment("2037-10-25T00:30:00Z"));
    scene.plan("Not on any clock", scene.rome("2037-03-29T02:30"), scene.lena);
    scene.plan("Twice, the first", scene.rome("2037-10-25T02:30"), scene.lena);
    scene.plan("Twice, the second", Scene::moment("2037-10-25T01:30:00Z"), scene.lena);
    CHECK(scene.told(scene.view("2037-03-29", "2037-03-29", scene.lena)) == Lines{"planned 2037-03-29T03:30 Not on any clock"});
    CHECK(scene.told(scene.view("2037-10-25", "2037-10-25", scene.lena))
          == Lines{"planned 2037-10-25T02:30 Twice, the first", "planned 2037-10-25T02:30 Twice, the second"});
}

TEST_CASE("an idea comes again at the same hour of the wall, over both changes of the clock")
{
    Scene scene;
    auto idea = [&](std::string title, std::string_view local, std::string rule) {
        return scene.house.write([&](db::Transaction& tx) {
            return add_idea(tx,
                            {.id = {},
                             .page = scene.page,
                             .changed_by = scene.bruno,
                             .title = std::move(title),
                             .starts_at = scene.rome(local),
                             .time_zone = "Europe/Rome",
                             .rule = std::move(rule)},
                            scene.house.now);
        });
    };
    REQUIRE(idea(" Question of the week ", "2037-03-24T18:00", "FREQ=WEEKLY"));
    CHECK(scene.told(scene.view("2037-03-24", "2037-04-07", scene.lena))
          == Lines{"idea 2037-03-24T18:00 Question of the week", "idea 2037-03-31T18:00 Question of the week",
                   "idea 2037-04-07T18:00 Question of the week"});
    CHECK(scene.told(scene.view("2037-10-20", "2037-10-27", scene.lena)).back() == "idea 2037-10-27T18:00 Question of the week");
    CHECK(idea("  ", "2037-03-24T18:00", "").error().key == "calendar.idea_blank");
    CHECK(idea(std::string(201, 'x'), "2037-03-24T18:00", "").error().key == "calendar.idea_too_long");
    CHECK(idea("Never", "2037-03-24T18:00", "FREQ=SOMETIMES").error().key == "event.rule");
    // It never posts by itself.
    CHECK(scene.house.read([&](db::Reader& reader) { return social::scheduled_of(reader, scene.page, {}).items; }).empty());
}

TEST_CASE("what is planned, waits, was held and went out stands there once, and who may move it is told")
{
    Scene scene;
    scene.house.write([&](db::Transaction& tx) {
        social::post_status(tx, scene.page, {.text = "Out already", .person = scene.lena}, scene.house.now).value();
    });
    auto own = scene.plan("Bruno's", scene.rome("2037-03-21T10:00"), scene.bruno);
    scene.plan("Lena's", scene.rome("2037-03-21T11:00"), scene.lena);
    auto draft =
        scene.house
            .write([&](db::Transaction& tx) {
                return community::write_draft(tx, scene.page, scene.bruno,
                                              {.text = "A draft", .at = scene.rome("2037-03-22T09:00")}, {}, scene.house.now);
            })
            .value();
    scene.house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE scheduled_statuses SET refusal = 'status.empty' WHERE id = $1", own); });
    auto seen = scene.view("2037-03-20", "2037-03-26", scene.bruno);
    CHECK(scene.told(seen)
          == Lines{"out 2037-03-20T09:00 Out already", "held 2037-03-21T10:00 Bruno's", "planned 2037-03-21T11:00 Lena's",
                   "draft 2037-03-22T09:00 A draft"});
    REQUIRE(seen.held.size() == 1);
    CHECK(seen.held[0].refusal == "status.empty");
    CHECK((seen.entries[1].may_move && !seen.entries[2].may_move && seen.entries[3].may_move));
    CHECK(seen.may_plan);
    auto looked = scene.view("2037-03-20", "2037-03-26", scene.cleo);
    CHECK(std::ranges::none_of(looked.entries, &CalendarEntry::may_move));
    CHECK_FALSE(looked.may_plan);
    CHECK(std::ranges::all_of(scene.view("2037-03-21", "2037-03-26", scene.lena).entries, &CalendarEntry::may_move));

    // A draft in review stays there when it is moved, and its revision tells.
    scene.house.write([&](db::Transaction& tx) {
        community::act_on_draft(tx,
                                {.page = scene.page, .by = scene.bruno, .draft = draft.id, .kind = community::DraftActKind::Send},
                                scene.house.now)
            .value();
    });
    auto moved = scene.house.write([&](db::Transaction& tx) {
        return community::move_draft(tx, scene.page, scene.lena, draft.id, scene.rome("2037-03-23T09:00"), scene.house.now);
    });
    REQUIRE(moved);
    CHECK((moved->state == community::DraftState::Review && moved->revision == 2 && moved->changed_by == scene.bruno));
    CHECK(scene.told(scene.view("2037-03-23", "2037-03-23", scene.lena)) == Lines{"waiting 2037-03-23T09:00 A draft"});
    CHECK(scene.refused([&](db::Transaction& tx) {
        return community::move_draft(tx, scene.page, scene.lena, draft.id, scene.house.now - hours(1), scene.house.now);
    }) == "draft.time_over");
    CHECK(scene.refused([&](db::Transaction& tx) {
        return community::move_draft(tx, scene.page, scene.cleo, draft.id, scene.rome("2037-03-24T09:00"), scene.house.now);
    }) == "page.not_allowed");
}

TEST_CASE("a planned post is moved, sent and dropped by who may")
{
    Scene scene;
    auto lenas = scene.plan("Lena's", scene.rome("2037-03-21T11:00"), scene.lena);
    auto at = scene.rome("2037-03-28T11:00");
    auto move = [&](AccountId who) {
        return scene.refused(
            [&](db::Transaction& tx) { return move_planned(tx, scene.here(), scene.voice(who), lenas, at, scene.house.now); });
    };
    CHECK(move(scene.bruno) == "page.not_allowed");
    CHECK(move(scene.cleo) == "page.not_allowed");
    CHECK(move(scene.lena) == "");
    CHECK(scene.told(scene.view("2037-03-28", "2037-03-28", scene.lena)) == Lines{"planned 2037-03-28T11:00 Lena's"});
    CHECK(scene.refused([&](db::Transaction& tx) {
        return move_planned(tx, scene.here(), scene.voice(scene.lena), lenas, scene.house.now, scene.house.now);
    }) == "status.scheduled_too_soon");
    auto drop = [&](AccountId who) {
        return scene.refused(
            [&](db::Transaction& tx) { return drop_planned(tx, scene.here(), scene.voice(who), lenas, scene.house.now); });
    };
    CHECK(drop(scene.bruno) == "page.not_allowed");
    CHECK(scene.refused([&](db::Transaction& tx) {
        return send_planned(tx, scene.here(), scene.voice(scene.lena), lenas, scene.house.now);
    }) == "");
    CHECK(drop(scene.lena) == "record.not_found");
    auto log = scene.house.read([&](db::Reader& reader) { return community::page_log(reader, scene.page, {}).items; });
    CHECK(std::ranges::count(log, "reschedule", &community::PageLogEntry::act) == 1);
    CHECK(std::ranges::count(log, "send_planned", &community::PageLogEntry::act) == 1);
}

TEST_CASE("where the page asks for review, a contributor moves nothing that was let out")
{
    Scene scene{"2037-03-20T08:00:00Z", true};
    auto own = scene.plan("Approved", scene.rome("2037-03-21T10:00"), scene.bruno);
    CHECK(scene.refused([&](db::Transaction& tx) {
        return move_planned(tx, scene.here(), scene.voice(scene.bruno), own, scene.rome("2037-03-22T10:00"), scene.house.now);
    }) == "page.not_allowed");
}

TEST_CASE("gaps are seen against the page's own pauses, from what went out last to the end of what is shown")
{
    Scene scene{"2037-03-01T08:00:00Z"};
    for (int n = 0; n < 10; ++n) {
        scene.house.now = scene.house.now + days(1);
        scene.house.write(
            [&](db::Transaction& tx) { social::post_status(tx, scene.page, {.text = "Day"}, scene.house.now).value(); });
    }
    auto last = scene.house.now;
    scene.plan("Next", last + hours(30), scene.lena);
    scene.plan("Far", last + days(6), scene.lena);
    auto seen = scene.view("2037-03-09", "2037-03-17", scene.lena);
    REQUIRE(seen.usual_pause);
    CHECK(*seen.usual_pause >= days(1));
    CHECK(*seen.usual_pause < days(1) + minutes(1));
    REQUIRE(seen.gaps.size() == 1);
    CHECK(seen.gaps[0] == Gap{last + hours(30), last + days(6)});
    CHECK(seen.longest == seen.gaps[0]);
}

TEST_CASE("the calendar is read under an address of one's own as long as one is of the team")
{
    Scene scene;
    scene.plan("Tomorrow, a spark\nand more", scene.rome("2037-03-21T10:00"), scene.lena);
    auto secret = scene.house.write([&](db::Transaction& tx) {
        return new_feed_secret(
            tx, [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{7}); }, scene.page, scene.bruno,
            scene.house.now);
    });
    auto owner = scene.house.read([&](db::Reader& reader) { return feed_owner(reader, secret); });
    REQUIRE(owner);
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return feed_owner(reader, "another"); }));
    auto seen = scene.house.read([&](db::Reader& reader) { return calendar_for_feed(reader, *owner, scene.house.now); });
    REQUIRE(seen);
    auto text = feed_text({.name = "Lantern",
                           .host = "house.test",
                           .page_url = "https://house.test/app",
                           .waiting = "Waits: ",
                           .held = "Held: ",
                           .idea = "Idea: "},
                          *seen, scene.house.now);
    CHECK(text.contains("SUMMARY:Tomorrow\\, a spark\r\n"));
    CHECK(text.contains("DTSTART;TZID=Europe/Rome:20370321T100000\r\n"));
    CHECK(text.contains("BEGIN:VTIMEZONE\r\n"));
    scene.house.write(
        [&](db::Transaction& tx) { community::put_in_team(tx, scene.page, scene.bruno, std::nullopt, scene.house.now).value(); });
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return calendar_for_feed(reader, *owner, scene.house.now); }));
}

TEST_CASE("a page that is gone for good leaves no ideas and no addresses")
{
    Scene scene;
    auto fill = [](std::span<std::byte> bytes) { std::ranges::fill(bytes, std::byte{9}); };
    auto secret = scene.house.write([&](db::Transaction& tx) {
        add_idea(tx,
                 {.id = {},
                  .page = scene.page,
                  .changed_by = scene.lena,
                  .title = "Weekly",
                  .starts_at = scene.house.now,
                  .time_zone = "Europe/Rome",
                  .rule = "FREQ=WEEKLY"},
                 scene.house.now)
            .value();
        return new_feed_secret(tx, fill, scene.page, scene.lena, scene.house.now);
    });
    scene.house.write([&](db::Transaction& tx) { forget_calendar_of_deleted(tx, scene.page); });  // it is there
    CHECK(scene.house.read([&](db::Reader& reader) { return ideas_of(reader, scene.page); }).size() == 1);
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET deleted_at = $2 WHERE id = $1", scene.page, scene.house.now);
        forget_calendar_of_deleted(tx, scene.page);
    });
    CHECK(scene.house.read([&](db::Reader& reader) { return ideas_of(reader, scene.page); }).empty());
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return feed_owner(reader, secret); }));
}

TEST_CASE("times are told from others' answers within a day, by the page's clock")
{
    Scene scene{"2037-03-02T17:30:00Z"};  // a Monday, half past six in the evening in Rome
    for (int n = 0; n < 3; ++n) {
        auto post = scene.house
                        .write([&](db::Transaction& tx) {
                            return social::post_status(tx, scene.page, {.text = "Well?"}, scene.house.now);
                        })
                        .value();
        scene.house.reply("ada", post, "Yes");
        auto answer = scene.house.reply("bob", post, "No");
        scene.house.reply("ada", answer, "Yes!");
        scene.house.reply("bruno", post, "One of the team");
        scene.house.now = post.created_at + days(1) + minutes(1);
        scene.house.reply("cora", post, "Too late");
        scene.house.now = post.created_at + days(7);
    }
    auto told = scene.house.read([&](db::Reader& reader) { return times_of(reader, scene.page, scene.house.now); });
    CHECK(told.times.state == analytics::TimesState::TooLittle);
    CHECK(told.times.posts == 3);
    CHECK(told.times.answers == 9);
    CHECK(told.times.parts[9].answers == 9);
    CHECK(told.audience.acts == 9);  // those that answer the page itself, late ones too
    CHECK(told.audience.people == 3);
    CHECK_FALSE(told.audience.is_enough());
}
