// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/relations.h"

#include <doctest/doctest.h>

#include "social/relation_events.h"
#include "support/house.h"

using namespace favilla;
using social::follow;

namespace {

// A house whose people act by name.
struct Neighbours {
    test::House house = test::house();

    AccountId id(std::string_view name) { return house.person(name); }
    std::string follows(std::string_view who, std::string_view whom, social::FollowOptions options = {})
    {
        auto from = id(who), to = id(whom);
        return said(house.write([&](db::Transaction& tx) { return follow(tx, from, to, options, house.now); }));
    }
    template <class Act>
    std::string act(Act&& act, std::string_view who, std::string_view whom)
    {
        auto from = id(who), to = id(whom);
        return said(house.write([&](db::Transaction& tx) { return act(tx, from, to, house.now); }));
    }
    std::string blocks(std::string_view who, std::string_view whom) { return act(social::block, who, whom); }
    std::string mutes(std::string_view who, std::string_view whom, social::MuteOptions options = {})
    {
        auto from = id(who), to = id(whom);
        return said(house.write([&](db::Transaction& tx) { return social::mute(tx, from, to, options, house.now); }));
    }
    social::Relationship between(std::string_view who, std::string_view whom)
    {
        auto from = id(who), to = id(whom);
        return house.read([&](db::Reader& reader) { return social::relationship(reader, from, to, house.now); });
    }
    void lock(std::string_view name)
    {
        auto account = id(name);
        house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET locked = 1 WHERE id = $1", account); });
    }
    std::int64_t count(std::string_view sql)
    {
        return house.read([&](db::Reader& reader) { return reader.value<std::int64_t>(sql).value_or(0); });
    }
    bool counters_equal_sets()
    {
        return count(
                   "SELECT count(*) FROM accounts a WHERE a.followers_count <> (SELECT count(*) FROM follows f WHERE f.target_id = a.id) "
                   "OR a.following_count <> (SELECT count(*) FROM follows f WHERE f.account_id = a.id)")
            == 0;
    }
    static std::string said(const Result<void>& result) { return result ? "" : result.error().key; }
};

}  // namespace

TEST_CASE("following is done once, counted once and told once")
{
    Neighbours at;
    CHECK(at.follows("ada", "bob") == "");
    CHECK(at.follows("ada", "bob") == "");
    auto relation = at.between("ada", "bob");
    CHECK(relation.following);
    CHECK(relation.showing_boosts);
    CHECK(!relation.notifying);
    CHECK(at.between("bob", "ada").followed_by);
    CHECK(at.count("SELECT count(*) FROM follows") == 1);
    CHECK(at.counters_equal_sets());
    CHECK(at.house.notifications("bob") == std::vector<std::string>{"follow from ada"});
}

TEST_CASE("a follow that is repeated changes only what it names")
{
    Neighbours at;
    at.follows("ada", "bob", {.show_boosts = false, .notify = {}, .languages = std::vector<std::string>{"it", "EN", "no such"}});
    at.follows("ada", "bob", {.show_boosts = {}, .notify = true, .languages = {}});
    auto relation = at.between("ada", "bob");
    CHECK(!relation.showing_boosts);
    CHECK(relation.notifying);
    CHECK(relation.languages == std::vector<std::string>{"it", "en"});
}

TEST_CASE("nobody follows themselves, somebody unknown, suspended, or who has blocked them")
{
    Neighbours at;
    CHECK(at.follows("ada", "ada") == "relation.self");
    at.house.suspend("bob");
    CHECK(at.follows("ada", "bob") == "account.missing");
    at.blocks("carla", "ada");
    CHECK(at.follows("ada", "carla") == "relation.blocked");
    CHECK(at.follows("carla", "ada") == "relation.blocked");
    auto ada = at.id("ada");
    auto unknown = at.house.write([&](db::Transaction& tx) { return follow(tx, ada, AccountId{7}, {}, at.house.now); });
    CHECK(Neighbours::said(unknown) == "account.missing");
    CHECK(at.count("SELECT count(*) FROM follows") == 0);
}

