// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/desk/views — filters of the desk that somebody uses again: each person's own.
#include "community/attention.h"
#include "console/desk_json.h"
#include "console/routes.h"
#include "desk/views.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_view(JsonWriter& json, const desk::View& view)
{
    json.object([&] {
        json.field("id", view.id);
        json.field("name", view.name);
        json.field("page_id", view.page);
        json.field("which", name_of(view.which));
        json.field("kind", view.kind ? std::optional{name_of(*view.kind)} : std::nullopt);
    });
}

net::Response view_response(Api& api, const Result<desk::View>& view)
{
    if (!view) return error_response(api, view.error());
    return json_response(200, [&](JsonWriter& json) { write_view(json, *view); });
}

Result<desk::View> read_view(const Api& api, desk::ViewId id)
{
    desk::View view{.id = id, .person = api.me(), .name = api.params.text_or("name", ""), .page = {}, .kind = {}};
    TRY(view.which, read_which(api.params));
    TRY(view.kind, read_kind(api.params));
    if (api.params.text_or("page_id", "").empty()) return view;
    view.page = api.params.id<AccountId>("page_id");
    if (!view.page) return refuse(ErrorCode::NotFound, "record.not_found");
    return view;
}

}  // namespace

net::Response get_desk_views(const net::Request&, Api& api)
{
    auto views = api.db.read([&](db::Reader& reader) -> std::optional<std::vector<desk::View>> {
        if (community::pages_read_by(reader, api.me()).empty()) return std::nullopt;
        return desk::views_of(reader, api.me());
    });
    if (!views) return not_found(api);
    return json_response(200,
                         [&](JsonWriter& json) { json.array(*views, [&](const desk::View& view) { write_view(json, view); }); });
}

net::Response post_desk_view(const net::Request&, Api& api)
{
    return view_response(api, api.db.write([&](db::Transaction& tx) -> Result<desk::View> {
        TRY(auto view, read_view(api, {}));
        return desk::save_view(tx, view, api.now);
    }));
}

net::Response put_desk_view(const net::Request& request, Api& api)
{
    auto id = parse_id<desk::ViewId>(request.param("id"));
    if (!id) return not_found(api);
    return view_response(api, api.db.write([&](db::Transaction& tx) -> Result<desk::View> {
        TRY(auto view, read_view(api, *id));
        return desk::change_view(tx, view);
    }));
}

net::Response delete_desk_view(const net::Request& request, Api& api)
{
    auto id = parse_id<desk::ViewId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return desk::remove_view(tx, api.me(), *id); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::console
