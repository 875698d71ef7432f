// SPDX-License-Identifier: AGPL-3.0-or-later
// From acts in the database to a finding, what people do about it, and the log of all that.
#include "integrity/runs.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "integrity/action_log.h"
#include "integrity/calibration.h"
#include "integrity/judgement.h"
#include "integrity/process.h"
#include "integrity/quarter_notes.h"
#include "integrity/sorting.h"
#include "social/act_parts.h"
#include "social/status_marks.h"
#include "support/house.h"
#include "support/ring_scene.h"
#include "support/simulated_community.h"

using namespace favilla;
using namespace favilla::integrity;
using Scene = test::RingScene;

TEST_CASE("where nobody plots, a night finds nobody")
{
    Scene scene;
    auto result = scene.run();
    CHECK(result.acts > 500);
    CHECK(result.watched + result.eligible == 0);
    CHECK(scene.findings().empty());
}

TEST_CASE("a ring is found whole, and is to be looked into once a second night finds it again")
{
    Scene scene;
    scene.plant();
    CHECK(scene.run().opened == 1);
    auto first = scene.findings();
    REQUIRE(first.size() == 1);
    REQUIRE(first[0].members.size() == 6);
    for (const auto& name : scene.ring) CHECK(first[0].member(scene.who_is(name)));
    CHECK(first[0].evidence.observed > 2 * first[0].evidence.expected);
    auto is_reciprocity = [](const SignalFigure& figure) { return figure.signal == Signal::Reciprocity; };
    CHECK(std::ranges::none_of(first[0].evidence.signals, is_reciprocity));
    CHECK_FALSE(is_eligible(first[0]));

    // On the same day again: the same finding, and no other night.
    CHECK(scene.run().opened == 0);
    CHECK(scene.findings()[0].nights == 1);
    scene.next_day();
    CHECK(scene.run().eligible == 1);
    auto second = scene.findings();
    REQUIRE(second.size() == 1);
    CHECK(second[0].id == first[0].id);
    CHECK(second[0].nights == 2);

    // A day without a run in between is no gap between runs; a run that does not find it is.
    scene.house.now = scene.house.now + days(70);
    scene.run();
    CHECK(scene.findings()[0].nights == 0);
}

