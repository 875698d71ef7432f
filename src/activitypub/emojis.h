// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/emojis.h — small pictures that stand in a text as :shortcode:, as tags of what holds the text
// (toot:Emoji, docs.joinmastodon.org/spec/activitypub).
#pragma once
#include "activitypub/values.h"
#include "base/json_writer.h"
#include "social/domains.h"
#include "social/remote_emojis.h"

namespace favilla::activitypub {

// At most social::max_remote_emojis; what has no picture on the web is left out.
std::vector<social::RemoteEmoji> read_emojis(const boost::json::value& object);

// Those of the organisation that occur in the text, as elements of an open array.
void write_emojis(JsonWriter&, std::string_view text, const std::vector<social::Emoji>&, std::string_view origin);

}  // namespace favilla::activitypub
