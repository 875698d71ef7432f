// SPDX-License-Identifier: AGPL-3.0-or-later
// What belongs to a group, and how it comes there.
#include "community/group_announcements.h"
#include "community/group_events.h"
#include "community/group_trust.h"
#include "community/groups.h"
#include "jobs/events.h"
#include "social/conversation_states.h"
#include "social/relations.h"
#include "social/search_index.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

struct Posted {
    AccountId author;
    std::optional<StatusId> answers;
    social::Visibility visibility = social::Visibility::Public;
    bool has_mentions = false;
    Time created_at;
    std::optional<ConversationId> conversation;
    std::optional<AccountId> audience;
};

std::optional<Posted> find_posted(db::Reader& reader, StatusId id)
{
    auto row = reader.row(
        "SELECT account_id, in_reply_to_id, visibility, has_mentions, created_at, conversation_id, audience_id FROM statuses WHERE id = $1 AND deleted_at IS NULL "
        "AND boost_of_id IS NULL",
        id);
    if (!row) return std::nullopt;
    return Posted{.author = row->get<AccountId>(0),
                  .answers = row->get<std::optional<StatusId>>(1),
                  .visibility = social::Visibility(row->get<int>(2)),
                  .has_mentions = row->get<bool>(3),
                  .created_at = row->get<Time>(4),
                  .conversation = row->get<std::optional<ConversationId>>(5),
                  .audience = row->get<std::optional<AccountId>>(6)};
}

// The first of those named in it that is a group, of ours or of another server.
std::optional<AccountId> group_named_in(db::Reader& reader, StatusId id)
{
    auto row =
        reader.row("SELECT m.account_id FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id = $1 "
                   "AND a.kind = 'group' AND a.deleted_at IS NULL AND a.suspended_at IS NULL ORDER BY m.account_id LIMIT 1",
                   id);
    return row ? std::optional{row->get<AccountId>(0)} : std::nullopt;
}

// Of a group of ours, who may be heard in it; another server decides that for its own.
bool may_speak(db::Reader& reader, AccountId group, AccountId author)
{
    auto ours = find_group(reader, group);
    if (!ours) return true;
    if (is_banned(reader, group, author)) return false;
    if (ours->posting == Posting::Everybody || role_in(reader, group, author)) return true;
    return social::is_following(reader, author, group);
}

enum class Place { Taken, Waiting };

// The topic that this answers, in order of activity.
void move_up(db::Transaction& tx, AccountId group, const Posted& answer, StatusId active)
{
    tx.run("UPDATE group_statuses SET active_id = $3, active_by = $4 WHERE conversation_id = $2 AND group_id = $1 "
           "AND is_topic = 1 AND active_id < $3",
           group, answer.conversation, active, answer.author);
}

void add(db::Transaction& tx, AccountId group, StatusId status, const Posted& posted, bool is_topic, Place place)
{
    auto active = is_topic ? std::optional{status} : std::nullopt;
    auto active_by = is_topic ? std::optional{posted.author} : std::nullopt;
    auto added =
        tx.run("INSERT INTO group_statuses (status_id, group_id, is_topic, pinned_at, removed_at, author_id, conversation_id, "
               "active_id, active_by, state) VALUES ($1, $2, $3, NULL, NULL, $4, $5, $6, $7, $8) "
               "ON CONFLICT (status_id) DO NOTHING",
               status, group, is_topic, posted.author, posted.conversation, active, active_by,
               place == Place::Taken ? "taken" : "waiting");
    if (added == 0) return;
    if (place == Place::Waiting) {
        if (!is_topic) social::leave_uncounted(tx, status);
        return;
    }
    social::mark_group(tx, status, group);
    if (!is_topic) move_up(tx, group, posted, status);
}

// Members meet a topic where their group boosts it.
void pass_on(db::Transaction& tx, AccountId group, StatusId topic, Time now)
{
    (void)social::boost(tx, group, topic, social::Visibility::Public, now);
}

}  // namespace

void take_into_group(db::Transaction& tx, StatusId id)
{
    auto posted = find_posted(tx, id);
    // What is not open to everybody is no topic for many, unless it was written for the members of a hidden group: whoever is named in
    // it is told, and that is all.
    if (!posted || (posted->visibility > social::Visibility::Unlisted && !posted->audience)) return;
    auto parent = posted->answers ? place_in_group(tx, *posted->answers) : std::nullopt;
    auto group = parent ? std::optional{parent->group} : std::nullopt;
    if (posted->audience)
        group = posted->audience;
    else if (!posted->answers && posted->has_mentions)
        group = group_named_in(tx, id);
    if (!group || *group == posted->author || !may_speak(tx, *group, posted->author)) return;
    auto ours = find_group(tx, *group);
    if (ours && must_wait(tx, *ours, posted->author, parent ? Said::Answer : Said::Topic, posted->created_at)) {
        add(tx, *group, id, *posted, !parent, Place::Waiting);
        return jobs::publish(tx, GroupChanged{*group, std::nullopt});
    }
    add(tx, *group, id, *posted, !parent, Place::Taken);
    jobs::publish(tx, GroupStatusAdded{*group, id, !parent});
    if (!parent && ours) pass_on(tx, *group, id, posted->created_at);
}

