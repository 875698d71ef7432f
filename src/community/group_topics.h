// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_topics.h — what is said in a group, as its members read it: topics with what became of them, those that wait to be
// let in, and how much of it somebody has not read.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "community/groups.h"
#include "social/search.h"

namespace favilla::community {

struct Topic {
    StatusId status;
    StatusId active;  // the newest that was said in it
    Time active_at;
    std::int64_t answers = 0;
    bool is_pinned = false;
    bool is_closed = false;
    bool is_unread = false;  // by the viewer, if they are a member
    std::string summary;     // of a closed one
};

enum class TopicOrder { Activity, Newest };
// Newest first by that order, whose ids page them: of the newest answer, or of the topic. What the viewer may not see is left out.
social::Page<Topic> topics_of(db::Reader&, AccountId group, social::Viewer, TopicOrder, const social::PageRequest&);
std::vector<Topic> pinned_topics(db::Reader&, AccountId group, social::Viewer);

// What its members find of all that was said in it; others, of those who let themselves be searched.
std::vector<social::Status> search_group(db::Reader&, AccountId group, const std::string& words, const social::PageRequest&,
                                         const social::Searcher&);

// For those in charge, oldest first.
std::vector<social::Status> waiting_topics(db::Reader&, AccountId group, int limit);
struct OwnTopic {  // that is not in the group, or not yet
    StatusId status;
    bool is_refused = false;
    std::string reason;
};
std::vector<OwnTopic> own_waiting_topics(db::Reader&, AccountId group, AccountId author);  // the newest few

// All that was said until now, or up to this status.
Result<void> mark_group_read(db::Transaction&, AccountId group, AccountId who, std::optional<StatusId> until, Time now);

}  // namespace favilla::community
