// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/reading.h — a conversation as a discussion: a tree in reading order (each answer right behind what it
// answers, older before newer), cut to branches and pages. What the viewer may not see is not there, nor answers by
// people whom they have blocked or muted, and what hangs on it hangs on the nearest ancestor that is; what was deleted is there without words.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "social/visibility.h"

namespace favilla::conversations {

enum class ConversationStatus { Open, Closed };

struct Conversation {
    ConversationId id;
    AccountId opener;
    StatusId root;
    ConversationStatus state = ConversationStatus::Open;
    std::int64_t statuses_count = 0;
    Time created_at;
    Time last_status_at;
    std::string summary;                        // of a closed one: what came of it
    std::optional<StatusId> answer;             // that answered what was asked
    std::optional<ConversationId> split_from;   // it was a branch of
    std::optional<ConversationId> merged_into;  // everything said in it stands there
};

std::optional<Conversation> find_conversation(db::Reader&, ConversationId);

// Whoever may see its root, or anything in it.
bool may_see_conversation(db::Reader&, ConversationId, social::Viewer);

struct ReadingNode {
    StatusId status;
    std::optional<StatusId> parent;  // among what the viewer sees
    int depth = 0;                   // of the branch that is read
    int answers = 0;                 // direct ones
    int descendants = 0;
    bool deleted = false;
};

struct ReadingRequest {
    std::optional<StatusId> branch;  // only this status and what is below it
    std::optional<StatusId> after;   // go on behind this one
    std::optional<StatusId> since;   // what others said after this one is counted
    int limit = 100;
};

struct Reading {
    std::vector<ReadingNode> nodes;
    int total = 0;  // of the branch
    int fresh = 0;  // of it, by others since then
    bool more = false;
};

// Those that were branches of it, oldest first.
std::vector<Conversation> split_off(db::Reader&, ConversationId);

Reading read_conversation(db::Reader&, ConversationId, const ReadingRequest&, social::Viewer, Time now);

// The opener closes and opens it again. Refuses NotFound, Forbidden "conversation.not_opener", Invalid "conversation.summary_too_long".
// Published as a change of who may answer what opened it.
Result<Conversation> set_state(db::Transaction&, ConversationId, ConversationStatus, std::string_view summary, AccountId by,
                               Time now);

}  // namespace favilla::conversations
