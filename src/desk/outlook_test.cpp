// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/outlook.h"

#include <doctest/doctest.h>

#include "analytics/generator.h"
#include "community/group_acts.h"
#include "community/group_topics.h"
#include "community/pages.h"
#include "conversations/reading.h"
#include "social/status_events.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::desk;
using analytics::OutlookState;

namespace {

// A house in which some conversations of each day end after the first answer, and others go on for a while.
struct Scene {
    test::House house;
    AccountId page;
    Time monday = parse_iso8601("2026-10-05T00:00:00Z").value();

    Scene()
    {
        house.now = monday;
        auto ada = house.person("ada");
        page = house
                   .write([&](db::Transaction& tx) {
                       return community::make_page(
                           tx, house.domain(),
                           {.name = "bottega", .title = "Bottega", .description = "", .posture = {}, .owner = ada}, house.now);
                   })
                   .value()
                   .id;
    }
    void at(Time time) { house.now = time; }
    // A day's three conversations: an answer or two and an end, or a word each half hour.
    void live_through(int days_lived)
    {
        analytics::Generator random{1};
        for (int day = 0; day < days_lived; ++day)
            for (int n = 0; n < 3; ++n) {
                at(monday + days(day) + hours(9 + 3 * n) + minutes(static_cast<std::int64_t>(random.below(20))));
                auto root = house.post("ada", "A thought");
                house.now = house.now + minutes(5);
                house.reply("bob", root, "Yes");
                if (random.uniform() < 0.7) {
                    house.now = house.now + minutes(25);
                    house.reply("cleo", root, "Perhaps");
                }
                if (random.uniform() < 0.5) continue;
                for (int k = 0; k < 12; ++k) {
                    house.now = house.now + minutes(25 + static_cast<std::int64_t>(random.below(10)));
                    house.reply(k % 2 == 0 ? "cleo" : "bob", root, "And yet");
                }
            }
    }
    KeptOutlook fit() { return refit_outlook(*house.database, house.domain(), house.now); }
    std::vector<Ending> endings()
    {
        return house.read([&](db::Reader& reader) { return endings_for(reader, page, house.now); });
    }
    Newcomers newcomers()
    {
        return house.read([&](db::Reader& reader) { return newcomers_for(reader, page, 20, house.now); });
    }
    social::Status say(std::string text, std::optional<StatusId> answers = {})
    {
        return house.write([&](db::Transaction& tx) {
            return social::post_status(tx, page, {.text = std::move(text), .in_reply_to = answers}, house.now).value();
        });
    }
};

}  // namespace

TEST_CASE("a house with little history says so, and flags nothing")
{
    Scene scene;
    auto root = scene.say("Good morning");
    scene.house.reply("bob", root, "Good morning");
    CHECK(scene.house.read([&](db::Reader& reader) { return !find_outlook(reader, scene.house.domain()); }));
    CHECK(scene.fit().outlook.state == OutlookState::TooLittle);
    scene.house.now = scene.house.now + minutes(90);
    CHECK(scene.endings().empty());
    CHECK(scene.house.read([&](db::Reader& reader) {
        return find_outlook(reader, scene.house.domain())->outlook.state == OutlookState::TooLittle;
    }));
}

