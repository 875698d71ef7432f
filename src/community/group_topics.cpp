// SPDX-License-Identifier: AGPL-3.0-or-later
#include "community/group_topics.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include <fmt/format.h>

#include "base/html.h"
#include "base/questions.h"
#include "community/group_members.h"
#include "social/read_page.h"
#include "social/relations.h"

namespace favilla::community {

namespace {

constexpr int own_shown = 5;
constexpr int looked_at_once = 40, most_looked_at = 400;  // topics, for those that ask

constexpr std::string_view of_group = "t.group_id = $1";
constexpr std::string_view of_own_groups = "t.group_id IN (SELECT f.target_id FROM follows f WHERE f.account_id = $1)";

// $1 is the group or whose groups, $2 who reads, 0 for a stranger, to whom nothing is unread. The first column orders and pages.
std::string select_topics(std::string_view key, std::string_view which = of_group)
{
    return fmt::format(
        "SELECT {}, t.status_id, t.active_id, c.last_status_at, c.statuses_count - 1, t.pinned_at IS NOT NULL, "
        "c.state = 'closed', c.summary, CASE WHEN $2 <> 0 AND t.active_by <> $2 AND t.active_id > COALESCE("
        "(SELECT read_id FROM group_reads WHERE account_id = $2 AND group_id = t.group_id), "
        "(SELECT f.id FROM follows f WHERE f.account_id = $2 AND f.target_id = t.group_id), t.active_id) THEN 1 ELSE 0 END, "
        "c.answer_id IS NOT NULL, a.created_at, a.until_at, t.group_id "
        "FROM group_statuses t JOIN statuses s ON s.id = t.status_id JOIN conversations c ON c.id = t.conversation_id "
        "LEFT JOIN group_announcements a ON a.status_id = t.status_id AND a.group_id = t.group_id AND a.withdrawn_at IS NULL "
        "WHERE {} AND t.is_topic = 1 AND t.removed_at IS NULL AND t.state = 'taken' AND s.deleted_at IS NULL",
        key, which);
}

Topic read_topic(const db::Row& row)
{
    return {.group = row.get<AccountId>(12),
            .status = row.get<StatusId>(1),
            .active = row.get<StatusId>(2),
            .active_at = row.get<Time>(3),
            .answers = row.get<std::int64_t>(4),
            .is_pinned = row.get<bool>(5),
            .is_closed = row.get<bool>(6),
            .is_answered = row.get<bool>(9),
            .is_unread = row.get<bool>(8),
            .announced =
                row.is_null(10) ? std::nullopt : std::optional{Announced{row.get<Time>(10), row.get<std::optional<Time>>(11)}},
            .summary = row.get<std::string>(7)};
}

bool asks(const social::Status& status)
{
    return holds_question(status.content_warning)
        || holds_question(status.text.empty() ? html_to_text(status.html) : status.text);
}

void keep_visible(db::Reader& reader, std::vector<Topic>& topics, social::Viewer viewer, TopicState state = TopicState::Any)
{
    std::vector<StatusId> ids;
    for (const auto& topic : topics) ids.push_back(topic.status);
    std::unordered_set<StatusId> visible;
    for (const auto& status : social::find_statuses(reader, ids, viewer))
        if (state == TopicState::Any || asks(status)) visible.insert(status.id);
    std::erase_if(topics, [&](const Topic& topic) { return !visible.contains(topic.status); });
}

}  // namespace

std::optional<TopicState> parse_topic_state(std::string_view name)
{
    if (name == "any") return TopicState::Any;
    return name == "unanswered" ? std::optional{TopicState::Unanswered} : std::nullopt;
}

namespace {

social::Page<Topic> read_topics(db::Reader& reader, std::string_view which, AccountId whose, social::Viewer viewer,
                                TopicOrder order, const social::PageRequest& request, TopicState state)
{
    std::string_view key = order == TopicOrder::Activity ? "t.active_id" : "t.status_id";
    auto sql = select_topics(key, which)
             + fmt::format(" AND {0} > $3 AND {0} < $4{2} ORDER BY {0} {1} LIMIT $5", key, request.forwards() ? "ASC" : "DESC",
                           state == TopicState::Unanswered ? " AND c.state = 'open' AND c.answer_id IS NULL" : "");
    auto read = [&](const social::PageRequest& part) {
        auto rows = reader.rows(sql, whose, viewer.account.value_or(AccountId{}), part.after(), part.before(), part.limit);
        auto page = social::read_page<Topic>(rows, part, read_topic);
        keep_visible(reader, page.items, viewer, state);
        return page;
    };
    if (state == TopicState::Any || !request.reads_to_the_end()) return read(request);
    // Whether words ask is not seen by the database: on until the page is full, or enough was looked at.
    social::Page<Topic> found;
    auto part = request;
    part.limit = looked_at_once;
    for (int looked = 0; looked < most_looked_at && std::ssize(found.items) < request.limit; looked += looked_at_once) {
        auto more = read(part);
        std::ranges::move(more.items, std::back_inserter(found.items));
        if (!found.newest) found.newest = more.newest;
        found.oldest = part.max_id = more.oldest;
        if (!more.oldest) break;
    }
    if (std::ssize(found.items) <= request.limit) return found;
    found.items.resize(static_cast<std::size_t>(request.limit));
    const auto& last = found.items.back();
    found.oldest = order == TopicOrder::Activity ? last.active.value : last.status.value;
    return found;
}

}  // namespace

social::Page<Topic> topics_of(db::Reader& reader, AccountId group, social::Viewer viewer, TopicOrder order,
                              const social::PageRequest& request, TopicState state)
{
    return read_topics(reader, of_group, group, viewer, order, request, state);
}

social::Page<Topic> topics_of_own_groups(db::Reader& reader, AccountId member, const social::PageRequest& request,
                                         TopicState state)
{
    return read_topics(reader, of_own_groups, member, member, TopicOrder::Newest, request, state);
}

std::vector<Topic> pinned_topics(db::Reader& reader, AccountId group, social::Viewer viewer, Time now)
{
    std::vector<Topic> topics;
    for (const auto& row :
         reader.rows(select_topics("t.pinned_at") + " AND t.status_id IN (" + above_others(3)
                         + ") ORDER BY CASE WHEN a.created_at IS NULL OR a.until_at <= $3 THEN 0 ELSE a.created_at END DESC, "
                           "COALESCE(t.pinned_at, 0) DESC",
                     group, viewer.account.value_or(AccountId{}), now))
        topics.push_back(read_topic(row));
    keep_visible(reader, topics, viewer);
    return topics;
}

social::Page<social::Status> search_group(db::Reader& reader, AccountId group, const std::string& words,
                                          const social::PageRequest& request, const social::Searcher& searcher)
{
    social::Page<social::Status> page{
        .items = social::search_statuses(reader, {.text = words, .author = {}, .domain = {}, .group = group, .page = request},
                                         searcher),
        .newest = {},
        .oldest = {}};
    if (page.items.empty()) return page;
    page.newest = page.items.front().id.value;
    if (!request.reads_to_the_end() || std::ssize(page.items) == request.limit) page.oldest = page.items.back().id.value;
    return page;
}

std::unordered_map<StatusId, Belonging> belonging_to_groups(db::Reader& reader, std::span<const StatusId> ids)
{
    std::unordered_map<StatusId, Belonging> belonging;
    if (ids.empty()) return belonging;
    for (const auto& row :
         reader.rows("SELECT status_id, removed_at IS NOT NULL OR state = 'refused', state = 'waiting' FROM group_statuses "
                     "WHERE status_id IN EACH($1) AND (state = 'taken' OR is_topic = 0)",
                     db::list_of(ids)))
        belonging.emplace(row.get<StatusId>(0), row.get<bool>(1)   ? Belonging::TakenOut
                                                : row.get<bool>(2) ? Belonging::Waiting
                                                                   : Belonging::Inside);
    return belonging;
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
    for (const auto& row : reader.rows("SELECT t.status_id, t.is_topic = 0, t.state = 'refused', t.reason FROM group_statuses t "
                                       "JOIN statuses s ON s.id = t.status_id WHERE t.author_id = $2 AND t.group_id = $1 "
                                       "AND t.state <> 'taken' AND s.deleted_at IS NULL "
                                       "ORDER BY t.status_id DESC LIMIT $3",
                                       group, author, own_shown))
        own.push_back({row.get<StatusId>(0), row.get<bool>(1), row.get<bool>(2), row.get<std::string>(3)});
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
