// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/keys.h"

#include <doctest/doctest.h>

using namespace favilla;

TEST_CASE("what a key signs its public key verifies, and nothing else")
{
    for (const auto& key : {PrivateKey::make_rsa(), PrivateKey::make_ed25519(system_random())}) {
        auto open = key.public_key();
        auto signature = key.sign("a spark");
        CHECK(open.verifies("a spark", signature));
        CHECK_FALSE(open.verifies("a sparks", signature));
        CHECK_FALSE(open.verifies("a spark", signature.substr(1)));
        CHECK_FALSE(open.verifies("a spark", ""));
        auto read = PublicKey::from_pem(open.pem());
        REQUIRE(read);
        CHECK(read->verifies("a spark", signature));
        auto kept = PrivateKey::from_bytes(key.bytes());
        REQUIRE(kept);
        CHECK(open.verifies("again", kept->sign("again")));
    }
}

TEST_CASE("RFC 8032, 7.1, test 2: one byte signed with Ed25519")
{
    auto seed = from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    auto key = PrivateKey::from_bytes("e" + *seed);
    REQUIRE(key);
    CHECK(
        to_hex(key->sign("\x72"))
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    auto multibase = key->public_key().multibase();
    CHECK(multibase.starts_with("z6Mk"));
    CHECK(PublicKey::from_multibase(multibase)->verifies("\x72", key->sign("\x72")));
}

TEST_CASE("what is no key is none")
{
    CHECK_FALSE(PublicKey::from_pem("").has_value());
    CHECK_FALSE(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").has_value());
    CHECK_FALSE(PublicKey::from_multibase("z6MkInvalid0").has_value());
    CHECK_FALSE(PublicKey::from_multibase("u6Mk").has_value());
    CHECK_FALSE(PrivateKey::from_bytes("").has_value());
    CHECK_FALSE(PrivateKey::from_bytes("rnothing").has_value());
}

TEST_CASE("a box opens with its own key only, and not when it was changed")
{
    std::string key(box_key_size, 'k'), other(box_key_size, 'o');
    auto box = seal(system_random(), key, "secret");
    CHECK(unseal(key, box) == "secret");
    CHECK_FALSE(unseal(other, box).has_value());
    box.back() ^= 1;
    CHECK_FALSE(unseal(key, box).has_value());
    CHECK_FALSE(unseal(key, "short").has_value());
}

TEST_CASE("base 58 reads back what it wrote, zeros in front included")
{
    CHECK(to_base58("Hello World!") == "2NEpo7TZRRrLZSi2U");
    for (auto bytes : {std::string{"\0\0a", 3}, std::string{}, std::string(34, '\xff')})
        CHECK(from_base58(to_base58(bytes)) == bytes);
    CHECK_FALSE(from_base58("0OIl").has_value());
}
