// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/passkeys.h"

#include <doctest/doctest.h>

#include "base/keys.h"
#include "social/administration.h"
#include "social/passkey_sign_in.h"
#include "support/house.h"
#include "support/mailbox.h"

using namespace favilla;
using namespace favilla::social;

namespace {

constexpr char present = 1, verified = 4, has_key = 0x40;

// An authenticator in software: one Ed25519 key.
struct Authenticator {
    PrivateKey key = PrivateKey::make_ed25519(system_random());
    std::string id = random_bytes(system_random(), 32);
    std::uint32_t count = 0;
    char flags = present | verified;
    std::string handle;

    std::string data(const std::string& rp_id, char more = 0) const
    {
        auto bytes = sha256(rp_id) + static_cast<char>(flags | more);
        for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(count >> shift);
        return bytes;
    }
    std::string raw_key() const { return from_base58(key.public_key().multibase().substr(1))->substr(2); }
    static std::string said(std::string_view type, std::string_view challenge, std::string_view origin,
                            std::string_view more = "")
    {
        return R"({"type":")" + std::string{type} + R"(","challenge":")" + to_base64url(challenge) + R"(","origin":")"
             + std::string{origin} + "\"" + std::string{more} + "}";
    }
    CredentialOffer offer(const std::string& rp_id, std::string_view client_data) const
    {
        auto made = data(rp_id, has_key) + std::string(16, '\0') + std::string{'\0', '\x20'} + id
                  + from_hex("a4010103272006215820").value() + raw_key();
        auto attestation = from_hex("a363666d74646e6f6e656761747453746d74a0686175746844617461").value() + '\x58'
                         + static_cast<char>(made.size()) + made;
        return {to_base64url(client_data), to_base64url(attestation), {"internal", "hybrid", "<b>"}};
    }
    CredentialAnswer answer(const std::string& rp_id, std::string_view client_data)
    {
        ++count;
        auto bytes = data(rp_id);
        return {to_base64url(id), to_base64url(client_data), to_base64url(bytes),
                to_base64url(key.sign(bytes + sha256(client_data))), handle};
    }
};

struct Scene {
    test::House house = test::house();
    Random random = system_random();
    FactorKey key{"a key of tests", system_random()};
    net::RateLimiter limiter;
    AccountId ada = house.person("ada");
    Domain domain = house.read([&](db::Reader& reader) { return *find_domain(reader, house.domain()); });
    RelyingParty party = relying_party(domain);
    std::string bound = bound_to_session("add", ada, TokenId{7});
    std::string browser = "the secret of a browser";
    std::vector<std::string> codes;

