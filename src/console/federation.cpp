// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/federation.h"

#include "activitypub/deliver.h"
#include "activitypub/host_turns.h"
#include "activitypub/inbox.h"
#include "distribution/hosts.h"
#include "mastodon/answers.h"
#include "mastodon/authorize.h"

namespace favilla::console {

namespace {

using namespace mastodon;

std::int64_t in_seconds(Duration duration) { return duration.milliseconds / 1000; }

void write_limits(JsonWriter& json)
{
    json.key("limits").object([&] {
        json.field("window_seconds", in_seconds(requests_of_person.window));
        json.field("requests_of_person", requests_of_person.limit);
        json.field("requests_of_token", requests_of_token.limit);
        json.field("requests_of_address", requests_of_address.limit);
        json.field("activity_bytes", static_cast<std::int64_t>(activitypub::max_activity_size));
        json.field("asking_at_once", activitypub::HostTurns::at_once);
        json.field("deliveries_in_a_row", activitypub::deliveries_in_a_row);
        json.field("first_pause_seconds", in_seconds(distribution::pause_after(1)));
        json.field("longest_pause_seconds", in_seconds(distribution::pause_after(INT64_MAX)));
        json.field("given_up_after_seconds", in_seconds(distribution::given_up_after));
    });
}

}  // namespace

void add_federation_routes(net::Router& router, mastodon::Services& services, FederationSettings settings)
{
    add_route(router, services,
              {net::Method::Get, "/api/favilla/v1/federation", nullptr, "admin:read:domain_blocks", Access::Administrator},
              [settings](const net::Request&, Api& api) {
                  return json_response(200, [&](JsonWriter& json) {
                      json.object([&] {
                          json.field("allow_list", settings.allow_list);
                          json.field("asks_signatures", settings.asks_signatures);
                          json.field("show_blocks", api.services.show_host_rules);
                          write_limits(json);
                      });
                  });
              });
}

}  // namespace favilla::console
