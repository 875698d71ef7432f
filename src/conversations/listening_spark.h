// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/listening_spark.h — what was first said of what a page listens for in some days and found an echo, and the way it went from
// there: who answered and boosted whom, in the order of time. Steps are told of those who let strangers find their words and have not
// blocked the page; the others are a number.
#pragma once
#include <optional>
#include <vector>

#include "conversations/listening_figures.h"

namespace favilla::conversations {

enum class SpreadKind { Answer, Boost };

struct SpreadStep {
    Time at = {};
    SpreadKind kind = SpreadKind::Answer;
    AccountId by, of;  // whom they answered or boosted
    StatusId status;   // the answer; of a boost, what was boosted
};

struct Spark {
    StatusId status;
    AccountId by;
    Time at = {};
    std::vector<SpreadStep> steps;  // the oldest first
    std::int64_t unnamed = 0;       // steps by others
    std::int64_t people = 0;        // of all steps, and who wrote it
    bool is_complete = true;        // else it went on further than is looked at
};

inline constexpr std::size_t most_spread_steps = 500;

// The earliest post that counts in the span and that somebody else answered or boosted; if there is none, the earliest. None: nothing was said.
std::optional<Spark> listening_spark(db::Reader&, const Listening&, const ListeningSpan&);

}  // namespace favilla::conversations
