// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/entry_rules.h"

#include <doctest/doctest.h>

#include "support/house.h"

using namespace favilla;
using namespace favilla::social;

namespace {

struct Scene {
    test::House house = test::house();

    Result<IpBlock> block(std::string network, std::string severity, std::optional<Time> until = {}, std::string asking = "")
    {
        house.tick();
        return house.write([&](db::Transaction& tx) {
            return add_ip_block(tx, house.domain(),
                                {.network = std::move(network),
                                 .severity = std::move(severity),
                                 .comment = {},
                                 .expires_at = std::optional{until}},
                                asking, house.now);
        });
    }
    Result<EmailDomainBlock> block_domain(std::string_view name, bool waits = false)
    {
        house.tick();
        return house.write(
            [&](db::Transaction& tx) { return add_email_domain_block(tx, house.domain(), name, waits, house.now); });
    }
    Entry entry(std::string_view email, std::string_view address = "198.51.100.7")
    {
        return house.read([&](db::Reader& reader) { return entry_of(reader, house.domain(), email, address, house.now); });
    }
};

std::string key_of(const auto& refused) { return refused ? "" : refused.error().key; }

}  // namespace

TEST_CASE("of several networks that hold an address the strictest counts, until it ends")
{
    Scene scene;
    CHECK(scene.entry("ada@example.org") == Entry::Free);
    REQUIRE(scene.block("198.51.100.0/24", "sign_up_requires_approval"));
    CHECK(scene.entry("ada@example.org") == Entry::WithApproval);
    REQUIRE(scene.block("198.51.100.6/31", "sign_up_block", scene.house.now + days(1)));
    CHECK(scene.entry("ada@example.org") == Entry::Refused);
    CHECK(scene.entry("ada@example.org", "198.51.100.8") == Entry::WithApproval);
    CHECK(scene.entry("ada@example.org", "::ffff:198.51.100.7") == Entry::Refused);
    CHECK(scene.entry("ada@example.org", "203.0.113.1") == Entry::Free);
    CHECK(scene.entry("ada@example.org", "no address") == Entry::Free);
    scene.house.now = scene.house.now + days(2);
    CHECK(scene.entry("ada@example.org") == Entry::WithApproval);

    scene.house.write([&](db::Transaction& tx) { forget_ended_ip_blocks(tx, scene.house.now); });
    auto left = scene.house.read([&](db::Reader& reader) { return ip_blocks(reader, scene.house.domain(), {}); });
    REQUIRE(left.items.size() == 1);
    CHECK(net::to_string(left.items[0].network) == "198.51.100.0/24");
}

TEST_CASE("a network is kept in its normal form, once, and nobody shuts themselves out")
{
    Scene scene;
    auto made = scene.block("2001:db8:1:2::99/64", "no_access");
    REQUIRE(made);
    CHECK(net::to_string(made->network) == "2001:db8:1:2::/64");
    CHECK(key_of(scene.block("2001:db8:1:2:3::/64", "sign_up_block")) == "entry.network_known");
    for (auto wrong : {"", "example.org", "192.0.2.1/33", "192.0.2/24", "2001:db8::/129", "192.0.2.1 "})
        CHECK_MESSAGE(key_of(scene.block(wrong, "no_access")) == "entry.network", wrong);
    CHECK(key_of(scene.block("192.0.2.1", "silence")) == "entry.severity");
    CHECK(key_of(scene.block("192.0.0.0/16", "no_access", {}, "192.0.2.1")) == "entry.own_address");
    CHECK(scene.block("192.0.0.0/16", "sign_up_block", {}, "192.0.2.1"));
}

