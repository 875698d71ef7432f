// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/perform.h — one function an activity. For inbox.cpp and perform*.cpp.
#pragma once
#include <optional>

#include "activitypub/federation.h"
#include "activitypub/read_actor.h"
#include "base/json.h"
#include "distribution/actors.h"
#include "social/accounts.h"
#include "social/remote_statuses.h"

namespace favilla::activitypub {

struct ReadNote;

struct Performance {
    Federation& federation;
    const boost::json::value& activity;
    const social::Account& actor;
    Time now;

    db::Database& database() const { return federation.database; }
};

// What an activity may not do, or can no longer do, is not done; its sender is told nothing.
template <class T>
void drop(const Result<T>&)
{}

// What wants to quote or to answer, brought along by the request or fetched; the asking actor's own. Throws while the server that has it does
// not answer.
std::optional<ReadNote> instrument_of(const Performance&);

void perform_create(const Performance&);
void perform_update(const Performance&);
void perform_delete(const Performance&);
void perform_announce(const Performance&);
void perform_like(const Performance&);
void perform_follow(const Performance&);
void perform_accept(const Performance&);
void perform_reject(const Performance&);
void perform_undo(const Performance&);
void perform_block(const Performance&);
void perform_flag(const Performance&);
void perform_move(const Performance&);

// perform_quotes.cpp
void perform_quote_request(const Performance&);
bool perform_quote_answer(const Performance&);  // of an Accept or Reject; false: it is about no quote
void forget_authorization(db::Transaction&, const Performance&, std::string_view authorization);

// perform_events.cpp
void perform_join(const Performance&);
void perform_leave(const Performance&);
void perform_tentative_accept(const Performance&);
void perform_ignore(const Performance&);
// Of an Accept or Reject: as the answer to an event of ours (Friendica), or to a Join of ours. False: it is about neither.
bool perform_about_event(const Performance&, bool accepts);
void perform_invite(const Performance&);
void perform_reply_request(const Performance&);
// An answer that was not taken in, to a post of ours or in a conversation of ours: its author's server is told, where its author may see what it answers.
void refuse_answer(const Performance&, std::string_view answer, std::string_view parent, const Error&);
// Of a Reject: about an answer of ours. What it answers is looked at again, which says why.
bool perform_about_answer(const Performance&);
void undo_event_answer(db::Transaction&, const Performance&, std::string_view object);

// perform_group.cpp
void perform_add(const Performance&);
void perform_remove(const Performance&);
void perform_lock(const Performance&);
void set_locked(const Performance&, std::string_view object, bool locked);
bool perform_removal(const Performance&, const social::Status&);  // false: it is in no group
bool perform_ban(const Performance&, bool bans);                  // false: it is about no group of ours

// The object itself where the activity brings it along; null when it only names it.
const boost::json::value* embedded(const boost::json::value& activity);

}  // namespace favilla::activitypub
