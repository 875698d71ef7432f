// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/totp.h"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/bytes_of.h"
#include "base/crypto.h"

namespace favilla {

namespace {

constexpr std::int64_t steps_aside = 1;

std::string hmac_sha1(std::string_view key, std::string_view message)
{
    std::string out(20, '\0');
    unsigned length = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), bytes_of(message), message.size(), bytes_of(out), &length);
    return out;
}

}  // namespace

std::string to_base32(std::string_view bytes)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned held = 0;
    int bits = 0;
    for (char c : bytes) {
        held = held << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 5; bits -= 5) out += alphabet[held >> (bits - 5) & 31U];
        held &= 31U;
    }
    if (bits > 0) out += alphabet[held << (5 - bits) & 31U];
    return out;
}

std::string hotp(std::string_view secret, std::int64_t counter, int digits)
{
    std::string message(8, '\0');
    for (std::size_t n = 0; n < 8; ++n) message[7 - n] = static_cast<char>(static_cast<std::uint64_t>(counter) >> (8 * n) & 0xff);
    auto mac = hmac_sha1(secret, message);
    auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[at])); };
    auto from = byte(19) & 15U;
    auto number = (byte(from) & 0x7fU) << 24 | byte(from + 1) << 16 | byte(from + 2) << 8 | byte(from + 3);
    std::string code(static_cast<std::size_t>(digits), '0');
    for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10) *digit = static_cast<char>('0' + number % 10);
    return code;
}

std::int64_t totp_step(Time now) { return now.milliseconds / totp_period.milliseconds; }

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Time now)
{
    std::optional<std::int64_t> found;
    for (auto step = totp_step(now) - steps_aside; step <= totp_step(now) + steps_aside; ++step)
        if (equal_in_constant_time(code, hotp(secret, step))) found = step;
    return found;
}

}  // namespace favilla
