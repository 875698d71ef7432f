// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/leaving.h"

#include <doctest/doctest.h>

#include "social/accounts.h"
#include "social/administration.h"
#include "social/mail.h"
#include "social/relations.h"
#include "social/sign_in.h"
#include "social/sign_up.h"
#include "support/house.h"

using namespace favilla;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId ada = user("ada"), boss = user("boss", social::Role::Admin);

    AccountId user(const std::string& name, social::Role role = social::Role::User)
    {
        return house
            .write([&](db::Transaction& tx) {
                return social::create_user(
                    tx, house.domain(), {.username = name, .email = name + "@mail.example", .password_hash = "x", .role = role},
                    house.now);
            })
            .value()
            .id;
    }
    template <class Act>
    std::string act(Act&& act)
    {
        auto done = house.write(act);
        return done ? "" : done.error().key;
    }
    std::string leave(AccountId who)
    {
        return act([&](db::Transaction& tx) { return community::leave(tx, who, house.now); });
    }
    std::string come_back(AccountId who)
    {
        return act([&](db::Transaction& tx) { return social::come_back(tx, who, house.now); });
    }
    std::string enter(AccountId who)
    {
        auto may = house.read([&](db::Reader& reader) { return social::check_may_sign_in(reader, who); });
        return may ? "" : may.error().key;
    }
    void pass(Duration time)
    {
        house.now = house.now + time;
        community::tend_leaving(*house.database, house.now);
    }
    social::Account account(AccountId id)
    {
        return house.read([&](db::Reader& reader) { return *social::find_account(reader, id); });
    }
    std::int64_t mails(std::string_view kind)
    {
        auto like = "%\"kind\":\"" + std::string{kind} + "\"%";
        return house.read([&](db::Reader& reader) {
            return *reader.value<std::int64_t>("SELECT count(*) FROM jobs WHERE queue = 'mail' AND payload LIKE $1", like);
        });
    }
};

}  // namespace

TEST_CASE("who leaves is out of sight, may come back, and finds everything")
{
    Scene scene;
    auto post = scene.house.post("ada", "Here I am");
    scene.house.write([&](db::Transaction& tx) { (void)social::follow(tx, scene.boss, scene.ada, {}, scene.house.now); });
    REQUIRE(scene.leave(scene.ada) == "");
    CHECK(scene.account(scene.ada).suspended_at == scene.house.now);
    CHECK(!scene.house.read([&](db::Reader& reader) { return social::find_status(reader, post.id, scene.boss); }));
    CHECK(scene.enter(scene.ada) == "");
    CHECK(scene.mails("leaving") == 1);

    scene.pass(days(29));
    CHECK(scene.come_back(scene.ada) == "");
    CHECK(!scene.account(scene.ada).suspended_at);
    CHECK(scene.account(scene.ada).followers_count == 1);
    CHECK(scene.house.read([&](db::Reader& reader) { return social::find_status(reader, post.id, scene.boss); }));
    CHECK(scene.mails("came_back") == 1);
    scene.pass(days(60));
    CHECK(!scene.account(scene.ada).deleted_at);
    CHECK(scene.come_back(scene.ada) == "leaving.too_late");
}

TEST_CASE("one reminder comes three days before the end, and then everything goes")
{
    Scene scene;
    auto post = scene.house.post("ada", "Here I was");
    REQUIRE(scene.leave(scene.ada) == "");
    scene.pass(seconds(27 * 86400 - 1));
    CHECK(scene.mails("leaving_soon") == 0);
    scene.pass(seconds(1));
    scene.pass(days(2));
    CHECK(scene.mails("leaving_soon") == 1);
    scene.pass(seconds(86400 - 1));
    CHECK(!scene.account(scene.ada).deleted_at);
    scene.pass(seconds(1));
    CHECK(scene.account(scene.ada).deleted_at == scene.house.now);
    CHECK(scene.come_back(scene.ada) == "leaving.too_late");
    CHECK(!scene.house.read([&](db::Reader& reader) { return social::grace_of(reader, scene.ada); }));
    CHECK(scene.act([&](db::Transaction& tx) {
        return social::create_account(tx, scene.house.domain(), {.username = "ADA"}, scene.house.now);
    }) == "account.username_taken");
}

TEST_CASE("without days to come back an account is erased at once, and only a number of days is taken")
{
    Scene scene;
    auto choose = [&](std::int64_t days) {
        return scene.act([&](db::Transaction& tx) { return social::choose_grace_days(tx, scene.house.domain(), days); });
    };
    CHECK(choose(-1) == "leaving.days");
    CHECK(choose(social::max_grace_days + 1) == "leaving.days");
    REQUIRE(choose(0) == "");
    REQUIRE(scene.leave(scene.ada) == "");
    CHECK(scene.account(scene.ada).deleted_at == scene.house.now);
}

TEST_CASE("last-admin: the last administrator does not leave, and one who is leaving does not count")
{
    Scene scene;
    CHECK(scene.leave(scene.boss) == "user.last_admin");
    auto other = scene.user("other", social::Role::Admin);
    CHECK(scene.leave(other) == "");
    CHECK(scene.leave(scene.boss) == "user.last_admin");
    CHECK(scene.come_back(other) == "");
    CHECK(scene.leave(scene.boss) == "");
    scene.pass(days(30));
    CHECK(scene.account(scene.boss).deleted_at);
}

TEST_CASE("a suspension during the grace takes the way back away, and nothing the team does ends the grace")
{
    Scene scene;
    auto moderator = social::Moderator{scene.boss, scene.house.domain()};
    auto relieve = [&] {
        return scene.act([&](db::Transaction& tx) {
            return social::relieve_account(tx, moderator, scene.ada, social::Relief::Unsuspend, scene.house.now);
        });
    };
    auto erase = [&] {
        return scene.act(
            [&](db::Transaction& tx) { return community::delete_suspended(tx, moderator, scene.ada, scene.house.now); });
    };
    REQUIRE(scene.leave(scene.ada) == "");
    CHECK(relieve() == "");
    CHECK(scene.account(scene.ada).suspended_at);
    CHECK(erase() == "moderation.not_suspended");
    CHECK(scene.act([&](db::Transaction& tx) {
        return social::act_on_account(tx, moderator, scene.ada, {.act = social::AccountAct::Suspend}, scene.house.now);
    }) == "");
    CHECK(scene.enter(scene.ada) == "sign_in.suspended");
    CHECK(scene.come_back(scene.ada) == "sign_in.suspended");
    CHECK(relieve() == "");
    CHECK(scene.account(scene.ada).suspended_at);
    CHECK(scene.enter(scene.ada) == "");
    CHECK(scene.act([&](db::Transaction& tx) { return social::suspend_account(tx, scene.ada, scene.house.now); }) == "");
    scene.pass(days(28));
    CHECK(scene.mails("leaving_soon") == 0);
    scene.pass(days(2));
    CHECK(scene.account(scene.ada).deleted_at);
}
