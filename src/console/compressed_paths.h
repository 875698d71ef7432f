// SPDX-License-Identifier: AGPL-3.0-or-later
// console/compressed_paths.h — of our own API, what goes out compressed where it is long (mastodon/compressed_routes.h): conversations,
// what the community shows to its members, and figures. Not what holds an address or a code to be kept (invitations, calendars to
// subscribe to, tools that are told, archives), what is about signing in, private messages, the desk and what is not out yet.
#pragma once
#include <array>
#include <string_view>

namespace favilla::console {

inline constexpr auto compressed_paths = std::to_array<std::string_view>({
    "/api/favilla/v1/conversations/:id",
    "/api/favilla/v1/conversations/:id/catch_up",
    "/api/favilla/v1/statuses/:id/parts",
    "/api/favilla/v1/groups",
    "/api/favilla/v1/groups/mine",
    "/api/favilla/v1/groups/mine/topics",
    "/api/favilla/v1/groups/:id/topics",
    "/api/favilla/v1/groups/:id/search",
    "/api/favilla/v1/groups/:id/members",
    "/api/favilla/v1/ideas",
    "/api/favilla/v1/ideas/:id",
    "/api/favilla/v1/ideas/:id/changes",
    "/api/favilla/v1/ideas/:id/similar",
    "/api/favilla/v1/events",
    "/api/favilla/v1/events/mine",
    "/api/favilla/v1/pages",
    "/api/favilla/v1/pages/:id/posture",
    "/api/favilla/v1/pages/:id/best_times",
    "/api/favilla/v1/growth",
    "/api/favilla/v1/measures",
    "/api/favilla/v1/measures/conversations",
    "/api/favilla/v1/measures/comparison",
    "/api/favilla/v1/measures/lifetime",
    "/api/favilla/v1/integrity/log",
});

}  // namespace favilla::console
