// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/relationship_json.h"

namespace favilla::mastodon {

void write_relationship(JsonWriter& json, const social::Relationship& relation)
{
    json.object([&] {
        json.field("id", relation.account);
        json.field("following", relation.following);
        json.field("showing_reblogs", relation.showing_boosts);
        json.field("notifying", relation.notifying);
        json.key("languages");
        if (relation.languages.empty())
            json.value(nullptr);
        else
            json.values(relation.languages);
        json.field("followed_by", relation.followed_by);
        json.field("blocking", relation.blocking);
        json.field("blocked_by", relation.blocked_by);
        json.field("muting", relation.muting);
        json.field("muting_notifications", relation.muting_notifications);
        json.field("muting_expires_at", relation.mute_expires_at);
        json.field("requested", relation.requested);
        json.field("requested_by", relation.requested_by);
        json.field("domain_blocking", relation.domain_blocking);
        json.field("endorsed", relation.endorsed);
        json.field("note", relation.note);
    });
}

}  // namespace favilla::mastodon
