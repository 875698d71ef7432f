// SPDX-License-Identifier: AGPL-3.0-or-later
// community/idea_acts.h — what those who look after a space do with its ideas, the record of it, and who is told.
#pragma once
#include "community/ideas.h"

namespace favilla::community {

enum class IdeaActKind { State, Merge, Unmerge, Mark, Unmark };
std::optional<IdeaActKind> parse_idea_act(std::string_view);  // "state", "merge", …

struct IdeaAct {
    StatusId idea;
    AccountId by;
    IdeaActKind kind = IdeaActKind::State;
    IdeaState state = IdeaState::New;  // of State
    std::optional<IdeaState> from;     // of State: what was seen; where it is another now, Conflict "idea.changed"
    std::string word;                  // of State: for everybody
    bool answers = false;              // of State: the word is said in the conversation too, of a page in its voice
    std::optional<StatusId> object;    // of Merge another idea; of Mark and Unmark an answer
};
// Refuses: Forbidden "idea.not_allowed", NotFound "idea.missing", Conflict "idea.merged" (its state is that of what it was merged into),
// "idea.state_same", "idea.changed", "idea.merged_already", "idea.not_merged", "idea.merge_hidden", Invalid "idea.declined_why",
// "idea.word_too_long", "idea.word_missing", "idea.merge_itself", "idea.not_an_answer".
// Publishes IdeaChanged. Of two at once, the second finds what the first did.
Result<void> act_on_idea(db::Transaction&, DomainId, const IdeaAct&, Time now);

struct IdeaChange {
    IdeaChangeId id;
    StatusId idea;
    std::string kind;  // "proposed", "state", "merged", "absorbed", "unmerged", "released"
    AccountId by;      // of a page's ideas told as the page
    std::optional<IdeaState> from, to;
    std::optional<StatusId> other;  // that it was merged into, or that was merged into it
    std::string word;
    std::optional<StatusId> answer;
    Time created_at;
};
std::vector<IdeaChange> changes_of(db::Reader&, StatusId idea);  // oldest first
std::vector<IdeaChange> find_changes(db::Reader&, std::span<const IdeaChangeId>);
struct ChangeNote {
    StatusId idea;
    std::string_view kind;
    AccountId by;
    std::optional<IdeaState> from = {}, to = {};
    std::optional<StatusId> other = {};
    std::string_view word = {};
    std::optional<StatusId> answer = {};
};
IdeaChangeId note_change(db::Transaction&, const ChangeNote&, Time now);

// Whoever proposed, voted for or answered is told, but for who did it. May be done again: each is told once. For IdeaChanged, after.
void tell_of_change(db::Database&, IdeaChangeId, Time now);

}  // namespace favilla::community
