// SPDX-License-Identifier: AGPL-3.0-or-later
// social/open_sessions.h — where somebody is signed in: their browsers, and the applications they let in. What stands beside a
// browser's session (social/app_tokens.h) is one with it here.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "social/tokens.h"

namespace favilla::social {

struct OpenSession {
    TokenId id;
    TokenKind kind = TokenKind::Bearer;  // Browser or Bearer
    std::string name;                    // of the browser or the application; empty: it said none, or a token made by hand
    std::optional<std::string> website;
    Scopes scopes;
    std::optional<AccountId> page;  // let in to speak as it
    Time created_at;
    std::optional<Time> last_used_at;  // to the hour
    bool offline_access = false;       // its token ends, and it gets itself the next (social/offline_access.h)
    bool is_current = false;           // the one that asks
};

// Newest first. `asking` is the token of the request.
std::vector<OpenSession> open_sessions(db::Reader&, AccountId, TokenId asking);

// Publishes TokenRevoked for each token that is gone. Refuses NotFound for another's.
Result<void> end_session(db::Transaction&, AccountId, TokenId);
// All but that of `asking`, codes that were not exchanged yet with them. How many.
std::int64_t end_other_sessions(db::Transaction&, AccountId, TokenId asking);

}  // namespace favilla::social
