// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/visible_tree.h"

#include <algorithm>
#include <unordered_map>

namespace favilla::conversations {

std::vector<social::Status> statuses_of(db::Reader& reader, ConversationId id)
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
    auto root = reader.value<StatusId>("SELECT root_id FROM conversations WHERE id = $1", id);
    auto first = std::ranges::find(statuses, root.value_or(StatusId{}), &social::Status::id);
    if (first != statuses.end()) std::rotate(statuses.begin(), first, first + 1);
    return statuses;
}

std::unordered_set<StatusId> places_seen(db::Reader& reader, const std::vector<social::Status>& statuses, social::Viewer viewer)
{
    auto living = statuses;
    for (auto& status : living) status.deleted_at.reset();
    return social::visible_among(reader, living, viewer);
}

namespace {

std::unordered_set<StatusId> places_met(db::Reader& reader, const std::vector<social::Status>& statuses, social::Viewer viewer,
                                        Time now, std::optional<StatusId> asked)
{
    auto seen = places_seen(reader, statuses, viewer);
    std::vector<AccountId> authors;
    for (const auto& status : statuses) authors.push_back(status.author);
    auto unwanted = social::unwanted_among(reader, authors, viewer, now);
    if (unwanted.empty()) return seen;
    for (std::size_t n = 1; n < statuses.size(); ++n)
        if (statuses[n].id != asked && unwanted.contains(statuses[n].author)) seen.erase(statuses[n].id);
    return seen;
}

}  // namespace

std::vector<TreeRow> visible_tree(db::Reader& reader, ConversationId id, social::Viewer viewer, Time now,
                                  std::optional<StatusId> asked)
{
    auto statuses = statuses_of(reader, id);
    auto seen = places_met(reader, statuses, viewer, now, asked);
    auto root = statuses.empty() ? StatusId{} : statuses.front().id;
    std::vector<TreeRow> tree;
    std::unordered_map<StatusId, std::size_t> place;  // of what is not seen: its nearest ancestor that is
    for (auto& status : statuses) {
        auto above = status.in_reply_to ? place.find(*status.in_reply_to) : place.end();
        if (above == place.end()) above = place.find(root);
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

}  // namespace favilla::conversations
