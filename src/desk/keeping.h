// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/keeping.h — what the desk hears of, inside the transaction in which it happened; who calls stands in server/subscribe_desk.cpp. Each
// may be called twice.
#pragma once
#include "community/attention_events.h"
#include "db/database.h"
#include "desk/items.h"

namespace favilla::desk {

// The items of that conversation are what pages owe in it.
void keep_conversation(db::Transaction&, const community::AttentionChanged&);
// Somebody posted: when it was the team, in a conversation that stands on its desk, its turn goes on and the act is written down.
void keep_turn(db::Transaction&, StatusId);
// Somebody answers for a page no longer: what they had taken is anybody's again.
void free_held(db::Transaction&, AccountId page, AccountId person);
// Nobody of that account is there any more: what colleagues noted about them goes as well, and their filters.
void forget_desk_of_deleted(db::Transaction&, AccountId);
// What pages owed before there was a desk, so many conversations at a time; whether something remains.
bool keep_remaining(db::Transaction&);
bool remains_to_keep(db::Reader&);
void begin_keeping_anew(db::Transaction&);  // all of it, by keep_remaining()

}  // namespace favilla::desk