TEST_CASE("a locked account is asked first, and may say no")
{
    Neighbours at;
    at.lock("bob");
    CHECK(at.follows("ada", "bob") == "");
    CHECK(at.between("ada", "bob").requested);
    CHECK(!at.between("ada", "bob").following);
    CHECK(at.between("bob", "ada").requested_by);
    CHECK(at.house.notifications("bob") == std::vector<std::string>{"follow_request from ada"});

    CHECK(at.act(social::accept_follow, "bob", "ada") == "");
    CHECK(at.between("ada", "bob").following);
    CHECK(!at.between("ada", "bob").requested);
    CHECK(at.house.notifications("bob") == std::vector<std::string>{"follow from ada"});
    CHECK(at.act(social::accept_follow, "bob", "ada") == "relation.no_request");

    at.follows("carla", "bob");
    CHECK(at.act(social::reject_follow, "bob", "carla") == "");
    CHECK(!at.between("carla", "bob").requested);
    CHECK(at.counters_equal_sets());
}

TEST_CASE("a request keeps what was asked for, and can be taken back")
{
    Neighbours at;
    at.lock("bob");
    at.follows("ada", "bob", {.show_boosts = false, .notify = true, .languages = {}});
    CHECK(at.act(social::accept_follow, "bob", "ada") == "");
    CHECK(!at.between("ada", "bob").showing_boosts);
    CHECK(at.between("ada", "bob").notifying);
    at.follows("carla", "bob");
    CHECK(at.act(social::unfollow, "carla", "bob") == "");
    CHECK(at.act(social::accept_follow, "bob", "carla") == "relation.no_request");
    CHECK(at.house.notifications("bob") == std::vector<std::string>{"follow from ada"});
}

TEST_CASE("somebody of another server, and of somebody silenced, is asked first")
{
    Neighbours at;
    at.follows("ada", "zoe@elsewhere.test");
    CHECK(at.between("ada", "zoe@elsewhere.test").requested);
    at.house.silence("carla");
    at.follows("carla", "bob");
    CHECK(at.between("carla", "bob").requested);
}

TEST_CASE("unfollowing empties the home of their posts and the lists of them")
{
    Neighbours at;
    auto& house = at.house;
    auto ada = at.id("ada");
    house.write([&](db::Transaction& tx) { social::open_home(tx, ada, house.now); });
    house.post("bob", "Before");
    at.follows("ada", "bob");
    CHECK(house.words(house.home("ada")) == std::vector<std::string>{"Before"});
    house.make_list("ada", {"bob"});
    CHECK(at.act(social::unfollow, "ada", "bob") == "");
    CHECK(at.act(social::unfollow, "ada", "bob") == "");
    CHECK(house.words(house.home("ada")).empty());
    CHECK(at.count("SELECT count(*) FROM list_accounts") == 0);
    CHECK(at.count("SELECT count(*) FROM list_timeline") == 0);
    CHECK(house.notifications("bob").empty());
    CHECK(at.counters_equal_sets());
}

TEST_CASE("a block ends follows and requests both ways and hides both from each other")
{
    Neighbours at;
    auto& house = at.house;
    at.follows("ada", "bob");
    at.follows("bob", "ada");
    auto words = house.post("bob", "Hello @ada");
    CHECK(at.blocks("ada", "bob") == "");
    CHECK(at.blocks("ada", "bob") == "");
    CHECK(at.count("SELECT count(*) FROM follows") == 0);
    CHECK(at.counters_equal_sets());
    CHECK(at.between("ada", "bob").blocking);
    CHECK(at.between("bob", "ada").blocked_by);
    CHECK(house.notifications("ada").empty());
    auto hers = house.post("ada", "Mine");
    CHECK(!house.find(hers.id, "bob"));

    at.follows("carla", "ada");
    at.follows("bob", "carla");
    auto seen_by = [&](std::string_view viewer, auto list, std::string_view of) {
        auto who = house.viewer(viewer);
        auto account = at.id(of);
        return house.read([&](db::Reader& reader) { return list(reader, account, who, social::PageRequest{}).items; });
    };
    CHECK(seen_by("ada", social::followers, "carla").empty());
    CHECK(seen_by("dino", social::followers, "carla") == std::vector{at.id("bob")});
    CHECK(seen_by("bob", social::followers, "ada").empty());
    CHECK(seen_by("dino", social::followers, "ada") == std::vector{at.id("carla")});

    CHECK(at.act(social::unblock, "ada", "bob") == "");
    CHECK(!at.between("ada", "bob").blocking);
    CHECK(house.find(words.id, "ada"));
}

