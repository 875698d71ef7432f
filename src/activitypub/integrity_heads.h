// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/integrity_heads.h — the daily heads of the log of findings (integrity/chain.h) as notes of the organisation's own actor.
#pragma once
#include "activitypub/federation.h"

namespace favilla::activitypub {

// /actor/outbox and /actor/heads/:day. Not told: the outbox is there and holds nothing.
enum class HeadsAsNotes { Untold, Told };
void add_head_routes(net::Router&, Federation&, HeadsAsNotes);

}  // namespace favilla::activitypub
