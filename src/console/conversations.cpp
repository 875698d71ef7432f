// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/conversations/:id — the tree in reading order, by pages and by branches, with its measures.
#include <unordered_map>

#include "community/events.h"
#include "community/group_topics.h"
#include "console/conversation_json.h"
#include "console/part_json.h"
#include "console/routes.h"
#include "conversations/authentic.h"
#include "conversations/measure.h"
#include "conversations/reshape.h"
#include "conversations/write_path.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"
#include "social/branches.h"
#include "social/markers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int default_nodes = 100;
constexpr int most_nodes = 500;
constexpr std::int64_t nodes_worth_a_virality = 5;  // measures.md: shown for n ≥ 5

struct Page {
    conversations::Conversation conversation;
    std::optional<conversations::ConversationState> state;
    std::optional<conversations::AuthenticFigures> authentic;  // of a conversation that is measured
    PartsFor whom = PartsFor::Everybody;
    conversations::Reading reading;
    social::StatusViews views;
    std::vector<conversations::Conversation> split_off;
    std::optional<community::EventId> event;  // that it begins with
    conversations::ReshapingRights rights;    // the reader's, as what follows
    std::optional<StatusId> read_up_to;
    std::vector<social::WishedBranch> branches;
    std::unordered_map<StatusId, community::Belonging> belonging;
};

void write_measures(JsonWriter& json, const conversations::ConversationState& state)
{
    auto m = conversations::measures_of(state);
    json.object([&] {
        json.field("nodes", m.nodes);
        json.field("comments", m.comments);
        json.field("distinct_authors", m.distinct_authors);
        json.field("effective_authors", m.effective_authors);
        json.field("max_depth", m.max_depth);
        json.field("max_width", m.max_width);
        json.field("mean_comment_depth", m.mean_comment_depth);
        json.field("wiener_index", m.wiener_index);
        json.field("structural_virality",
                   m.nodes >= nodes_worth_a_virality ? std::optional{m.structural_virality} : std::nullopt);
        json.field("h_index", m.h_index);
        json.field("reply_edges", m.reply_edges);
        json.field("reciprocity", m.reciprocity);
        json.field("one_way", m.one_way);
        json.field("reactive", m.reactive);
        json.field("interactive", m.interactive);
    });
}

void write_figures(JsonWriter& json, const Page& page)
{
    json.key("measures");
    if (page.state)
        write_measures(json, *page.state);
    else
        json.value(nullptr);
    json.key("authentic");
    if (page.authentic)
        write_measures(json, page.authentic->state);
    else
        json.value(nullptr);
    json.key("parts");
    if (page.authentic)
        write_parts(json, page.authentic->answers, page.whom);
    else
        json.value(nullptr);
}

std::optional<std::string_view> place_of(const Page& page, StatusId status)
{
    auto found = page.belonging.find(status);
    if (found == page.belonging.end()) return std::nullopt;
    switch (found->second) {
    case community::Belonging::Inside: return "group";
    case community::Belonging::Waiting: return "waiting";
    case community::Belonging::TakenOut: return "taken_out";
    }
    return std::nullopt;
}

void write_nodes(JsonWriter& json, const Api& api, const Page& page)
{
    AccountsOnPage accounts;
    auto audience = audience_of(api);
    audience.accounts = &accounts;
    std::size_t next = 0;  // the views stand in the same order; deleted nodes have none
    json.key("nodes").array(page.reading.nodes, [&](const conversations::ReadingNode& node) {
        json.object([&] {
            json.field("id", node.status);
            json.field("parent_id", node.parent);
            json.field("depth", node.depth);
            json.field("answers_count", node.answers);
            json.field("descendants_count", node.descendants);
            json.field("deleted", node.deleted);
            json.field("place", place_of(page, node.status));
            json.key("status");
            bool has_words = next < page.views.items.size() && page.views.items[next].status.id == node.status;
            if (has_words)
                write_status(json, audience, page.views, page.views.items[next++]);
            else
                json.value(nullptr);
        });
    });
}

