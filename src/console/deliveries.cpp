// SPDX-License-Identifier: AGPL-3.0-or-later
// GET /api/favilla/v1/statuses/:id/deliveries — whom a post has reached, destination by destination, for its author and for
// those who look after the place.
#include "distribution/deliveries.h"

#include "console/routes.h"
#include "mastodon/answers.h"
#include "mastodon/status_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using distribution::DeliveryState;
using distribution::HostDelivery;

struct Totals {
    std::int64_t pending = 0, delivered = 0, failed = 0;  // destinations
    std::int64_t people = 0;                              // behind those that were delivered
};

Totals totals_of(const std::vector<HostDelivery>& deliveries)
{
    Totals totals;
    for (const auto& delivery : deliveries) {
        switch (delivery.state) {
        case DeliveryState::Waiting: ++totals.pending; break;
        case DeliveryState::Failed: ++totals.failed; break;
        case DeliveryState::Delivered:
            ++totals.delivered;
            totals.people += delivery.people;
            break;
        }
    }
    return totals;
}

// A reason of ours is a sentence; what another server answered ("HTTP 503") stands for itself.
std::string reason_text(const Api& api, const std::string& reason)
{
    return api.services.locale.has(api.language, reason) ? api.services.locale.text(api.language, reason) : reason;
}

void write_destination(JsonWriter& json, const Api& api, const HostDelivery& delivery)
{
    json.object([&] {
        json.field("host", delivery.host);
        json.field("state", name_of(delivery.state));
        json.field("people", delivery.people);
        json.field("attempts", delivery.attempts);
        json.key("reason");
        if (delivery.reason.empty())
            json.value(nullptr);
        else
            json.value(reason_text(api, delivery.reason));
        json.field("next_try_at", delivery.next_try_at);
        json.field("settled_at", delivery.settled_at);
    });
}

}  // namespace

net::Response get_deliveries(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    bool looks_after_it = status && status->domain == api.domain.id && api.token && api.token->role != social::Role::User;
    // To everybody else it is as absent as a post that may not be seen: who reads somebody is nobody's business.
    if (!status || (status->author != api.me() && !looks_after_it)) return not_found(api);
    auto deliveries = api.db.read([&](db::Reader& reader) { return distribution::deliveries_of(reader, status->id); });
    auto totals = totals_of(deliveries);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("status_id", status->id);
            json.key("totals").object([&] {
                json.field("pending", totals.pending);
                json.field("delivered", totals.delivered);
                json.field("failed", totals.failed);
                json.field("people", totals.people);
            });
            json.key("destinations").array(deliveries, [&](const HostDelivery& delivery) {
                write_destination(json, api, delivery);
            });
        });
    });
}

}  // namespace favilla::console
