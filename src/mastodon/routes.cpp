// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/routes.cpp — the table of contents of the client API (docs.joinmastodon.org/methods). PUT and PATCH are
// equal on update routes: the router is given both.
#include "mastodon/api.h"
#include "mastodon/authorize.h"
#include "mastodon/handlers.h"
#include "net/router.h"

namespace favilla::mastodon {

namespace {

using enum net::Method;

const std::vector<Route> routes{
    // streaming
};

}  // namespace

void add_routes(net::Router& router, Services& services)
{
    for (const auto& route : routes) {
        add_route(router, services, route);
        if (route.method == Put) add_route(router, services, with_method(route, Patch));
        if (route.method == Patch) add_route(router, services, with_method(route, Put));
    }
}

}  // namespace favilla::mastodon
