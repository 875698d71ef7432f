// SPDX-License-Identifier: AGPL-3.0-or-later
// The ledger of attention and the debts of pages, with everything listening that listens in the program.
#include "community/ledger.h"

#include <random>

#include "community/event_answers.h"
#include "support/house.h"
#include "support/ledger_scene.h"

using namespace favilla;
using community::LedgerKind;
using community::Standing;
using Scene = test::LedgerScene;

TEST_CASE("what was given halves in a half-life, and sums of parts are the sum of the whole")
{
    std::mt19937 chance{7};
    Time now{20'000 * days(1).milliseconds};
    for (int round = 0; round < 200; ++round) {
        std::vector<community::LedgerDay> all;
        for (int n = 0; n < 30; ++n) {
            auto kind = community::ledger_weights[chance() % community::ledger_weights.size()].kind;
            auto amount = std::int64_t{1} + static_cast<std::int64_t>(chance() % 12);
            all.push_back({kind, 19'000 + static_cast<std::int64_t>(chance() % 1000), amount, amount});
        }
        auto cut = chance() % all.size();
        auto whole = community::points_given(all, now);
        auto parts =
            community::points_given(std::span{all}.first(cut), now) + community::points_given(std::span{all}.subspan(cut), now);
        CHECK(parts == doctest::Approx(whole));
        CHECK(community::points_given(all, now + community::ledger_half_life) == doctest::Approx(whole / 2));
    }
}

TEST_CASE("a standing is reached at one threshold and lost at a lower one")
{
    using community::standing_after;
    CHECK(standing_after(Standing::None, 29.9) == Standing::None);
    CHECK(standing_after(Standing::None, 30) == Standing::Spark);
    CHECK(standing_after(Standing::None, 400) == Standing::Flame);
    CHECK(standing_after(Standing::Spark, 20) == Standing::Spark);
    CHECK(standing_after(Standing::Spark, 19.9) == Standing::None);
    CHECK(standing_after(Standing::Flame, 240) == Standing::Flame);
    CHECK(standing_after(Standing::Flame, 239.9) == Standing::Ember);
    CHECK(standing_after(Standing::Flame, 79.9) == Standing::Spark);
    CHECK(standing_after(Standing::Flame, 1) == Standing::None);
    // When it fades is when it is lost, to the minute.
    auto now = Time{1'790'000'000'000};
    auto at = community::fades_at(Standing::Ember, 160, now).value();
    CHECK(at - now == Duration{community::ledger_half_life.milliseconds + 1});
    CHECK_FALSE(community::fades_at(Standing::None, 10, now));
}

TEST_CASE("answers, topics, likes and boosts count towards a page; nobody else's posts do")
{
    Scene scene;
    auto post = scene.house.post("lantern", "We open on Saturday");
    auto answer = scene.house.reply("ada", post, "I will come");
    scene.house.reply("bob", answer, "Me too");
    scene.house.post("ada", "Have you seen this, @lantern?");
    scene.house.post("ada", "Nothing to do with it");
    scene.like("ada", post.id);
    scene.like("ada", answer.id);
    CHECK(scene.count("ada", LedgerKind::Answer) == 1);
    CHECK(scene.count("ada", LedgerKind::Topic) == 1);
    CHECK(scene.count("ada", LedgerKind::Like) == 1);
    CHECK(scene.count("bob", LedgerKind::Answer) == 1);
    scene.house.reply("lantern", answer, "See you there");
    scene.like("lantern", answer.id);
    CHECK(scene.count("ada", LedgerKind::Answered) == 1);
    CHECK(scene.count("ada", LedgerKind::Liked) == 1);
    scene.house.remove(answer);
    CHECK(scene.count("ada", LedgerKind::Answer) == 0);
    CHECK(scene.count("ada", LedgerKind::Liked) == 0);
}

TEST_CASE("a storm of likes counts as a few")
{
    Scene scene;
    for (int n = 0; n < 60; ++n) scene.like("ada", scene.house.post("lantern", "Post " + std::to_string(n)).id);
    CHECK(scene.count("ada", LedgerKind::Like) == 60);
    auto likes = scene.days("ada");
    REQUIRE(likes.size() == 1);
    CHECK(community::counted(likes.front()) == 5);
    CHECK(scene.points("ada") <= 5);
    CHECK(scene.tended("ada") == Standing::None);
}

TEST_CASE("what the team does never counts, and whoever leaves it begins anew")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Good morning");
    for (int n = 0; n < 10; ++n) scene.house.reply("lena", post, "Indeed");
    scene.like("lena", post.id);
    CHECK(scene.days("lena").empty());
    CHECK(scene.ledger("lena").state == community::LedgerState::Team);
    CHECK(scene.owed().empty());
    auto ada = scene.house.person("ada");
    scene.house.reply("ada", post, "Morning");
    scene.house.write([&](db::Transaction& tx) {
        return community::put_in_team(tx, scene.page, ada, community::PageRole::Editor, scene.house.now);
    });
    scene.house.reply("ada", post, "Now from inside");
    scene.house.write([&](db::Transaction& tx) {
        auto done = community::put_in_team(tx, scene.page, ada, std::nullopt, scene.house.now);
        community::begin_ledger_anew(tx, ada, scene.house.now);
        return done;
    });
    CHECK(scene.days("ada").empty());
    scene.house.write([&](db::Transaction& tx) { community::count_all_entries(tx, ada); });
    CHECK(scene.days("ada").empty());
    scene.house.reply("ada", post, "Outside again");
    CHECK(scene.count("ada", LedgerKind::Answer) == 1);
}

TEST_CASE("people of other servers are owed answers and have no ledger")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Hello, everybody");
    auto theirs = scene.house.reply("rosa@elsewhere.test", post, "Hello from afar");
    CHECK(scene.owed() == std::vector{theirs.id});
    auto rosa = scene.house.person("rosa@elsewhere.test");
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return community::find_ledger(reader, rosa); }));
    CHECK(scene.days("rosa@elsewhere.test").empty());
}

