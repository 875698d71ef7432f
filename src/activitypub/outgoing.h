// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/outgoing.h — what happened here, told to other servers: each event becomes a parcel, rendered once, for the inboxes
// it concerns. Every function may be called twice for the same event.
#pragma once
#include "activitypub/federation.h"
#include "community/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/moves.h"
#include "social/relation_events.h"
#include "social/report_events.h"
#include "social/status_events.h"

namespace favilla::activitypub {

void tell_posted(Federation&, StatusId);  // also of a boost
void tell_edited(Federation&, StatusId);
void tell_deleted(Federation&, const social::StatusDeleted&);
void tell_changed(Federation&, const social::QuoteChanged&);  // who may quote it, or what became of its quote
void tell_revoked(Federation&, const social::QuoteRevoked&);
void ask_to_quote(Federation&, StatusId);  // QuoteRequest, where another server decides
void tell_liked(Federation&, const social::FavouriteAdded&);
void tell_unliked(Federation&, const social::FavouriteRemoved&);
void tell_voted(Federation&, const social::PollVoted&);
void tell_pinned(Federation&, const social::PinChanged&);
void tell_not_following(Federation&, AccountId ours, AccountId theirs);  // Undo of a follow that is not known here
void tell_moved(Federation&, const social::AccountMoved&);
void tell_reported(Federation&, const social::ReportFiled&);  // to the server of whom it is about, when that was wished
void tell_gone(Federation&, AccountId);                       // suspended, or gone for good
void tell_profile(Federation&, AccountId);

void tell_follow(Federation&, const social::FollowRequested&);
void tell_unfollow(Federation&, const social::AccountUnfollowed&);
void tell_accepted(Federation&, AccountId followed, AccountId follower);
void tell_rejected(Federation&, AccountId followed, AccountId follower);
void tell_blocked(Federation&, const social::AccountBlocked&);
void tell_unblocked(Federation&, const social::AccountUnblocked&);

void tell_event_changed(Federation&, const community::EventChanged&);
void tell_answer(Federation&, const community::EventAnswered&);      // of ours, to an event elsewhere
void tell_invited(Federation&, const community::EventInvited&);      // Invite
void tell_place(Federation&, const community::EventPlaceGiven&);     // Accept, to who waited
void tell_forgotten(Federation&, const community::EventForgotten&);  // Delete, to a guest who may not follow its host
// Accept or Reject of the Join that was received, for a transaction that has just decided.
void send_join_answer(db::Transaction&, const community::Event&, AccountId guest, std::string_view type, Time now);

// The answer to the Follow that was received, for a transaction that has just decided.
void send_accept(db::Transaction&, AccountId followed, AccountId follower, Time now);
void send_reject(db::Transaction&, AccountId followed, AccountId follower, Time now);

struct QuoteAnswer {
    std::string request;  // its id
    std::string quoted;   // the URIs of the two posts
    std::string instrument;
    std::string result;  // of the authorization; empty: refused
    std::string_view type = "QuoteRequest";
};
void answer_quote(Federation&, const social::Account& quoted_author, const social::Account& asking, const QuoteAnswer&);
// Reject of an answer that nobody asked about: its address is all that is said of it.
void tell_not_let_in(Federation&, const social::Account& by, const social::Account& author, std::string_view answer);

}  // namespace favilla::activitypub
