// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/authentic.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

namespace favilla::conversations {

namespace {

using social::ActCode;
using social::ActKind;

// Asked by author, of whom there are few, and not by answer.
struct Codes {
    std::unordered_map<std::int64_t, ActCode> of_authors;  // of all they do, where that is not plain
    std::unordered_map<StatusId, ActCode> of_answers;
};

Codes codes_in(db::Reader& reader, ConversationId id)
{
    static const auto authors = fmt::format("SELECT c.account_id, {} FROM conversation_authors c WHERE c.conversation_id = $1",
                                            social::act_code("c.account_id"));
    Codes codes;
    for (const auto& row : reader.rows(authors, id))
        if (auto code = static_cast<ActCode>(row.get<int>(1)); code != ActCode::Plain)
            codes.of_authors[row.get<std::int64_t>(0)] = code;
    for (
        const auto& row : reader.rows(
            "SELECT p.object_id, p.code FROM conversation_authors c JOIN act_parts p ON p.account_id = c.account_id AND p.kind = $2 "
            "JOIN conversation_nodes n ON n.status_id = p.object_id AND n.conversation_id = c.conversation_id WHERE c.conversation_id = $1",
            id, static_cast<int>(ActKind::Answer)))
        codes.of_answers[row.get<StatusId>(0)] = static_cast<ActCode>(row.get<int>(1));
    return codes;
}

ActCode code_of(const Codes& codes, StatusId answer, std::int64_t author)
{
    auto whole = codes.of_authors.find(author);
    auto own = codes.of_answers.find(answer);
    return std::max(whole == codes.of_authors.end() ? ActCode::Plain : whole->second,
                    own == codes.of_answers.end() ? ActCode::Plain : own->second);
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
    auto codes = codes_in(reader, id);
    // Most conversations have nobody in them of whom anything is known: then the kept figures are the authentic ones.
    if (codes.of_authors.empty() && codes.of_answers.empty()) {
        figures.answers.add(ActCode::Plain, raw.nodes - 1);
        return figures;
    }
    std::vector<SortedNode> nodes;
    std::unordered_map<StatusId, std::size_t> places;
    for (
        const auto& row : reader.rows(
            "SELECT status_id, parent_id, author_id FROM conversation_nodes WHERE conversation_id = $1 ORDER BY depth, status_id",
            id)) {
        auto parent = row.get<std::optional<StatusId>>(1);
        auto status = row.get<StatusId>(0);
        auto author = row.get<std::int64_t>(2);
        auto code = code_of(codes, status, author);
        auto above = parent ? places.find(*parent) : places.end();
        places.emplace(status, nodes.size());
        nodes.push_back({{above == places.end() ? no_parent : above->second, author},
                         !parent || social::part_of(code) == social::ActPart::Authentic});
        if (parent) figures.answers.add(code, 1);
    }
    if (auto state = count_tree(contracted(nodes))) figures.state = *state;
    return figures;
}

}  // namespace favilla::conversations
