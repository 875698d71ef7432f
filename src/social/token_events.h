// SPDX-License-Identifier: AGPL-3.0-or-later
// social/token_events.h — what happens to tokens that end (social/offline_access.h).
#pragma once
#include "jobs/events.h"

namespace favilla::social {

struct TokenEnded {  // its secret opens nothing any more, its grant may go on: what is open under it must be closed
    static constexpr std::string_view name = "TokenEnded";
    TokenId token;
};
BOOST_DESCRIBE_STRUCT(TokenEnded, (), (token))

}  // namespace favilla::social
