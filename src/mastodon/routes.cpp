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
    // who one is, and which application speaks
    {Post, "/api/v1/apps", create_application, "", Access::Public},
    {Get, "/api/v1/apps/verify_credentials", verify_application, "", Access::Application},
    {Post, "/oauth/token", create_token, "", Access::Public},
    {Post, "/oauth/revoke", revoke_token, "", Access::Public},
    {Get, "/oauth/userinfo", get_userinfo, "profile read:accounts"},
    {Post, "/oauth/userinfo", get_userinfo, "profile read:accounts"},
    {Get, "/.well-known/oauth-authorization-server", get_oauth_metadata, "", Access::Public},
    {Get, "/.well-known/change-password", get_change_password, "", Access::Public},
    {Post, "/api/v1/accounts", create_account, "write:accounts", Access::Application},
    {Post, "/api/v1/emails/confirmations", resend_confirmation, "", Access::Application},

    // accounts
    {Get, "/api/v1/accounts/verify_credentials", verify_credentials, "profile read:accounts"},
    {Patch, "/api/v1/accounts/update_credentials", update_credentials, "write:accounts"},
    {Get, "/api/v1/accounts/lookup", lookup_account, "", Access::Public},
    {Get, "/api/v1/accounts", get_accounts, "", Access::Public},
    {Get, "/api/v1/accounts/:id", get_account, "", Access::Public},
    {Get, "/api/v1/preferences", get_preferences, "read:accounts"},
    {Get, "/api/v1/markers", get_markers, "read:statuses"},
    {Post, "/api/v1/markers", set_markers, "write:statuses"},
    {Get, "/pictures/avatar/:name", get_drawn_avatar, "", Access::Public},
    {Get, "/pictures/header/:name", get_drawn_header, "", Access::Public},

    // this place
    {Get, "/api/v2/instance", get_instance, "", Access::Public},
    {Get, "/api/v1/instance", get_instance_v1, "", Access::Public},
    {Get, "/api/v1/instance/rules", get_instance_rules, "", Access::Public},
    {Get, "/api/v1/instance/peers", get_instance_peers, "", Access::Public},
    {Get, "/api/v1/instance/extended_description", get_extended_description, "", Access::Public},
    {Get, "/api/v1/instance/privacy_policy", get_privacy_policy, "", Access::Public},

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
