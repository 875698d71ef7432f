// SPDX-License-Identifier: AGPL-3.0-or-later
// GET and PATCH /api/favilla/v1/preferences — how one wants to read. Apps are told the same by GET /api/v1/preferences, where Mastodon's API has no way
// to say it.
#include "social/reading.h"

#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

net::Response reading_response(const social::Reading& reading)
{
    return json_response(200, [&](JsonWriter& json) { write_reading(json, reading); });
}

Result<social::ReadingChange> read_change(const Params& params)
{
    social::ReadingChange change{
        .media = {}, .open_warnings = params.flag("open_warnings"), .play_gifs = params.flag("play_gifs")};
    if (auto name = params.text("media")) {
        change.media = social::parse_media_shown(*name);
        if (!change.media) return refuse(ErrorCode::Invalid, "reading.media_unknown", {{"field", "media"}});
    }
    return change;
}

}  // namespace

net::Response get_reading(const net::Request&, Api& api)
{
    return reading_response(api.db.read([&](db::Reader& reader) { return social::reading_of(reader, api.me()); }));
}

net::Response patch_reading(const net::Request&, Api& api)
{
    auto change = read_change(api.params);
    if (!change) return error_response(api, change.error());
    auto changed = api.db.write([&](db::Transaction& tx) { return social::change_reading(tx, api.me(), *change); });
    return changed ? reading_response(*changed) : error_response(api, changed.error());
}

}  // namespace favilla::console
