// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/integrity_heads.h — what the organisation's own actor says: the daily heads of the log of findings (integrity/chain.h), and the
// note of each quarter (integrity/quarter_notes.h). Notes that anybody can fetch; who follows the actor is sent them, once, by the ordinary
// deliveries. Nothing where federation.tells_heads is not.
#pragma once
#include "activitypub/federation.h"
#include "activitypub/perform.h"

namespace favilla::activitypub {

// /actor/outbox, /actor/followers, /actor/heads/:day, /actor/quarters/:quarter.
void add_head_routes(net::Router&, Federation&);

// What is new of the last days and was not sent yet. May be called as often as one likes.
void send_heads(Federation&, Time now);

// Follow and Undo of it. False: it is about no actor of a server of ours.
bool perform_server_follow(const Performance&);
bool undo_server_follow(const Performance&);

}  // namespace favilla::activitypub
