// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/reading.h"

#include <unordered_map>

#include "social/conversation_states.h"
#include "social/statuses.h"

namespace favilla::conversations {

namespace {

constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

struct TreeRow {
    social::Status status;  // as much of it as visibility asks for
    std::size_t parent = nowhere;
    std::vector<std::size_t> children;
    int depth = 0;
    int descendants = 0;
};

Conversation read_conversation_row(const db::Row& row)
{
    return {row.get<ConversationId>(0),
            row.get<AccountId>(1),
            row.get<StatusId>(2),
            row.get<std::string_view>(3) == "closed" ? ConversationStatus::Closed : ConversationStatus::Open,
            row.get<std::int64_t>(4),
            row.get<Time>(5),
            row.get<Time>(6),
            row.get<std::string>(7)};
}

// Everything in it, oldest first, so that a parent always comes before its answers.
std::vector<social::Status> all_statuses(db::Reader& reader, ConversationId id)
{
    std::vector<social::Status> statuses;
    for (
        auto row : reader.rows(
            "SELECT id, account_id, in_reply_to_id, visibility, deleted_at, audience_id FROM statuses WHERE conversation_id = $1 ORDER BY id",
            id)) {
        social::Status status;
        status.id = row.get<StatusId>(0);
        status.author = row.get<AccountId>(1);
        status.conversation = id;
        status.in_reply_to = row.get<std::optional<StatusId>>(2);
        status.visibility = static_cast<social::Visibility>(row.get<int>(3));
        status.deleted_at = row.get<std::optional<Time>>(4);
        status.audience = row.get<std::optional<AccountId>>(5);
        statuses.push_back(std::move(status));
    }
    return statuses;
}

// A deleted status is nobody's to see, but its place is: as far as others could see it.
std::unordered_set<StatusId> places_seen(db::Reader& reader, const std::vector<social::Status>& statuses, social::Viewer viewer)
{
    auto living = statuses;
    for (auto& status : living) status.deleted_at.reset();
    return social::visible_among(reader, living, viewer);
}

std::vector<TreeRow> visible_tree(db::Reader& reader, ConversationId id, social::Viewer viewer)
{
    auto statuses = all_statuses(reader, id);
    auto seen = places_seen(reader, statuses, viewer);
    std::vector<TreeRow> tree;
    std::unordered_map<StatusId, std::size_t> place;  // of what is not seen: its nearest ancestor that is
    for (auto& status : statuses) {
        auto above = status.in_reply_to ? place.find(*status.in_reply_to) : place.end();
        auto parent = above == place.end() ? nowhere : above->second;
        if (!seen.contains(status.id)) {
            place.emplace(status.id, parent);
            continue;
        }
        place.emplace(status.id, tree.size());
        if (parent != nowhere) tree[parent].children.push_back(tree.size());
        tree.push_back({.status = std::move(status),
                        .parent = parent,
                        .children = {},
                        .depth = parent == nowhere ? 0 : tree[parent].depth + 1});
    }
    for (auto n = tree.size(); n-- > 0;)
        if (tree[n].parent != nowhere) tree[tree[n].parent].descendants += tree[n].descendants + 1;
    return tree;
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
    auto row = reader.row(
        "SELECT id, opener_id, root_id, state, statuses_count, created_at, last_status_at, summary FROM conversations WHERE id = $1",
        id);
    return row ? std::optional{read_conversation_row(*row)} : std::nullopt;
}

bool may_see_conversation(db::Reader& reader, ConversationId id, social::Viewer viewer)
{
    return !places_seen(reader, all_statuses(reader, id), viewer).empty();
}

Reading read_conversation(db::Reader& reader, ConversationId id, const ReadingRequest& request, social::Viewer viewer)
{
    auto tree = visible_tree(reader, id, viewer);
    auto order = reading_order(tree, request.branch);
    Reading reading;
    reading.total = static_cast<int>(order.size());
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
                               AccountId by)
{
    auto conversation = find_conversation(tx, id);
    if (!conversation || !may_see_conversation(tx, id, by)) return refuse(ErrorCode::NotFound, "record.not_found");
    if (conversation->opener != by) return refuse(ErrorCode::Forbidden, "conversation.not_opener");
    if (state == ConversationStatus::Open) social::open_conversation(tx, id);
    if (state == ConversationStatus::Closed) CHECKED(social::close_conversation(tx, id, summary));
    return *find_conversation(tx, id);
}

}  // namespace favilla::conversations
