// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/scope_comparison.h — whether conversations of a scope are answered sooner than others: by what opens them, by the page that opens
// them, or in this period and the one before; by the log-rank test. docs/methods/scope-measures.en.md.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/response_times.h"
#include "strategy/scopes.h"

namespace favilla::strategy {

enum class CompareBy { Kind, Page, Period };
std::optional<CompareBy> parse_compare_by(std::string_view);

inline constexpr std::size_t most_compared_groups = 12;  // the largest; the others are one

// Kinds are poll, question, media, link and plain, the first that holds; pages by their names, and "people"; periods "before" and "now".
// "other": groups beyond so many.
struct AnswerGroup {
    std::string key;
    std::vector<ScopeConversation> conversations;
};
struct ComparedGroups {
    std::vector<AnswerGroup> groups;  // largest first; periods in their order
    bool is_complete = true;
};
ComparedGroups read_compared(db::Reader&, const Scope&, const ScopeSpan&, CompareBy);

struct ComparedAnswers {
    std::vector<ResponseFigures> figures;  // of each group
    std::optional<analytics::LogRank> test;
};
ComparedAnswers compare_answers(const std::vector<AnswerGroup>&, Counting, Time now);

}  // namespace favilla::strategy
