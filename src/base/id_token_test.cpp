// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/id_token.h"

#include <doctest/doctest.h>

using namespace favilla;

namespace {

// Made by another implementation (python3-cryptography), for this client, at this moment.
constexpr std::string_view modulus =
    "xRuaFTF5n3nOWr-vcHBrg1EhJIAze-2dytfFJpqPvOO00ZrjFqhEaf3uXzKvMkw61iZBB4AHoJaDy-8Wdwz11bXJIgzltWiC10x7c22seA79-E"
    "I2nNBTWTp5A4yakv9BrHiR5m-2z75NEs9PTcDCHlSkhd8MYcDINsJ8P2ZAjN17F9z4s0w3zOf5JiaxZWhomho5WccZLXi_vJK4NOddg7LATbIS"
    "J-xg5P1g9HcixMB55QDnRflpFSEfPNqkznLkeaAob7CLlboGWS1z42GArhXSmY4cmrHODoqwq6seZO0Mch5lzyMX1MzXEtgkI-j4iL5YAfywhp"
    "7eF5aBhYPzIw";
constexpr std::string_view token =
    "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogIm9uZSIsICJ0eXAiOiAiSldUIn0.eyJpc3MiOiAiaHR0cHM6Ly9pZC5leGFtcGxlIiwgInN1YiI6IC"
    "JhZGEtMSIsICJhdWQiOiAiZmF2aWxsYSIsICJleHAiOiAxOTAwMDAwMzAwLCAiaWF0IjogMTkwMDAwMDAwMCwgIm5vbmNlIjogIm4tMSIsICJl"
    "bWFpbCI6ICJhZGFAZXhhbXBsZS5vcmciLCAiZW1haWxfdmVyaWZpZWQiOiB0cnVlLCAiYW1yIjogWyJwd2QiLCAibWZhIl19.QseUuzHsiVASt"
    "hMhWLf0CVrIXRwgKCDUOIApcW9ayHGN4VFgVNkLOtrZE4aSMliGLk8w5SaJ26dreL1hidQbPOwOOfCAGeaL5h_MdD-QvPb8c18lFVXPm1Yl8l8"
    "0-ot8b1-xeNTELdVTv6gPGBzSahKmRLiz9MANY7y5f8spZH4c92rOt44_NF2bcvNdoovU2mOt5ViRM7qEirm9x5dImMnTZmwvz3vuPb4ev3z7S"
    "ki0k_0xp58ZA05sgSHLdrvZKB18fUlVfKzMt6RVot--YAOkdhSgjb7dnAEY3R8o4S3i7wiWMDu3fbZVux3YCehXObg0nBqvESX3FC5emAVI7Q";
const ExpectedToken expected{.issuer = "https://id.example", .client_id = "favilla", .nonce = "n-1"};
constexpr Time made{1'900'000'000'000};

std::string set_of(std::string_view key) { return "{\"keys\": [" + std::string{key} + "]}"; }

std::vector<ProviderKey> rsa_key(std::string_view more = {})
{
    return read_provider_keys(set_of("{\"kty\": \"RSA\", \"kid\": \"one\", \"e\": \"AQAB\", \"n\": \"" + std::string{modulus}
                                     + "\"" + std::string{more} + "}"))
        .value();
}

// Why it was refused; empty: it was not.
std::string reason(std::string_view text, const std::vector<ProviderKey>& keys, const ExpectedToken& wanted = expected,
                   Time now = made)
{
    auto verified = verify_id_token(text, keys, wanted, now);
    return verified ? std::string{} : verified.error().params.front().second;
}

}  // namespace

TEST_CASE("a token that is right says who it was")
{
    auto claims = verify_id_token(token, rsa_key(), expected, made);
    REQUIRE(claims);
    CHECK(claims->text("sub") == "ada-1");
    CHECK(claims->text("email") == "ada@example.org");
    CHECK(claims->email_verified);
    CHECK(claims->methods == std::vector<std::string>{"pwd", "mfa"});
    CHECK(claims->text("name") == "");
}

