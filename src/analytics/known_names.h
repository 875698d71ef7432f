// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/known_names.h — names that programs and sites are known by. The lists are our own, from what these programs say of themselves and
// where these services are served from; all in lower case. Who is missing is counted as people are: the lists are shown by
// docs/methods/visits, so that it can be told.
#pragma once
#include <span>
#include <string_view>

#include "analytics/ingest.h"

namespace favilla::analytics {

// Parts of what a program says of itself.
std::span<const std::string_view> names_of_robots();
std::span<const std::string_view> names_of_monitors();
std::span<const std::string_view> names_of_prefetchers();

// Ends of paths, and folders, that no person looks at as a page; beside what GoAccess takes for a file.
std::span<const std::string_view> names_of_files();
std::span<const std::string_view> folders_of_machines();

// By the host that somebody came from: Search, Social, Fediverse, Email or Link.
Channel channel_of_host(std::string_view host);

}  // namespace favilla::analytics