    std::string add(Authenticator& authenticator, std::string name = "Phone", std::string_view type = "webauthn.create")
    {
        auto challenge = key.challenge(bound, house.now);
        return add_with(authenticator, Authenticator::said(type, challenge, party.origin), std::move(name));
    }
    std::string add_with(Authenticator& authenticator, std::string client_data, std::string name = "Phone")
    {
        auto added = house.write([&](db::Transaction& tx) {
            authenticator.handle = passkey_handle(tx, random, ada);
            return add_passkey(tx, key, random, domain, ada, bound, authenticator.offer(party.id, client_data), name, house.now);
        });
        if (!added) return added.error().key;
        if (!added->recovery_codes.empty()) codes = added->recovery_codes;
        return "added";
    }
    std::string challenge() { return key.challenge(bound_to_browser(alone_at_the_door, browser), house.now); }
    CredentialAnswer answer(Authenticator& authenticator)
    {
        return authenticator.answer(party.id, Authenticator::said("webauthn.get", challenge(), party.origin));
    }
    std::string enter(CredentialAnswer given, std::string address = "192.0.2.1")
    {
        auto user = authenticate_passkey(*house.database, key, limiter, domain, {browser, std::move(given), std::move(address)},
                                         house.now);
        return user ? "welcome" : user.error().key;
    }
    std::string enter_with(Authenticator& authenticator, std::string client_data)
    {
        return enter(authenticator.answer(party.id, client_data));
    }
    std::string step(Authenticator& authenticator, std::string proof)
    {
        auto wanted = key.challenge(bound_to_browser(step_of(ada), browser), house.now);
        auto given = authenticator.answer(party.id, Authenticator::said("webauthn.get", wanted, party.origin));
        auto user = authenticate_step(*house.database, key, limiter, domain,
                                      {std::move(proof), {browser, given, "192.0.2.1"}, ""}, house.now);
        return user ? "welcome" : user.error().key;
    }
    std::string proof()
    {
        return house.read([&](db::Reader& reader) { return prove_password(reader, key, ada, house.now); });
    }
    std::vector<Passkey> passkeys()
    {
        return house.read([&](db::Reader& reader) { return passkeys_of(reader, ada); });
    }
    std::string remove(PasskeyId id, const FactorProof& given)
    {
        auto removed = house.write([&](db::Transaction& tx) { return remove_passkey(tx, key, ada, id, given, house.now); });
        return removed ? "removed" : removed.error().key;
    }
    bool has_factor()
    {
        return house.read([&](db::Reader& reader) { return has_second_factor(reader, ada); });
    }
    std::vector<std::string> subjects()
    {
        auto address = house.read([&](db::Reader& reader) { return find_user(reader, ada)->email; });
        std::vector<std::string> all;
        for (const auto& mail : test::mails_to(house, address)) all.push_back(mail.subject);
        return all;
    }
};

}  // namespace

TEST_CASE("a passkey is added with a name, brings recovery codes where it is the first factor, and signs in alone")
{
    Scene scene;
    Authenticator phone, key;
    REQUIRE(scene.add(phone, "  My phone ") == "added");
    CHECK(scene.codes.size() == recovery_code_count);
    scene.codes.clear();
    REQUIRE(scene.add(key, "Key") == "added");
    CHECK(scene.codes.empty());
    auto passkeys = scene.passkeys();
    REQUIRE(passkeys.size() == 2);
    CHECK(passkeys[0].name == "My phone");
    CHECK_FALSE(passkeys[0].last_used_at);
    CHECK(scene.has_factor());
    CHECK(scene.subjects() == std::vector<std::string>(2, "A passkey was added at " + scene.domain.title));

    scene.house.now = scene.house.now + hours(1);
    CHECK(scene.enter(scene.answer(phone)) == "welcome");
    CHECK(scene.passkeys()[0].last_used_at == scene.house.now);
    auto known = scene.house.read([&](db::Reader& reader) { return credentials_of(reader, scene.ada); });
    CHECK(known[0].transports == std::vector<std::string>{"hybrid", "internal"});
    CHECK(from_base64url(phone.handle)->size() == 64);
}

TEST_CASE("a challenge is answered once, within five minutes, by the browser it was made for and for what it was made")
{
    Scene scene;
    Authenticator phone;
    auto wanted = scene.key.challenge(scene.bound, scene.house.now);
    auto said = Authenticator::said("webauthn.create", wanted, scene.party.origin);
    CHECK(scene.add_with(phone, said) == "added");
    Authenticator second;
    CHECK(scene.add_with(second, said) == "passkey.again");

    auto answer = scene.answer(phone);
    CHECK(scene.enter(answer) == "welcome");
    CHECK(scene.enter(answer) == "passkey.again");
    // Spent although it was refused.
    auto challenge = scene.challenge();
    auto get = Authenticator::said("webauthn.get", challenge, scene.party.origin);
    auto broken = phone.answer(scene.party.id, get);
    broken.signature = to_base64url("no signature");
    CHECK(scene.enter(broken) == "passkey.wrong");
    CHECK(scene.enter_with(phone, get) == "passkey.again");

    auto late = scene.answer(phone);
    scene.house.now = scene.house.now + challenge_lasts + seconds(1);
    CHECK(scene.enter(late) == "passkey.again");
    auto elsewhere = scene.answer(phone);
    scene.browser = "another browser";
    CHECK(scene.enter(elsewhere) == "passkey.again");
    CHECK(scene.enter_with(
              phone, Authenticator::said("webauthn.get", scene.key.challenge(scene.bound, scene.house.now), scene.party.origin))
          == "passkey.again");
    CHECK(scene.enter_with(phone, Authenticator::said("webauthn.get", random_bytes(scene.random, 56), scene.party.origin))
          == "passkey.again");
    CHECK(scene.enter(scene.answer(phone)) == "welcome");
}

