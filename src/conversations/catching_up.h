// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/catching_up.h — what came of a conversation since somebody last read it, told by its structure: how much, by whom, in which
// branches, and what of it was said to them. No words are made up.
#pragma once
#include "conversations/reading.h"

namespace favilla::conversations {

inline constexpr std::size_t branches_told = 5;
inline constexpr std::size_t people_told = 8;
inline constexpr std::size_t answers_told = 20;

struct GrownBranch {
    StatusId branch;  // a direct answer to what opened the conversation
    StatusId first;   // the oldest of what is new in it
    int answers = 0;  // that are new
    int people = 0;   // who wrote them
};

struct CatchUp {
    std::optional<StatusId> since;      // none: they have never read it, and nothing counts as new
    int answers = 0;                    // new ones, by others
    int people = 0;                     // who wrote them
    std::vector<AccountId> authors;     // of those, who wrote most first
    std::vector<GrownBranch> branches;  // that grew most first
    std::vector<StatusId> to_them;      // new ones that answer or name them, oldest first
    std::optional<StatusId> answer;     // that was marked as the answer, if it is new
};

// From `since`, or from how far they had read; what they may not see is not counted, nor what people wrote whom they have blocked or muted. None when they may see nothing of it.
std::optional<CatchUp> catch_up(db::Reader&, ConversationId, AccountId who, std::optional<StatusId> since, Time now);

}  // namespace favilla::conversations