TEST_CASE("a request is gone with a block")
{
    Neighbours at;
    at.lock("bob");
    at.follows("ada", "bob");
    at.blocks("bob", "ada");
    CHECK(at.act(social::accept_follow, "bob", "ada") == "relation.no_request");
}

TEST_CASE("a mute leaves somebody's posts out, for a while or for good")
{
    Neighbours at;
    auto& house = at.house;
    auto ada = at.id("ada");
    house.write([&](db::Transaction& tx) { social::open_home(tx, ada, house.now); });
    at.follows("ada", "bob");
    house.post("bob", "One");
    at.mutes("ada", "bob", {.hide_notifications = false, .lasts = hours(1)});
    CHECK(at.between("ada", "bob").muting);
    CHECK(!at.between("ada", "bob").muting_notifications);
    CHECK(at.between("ada", "bob").mute_expires_at == house.now + hours(1));
    CHECK(house.words(house.home("ada")).empty());
    house.now = house.now + hours(2);
    CHECK(!at.between("ada", "bob").muting);
    CHECK(house.words(house.home("ada")) == std::vector<std::string>{"One"});
    house.write([&](db::Transaction& tx) { social::forget_ended_mutes(tx, house.now); });
    CHECK(at.count("SELECT count(*) FROM mutes") == 0);

    at.mutes("ada", "bob");
    at.mutes("ada", "bob");
    CHECK(house.words(house.home("ada")).empty());
    CHECK(
        at.count(
            "SELECT count(*) FROM home_timeline h JOIN statuses s ON s.id = h.status_id WHERE s.text = 'One' AND h.account_id <> s.account_id")
        == 0);
    CHECK(at.act(social::unmute, "ada", "bob") == "");
    CHECK(house.words(house.home("ada")) == std::vector<std::string>{"One"});
}

TEST_CASE("blocking a server parts from everybody there")
{
    Neighbours at;
    auto& house = at.house;
    house.follow("ada", "zoe@elsewhere.test");
    house.follow("yan@elsewhere.test", "ada");
    house.follow("ada", "bob");
    auto ada = at.id("ada");
    auto block = [&](std::string_view host) {
        return Neighbours::said(house.write([&](db::Transaction& tx) { return social::block_host(tx, ada, host, house.now); }));
    };
    CHECK(block("ELSEWHERE.test.") == "");
    CHECK(block("elsewhere.test") == "");
    CHECK(block("house.test") == "relation.own_host");
    CHECK(block("no host") == "relation.host_invalid");
    CHECK(at.between("ada", "zoe@elsewhere.test").domain_blocking);
    CHECK(!at.between("ada", "bob").domain_blocking);
    CHECK(at.count("SELECT count(*) FROM follows") == 1);
    CHECK(at.counters_equal_sets());
    auto hosts = house.read([&](db::Reader& reader) { return social::blocked_hosts(reader, ada, {}).items; });
    CHECK(hosts == std::vector<std::string>{"elsewhere.test"});
    house.write([&](db::Transaction& tx) { return social::unblock_host(tx, ada, "elsewhere.test"); });
    CHECK(!at.between("ada", "zoe@elsewhere.test").domain_blocking);
}

TEST_CASE("a private note is for its writer alone")
{
    Neighbours at;
    auto ada = at.id("ada"), bob = at.id("bob");
    auto note = [&](std::string text) {
        return Neighbours::said(
            at.house.write([&](db::Transaction& tx) { return social::set_private_note(tx, ada, bob, text); }));
    };
    CHECK(note("Met in Turin") == "");
    CHECK(at.between("ada", "bob").note == "Met in Turin");
    CHECK(at.between("bob", "ada").note == "");
    CHECK(note(std::string(2001, 'x')) == "relation.note_too_long");
    CHECK(note("") == "");
    CHECK(at.count("SELECT count(*) FROM account_notes") == 0);
}