TEST_CASE("what was signed elsewhere, for another place, in a frame, or as another act is refused")
{
    Scene scene;
    Authenticator phone;
    CHECK(scene.add(phone, "Phone", "webauthn.get") == "passkey.wrong");
    REQUIRE(scene.add(phone) == "added");
    CHECK(scene.enter_with(phone, Authenticator::said("webauthn.get", scene.challenge(), "https://examp1e.org"))
          == "passkey.wrong");
    CHECK(scene.enter_with(phone, Authenticator::said("webauthn.create", scene.challenge(), scene.party.origin))
          == "passkey.wrong");
    CHECK(scene.enter_with(phone,
                           Authenticator::said("webauthn.get", scene.challenge(), scene.party.origin, R"(,"crossOrigin":true)"))
          == "passkey.wrong");
    CHECK(scene.enter(phone.answer("examp1e.org", Authenticator::said("webauthn.get", scene.challenge(), scene.party.origin)))
          == "passkey.wrong");
    CHECK(scene.enter({}) == "passkey.wrong");
}

TEST_CASE("alone it has to say whose it is, and to have made sure of it; beside the password it need not")
{
    Scene scene;
    Authenticator phone;
    REQUIRE(scene.add(phone) == "added");
    auto handle = phone.handle;
    phone.handle = "";
    CHECK(scene.enter(scene.answer(phone)) == "passkey.wrong");
    phone.handle = to_base64url(random_bytes(scene.random, 64));
    CHECK(scene.enter(scene.answer(phone)) == "passkey.wrong");
    phone.handle = handle;
    phone.flags = verified;
    CHECK(scene.enter(scene.answer(phone)) == "passkey.wrong");
    phone.flags = present;
    CHECK(scene.enter(scene.answer(phone)) == "passkey.unverified");
    phone.handle = "";
    CHECK(scene.step(phone, scene.proof()) == "welcome");
    CHECK(scene.step(phone, "no proof") == "second_factor.again");
}

TEST_CASE("a counter that goes backwards is refused and told, and one that stands still at nought is none")
{
    Scene scene;
    Authenticator phone;
    phone.count = 4;
    REQUIRE(scene.add(phone) == "added");
    CHECK(scene.enter(scene.answer(phone)) == "welcome");  // 5
    phone.count = 4;
    CHECK(scene.enter(scene.answer(phone)) == "passkey.copied");  // 5 again
    CHECK(scene.subjects().back() == "A passkey may have been copied at " + scene.domain.title);
    phone.count = 1;
    CHECK(scene.enter(scene.answer(phone)) == "passkey.copied");
    phone.count = 5;
    CHECK(scene.enter(scene.answer(phone)) == "welcome");

    Authenticator uncounted;
    REQUIRE(scene.add(uncounted) == "added");
    for (int n = 0; n < 2; ++n) {
        uncounted.count = static_cast<std::uint32_t>(-1);
        CHECK(scene.enter(scene.answer(uncounted)) == "welcome");
    }
}

TEST_CASE("another's passkey is no second factor, and opens only what is its own")
{
    Scene scene;
    Authenticator phone, other;
    REQUIRE(scene.add(phone) == "added");
    auto ada = scene.ada;
    scene.ada = scene.house.person("bob");
    scene.bound = bound_to_session("add", scene.ada, TokenId{8});
    CHECK(scene.add(phone) == "passkey.known");
    REQUIRE(scene.add(other) == "added");
    CHECK(scene.step(phone, scene.proof()) == "passkey.unknown");
    CHECK(scene.step(other, scene.proof()) == "welcome");
    scene.ada = ada;
    CHECK(scene.step(other, scene.proof()) == "passkey.unknown");
    phone.handle = scene.house.write([&](db::Transaction& tx) { return passkey_handle(tx, scene.random, ada); });
    CHECK(scene.enter(scene.answer(phone)) == "welcome");
    scene.house.write(
        [&](db::Transaction& tx) { tx.run("UPDATE users SET disabled_at = $2 WHERE account_id = $1", ada, scene.house.now); });
    CHECK(scene.enter(scene.answer(phone)) == "sign_in.disabled");
}