TEST_CASE("a token is for one client, one sign-in, and a short time")
{
    auto keys = rsa_key();
    CHECK(reason(token, keys, {"https://else.example", "favilla", "n-1"}) == "iss");
    CHECK(reason(token, keys, {"https://id.example", "another", "n-1"}) == "aud");
    CHECK(reason(token, keys, {"https://id.example", "favilla", "n-2"}) == "nonce");
    CHECK(reason(token, keys, {"https://id.example", "favilla", ""}) == "nonce");
    CHECK(reason(token, keys, expected, made + minutes(5) + id_token_skew - milliseconds(1)).empty());
    CHECK(reason(token, keys, expected, made + minutes(5) + id_token_skew) == "exp");
    CHECK(reason(token, keys, expected, made - id_token_skew).empty());
    CHECK(reason(token, keys, expected, made - id_token_skew - milliseconds(1)) == "iat");
}

TEST_CASE("a signature is by the key that is named, and by its algorithm alone")
{
    CHECK(reason(token, {}) == "kid");
    CHECK(rsa_key(", \"use\": \"enc\"").empty());
    CHECK(rsa_key(", \"alg\": \"RS512\"").empty());
    auto renamed = rsa_key();
    renamed.front().id = "two";
    CHECK(reason(token, renamed) == "kid");
    auto changed = std::string{token};
    changed[changed.find('.') + 20] ^= 1;
    CHECK(reason(changed, rsa_key()) == "signature");
    CHECK(reason("e30.e30.AA", rsa_key()) == "alg");
    CHECK(reason("eyJhbGciOiJub25lIn0.e30.", rsa_key()) == "form");
    CHECK(reason("eyJhbGciOiJub25lIn0.e30.AA", rsa_key()) == "alg");
    CHECK(reason("eyJhbGciOiJIUzI1NiJ9.e30.AA", rsa_key()) == "alg");
    CHECK(reason(std::string{token} + "=", rsa_key()) == "form");
}

TEST_CASE("the vectors of RFC 7515 (A.3) and RFC 8037 (A.4) are signed as they say")
{
    // What they say is no ID token: it is refused for that, and not for the signature.
    auto elliptic = read_provider_keys(set_of(R"({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})"));
    REQUIRE(elliptic->size() == 1);
    std::string signed_by_p256 =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    CHECK(reason(signed_by_p256, *elliptic) == "iss");
    signed_by_p256[signed_by_p256.size() - 10] ^= 1;
    CHECK(reason(signed_by_p256, *elliptic) == "signature");

    auto edwards =
        read_provider_keys(set_of(R"({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"));
    REQUIRE(edwards->size() == 1);
    std::string signed_by_ed25519 = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                                    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    CHECK(reason(signed_by_ed25519, *edwards) == "payload");
    signed_by_ed25519[signed_by_ed25519.size() - 9] ^= 1;  // "r" becomes "s"
    CHECK(reason(signed_by_ed25519, *edwards) == "signature");
}

TEST_CASE("keys that are weak, broken or for something else are left out, and too many are none")
{
    for (auto key : {R"({"kty": "RSA", "n": "AQAB", "e": "AQAB"})", R"({"kty": "RSA"})", R"({"kty": "oct", "k": "c2VjcmV0"})",
                     R"({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"})",
                     R"({"kty": "EC", "crv": "P-384", "x": "AAAA", "y": "AAAA"})",
                     R"({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"})", "7", "{}", "[]"}) {
        CAPTURE(key);
        CHECK(read_provider_keys(set_of(key))->empty());
    }
    std::string many = "{}";
    for (std::size_t n = 1; n <= max_provider_keys; ++n) many += ", {}";
    CHECK_FALSE(read_provider_keys(set_of(many)));
    CHECK_FALSE(read_provider_keys("[]"));
    CHECK_FALSE(read_provider_keys("{"));
}

TEST_CASE("claims are taken as they are written, and a verified address may be said as text")
{
    CHECK(read_claims(R"({"sub": "a", "email_verified": "true", "age": 7})")->email_verified);
    CHECK_FALSE(read_claims(R"({"sub": "a", "email_verified": 1})")->email_verified);
    CHECK(read_claims(R"({"sub": "a", "age": 7})")->text("age") == "");
    CHECK_FALSE(read_claims("[]"));
}
