// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/announcements — what the team tells all members of its domain; they read it by the client API
// (mastodon/announcements.cpp). For administrators.
#include "social/announcements.h"

#include "console/routes.h"
#include "mastodon/announcement_json.h"
#include "mastodon/answers.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Result<std::optional<Time>> read_time(const Params& params, std::string_view name)
{
    auto text = params.text_or(name, "");
    if (text.empty()) return std::optional<Time>{};
    auto time = parse_iso8601(text.size() == 10 ? text + "T00:00:00Z" : text);
    if (!time) return refuse(ErrorCode::Invalid, "announcement.time", {{"field", std::string{name}}});
    return time;
}

Result<social::AnnouncementDraft> read_draft(const Params& params)
{
    TRY(auto starts, read_time(params, "starts_at"));
    TRY(auto ends, read_time(params, "ends_at"));
    TRY(auto publish, read_time(params, "publish_at"));
    return social::AnnouncementDraft{.text = params.text_or("text", ""),
                                     .starts_at = starts,
                                     .ends_at = ends,
                                     .all_day = params.flag_or("all_day", false),
                                     .publish_at = publish};
}

// The entity of the client API, and the words as they were typed.
void write_for_team(JsonWriter& json, const Api& api, const AnnouncementView& view)
{
    json.object([&] {
        json.field("text", view.announcement.text);
        json.field("is_planned", view.announcement.published_at > api.now);
        json.field("is_over", view.announcement.ends_at && *view.announcement.ends_at <= api.now);
        json.key("announcement");
        write_announcement(json, audience_of(api), view);
    });
}

net::Response announcement_response(Api& api, const Result<social::Announcement>& done)
{
    if (!done) return error_response(api, done.error());
    auto views = api.db.read([&](db::Reader& reader) { return load_announcements(reader, {*done}, api.domain); });
    return json_response(200, [&](JsonWriter& json) { write_for_team(json, api, views.front()); });
}

void log(db::Transaction& tx, const Api& api, std::string_view act, const std::string& text)
{
    social::note_act(tx, {.domain = api.domain.id, .by = api.me(), .act = act, .text = text}, api.now);
}

}  // namespace

net::Response get_team_announcements(const net::Request&, Api& api)
{
    auto views = api.db.read([&](db::Reader& reader) {
        return load_announcements(reader, social::all_announcements(reader, api.domain.id, api.me()), api.domain);
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(views, [&](const AnnouncementView& view) { write_for_team(json, api, view); });
    });
}

net::Response post_announcement(const net::Request&, Api& api)
{
    return announcement_response(api, api.db.write([&](db::Transaction& tx) -> Result<social::Announcement> {
        TRY(auto draft, read_draft(api.params));
        TRY(auto made, social::announce(tx, api.domain.id, draft, api.now));
        log(tx, api, "announce", draft.text);
        return made;
    }));
}

net::Response put_announcement(const net::Request& request, Api& api)
{
    auto id = parse_id<social::AnnouncementId>(request.param("id"));
    if (!id) return not_found(api);
    return announcement_response(api, api.db.write([&](db::Transaction& tx) -> Result<social::Announcement> {
        TRY(auto draft, read_draft(api.params));
        TRY(auto made, social::change_announcement(tx, api.domain.id, *id, draft, api.now));
        log(tx, api, "change_announcement", draft.text);
        return made;
    }));
}

namespace {

using Act = Result<social::Announcement>(db::Transaction&, DomainId, social::AnnouncementId, Time);

net::Response do_with(const net::Request& request, Api& api, Act act, std::string_view name)
{
    auto id = parse_id<social::AnnouncementId>(request.param("id"));
    if (!id) return not_found(api);
    return announcement_response(api, api.db.write([&](db::Transaction& tx) -> Result<social::Announcement> {
        TRY(auto done, act(tx, api.domain.id, *id, api.now));
        log(tx, api, name, done.text);
        return done;
    }));
}

}  // namespace

net::Response publish_announcement(const net::Request& request, Api& api)
{
    return do_with(request, api, social::publish_announcement, "publish_announcement");
}

net::Response end_announcement(const net::Request& request, Api& api)
{
    return do_with(request, api, social::end_announcement, "end_announcement");
}

net::Response delete_announcement(const net::Request& request, Api& api)
{
    auto id = parse_id<social::AnnouncementId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto found = social::find_announcement(tx, api.domain.id, *id, api.me());
        CHECKED(social::take_away_announcement(tx, api.domain.id, *id));
        log(tx, api, "take_away_announcement", found->text);
        return {};
    });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::console
