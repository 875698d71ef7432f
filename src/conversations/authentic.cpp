// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/authentic.h"

#include <unordered_map>

#include <fmt/format.h>

namespace favilla::conversations {

namespace {

using social::ActCode;
using social::ActKind;

// Most conversations have nobody in them of whom anything is known: then the kept figures are the authentic ones.
bool has_left_out(db::Reader& reader, ConversationId id)
{
    static const auto sql =
        fmt::format("SELECT 1 FROM conversation_authors c WHERE c.conversation_id = $1 AND c.count > 0 AND ({} > 0 OR EXISTS "
                    "(SELECT 1 FROM act_parts p WHERE p.account_id = c.account_id)) LIMIT 1",
                    social::act_code("c.account_id"));
    return reader.row(sql, id).has_value();
}

}  // namespace

std::vector<TreeNode> contracted(std::span<const SortedNode> nodes)
{
    std::vector<TreeNode> kept;
    std::vector<std::size_t> place(nodes.size(), no_parent);  // of a node, or of what it was contracted into
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        const auto& [node, is_counted] = nodes[n];
        auto above = node.parent < n ? place[node.parent] : no_parent;
        if (!is_counted && above != no_parent) {
            place[n] = above;
            continue;
        }
        place[n] = kept.size();
        kept.push_back({above, node.author});
    }
    return kept;
}

AuthenticFigures authentic_figures(db::Reader& reader, ConversationId id, const ConversationState& raw)
{
    AuthenticFigures figures{.state = raw, .answers = {}};
    if (!has_left_out(reader, id)) {
        figures.answers.add(ActCode::Plain, raw.nodes - 1);
        return figures;
    }
    static const auto sql =
        fmt::format("SELECT n.status_id, n.parent_id, n.author_id, {} FROM conversation_nodes n WHERE n.conversation_id = $1 "
                    "ORDER BY n.depth, n.status_id",
                    social::act_code("n.author_id", ActKind::Answer, "n.status_id"));
    std::vector<SortedNode> nodes;
    std::unordered_map<StatusId, std::size_t> places;
    for (const auto& row : reader.rows(sql, id)) {
        auto parent = row.get<std::optional<StatusId>>(1);
        auto code = static_cast<ActCode>(row.get<int>(3));
        auto above = parent ? places.find(*parent) : places.end();
        places.emplace(row.get<StatusId>(0), nodes.size());
        nodes.push_back({{above == places.end() ? no_parent : above->second, row.get<std::int64_t>(2)},
                         !parent || social::part_of(code) == social::ActPart::Authentic});
        if (parent) figures.answers.add(code, 1);
    }
    if (auto state = count_tree(contracted(nodes))) figures.state = *state;
    return figures;
}

}  // namespace favilla::conversations
