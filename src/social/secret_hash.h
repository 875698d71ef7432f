// SPDX-License-Identifier: AGPL-3.0-or-later
// social/secret_hash.h — what is kept of a secret that somebody else holds: tokens, codes, links in mails.
#pragma once
#include <string>
#include <string_view>

#include "base/crypto.h"

namespace favilla::social {

// SHA-256 in base64url. Only for what was drawn at random: what people choose is for social/passwords.h.
inline std::string hash_of(std::string_view secret) { return to_base64url(sha256(secret)); }

}  // namespace favilla::social
