// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/evidence.h — what a finding rests on, so that somebody can follow it: which posts, when, how many two members share against how
// many they would share if each acted as often as they do, and where everybody else does.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "integrity/judgement.h"

namespace favilla::integrity {

struct EvidenceAct {
    AccountId account;
    std::int64_t at = 0;  // seconds UTC
};

struct EvidencePost {
    StatusId status;
    std::string kind;  // post, page, group, idea, poll, reply
    std::int64_t published_at = 0;
    int together = 0;               // members who acted on it
    std::vector<EvidenceAct> acts;  // in time; none of a poll, whose votes are secret
};

// Of the posts of a week: what two members share, on average over all pairs of them.
struct EvidenceWeek {
    std::int64_t begins = 0;  // seconds UTC, a multiple of a week
    int posts = 0;            // that two or more acted on
    double observed = 0, expected = 0;
};

struct Evidence {
    double observed = 0, expected = 0;  // all weeks together
    double near_days = 0,
           near_expected = 0;  // S: days on which two met within its window, of those pairs that were tested; 0: none was
    int posts = 0, days = 0;   // posts on which, and days (UTC) on which, two or more met
    std::vector<SignalFigure> signals;  // the least p of each
    std::vector<EvidenceWeek> weeks;
    std::vector<EvidencePost> shown;  // those that most members acted on
};
inline constexpr std::size_t most_posts_shown = 20;

struct JudgedPost {
    StatusId status;
    std::string kind;
};

// `posts` by object of the community, `accounts` by account; `synchrony` of all; `members` sorted.
Evidence evidence_of(const Community&, const std::vector<JudgedPost>& posts, const std::vector<AccountId>& accounts,
                     const PairTest& synchrony, const std::vector<std::uint32_t>& members);

// JSON, the same for the same evidence; what is no evidence is read as none.
std::string write_evidence(const Evidence&);
Evidence read_evidence(std::string_view);
std::string write_signals(const std::vector<SignalFigure>&);
std::vector<SignalFigure> read_signals(std::string_view);
Evidence without_account(Evidence, AccountId);

}  // namespace favilla::integrity
