// SPDX-License-Identifier: AGPL-3.0-or-later
// From acts in the database to a finding, what people do about it, and the log of all that.
#include "integrity/runs.h"

#include <algorithm>
#include <map>
#include <random>

#include <doctest/doctest.h>

#include "community/pages.h"
#include "integrity/action_log.h"
#include "integrity/process.h"
#include "social/users.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::integrity;

namespace {

// Seventy people who like what they like, six who like the same within seconds of each other, and two who look after the house.
struct Scene {
    test::House house = test::house();
    Random random = system_random();
    std::vector<social::Status> posts;
    std::mt19937 chance{7};
    std::map<std::string, AccountId, std::less<>> ids;
    std::vector<std::string> ring{"uno", "due", "tre", "quattro", "cinque", "sei"};

    Scene()
    {
        auto today = house.now;
        for (auto name : {"uno", "due", "tre", "quattro", "cinque", "sei", "mira", "nico", "olga", "boss", "reader1"})
            who_is(name);
        house.now = today - days(40);
        for (int n = 0; n < 60; ++n) {
            house.now = today - days(40) + hours(14 * n);
            posts.push_back(house.post("writer" + std::to_string(n % 6), "Post " + std::to_string(n)));
        }
        house.now = today;
        for (int n = 0; n < 70; ++n)
            for (std::size_t post = 0; post < posts.size(); ++post)
                if (draw(5) == 0) like("reader" + std::to_string(n), post, draw(90'000));
        for (auto name : {"mira", "nico"}) promote(name, social::Role::Moderator);
    }

    // Asked for within a transaction as well: those who matter are there from the beginning.
    AccountId who_is(std::string_view name)
    {
        auto [known, is_new] = ids.try_emplace(std::string{name});
        if (is_new) known->second = house.person(name);
        return known->second;
    }

    void promote(std::string_view name, social::Role role)
    {
        auto who = who_is(name);
        house.write([&](db::Transaction& tx) { (void)social::change_role(tx, who, role); });
    }

    int draw(int below) { return static_cast<int>(chance() % static_cast<unsigned>(below)); }

    void like(const std::string& who, std::size_t post, int after)
    {
        auto at = posts[post].created_at + seconds(after);
        auto account = who_is(who);
        house.write([&](db::Transaction& tx) {
            tx.run("INSERT INTO favourites (account_id, status_id, id, created_at) VALUES ($1, $2, $3, $4)", account,
                   posts[post].id, tx.new_id<StatusId>(at), at);
        });
    }

    void plant()
    {
        for (std::size_t post = 1; post < posts.size(); post += 4) {
            auto base = 600 + draw(60'000);
            for (const auto& name : ring)
                if (draw(8) != 0) like(name, post, base + draw(25));
        }
    }

    RunResult run() { return run_judgement(*house.database, random, house.domain(), house.now); }
    void next_day() { house.now = house.now + days(1); }
    std::vector<Finding> findings()
    {
        return house.read([&](db::Reader& reader) { return findings_of(reader, house.domain()); });
    }
    Verified verify()
    {
        return house.read([&](db::Reader& reader) { return verify_log(reader, house.domain(), "house.test"); });
    }
    Reviewer reviewer(std::string_view name) { return {who_is(name), house.domain()}; }
    template <class Act>
    std::string attempt(Act&& act)
    {
        auto done = house.write([&](db::Transaction& tx) { return act(tx); });
        return done ? "" : done.error().key;
    }

    // Found in two nights and looked at by mira, who told those in it.
    FindingId noticed()
    {
        plant();
        run();
        next_day();
        run();
        auto id = findings().front().id;
        REQUIRE(attempt([&](auto& tx) { return begin_review(tx, random, reviewer("mira"), id, house.now); }) == "");
        REQUIRE(attempt([&](auto& tx) { return give_notice(tx, random, reviewer("mira"), id, house.now); }) == "");
        return id;
    }
    Standing standing(FindingId id, const std::string& name)
    {
        return house.read(
            [&](db::Reader& reader) { return find_finding(reader, house.domain(), id)->member(who_is(name))->standing; });
    }
    AccountId page(const std::string& name)
    {
        auto owner = who_is("boss");
        return house.write([&](db::Transaction& tx) {
            return community::make_page(tx, house.domain(),
                                        {.name = name, .title = {}, .description = {}, .posture = {}, .owner = owner}, house.now)
                ->id;
        });
    }
};

std::vector<std::string> keys_of(const Verified& verified)
{
    std::vector<std::string> keys;
    for (const auto& problem : verified.problems) keys.push_back(problem.key);
    return keys;
}

}  // namespace

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

TEST_CASE("any edit by hand is found and named")
{
    Scene scene;
    auto id = scene.noticed();
    auto key = PrivateKey::make_ed25519(scene.random);
    scene.house.write([&](db::Transaction& tx) { sign_head(tx, scene.house.domain(), "house.test", key, scene.house.now); });
    auto sound = scene.verify();
    CHECK(sound.problems.empty());
    CHECK(sound.entries > 10);
    CHECK(sound.heads == 1);

    auto after = [&](std::string_view edit, std::string_view undo) {
        scene.house.write([&](db::Transaction& tx) { tx.run(edit); });
        auto found = keys_of(scene.verify());
        scene.house.write([&](db::Transaction& tx) { tx.run(undo); });
        REQUIRE(scene.verify().problems.empty());
        return found;
    };
    CHECK(after("UPDATE integrity_log SET act = 'jun' WHERE number = 1", "UPDATE integrity_log SET act = 'open' WHERE number = 1")
          == std::vector<std::string>{"integrity.verify.hash"});
    CHECK(after("UPDATE integrity_log SET logged_at = logged_at + 1 WHERE number = 3",
                "UPDATE integrity_log SET logged_at = logged_at - 1 WHERE number = 3")
          == std::vector<std::string>{"integrity.verify.hash"});
    CHECK(after("UPDATE integrity_findings SET state = 'dismissed'", "UPDATE integrity_findings SET state = 'noticed'")
          == std::vector<std::string>{"integrity.verify.state"});
    CHECK(after("UPDATE integrity_openings SET account_id = account_id + 1 WHERE number = 2 AND part = 'subject'",
                "UPDATE integrity_openings SET account_id = account_id - 1 WHERE number = 2 AND part = 'subject'")
              .front()
          == "integrity.verify.opening");
    CHECK(after("UPDATE integrity_heads SET number = number - 1", "UPDATE integrity_heads SET number = number + 1").size() == 2);
    CHECK(after("UPDATE integrity_findings SET evidence = evidence || ' '",
                "UPDATE integrity_findings SET evidence = trim(evidence)")
          == std::vector<std::string>{"integrity.verify.evidence"});

    // An entry that is taken out, or a whole finding.
    scene.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM integrity_members WHERE finding_id = $1", id); });
    CHECK(keys_of(scene.verify()).size() == 6);
    scene.house.write([&](db::Transaction& tx) { tx.run("DELETE FROM integrity_log WHERE number = 4"); });
    auto left = keys_of(scene.verify());
    CHECK(std::ranges::find(left, "integrity.verify.gap") != left.end());
    CHECK(std::ranges::find(left, "integrity.verify.previous") != left.end());
}

TEST_CASE("somebody who leaves for good takes along what was theirs, and the log still verifies")
{
    Scene scene;
    auto page = scene.page("press");
    auto id = scene.noticed();
    auto who = scene.who_is("tre");
    (void)scene.attempt([&](auto& tx) { return disclose(tx, who, page, Relation::RelatedTo, scene.house.now); });
    (void)scene.attempt(
        [&](auto& tx) { return answer_notice(tx, scene.random, who, id, Answer::Appeal, "It is mine", scene.house.now); });
    scene.house.write([&](db::Transaction& tx) {
        tx.run("UPDATE accounts SET deleted_at = $2 WHERE id = $1", who, scene.house.now);
        forget_integrity_of_deleted(tx, scene.random, who, scene.house.now);
    });
    CHECK(scene.verify().problems.empty());
    auto entries = scene.house.read([&](db::Reader& reader) { return entries_of_finding(reader, scene.house.domain(), id); });
    for (const auto& entry : entries) {
        CHECK(entry.subject != who);
        CHECK(entry.actor != who);
        CHECK(entry.words.value_or("") != "It is mine");
    }
    CHECK(scene.findings()[0].members.size() == 5);
    auto left = scene.findings()[0];
    for (const auto& post : left.evidence.shown)
        for (const auto& act : post.acts) CHECK(act.account != who);
    CHECK(scene.house.read([&](db::Reader& reader) { return disclosures_of(reader, who); }).empty());
}
