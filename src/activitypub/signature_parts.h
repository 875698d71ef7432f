// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/signature_parts.h — what both forms of HTTP signatures share. For signatures*.cpp alone.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "activitypub/signatures.h"

namespace favilla::activitypub {

std::unexpected<Error> bad_signature(std::string_view why);  // Forbidden "signature.…"

std::string_view trimmed(std::string_view);

// The one header of that name; none when it is absent or there are two, for then nobody knows which was signed.
std::optional<std::string_view> single_header(const net::Request&, std::string_view name);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7), the preferred form alone.
std::optional<Time> parse_http_date(std::string_view);

Result<void> check_age(std::optional<Time> made, std::optional<Time> expires, Time now);

Result<Signature> read_cavage(const net::Request&, std::string_view origin, Time now);
Result<Signature> read_rfc9421(const net::Request&, std::string_view origin, Time now);

}  // namespace favilla::activitypub
