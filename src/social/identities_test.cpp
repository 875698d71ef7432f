// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/identities.h"

#include <doctest/doctest.h>

#include "social/administration.h"
#include "social/entry_rules.h"
#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();
    AccountId ada = house.person("ada");
    ProvenIdentity identity{"https://id.example", "subject-1", "ada@id.example"};

    std::string join(std::string_view who, const ProvenIdentity& which)
    {
        auto account = house.person(who);
        auto joined =
            house.write([&](db::Transaction& tx) { return join_identity(tx, account, which, "The School", house.now); });
        return joined ? "joined" : joined.error().key;
    }
    std::vector<Identity> of(std::string_view who)
    {
        auto account = house.person(who);
        return house.read([&](db::Reader& reader) { return identities_of(reader, account); });
    }
    std::optional<AccountId> owner()
    {
        return house.read([&](db::Reader& reader) { return find_by_identity(reader, house.domain(), identity); });
    }

    void begin(std::string_view state)
    {
        house.write([&](db::Transaction& tx) {
            begin_attempt(tx, state, "browser",
                          {.domain = house.domain(), .provider = "school", .account = {}, .return_to = "/about"}, house.now);
        });
    }
    bool take(std::string_view state, std::string_view browser)
    {
        return house.write([&](db::Transaction& tx) { return take_attempt(tx, state, browser, house.now); }).has_value();
    }

    Arrival arrival(std::string email)
    {
        Arrival one{.domain = house.domain(),
                    .provider = "school",
                    .identity = identity,
                    .email = std::move(email),
                    .username = "nina",
                    .return_to = "/"};
        house.write([&](db::Transaction& tx) { keep_arrival(tx, "browser", one, house.now); });
        return one;
    }
    std::string admit(const Arrival& one, NewcomerDraft draft)
    {
        draft.provider = "The School";
        auto made = house.write([&](db::Transaction& tx) { return admit_arrival(tx, "browser", one, draft, house.now); });
        if (made) return made->is_known() ? "in" : "waits";
        return made.error().problems.empty() ? made.error().error.key : made.error().problems.front().key;
    }
    void open(Registrations registrations)
    {
        REQUIRE(house.write(
            [&](db::Transaction& tx) { return change_domain(tx, house.domain(), {.registrations = registrations}, house.now); }));
    }
};

}  // namespace

TEST_CASE("an identity is joined with one account, once, and its person is told")
{
    Scene scene;
    CHECK(scene.join("ada", scene.identity) == "joined");
    CHECK(scene.join("ada", scene.identity) == "joined");
    CHECK(scene.of("ada").size() == 1);
    CHECK(scene.join("bob", scene.identity) == "identity.taken");
    CHECK(scene.owner() == scene.ada);
    // The same name at another issuer is somebody else, and so is another at this one.
    CHECK(scene.join("bob", {"https://else.example", "subject-1", ""}) == "joined");
    CHECK(scene.join("bob", {"https://id.example", "SUBJECT-1", ""}) == "joined");
    for (int n = 2; n < static_cast<int>(max_identities); ++n)
        CHECK(scene.join("bob", {"https://id.example", "n" + std::to_string(n), ""}) == "joined");
    CHECK(scene.join("bob", {"https://id.example", "one more", ""}) == "identity.too_many");
}

TEST_CASE("an identity is removed by its own account, and goes with it")
{
    Scene scene;
    scene.join("ada", scene.identity);
    auto id = scene.of("ada").front().id;
    auto bob = scene.house.person("bob");
    CHECK_FALSE(
        scene.house.write([&](db::Transaction& tx) { return remove_identity(tx, bob, id, "The School", scene.house.now); }));
    CHECK(scene.house.write(
        [&](db::Transaction& tx) { return remove_identity(tx, scene.ada, id, "The School", scene.house.now); }));
    CHECK_FALSE(scene.owner());
    scene.join("ada", scene.identity);
    REQUIRE(scene.house.write([&](db::Transaction& tx) { return delete_account(tx, scene.ada, scene.house.now); }));
    CHECK_FALSE(scene.owner());
}

