// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/archive.h — what somebody takes along of themselves, in the shape of Mastodon's archive: actor.json, outbox.json, likes.json
// and bookmarks.json, the media of their posts, portrait and banner; and our lists (social/portable_lists.h) beside them.
#pragma once
#include "activitypub/federation.h"
#include "social/archives.h"
#include "social/media_house.h"

namespace favilla::activitypub {

// False when `progress` told it to stop.
bool write_archive(Federation&, const social::MediaHouse&, social::Archive, social::ZipFile&,
                   const social::ArchiveProgress& progress);

}  // namespace favilla::activitypub
