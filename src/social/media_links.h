// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_links.h — where media are to be had. What is of other servers is to be had here as well, so that nobody's address is given
// away to them: its path carries a part of the SHA-256 of where it comes from, which only those know who were shown the post.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "social/domains.h"
#include "social/media.h"

namespace favilla::social {

// Paths of ours, as "/media/…"; empty when there is none (a kind that is not passed on).
std::string media_path(const Media&);
std::string preview_path(const Media&);
bool opens_remote(const Media&, std::string_view token);
std::string token_of_address(std::string_view url);

// Of such a path, on the host of its own that the settings name (Domain::media_address): none without one, and none of what is of other
// servers, which this one fetches.
std::optional<std::string> media_elsewhere(std::string_view path, std::string_view media_address);
// The whole address: there, or on the organisation's own host.
std::string media_url(std::string_view path, std::string_view origin, std::string_view media_address);
std::string media_url(std::string_view path, const Domain&);

std::string_view type_of_file(std::string_view name);  // "image/jpeg"; empty: it is none of ours

}  // namespace favilla::social
