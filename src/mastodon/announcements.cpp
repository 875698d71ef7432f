// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/announcements; what the team does with them is console/announcements.cpp.
#include "social/announcements.h"

#include "mastodon/announcement_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

namespace {

template <class Do>
net::Response act_on(const net::Request& request, Api& api, Do&& act)
{
    auto id = parse_id<social::AnnouncementId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, *id); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace

net::Response get_announcements(const net::Request&, Api& api)
{
    auto views = api.db.read([&](db::Reader& reader) {
        return load_announcements(reader, social::announcements(reader, api.domain.id, api.me(), api.now), api.domain);
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(views, [&](const AnnouncementView& view) { write_announcement(json, audience_of(api), view); });
    });
}

net::Response dismiss_announcement(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, social::AnnouncementId id) {
        return social::put_away_announcement(tx, api.domain.id, id, api.me(), api.now);
    });
}

net::Response put_announcement_reaction(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, social::AnnouncementId id) {
        return social::react(tx, api.domain.id, id, api.me(), request.param("name"), api.now);
    });
}

net::Response delete_announcement_reaction(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, social::AnnouncementId id) {
        return social::take_back_reaction(tx, api.domain.id, id, api.me(), request.param("name"), api.now);
    });
}

}  // namespace favilla::mastodon
