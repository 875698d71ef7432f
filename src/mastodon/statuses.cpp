// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/statuses.cpp — posting, reading, editing and deleting (docs.joinmastodon.org/methods/statuses).
#include "social/statuses.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t most_at_once = 40;

// What this server does not do yet is said, not ignored: a time left out in silence is worse than a refusal.
Result<void> check_supported(const Params& params)
{
    if (!params.text_or("scheduled_at", "").empty()) return refuse(ErrorCode::Unsupported, "status.scheduling_unsupported");
    return {};
}

std::optional<social::PollDraft> read_poll(const Params& params)
{
    auto poll = params.hash("poll");
    if (!poll || poll->texts("options").empty()) return std::nullopt;
    return social::PollDraft{.options = poll->texts("options"),
                             .lasts =
                                 seconds(std::clamp<std::int64_t>(poll->integer("expires_in").value_or(0), 0, 1'000'000'000)),
                             .multiple = poll->flag_or("multiple", false),
                             .hide_totals = poll->flag_or("hide_totals", false)};
}

// None: not said.
Result<std::optional<social::QuotePolicy>> read_quote_policy(const Params& params)
{
    auto name = params.text_or("quote_approval_policy", "");
    if (name.empty()) return std::optional<social::QuotePolicy>{};
    auto policy = social::parse_quote_policy(name);
    if (!policy) return refuse(ErrorCode::Invalid, "status.quote_policy_invalid");
    return policy;
}

Result<std::vector<social::MediaId>> read_media_ids(const Params& params)
{
    auto given = params.texts("media_ids");
    std::erase(given, "");
    auto ids = params.ids<social::MediaId>("media_ids");
    if (ids.size() != given.size()) return refuse(ErrorCode::Invalid, "media.not_attachable");
    return ids;
}

std::vector<social::MediaWords> read_media_words(const Params& params)
{
    std::vector<social::MediaWords> all;
    for (const auto& words : params.hashes("media_attributes")) {
        auto focus = words.text("focus");
        if (auto id = words.id<social::MediaId>("id"))
            all.push_back({*id, words.text("description"), focus ? social::parse_focus(*focus) : std::nullopt});
    }
    return all;
}

Result<social::StatusDraft> read_draft(const net::Request& request, const Api& api)
{
    const auto& params = api.params;
    CHECKED(check_supported(params));
    TRY(auto media, read_media_ids(params));
    social::StatusDraft draft{.text = params.text_or("status", ""),
                              .content_warning = params.text_or("spoiler_text", ""),
                              .sensitive = params.flag("sensitive"),
                              .language = params.text("language"),
                              .poll = read_poll(params),
                              .media = std::move(media),
                              .application = api.token ? api.token->application : std::nullopt,
                              .idempotency_key = std::string{request.header("Idempotency-Key").substr(0, 255)}};
    if (auto parent = params.text_or("in_reply_to_id", ""); !parent.empty()) {
        draft.in_reply_to = parse_id<StatusId>(parent);
        if (!draft.in_reply_to) return refuse(ErrorCode::NotFound, "status.parent_missing");
    }
    if (auto visibility = params.text_or("visibility", ""); !visibility.empty()) {
        draft.visibility = parse_visibility(visibility);
        if (!draft.visibility) return refuse(ErrorCode::Invalid, "status.visibility_invalid");
    }
    if (auto quoted = params.text_or("quoted_status_id", ""); !quoted.empty()) {
        draft.quotes = parse_id<StatusId>(quoted);
        if (!draft.quotes) return refuse(ErrorCode::NotFound, "status.not_quotable");
    }
    TRY(draft.quote_policy, read_quote_policy(params));
    return draft;
}

}  // namespace

net::Response post_status(const net::Request& request, Api& api)
{
    auto draft = read_draft(request, api);
    if (!draft) return error_response(api, draft.error());
    auto posted = api.db.write([&](db::Transaction& tx) { return social::post_status(tx, api.me(), *draft, api.now); });
    if (!posted) return error_response(api, posted.error());
    return status_response(api, *posted);
}

net::Response get_status(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    if (!status) return not_found(api);
    return status_response(api, *status);
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
    if (auto supported = check_supported(api.params); !supported) return error_response(api, supported.error());
    auto policy = read_quote_policy(api.params);
    if (!policy) return error_response(api, policy.error());
    auto media = read_media_ids(api.params);
    if (!media) return error_response(api, media.error());
    social::StatusRevision revision{.text = api.params.text("status"),
                                    .content_warning = api.params.text("spoiler_text"),
                                    .sensitive = api.params.flag("sensitive"),
                                    .language = api.params.text("language"),
                                    .poll = read_poll(api.params),
                                    .quote_policy = *policy,
                                    .media = api.params.names("media_ids") ? std::optional{std::move(*media)} : std::nullopt,
                                    .media_words = read_media_words(api.params)};
    auto edited = api.db.write([&](db::Transaction& tx) { return social::edit_status(tx, api.me(), *id, revision, api.now); });
    if (!edited) return error_response(api, edited.error());
    return status_response(api, *edited);
}

// Answers with what was deleted and its text as typed, so that it can be written again.
net::Response delete_status(const net::Request& request, Api& api)
{
    auto id = parse_id<StatusId>(request.param("id"));
    if (!id) return not_found(api);
    auto deleted = api.db.write([&](db::Transaction& tx) -> Result<social::StatusViews> {
        auto status = social::find_status(tx, *id, api.viewer);
        if (!status || status->author != api.me()) return refuse(ErrorCode::NotFound, "record.not_found");
        auto views = social::load_views(tx, {*status}, api.viewer);
        CHECKED(social::delete_status(tx, api.me(), *id, api.now));
        return views;
    });
    if (!deleted) return error_response(api, deleted.error());
    return json_response(
        200, [&](JsonWriter& json) { write_status(json, audience_of(api), *deleted, deleted->items.front(), Source::Shown); });
}

}  // namespace favilla::mastodon
