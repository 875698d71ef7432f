// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/received.h — what was received, so that nothing is done twice, also not out of order: an activity that was
// taken back before it came is one that was seen.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::distribution {

bool was_seen(db::Reader&, std::string_view activity);
// True when it had not been seen before.
bool see(db::Transaction&, std::string_view activity, Time now);

// Whether the answers to a status were not asked for since then.
bool backfill_is_due(db::Reader&, StatusId, Time since);
void note_backfill(db::Transaction&, StatusId, Time now);  // a job is left to ask
void note_backfilled(db::Transaction&, StatusId);          // it brought one answer more
void note_backfill_finished(db::Transaction&, StatusId, Time now);
struct Backfill {
    Time asked_at;
    std::optional<Time> finished_at;
    std::int64_t found = 0;  // answers that it brought so far
};
std::optional<Backfill> find_backfill(db::Reader&, StatusId);
void forget_backfills(db::Transaction&, Time before);

enum class ActKind { Follow, Like, Block, Join, Yes, Maybe, No };
// Those that answer an event: one of them at a time.
inline constexpr std::array event_answer_acts{ActKind::Join, ActKind::Yes, ActKind::Maybe, ActKind::No};

// What an activity did, by its address: for those that take it back by that alone. One act has one address, the latest.
void remember_act(db::Transaction&, std::string_view activity, ActKind, AccountId actor, std::int64_t target);
struct Act {
    ActKind kind = ActKind::Follow;
    AccountId actor;
    std::int64_t target = 0;  // an account; of Like and of answers, a status
};
std::optional<Act> find_act(db::Reader&, std::string_view activity);
std::optional<std::string> uri_of_act(db::Reader&, ActKind, AccountId actor, std::int64_t target);
void forget_act(db::Transaction&, ActKind, AccountId actor, std::int64_t target);

}  // namespace favilla::distribution
