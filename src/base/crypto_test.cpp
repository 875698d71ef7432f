// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/crypto.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {

Random counting()
{
    return [next = 0](std::span<std::byte> out) mutable {
        for (auto& byte : out) byte = static_cast<std::byte>(next++);
    };
}

constexpr PasswordCost cheap{.memory_kib = 64, .passes = 1};

}  // namespace

TEST_CASE("digests equal the published vectors")
{
    CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // RFC 4231, test case 2.
    CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?"))
          == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(to_hex(hmac_sha256({}, {})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("base64 of RFC 4648 goes both ways and refuses what is not base64")
{
    CHECK(to_base64("fooba") == "Zm9vYmE=");
    CHECK(from_base64("Zm9vYmE=") == "fooba");
    CHECK(from_base64("") == "");
    CHECK_FALSE(from_base64("Zm9vYmE"));
    CHECK_FALSE(from_base64("Zm9v YmE="));
    CHECK_FALSE(from_base64("Zm9vYmE=x"));
    CHECK(to_base64url("\xfb\xff\xfe") == "-__-");
    CHECK(from_base64url("-__-") == "\xfb\xff\xfe");
    CHECK(from_base64url("Zm9vYmE") == "fooba");
    CHECK(from_base64url("Zm9vYmE=") == "fooba");
    CHECK_FALSE(from_base64url("+//+"));
}

TEST_CASE("hex goes both ways and refuses odd lengths and other letters")
{
    CHECK(to_hex(std::string_view{"\0\x0f\xff", 3}) == "000fff");
    CHECK(from_hex("000FfF") == std::string{"\0\x0f\xff", 3});
    CHECK_FALSE(from_hex("abc"));
    CHECK_FALSE(from_hex("zz"));
}

TEST_CASE("a token is made of the random bytes it was given, and the system's never repeat")
{
    CHECK(random_token(counting(), 6) == "AAECAwQF");
    CHECK(random_token(system_random()).size() == 43);
    CHECK(random_token(system_random()) != random_token(system_random()));
}

TEST_CASE("a password is recognised, another is not, and an old cost is noticed")
{
    auto phc = hash_password(counting(), "correct horse", cheap);
    CHECK(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    auto right = check_password(phc, "correct horse", cheap);
    CHECK(right.matches);
    CHECK_FALSE(right.needs_rehash);
    CHECK_FALSE(check_password(phc, "correct house", cheap).matches);
    CHECK(check_password(phc, "correct horse").needs_rehash);
    CHECK_FALSE(check_password("", "correct horse").matches);
    CHECK_FALSE(check_password(std::string(500, 'x'), "correct horse").matches);
    CHECK(hash_password(system_random(), "x").starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST_CASE("nobody's hash is one like any other, and no password has it")
{
    auto phc = nobodys_password_hash(system_random(), cheap);
    auto other = hash_password(system_random(), "correct horse", cheap);
    CHECK(phc.size() == other.size());
    CHECK(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
    CHECK(std::ranges::count(phc, '$') == std::ranges::count(other, '$'));
    CHECK_FALSE(check_password(phc, "correct horse", cheap).matches);
    CHECK_FALSE(check_password(phc, "", cheap).matches);
    CHECK(phc != nobodys_password_hash(system_random(), cheap));
}

TEST_CASE("PKCE accepts the example of RFC 7636 and nothing shorter or other")
{
    auto verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    CHECK(pkce_matches(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
    CHECK_FALSE(pkce_matches(verifier, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN"));
    CHECK_FALSE(pkce_matches("short", pkce_challenge("short")));
}

TEST_CASE("texts are compared whole")
{
    CHECK(equal_in_constant_time("abc", "abc"));
    CHECK_FALSE(equal_in_constant_time("abc", "abd"));
    CHECK_FALSE(equal_in_constant_time("abc", "ab"));
    CHECK(equal_in_constant_time("", ""));
}