TEST_CASE("of a ring that supports what its own members write, the finding says so")
{
    Scene scene;
    constexpr std::size_t own_posts = 36, more_posts = 150;
    auto today = scene.house.now;
    // Much else is written that few like: in a small place a ring is soon a large part of all that is done.
    for (std::size_t n = 0; n < more_posts; ++n) {
        scene.house.now = today - days(38) + hours(static_cast<std::int64_t>(6 * n));
        scene.posts.push_back(scene.house.post("writer" + std::to_string(n % 6), "More " + std::to_string(n)));
        for (int reader = 0; reader < 70; ++reader)
            if (scene.draw(14) == 0) scene.like("reader" + std::to_string(reader), scene.posts.size() - 1, scene.draw(90'000));
    }
    auto first = scene.posts.size();
    for (std::size_t n = 0; n < own_posts; ++n) {
        scene.house.now = today - days(38) + hours(static_cast<std::int64_t>(24 * n));
        scene.posts.push_back(scene.house.post(scene.ring[n % scene.ring.size()], "Own post " + std::to_string(n)));
    }
    scene.house.now = today;
    for (std::size_t n = 0; n < own_posts; ++n)
        for (std::size_t other = 1; other < scene.ring.size(); ++other)
            scene.like(scene.ring[(n + other) % scene.ring.size()], first + n, 900 + scene.draw(60'000));
    scene.run();
    auto findings = scene.findings();
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].members.size() == scene.ring.size());
    auto says = [](const std::vector<SignalFigure>& signals, Signal signal) {
        return std::ranges::any_of(signals, [&](const SignalFigure& figure) { return figure.signal == signal; });
    };
    REQUIRE(says(findings[0].evidence.signals, Signal::CoParticipation));
    CHECK(says(findings[0].evidence.signals, Signal::Reciprocity));
    for (const auto& member : findings[0].members) CHECK(says(member.signals, Signal::Reciprocity));
}

TEST_CASE("the same acts in another order give the same bytes")
{
    Scene one, other;
    one.plant();
    std::swap(other.ring.front(), other.ring.back());
    other.plant();
    auto again = one.house.read([&](db::Reader& reader) { return read_action_log(reader, one.house.domain(), one.house.now); });
    auto twice = one.house.read([&](db::Reader& reader) { return read_action_log(reader, one.house.domain(), one.house.now); });
    REQUIRE(again.community.actions.size() == twice.community.actions.size());
    CHECK(std::ranges::equal(again.community.actions, twice.community.actions, [](const Action& a, const Action& b) {
        return a.account == b.account && a.object == b.object && a.at == b.at;
    }));
    one.run();
    auto evidence = one.findings()[0].evidence;
    CHECK(write_evidence(read_evidence(write_evidence(evidence))) == write_evidence(evidence));
}

TEST_CASE("the same acts are read, whichever way is the shorter one")
{
    Scene scene;
    scene.plant();
    auto suspended = scene.who_is("reader1");
    scene.house.suspend("reader1");
    auto read = [&] {
        return scene.house.read(
            [&](db::Reader& reader) { return read_action_log(reader, scene.house.domain(), scene.house.now); });
    };
    auto as_they_came = read();
    CHECK_FALSE(std::ranges::binary_search(as_they_came.accounts, suspended));
    // Much more is marked that is not looked at: post by post is shorter now.
    auto now = scene.house.now;
    for (int n = 0; n < 20; ++n) {
        social::StatusDraft draft;
        draft.visibility = social::Visibility::Private;
        auto hidden = scene.house.post("writer1", "Among us " + std::to_string(n), draft);
        scene.house.write([&](db::Transaction& tx) {
            tx.run("INSERT INTO favourites (account_id, status_id, id, created_at) SELECT f.account_id, s.id, max(f.id), "
                   "max(f.created_at) FROM favourites f CROSS JOIN statuses s WHERE s.id = $1 GROUP BY f.account_id, s.id",
                   hidden.id);
        });
    }
    scene.house.now = now;
    auto post_by_post = read();
    CHECK(post_by_post.accounts == as_they_came.accounts);
    REQUIRE(post_by_post.community.actions.size() > 500);
    CHECK(
        std::ranges::equal(post_by_post.community.actions, as_they_came.community.actions, [](const Action& a, const Action& b) {
            return a.account == b.account && a.object == b.object && a.at == b.at;
        }));
}

TEST_CASE("a night that is broken off goes on where it was, and others write meanwhile")
{
    Scene scene;
    scene.plant();
    auto& database = *scene.house.database;
    auto problems = [&] { return database.read(find_problems); };
    auto sorted = [&] {
        return database.read([&](db::Reader& reader) {
            std::map<AccountId, social::ActCodes> codes;
            for (const auto& name : scene.ring)
                if (auto of_one = social::kept_codes(reader, scene.who_is(name)); !of_one.empty())
                    codes[scene.who_is(name)] = of_one;
            return codes;
        });
    };
    scene.run();
    scene.next_day();
    scene.run();
    auto whole = sorted();
    auto evidence = write_evidence(scene.findings()[0].evidence);
    REQUIRE(whole.size() == scene.ring.size());

    // As it was before anything was sorted, and stopped as soon as the findings stand.
    database.write([&](db::Transaction& tx) {
        for (const auto& name : scene.ring) social::keep_codes(tx, scene.who_is(name), {});
    });
    CHECK(problems().size() == scene.ring.size());
    run_judgement(database, scene.random, scene.house.domain(), scene.house.now, [] { return true; });
    CHECK(database.read(has_waiting));
    CHECK(sorted().empty());
    CHECK(problems().empty());  // what waits is no problem
    CHECK(write_evidence(scene.findings()[0].evidence) == evidence);

    // The night again, from the beginning: between its pieces there is room for whoever writes.
    int asked = 0;
    run_judgement(database, scene.random, scene.house.domain(), scene.house.now, [&] {
        ++asked;
        database.write([&](db::Transaction& tx) { await_sorting(tx); });
        return asked > 3;
    });
    CHECK(asked == 5);  // the last time before polls are counted
    CHECK(database.read(has_waiting));
    while (database.read(has_waiting)) database.write(sort_some_waiting);
    CHECK(sorted() == whole);
    CHECK(problems().empty());
    CHECK(scene.findings().size() == 1);
    CHECK(write_evidence(scene.findings()[0].evidence) == evidence);
}

TEST_CASE("nobody looks into what was seen once, nor decides alone, nor in a case of their own")
{
    Scene scene;
    scene.plant();
    scene.run();
    auto id = scene.findings()[0].id;
    auto& random = scene.random;
    auto now = [&] { return scene.house.now; };
    auto review = [&](std::string_view who) {
        return scene.attempt([&](auto& tx) { return begin_review(tx, random, scene.reviewer(who), id, now()); });
    };
    CHECK(review("mira") == "integrity.not_eligible");
    scene.next_day();
    scene.run();
    CHECK(review("reader1") == "moderation.team_only");
    scene.promote("uno", social::Role::Admin);
    CHECK(review("uno") == "integrity.own_case");
    CHECK(review("mira") == "");
    CHECK(review("nico") == "integrity.wrong_state");
    CHECK(scene.attempt([&](auto& tx) { return dismiss(tx, random, scene.reviewer("nico"), id, "Friends", now()); })
          == "integrity.other_reviewer");
    CHECK(scene.attempt([&](auto& tx) { return dismiss(tx, random, scene.reviewer("mira"), id, " ", now()); })
          == "integrity.reason");
    CHECK(scene.attempt([&](auto& tx) { return give_notice(tx, random, scene.reviewer("mira"), id, now()); }) == "");

    auto publish = [&](std::string_view who) {
        return scene.attempt([&](auto& tx) { return publish_labels(tx, random, scene.reviewer(who), id, now()); });
    };
    CHECK(publish("nico") == "integrity.nobody_due");
    scene.house.now = now() + hours(73);
    CHECK(publish("mira") == "integrity.same_person");
    CHECK(publish("uno") == "integrity.own_case");
    CHECK(publish("nico") == "");
    CHECK(scene.standing(id, "due") == Standing::Labelled);
    auto lift = [&](std::string_view who, const std::string& why) {
        return scene.attempt(
            [&](auto& tx) { return lift_label(tx, random, scene.reviewer(who), id, scene.who_is("due"), why, now()); });
    };
    CHECK(lift("nico", "A mistake") == "integrity.same_person");
    CHECK(lift("mira", "") == "integrity.reason");
    CHECK(lift("mira", "It was one household") == "");
    CHECK(scene.standing(id, "due") == Standing::Lifted);
    CHECK(scene.verify().problems.empty());
}

TEST_CASE("who is told answers in one of three ways, and a label waits for the answer")
{
    Scene scene;
    auto page = scene.page("press");
    auto id = scene.noticed();
    auto& random = scene.random;
    auto answer = [&](const std::string& who, Answer kind) {
        return scene.attempt([&](auto& tx) {
            return answer_notice(tx, random, scene.who_is(who), id, kind, "We met at the fair.", scene.house.now);
        });
    };
    auto decide = [&](std::string_view by, const std::string& whom, Decision decision) {
        return scene.attempt([&](auto& tx) {
            return decide_answer(tx, random, scene.reviewer(by), id, scene.who_is(whom), decision, "As was said",
                                 scene.house.now);
        });
    };
    CHECK(answer("reader1", Answer::Appeal) == "record.not_found");
    CHECK(scene.attempt([&](auto& tx) {
        return disclose_and_settle(tx, random, scene.who_is("uno"), page, Relation::WorksFor, scene.house.now);
    }) == "");
    CHECK(scene.standing(id, "uno") == Standing::Affiliated);
    CHECK(answer("due", Answer::Explain) == "");
    CHECK(answer("tre", Answer::Appeal) == "");
    CHECK(answer("tre", Answer::Appeal) == "integrity.answered_already");
    scene.house.now = scene.house.now + hours(73);
    CHECK(scene.attempt([&](auto& tx) { return publish_labels(tx, random, scene.reviewer("nico"), id, scene.house.now); }) == "");
    CHECK(scene.standing(id, "due") == Standing::Explained);
    CHECK(scene.standing(id, "tre") == Standing::Appealed);
    CHECK(scene.standing(id, "quattro") == Standing::Labelled);

    CHECK(decide("mira", "tre", Decision::Refuse) == "integrity.same_person");
    CHECK(decide("nico", "tre", Decision::Refuse) == "");
    CHECK(scene.standing(id, "tre") == Standing::Labelled);
    CHECK(answer("tre", Answer::Appeal) == "integrity.answered_already");
    CHECK(decide("nico", "due", Decision::Accept) == "");
    CHECK(scene.standing(id, "due") == Standing::Cleared);

    // A label is held back while an appeal is open; who published it does not decide about it.
    auto labelled = [&](const std::string& name) {
        return scene.house.read(
            [&](db::Reader& reader) { return public_label_of(reader, scene.who_is(name)).coordinated.has_value(); });
    };
    CHECK(labelled("quattro"));
    CHECK(answer("quattro", Answer::Appeal) == "");
    CHECK_FALSE(labelled("quattro"));
    CHECK(decide("nico", "quattro", Decision::Accept) == "integrity.same_person");
    scene.promote("olga", social::Role::Admin);
    CHECK(decide("olga", "quattro", Decision::Accept) == "");
    CHECK(scene.standing(id, "quattro") == Standing::Cleared);

    auto tally = scene.house.read([&](db::Reader& reader) { return tally_of(reader, scene.house.domain()); });
    CHECK(tally.findings == 1);
    CHECK(tally.affiliated == 1);
    CHECK(tally.appeals == 2);
    CHECK(tally.upheld == 1);
    CHECK(tally.refused == 1);
    CHECK(scene.verify().problems.empty());
}

TEST_CASE("people of other servers are told nothing, and nothing is said of them")
{
    Scene scene;
    for (auto& name : scene.ring) {
        name += "@elsewhere.test";
        scene.who_is(name);
    }
    auto id = scene.noticed();
    scene.house.now = scene.house.now + hours(73);
    CHECK(scene.attempt([&](auto& tx) { return publish_labels(tx, scene.random, scene.reviewer("nico"), id, scene.house.now); })
          == "integrity.nobody_due");
    for (const auto& name : scene.ring) CHECK(scene.standing(id, name) == Standing::Found);
}

TEST_CASE("a team is affiliated by being one, and goes the same way")
{
    Scene scene;
    auto page = scene.page("press");
    for (const auto& name : scene.ring)
        scene.house.write([&](db::Transaction& tx) {
            (void)community::put_in_team(tx, page, scene.who_is(name), community::PageRole::Editor, scene.house.now);
        });
    auto id = scene.noticed();
    for (const auto& name : scene.ring) CHECK(scene.standing(id, name) == Standing::Affiliated);
    auto label = scene.house.read([&](db::Reader& reader) { return public_label_of(reader, scene.who_is("uno")); });
    CHECK(label.is_affiliated);
    CHECK_FALSE(label.coordinated.has_value());
}

TEST_CASE("what was dismissed is not opened again on the same acts")
{
    Scene scene;
    scene.plant();
    scene.run();
    scene.next_day();
    scene.run();
    auto id = scene.findings()[0].id;
    (void)scene.attempt([&](auto& tx) { return begin_review(tx, scene.random, scene.reviewer("mira"), id, scene.house.now); });
    CHECK(scene.attempt([&](auto& tx) {
        return dismiss(tx, scene.random, scene.reviewer("mira"), id, "A reading circle that says so", scene.house.now);
    }) == "");
    scene.next_day();
    CHECK(scene.run().opened == 0);
    CHECK(scene.findings()[0].state == FindingState::Dismissed);
    CHECK(scene.verify().problems.empty());
}

TEST_CASE("a place where nobody has done anything yet is not judged, and its log stays empty")
{
    auto house = test::house();
    house.post("ada", "Nobody has seen this");
    auto result = run_judgement(*house.database, system_random(), house.domain(), house.now);
    CHECK(result.acts == 0);
    CHECK(house.read([&](db::Reader& reader) { return log_entries(reader, house.domain(), 0, 10).size(); }) == 0);

    auto seen = house.post("ada", "Bob has seen this");
    auto bob = house.person("bob");
    REQUIRE(house.write([&](db::Transaction& tx) { return social::favourite(tx, bob, seen.id, house.now); }));
    run_judgement(*house.database, system_random(), house.domain(), house.now);
    CHECK(house.read([&](db::Reader& reader) { return log_entries(reader, house.domain(), 0, 10).size(); }) == 1);
}

TEST_CASE("findings are read a page at a time, newest first, to the end and back")
{
    test::House house = test::house();
    house.write([&](db::Transaction& tx) {
        for (int n = 0; n < 5; ++n)
            tx.run("INSERT INTO integrity_findings (id, domain_id, state, is_strict, nights, seen_day, evidence, found_at) "
                   "VALUES ($1, $2, 'found', 0, 0, 0, $3, $4)",
                   FindingId{100 + n}, house.domain(), write_evidence({}), house.now);
    });
    auto page = [&](social::PageRequest request) {
        return house.read([&](db::Reader& reader) { return findings_of(reader, house.domain(), request); });
    };
    auto first = page({.limit = 2});
    REQUIRE(first.items.size() == 2);
    CHECK(first.items[0].id == FindingId{104});
    auto last = page({.max_id = page({.max_id = first.oldest, .limit = 2}).oldest, .limit = 2});
    REQUIRE(last.items.size() == 1);
    CHECK(last.items[0].id == FindingId{100});
    CHECK_FALSE(last.oldest);
    auto back = page({.min_id = last.newest, .limit = 2});
    REQUIRE(back.items.size() == 2);
    CHECK(back.items[0].id == FindingId{102});
    CHECK(back.oldest == 101);
    CHECK(page({.max_id = 100}).items.empty());
}

TEST_CASE("a quarter that is over is counted from the log once, and the note is an entry of it")
{
    test::RingScene scene;
    auto id = scene.noticed();
    auto last = scene.house.now;
    CHECK(quarter_of(*parse_iso8601("2026-09-30T23:59:59Z")) == "2026-Q3");
    CHECK(quarter_of(*parse_iso8601("2026-10-01T00:00:00Z")) == "2026-Q4");
    scene.house.write([&](db::Transaction& tx) {
        CHECK_FALSE(make_quarter_note(tx, scene.random, scene.house.domain(), last));  // it is not over
        auto later = last + days(92);
        CHECK(make_quarter_note(tx, scene.random, scene.house.domain(), later));
        CHECK_FALSE(make_quarter_note(tx, scene.random, scene.house.domain(), later));
    });
    auto [notes, verified, tally] = scene.house.read([&](db::Reader& reader) {
        auto domain = scene.house.domain();
        return std::tuple{quarter_notes(reader, domain), verify_log(reader, domain, "example.org"), tally_of(reader, domain)};
    });
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].quarter == quarter_of(last));
    CHECK(notes[0].found == tally.findings);
    CHECK(notes[0].asked == tally.notices);
    CHECK(notes[0].asked > 0);
    CHECK(notes[0].published == 0);
    CHECK(notes[0].tells_left_out);
    CHECK(notes[0].favourites.raw + notes[0].boosts.raw + notes[0].answers.raw > 0);
    CHECK(notes[0].expected_millionths == 0);
    CHECK(verified.problems.empty());
    CHECK(id.value != 0);
}

