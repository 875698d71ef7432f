// SPDX-License-Identifier: AGPL-3.0-or-later
// community/attention.h — whose attention a page owes an answer: what people outside its team wrote to it, named it in, or said in a conversation
// it opened, and that nobody of the team has answered, liked or set aside; and topics that nobody answered, of groups that its team looks after.
// The oldest debt stands first (docs/ledger.md).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "community/ledger.h"

namespace favilla::community {

inline constexpr Duration debts_last = days(180);  // what is older is on no list
inline constexpr int debts_of_one_person = 3;      // conversations of one person on the list at a time: a flood buries nobody

struct Debt {
    AccountId page;
    StatusId status;  // the oldest of theirs that waits in its conversation
    AccountId author;
    std::int64_t waiting = 1;  // posts of theirs in that conversation
    Time created_at;
    Standing standing = Standing::None;  // of its author
    Time due_at() const { return created_at + rule_of(standing).answered_in; }
};
// Those a page may see, oldest first, behind that status. Blocked, muted, limited, suspended and automated accounts are left out. It may
// be fewer than asked for although more follow: `next` says where.
struct DebtPage {
    std::vector<Debt> items;
    std::optional<StatusId> next;
};
DebtPage debts_of(db::Reader&, std::span<const AccountId> pages, std::optional<StatusId> after, int limit, Time now);
std::int64_t debts_to(db::Reader&, AccountId person, DomainId, Time now);  // of all pages of that domain

enum class DebtActKind { Thank, NeedsNone, Undo };
std::optional<DebtActKind> parse_debt_act(std::string_view);  // "thank", "needs_none", "undo"
struct DebtAct {
    AccountId page, by;
    StatusId status;
    DebtActKind kind = DebtActKind::Thank;
};
// By whom the page's roles let look after its marks; written down in the page's log. Thanking is a favourite in the page's voice, which tells the
// person wherever they are, and stands in their ledger as thanks. Refuses NotFound "ledger.not_owed" (no debt of that page, or nothing to
// undo), Forbidden "page.not_allowed".
Result<void> act_on_debt(db::Transaction&, const DebtAct&, Time now);

struct SettledDebt {
    std::int64_t id = 0;
    AccountId page, author, by;
    StatusId status;
    bool thanked = false;
    Time created_at;
};
social::Page<SettledDebt> settled_debts(db::Reader&, AccountId page, const social::PageRequest&);  // newest first
// Whose debts somebody may see: pages they speak for; one that signs in by itself sees its own.
std::vector<AccountId> pages_read_by(db::Reader&, AccountId person);
bool reads_fans(db::Reader&, AccountId person);  // they, and who looks after the house

struct Fan {
    AccountId account;
    Standing standing = Standing::None;
    Time standing_since;
};
// Whoever has a standing, by when they came: nobody is ranked. Behind that account.
std::vector<Fan> fans_of(db::Reader&, DomainId, AccountId after, int limit);

// What the subscribers call: the debts that this status makes or settles. Each may be done again.
struct NewInConversation {
    StatusId id;
    AccountId author;
    ConversationId conversation;
    std::optional<StatusId> parent;
    std::optional<AccountId> answered;
};
void note_debts_of_new(db::Transaction&, const NewInConversation&);
void weigh_debts(db::Transaction&, StatusId);                                            // of one post, from nothing
void weigh_debts_in(db::Transaction&, ConversationId, std::optional<AccountId> author);  // none: of everybody's posts there
void settle_by_mark(db::Transaction&, StatusId, AccountId by);
void weigh_topic(db::Transaction&, StatusId);                // after what was done to it: taken in, let go, closed
void count_debts_of_page(db::Transaction&, AccountId page);  // from nothing; announces nothing

// Who looks after which groups has changed: their topics are weighed afterwards, so many at a time. Whether something was left.
void begin_weighing_topics(db::Transaction&, std::optional<AccountId> group, AccountId person);
bool remains_to_weigh(db::Reader&);
bool weigh_remaining_topics(db::Transaction&, Time now);

// All that one page owes in one conversation at once, by whom its roles let (the caller asks). Set aside, it needs no answer, but for
// what came behind what they had seen within the last half minute, as with answers. Brought back is what that person set aside at that moment.
struct ConversationDebts {
    AccountId page, by;
    ConversationId conversation;
    std::optional<StatusId> seen = {};  // the last post that person had read; none: all that stands there
};
void set_aside_conversation(db::Transaction&, const ConversationDebts&, Time at);
void bring_back_conversation(db::Transaction&, const ConversationDebts&, Time settled_at);

// For queries. Whether that account belongs to the team of the page p: the page itself, who speaks for it, who looks after the house.
std::string of_team(std::string_view who);
// Whether the page of a row (page_id, author_id, conversation_id) wants to hear of its author, whose account is `a`; `now` as in "$3".
std::string wanted_by_page(std::string_view row, std::string_view now);

}  // namespace favilla::community
