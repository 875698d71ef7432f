// SPDX-License-Identifier: AGPL-3.0-or-later
// Signal V: who acts on more posts within a minute than a person can.
#include "integrity/haste.h"

#include <doctest/doctest.h>

#include "integrity/alerts.h"
#include "integrity/chain.h"
#include "social/tags.h"
#include "support/ring_scene.h"

using namespace favilla;
using namespace favilla::integrity;
using Scene = test::RingScene;

TEST_CASE("different posts within a minute are counted, and what goes on longer than that is not added up")
{
    Pace pace;
    for (std::int64_t object = 1; object <= 31; ++object)
        CHECK(pace.note(1, object, 1000 + object) == static_cast<std::size_t>(object));
    CHECK(pace.note(1, 31, 1032) == 31);  // the same one again
    CHECK(pace.note(2, 1, 1032) == 1);
    CHECK(pace.note(1, 99, 1061) == 31);
    CHECK(pace.note(1, 100, 1080) == 13);
    CHECK(pace.note(1, 101, 2000) == 1);
    for (std::int64_t account = 10; account < 5000; ++account) pace.note(account, 1, 3000 + account);
    CHECK(pace.accounts() < 130);  // of a minute or two, and no more
    for (std::int64_t object = 1; object <= 3000; ++object) CHECK(pace.note(1, object, 9000) <= counted_a_minute);
}

TEST_CASE("who likes thirty-one posts within a minute is told to the team as hasty, and is in no finding and no alert")
{
    Scene scene;
    auto like_many = [&](const std::string& who, std::size_t posts) {
        auto begin = scene.house.now - minutes(10);
        for (std::size_t post = 0; post < posts; ++post)
            scene.like(
                who, post,
                static_cast<int>((begin - scene.posts[post].created_at).milliseconds / 1000 + static_cast<std::int64_t>(post)));
    };
    like_many("uno", 31);
    like_many("due", 30);
    scene.house.now = scene.house.now + minutes(1);
    Watch watch{*scene.house.database};
    watch.look(scene.house.now);
    auto hasty = [&] {
        return scene.house.read([&](db::Reader& reader) { return recent_haste(reader, scene.house.domain(), 40); });
    };
    REQUIRE(hasty().size() == 1);
    CHECK(hasty()[0].account == scene.who_is("uno"));
    CHECK(hasty()[0].posts == 31);
    CHECK(hasty()[0].day == social::day_of(hasty()[0].at));
    CHECK(scene.house.read([&](db::Reader& reader) { return haste_of(reader, scene.house.domain(), scene.who_is("uno")).size(); })
          == 1);
    CHECK(scene.house.read([&](db::Reader& reader) { return haste_of(reader, scene.house.domain(), scene.who_is("due")).size(); })
          == 0);
    CHECK(scene.house.read([&](db::Reader& reader) { return alerts_of(reader, scene.house.domain(), scene.house.now).size(); })
          == 0);
    CHECK(scene.run().opened == 0);

    // Built anew it is the same, and after sixty days it is gone.
    Watch{*scene.house.database}.look(scene.house.now);
    CHECK(hasty().size() == 1);
    scene.house.now = scene.house.now + days(62);
    Watch{*scene.house.database}.look(scene.house.now);
    CHECK(hasty().empty());
}

TEST_CASE("likes that another server tells of all at once are no haste, and who leaves takes it along")
{
    Scene scene;
    std::string remote = "afar@elsewhere.test";
    scene.who_is(remote);
    auto begin = scene.house.now - minutes(10);
    for (std::size_t post = 0; post < 40; ++post)
        for (const auto& who : {remote, std::string{"uno"}})
            scene.like(who, post, static_cast<int>((begin - scene.posts[post].created_at).milliseconds / 1000));
    scene.house.now = scene.house.now + minutes(1);
    Watch{*scene.house.database}.look(scene.house.now);
    auto hasty = scene.house.read([&](db::Reader& reader) { return recent_haste(reader, scene.house.domain(), 40); });
    REQUIRE(hasty.size() == 1);
    CHECK(hasty[0].account == scene.who_is("uno"));
    CHECK(hasty[0].posts == 40);
    scene.house.write([&](db::Transaction& tx) {
        auto who = scene.who_is("uno");
        tx.run("UPDATE accounts SET suspended_at = $2, deleted_at = $2 WHERE id = $1", who, scene.house.now);
        forget_integrity_of_deleted(tx, scene.random, who, scene.house.now);
    });
    CHECK(scene.house.read([&](db::Reader& reader) { return recent_haste(reader, scene.house.domain(), 40).empty(); }));
}