TEST_CASE("the tests are tried on the same acts in other hands: the ring is found, and nobody once they are shuffled")
{
    auto community = test::community_with_ring(3, 8, 16);
    CHECK_FALSE(judge(community, strict_at).empty());
    auto clean = shuffled(community, 1);
    REQUIRE(clean.actions.size() == community.actions.size());
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> twice;
    std::vector<int> before(community.members.size()), after(community.members.size());
    for (std::size_t n = 0; n < clean.actions.size(); ++n) {
        CHECK(clean.actions[n].object == community.actions[n].object);  // every post is as much liked, at the same moments
        CHECK(clean.actions[n].at == community.actions[n].at);
        ++before[community.actions[n].account];
        ++after[clean.actions[n].account];
        ++twice[{clean.actions[n].account, clean.actions[n].object}];
    }
    CHECK(before == after);  // and everybody does as much
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> known;
    for (const auto& action : community.actions) ++known[{action.account, action.object}];
    auto most = [](const auto& counts) {
        return std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; })->second;
    };
    CHECK(most(twice) <= most(known));
    CHECK(judge(clean, strict_at).empty());
    CHECK(shuffled(community, 1).actions.size() == clean.actions.size());
    auto same = shuffled(community, 1);
    for (std::size_t n = 0; n < clean.actions.size(); ++n) CHECK(same.actions[n].account == clean.actions[n].account);
}

TEST_CASE("the tests are tried once in thirty days, where runs are logged, and the note of the quarter tells of it")
{
    test::RingScene scene;
    auto domain = scene.house.domain();
    CHECK_FALSE(calibrate(*scene.house.database, scene.random, domain, scene.house.now));  // no run yet
    scene.run();
    CHECK(calibrate(*scene.house.database, scene.random, domain, scene.house.now));
    CHECK_FALSE(calibrate(*scene.house.database, scene.random, domain, scene.house.now + days(29)));
    auto sum = scene.house.read(
        [&](db::Reader& reader) { return calibrations_between(reader, domain, scene.house.now, scene.house.now + days(1)); });
    CHECK(sum.communities == 1);
    CHECK(sum.accounts > 10);
    CHECK(sum.found == 0);
    scene.house.write(
        [&](db::Transaction& tx) { CHECK(make_quarter_note(tx, scene.random, domain, scene.house.now + days(92))); });
    auto [notes, verified] = scene.house.read(
        [&](db::Reader& reader) { return std::pair{quarter_notes(reader, domain), verify_log(reader, domain, "example.org")}; });
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].communities == 1);
    CHECK(notes[0].tried == sum.accounts);
    CHECK(verified.problems.empty());
}