TEST_CASE("the oldest debt stands first, and an answer, a like or a word settles it")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Which book next?");
    auto first = scene.house.reply("ada", post, "The blue one");
    auto second = scene.house.reply("bob", post, "The red one");
    auto third = scene.house.post("cleo", "@lantern when do you open?");
    auto again = scene.house.reply("ada", post, "Or the green one");
    CHECK(scene.owed() == std::vector{first.id, second.id, third.id});
    CHECK(scene.debts().front().waiting == 2);
    // Answering what somebody said last answers what they said before it.
    auto said = scene.house.reply("lantern", again, "Green it is");
    CHECK(scene.owed() == std::vector{second.id, third.id});
    scene.house.remove(said);
    CHECK(scene.owed() == std::vector{first.id, second.id, third.id});
    scene.like("lena", second.id);  // for herself: she is of the team
    REQUIRE(scene.act(third.id, community::DebtActKind::NeedsNone, scene.lena));
    CHECK(scene.owed() == std::vector{first.id});
    REQUIRE(scene.act(first.id, community::DebtActKind::Thank, scene.lena));
    CHECK(scene.count("ada", LedgerKind::Thanked) == 1);
    CHECK(scene.count("ada", LedgerKind::Liked) == 0);
    CHECK(scene.house.notifications("ada") == std::vector<std::string>{"favourite from lantern"});
    CHECK(scene.owed() == std::vector{again.id});
    REQUIRE(scene.act(third.id, community::DebtActKind::Undo, scene.lena));
    REQUIRE(scene.act(first.id, community::DebtActKind::Undo, scene.lena));
    CHECK(scene.owed() == std::vector{first.id, third.id});
    CHECK(scene.count("ada", LedgerKind::Thanked) == 0);
    CHECK_FALSE(scene.act(third.id, community::DebtActKind::Thank, scene.house.person("bob")));
}

TEST_CASE("what is said to each other in a page's conversation is settled by any answer; blocked and limited people are left out")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Talk among yourselves");
    auto ada = scene.house.reply("ada", post, "I begin");
    auto bob = scene.house.reply("bob", ada, "And I go on");
    CHECK(scene.owed() == std::vector{ada.id, bob.id});
    scene.house.reply("cleo", bob, "Well said");
    CHECK(scene.owed().size() == 2);
    CHECK(scene.owed().front() == ada.id);
    scene.house.silence("cleo");
    CHECK(scene.owed() == std::vector{ada.id});
    scene.house.block("lantern", "ada");
    CHECK(scene.owed().empty());
}

TEST_CASE("a flood of one person leaves room for the others")
{
    Scene scene;
    for (int n = 0; n < 20; ++n) scene.house.post("ada", "@lantern number " + std::to_string(n));
    auto other = scene.house.post("bob", "@lantern one question");
    CHECK(scene.owed().size() == community::debts_of_one_person + 1);
    CHECK(scene.owed().back() == other.id);
}