TEST_CASE("followers are paged by the follow, newest first")
{
    Neighbours at;
    for (auto name : {"bob", "carla", "dino", "elsa"}) at.follows(name, "ada");
    auto ada = at.id("ada");
    auto page = [&](social::PageRequest request) {
        return at.house.read([&](db::Reader& reader) { return social::followers(reader, ada, {}, request); });
    };
    auto first = page({.limit = 2});
    CHECK(first.items == std::vector{at.id("elsa"), at.id("dino")});
    auto second = page({.max_id = first.oldest, .limit = 2});
    CHECK(second.items == std::vector{at.id("carla"), at.id("bob")});
    CHECK(page({.max_id = second.oldest, .limit = 2}).items.empty());
    CHECK(!page({.max_id = first.oldest, .limit = 3}).oldest);
    CHECK(page({.since_id = second.newest, .limit = 3}).oldest);
    CHECK(page({.min_id = second.newest, .limit = 1}).items == std::vector{at.id("dino")});
    CHECK(page({.since_id = second.newest, .limit = 1}).items == std::vector{at.id("elsa")});
}

TEST_CASE("who hides their collections shows them to nobody else")
{
    Neighbours at;
    at.follows("bob", "ada");
    auto ada = at.id("ada");
    at.house.write([&](db::Transaction& tx) { tx.run("UPDATE accounts SET hide_collections = 1 WHERE id = $1", ada); });
    auto seen_by = [&](std::string_view name) {
        auto viewer = at.house.viewer(name);
        return at.house.read([&](db::Reader& reader) { return social::followers(reader, ada, viewer, {}).items.size(); });
    };
    CHECK(seen_by("bob") == 0);
    CHECK(seen_by("ada") == 1);
}

TEST_CASE("familiar followers are those one follows oneself")
{
    Neighbours at;
    at.follows("ada", "bob");
    at.follows("bob", "carla");
    at.follows("dino", "carla");
    auto ada = at.id("ada");
    std::vector asked{at.id("carla"), at.id("dino")};
    auto found = at.house.read([&](db::Reader& reader) { return social::familiar_followers(reader, ada, asked); });
    REQUIRE(found.size() == 2);
    CHECK(found[0].followers == std::vector{at.id("bob")});
    CHECK(found[1].followers.empty());
}

TEST_CASE("relationships come in the order asked for, without the unknown and the suspended")
{
    Neighbours at;
    auto ada = at.id("ada");
    std::vector ids{at.id("carla"), AccountId{5}, at.id("bob"), at.id("dino"), at.id("bob")};
    at.house.suspend("dino");
    auto found = at.house.read([&](db::Reader& reader) { return social::relationships(reader, ada, ids, at.house.now); });
    REQUIRE(found.size() == 2);
    CHECK(found[0].account == at.id("carla"));
    CHECK(found[1].account == at.id("bob"));
}

TEST_CASE("relations are announced as they come true")
{
    Neighbours at;
    std::vector<std::string> heard;
    auto& subscriptions = *at.house.subscriptions;
    subscriptions.inside<social::AccountFollowed>(
        "test", [&](db::Transaction&, const social::AccountFollowed&) { heard.push_back("followed"); });
    subscriptions.inside<social::AccountUnfollowed>(
        "test", [&](db::Transaction&, const social::AccountUnfollowed&) { heard.push_back("unfollowed"); });
    subscriptions.inside<social::AccountBlocked>(
        "test", [&](db::Transaction&, const social::AccountBlocked&) { heard.push_back("blocked"); });
    at.follows("ada", "bob");
    at.follows("ada", "bob");
    at.blocks("ada", "bob");
    CHECK(heard == std::vector<std::string>{"followed", "unfollowed", "blocked"});
}
