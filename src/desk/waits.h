// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/waits.h — each time that something waited on a desk: from when, until when, and how it ended. What waits still says so in its
// item; what is over is kept here alone.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "desk/items.h"

namespace favilla::desk {

enum class Ended {
    Answered,
    Thanked,     // or liked
    Done,        // otherwise, as somebody of the team said
    NoneNeeded,  // likewise
    Gone         // it was taken back, or the page hears of them no more
};
std::string_view name_of(Ended);
std::optional<Ended> parse_ended(std::string_view);
constexpr bool is_answer(Ended ended) { return ended <= Ended::Done; }

struct Wait {
    ItemId item;
    Time since;
    std::optional<Time> ended_at;
    std::optional<Ended> ended;
    std::optional<AccountId> by;
};

// Kept with the items, in the same transaction. What waited before the last wait ended has never ceased to wait: that one goes on.
void begin_wait(db::Transaction&, ItemId, Time since);
void end_wait(db::Transaction&, ItemId, Time at);  // how, is read from what happened; nothing where none is open
void end_wait_so(db::Transaction&, ItemId, Time at, Ended, AccountId by);  // how, is known
void name_end(db::Transaction&, ItemId, Ended, AccountId by);              // of the last one, which is over

// Those that began in that time, or ended in it, or wait still; by when they began.
std::vector<Wait> waits_between(db::Reader&, AccountId page, Time from, Time until);
std::optional<Time> first_wait(db::Reader&, AccountId page);  // when the first that is known of began
std::vector<Time> begun_between(db::Reader&, AccountId page, Time from, Time until);
// Hours of work that what ended in that time took: from when it was taken by who settled it, half an hour at most.
std::vector<double> handling_between(db::Reader&, AccountId page, Time from, Time until);

}  // namespace favilla::desk
