// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/notifications#get-policy and #get-requests
#include "social/notification_policy.h"

#include "mastodon/account_json.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "mastodon/status_json.h"
#include "social/accounts.h"
#include "social/notification_requests.h"

namespace favilla::mastodon {

namespace {

using social::NotificationPolicy;
using social::NotificationRequestId;
using social::Screening;

struct PolicyField {
    std::string_view name;     // "for_not_following"
    std::string_view name_v1;  // "filter_not_following"; empty: the first version does not know it
    Screening NotificationPolicy::* member;
};
constexpr PolicyField policy_fields[] = {
    {"for_not_following", "filter_not_following", &NotificationPolicy::not_following},
    {"for_not_followers", "filter_not_followers", &NotificationPolicy::not_followers},
    {"for_new_accounts", "filter_new_accounts", &NotificationPolicy::new_accounts},
    {"for_private_mentions", "filter_private_mentions", &NotificationPolicy::private_mentions},
    {"for_limited_accounts", "", &NotificationPolicy::limited_accounts},
    {"for_bots", "filter_bots", &NotificationPolicy::bots},
};

struct PolicyView {
    NotificationPolicy policy;
    social::KeptBack kept;
};

PolicyView load_policy(Api& api)
{
    return api.db.read([&](db::Reader& reader) {
        return PolicyView{.policy = social::notification_policy(reader, api.me()),
                          .kept = social::kept_back(reader, api.me(), api.now)};
    });
}

void write_summary(JsonWriter& json, const social::KeptBack& kept)
{
    json.key("summary").object([&] {
        json.field("pending_requests_count", kept.requests);
        json.field("pending_notifications_count", kept.notifications);
    });
}

net::Response policy_response(Api& api)
{
    auto view = load_policy(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            for (const auto& field : policy_fields) json.field(field.name, name_of(view.policy.*field.member));
            write_summary(json, view.kept);
        });
    });
}

net::Response policy_response_v1(Api& api)
{
    auto view = load_policy(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            for (const auto& field : policy_fields)
                if (!field.name_v1.empty()) json.field(field.name_v1, view.policy.*field.member != Screening::Accept);
            write_summary(json, view.kept);
        });
    });
}

Result<void> change_policy(NotificationPolicy& policy, const Params& params)
{
    for (const auto& field : policy_fields) {
        auto wanted = params.text(field.name);
        if (!wanted) continue;
        auto screening = social::parse_screening(*wanted);
        if (!screening) return refuse(ErrorCode::Invalid, "notifications.screening", {{"field", std::string{field.name}}});
        policy.*field.member = *screening;
    }
    return {};
}

// The first version knows no dropping: who does not touch what is dropped leaves it so.
void change_policy_v1(NotificationPolicy& policy, const Params& params)
{
    for (const auto& field : policy_fields) {
        auto wanted = field.name_v1.empty() ? std::nullopt : params.flag(field.name_v1);
        if (wanted && *wanted != (policy.*field.member != Screening::Accept))
            policy.*field.member = *wanted ? Screening::Filter : Screening::Accept;
    }
}

struct RequestViews {
    social::Page<social::NotificationRequest> page;
    std::unordered_map<AccountId, social::Account> senders;
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;
};

RequestViews load_requests(db::Reader& reader, Api& api, social::Page<social::NotificationRequest> page)
{
    RequestViews views{.page = std::move(page), .senders = {}, .statuses = {}, .place = {}};
    std::vector<AccountId> senders;
    std::vector<StatusId> statuses;
    for (const auto& item : views.page.items) {
        senders.push_back(item.from);
        if (item.last_status) statuses.push_back(*item.last_status);
    }
    for (auto& account : social::find_accounts(reader, senders)) views.senders.insert_or_assign(account.id, std::move(account));
    views.statuses = social::load_views(reader, social::find_statuses(reader, statuses, api.viewer), api.viewer);
    views.place = places_in(views.statuses);
    std::erase_if(views.page.items, [&](const social::NotificationRequest& item) { return !views.senders.contains(item.from); });
    return views;
}