void write_of_reader(JsonWriter& json, const Page& page)
{
    json.key("reader").object([&] {
        json.field("read_up_to", page.read_up_to);
        json.field("new_count", page.reading.fresh);
        json.field("may_split", page.rights.split);
        json.field("may_mark_answer", page.rights.answer);
        json.field("group_id", page.rights.group);
        json.key("branches").array(page.branches, [&](const social::WishedBranch& one) {
            json.object([&] {
                json.field("status_id", one.branch);
                json.field("wish", social::name_of(one.wish));
            });
        });
    });
}

std::optional<Page> load(db::Reader& reader, ConversationId id, conversations::ReadingRequest wish, social::Viewer viewer,
                         Time now)
{
    auto conversation = conversations::find_conversation(reader, id);
    if (conversation && conversation->merged_into) return load(reader, *conversation->merged_into, wish, viewer, now);
    if (!conversation) return std::nullopt;
    if (viewer.account) wish.since = social::read_position(reader, *viewer.account, id);
    auto reading = conversations::read_conversation(reader, id, wish, viewer, now);
    if (reading.total == 0) return std::nullopt;
    std::vector<StatusId> living;
    for (const auto& node : reading.nodes)
        if (!node.deleted) living.push_back(node.status);
    auto views = social::load_views(reader, social::find_statuses(reader, living, viewer), viewer);
    Page page{.conversation = *conversation,
              .state = conversations::find_state(reader, id),
              .authentic = {},
              .whom = PartsFor::Everybody,
              .reading = std::move(reading),
              .views = std::move(views),
              .split_off = conversations::split_off(reader, id),
              .event = {},
              .rights = {},
              .read_up_to = {},
              .branches = {},
              .belonging = community::belonging_to_groups(reader, living)};
    if (page.state) page.authentic = conversations::authentic_figures(reader, id, *page.state);
    std::erase_if(page.split_off, [&](const auto& one) { return !conversations::may_see_conversation(reader, one.id, viewer); });
    if (auto event = community::event_of(reader, conversation->root); event && community::find_event(reader, event->id, viewer))
        page.event = event->id;
    if (!viewer.account) return page;
    page.rights = conversations::rights_in(reader, *conversation, *viewer.account);
    page.read_up_to = wish.since;
    page.branches = social::wished_branches(reader, *viewer.account, id);
    return page;
}

conversations::ReadingRequest read_wish(const Params& params)
{
    auto limit = params.integer("limit").value_or(default_nodes);
    return {.branch = params.id<StatusId>("branch"),
            .after = params.id<StatusId>("after"),
            .limit = static_cast<int>(std::clamp<std::int64_t>(limit, 1, most_nodes))};
}

std::optional<Page> load_page(db::Reader& reader, ConversationId id, const Api& api)
{
    auto page = load(reader, id, read_wish(api.params), api.viewer, api.now);
    if (page && page->authentic) page->whom = parts_for(reader, api);
    return page;
}

}  // namespace

net::Response get_conversation(const net::Request& request, Api& api)
{
    auto id = parse_id<ConversationId>(request.param("id"));
    if (!id) return not_found(api);
    auto page = api.db.read([&](db::Reader& reader) { return load_page(reader, *id, api); });
    if (!page) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_conversation(json, page->conversation);
            write_figures(json, *page);
            if (api.viewer.account) write_of_reader(json, *page);
            json.key("split_off").array(page->split_off, [&](const conversations::Conversation& one) {
                json.object([&] {
                    json.field("id", one.id);
                    json.field("root_id", one.root);
                    json.field("statuses_count", one.statuses_count);
                });
            });
            json.field("event_id", page->event);
            json.field("total", page->reading.total);
            write_nodes(json, api, *page);
            bool more = page->reading.more && !page->reading.nodes.empty();
            json.field("next_after", more ? std::optional{page->reading.nodes.back().status} : std::nullopt);
        });
    });
}

}  // namespace favilla::console