TEST_CASE("a conversation of the page that grows silent is flagged, with what a word can do, until somebody writes")
{
    Scene scene;
    scene.live_through(60);
    scene.at(scene.monday + days(60));
    auto kept = scene.fit();
    REQUIRE(kept.outlook.state == OutlookState::Ready);
    // What is kept is what was fitted, to the last bit.
    auto again = scene.house.read([&](db::Reader& reader) { return find_outlook(reader, scene.house.domain()).value(); });
    CHECK(again.fitted_at == kept.fitted_at);
    CHECK(again.outlook.model.level == kept.outlook.model.level);
    CHECK(again.outlook.model.slopes == kept.outlook.model.slopes);
    CHECK(again.outlook.model.means == kept.outlook.model.means);
    CHECK(again.outlook.model.hours == kept.outlook.model.hours);
    CHECK(again.outlook.brier == kept.outlook.brier);
    CHECK(again.outlook.reliability[9].observed.ended == kept.outlook.reliability[9].observed.ended);
    CHECK(again.outlook.flagged_threads.lower == kept.outlook.flagged_threads.lower);

    scene.at(scene.monday + days(60) + hours(9));
    auto root = scene.say("We open on Saturday");
    auto other = scene.house.post("ada", "Nothing of the page's");
    scene.house.now = scene.house.now + minutes(5);
    auto asked = scene.house.reply("newton", root, "At what time?");
    scene.house.reply("bob", other, "Indeed");
    scene.house.now = scene.house.now + minutes(25);
    scene.house.reply("bob", root, "I shall come");
    scene.house.reply("cleo", other, "Well said");
    CHECK(scene.endings().empty());  // it has only begun to be silent
    scene.house.now = scene.house.now + minutes(100);
    auto endings = scene.endings();
    REQUIRE(endings.size() == 1);
    const auto& ending = endings.front();
    CHECK(ending.conversation == root.conversation);
    CHECK(ending.chance >= analytics::flagged_from);
    CHECK(ending.circle == 2);
    CHECK(ending.question == asked.id);
    CHECK(ending.newcomer == scene.house.person("newton"));
    CHECK(ending.points() == 2 + question_points + newcomer_points);
    CHECK(scene.house.read([&](db::Reader& reader) { return endings_of(reader, scene.house.domain(), scene.house.now); }).size()
          == 2);

    // A machine's word changes nothing; what the page says to the question does.
    auto robot = scene.house.person("robot");
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return social::update_profile(tx, robot, {.bot = true}); }));
    scene.house.reply("robot", root, "Automatic");
    REQUIRE(scene.endings().size() == 1);
    CHECK(scene.endings().front().last_at == ending.last_at);
    scene.say("At nine", asked.id);
    CHECK(scene.endings().empty());
    // The other one goes out: nobody wants a word in it when it is closed, and after two hours it is out.
    auto left = [&] {
        return scene.house.read([&](db::Reader& reader) { return endings_of(reader, scene.house.domain(), scene.house.now); });
    };
    REQUIRE(left().size() == 1);
    CHECK(left().front().conversation == other.conversation);
    auto ada = scene.house.person("ada");
    auto set = [&](conversations::ConversationStatus state) {
        REQUIRE(scene.house.write([&](db::Transaction& tx) {
            return conversations::set_state(tx, *other.conversation, state, "", ada, scene.house.now);
        }));
    };
    set(conversations::ConversationStatus::Closed);
    CHECK(left().empty());
    set(conversations::ConversationStatus::Open);
    CHECK(left().size() == 1);
    scene.house.now = scene.house.now + minutes(30);
    CHECK(left().empty());
}

TEST_CASE("saved is what was about to go out when the page spoke, and went on")
{
    Scene scene;
    scene.live_through(60);
    scene.at(scene.monday + days(60));
    scene.fit();
    auto begun = [&] {
        auto root = scene.say("We open on Saturday");
        scene.house.now = scene.house.now + minutes(5);
        scene.house.reply("bob", root, "I shall come");
        scene.house.now = scene.house.now + minutes(25);
        scene.house.reply("cleo", root, "So shall I");
        return root;
    };
    auto saved = [&](Time from, Time until) {
        return scene.house.read([&](db::Reader& reader) { return saved_between(reader, scene.page, from, until); });
    };
    auto day = scene.monday + days(60);
    scene.at(day + hours(9));
    auto kept_alive = begun();
    scene.house.now = scene.house.now + minutes(100);
    REQUIRE(scene.endings().size() == 1);
    auto chance = scene.endings().front().chance;
    auto word = scene.say("There will be cake", kept_alive.id);
    CHECK(saved(day, day + days(1)).empty());  // nobody has answered yet
    scene.house.now = scene.house.now + minutes(30);
    scene.house.reply("bob", kept_alive, "Then I shall come twice");
    scene.say("Gladly", kept_alive.id);
    // Spoken while it burned well, and spoken to nobody.
    scene.at(day + hours(13));
    auto lively = begun();
    scene.say("Good", lively.id);
    scene.house.reply("bob", lively, "Good");
    scene.at(day + hours(18));
    auto lost = begun();
    scene.house.now = scene.house.now + minutes(100);
    scene.say("Is anybody there?", lost.id);
    scene.house.now = scene.house.now + hours(3);
    scene.house.reply("cleo", lost, "I slept");
    auto found = saved(day, day + days(1));
    REQUIRE(found.size() == 1);
    CHECK(found.front().conversation == kept_alive.conversation);
    CHECK(found.front().root == kept_alive.id);
    CHECK(found.front().word == word.id);
    CHECK(found.front().chance >= analytics::flagged_from);
    CHECK(found.front().chance == doctest::Approx(chance).epsilon(0.01));
    CHECK(saved(day + hours(12), day + days(1)).empty());
}

