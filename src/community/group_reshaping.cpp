// SPDX-License-Identifier: AGPL-3.0-or-later
// What becomes of the places in a group when conversations are split, merged and moved.
#include "community/group_announcements.h"
#include "community/group_events.h"
#include "community/groups.h"
#include "jobs/events.h"
#include "social/conversation_states.h"
#include "social/search_index.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

// The newest that was said in a topic, and by whom.
void find_activity(db::Transaction& tx, AccountId group, ConversationId conversation)
{
    auto newest = tx.row("SELECT status_id, author_id FROM group_statuses WHERE conversation_id = $2 AND group_id = $1 "
                         "AND removed_at IS NULL AND state = 'taken' ORDER BY status_id DESC LIMIT 1",
                         group, conversation);
    if (!newest) return;
    tx.run(
        "UPDATE group_statuses SET active_id = $3, active_by = $4 WHERE conversation_id = $2 AND group_id = $1 AND is_topic = 1",
        group, conversation, newest->get<StatusId>(0), newest->get<std::optional<AccountId>>(1));
}

// Where the statuses went, the places go.
void follow_statuses(db::Transaction& tx, AccountId group, ConversationId conversation)
{
    tx.run("UPDATE group_statuses SET conversation_id = $2 WHERE group_id = $1 AND status_id IN "
           "(SELECT id FROM statuses WHERE conversation_id = $2)",
           group, conversation);
}

}  // namespace

std::optional<AccountId> group_of_topic(db::Reader& reader, StatusId topic)
{
    auto place = place_in_group(reader, topic);
    if (!place || !place->is_topic || !find_group(reader, place->group)) return std::nullopt;
    return place->group;
}

void become_topic(db::Transaction& tx, AccountId group, StatusId topic, ConversationId conversation, Time now)
{
    auto before = tx.value<ConversationId>("SELECT conversation_id FROM group_statuses WHERE status_id = $1", topic);
    follow_statuses(tx, group, conversation);
    // Who splits it off lets it in.
    tx.run("UPDATE group_statuses SET is_topic = 1, state = 'taken', reason = '' WHERE status_id = $1", topic);
    social::count_again(tx, topic);
    social::mark_group(tx, topic, group);
    find_activity(tx, group, conversation);
    if (before) find_activity(tx, group, *before);
    (void)social::boost(tx, group, topic, social::Visibility::Public, now);
    jobs::publish(tx, GroupStatusAdded{group, topic, true});
}

void become_answers(db::Transaction& tx, AccountId group, StatusId topic, ConversationId from, ConversationId into)
{
    tx.run("UPDATE group_statuses SET conversation_id = $3 WHERE group_id = $1 AND conversation_id = $2", group, from, into);
    tx.run("UPDATE group_statuses SET is_topic = 0, pinned_at = NULL, active_id = NULL, active_by = NULL WHERE status_id = $1",
           topic);
    find_activity(tx, group, into);
    jobs::publish(tx, GroupStatusAdded{group, topic, false});
}

void move_topic(db::Transaction& tx, AccountId from, AccountId to, StatusId topic, ConversationId conversation, Time now)
{
    std::vector<StatusId> moved;
    for (const auto& row : tx.rows("SELECT status_id FROM group_statuses WHERE group_id = $1 AND conversation_id = $2 "
                                   "AND removed_at IS NULL AND state = 'taken' ORDER BY status_id",
                                   from, conversation))
        moved.push_back(row.get<StatusId>(0));
    tx.run("UPDATE group_statuses SET group_id = $2, pinned_at = NULL WHERE group_id = $1 AND conversation_id = $3", from, to,
           conversation);
    (void)take_back(tx, from, topic, now);
    for (auto status : moved) social::mark_group(tx, status, to);
    (void)social::unboost(tx, from, topic, now);
    (void)social::boost(tx, to, topic, social::Visibility::Public, now);
    jobs::publish(tx, GroupChanged{from, std::nullopt});
    jobs::publish(tx, GroupStatusAdded{to, topic, true});
}

}  // namespace favilla::community
