// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/filter_params.h"

namespace favilla::mastodon {

namespace {

constexpr std::int64_t longest_seconds = 100LL * 365 * 24 * 3600;

Result<std::optional<std::vector<social::FilterContext>>> read_contexts(const Params& params)
{
    if (!params.has("context")) return std::nullopt;
    std::vector<social::FilterContext> contexts;
    for (const auto& name : params.texts("context")) {
        auto context = social::parse_filter_context(name);
        if (!context) return refuse(ErrorCode::Invalid, "filter.context_unknown");
        contexts.push_back(*context);
    }
    return contexts;
}

// Seconds from now; sent and empty (or null) is for ever.
Result<std::optional<std::optional<Duration>>> read_expiry(const Params& params)
{
    using Lasts = std::optional<std::optional<Duration>>;
    if (!params.names("expires_in")) return Lasts{};
    if (params.text_or("expires_in", "").empty()) return Lasts{std::optional<Duration>{}};
    auto seconds_from_now = params.integer("expires_in");
    if (!seconds_from_now || *seconds_from_now < 0 || *seconds_from_now > longest_seconds)
        return refuse(ErrorCode::Invalid, "filter.expiry_invalid");
    return Lasts{std::optional{seconds(*seconds_from_now)}};
}

Result<social::FilterChange> read_common(const Params& params)
{
    TRY(auto contexts, read_contexts(params));
    TRY(auto lasts, read_expiry(params));
    return social::FilterChange{.title = {}, .contexts = std::move(contexts), .action = {}, .lasts = lasts, .keywords = {}};
}

}  // namespace

social::KeywordChange read_keyword_change(const Params& params)
{
    return {.id = params.id<FilterKeywordId>("id"),
            .keyword = params.text("keyword"),
            .whole_word = params.flag("whole_word"),
            .removed = params.flag_or("_destroy", false)};
}

Result<social::FilterChange> read_filter_change(const Params& params)
{
    TRY(auto change, read_common(params));
    change.title = params.text("title");
    if (auto name = params.text("filter_action")) {
        change.action = social::parse_filter_action(*name);
        if (!change.action) return refuse(ErrorCode::Invalid, "filter.action_unknown");
    }
    for (const auto& keyword : params.hashes("keywords_attributes")) change.keywords.push_back(read_keyword_change(keyword));
    return change;
}

social::KeywordChange read_keyword_change_v1(const Params& params)
{
    return {.id = {}, .keyword = params.text("phrase"), .whole_word = params.flag("whole_word"), .removed = false};
}

Result<social::FilterChange> read_filter_change_v1(const Params& params)
{
    TRY(auto change, read_common(params));
    if (auto irreversible = params.flag("irreversible"))
        change.action = *irreversible ? social::FilterAction::Hide : social::FilterAction::Warn;
    return change;
}

}  // namespace favilla::mastodon