TEST_CASE("a standing is given, told and lost as time goes by, each time with its reason")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Every day");
    for (int day = 0; day < 8; ++day) {
        scene.house.reply("ada", post, "Here again");
        scene.house.now = scene.house.now + days(1);
    }
    CHECK(scene.tended("ada") == Standing::Spark);
    CHECK(scene.house.notifications("ada") == std::vector<std::string>{"standing from ada"});
    scene.house.now = scene.house.now + days(40);
    CHECK(scene.tended("ada") == Standing::Spark);  // 27 points: not what it takes, but more than what it costs
    CHECK(scene.points("ada") < 30);
    scene.house.now = scene.house.now + days(60);
    CHECK(scene.tended("ada") == Standing::None);
    auto ada = scene.house.person("ada");
    auto changes = scene.house.read([&](db::Reader& reader) { return community::standing_changes(reader, ada); });
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].became == Standing::None);
    CHECK(changes[0].points < 20);
    CHECK(changes[1].became == Standing::Spark);
    CHECK(changes[1].points >= 30);
}

TEST_CASE("what was deleted or switched off never comes back")
{
    Scene scene;
    auto post = scene.house.post("lantern", "Hello");
    auto ada = scene.house.person("ada");
    for (int n = 0; n < 6; ++n) scene.house.reply("ada", post, "Hello " + std::to_string(n));
    scene.tended("ada");
    CHECK(scene.ledger("ada").standing == Standing::None);
    scene.like("ada", post.id);
    scene.house.write([&](db::Transaction& tx) { community::delete_ledger(tx, ada, scene.house.now); });
    auto is_empty = [&] {
        return scene.days("ada").empty() && scene.tended("ada") == Standing::None
            && scene.house.read([&](db::Reader& reader) { return community::standing_changes(reader, ada); }).empty();
    };
    CHECK(is_empty());
    scene.house.write([&](db::Transaction& tx) { community::count_all_entries(tx, ada); });
    CHECK(is_empty());
    scene.house.reply("ada", post, "After");
    CHECK(scene.count("ada", LedgerKind::Answer) == 1);
    scene.house.write([&](db::Transaction& tx) { community::keep_ledger(tx, ada, false, scene.house.now); });
    scene.house.reply("ada", post, "Unseen");
    CHECK(is_empty());
    scene.house.write([&](db::Transaction& tx) { community::keep_ledger(tx, ada, true, scene.house.now); });
    scene.house.write([&](db::Transaction& tx) { community::count_all_entries(tx, ada); });
    CHECK(is_empty());
    CHECK(scene.ledger("ada").state == community::LedgerState::Kept);
}

TEST_CASE("whoever had said yes when an event was over gave its hours")
{
    Scene scene;
    auto bob = scene.house.person("bob"), ada = scene.house.person("ada");
    Locale locale;
    auto domain = scene.house.read([&](db::Reader& reader) { return social::find_domain(reader, scene.house.domain()); }).value();
    auto begins = scene.house.now + days(2);
    community::EventDraft draft{.title = "Reading aloud",
                                .starts_at = iso8601(begins).substr(0, 16),
                                .ends_at = iso8601(begins + minutes(150)).substr(0, 16),
                                .time_zone = "UTC",
                                .place = {.name = "Library", .address = {}, .latitude = {}, .longitude = {}},
                                .group = {}};
    auto event = scene.house.write([&](db::Transaction& tx) {
        auto made = community::make_event(tx, {locale, Language{}, domain.origin}, scene.page, draft, {}, scene.house.now);
        REQUIRE(community::answer_event(tx, made->id, ada, {.answer = community::Answer::Yes, .remind = {}}, scene.house.now));
        REQUIRE(community::answer_event(tx, made->id, bob, {.answer = community::Answer::Yes, .remind = {}}, scene.house.now));
        return made;
    });
    REQUIRE(event);
    scene.house.write([&](db::Transaction& tx) { return community::withdraw_answer(tx, event->id, bob, scene.house.now); });
    community::advance_events(*scene.house.database, scene.house.now);
    CHECK(scene.count("ada", LedgerKind::Event) == 0);
    scene.house.now = begins + days(1);
    community::advance_events(*scene.house.database, scene.house.now);
    community::advance_events(*scene.house.database, scene.house.now);
    CHECK(scene.count("ada", LedgerKind::Event) == 3);
    CHECK(scene.count("bob", LedgerKind::Event) == 0);
    scene.house.write([&](db::Transaction& tx) { community::count_all_entries(tx, ada); });
    CHECK(scene.count("ada", LedgerKind::Event) == 3);
}
