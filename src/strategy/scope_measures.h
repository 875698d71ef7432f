// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/scope_measures.h — the measures of conversations, of time and of people over many conversations at once: those of a tag, a group, a
// page, an effort, a query, or all of the house. Without a database; what belongs to a scope is found by strategy/scopes.h.
// docs/methods/scope-measures.en.md.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/response_times.h"
#include "base/ids.h"
#include "base/time.h"
#include "conversations/answering.h"
#include "social/act_parts.h"
#include "strategy/reply_graph.h"

namespace favilla::strategy {

struct ScopeMessage {
    StatusId id;         // tells when
    std::size_t parent;  // before it in the same conversation; conversations::no_parent of the root
    std::int64_t author = 0;
    social::ActCode code = social::ActCode::Plain;
    bool is_deleted = false;  // its place in the tree is left
};
struct ScopeConversation {
    ConversationId id;
    std::vector<ScopeMessage> messages;  // the root first
};

enum class Counting { Raw, Authentic };

inline constexpr Duration answered_within = days(1), silence_that_ends = days(7);
inline constexpr std::int64_t virality_from = 5;           // nodes
inline constexpr std::size_t most_comments_weighed = 500;  // of whole conversations, newest first

struct ResponseFigures {
    std::int64_t n = 0, happened = 0;  // the others still wait, or still go on
    // Hours; none: that many have not happened.
    std::optional<double> median, median_lower, median_upper, p90;
    std::optional<double> within;  // the share that has happened by answered_within; none: nothing was waited for
};

struct Rhythm {
    std::int64_t weeks_in_a_row = 0;   // the longest run of weeks in which something was opened
    std::optional<double> worst_gap;   // days between two openings
    std::optional<double> burstiness;  // (σ − μ) / (σ + μ) of the gaps: −1 even, 0 by chance, 1 in bursts; from three openings on
};

struct ScopeFigures {
    std::int64_t conversations = 0, messages = 0, comments = 0;
    std::int64_t answered = 0;  // conversations that somebody else than their opener answered
    std::int64_t authors = 0;
    double effective_authors = 0;
    std::int64_t max_depth = 0, max_width = 0, h_index = 0;  // of the deepest, the widest, the highest
    double mean_comment_depth = 0;
    std::int64_t viral_conversations = 0;  // of five nodes or more
    std::optional<double> virality;        // their mean
    std::int64_t one_way = 0, reactive = 0, interactive = 0;
    ResponseFigures first_answer, life;
    Rhythm rhythm;
    ReplyGraph graph;
    std::optional<conversations::TowardsUs> towards_us;
    std::int64_t people_of_week = 0, people_of_month = 0;  // who wrote in the last 7 and 28 days before `until`
};

ResponseFigures response_figures(std::span<const analytics::Waiting>);  // of hours
// Hours until somebody else than who opened it answered, in whatever place.
analytics::Waiting first_answer(const ScopeConversation&, Counting, Time now);

// Newest conversation first. What is left out is contracted, not cut (conversations/authentic.h). Messages from `now` on are not there.
ScopeFigures measure_scope(std::span<const ScopeConversation>, Counting, Time until, Time now);
social::PartCounts parts_of_answers(std::span<const ScopeConversation>);

}  // namespace favilla::strategy
