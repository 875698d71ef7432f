// SPDX-License-Identifier: AGPL-3.0-or-later
// community/ledger_watch.h — what the ledger and the debts of pages hear of, inside the transaction in which it happened; who calls stands in
// server/subscribe_ledger.cpp. Each may be called twice.
#pragma once
#include <optional>

#include "base/ids.h"
#include "base/time.h"
#include "community/events.h"
#include "db/database.h"

namespace favilla::community {

void ledger_posted(db::Transaction&, StatusId);
void ledger_edited(db::Transaction&, StatusId);
// The words are gone by then, and of a boost the row as well.
void ledger_deleted(db::Transaction&, StatusId, AccountId author, std::optional<StatusId> boost_of);
void ledger_boosted(db::Transaction&, AccountId by, StatusId);
enum class MarkChange { Added, Removed };
void ledger_marked(db::Transaction&, AccountId by, StatusId, MarkChange);  // after ideas have counted it
void ledger_voted(db::Transaction&, AccountId by, StatusId);
void ledger_arrived(db::Transaction&, AccountId);        // admitted, suspended or given back: their inviter's entry
void ledger_reshaped(db::Transaction&, ConversationId);  // what is said in it was said elsewhere, or is no more

// What became of ideas, from where it is done.
void ledger_idea_began(db::Transaction&, StatusId);
void ledger_idea_changed(db::Transaction&, StatusId);  // its state, what it was merged into
void ledger_idea_ended(db::Transaction&, StatusId);    // its post may stand yet
void ledger_credited(db::Transaction&, AccountId author, StatusId answer);

// The time of an event that it stands at (next_at) is over: who had said yes to it gave it. Not of one that only some may see, or that was called off.
void note_attendance(db::Transaction&, const Event&);
// Of events that do not come again. For a job; answers of how many.
int note_last_attendance(db::Transaction&, Time now);

}  // namespace favilla::community