TEST_CASE("what a browser began is taken once, by itself, and for a quarter of an hour")
{
    Scene scene;
    scene.begin("state");
    CHECK_FALSE(scene.take("state", "another"));
    CHECK_FALSE(scene.take("another", "browser"));
    CHECK(scene.take("state", "browser"));
    CHECK_FALSE(scene.take("state", "browser"));
    scene.begin("late");
    scene.house.now = scene.house.now + attempt_lasts;
    CHECK_FALSE(scene.take("late", "browser"));
    scene.arrival("nina@id.example");
    auto left = [&] {
        scene.house.write([&](db::Transaction& tx) { forget_old_attempts(tx, scene.house.now); });
        return scene.house
            .read([&](db::Reader& reader) {
                return reader.value<int>(
                    "SELECT (SELECT count(*) FROM identity_attempts) + (SELECT count(*) FROM identity_arrivals)");
            })
            .value();
    };
    CHECK(left() == 1);
    scene.house.now = scene.house.now + attempt_lasts;
    CHECK(left() == 0);
}

TEST_CASE("a newcomer comes in as the house admits others, or at once, and has no password")
{
    Scene scene;
    auto nina = scene.arrival("nina@id.example");
    CHECK(scene.admit(nina, {.username = "nina", .locale = {}, .reason = {}, .provider = {}}) == "sign_up.agreement");
    CHECK(scene.admit(nina, {.username = "ada", .agreement = true, .locale = {}, .reason = {}, .provider = {}})
          == "account.username_taken");
    scene.open(Registrations::Closed);
    CHECK(scene.admit(nina, {.username = "nina", .agreement = true, .locale = {}, .reason = {}, .provider = {}})
          == "sign_up.closed");
    scene.open(Registrations::Approval);
    CHECK(scene.admit(nina, {.username = "nina", .agreement = true, .locale = {}, .reason = {}, .provider = {}})
          == "sign_up.reason_blank");
    CHECK(scene.admit(nina, {.username = "nina", .agreement = true, .locale = {}, .reason = "I teach", .provider = {}})
          == "waits");
    auto account = scene.owner().value();
    CHECK_FALSE(scene.house.read([&](db::Reader& reader) { return has_password(reader, account); }));
    // Who is joined already is nobody new.
    CHECK(scene.admit(nina, {.username = "nina2", .agreement = true, .locale = {}, .reason = "I teach", .provider = {}})
          == "identity.taken");
    scene.open(Registrations::Closed);
    scene.identity.subject = "subject-2";
    auto otto = scene.arrival("otto@id.example");
    CHECK(scene.admit(
              otto,
              {.username = "otto", .agreement = true, .locale = {}, .reason = {}, .admission = Newcomers::AtOnce, .provider = {}})
          == "in");
    CHECK_FALSE(scene.house.read(
        [&](db::Reader& reader) { return find_arrival(reader, "browser", scene.house.domain(), scene.house.now); }));
    // An address that is proved here already makes no second account.
    scene.identity.subject = "subject-3";
    auto third = scene.arrival("OTTO@id.example");
    CHECK(scene.admit(
              third,
              {.username = "olga", .agreement = true, .locale = {}, .reason = {}, .admission = Newcomers::AtOnce, .provider = {}})
          == "identity.email_taken");
}

TEST_CASE("what is said of networks and of addresses holds for newcomers as well")
{
    Scene scene;
    scene.open(Registrations::Open);
    auto block = [&](std::string severity) {
        auto blocks = scene.house.read([&](db::Reader& reader) { return ip_blocks(reader, scene.house.domain(), {}); });
        for (const auto& old : blocks.items)
            REQUIRE(scene.house.write([&](db::Transaction& tx) { return remove_ip_block(tx, scene.house.domain(), old.id); }));
        REQUIRE(scene.house.write([&](db::Transaction& tx) {
            return add_ip_block(tx, scene.house.domain(),
                                {.network = "203.0.113.0/24", .severity = std::move(severity), .comment = {}, .expires_at = {}},
                                "", scene.house.now);
        }));
    };
    auto draft = NewcomerDraft{
        .username = "nina", .agreement = true, .locale = {}, .reason = {}, .provider = {}, .client_address = "203.0.113.9"};
    auto nina = scene.arrival("nina@mail.throwaway.example");
    auto held = scene.house.write([&](db::Transaction& tx) {
        return add_email_domain_block(tx, scene.house.domain(), "throwaway.example", false, scene.house.now);
    });
    REQUIRE(held);
    CHECK(scene.admit(nina, draft) == "user.email_refused");
    REQUIRE(scene.house.write(
        [&](db::Transaction& tx) { return remove_email_domain_block(tx, scene.house.domain(), held->id, scene.house.now); }));
    block("sign_up_block");
    CHECK(scene.admit(nina, draft) == "entry.refused");
    block("sign_up_requires_approval");
    CHECK(scene.admit(nina, draft) == "waits");
}
