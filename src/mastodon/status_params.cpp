// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/status_params.h"

#include <algorithm>

#include "mastodon/account_json.h"
#include "net/http.h"

namespace favilla::mastodon {

namespace {

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

Result<std::optional<social::ReplyPolicy>> read_reply_policy(const Params& params)
{
    auto name = params.text_or("reply_policy", "");
    if (name.empty()) return std::optional<social::ReplyPolicy>{};
    auto policy = social::parse_reply_policy(name);
    if (!policy) return refuse(ErrorCode::Invalid, "status.reply_policy_invalid");
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

}  // namespace

Result<social::StatusDraft> read_draft(const net::Request& request, const Api& api)
{
    const auto& params = api.params;
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
    TRY(auto answers, read_reply_policy(params));
    draft.reply_policy = answers.value_or(social::ReplyPolicy::Everyone);
    if (auto group = params.text_or("group_id", ""); !group.empty()) {
        draft.audience = parse_id<AccountId>(group);
        if (!draft.audience) return refuse(ErrorCode::NotFound, "status.audience_missing");
    }
    return draft;
}

Result<social::StatusRevision> read_revision(const Params& params)
{
    TRY(auto policy, read_quote_policy(params));
    TRY(auto answers, read_reply_policy(params));
    TRY(auto media, read_media_ids(params));
    return social::StatusRevision{.text = params.text("status"),
                                  .content_warning = params.text("spoiler_text"),
                                  .sensitive = params.flag("sensitive"),
                                  .language = params.text("language"),
                                  .poll = read_poll(params),
                                  .quote_policy = policy,
                                  .reply_policy = answers,
                                  .media = params.names("media_ids") ? std::optional{std::move(media)} : std::nullopt,
                                  .media_words = read_media_words(params)};
}

Result<std::optional<Time>> read_scheduled_at(const Params& params)
{
    auto said = params.text_or("scheduled_at", "");
    if (said.empty()) return std::optional<Time>{};
    auto at = parse_iso8601(said);
    if (!at) return refuse(ErrorCode::Invalid, "status.scheduled_unreadable");
    return at;
}

}  // namespace favilla::mastodon
