// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/media.cpp — uploading (docs.joinmastodon.org/methods/media). What is answered is ready: nothing is worked on afterwards.
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/media_json.h"
#include "net/rate_limit.h"

namespace favilla::mastodon {

namespace {

constexpr net::RateRule per_person{"media", 30, minutes(30)};  // as Mastodon

net::Response media_response(const Api& api, const Result<social::Media>& media)
{
    if (!media) return error_response(api, media.error());
    return json_response(200, [&](JsonWriter& json) { write_media(json, *media, api.domain); });
}

bool may_upload(const Api& api)
{
    return api.services.testing || api.services.limiter.hit(per_person, to_string(api.me()), api.now).allowed;
}

std::optional<social::Focus> focus_of(const Params& params)
{
    auto focus = params.text("focus");
    return focus ? social::parse_focus(*focus) : std::nullopt;
}

}  // namespace

net::Response post_media(const net::Request&, Api& api)
{
    const auto* file = api.params.file("file");
    if (!file) return error_response(api, Error{ErrorCode::Invalid, "media.file_missing"});
    if (!may_upload(api)) return error_response(api, Error{ErrorCode::TooMany, "request.too_many"});
    auto made = api.services.media.take(file->content);
    if (!made) return error_response(api, made.error());
    made->account = api.me();
    made->description = api.params.text_or("description", "");
    made->focus = focus_of(api.params);
    return media_response(api, api.db.write([&](db::Transaction& tx) { return social::add_media(tx, *made, api.now); }));
}

net::Response get_media(const net::Request& request, Api& api)
{
    auto id = parse_id<social::MediaId>(request.param("id"));
    if (!id) return not_found(api);
    auto media = api.db.read([&](db::Reader& reader) { return social::find_unattached(reader, *id, api.me()); });
    if (!media) return not_found(api);
    return media_response(api, *media);
}

net::Response put_media(const net::Request& request, Api& api)
{
    auto id = parse_id<social::MediaId>(request.param("id"));
    if (!id) return not_found(api);
    social::MediaWords words{.id = *id, .description = api.params.text("description"), .focus = focus_of(api.params)};
    return media_response(api, api.db.write([&](db::Transaction& tx) { return social::change_media(tx, api.me(), words); }));
}

net::Response delete_media(const net::Request& request, Api& api)
{
    auto id = parse_id<social::MediaId>(request.param("id"));
    if (!id) return not_found(api);
    auto deleted = api.db.write([&](db::Transaction& tx) { return social::delete_media(tx, api.me(), *id, api.now); });
    return deleted ? empty_object() : error_response(api, deleted.error());
}

}  // namespace favilla::mastodon
