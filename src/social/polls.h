// SPDX-License-Identifier: AGPL-3.0-or-later
// social/polls.h — a question under a status, with two options or more and an end.
#pragma once
#include <unordered_map>

#include "social/statuses.h"

namespace favilla::social {

inline constexpr std::size_t min_poll_options = 2;
inline constexpr std::size_t max_poll_options = 4;
inline constexpr std::size_t max_poll_option_length = 50;
inline constexpr Duration min_poll_duration = minutes(5);
inline constexpr Duration max_poll_duration = days(31);

struct PollOption {
    std::string title;
    std::int64_t votes_count = 0;
    std::int64_t authentic = 0;  // of these, where votes are left out
};

struct Poll {
    PollId id;
    StatusId status;
    AccountId author;
    std::vector<PollOption> options;
    bool multiple = false;
    bool hide_totals = false;  // the counts of each option are told after the end only
    std::optional<Time> expires_at;
    std::int64_t voters_count = 0;
    std::optional<std::int64_t> authentic_voters;  // where votes are left out (social/poll_parts.h)
    std::vector<int> own_votes;                    // the viewer's choices
    bool voted = false;                            // has the viewer voted, or is it their own poll
};

bool has_ended(const Poll&, Time now);

Result<void> check_poll(const PollDraft&);
PollId add_poll(db::Transaction&, StatusId, AccountId author, const PollDraft&, Time now);
// An edit that changes the options starts the count again.
void replace_poll(db::Transaction&, PollId, const PollDraft&, Time now);
void remove_poll(db::Transaction&, PollId);

// None when there is none, or the viewer may not see its status.
std::optional<Poll> find_poll(db::Reader&, PollId, Viewer);
std::unordered_map<PollId, Poll> polls_among(db::Reader&, std::span<const PollId>, Viewer);

// Refuses: NotFound, Invalid (ended, own poll, voted already, no such option, several where one may be chosen).
Result<Poll> vote(db::Transaction&, PollId, AccountId voter, std::span<const int> choices, Time now);

// One choice of somebody whose server sends them one at a time, by the option's title. Refuses as vote() does; a choice
// that was made already is made once.
Result<void> vote_from_elsewhere(db::Transaction&, PollId, AccountId voter, std::string_view option, Time now);

// Tells author and voters of polls that have ended; how many were announced. A schedule calls it again until none are left.
int announce_ended_polls(db::Transaction&, Time now, int at_most = 100);

}  // namespace favilla::social
