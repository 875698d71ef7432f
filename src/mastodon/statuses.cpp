// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/statuses.cpp — posting, reading, editing and deleting (docs.joinmastodon.org/methods/statuses).
#include "social/statuses.h"

#include "integrity/disclosures.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/scheduled_json.h"
#include "mastodon/status_json.h"
#include "mastodon/status_params.h"
#include "mastodon/voices.h"
#include "social/redraft.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t most_at_once = 40;

// Ours: tie_page_id and tie_relation, of this post alone.
struct Tie {
    AccountId page;
    integrity::Relation relation = integrity::Relation::RelatedTo;
};
Result<std::optional<Tie>> read_tie(const Params& params)
{
    auto page = params.text_or("tie_page_id", "");
    if (page.empty()) return std::optional<Tie>{};
    auto id = parse_id<AccountId>(page);
    if (!id) return refuse(ErrorCode::NotFound, "page.missing");
    auto relation = integrity::parse_relation(params.text_or("tie_relation", ""));
    if (!relation) return refuse(ErrorCode::Invalid, "integrity.relation");
    return Tie{*id, *relation};
}

}  // namespace

net::Response post_status(const net::Request& request, Api& api)
{
    auto draft = read_draft(request, api);
    if (!draft) return error_response(api, draft.error());
    auto at = read_scheduled_at(api.params);
    if (!at) return error_response(api, at.error());
    auto tie = read_tie(api.params);
    if (!tie) return error_response(api, tie.error());
    if (*at && *tie) return error_response(api, {ErrorCode::Invalid, "status.tie_not_later", {}});
    if (*at && draft->audience) return error_response(api, {ErrorCode::Invalid, "status.audience_not_later", {}});
    sign(api, *draft);
    if (*at) return schedule_response(api, *draft, **at);
    auto posted = api.db.write([&](db::Transaction& tx) -> Result<social::Status> {
        TRY(auto status, social::post_status(tx, api.me(), *draft, api.now));
        if (status.created_at == api.now) note_made(tx, api, "post", to_string(status.id));  // not where it was asked for twice
        if (*tie) { CHECKED(integrity::tie_post(tx, api.me(), status.id, (*tie)->page, (*tie)->relation, api.now)); }
        return status;
    });
    if (!posted) return error_response(api, posted.error());
    return status_response(api, *posted);
}

net::Response get_status(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto views = api.db.read([&](db::Reader& reader) -> std::optional<social::StatusViews> {
        auto status = social::find_status(reader, *id, api.viewer);
        if (!status) return std::nullopt;
        return social::load_views(reader, {*std::move(status)}, api.viewer);
    });
    return views ? status_response(api, *views) : not_found(api);
}

net::Response get_statuses(const net::Request&, Api& api)
{
    auto ids = api.params.ids<StatusId>("id");
    if (ids.size() > most_at_once) ids.resize(most_at_once);
    return statuses_response(api,
                             api.db.read([&](db::Reader& reader) { return social::find_statuses(reader, ids, api.viewer); }));
}

net::Response put_status(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto revision = read_revision(api.params);
    if (!revision) return error_response(api, revision.error());
    auto edited = api.db.write([&](db::Transaction& tx) { return social::edit_status(tx, api.me(), *id, *revision, api.now); });
    if (!edited) return error_response(api, edited.error());
    return status_response(api, *edited);
}

// Answers with what was deleted and its text as typed, so that it can be written again, with its pictures: they are kept for that as
// long as any that were uploaded and not attached, unless delete_media says that nobody will.
net::Response delete_status(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto deleted = api.db.write([&](db::Transaction& tx) -> Result<social::StatusViews> {
        auto status = social::find_status(tx, *id, api.viewer);
        if (!status || status->author != api.me()) return refuse(ErrorCode::NotFound, "record.not_found");
        auto views = social::load_views(tx, {*status}, api.viewer);
        if (!api.params.flag_or("delete_media", false)) social::release_media_of(tx, *id, api.now);
        CHECKED(social::delete_status(tx, api.me(), *id, api.now));
        return views;
    });
    if (!deleted) return error_response(api, deleted.error());
    return json_response(
        200, [&](JsonWriter& json) { write_status(json, audience_of(api), *deleted, deleted->items.front(), Source::Shown); });
}

}  // namespace favilla::mastodon
