// SPDX-License-Identifier: AGPL-3.0-or-later
// community/ledger.h — the ledger of attention of one person: what they gave to the pages of this place and what came back, with decay, and the
// standing that comes of it. It is theirs: they see why, take it with them, delete it and switch it off (docs/ledger.md).
#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "community/ledger_kinds.h"
#include "social/paging.h"

namespace favilla::community {

enum class Standing { None, Spark, Ember, Flame };
std::string_view name_of(Standing);  // "none", "spark", …
std::optional<Standing> parse_standing(std::string_view);

struct StandingRule {
    Standing standing;
    double from;           // points given: reached at
    double until;          // lost below: lower than `from`, so that nobody flickers between two
    Duration answered_in;  // how soon the team has promised to answer
};
inline constexpr std::array<StandingRule, 4> standing_rules = {{
    {Standing::None, 0, 0, days(7)},
    {Standing::Spark, 30, 20, days(3)},
    {Standing::Ember, 120, 80, days(2)},
    {Standing::Flame, 360, 240, days(1)},
}};
constexpr const StandingRule& rule_of(Standing standing) { return standing_rules[static_cast<std::size_t>(standing)]; }

// Somebody's entries of one kind on one day.
struct LedgerDay {
    LedgerKind kind;
    std::int64_t day = 0;  // since 1970, UTC
    std::int64_t count = 0, amount = 0;
    std::int64_t left_out = 0;  // of the amount, what is not authentic (social/act_parts.h): it stands there and is worth nothing
};
// What they are worth now: points times what the day's cap lets count, halved every half-life since the day began. Sums of it are sums.
double worth(const LedgerDay&, Time now);
std::int64_t counted(const LedgerDay&);
double points_given(std::span<const LedgerDay>, Time now);
// Where somebody with these points stands who stood there before.
Standing standing_after(Standing before, double points);
// When the points will have faded below what keeps the standing. None for Standing::None.
std::optional<Time> fades_at(Standing, double points, Time now);

std::vector<LedgerDay> ledger_days(db::Reader&, AccountId);  // by kind and day
// What somebody does counts otherwise than before: votes for ideas, and a standing.
void count_otherwise(db::Transaction&, AccountId);

enum class LedgerState { Kept, Off, Team };  // whoever is of the team has none
std::string_view name_of(LedgerState);
struct LedgerPerson {
    LedgerState state = LedgerState::Kept;
    std::optional<Time> since;  // deleted or begun anew then
    Standing standing = Standing::None;
    std::optional<Time> standing_since;
};
// None for whoever has no ledger at all: people of other servers, pages, groups.
std::optional<LedgerPerson> find_ledger(db::Reader&, AccountId);

struct StandingChange {
    std::int64_t id = 0;
    Standing was = Standing::None, became = Standing::None;
    double points = 0;
    Time created_at;
};
std::vector<StandingChange> standing_changes(db::Reader&, AccountId);  // newest first, at most 100

struct LedgerEntry {
    LedgerKind kind;
    std::int64_t object = 0;
    Time at;
    std::int64_t amount = 1;
};
// Newest first, behind that entry.
std::vector<LedgerEntry> ledger_entries(db::Reader&, AccountId, const std::optional<LedgerEntry>& after, int limit);

// Everything goes, and nothing of what was until now is ever counted again.
void delete_ledger(db::Transaction&, AccountId, Time now);
// Switched off, nothing is kept; on again, it begins anew.
void keep_ledger(db::Transaction&, AccountId, bool kept, Time now);
// For AccountSuspended of a deleted account, inside.
void forget_ledger_of_deleted(db::Transaction&, AccountId);
// Whoever leaves the team begins anew: nothing done in it is support. For VoiceEnded and RoleChanged, after.
void begin_ledger_anew(db::Transaction&, AccountId, Time now);

// Looks at standings that may have changed by now, writes each change down and tells the person. For a job; answers how many were looked at.
int tend_standings(db::Database&, Time now);
// What was there before the ledger was kept is read in; false when nothing remains.
bool count_remaining(db::Transaction&);
bool remains_to_count(db::Reader&);
// Everything anew, from nothing: all people of this installation.
void begin_recounting(db::Transaction&);

}  // namespace favilla::community
