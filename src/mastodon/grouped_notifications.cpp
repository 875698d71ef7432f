// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/grouped_notifications
#include <unordered_set>

#include "mastodon/account_json.h"
#include "mastodon/handlers.h"
#include "mastodon/notification_json.h"
#include "mastodon/people.h"
#include "social/notification_groups.h"

namespace favilla::mastodon {

namespace {

constexpr int most_unread = 1000;

enum class Faces {
    Full,
    Partial
};  // expand_accounts: whether all but the newest of a group are told as little more than a picture

struct GroupPage {
    social::Page<social::NotificationGroup> page;
    NotificationViews views;  // of each group's newest
    std::vector<social::Account> senders;
};

social::GroupQuery read_group_query(const Params& params)
{
    social::GroupQuery query{.which = {.kinds = params.texts("types"),
                                       .excluded = params.texts("exclude_types"),
                                       .from = params.id<AccountId>("account_id"),
                                       .with_filtered = params.flag_or("include_filtered", false)},
                             .grouped_kinds = {}};
    if (params.has("grouped_types")) query.grouped_kinds = params.texts("grouped_types");
    return query;
}

Result<Faces> read_faces(const Params& params)
{
    auto wanted = params.text_or("expand_accounts", "full");
    if (wanted == "full") return Faces::Full;
    if (wanted == "partial_avatars") return Faces::Partial;
    return refuse(ErrorCode::Invalid, "notifications.expand_accounts");
}

GroupPage load_groups(db::Reader& reader, Api& api, social::Page<social::NotificationGroup> page)
{
    std::vector<social::Notification> newest;
    std::vector<AccountId> people;
    std::unordered_set<AccountId> known;
    for (const auto& group : page.items) {
        newest.push_back(group.newest);
        for (auto account : group.sample)
            if (known.insert(account).second) people.push_back(account);
    }
    auto views = load_notifications(reader, std::move(newest), api.viewer);
    // What is told of no more (its status is gone) takes its group along.
    std::unordered_set<NotificationId> shown;
    for (const auto& item : views.items) shown.insert(item.id);
    std::erase_if(page.items, [&](const social::NotificationGroup& group) { return !shown.contains(group.newest.id); });
    return {.page = std::move(page), .views = std::move(views), .senders = social::find_accounts(reader, people)};
}

// Who is shown whole: the newest of each group, or everybody.
std::unordered_set<AccountId> shown_whole(const GroupPage& groups, Faces faces)
{
    std::unordered_set<AccountId> whole;
    for (const auto& group : groups.page.items) {
        auto count = faces == Faces::Full ? group.sample.size() : std::min<std::size_t>(1, group.sample.size());
        whole.insert(group.sample.begin(), group.sample.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return whole;
}

void write_people(JsonWriter& json, const Api& api, const GroupPage& groups, Faces faces)
{
    auto whole = shown_whole(groups, faces);
    std::unordered_set<AccountId> in_samples;
    for (const auto& group : groups.page.items) in_samples.insert(group.sample.begin(), group.sample.end());
    json.key("accounts").array([&] {
        for (const auto& account : groups.senders)
            if (whole.contains(account.id)) write_account(json, account, api.domain);
    });
    if (faces == Faces::Full) return;
    json.key("partial_accounts").array([&] {
        for (const auto& account : groups.senders)
            if (in_samples.contains(account.id) && !whole.contains(account.id)) write_partial_account(json, account, api.domain);
    });
}

void write_group(JsonWriter& json, const Api& api, const GroupPage& groups, const social::NotificationGroup& group)
{
    json.object([&] {
        json.field("group_key", group.key);
        json.field("notifications_count", group.count);
        json.field("type", group.newest.kind);
        json.field("most_recent_notification_id", group.most_recent);
        if (group.page_min) json.field("page_min_id", *group.page_min);
        if (group.page_max) json.field("page_max_id", *group.page_max);
        if (group.latest_on_page) json.field("latest_page_notification_at", *group.latest_on_page);
        json.key("sample_account_ids").values(group.sample);
        if (group.newest.status) json.field("status_id", *group.newest.status);
        write_beside_status(json, audience_of(api), groups.views, group.newest, known_kinds(api));
    });
}

void write_groups(JsonWriter& json, const Api& api, const GroupPage& groups, Faces faces)
{
    json.object([&] {
        write_people(json, api, groups, faces);
        std::unordered_set<StatusId> written;
        json.key("statuses").array([&] {
            for (const auto& group : groups.page.items)
                if (auto status = group.newest.status; status && written.insert(*status).second)
                    write_status(json, audience_of(api), groups.views.statuses,
                                 groups.views.statuses.items[groups.views.place.at(*status)]);
        });
        json.key("notification_groups").array(groups.page.items, [&](const social::NotificationGroup& group) {
            write_group(json, api, groups, group);
        });
    });
}

}  // namespace

net::Response get_grouped_notifications(const net::Request& request, Api& api)
{
    auto faces = read_faces(api.params);
    if (!faces) return error_response(api, faces.error());
    auto groups = api.db.read([&](db::Reader& reader) {
        auto page =
            social::notification_groups(reader, api.me(), read_group_query(api.params), read_page(api.params, 40, 80), api.now);
        return load_groups(reader, api, std::move(page));
    });
    auto response = json_response(200, [&](JsonWriter& json) { write_groups(json, api, groups, *faces); });
    return with_page_links(std::move(response), request, api, groups.page);
}

net::Response get_notification_group(const net::Request& request, Api& api)
{
    auto groups = api.db.read([&](db::Reader& reader) {
        social::Page<social::NotificationGroup> page;
        if (auto found = social::find_notification_group(reader, api.me(), request.param("group_key"), api.now))
            page.items.push_back(std::move(*found));
        return load_groups(reader, api, std::move(page));
    });
    if (groups.page.items.empty()) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_groups(json, api, groups, Faces::Full); });
}

net::Response get_group_accounts(const net::Request& request, Api& api)
{
    auto page = api.db.read([&](db::Reader& reader) {
        return social::accounts_of_group(reader, api.me(), request.param("group_key"), read_page(api.params, 40, 80), api.now);
    });
    return accounts_response(request, api, page);
}

net::Response dismiss_notification_group(const net::Request& request, Api& api)
{
    auto done =
        api.db.write([&](db::Transaction& tx) { return social::dismiss_group(tx, api.me(), request.param("group_key")); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_unread_group_count(const net::Request&, Api& api)
{
    auto most = static_cast<int>(std::clamp<std::int64_t>(api.params.integer("limit").value_or(100), 1, most_unread));
    auto count = api.db.read(
        [&](db::Reader& reader) { return social::unread_groups(reader, api.me(), read_group_query(api.params), most, api.now); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("count", count); }); });
}

}  // namespace favilla::mastodon
