// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/told.h — numbers of people as they may stand where everybody reads them: of fewer than five people none, and none from which somebody
// else's could be reckoned. docs/methods/public-figures.en.md.
#pragma once
#include <cstdint>
#include <optional>
#include <set>

#include "strategy/scope_measures.h"

namespace favilla::strategy {

inline constexpr std::int64_t public_weeks = 26;
inline constexpr std::int64_t least_people_told = 5;

// None: of fewer than five people, or fewer than five are left out of what is authentic.
struct Told {
    std::optional<std::int64_t> all, authentic;
};
// `people` wrote or came; nobody at all is told.
Told told(std::int64_t all, std::int64_t authentic, std::int64_t people, std::int64_t authentic_people,
          std::int64_t people_left_out);

// Answers, and who wrote them. Pages are no people: whether few wrote is a question about the others.
class ToldAnswers {
public:
    explicit ToldAnswers(const std::set<std::int64_t>& pages) : pages_(&pages) {}  // are kept where they are

    void add(const ScopeMessage&);
    void add(const ToldAnswers&);
    Told answers() const;
    Told people() const;  // each once

    // As answers() and people() say it of these, but without what a part of them that is told as well would give away: what remains
    // of them is told, or of nobody.
    Told answers_beside(const ToldAnswers& remaining) const;
    Told people_beside(const ToldAnswers& part) const;

private:
    using Authors = std::set<std::int64_t>;
    std::int64_t others(const Authors&) const;

    const std::set<std::int64_t>* pages_;
    std::int64_t all_ = 0, authentic_ = 0;
    Authors authors_, authentic_authors_, left_out_;
};

}  // namespace favilla::strategy
