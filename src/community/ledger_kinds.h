// SPDX-License-Identifier: AGPL-3.0-or-later
// community/ledger_kinds.h — what counts as attention given and returned, and how much (docs/ledger.md). An entry is a fact that stands in the
// tables of posts, votes, ideas, invitations and events anyhow: one query per kind says which, for one object as for everything, so that what
// is kept while people act is what is found by counting from nothing.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::community {

enum class LedgerKind {
    Answer,  // to a page, naming one, or in a conversation that a page opened
    Topic,   // begins a conversation in a group or with a page
    Vote,    // in a poll of a page
    IdeaVote,
    Idea,
    Invitation,  // somebody came through it
    Event,       // had said yes when it was over
    Boost,       // of a page's post
    Like,        // of a page's post
    Answered,    // by a page
    Thanked,
    Credited,  // an answer of theirs was marked in an idea
    Shipped,   // an idea of theirs became true
    Shared,    // a page boosted their post
    Liked      // by a page
};
enum class LedgerSide { Gave, Back };

struct LedgerWeight {
    LedgerKind kind;
    std::string_view name;  // as stored, and as our API says it
    LedgerSide side;
    int points;     // for one, or for an hour of an event
    int daily_cap;  // so many of a day (UTC) count: noise must not pay
};
inline constexpr std::array<LedgerWeight, 15> ledger_weights = {{
    {LedgerKind::Answer, "answer", LedgerSide::Gave, 5, 6},
    {LedgerKind::Topic, "topic", LedgerSide::Gave, 5, 3},
    {LedgerKind::Vote, "vote", LedgerSide::Gave, 2, 5},
    {LedgerKind::IdeaVote, "idea_vote", LedgerSide::Gave, 2, 5},
    {LedgerKind::Idea, "idea", LedgerSide::Gave, 10, 2},
    {LedgerKind::Invitation, "invitation", LedgerSide::Gave, 20, 3},
    {LedgerKind::Event, "event", LedgerSide::Gave, 10, 8},
    {LedgerKind::Boost, "boost", LedgerSide::Gave, 2, 3},
    {LedgerKind::Like, "like", LedgerSide::Gave, 1, 5},
    {LedgerKind::Answered, "answered", LedgerSide::Back, 5, 6},
    {LedgerKind::Thanked, "thanked", LedgerSide::Back, 5, 6},
    {LedgerKind::Credited, "credited", LedgerSide::Back, 10, 3},
    {LedgerKind::Shipped, "shipped", LedgerSide::Back, 20, 3},
    {LedgerKind::Shared, "shared", LedgerSide::Back, 5, 3},
    {LedgerKind::Liked, "liked", LedgerSide::Back, 1, 5},
}};
constexpr const LedgerWeight& weight_of(LedgerKind kind) { return ledger_weights[static_cast<std::size_t>(kind)]; }
std::optional<LedgerKind> parse_ledger_kind(std::string_view);

inline constexpr Duration ledger_half_life = days(90);

// Those of one object, or all, as they are true now. Nothing of whoever has no ledger: people of other servers, pages, groups, the team, and
// those who switched it off or were before their deletion. Somebody's standing is looked at again when something changed.
void count_entries(db::Transaction&, LedgerKind, AccountId, std::int64_t object);
void count_all_entries(db::Transaction&, AccountId);
void drop_entries(db::Transaction&, std::int64_t object);  // of whoever has them: it is gone

// Whose ledger is kept, from when on, and whose pages it is about.
struct LedgerOwner {
    DomainId domain;
    Time since;
};
std::optional<LedgerOwner> ledger_owner(db::Reader&, AccountId);
bool is_of_team(db::Reader&, AccountId);  // of the house or of one of its pages
void look_at_standing(db::Transaction&, AccountId, Time);

}  // namespace favilla::community
