// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/ring_scene.h — a house in which people like what they like, and a ring may be planted; and two who look after it.
#pragma once
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "base/crypto.h"
#include "community/pages.h"
#include "integrity/process.h"
#include "integrity/runs.h"
#include "social/users.h"
#include "support/house.h"

namespace favilla::test {

using namespace favilla::integrity;

// Seventy people who like what they like, six who like the same within seconds of each other, and two who look after the house.
struct RingScene {
    House house = test::house();
    Random random = system_random();
    std::vector<social::Status> posts;
    std::mt19937 chance{7};
    std::map<std::string, AccountId, std::less<>> ids;
    std::vector<std::string> ring{"uno", "due", "tre", "quattro", "cinque", "sei"};

    RingScene()
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

}  // namespace favilla::test
