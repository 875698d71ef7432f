// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/groups/:id — what is said in a group: its topics, a search bound to it, how far one has read.
#include "community/group_topics.h"

#include <unordered_map>

#include "console/group_json.h"
#include "console/routes.h"
#include "mastodon/status_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_topic(JsonWriter& json, const Api& api, const community::Topic& topic, const social::StatusViews& views,
                 const social::StatusView& view)
{
    json.object([&] {
        json.field("id", topic.active);
        json.field("group_id", topic.group);
        json.field("answers_count", topic.answers);
        json.field("last_status_at", topic.active_at);
        json.field("pinned", topic.is_pinned);
        json.key("announced");
        if (topic.announced && topic.announced->stands_at(api.now))
            json.object([&] {
                json.field("since", topic.announced->since);
                json.field("until", topic.announced->until);
            });
        else
            json.value(nullptr);
        json.field("closed", topic.is_closed);
        json.field("answered", topic.is_answered);
        json.field("summary", topic.summary);
        json.field("unread", topic.is_unread);
        json.key("status");
        write_status(json, audience_of(api), views, view);
    });
}

struct Loaded {
    social::Page<community::Topic> page;
    social::StatusViews views;
};

Loaded load(db::Reader& reader, const Api& api, social::Page<community::Topic> page)
{
    std::vector<StatusId> ids;
    for (const auto& topic : page.items) ids.push_back(topic.status);
    auto views = social::load_views(reader, social::find_statuses(reader, ids, api.viewer), api.viewer);
    return {std::move(page), std::move(views)};
}

net::Response topics_response(const net::Request& request, const Api& api, const Loaded& loaded)
{
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array([&] {
            // The two were asked of one snapshot with one policy, and stand in one order.
            for (std::size_t i = 0; i < loaded.page.items.size(); ++i)
                write_topic(json, api, loaded.page.items[i], loaded.views, loaded.views.items.at(i));
        });
    });
    return with_page_links(std::move(response), request, api, loaded.page);
}

Result<community::TopicState> read_state(const Params& params)
{
    auto name = params.text_or("state", "any");
    auto state = community::parse_topic_state(name);
    if (!state) return refuse(ErrorCode::Invalid, "group.topic_state", {{"state", name}});
    return *state;
}

}  // namespace

net::Response get_own_topics(const net::Request& request, Api& api)
{
    auto state = read_state(api.params);
    if (!state) return error_response(api, state.error());
    auto wish = read_page(api.params, 20, 40);
    return topics_response(request, api, api.db.read([&](db::Reader& reader) {
        return load(reader, api, community::topics_of_own_groups(reader, api.me(), wish, *state));
    }));
}

net::Response get_group_topics(const net::Request& request, Api& api)
{
    auto group = find_readable_group(request, api);
    if (!group) return not_found(api);
    auto order =
        api.params.text_or("order", "activity") == "newest" ? community::TopicOrder::Newest : community::TopicOrder::Activity;
    auto state = read_state(api.params);
    if (!state) return error_response(api, state.error());
    auto wish = read_page(api.params, 20, 40);
    return topics_response(request, api, api.db.read([&](db::Reader& reader) {
        if (api.params.flag_or("pinned", false))
            return load(reader, api,
                        {.items = community::pinned_topics(reader, group->id, api.viewer, api.now), .newest = {}, .oldest = {}});
        return load(reader, api, community::topics_of(reader, group->id, api.viewer, order, wish, *state));
    }));
}

net::Response search_group(const net::Request& request, Api& api)
{
    auto group = find_readable_group(request, api);
    if (!group) return not_found(api);
    auto words = api.params.text_or("q", "");
    auto page = read_page(api.params, 20, 40);
    auto found = api.db.read([&](db::Reader& reader) {
        return community::search_group(reader, group->id, words, page,
                                       {.viewer = api.viewer, .domain = api.domain.id, .now = api.now});
    });
    return with_page_links(statuses_response(api, found.items), request, api, found);
}

net::Response read_group(const net::Request& request, Api& api)
{
    auto group = find_readable_group(request, api);
    if (!group) return not_found(api);
    auto until = api.params.id<StatusId>("until");
    auto read =
        api.db.write([&](db::Transaction& tx) { return community::mark_group_read(tx, group->id, api.me(), until, api.now); });
    return read ? group_response(api, group->id) : error_response(api, read.error());
}

}  // namespace favilla::console
