// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/answering.h — who answers whom: which message the next comment answers, as a choice between four pulls (Gómez et al. 2013,
// doi 10.1007/s11280-012-0162-8; Aragón et al. 2017, doi 10.1186/s13174-017-0066-z). When a conversation has t messages, the next answers message k
// with a probability in proportion to
//
//     α · (answers k has) + β · [k opened the conversation] + κ · [k answers the author of the new comment] + τ^(t − k + 1)
//
// β large: people answer us. κ large: they answer each other. docs/methods/who-answers-whom.en.md.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "conversations/measure.h"

namespace favilla::conversations {

struct Interval {
    double lower = 0, upper = 0;  // 95 %, by the profile of the likelihood
};

struct Pull {
    double value = 0;
    Interval interval;
};

struct AnsweringFit {
    Pull popularity;   // α
    Pull opener;       // β
    Pull reciprocity;  // κ
    Pull novelty;      // τ, between 0 and 1
    // β / (β + κ): 1 where all that is not age and popularity goes to who opened, 0 where it goes to who answered one.
    Pull towards_us;
    double log_likelihood = 0;
    std::int64_t comments = 0;  // that had a choice: not the first of a conversation
};

// Conversations, each with its messages in the order in which they were written: a parent stands before its answers, the root first.
// None where fewer than `least_choices` comments had a choice.
inline constexpr std::int64_t least_choices = 20;
std::optional<AnsweringFit> fit_answering(std::span<const std::vector<TreeNode>> conversations);

// The last of these alone, its interval to two digits: several times faster.
struct TowardsUs {
    Pull pull;
    std::int64_t comments = 0;
};
std::optional<TowardsUs> fit_towards_us(std::span<const std::vector<TreeNode>> conversations);

// The log-likelihood of given pulls, for whoever checks it.
double answering_log_likelihood(std::span<const std::vector<TreeNode>> conversations, double popularity, double opener,
                                double reciprocity, double novelty);

}  // namespace favilla::conversations
