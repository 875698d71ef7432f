// SPDX-License-Identifier: AGPL-3.0-or-later
// social/app_tokens.h — the token of our own web app. It stands beside the session of a browser, is the same for all of its
// windows, and ends with it: whatever revokes the session revokes it too.
#pragma once
#include <string_view>

#include "social/tokens.h"

namespace favilla::social {

// The secret is made of the session's, so that asking again writes nothing. What it allows follows the person's role.
IssuedToken open_app_token(db::Database&, const Random&, const Token& session, std::string_view session_secret, Time now);

}  // namespace favilla::social
