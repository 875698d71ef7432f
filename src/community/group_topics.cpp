// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_topics.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "community/group_members.h"
#include "social/read_page.h"
#include "social/relations.h"

namespace favilla::community {

namespace {

constexpr int own_shown = 5;

// $1 is the group, $2 who reads, 0 for a stranger, to whom nothing is unread. The first column orders and pages.
std::string select_topics(std::string_view key)
{
    return fmt::format(
        "SELECT {}, t.status_id, t.active_id, c.last_status_at, c.statuses_count - 1, t.pinned_at IS NOT NULL, "
        "c.state = 'closed', c.summary, CASE WHEN $2 <> 0 AND t.active_by <> $2 AND t.active_id > COALESCE("
        "(SELECT read_id FROM group_reads WHERE account_id = $2 AND group_id = $1), "
        "(SELECT f.id FROM follows f WHERE f.account_id = $2 AND f.target_id = $1), t.active_id) THEN 1 ELSE 0 END "
        "FROM group_statuses t JOIN statuses s ON s.id = t.status_id JOIN conversations c ON c.id = t.conversation_id "
        "WHERE t.group_id = $1 AND t.is_topic = 1 AND t.removed_at IS NULL AND t.state = 'taken' "
        "AND s.deleted_at IS NULL",
        key);
}

Topic read_topic(const db::Row& row)
{
    return {.status = row.get<StatusId>(1),
            .active = row.get<StatusId>(2),
            .active_at = row.get<Time>(3),
            .answers = row.get<std::int64_t>(4),
            .is_pinned = row.get<bool>(5),
            .is_closed = row.get<bool>(6),
            .is_unread = row.get<bool>(8),
            .summary = row.get<std::string>(7)};
}

void keep_visible(db::Reader& reader, std::vector<Topic>& topics, social::Viewer viewer)
{
    std::vector<StatusId> ids;
    for (const auto& topic : topics) ids.push_back(topic.status);
    std::unordered_set<StatusId> visible;
    for (const auto& status : social::find_statuses(reader, ids, viewer)) visible.insert(status.id);
    std::erase_if(topics, [&](const Topic& topic) { return !visible.contains(topic.status); });
}

}  // namespace

social::Page<Topic> topics_of(db::Reader& reader, AccountId group, social::Viewer viewer, TopicOrder order,
                              const social::PageRequest& request)
{
    std::string_view key = order == TopicOrder::Activity ? "t.active_id" : "t.status_id";
    auto sql = select_topics(key)
             + fmt::format(" AND {0} > $3 AND {0} < $4 ORDER BY {0} {1} LIMIT $5", key, request.forwards() ? "ASC" : "DESC");
    auto rows = reader.rows(sql, group, viewer.account.value_or(AccountId{}), request.after(), request.before(), request.limit);
    auto page = social::read_page<Topic>(rows, request, read_topic);
    keep_visible(reader, page.items, viewer);
    return page;
}

std::vector<Topic> pinned_topics(db::Reader& reader, AccountId group, social::Viewer viewer)
{
    std::vector<Topic> topics;
    for (const auto& row : reader.rows(select_topics("t.pinned_at") + " AND t.pinned_at IS NOT NULL ORDER BY t.pinned_at DESC",
                                       group, viewer.account.value_or(AccountId{})))
        topics.push_back(read_topic(row));
    keep_visible(reader, topics, viewer);
    return topics;
}

std::vector<social::Status> search_group(db::Reader& reader, AccountId group, const std::string& words,
                                         const social::PageRequest& page, const social::Searcher& searcher)
{
    return social::search_statuses(reader, {.text = words, .author = {}, .domain = {}, .group = group, .page = page}, searcher);
}

std::vector<social::Status> waiting_topics(db::Reader& reader, AccountId group, int limit)
{
    static const auto sql = "SELECT " + std::string{social::status_columns}
                          + " FROM group_statuses t JOIN statuses s ON s.id = t.status_id WHERE t.group_id = $1 "
                            "AND t.state = 'waiting' AND s.deleted_at IS NULL ORDER BY t.status_id LIMIT $2";
    std::vector<social::Status> waiting;
    for (const auto& row : reader.rows(sql, group, limit)) waiting.push_back(social::read_status(row));
    return waiting;
}

std::vector<OwnTopic> own_waiting_topics(db::Reader& reader, AccountId group, AccountId author)
{
    std::vector<OwnTopic> own;
    for (const auto& row : reader.rows("SELECT t.status_id, t.state = 'refused', t.reason FROM group_statuses t "
                                       "JOIN statuses s ON s.id = t.status_id WHERE t.author_id = $2 AND t.group_id = $1 "
                                       "AND t.is_topic = 1 AND t.state <> 'taken' AND s.deleted_at IS NULL "
                                       "ORDER BY t.status_id DESC LIMIT $3",
                                       group, author, own_shown))
        own.push_back({row.get<StatusId>(0), row.get<bool>(1), row.get<std::string>(2)});
    return own;
}

Result<void> mark_group_read(db::Transaction& tx, AccountId group, AccountId who, std::optional<StatusId> until, Time)
{
    if (!social::is_following(tx, who, group)) return refuse(ErrorCode::NotFound, "group.missing");
    auto newest = tx.value<std::optional<StatusId>>("SELECT max(t.active_id) FROM group_statuses t WHERE t.group_id = $1 "
                                                    "AND t.is_topic = 1 AND t.removed_at IS NULL AND t.state = 'taken'",
                                                    group)
                      .value_or(std::nullopt);
    if (!newest) return {};
    auto read = until ? std::min(*until, *newest) : *newest;
    // Two windows of one reader: who has read further is right.
    tx.run("INSERT INTO group_reads (account_id, group_id, read_id) VALUES ($1, $2, $3) ON CONFLICT (account_id, group_id) "
           "DO UPDATE SET read_id = excluded.read_id WHERE group_reads.read_id < excluded.read_id",
           who, group, read);
    return {};
}

}  // namespace favilla::community
