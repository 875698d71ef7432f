// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notifications.h — what somebody is told about, a row each, written in the transaction that caused it.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

using CollectionId = Id<struct CollectionTag>;
using ListeningId = Id<struct ListeningTag>;

enum class NotificationKind {
    Mention,
    Status,
    Reblog,
    Follow,
    FollowRequest,
    Favourite,
    Poll,
    Update,
    Quote,
    QuotedUpdate,
    EventReminder,
    EventPlace,    // who waited has one, and who asked elsewhere is confirmed
    EventRefused,  // who asked elsewhere is not
    EventUpdate,   // another time or place, or called off
    EventAnswer,
    EventInvitation,    // by whoever holds it
    GroupInvitation,    // from the group
    GroupAnnouncement,  // likewise, of a topic
    EarlyDraft,         // somebody shows one a draft
    AnswerMarked,       // as what answered
    Introduction,       // somebody would like two people to meet
    IntroductionMade,   // both said yes
    Standing,           // one's own, in the ledger of attention
    AddedToCollection,  // of somebody: social/collections.h
    PlanHeld,           // posts of one's own, or of the page it comes from, did not go out at their time
    ListeningBurst,     // much more is said than usual of what the page it comes from listens for
    AdminSignUp,
    AdminReport,
    ModerationWarning
};
std::string_view name_of(NotificationKind);  // as stored, and as the client API says it

struct NotificationDraft {
    AccountId to;
    NotificationKind kind;
    AccountId from;
    std::optional<StatusId> status;
    std::optional<ConversationId> conversation;  // where it happened: who muted that is not told
    std::optional<CollectionId> collection = {};
    std::optional<IdeaChangeId> idea_change = {};  // of an Update: not its words, but what became of the idea in it
    std::optional<ListeningId> listening = {};
};

// None when it is not told: to oneself (but for one's own poll and of one's own event), to somebody remote, to whom has blocked or muted the
// sender, the conversation or the branch it stands in or is blocked by the sender, or the same for the second time; nor when whom it is for would
// rather not hear from such senders (social/notification_policy.h): then it is kept back, or dropped.
// Publishes NotificationAdded.
std::optional<NotificationId> notify(db::Transaction&, const NotificationDraft&, Time now);

// Whether `to` signs in here and has not shut their ears to the sender or the conversation; to whom was silenced they are shut unless followed.
bool wants_to_know(db::Reader&, const NotificationDraft&, Time now);

// What the team is told of somebody, and somebody of the team: nobody has shut their ears to it. A warning comes from nobody
// in particular, so who is warned stands as its sender too.
void tell_of_sign_up(db::Transaction&, AccountId to, AccountId who, Time now);
void tell_of_report(db::Transaction&, AccountId to, AccountId by, ReportId, Time now);
void tell_of_warning(db::Transaction&, AccountId to, WarningId, Time now);
void tell_of_standing(db::Transaction&, AccountId to, Time now);  // one's own, which comes from nobody either

// What is undone is told no longer: all of a status, or one kind of one sender (an unfavourite).
void forget_notifications(db::Transaction&, StatusId);
void forget_notifications(db::Transaction&, StatusId, NotificationKind, AccountId from);
void forget_notifications(db::Transaction&, CollectionId);
void forget_notifications(db::Transaction&, CollectionId, AccountId to);
void forget_notifications(db::Transaction&, ListeningId);
void forget_notifications(db::Transaction&, AccountId to, NotificationKind, AccountId from);

}  // namespace favilla::social
