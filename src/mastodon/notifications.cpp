// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/notifications
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/notification_json.h"

namespace favilla::mastodon {

namespace {

constexpr int most_unread = 1000;

social::NotificationQuery read_query(const Params& params)
{
    return {.kinds = params.texts("types"),
            .excluded = params.texts("exclude_types"),
            .from = params.id<AccountId>("account_id"),
            .with_filtered = params.flag_or("include_filtered", false)};
}

std::optional<NotificationId> named_notification(const net::Request& request)
{
    return parse_id<NotificationId>(request.param("id"));
}

}  // namespace

net::Response get_notifications(const net::Request& request, Api& api)
{
    social::Page<social::Notification> page;
    auto views = api.db.read([&](db::Reader& reader) {
        page = social::notifications_of(reader, api.me(), read_query(api.params), read_page(api.params, 40, 80), api.now);
        return load_notifications(reader, page.items, api.viewer);
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(views.items, [&](const social::Notification& item) {
            write_notification(json, audience_of(api), views, item, known_kinds(api));
        });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_notification(const net::Request& request, Api& api)
{
    auto id = named_notification(request);
    if (!id) return not_found(api);
    auto views = api.db.read([&](db::Reader& reader) {
        auto found = social::find_notification(reader, api.me(), *id);
        return load_notifications(reader, found ? std::vector{*found} : std::vector<social::Notification>{}, api.viewer);
    });
    if (views.items.empty()) return not_found(api);
    return json_response(
        200, [&](JsonWriter& json) { write_notification(json, audience_of(api), views, views.items.front(), known_kinds(api)); });
}

net::Response get_unread_count(const net::Request&, Api& api)
{
    auto most = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(100), 1, most_unread));
    auto count = api.db.read([&](db::Reader& reader) {
        return social::unread_notifications(reader, api.me(), read_query(api.params), most, api.now);
    });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("count", count); }); });
}

net::Response clear_notifications(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { social::clear_notifications(tx, api.me()); });
    return empty_object();
}

namespace {

net::Response dismiss(Api& api, std::optional<NotificationId> id)
{
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::dismiss_notification(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace

net::Response dismiss_notification(const net::Request& request, Api& api) { return dismiss(api, named_notification(request)); }

// As it was before 1.3: the id in the form.
net::Response dismiss_named_notification(const net::Request&, Api& api)
{
    return dismiss(api, api.params.id<NotificationId>("id"));
}

}  // namespace favilla::mastodon
