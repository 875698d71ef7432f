// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/discussion.h"

#include <ranges>
#include <unordered_map>

#include "social/statuses.h"

namespace favilla::conversations {

namespace {

constexpr int candidates_for_live = 100;

using social::Status;
using social::Visibility;

// As much of each status as the policy and the tree ask for; the words of a page are loaded for that page alone.
std::vector<Status> read_outlines(db::Reader& reader, ConversationId conversation)
{
    std::vector<Status> outlines;
    for (const auto& row : reader.rows("SELECT id, account_id, in_reply_to_id, visibility, deleted_at FROM statuses "
                                       "WHERE conversation_id = $1 ORDER BY id LIMIT $2",
                                       conversation, longest_discussion))
        outlines.push_back({.id = row.get<StatusId>(0),
                            .author = row.get<AccountId>(1),
                            .conversation = conversation,
                            .in_reply_to = row.get<std::optional<StatusId>>(2),
                            .visibility = Visibility(row.get<int>(3)),
                            .deleted_at = row.get<std::optional<Time>>(4)});
    return outlines;
}

using Children = std::unordered_map<StatusId, std::vector<const Status*>>;

struct Tree {
    std::vector<const Status*> roots;
    Children answers;
};

Tree tree_of(const std::vector<Status>& outlines)
{
    Tree tree;
    std::unordered_map<StatusId, const Status*> known;
    for (const auto& outline : outlines) known.emplace(outline.id, &outline);
    for (const auto& outline : outlines) {
        auto has_parent = outline.in_reply_to && known.contains(*outline.in_reply_to);
        if (has_parent)
            tree.answers[*outline.in_reply_to].push_back(&outline);
        else
            tree.roots.push_back(&outline);
    }
    return tree;
}

struct Step {
    const Status* status;
    std::optional<std::size_t> parent;
    int depth;
};

// A stack and no recursion: a chain may be as deep as a conversation is long.
std::vector<DiscussionNode> in_reading_order(const Tree& tree, const std::unordered_set<StatusId>& visible)
{
    std::vector<DiscussionNode> order;
    std::vector<Step> stack;
    for (const auto* root : std::views::reverse(tree.roots)) stack.push_back({root, std::nullopt, 0});
    while (!stack.empty()) {
        auto [status, parent, depth] = stack.back();
        stack.pop_back();
        // Of what was open to all, everybody may know that it has gone.
        auto removed = status->deleted_at.has_value() && status->visibility <= Visibility::Unlisted;
        if (removed || visible.contains(status->id)) {
            order.push_back({.id = status->id, .author = status->author, .parent = parent, .depth = depth, .removed = removed});
            parent = order.size() - 1;
            ++depth;
        }
        if (auto answers = tree.answers.find(status->id); answers != tree.answers.end())
            for (const auto* answer : std::views::reverse(answers->second)) stack.push_back({answer, parent, depth});
    }
    return order;
}

std::vector<DiscussionNode> without_bare_places(const std::vector<DiscussionNode>& nodes)
{
    std::vector<bool> leads_somewhere(nodes.size());
    for (auto i = nodes.size(); i-- > 0;) {
        if (!nodes[i].removed) leads_somewhere[i] = true;
        if (leads_somewhere[i] && nodes[i].parent) leads_somewhere[*nodes[i].parent] = true;
    }
    std::vector<DiscussionNode> kept;
    std::vector<std::size_t> place(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (!leads_somewhere[i]) continue;
        place[i] = kept.size();
        kept.push_back(nodes[i]);
        if (nodes[i].parent) kept.back().parent = place[*nodes[i].parent];
    }
    return kept;
}

}  // namespace

std::vector<DiscussionNode> read_discussion(db::Reader& reader, ConversationId conversation, social::Viewer viewer)
{
    auto outlines = read_outlines(reader, conversation);
    return without_bare_places(in_reading_order(tree_of(outlines), social::visible_among(reader, outlines, viewer)));
}

bool is_open(db::Reader& reader, ConversationId conversation)
{
    return reader.value<std::string>("SELECT state FROM conversations WHERE id = $1", conversation) == "open";
}

std::vector<LiveConversation> live_conversations(db::Reader& reader, DomainId domain, Time since, std::size_t most)
{
    std::vector<LiveConversation> live;
    auto candidates =
        reader.rows("SELECT c.id, c.root_id, c.last_status_at FROM conversations c JOIN statuses s ON s.id = c.root_id "
                    "WHERE c.last_status_at >= $1 AND c.statuses_count > 1 AND s.domain_id = $2 AND s.visibility = 0 "
                    "AND s.deleted_at IS NULL ORDER BY c.last_status_at DESC LIMIT $3",
                    since, domain, candidates_for_live);
    for (const auto& row : candidates) {
        if (live.size() >= most) break;
        auto conversation =
            LiveConversation{.id = row.get<ConversationId>(0), .root = row.get<StatusId>(1), .last_answer_at = row.get<Time>(2)};
        auto counts =
            reader.row("SELECT COUNT(*), COUNT(DISTINCT account_id) FROM statuses WHERE conversation_id = $1 AND id <> $2 "
                       "AND visibility <= 1 AND deleted_at IS NULL",
                       conversation.id, conversation.root);
        conversation.answers = counts->get<std::int64_t>(0);
        conversation.people = counts->get<std::int64_t>(1);
        if (conversation.answers > 0) live.push_back(conversation);
    }
    return live;
}

}  // namespace favilla::conversations