TEST_CASE("what the page only takes part in is its own as well, unless its opener is not to be heard of")
{
    Scene scene;
    scene.live_through(60);
    scene.at(scene.monday + days(60) + hours(9));
    scene.fit();
    auto root = scene.house.post("dora", "Who helps on Sunday?");
    scene.say("We do", root.id);
    scene.house.now = scene.house.now + minutes(105);
    REQUIRE(scene.endings().size() == 1);
    CHECK(scene.endings().front().circle == 1);
    CHECK_FALSE(scene.endings().front().question);  // it was answered
    scene.house.silence("dora");
    CHECK(scene.endings().empty());
}

TEST_CASE("whoever began for the first time and was left without an answer for a day is counted")
{
    Scene scene;
    scene.at(scene.monday + days(1));
    auto hello = scene.house.post("newton", "Hello everybody");
    scene.house.post("newton", "Is anybody here?");
    auto answered = scene.house.post("emma", "I am new");
    scene.house.reply("emma", answered, "to this place");
    auto long_here = scene.house.post("dora", "I have been here for long");
    scene.house.reply("gino", long_here, "So have I");
    scene.house.remove(scene.house.reply("dora", answered, "Hello"));
    scene.house.post("gino", "Who comes to the lake?");  // not the first thing he says
    scene.house.post("cleo", "Whispered", {.visibility = social::Visibility::Private});
    CHECK(scene.newcomers().count == 0);  // it is not a day yet
    scene.house.now = scene.house.now + hours(24);
    auto found = scene.newcomers();
    CHECK(found.count == 2);  // an answer of one's own is none, nor one that was deleted
    REQUIRE(found.shown.size() == 2);
    CHECK(found.shown[0].status == answered.id);
    CHECK(found.shown[1].status == hello.id);
    scene.house.reply("bob", answered, "Welcome");
    REQUIRE(scene.newcomers().count == 1);
    CHECK(scene.newcomers().shown.front().author == scene.house.person("newton"));
    scene.house.now = scene.house.now + days(13);
    CHECK(scene.newcomers().count == 0);  // by now nobody is new
}

TEST_CASE("topics of a group that somebody of the team looks after are looked at too")
{
    Scene scene;
    scene.live_through(60);
    scene.at(scene.monday + days(60) + hours(9));
    scene.fit();
    scene.house.subscriptions->inside<social::StatusPosted>(
        "groups.take_in",
        [](db::Transaction& tx, const social::StatusPosted& event) { community::take_into_group(tx, event.status); });
    auto ada = scene.house.person("ada");
    REQUIRE(scene.house.write([&](db::Transaction& tx) {
        return community::make_group(tx, scene.house.domain(),
                                     {.name = "lettori",
                                      .title = "Lettori",
                                      .description = "",
                                      .joining = community::Joining::Open,
                                      .posting = community::Posting::Everybody,
                                      .owner = ada},
                                     scene.house.now);
    }));
    auto topic = scene.house.post("dora", "@lettori what do we read next");
    scene.house.reply("bob", topic, "Something short");
    scene.house.now = scene.house.now + minutes(105);
    auto endings = scene.endings();
    REQUIRE(endings.size() == 1);
    CHECK(endings.front().conversation == topic.conversation);
    CHECK(scene.house.scans() == std::vector<std::string>{});
}
