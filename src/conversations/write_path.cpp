// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/write_path.h"

#include <stdexcept>
#include <unordered_map>

#include <fmt/format.h>

namespace favilla::conversations {

namespace {

struct Posted {
    StatusId id;
    AccountId author;
    ConversationId conversation;
    std::optional<StatusId> parent;
    bool measured = false;
};

struct Node {
    StatusId id;
    AccountId author;
    std::int64_t subtree_size = 1;
};

constexpr std::string_view state_columns =
    "nodes, depth_sum, wiener_index, max_depth, max_width, h_index, authors, author_squares, reply_edges, mutual_edges, one_way, reactive, interactive";

std::optional<Posted> find_posted(db::Reader& reader, StatusId id)
{
    auto row =
        reader.row("SELECT s.id, s.account_id, s.conversation_id, s.in_reply_to_id, "
                   "CASE WHEN s.visibility <= 1 OR r.visibility > 1 THEN 1 ELSE 0 END FROM statuses s "
                   "JOIN conversations c ON c.id = s.conversation_id LEFT JOIN statuses r ON r.id = c.root_id WHERE s.id = $1",
                   id);
    if (!row) return std::nullopt;
    return Posted{row->get<StatusId>(0), row->get<AccountId>(1), row->get<ConversationId>(2),
                  row->get<std::optional<StatusId>>(3), row->get<bool>(4)};
}

// The nearest ancestor that is measured; none when there is none.
std::optional<StatusId> measured_parent(db::Reader& reader, std::optional<StatusId> parent, ConversationId conversation)
{
    while (parent) {
        if (reader.row("SELECT 1 FROM conversation_nodes WHERE status_id = $1 AND conversation_id = $2", *parent, conversation))
            return parent;
        parent = reader.value<StatusId>("SELECT in_reply_to_id FROM statuses WHERE id = $1 AND conversation_id = $2", *parent,
                                        conversation);
    }
    return std::nullopt;
}

// From the parent up to the root.
std::vector<Node> path_from(db::Reader& reader, StatusId parent)
{
    std::vector<Node> path;
    for (auto row : reader.rows(
             "WITH RECURSIVE path (status_id, parent_id, author_id, subtree_size, depth) AS ("
             "SELECT status_id, parent_id, author_id, subtree_size, depth FROM conversation_nodes WHERE status_id = $1 UNION ALL "
             "SELECT n.status_id, n.parent_id, n.author_id, n.subtree_size, n.depth FROM conversation_nodes n "
             "JOIN path p ON n.status_id = p.parent_id) "
             "SELECT status_id, author_id, subtree_size FROM path ORDER BY depth DESC",
             parent))
        path.push_back({row.get<StatusId>(0), row.get<AccountId>(1), row.get<std::int64_t>(2)});
    return path;
}

ConversationState read_state(const db::Row& row)
{
    auto at = [&](int column) { return row.get<std::int64_t>(column); };
    return {at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7), at(8), at(9), at(10), at(11), at(12)};
}

void write_state(db::Transaction& tx, ConversationId id, const ConversationState& s)
{
    tx.run(
        "INSERT INTO conversation_measures (conversation_id, nodes, depth_sum, wiener_index, max_depth, max_width, h_index, authors, "
        "author_squares, reply_edges, mutual_edges, one_way, reactive, interactive) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (conversation_id) DO UPDATE SET "
        "nodes = excluded.nodes, depth_sum = excluded.depth_sum, wiener_index = excluded.wiener_index, max_depth = excluded.max_depth, "
        "max_width = excluded.max_width, h_index = excluded.h_index, authors = excluded.authors, author_squares = excluded.author_squares, "
        "reply_edges = excluded.reply_edges, mutual_edges = excluded.mutual_edges, one_way = excluded.one_way, "
        "reactive = excluded.reactive, interactive = excluded.interactive",
        id, s.nodes, s.depth_sum, s.wiener_index, s.max_depth, s.max_width, s.h_index, s.authors, s.author_squares, s.reply_edges,
        s.mutual_edges, s.one_way, s.reactive, s.interactive);
}

void write_node(db::Transaction& tx, const Posted& posted, std::optional<StatusId> parent, std::int64_t depth)
{
    tx.run(
        "INSERT INTO conversation_nodes (status_id, conversation_id, parent_id, author_id, depth, subtree_size) VALUES ($1, $2, $3, $4, $5, 1)",
        posted.id, posted.conversation, parent, posted.author, depth);
}

void write_level(db::Transaction& tx, ConversationId id, const LevelRow& level)
{
    tx.run("INSERT INTO conversation_levels (conversation_id, depth, count) VALUES ($1, $2, $3) "
           "ON CONFLICT (conversation_id, depth) DO UPDATE SET count = excluded.count",
           id, level.depth, level.count);
}

// What is stored before the new message: the four counts in one question.
LeafCounts known_counts(db::Reader& reader, ConversationId id, std::int64_t depth, AccountId author, AccountId answered)
{
    auto row = reader.row(
        "SELECT coalesce((SELECT count FROM conversation_levels WHERE conversation_id = $1 AND depth = $2), 0), "
        "coalesce((SELECT count FROM conversation_authors WHERE conversation_id = $1 AND account_id = $3), 0), "
        "coalesce((SELECT count FROM conversation_pairs WHERE conversation_id = $1 AND from_id = $3 AND to_id = $4), 0), "
        "coalesce((SELECT count FROM conversation_pairs WHERE conversation_id = $1 AND from_id = $4 AND to_id = $3), 0)",
        id, depth, author, answered);
    LeafCounts known;
    known.level = row->get<std::int64_t>(0);
    known.author = row->get<std::int64_t>(1);
    known.pair = row->get<std::int64_t>(2);
    known.opposite_pair = row->get<std::int64_t>(3);
    return known;
}

std::vector<std::int64_t> levels_below(db::Reader& reader, ConversationId id, std::int64_t depth, std::int64_t how_many)
{
    std::vector<std::int64_t> counts(static_cast<std::size_t>(how_many), 0);
    for (auto row :
         reader.rows("SELECT depth, count FROM conversation_levels WHERE conversation_id = $1 AND depth > $2 AND depth <= $3", id,
                     depth, depth + how_many))
        counts[static_cast<std::size_t>(row.get<std::int64_t>(0) - depth - 1)] = row.get<std::int64_t>(1);
    return counts;
}

void open(db::Transaction& tx, const Posted& posted)
{
    write_state(tx, posted.conversation, opened_conversation());
    write_node(tx, posted, std::nullopt, 0);
    write_level(tx, posted.conversation, {0, 1});
}

void write_growth(db::Transaction& tx, const Posted& posted, const std::vector<Node>& path, const Growth& growth)
{
    write_state(tx, posted.conversation, growth.state);
    write_node(tx, posted, path.front().id, growth.node.depth);
    write_level(tx, posted.conversation, growth.level);
    tx.run("INSERT INTO conversation_authors (conversation_id, account_id, count) VALUES ($1, $2, $3) "
           "ON CONFLICT (conversation_id, account_id) DO UPDATE SET count = excluded.count",
           posted.conversation, growth.author.account, growth.author.count);
    if (growth.pair)
        tx.run("INSERT INTO conversation_pairs (conversation_id, from_id, to_id, count) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (conversation_id, from_id, to_id) DO UPDATE SET count = excluded.count",
               posted.conversation, growth.pair->from, growth.pair->to, growth.pair->count);
    std::vector<StatusId> above;
    for (const auto& node : path) above.push_back(node.id);
    tx.run("UPDATE conversation_nodes SET subtree_size = subtree_size + 1 WHERE status_id IN LIST($1)", db::list_of(above));
}

}  // namespace

