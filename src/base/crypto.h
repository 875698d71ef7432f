// SPDX-License-Identifier: AGPL-3.0-or-later
// base/crypto.h — randomness, digests, encodings and passwords. Bytes travel as std::string, whatever they hold.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace favilla {

// Fills the span with unpredictable bytes. Passed in, so that tests can foresee it.
using Random = std::function<void(std::span<std::byte>)>;
Random system_random();

std::string random_bytes(const Random&, std::size_t count);
// 256 bits unless told otherwise, as base64url without padding: fit for URLs, headers and cookies.
std::string random_token(const Random&, std::size_t bytes = 32);

std::string sha256(std::string_view);                                     // 32 raw bytes
std::string hmac_sha256(std::string_view key, std::string_view message);  // 32 raw bytes

std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view);
std::string to_base64(std::string_view bytes);                // RFC 4648, 4: padded
std::optional<std::string> from_base64(std::string_view);     // padding is required
std::string to_base64url(std::string_view bytes);             // RFC 4648, 5: without padding
std::optional<std::string> from_base64url(std::string_view);  // with or without padding

// Takes the same time wherever the first difference is; the lengths are not secret.
bool equal_in_constant_time(std::string_view, std::string_view);

// Argon2id as OWASP asks for; one hash at the default cost takes 19 MiB and about 25 ms: callers bound how many run at once.
struct PasswordCost {
    std::size_t memory_kib = 19'456;
    unsigned passes = 2;
    friend bool operator==(const PasswordCost&, const PasswordCost&) = default;
};

struct PasswordCheck {
    bool matches = false;
    bool needs_rehash = false;  // it matches, but was made at another cost
};

// A PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$hash.
std::string hash_password(const Random&, std::string_view password, const PasswordCost& = {});
// One that no password has, made without the work; to check against it takes as long as against any other.
std::string nobodys_password_hash(const Random&, const PasswordCost& = {});
PasswordCheck check_password(std::string_view phc, std::string_view password, const PasswordCost& = {});

// RFC 7636, 4.6, method S256: the verifier is 43 to 128 unreserved characters and its SHA-256 is the challenge.
std::string pkce_challenge(std::string_view verifier);
bool pkce_matches(std::string_view verifier, std::string_view challenge);

}  // namespace favilla
