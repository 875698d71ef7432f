// SPDX-License-Identifier: AGPL-3.0-or-later
// base/totp.h — the codes of authenticator apps: RFC 6238 over RFC 4226, with what every app knows: SHA-1, six digits, thirty seconds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla {

inline constexpr int totp_digits = 6;
inline constexpr Duration totp_period = seconds(30);
inline constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226, 4, R6: 160 bits

std::string to_base32(std::string_view bytes);  // RFC 4648, 6: upper case, without padding, as apps ask for it

// RFC 4226, 5.3.
std::string hotp(std::string_view secret, std::int64_t counter, int digits = totp_digits);

std::int64_t totp_step(Time);
// The step whose code this is: the one of now, or one on either side, for clocks that go wrong. None: the code is of no such step.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view code, Time now);

}  // namespace favilla