void write_request(JsonWriter& json, const Api& api, const RequestViews& views, const social::NotificationRequest& item)
{
    json.object([&] {
        json.field("id", item.id);
        json.field("created_at", item.created_at);
        json.field("updated_at", item.updated_at);
        json.field("notifications_count", std::to_string(item.notifications));
        json.key("account");
        write_account(json, views.senders.at(item.from), api.domain);
        auto place = item.last_status ? views.place.find(*item.last_status) : views.place.end();
        if (place == views.place.end()) return;
        json.key("last_status");
        write_status(json, audience_of(api), views.statuses, views.statuses.items[place->second]);
    });
}

enum class Answer { Accept, Dismiss };

net::Response answer_requests(Api& api, std::span<const NotificationRequestId> ids, Answer answer)
{
    auto done = api.db.write([&](db::Transaction& tx) {
        return answer == Answer::Accept ? social::accept_requests(tx, api.me(), ids, api.now)
                                        : social::dismiss_requests(tx, api.me(), ids, api.now);
    });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response answer_named(const net::Request& request, Api& api, Answer answer)
{
    auto id = parse_id<NotificationRequestId>(request.param("id"));
    if (!id) return not_found(api);
    return answer_requests(api, {&*id, 1}, answer);
}

}  // namespace

net::Response get_notification_policy(const net::Request&, Api& api) { return policy_response(api); }

net::Response patch_notification_policy(const net::Request&, Api& api)
{
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto policy = social::notification_policy(tx, api.me());
        CHECKED(change_policy(policy, api.params));
        social::set_notification_policy(tx, api.me(), policy);
        return {};
    });
    return done ? policy_response(api) : error_response(api, done.error());
}

net::Response get_notification_policy_v1(const net::Request&, Api& api) { return policy_response_v1(api); }

net::Response put_notification_policy_v1(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) {
        auto policy = social::notification_policy(tx, api.me());
        change_policy_v1(policy, api.params);
        social::set_notification_policy(tx, api.me(), policy);
    });
    return policy_response_v1(api);
}

net::Response get_notification_requests(const net::Request& request, Api& api)
{
    auto views = api.db.read([&](db::Reader& reader) {
        return load_requests(reader, api,
                             social::notification_requests(reader, api.me(), read_page(api.params, 40, 80), api.now));
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(views.page.items, [&](const social::NotificationRequest& item) { write_request(json, api, views, item); });
    });
    return with_page_links(std::move(response), request, api, views.page);
}

net::Response get_notification_request(const net::Request& request, Api& api)
{
    auto id = parse_id<NotificationRequestId>(request.param("id"));
    if (!id) return not_found(api);
    auto views = api.db.read([&](db::Reader& reader) {
        social::Page<social::NotificationRequest> page;
        if (auto found = social::find_notification_request(reader, api.me(), *id, api.now)) page.items.push_back(*found);
        return load_requests(reader, api, std::move(page));
    });
    if (views.page.items.empty()) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_request(json, api, views, views.page.items.front()); });
}

net::Response accept_notification_request(const net::Request& request, Api& api)
{
    return answer_named(request, api, Answer::Accept);
}

net::Response dismiss_notification_request(const net::Request& request, Api& api)
{
    return answer_named(request, api, Answer::Dismiss);
}

net::Response accept_notification_requests(const net::Request&, Api& api)
{
    return answer_requests(api, api.params.ids<NotificationRequestId>("id"), Answer::Accept);
}

net::Response dismiss_notification_requests(const net::Request&, Api& api)
{
    return answer_requests(api, api.params.ids<NotificationRequestId>("id"), Answer::Dismiss);
}

// Accepting merges in its own transaction: whoever asks afterwards finds it done.
net::Response get_merged_requests(const net::Request&, Api&)
{
    return json_response(200, [](JsonWriter& json) { json.object([&] { json.field("merged", true); }); });
}

}  // namespace favilla::mastodon
