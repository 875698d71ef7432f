// SPDX-License-Identifier: AGPL-3.0-or-later
// console/federation.h — what the configuration says of other servers, and the limits that hold for them, for who looks after the place.
#pragma once
#include "mastodon/api.h"
#include "net/router.h"

namespace favilla::console {

// As the server was started with it.
struct FederationSettings {
    bool allow_list = false;       // federation.allow_list
    bool asks_signatures = false;  // federation.secure_mode, or the list of allowed servers, which asks for them too
};

// GET /api/favilla/v1/federation
void add_federation_routes(net::Router&, mastodon::Services&, FederationSettings);

}  // namespace favilla::console
