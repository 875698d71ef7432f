// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/integrity/alerts and /haste — for the team alone: what is worth a look between two nights, and who goes faster than a person.
#include "console/integrity_alerts.h"

#include "base/json_writer.h"
#include "console/integrity_json.h"
#include "console/routes.h"
#include "integrity/alerts.h"
#include "integrity/haste.h"
#include "mastodon/answers.h"
#include "mastodon/streams.h"
#include "social/statuses.h"
#include "social/users.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using integrity::Alert;

constexpr int most_hasty = 40;

struct ShownAlerts {
    std::vector<Alert> alerts;
    Accounts people;
    std::set<StatusId> there;  // of the posts, those that the reader can still open
};

ShownAlerts shown_alerts(db::Reader& reader, const Api& api)
{
    ShownAlerts shown{.alerts = integrity::alerts_of(reader, api.domain.id, api.now), .people = {}, .there = {}};
    std::vector<AccountId> named;
    std::vector<StatusId> posts;
    for (const auto& alert : shown.alerts) {
        named.insert(named.end(), alert.accounts.begin(), alert.accounts.end());
        posts.insert(posts.end(), alert.posts.begin(), alert.posts.end());
    }
    shown.people = load_accounts(reader, named);
    for (const auto& status : social::find_statuses(reader, posts, api.me()))
        if (!status.deleted_at) shown.there.insert(status.id);
    return shown;
}

void write_alert(JsonWriter& json, const Api& api, const Alert& alert, const ShownAlerts& shown)
{
    json.object([&] {
        json.field("id", alert.id);
        json.field("raised_at", alert.raised_at);
        json.field("met_at", alert.met_at);
        json.field("near", alert.near);
        json.field("expected", alert.expected);
        json.field("days", alert.days);
        json.key("members").array(alert.accounts, [&](AccountId account) {
            json.object([&] {
                write_person(json, api, shown.people, "account", account);
                auto known = shown.people.find(account);
                json.field("is_remote", known == shown.people.end() || known->second.domain != api.domain.id);
            });
        });
        json.key("posts").array(alert.posts, [&](StatusId post) {
            json.object([&] {
                json.field("status_id", post);
                json.field("is_gone", !shown.there.contains(post));
            });
        });
    });
}

void write_haste(JsonWriter& json, const Api& api, const integrity::Haste& haste, const Accounts& people)
{
    json.object([&] {
        write_person(json, api, people, "account", haste.account);
        auto known = people.find(haste.account);
        json.field("is_remote", known == people.end() || known->second.domain != api.domain.id);
        json.field("day", iso_date(Time{} + days(haste.day)));
        json.field("posts", haste.posts);
        json.field("at", haste.at);
    });
}

}  // namespace

net::Response get_alerts(const net::Request&, Api& api)
{
    auto shown = api.db.read([&](db::Reader& reader) { return shown_alerts(reader, api); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(shown.alerts, [&](const Alert& alert) { write_alert(json, api, alert, shown); });
    });
}

net::Response get_haste(const net::Request&, Api& api)
{
    auto account = api.params.id<AccountId>("account_id");
    auto [hasty, people] = api.db.read([&](db::Reader& reader) {
        auto found = account ? integrity::haste_of(reader, api.domain.id, *account)
                             : integrity::recent_haste(reader, api.domain.id, most_hasty);
        std::vector<AccountId> named;
        for (const auto& one : found) named.push_back(one.account);
        return std::pair{std::move(found), load_accounts(reader, named)};
    });
    return json_response(200, [&, &list = hasty, &everybody = people](JsonWriter& json) {
        json.array(list, [&](const integrity::Haste& one) { write_haste(json, api, one, everybody); });
    });
}

void push_alerts(Services& services, const integrity::AlertsChanged& event)
{
    if (services.streams.is_empty()) return;
    auto [team, number] = services.database.read([&](db::Reader& reader) {
        return std::pair{social::team_of(reader, event.domain),
                         integrity::alerts_of(reader, event.domain, services.clock()).size()};
    });
    StreamPayload payload{.for_all = write_json([&, count = number](JsonWriter& json) {
                              json.object([&] { json.field("alerts", static_cast<std::int64_t>(count)); });
                          }),
                          .by_domain = {}};
    for (const auto& one : team) services.streams.send(integrity_channel(one.account), "favilla.integrity_alerts", payload);
}

}  // namespace favilla::console
