// SPDX-License-Identifier: AGPL-3.0-or-later
// social/direct_conversations.h — the list of private conversations of each person who signs in here. One stands for a conversation
// and the circle of people that its direct statuses were addressed to: who is left out of an answer is in another one. It is kept in the
// transactions that post, edit and delete (docs.joinmastodon.org/methods/conversations).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "jobs/events.h"
#include "jobs/workers.h"
#include "social/paging.h"
#include "social/statuses.h"
#include "social/timelines.h"

namespace favilla::social {

using DirectConversationId = Id<struct DirectConversationTag>;

struct DirectConversation {
    DirectConversationId id;
    AccountId of;                   // whose list it stands in
    std::vector<AccountId> people;  // the others; none: somebody writes to themselves
    StatusId last_status;
    bool unread = false;
};

// It stands in the list with something new: another last status, its words, or whether it was read.
struct DirectConversationChanged {
    static constexpr std::string_view name = "DirectConversationChanged";
    DirectConversationId conversation;
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(DirectConversationChanged, (), (conversation, account))

// What posting, editing and deleting do; nothing for what is not direct. The status and its mentions are there already, when it is
// forgotten still. Whoever does not want to hear of the author (social/notifications.h) does not get it into their list.
void keep_direct(db::Transaction&, const Status&, Time now);
void revise_direct(db::Transaction&, const Status&, Time now);
void forget_direct(db::Transaction&, StatusId);
// After a block: the conversations of `who` in which `whom` is.
void leave_direct(db::Transaction&, AccountId who, AccountId whom);

// Newest first, by the last status, without those whose last status the reader may not see any more.
Page<DirectConversation> direct_conversations_of(db::Reader&, AccountId, const PageRequest&);
// None when it is another's, or was deleted from the list.
std::optional<DirectConversation> find_direct(db::Reader&, AccountId, DirectConversationId);

// How many of the list are unread, up to so many.
int unread_direct(db::Reader&, AccountId, int at_most);

// Refuse NotFound.
enum class Mark { Read, Unread };
Result<DirectConversation> mark_direct(db::Transaction&, AccountId, DirectConversationId, Mark);
Result<void> remove_direct(db::Transaction&, AccountId, DirectConversationId);

// What was said in one, whatever was deleted from the list; and all direct statuses of the reader's. Newest first (social/timelines.cpp).
Result<StatusPage> direct_messages(db::Reader&, AccountId, DirectConversationId, const PageRequest&);
StatusPage direct_timeline(db::Reader&, AccountId, const PageRequest&, Time now);

// Takes in the next of what was written before there were such lists; false when nothing remains.
bool take_in_direct(db::Transaction&, Time now);
void add_direct_work(jobs::Workers&, db::Database&, const Clock&);

}  // namespace favilla::social
