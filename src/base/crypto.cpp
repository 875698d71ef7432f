// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/crypto.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sodium.h>

#include "base/bytes_of.h"

namespace favilla {

namespace {

// libsodium picks its fastest code for this processor once; calling it again costs nothing.
void prepare_sodium()
{
    static const int ready = sodium_init();
    if (ready < 0) throw std::runtime_error("libsodium cannot be initialised");
}

std::string encode_base64(std::string_view bytes, int variant)
{
    std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), variant);
    out.pop_back();  // the terminator
    return out;
}

std::optional<std::string> decode_base64(std::string_view text, int variant)
{
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(bytes_of(out), out.size(), text.data(), text.size(), nullptr, &length, &end, variant) != 0)
        return std::nullopt;
    if (end != text.data() + text.size()) return std::nullopt;
    out.resize(length);
    return out;
}

bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'
        || c == '~';
}

}  // namespace

Random system_random()
{
    prepare_sodium();
    return [](std::span<std::byte> out) { randombytes_buf(out.data(), out.size()); };
}

std::string random_bytes(const Random& random, std::size_t count)
{
    std::string out(count, '\0');
    random(std::as_writable_bytes(std::span{out}));
    return out;
}

std::string random_token(const Random& random, std::size_t bytes) { return to_base64url(random_bytes(random, bytes)); }

std::string sha256(std::string_view message)
{
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    SHA256(bytes_of(message), message.size(), bytes_of(out));
    return out;
}

std::string hmac_sha256(std::string_view key, std::string_view message)
{
    std::string out(SHA256_DIGEST_LENGTH, '\0');
    unsigned length = 0;
    // An empty view may hold a null pointer, which OpenSSL reads as "the key of last time".
    auto key_bytes = key.empty() ? bytes_of(std::string_view{""}) : bytes_of(key);
    if (!HMAC(EVP_sha256(), key_bytes, static_cast<int>(key.size()), bytes_of(message), message.size(), bytes_of(out), &length))
        throw std::runtime_error("HMAC-SHA-256 failed");
    return out;
}

std::string to_hex(std::string_view bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (unsigned char byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text)
{
    auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        auto high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string to_base64(std::string_view bytes) { return encode_base64(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::optional<std::string> from_base64(std::string_view text) { return decode_base64(text, sodium_base64_VARIANT_ORIGINAL); }

std::string to_base64url(std::string_view bytes) { return encode_base64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

std::optional<std::string> from_base64url(std::string_view text)
{
    bool padded = text.ends_with('=');
    return decode_base64(text, padded ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool equal_in_constant_time(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

namespace {

constexpr std::size_t password_hash_size = 32;

std::string phc_string(const PasswordCost& cost, std::string_view salt, std::string_view hash)
{
    auto plain = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost.memory_kib, cost.passes, encode_base64(salt, plain),
                       encode_base64(hash, plain));
}

}  // namespace

std::string hash_password(const Random& random, std::string_view password, const PasswordCost& cost)
{
    prepare_sodium();
    auto salt = random_bytes(random, crypto_pwhash_argon2id_SALTBYTES);
    std::string hash(password_hash_size, '\0');
    if (crypto_pwhash(bytes_of(hash), hash.size(), password.data(), password.size(), bytes_of(salt), cost.passes,
                      cost.memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        throw std::runtime_error("no memory to hash a password");
    return phc_string(cost, salt, hash);
}

std::string nobodys_password_hash(const Random& random, const PasswordCost& cost)
{
    return phc_string(cost, random_bytes(random, crypto_pwhash_argon2id_SALTBYTES), random_bytes(random, password_hash_size));
}

PasswordCheck check_password(std::string_view phc, std::string_view password, const PasswordCost& cost)
{
    prepare_sodium();
    std::array<char, crypto_pwhash_STRBYTES> stored{};
    if (phc.size() >= stored.size()) return {};
    std::ranges::copy(phc, stored.begin());
    if (crypto_pwhash_str_verify(stored.data(), password.data(), password.size()) != 0) return {};
    bool old = crypto_pwhash_str_needs_rehash(stored.data(), cost.passes, cost.memory_kib * 1024) != 0;
    return {.matches = true, .needs_rehash = old};
}

std::string pkce_challenge(std::string_view verifier) { return to_base64url(sha256(verifier)); }

bool pkce_matches(std::string_view verifier, std::string_view challenge)
{
    if (verifier.size() < 43 || verifier.size() > 128 || !std::ranges::all_of(verifier, is_unreserved)) return false;
    return equal_in_constant_time(pkce_challenge(verifier), challenge);
}

}  // namespace favilla
