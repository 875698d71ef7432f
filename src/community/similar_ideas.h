// SPDX-License-Identifier: AGPL-3.0-or-later
// community/similar_ideas.h — ideas that may be the same as one that is being written, or as another one, so that people vote there instead and
// duplicates are put together. Words are compared by their stems, in Italian and in English, since of few words the language is not known.
//
// How alike: of the words that are asked for, the share that the other idea has, each weighing as much as it is rare among the ideas of
// this place (ln(1 + n / (ideas that have it + 1/2)), n ideas) and, where the other has it in its text alone and not in its title, 0.6 of
// that. Of the title alone, and of the title with the text, in which a word weighs 0.3, the larger share counts. docs/ideas.md says it in words.
#pragma once
#include "community/ideas.h"

namespace favilla::community {

struct SimilarIdea {
    Idea idea;
    double likeness = 0;  // from 0 to 1
};
inline constexpr double least_likeness = 0.35;
inline constexpr std::size_t most_words_compared = 40;  // of what is asked for, the first
inline constexpr int most_alike = 5;

struct SimilarQuery {
    DomainId domain;
    std::optional<AccountId> space;  // of a hidden group: its ideas too
    std::string title, text;
    std::optional<StatusId> but;  // not this one, nor what was merged with it
};
// What the viewer may see, the likest first. What was merged is found as what it was merged into.
std::vector<SimilarIdea> similar_ideas(db::Reader&, const SimilarQuery&, social::Viewer);
SimilarQuery like(db::Reader&, const Idea&);

void note_idea_words(db::Transaction&, StatusId);  // its words may be others: read in at once
void forget_idea_words(db::Transaction&, StatusId);
// What was there before, a batch a transaction; answers of how many. For a job.
int read_in_idea_words(db::Database&);

}  // namespace favilla::community
