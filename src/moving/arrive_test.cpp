// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/arrive.h"

#include <doctest/doctest.h>

#include "social/checks.h"
#include "social/domains.h"
#include "social/sign_up.h"
#include "social/statuses.h"
#include "support/house.h"
#include "support/migrated.h"

using namespace favilla;

namespace {

constexpr Time then{1'780'000'000'000};

// Another installation, before it came: one organisation, one person, who wrote to somebody elsewhere.
struct Club {
    jobs::Subscriptions subscriptions;  // nobody listens
    std::unique_ptr<test::Place> place = test::migrated(test::Kind::File);
    std::unique_ptr<db::Database> database = place->open();
    AccountId ada, cleo;
    StatusId post;

    explicit Club(const social::Account& known_cleo)
    {
        database->set_event_sink(&subscriptions);
        database->write([&](db::Transaction& tx) {
            auto domain =
                social::add_domain(tx, {.name = "club.test", .origin = "https://club.test", .title = "Club"}, then).value();
            ada = social::create_user(tx, domain.id, {.username = "ada", .email = "ada@mail.test"}, then + seconds(1)).value().id;
            cleo = tx.new_id<AccountId>(then + seconds(2));
            tx.run(
                "INSERT INTO accounts (id, domain_id, username, username_key, host, kind, display_name, note, note_html, fields, avatar, "
                "header, locked, bot, discoverable, indexable, hide_collections, uri, url, statuses_count, followers_count, "
                "following_count, last_status_at, created_at, admitted_at) SELECT $1, NULL, 'cleo', 'cleo', $2, 'person', 'Cleo, as she "
                "was', '', '', '[]', '', '', 0, 0, 1, 1, 0, $3, '', 0, 0, 0, NULL, $4, $4",
                cleo, known_cleo.host, known_cleo.uri, then);
            tx.run(
                "INSERT INTO follows (account_id, target_id, show_boosts, notify, languages, id, created_at) VALUES ($1, $2, 1, 0, '', "
                "$3, $4)",
                ada, cleo, tx.new_id<AccountId>(then + seconds(3)), then);
            tx.run("UPDATE accounts SET following_count = 1 WHERE id = $1", ada);
            post = social::post_status(tx, ada, {.text = "Hello @cleo@" + known_cleo.host}, then + seconds(4)).value().id;
        });
    }

    moving::Arrival arrival(Time now) { return {*database, {std::string(32, 'a'), std::string(32, 'b'), system_random()}, now}; }
};

}  // namespace

TEST_CASE("who comes keeps every number that is free, and what both know is one row")
{
    auto house = test::house();
    auto hello = house.post("bob", "Hello");
    house.follow("bob", "cleo@far.test");
    auto cleo = house.account("cleo@far.test");
    Club club{cleo};
    // The number of one of them is somebody else's here.
    house.write([&](db::Transaction& tx) {
        tx.run(
            "INSERT INTO accounts (id, domain_id, username, username_key, host, kind, display_name, note, note_html, fields, avatar, "
            "header, locked, bot, discoverable, indexable, hide_collections, uri, url, statuses_count, followers_count, "
            "following_count, last_status_at, created_at, admitted_at) VALUES ($1, NULL, 'dora', 'dora', 'far.test', 'person', 'Dora', "
            "'', '', '[]', '', '', 0, 0, 1, 1, 0, 'https://far.test/users/dora', '', 0, 0, 0, NULL, $2, $2)",
            club.ada, house.now);
    });
    auto arrived = moving::arrive(*house.database, club.arrival(house.tick()));
    REQUIRE(arrived);
    CHECK(arrived->domains == std::vector<std::string>{"club.test"});
    CHECK(arrived->people == 1);
    CHECK(arrived->statuses == 1);
    CHECK(arrived->known == 1);

    house.read([&](db::Reader& reader) {
        CHECK(social::domains(reader).front().name == "house.test");  // who was here first, though the other is older
        auto ada = social::find_account_by_handle(reader, "ada@club.test", house.domain());
        REQUIRE(ada);
        CHECK(ada->id != club.ada);
        CHECK(time_of_id(ada->id.value) == time_of_id(club.ada.value));  // beside it, in time
        auto post = social::find_status(reader, club.post, {});
        REQUIRE(post);
        CHECK(post->author == ada->id);
        CHECK(reader.value<AccountId>("SELECT account_id FROM mentions WHERE status_id = $1", club.post) == cleo.id);
        CHECK(reader.value<AccountId>("SELECT target_id FROM follows WHERE account_id = $1", ada->id) == cleo.id);
        CHECK(social::find_account(reader, cleo.id)->display_name == cleo.display_name);
        CHECK(social::find_account(reader, club.ada)->username == "dora");
        CHECK(social::find_problems(reader, 10).empty());
        CHECK(social::find_status(reader, hello.id, {})->text == "Hello");
    });

    auto again = moving::arrive(*house.database, club.arrival(house.tick()));
    REQUIRE(!again);
    CHECK(again.error().key == "moving.domain_here");
}

TEST_CASE("what was known here of who comes is theirs from then on, and what they have taken back is gone")
{
    auto house = test::house();
    Club club{house.account("cleo@far.test")};
    house.follow("bob", "ada@club.test");
    auto ada = house.account("ada@club.test");
    auto gone = house.post("ada@club.test", "I did not mean it");
    REQUIRE(moving::arrive(*house.database, club.arrival(house.tick())));
    house.read([&](db::Reader& reader) {
        auto here = social::find_account(reader, ada.id);
        REQUIRE(here);
        CHECK(here->domain.has_value());
        CHECK(here->followers_count == 1);
        CHECK(here->following_count == 1);
        CHECK(here->statuses_count == 1);
        CHECK(!social::find_status(reader, gone.id, {}));
        CHECK(social::find_status(reader, club.post, {})->author == ada.id);
        CHECK(reader.value<AccountId>("SELECT account_id FROM users WHERE email = 'ada@mail.test'") == ada.id);
        CHECK(social::find_problems(reader, 10).empty());
    });
}

TEST_CASE("what there can be only one of is refused, and nothing came")
{
    auto house = test::house();
    Club club{house.account("cleo@far.test")};
    // Somebody of that name, known from a time when another program ran there.
    house.write([&](db::Transaction& tx) {
        tx.run(
            "UPDATE accounts SET username = 'ada', username_key = 'ada', host = 'club.test', uri = 'https://club.test/ap/1' WHERE "
            "username_key = 'cleo'");
    });
    auto refused = moving::arrive(*house.database, club.arrival(house.tick()));
    REQUIRE(!refused);
    CHECK(refused.error().key == "moving.taken");
    CHECK(house.read([](db::Reader& reader) { return social::domains(reader).size(); }) == 1);
    CHECK(moving::may_come(*house.database, *club.database));
}
