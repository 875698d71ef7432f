// SPDX-License-Identifier: AGPL-3.0-or-later
// community/group_topics.h — what is said in a group, as its members read it: topics with what became of them, those that wait to be
// let in, and how much of it somebody has not read.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "community/group_announcements.h"
#include "community/groups.h"
#include "social/search.h"

namespace favilla::community {

struct Topic {
    AccountId group;
    StatusId status;
    StatusId active;  // the newest that was said in it
    Time active_at;
    std::int64_t answers = 0;
    bool is_pinned = false;
    bool is_closed = false;
    bool is_answered = false;                 // one answer is marked as the one that answered
    bool is_unread = false;                   // by the viewer, if they are a member
    std::optional<Announced> announced = {};  // also where its day is over
    std::string summary;                      // of a closed one
};

enum class TopicOrder { Activity, Newest };
// Unanswered: what asks something, takes answers, and has none that is marked as the one that answered.
enum class TopicState { Any, Unanswered };
std::optional<TopicState> parse_topic_state(std::string_view);  // "any", "unanswered"
// Newest first by that order, whose ids page them: of the newest answer, or of the topic. What the viewer may not see is left out.
social::Page<Topic> topics_of(db::Reader&, AccountId group, social::Viewer, TopicOrder, const social::PageRequest&,
                              TopicState = TopicState::Any);
// Of all groups that somebody is in, by when they began.
social::Page<Topic> topics_of_own_groups(db::Reader&, AccountId member, const social::PageRequest&, TopicState);
// What stands above the others: announced ones first, then those that are pinned.
std::vector<Topic> pinned_topics(db::Reader&, AccountId group, social::Viewer, Time now);

// What its members find of all that was said in it; others, of those who let themselves be searched.
social::Page<social::Status> search_group(db::Reader&, AccountId group, const std::string& words, const social::PageRequest&,
                                          const social::Searcher&);

// For those in charge, oldest first; answers as well.
std::vector<social::Status> waiting_topics(db::Reader&, AccountId group, int limit);
struct OwnTopic {  // or answer, that is not in the group, or not yet
    StatusId status;
    bool is_answer = false;
    bool is_refused = false;
    std::string reason;
};
std::vector<OwnTopic> own_waiting_topics(db::Reader&, AccountId group, AccountId author);  // the newest few

// Of posts in a conversation: which stand in a group, which were taken out of one or not let in, and which answers wait. Of the others
// nothing is said.
enum class Belonging { Inside, TakenOut, Waiting };
std::unordered_map<StatusId, Belonging> belonging_to_groups(db::Reader&, std::span<const StatusId>);

// All that was said until now, or up to this status.
Result<void> mark_group_read(db::Transaction&, AccountId group, AccountId who, std::optional<StatusId> until, Time now);

}  // namespace favilla::community