std::optional<ConversationState> find_state(db::Reader& reader, ConversationId id)
{
    static const auto sql = "SELECT " + std::string{state_columns} + " FROM conversation_measures WHERE conversation_id = $1";
    auto row = reader.row(sql, id);
    return row ? std::optional{read_state(*row)} : std::nullopt;
}

void grow_conversation(db::Transaction& tx, StatusId id)
{
    auto posted = find_posted(tx, id);
    if (!posted || !posted->measured) return;
    auto state = find_state(tx, posted->conversation);
    if (!state) return open(tx, *posted);
    auto parent = measured_parent(tx, posted->parent, posted->conversation);
    // What lost its way to the root (its parent is not known here) answers the root.
    if (!parent) parent = tx.value<StatusId>("SELECT root_id FROM conversations WHERE id = $1", posted->conversation);
    auto path = path_from(tx, parent.value());
    if (path.empty()) throw std::logic_error("a measured conversation without its root's node");

    auto depth = static_cast<std::int64_t>(path.size());
    auto known = known_counts(tx, posted->conversation, depth, posted->author, path.front().author);
    std::vector<std::int64_t> deeper;
    if (auto needed = deeper_levels_needed(*state, depth, known.level); needed > 0)
        deeper = levels_below(tx, posted->conversation, depth, needed);
    known.deeper_levels = deeper;
    std::vector<AncestorState> ancestors;
    for (const auto& node : path) ancestors.push_back({node.author.value, node.subtree_size});
    auto growth = grow(*state, ancestors, posted->author.value, known);
    if (!growth) throw std::logic_error("a conversation could not grow: " + growth.error().key);
    write_growth(tx, *posted, path, *growth);
}

