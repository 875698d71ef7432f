// SPDX-License-Identifier: AGPL-3.0-or-later
// social/poll_parts.h — how the votes of a poll count (social/act_parts.h): of each option, and of whoever voted. Kept where votes and labels
// change, for what is told of ten thousand is not counted at each look. Of polls of this place alone: of those of other servers, and of
// archives, nobody here knows who stands behind the numbers.
#pragma once
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "social/act_parts.h"
#include "social/polls.h"

namespace favilla::social {

struct PollParts {
    PartCounts voters;
    std::vector<PartCounts> options;  // by position

    bool is_whole() const { return voters.raw() == voters.authentic; }
};
// None where nothing is kept.
std::optional<PollParts> parts_of_poll(db::Reader&, PollId);
// With the poll itself, of one look at both. None as well for what the viewer may not see.
struct PartedPoll {
    Poll poll;
    PollParts parts;
};
std::optional<PartedPoll> find_parted_poll(db::Reader&, PollId, Viewer);
// Of those that somebody voted in; options as far as there are votes.
std::unordered_map<PollId, PollParts> parts_of_polls(db::Reader&, std::span<const PollId>);

inline constexpr int any_option = -1;
// One more vote for an option; and one more voter, for any_option.
void count_in_parts(db::Transaction&, PollId, AccountId voter, int position);
void recount_polls(db::Transaction&, std::span<const PollId>);
void recount_polls_of(db::Transaction&, AccountId voter);
// Those that come after `last`, by id: the last one of them, and none when all were counted.
std::optional<PollId> recount_more_polls(db::Transaction&, PollId last);
void recount_all_polls(db::Transaction&);
void forget_poll_parts(db::Transaction&, PollId);

// A notification of their own, "votes_left_out": votes of people whom they brought in are left out of this poll. Once of each.
void tell_of_votes_left_out(db::Transaction&, AccountId to, StatusId poll, Time now);

}  // namespace favilla::social