TEST_CASE("the gate is shut to whom nothing is answered, for that organisation, until the block ends")
{
    Scene scene;
    Gate gate{*scene.house.database};
    CHECK(gate.shut_for("203.0.113.9", scene.house.now).empty());
    REQUIRE(scene.block("203.0.113.0/24", "no_access", scene.house.now + hours(1)));
    REQUIRE(scene.block("198.51.100.0/24", "sign_up_block"));
    CHECK(gate.shut_for("203.0.113.9", scene.house.now).empty());  // it has not been told yet
    gate.reread();
    CHECK(gate.shut_for("203.0.113.9", scene.house.now) == std::vector{scene.house.domain()});
    CHECK(gate.shut_for("198.51.100.9", scene.house.now).empty());
    CHECK(gate.shut_for("rubbish", scene.house.now).empty());
    CHECK(gate.shut_for("203.0.113.9", scene.house.now + hours(2)).empty());
}

TEST_CASE("a domain holds what is below it, and counts who tried")
{
    Scene scene;
    CHECK(key_of(scene.block_domain("not a host")) == "entry.email_domain");
    CHECK(key_of(scene.block_domain("")) == "entry.email_domain");
    auto throwaway = scene.block_domain("Throwaway.Example");
    REQUIRE(throwaway);
    CHECK(key_of(scene.block_domain("throwaway.example")) == "entry.email_domain_known");
    REQUIRE(scene.block_domain("slow.throwaway.example", true));
    CHECK(scene.entry("a@THROWAWAY.example") == Entry::EmailRefused);
    CHECK(scene.entry("a@mx.throwaway.example") == Entry::EmailRefused);
    CHECK(scene.entry("a@slow.throwaway.example") == Entry::WithApproval);  // the longer name counts
    CHECK(scene.entry("a@notthrowaway.example") == Entry::Free);

    scene.house.write([&](db::Transaction& tx) {
        for (int i = 0; i < 3; ++i) note_email_attempt(tx, scene.house.domain(), "a@mx.throwaway.example", scene.house.now);
        note_email_attempt(tx, scene.house.domain(), "a@elsewhere.example", scene.house.now);
    });
    scene.house.now = scene.house.now + days(1);
    auto seen = scene.house.read([&](db::Reader& reader) {
        return find_email_domain_block(reader, scene.house.domain(), throwaway->id, scene.house.now);
    });
    REQUIRE(seen);
    REQUIRE(seen->history.size() == 7);
    CHECK(seen->history[0].accounts == 0);
    CHECK(seen->history[1].accounts == 3);
    CHECK(scene.house.write([&](db::Transaction& tx) {
        return remove_email_domain_block(tx, scene.house.domain(), throwaway->id, scene.house.now);
    }));
    CHECK(scene.entry("a@throwaway.example") == Entry::Free);
}

TEST_CASE("the same mailbox has the same hash, however it is written")
{
    // SHA-256 of "adal@example.org"
    auto hash = canonical_email_hash("adal@example.org");
    CHECK(hash == "148684a022049c43d24ac5d126aab26ea060b07accb707d4c339a571e135aa30");
    CHECK(canonical_email_hash("Ada.L+news@Example.org") == hash);
    CHECK(canonical_email_hash("a.d.a.l@example.org") == hash);
    CHECK(canonical_email_hash("adal@example.net") != hash);

    Scene scene;
    auto held =
        scene.house.write([&](db::Transaction& tx) { return block_email_hash(tx, scene.house.domain(), hash, scene.house.now); });
    REQUIRE(held);
    auto again = scene.house.write(
        [&](db::Transaction& tx) { return block_email(tx, scene.house.domain(), "ada.l@example.org", scene.house.now); });
    REQUIRE(again);
    CHECK(again->id == held->id);
    CHECK(scene.entry("ADAL+x@example.org") == Entry::EmailRefused);
    for (auto wrong : {"", "05c8", "zz"})
        CHECK(key_of(scene.house.write(
                  [&](db::Transaction& tx) { return block_email_hash(tx, scene.house.domain(), wrong, scene.house.now); }))
              == "entry.email_hash");
    CHECK(scene.house.write([&](db::Transaction& tx) { return remove_email_block(tx, scene.house.domain(), held->id); }));
    CHECK(scene.entry("adal@example.org") == Entry::Free);
}
