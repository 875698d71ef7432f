// SPDX-License-Identifier: AGPL-3.0-or-later
// console/beacon.h — the door by which pages of the organisation's own sites tell that they are looked at: open to everybody, answered without
// waiting for anything, and saying nothing of what became of it.
#pragma once
#include "analytics/beacon.h"
#include "mastodon/api.h"
#include "net/router.h"

namespace favilla::console {

// POST and GET /api/favilla/v1/beacon, and GET /beacon.gif for pages without a script; for the team, GET /api/favilla/v1/visits/live.
void add_beacon_routes(net::Router&, mastodon::Services&, analytics::Beacon&);

}  // namespace favilla::console
