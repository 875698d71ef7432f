// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/emoji_json.h — the entity CustomEmoji, and which of them a text uses
// (docs.joinmastodon.org/entities/CustomEmoji).
#pragma once
#include <string_view>

#include "base/json_writer.h"
#include "net/http.h"
#include "social/domains.h"

namespace favilla::mastodon {

// Whose shortcodes they are: another place's are not ours.
struct EmojisOf {
    std::string_view host;    // of who wrote the words
    std::string_view stored;  // with them, when that is another server (social/remote_emojis.h)
};

// The array "emojis" of whatever shows these words.
void write_emojis_in(JsonWriter&, std::string_view text, EmojisOf, const social::Domain& readers);

// Bytes that never change under their name, and are a picture whatever a browser would guess.
net::Response picture_response(std::string png);

}  // namespace favilla::mastodon