namespace {

// What was said to it while it waited.
void take_in_answers_to(db::Transaction& tx, StatusId id)
{
    std::vector<StatusId> open = {id};
    while (!open.empty()) {
        auto above = open.back();
        open.pop_back();
        for (const auto& row : tx.rows("SELECT s.id FROM statuses s WHERE s.in_reply_to_id = $1 AND s.deleted_at IS NULL "
                                       "AND NOT EXISTS (SELECT 1 FROM group_statuses g WHERE g.status_id = s.id) ORDER BY s.id",
                                       above)) {
            take_into_group(tx, row.get<StatusId>(0));
            open.push_back(row.get<StatusId>(0));
        }
    }
}

}  // namespace

Result<void> settle_waiting(db::Transaction& tx, AccountId group, StatusId id, bool approved, std::string_view reason, Time now)
{
    // It counts as said now: nobody could read it before.
    auto active = tx.new_id<StatusId>(now);
    auto settled = tx.rows(
        "UPDATE group_statuses SET state = $3, reason = $4, active_id = CASE WHEN is_topic = 1 THEN CAST($5 AS BIGINT) END "
        "WHERE status_id = $2 AND group_id = $1 AND state = 'waiting' RETURNING is_topic",
        group, id, approved ? "taken" : "refused", approved ? "" : reason, active);
    auto posted = settled.empty() ? std::nullopt : find_posted(tx, id);
    if (!posted) return refuse(ErrorCode::NotFound, "group.missing");
    jobs::publish(tx, GroupChanged{group, posted->author});
    jobs::publish(tx, GroupChanged{group, std::nullopt});
    if (!approved) return {};
    social::mark_group(tx, id, group);
    bool is_topic = settled[0].get<bool>(0);
    if (!is_topic) social::count_again(tx, id);
    jobs::publish(tx, GroupStatusAdded{group, id, is_topic});
    jobs::publish(tx, GroupTopicLetIn{group, id});
    if (is_topic)
        pass_on(tx, group, id, now);
    else
        move_up(tx, group, *posted, active);
    take_in_answers_to(tx, id);
    return {};
}

void note_in_group(db::Transaction& tx, AccountId group, StatusId id)
{
    auto posted = find_posted(tx, id);
    if (!posted || find_group(tx, group)) return;
    add(tx, group, id, *posted, !posted->answers, Place::Taken);
    jobs::publish(tx, GroupChanged{group, std::nullopt});
}

void forget_in_group(db::Transaction& tx, AccountId group, StatusId id, Time now)
{
    if (tx.run("UPDATE group_statuses SET removed_at = $3, pinned_at = NULL WHERE status_id = $2 AND group_id = $1", group, id,
               now)
        == 0)
        return;
    (void)take_back(tx, group, id, now);
    social::mark_group(tx, id, std::nullopt);
    (void)social::unboost(tx, group, id, now);
    // What was for members alone stays its author's.
    social::withhold(tx, id);
}

std::optional<StatusId> find_in_own_group(db::Reader& reader, std::string_view uri)
{
    auto row = reader.row(
        "SELECT s.id FROM statuses s JOIN group_statuses p ON p.status_id = s.id JOIN groups g ON g.account_id = p.group_id "
        "WHERE s.uri = $1 AND p.removed_at IS NULL AND p.state = 'taken'",
        uri);
    return row ? std::optional{row->get<StatusId>(0)} : std::nullopt;
}

std::optional<GroupPlace> place_in_group(db::Reader& reader, StatusId id)
{
    auto row = reader.row(
        "SELECT group_id, is_topic FROM group_statuses WHERE status_id = $1 AND removed_at IS NULL AND state = 'taken'", id);
    return row ? std::optional{GroupPlace{row->get<AccountId>(0), row->get<bool>(1)}} : std::nullopt;
}

std::unordered_map<StatusId, AccountId> groups_of_posts(db::Reader& reader, std::span<const StatusId> ids)
{
    std::unordered_map<StatusId, AccountId> groups;
    if (ids.empty()) return groups;
    for (const auto& row : reader.rows("SELECT status_id, group_id FROM group_statuses WHERE status_id IN EACH($1) "
                                       "AND removed_at IS NULL AND state = 'taken'",
                                       db::list_of(ids)))
        groups.emplace(row.get<StatusId>(0), row.get<AccountId>(1));
    return groups;
}

std::vector<StatusId> pinned_in_group(db::Reader& reader, AccountId group, Time now)
{
    std::vector<StatusId> pinned;
    for (const auto& row :
         reader.rows("SELECT t.status_id FROM group_statuses t LEFT JOIN group_announcements a ON a.status_id = t.status_id "
                     "AND a.group_id = t.group_id AND a.withdrawn_at IS NULL AND (a.until_at IS NULL OR a.until_at > $2) "
                     "JOIN statuses s ON s.id = t.status_id WHERE t.status_id IN ("
                         + above_others(2)
                         + ") AND t.group_id = $1 AND t.is_topic = 1 AND t.removed_at IS NULL AND s.deleted_at IS NULL "
                           "ORDER BY COALESCE(a.created_at, 0) DESC, COALESCE(t.pinned_at, 0) DESC",
                     group, now))
        pinned.push_back(row.get<StatusId>(0));
    return pinned;
}

}  // namespace favilla::community
