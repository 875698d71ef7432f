// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <unordered_map>

#include "conversations/authentic.h"
#include "conversations/measure.h"
#include "conversations/reading.h"
#include "conversations/write_path.h"
#include "pages/load.h"
#include "pages/public_pages.h"

namespace favilla::pages {

namespace {

// A message of the conversation; its parent is a place in the same list, before this one.
struct Node {
    StatusId id;
    std::optional<std::size_t> parent;
    int depth = 0;
    bool removed = false;
};

constexpr social::Viewer anybody{};
constexpr std::size_t most_ancestors = 30;    // the nearest ones, when an answer is shown
constexpr int most_messages = 20'000;         // of one conversation that are looked at
constexpr std::int64_t worth_a_virality = 5;  // nodes

MeasuresView measures_view(const conversations::ConversationMeasures& measures)
{
    auto view = MeasuresView{.answers = measures.comments,
                             .people = measures.distinct_authors,
                             .depth = measures.max_depth,
                             .width = measures.max_width,
                             .h_index = measures.h_index,
                             .mean_depth = measures.mean_comment_depth};
    if (measures.nodes < worth_a_virality) return view;
    view.structural_virality = measures.structural_virality;
    view.effective_authors = measures.effective_authors;
    view.interactive_share = static_cast<double>(measures.interactive) / static_cast<double>(measures.comments);
    return view;
}

std::vector<Node> read_nodes(db::Reader& reader, ConversationId conversation, Time now)
{
    std::vector<Node> nodes;
    std::unordered_map<StatusId, std::size_t> places;
    for (const auto& node :
         conversations::read_conversation(reader, conversation, {.limit = most_messages}, anybody, now).nodes) {
        auto parent = node.parent ? places.find(*node.parent) : places.end();
        auto place = parent == places.end() ? std::nullopt : std::optional{parent->second};
        places.emplace(node.status, nodes.size());
        nodes.push_back({.id = node.status, .parent = place, .depth = node.depth, .removed = node.deleted});
    }
    return nodes;
}

// As they were kept while the conversation grew: the same that every other reader is told.
void measure(db::Reader& reader, ConversationId conversation, ConversationView& view)
{
    auto state = conversations::find_state(reader, conversation);
    if (!state) state = conversations::recount(reader, conversation);
    if (!state) return;
    view.measures = measures_view(conversations::measures_of(*state));
    auto figures = conversations::authentic_figures(reader, conversation, *state);
    const auto& answers = figures.answers;
    if (answers.authentic == answers.raw()) return;
    view.parts = PartsView{.authentic = measures_view(conversations::measures_of(figures.state)),
                           .raw = answers.raw(),
                           .counted = answers.authentic,
                           .affiliated = answers.affiliated,
                           .coordinated = answers.coordinated,
                           .machine = answers.machine,
                           .high = answers.high};
}

std::vector<ShapeNode> shape_of(const std::vector<Node>& nodes)
{
    std::vector<ShapeNode> shape;
    shape.reserve(nodes.size());
    for (const auto& node : nodes)
        shape.push_back({.parent = node.parent ? static_cast<int>(*node.parent) : -1, .depth = node.depth});
    return shape;
}

std::vector<std::size_t> ancestors_of(const std::vector<Node>& nodes, std::size_t place)
{
    std::vector<std::size_t> path;
    for (auto parent = nodes[place].parent; parent && path.size() < most_ancestors; parent = nodes[*parent].parent)
        path.push_back(*parent);
    std::ranges::reverse(path);
    return path;
}

// What stands below a node follows it in reading order, deeper than it, without a gap.
std::size_t end_of_branch(const std::vector<Node>& nodes, std::size_t place)
{
    auto end = place + 1;
    while (end < nodes.size() && nodes[end].depth > nodes[place].depth) ++end;
    return end;
}

using PostsById = std::unordered_map<StatusId, PostView>;

// Those of them that anybody may read.
std::vector<PostView> load_these(db::Reader& reader, const std::vector<StatusId>& ids, const social::Domain& domain, Time now)
{
    if (ids.empty()) return {};
    return post_views(social::load_views(reader, social::find_statuses(reader, ids, anybody), anybody), domain, now);
}

PostsById load_posts(db::Reader& reader, const std::vector<Node>& nodes, const std::vector<std::size_t>& places,
                     const social::Domain& domain, Time now)
{
    std::vector<StatusId> ids;
    for (auto place : places)
        if (!nodes[place].removed) ids.push_back(nodes[place].id);
    PostsById posts;
    for (auto& post : load_these(reader, ids, domain, now)) posts.emplace(post.id, std::move(post));
    return posts;
}

PostView post_at(const PostsById& posts, const Node& node)
{
    auto found = posts.find(node.id);
    if (found != posts.end()) return found->second;
    PostView gone{.id = node.id};
    gone.removed = true;
    return gone;
}

std::optional<std::size_t> place_of(const std::vector<Node>& nodes, StatusId id)
{
    auto found = std::ranges::find(nodes, id, &Node::id);
    if (found == nodes.end()) return std::nullopt;
    return static_cast<std::size_t>(found - nodes.begin());
}

ConversationView conversation_view(db::Reader& reader, const std::vector<Node>& nodes, std::size_t place,
                                   const social::Domain& domain, std::size_t from, Time now)
{
    auto branch_end = end_of_branch(nodes, place);
    auto total = branch_end - place - 1;
    auto first = std::min(from, total);
    auto count = std::min(answers_per_page, total - first);

    auto ancestors = ancestors_of(nodes, place);
    auto places = ancestors;
    places.push_back(place);
    for (std::size_t i = 0; i < count; ++i) places.push_back(place + 1 + first + i);
    auto posts = load_posts(reader, nodes, places, domain, now);

    auto view = ConversationView{.post = post_at(posts, nodes[place]), .shape = shape_of(nodes), .first = first, .total = total};
    for (auto ancestor : ancestors) view.ancestors.push_back(post_at(posts, nodes[ancestor]));
    auto first_place = place + 1 + first;
    for (auto at = first_place; at < first_place + count; ++at) {
        auto answer = ThreadPost{.post = post_at(posts, nodes[at]), .depth = nodes[at].depth - nodes[place].depth};
        if (nodes[at].parent && *nodes[at].parent >= first_place) answer.parent = *nodes[at].parent - first_place;
        view.answers.push_back(std::move(answer));
    }
    return view;
}

}  // namespace

std::optional<PostView> load_post(db::Reader& reader, const social::Status& status, const social::Domain& domain, Time now)
{
    auto found = load_these(reader, {status.id}, domain, now);
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

ConversationView load_conversation(db::Reader& reader, const social::Status& status, const social::Domain& domain,
                                   std::size_t from, Time now)
{
    auto nodes = status.conversation ? read_nodes(reader, *status.conversation, now) : std::vector<Node>{};
    auto place = place_of(nodes, status.id);
    if (!place) nodes = {{.id = status.id}};
    auto view = conversation_view(reader, nodes, place.value_or(0), domain, from, now);
    if (!status.conversation) return view;
    measure(reader, *status.conversation, view);
    auto conversation = conversations::find_conversation(reader, *status.conversation);
    view.closed = conversation && conversation->state == conversations::ConversationStatus::Closed;
    if (view.closed) view.summary = conversation->summary;
    if (conversation && conversation->answer) {
        auto answer = load_these(reader, {*conversation->answer}, domain, now);
        if (!answer.empty()) view.answer = std::move(answer.front());
    }
    std::vector<StatusId> elsewhere;
    for (const auto& split : conversations::split_off(reader, *status.conversation)) elsewhere.push_back(split.root);
    view.split_off = load_these(reader, elsewhere, domain, now);
    return view;
}

}  // namespace favilla::pages
