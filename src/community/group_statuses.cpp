// SPDX-License-Identifier: AGPL-3.0-or-later
// What belongs to a group, and how it comes there.
#include "community/group_events.h"
#include "community/groups.h"
#include "jobs/events.h"
#include "social/relations.h"
#include "social/status_marks.h"

namespace favilla::community {

namespace {

struct Posted {
    AccountId author;
    std::optional<StatusId> answers;
    social::Visibility visibility = social::Visibility::Public;
    bool has_mentions = false;
    Time created_at;
};

std::optional<Posted> find_posted(db::Reader& reader, StatusId id)
{
    auto row = reader.row(
        "SELECT account_id, in_reply_to_id, visibility, has_mentions, created_at FROM statuses WHERE id = $1 AND deleted_at IS NULL "
        "AND boost_of_id IS NULL",
        id);
    if (!row) return std::nullopt;
    return Posted{.author = row->get<AccountId>(0),
                  .answers = row->get<std::optional<StatusId>>(1),
                  .visibility = social::Visibility(row->get<int>(2)),
                  .has_mentions = row->get<bool>(3),
                  .created_at = row->get<Time>(4)};
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

void add(db::Transaction& tx, AccountId group, StatusId status, bool is_topic)
{
    tx.run("INSERT INTO group_statuses (status_id, group_id, is_topic, pinned_at, removed_at) VALUES ($1, $2, $3, NULL, NULL) "
           "ON CONFLICT (status_id) DO NOTHING",
           status, group, is_topic);
}

}  // namespace

void take_into_group(db::Transaction& tx, StatusId id)
{
    auto posted = find_posted(tx, id);
    // What is not open to everybody is no topic for many: whoever is named in it is told, and that is all.
    if (!posted || posted->visibility > social::Visibility::Unlisted) return;
    auto parent = posted->answers ? place_in_group(tx, *posted->answers) : std::nullopt;
    auto group = parent ? std::optional{parent->group} : std::nullopt;
    if (!posted->answers && posted->has_mentions) group = group_named_in(tx, id);
    if (!group || *group == posted->author || !may_speak(tx, *group, posted->author)) return;
    add(tx, *group, id, !parent);
    jobs::publish(tx, GroupStatusAdded{*group, id, !parent});
    if (!parent && find_group(tx, *group)) (void)social::boost(tx, *group, id, social::Visibility::Public, posted->created_at);
}

void note_in_group(db::Transaction& tx, AccountId group, StatusId id)
{
    auto posted = find_posted(tx, id);
    if (posted && !find_group(tx, group)) add(tx, group, id, !posted->answers);
}

void forget_in_group(db::Transaction& tx, AccountId group, StatusId id, Time now)
{
    if (tx.run("UPDATE group_statuses SET removed_at = $3, pinned_at = NULL WHERE status_id = $2 AND group_id = $1", group, id,
               now)
        > 0)
        (void)social::unboost(tx, group, id, now);
}

std::optional<StatusId> find_in_own_group(db::Reader& reader, std::string_view uri)
{
    auto row = reader.row(
        "SELECT s.id FROM statuses s JOIN group_statuses p ON p.status_id = s.id JOIN groups g ON g.account_id = p.group_id "
        "WHERE s.uri = $1 AND p.removed_at IS NULL",
        uri);
    return row ? std::optional{row->get<StatusId>(0)} : std::nullopt;
}

std::optional<GroupPlace> place_in_group(db::Reader& reader, StatusId id)
{
    auto row = reader.row("SELECT group_id, is_topic FROM group_statuses WHERE status_id = $1 AND removed_at IS NULL", id);
    return row ? std::optional{GroupPlace{row->get<AccountId>(0), row->get<bool>(1)}} : std::nullopt;
}

std::vector<StatusId> pinned_in_group(db::Reader& reader, AccountId group)
{
    std::vector<StatusId> pinned;
    for (const auto& row : reader.rows("SELECT status_id FROM group_statuses WHERE group_id = $1 AND pinned_at IS NOT NULL "
                                       "AND removed_at IS NULL ORDER BY pinned_at DESC",
                                       group))
        pinned.push_back(row.get<StatusId>(0));
    return pinned;
}

}  // namespace favilla::community
