// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/reading.h"

#include <algorithm>

#include "community/attention.h"
#include "community/group_events.h"
#include "community/groups.h"
#include "conversations/visible_tree.h"
#include "jobs/events.h"
#include "social/conversation_states.h"
#include "social/status_events.h"

namespace favilla::conversations {

namespace {

constexpr std::string_view select =
    "SELECT id, opener_id, root_id, state, statuses_count, created_at, last_status_at, summary, answer_id, split_from_id, "
    "merged_into_id FROM conversations ";

Conversation read_conversation_row(const db::Row& row)
{
    return {row.get<ConversationId>(0),
            row.get<AccountId>(1),
            row.get<StatusId>(2),
            row.get<std::string_view>(3) == "closed" ? ConversationStatus::Closed : ConversationStatus::Open,
            row.get<std::int64_t>(4),
            row.get<Time>(5),
            row.get<Time>(6),
            row.get<std::string>(7),
            row.get<std::optional<StatusId>>(8),
            row.get<std::optional<ConversationId>>(9),
            row.get<std::optional<ConversationId>>(10)};
}

// Depth first, with a stack of its own: a chain of any length must not end the process.
std::vector<std::size_t> reading_order(const std::vector<TreeRow>& tree, std::optional<StatusId> branch)
{
    std::vector<std::size_t> stack, order;
    for (auto n = tree.size(); n-- > 0;)
        if (branch ? tree[n].status.id == *branch : tree[n].parent == nowhere) stack.push_back(n);
    while (!stack.empty()) {
        auto n = stack.back();
        stack.pop_back();
        order.push_back(n);
        for (auto child = tree[n].children.rbegin(); child != tree[n].children.rend(); ++child) stack.push_back(*child);
    }
    return order;
}

}  // namespace

std::optional<Conversation> find_conversation(db::Reader& reader, ConversationId id)
{
    static const auto query = std::string{select} + "WHERE id = $1";
    auto row = reader.row(query, id);
    return row ? std::optional{read_conversation_row(*row)} : std::nullopt;
}

std::vector<Conversation> split_off(db::Reader& reader, ConversationId id)
{
    static const auto query = std::string{select} + "WHERE split_from_id = $1 ORDER BY id";
    std::vector<Conversation> found;
    for (const auto& row : reader.rows(query, id)) found.push_back(read_conversation_row(row));
    return found;
}

bool may_see_conversation(db::Reader& reader, ConversationId id, social::Viewer viewer)
{
    return !places_seen(reader, statuses_of(reader, id), viewer).empty();
}

Reading read_conversation(db::Reader& reader, ConversationId id, const ReadingRequest& request, social::Viewer viewer, Time now)
{
    auto tree = visible_tree(reader, id, viewer, now, request.branch);
    auto order = reading_order(tree, request.branch);
    Reading reading;
    reading.total = static_cast<int>(order.size());
    if (request.since)
        reading.fresh = static_cast<int>(std::ranges::count_if(order, [&](std::size_t n) {
            const auto& status = tree[n].status;
            return status.id > *request.since && status.author != viewer.account && !status.deleted_at;
        }));
    if (order.empty()) return reading;
    std::size_t begin = 0;
    if (request.after)
        while (begin < order.size() && tree[order[begin++]].status.id != *request.after) {}
    auto base = tree[order.front()].depth;
    for (auto at = begin; at < order.size(); ++at) {
        if (reading.nodes.size() == static_cast<std::size_t>(request.limit)) {
            reading.more = true;
            break;
        }
        const auto& row = tree[order[at]];
        reading.nodes.push_back({.status = row.status.id,
                                 .parent = row.parent == nowhere ? std::nullopt : std::optional{tree[row.parent].status.id},
                                 .depth = row.depth - base,
                                 .answers = static_cast<int>(row.children.size()),
                                 .descendants = row.descendants,
                                 .deleted = row.status.deleted_at.has_value()});
    }
    return reading;
}

Result<Conversation> set_state(db::Transaction& tx, ConversationId id, ConversationStatus state, std::string_view summary,
                               AccountId by, Time now)
{
    auto conversation = find_conversation(tx, id);
    if (!conversation || !may_see_conversation(tx, id, by)) return refuse(ErrorCode::NotFound, "record.not_found");
    if (conversation->opener != by) return refuse(ErrorCode::Forbidden, "conversation.not_opener");
    if (state == ConversationStatus::Open) social::open_conversation(tx, id);
    if (state == ConversationStatus::Closed) CHECKED(social::close_conversation(tx, id, summary));
    community::weigh_topic(tx, conversation->root);
    if (conversation->state == state) return *find_conversation(tx, id);
    jobs::publish(tx, social::QuoteChanged{conversation->root, now});
    // Other servers hear it from the group, as they do when those in charge close it.
    if (auto group = community::group_of_topic(tx, conversation->root))
        jobs::publish(tx, community::GroupModerated{*group, by, conversation->root,
                                                    state == ConversationStatus::Closed ? "lock" : "unlock", now});
    return *find_conversation(tx, id);
}

}  // namespace favilla::conversations
