// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/past_archive.h — what an archive in Mastodon's shape says of somebody's past: whose it is, and which of the items of its outbox are
// posts of theirs, with the reason for each that is not.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "activitypub/read_note.h"
#include "social/past_imports.h"

namespace favilla::activitypub {

// The items of "orderedItems", cut where they lie and not read yet, so that one that is broken costs no other: an outbox may be larger than one
// would want to hold as values. Refuses Invalid "past.not_outbox" with the param "byte", where it stops being one.
Result<std::vector<std::string_view>> outbox_items(std::string_view outbox);

struct PastActor {
    std::string uri, name, followers;
};
// Refuses Invalid "past.not_actor".
Result<PastActor> read_past_actor(std::string_view actor);

struct PastPost {
    ReadNote note;
    social::Visibility visibility = social::Visibility::Public;
    std::vector<social::PastMedia> media;  // also where it names them by their address
};
// Refuses Invalid: "past.broken" (no JSON, or nothing that acts), "past.boost", "past.not_post", "past.vote", "past.poll", "past.of_another", and
// "past.to_named": what was addressed to named people alone is theirs as well.
Result<PastPost> read_past_item(std::string_view item, const PastActor&, Time now);

// For social::add_past_work. Refuses "past.event" beside those.
social::PastReading past_reading(std::function<Result<social::Media>(std::string_view bytes)> take_media,
                                 std::function<void(db::Transaction&, StatusId)> kept);

}  // namespace favilla::activitypub