void measure_anew(db::Transaction& tx, ConversationId id)
{
    for (auto sql : {"DELETE FROM conversation_measures WHERE conversation_id = $1",
                     "DELETE FROM conversation_nodes WHERE conversation_id = $1",
                     "DELETE FROM conversation_levels WHERE conversation_id = $1",
                     "DELETE FROM conversation_authors WHERE conversation_id = $1",
                     "DELETE FROM conversation_pairs WHERE conversation_id = $1"})
        tx.run(sql, id);
    std::vector<StatusId> statuses;
    for (const auto& row : tx.rows("SELECT s.id FROM statuses s JOIN conversations c ON c.id = s.conversation_id "
                                   "WHERE s.conversation_id = $1 ORDER BY CASE WHEN s.id = c.root_id THEN 0 ELSE 1 END, s.id",
                                   id))
        statuses.push_back(row.get<StatusId>(0));
    for (auto status : statuses) grow_conversation(tx, status);
}

std::optional<ConversationState> recount(db::Reader& reader, ConversationId id)
{
    std::vector<TreeNode> nodes;
    std::unordered_map<StatusId, std::size_t> place;
    for (auto row : reader.rows(
             "SELECT s.id, s.account_id, s.in_reply_to_id, CASE WHEN s.visibility <= 1 OR r.visibility > 1 THEN 1 ELSE 0 END "
             "FROM statuses s JOIN conversations c ON c.id = s.conversation_id LEFT JOIN statuses r ON r.id = c.root_id "
             "WHERE s.conversation_id = $1 ORDER BY CASE WHEN s.id = c.root_id THEN 0 ELSE 1 END, s.id",
             id)) {
        auto parent = row.get<std::optional<StatusId>>(2);
        auto above = parent ? place.find(*parent) : place.end();
        auto status = row.get<StatusId>(0);
        if (!row.get<bool>(3)) {  // contracted: what hangs on it hangs on what it hangs on
            if (above != place.end()) place.emplace(status, above->second);
            continue;
        }
        auto parent_place = above != place.end() ? above->second : nodes.empty() ? no_parent : 0;
        place.emplace(status, nodes.size());
        nodes.push_back({parent_place, row.get<std::int64_t>(1)});
    }
    return count_tree(nodes);
}

std::vector<std::string> find_problems(db::Reader& reader)
{
    std::vector<std::string> problems;
    for (auto row : reader.rows("SELECT id FROM conversations ORDER BY id")) {
        auto id = row.get<ConversationId>(0);
        auto kept = find_state(reader, id), counted = recount(reader, id);
        if (kept != counted)
            problems.push_back(fmt::format("conversation {}: the kept measures differ from those of its statuses", id.value));
    }
    return problems;
}

}  // namespace favilla::conversations
