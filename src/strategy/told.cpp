// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/told.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace favilla::strategy {

namespace {

bool is_few(std::int64_t people) { return people > 0 && people < least_people_told; }

// Of what is not told of the one, nothing is told of the other.
Told as_far_as(Told said, const Told& also)
{
    if (!also.all) return {};
    if (!also.authentic) said.authentic.reset();
    return said;
}

}  // namespace

Told told(std::int64_t all, std::int64_t authentic, std::int64_t people, std::int64_t authentic_people,
          std::int64_t people_left_out)
{
    if (is_few(people)) return {};
    // From both numbers anybody reckons what lies between them.
    if (is_few(authentic_people) || is_few(people_left_out)) return {.all = all, .authentic = {}};
    return {.all = all, .authentic = authentic};
}

void ToldAnswers::add(const ScopeMessage& message)
{
    if (message.is_deleted) return;
    // What is counted where nothing is said of an answer, and what hangs on nothing, is as in strategy/scope_measures.
    bool counts = message.parent == conversations::no_parent || social::part_of(message.code) == social::ActPart::Authentic;
    ++all_;
    authors_.insert(message.author);
    if (counts) {
        ++authentic_;
        authentic_authors_.insert(message.author);
    } else {
        left_out_.insert(message.author);
    }
}

void ToldAnswers::add(const ToldAnswers& more)
{
    all_ += more.all_;
    authentic_ += more.authentic_;
    authors_.insert(more.authors_.begin(), more.authors_.end());
    authentic_authors_.insert(more.authentic_authors_.begin(), more.authentic_authors_.end());
    left_out_.insert(more.left_out_.begin(), more.left_out_.end());
}

std::int64_t ToldAnswers::others(const Authors& authors) const
{
    return std::ranges::count_if(authors, [&](std::int64_t author) { return !pages_->contains(author); });
}

Told ToldAnswers::answers() const
{
    return told(all_, authentic_, others(authors_), others(authentic_authors_), others(left_out_));
}

Told ToldAnswers::people() const
{
    auto left_out = others(authors_) - others(authentic_authors_);
    return told(std::ssize(authors_), std::ssize(authentic_authors_), others(authors_), others(authentic_authors_), left_out);
}

Told ToldAnswers::answers_beside(const ToldAnswers& remaining) const { return as_far_as(answers(), remaining.answers()); }

Told ToldAnswers::people_beside(const ToldAnswers& part) const
{
    auto only_here = [&](const Authors& all, const Authors& of_part) {
        Authors found;
        std::ranges::set_difference(all, of_part, std::inserter(found, found.end()));
        return others(found);
    };
    auto all = only_here(authors_, part.authors_), authentic = only_here(authentic_authors_, part.authentic_authors_);
    return as_far_as(people(), told(all, authentic, all, authentic, std::abs(all - authentic)));
}

}  // namespace favilla::strategy