TEST_CASE("removing takes a second factor, and the last one takes the recovery codes along")
{
    Scene scene;
    Authenticator phone, key;
    REQUIRE(scene.add(phone) == "added");
    REQUIRE(scene.add(key, "Key") == "added");
    auto ids = scene.passkeys();
    CHECK(scene.remove(ids[0].id, FactorProof{""}) == "second_factor.wrong");
    CHECK(scene.remove(PasskeyId{1}, FactorProof{scene.codes[0]}) == "passkey.missing");
    CHECK(scene.remove(ids[0].id, FactorProof{scene.codes[0]}) == "removed");
    CHECK(scene.remove(ids[1].id, FactorProof{scene.codes[0]}) == "second_factor.wrong");
    auto demand = PasskeyDemand{.bound_to = bound_to_browser(alone_at_the_door, scene.browser), .of = scene.ada};
    auto proof = take_passkey(*scene.house.database, scene.key, scene.domain, demand, scene.answer(key), scene.house.now);
    REQUIRE(proof);
    CHECK(scene.remove(ids[1].id, FactorProof{*proof}) == "removed");
    CHECK_FALSE(scene.has_factor());
    CHECK(scene.house.read([&](db::Reader& reader) { return second_factor_of(reader, scene.ada); }).recovery_codes == 0);
    CHECK(scene.enter(scene.answer(key)) == "passkey.unknown");
    CHECK(scene.subjects().size() == 5);
}

TEST_CASE("ten are enough, each has a name, and all go with the account or by an administrator's hand")
{
    Scene scene;
    std::vector<Authenticator> all(max_passkeys + 1);
    CHECK(scene.add(all[0], " ") == "passkey.name_blank");
    CHECK(scene.add(all[0], std::string(max_passkey_name + 1, 'x')) == "passkey.name_too_long");
    for (std::size_t n = 0; n < max_passkeys; ++n) REQUIRE(scene.add(all[n]) == "added");
    CHECK(scene.add(all[max_passkeys]) == "passkey.enough");
    auto id = scene.passkeys()[0].id;
    auto rename = [&](AccountId who, std::string name) {
        auto done = scene.house.write([&](db::Transaction& tx) { return rename_passkey(tx, who, id, name); });
        return done ? "renamed" : done.error().key;
    };
    CHECK(rename(scene.ada, "Laptop") == "renamed");
    CHECK(rename(scene.house.person("bob"), "Mine") == "passkey.missing");
    CHECK(scene.passkeys()[0].name == "Laptop");
    CHECK(scene.house.write([&](db::Transaction& tx) { return lift_second_factor(tx, scene.ada, scene.house.now); }));
    CHECK(scene.passkeys().empty());
    CHECK_FALSE(scene.has_factor());
    REQUIRE(scene.add(all[max_passkeys]) == "added");
    CHECK(scene.house.write([&](db::Transaction& tx) { return delete_account(tx, scene.ada, scene.house.now); }));
    CHECK(scene.passkeys().empty());
}

TEST_CASE("tries with passkeys end, by address")
{
    Scene scene;
    Authenticator phone;
    REQUIRE(scene.add(phone) == "added");
    for (int n = 0; n < code_by_address.limit; ++n) CHECK(scene.enter({}) == "passkey.wrong");
    CHECK(scene.enter(scene.answer(phone)) == "second_factor.too_many");
    CHECK(scene.enter(scene.answer(phone), "198.51.100.1") == "welcome");
}
