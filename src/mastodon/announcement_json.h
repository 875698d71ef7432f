// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/announcement_json.h — the entity Announcement (docs.joinmastodon.org/entities/Announcement).
#pragma once
#include <vector>

#include "base/json_writer.h"
#include "mastodon/status_json.h"
#include "social/announcements.h"

namespace favilla::mastodon {

// An announcement with what its words name: people, posts of this place, tags.
struct AnnouncementView {
    social::Announcement announcement;
    std::string html;
    std::vector<social::StatusMention> mentions;
    std::vector<social::Status> statuses;  // that everybody may see
    std::vector<std::string> tags;         // folded
};

std::vector<AnnouncementView> load_announcements(db::Reader&, std::vector<social::Announcement>, const social::Domain&);
// Audience::signed_in: whether it is told what the reader has read and answered.
void write_announcement(JsonWriter&, const Audience&, const AnnouncementView&);

}  // namespace favilla::mastodon
