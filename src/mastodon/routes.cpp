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

    // statuses
    {Post, "/api/v1/statuses", post_status, "write:statuses"},
    {Get, "/api/v1/statuses", get_statuses, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id", get_status, "read:statuses", Access::Public},
    {Put, "/api/v1/statuses/:id", put_status, "write:statuses"},
    {Delete, "/api/v1/statuses/:id", delete_status, "write:statuses"},
    {Get, "/api/v1/statuses/:id/context", get_context, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/history", get_status_history, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/source", get_status_source, "read:statuses", Access::Application},
    {Post, "/api/v1/statuses/:id/favourite", favourite_status, "write:favourites"},
    {Post, "/api/v1/statuses/:id/unfavourite", unfavourite_status, "write:favourites"},
    {Post, "/api/v1/statuses/:id/reblog", reblog_status, "write:statuses"},
    {Post, "/api/v1/statuses/:id/unreblog", unreblog_status, "write:statuses"},
    {Post, "/api/v1/statuses/:id/bookmark", bookmark_status, "write:bookmarks"},
    {Post, "/api/v1/statuses/:id/unbookmark", unbookmark_status, "write:bookmarks"},
    {Post, "/api/v1/statuses/:id/pin", pin_status, "write:accounts"},
    {Post, "/api/v1/statuses/:id/unpin", unpin_status, "write:accounts"},
    {Post, "/api/v1/statuses/:id/mute", mute_status, "write:mutes"},
    {Post, "/api/v1/statuses/:id/unmute", unmute_status, "write:mutes"},
    {Get, "/api/v1/statuses/:id/favourited_by", get_favourited_by, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/reblogged_by", get_reblogged_by, "read:statuses", Access::Public},
    {Get, "/api/v1/polls/:id", get_poll, "read:statuses", Access::Public},
    {Post, "/api/v1/polls/:id/votes", vote_in_poll, "write:statuses"},

    // timelines
    {Get, "/api/v1/timelines/home", get_home_timeline, "read:statuses"},
    {Get, "/api/v1/timelines/public", get_public_timeline, "read:statuses", Access::Public},
    {Get, "/api/v1/timelines/tag/:hashtag", get_tag_timeline, "read:statuses", Access::Public},
    {Get, "/api/v1/timelines/list/:list_id", get_list_timeline, "read:lists"},
    {Get, "/api/v1/accounts/:id/statuses", get_account_statuses, "read:statuses", Access::Public},
    {Get, "/api/v1/bookmarks", get_bookmarks, "read:bookmarks"},
    {Get, "/api/v1/favourites", get_favourites, "read:favourites"},
    {Get, "/api/v1/trends", get_trending_tags, "", Access::Public},
    {Get, "/api/v1/trends/tags", get_trending_tags, "", Access::Public},
    {Get, "/api/v1/trends/statuses", get_trending_statuses, "", Access::Public},
    {Get, "/api/v1/tags/:name", get_tag, "", Access::Public},

    // streaming
    {Get, "/api/v1/streaming", stream_websocket, "", Access::Public},
    {Get, "/api/v1/streaming/health", stream_health, "", Access::Public},
    {Get, "/api/v1/streaming/*stream", stream_events, "", Access::Public},
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
