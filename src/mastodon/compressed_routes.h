// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/compressed_routes.h — whose answers go out compressed: of the routes that were looked through and hold no secret. Whatever is
// named nowhere stays as it is, so a new route does until somebody says otherwise (docs/decisions/0079-compressed-answers.md).
#pragma once
#include <span>
#include <string_view>

#include "mastodon/authorize.h"

namespace favilla::mastodon {

// Patterns of GET, as they stand in the tables.
using CompressedPaths = std::span<const std::string_view>;

CompressedPaths compressed_paths();  // of the client API
Packing packing_of(const Route&, CompressedPaths);

// Compressed where the request lets it be and no private message stands in it: its length would tell of the message and of what
// a stranger wrote to the same person at once.
net::Response compressed_answer(const net::Request&, net::Response);

}  // namespace favilla::mastodon
