// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/quotes.cpp — who quotes a status, and whom its author lets (docs.joinmastodon.org/methods/statuses/#quotes).
#include "social/quotes.h"

#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"

namespace favilla::mastodon {

namespace {

net::Response changed_response(Api& api, const Result<social::Status>& changed)
{
    if (!changed) return changed.error().code == ErrorCode::NotFound ? not_found(api) : error_response(api, changed.error());
    return status_response(api, *changed);
}

}  // namespace

net::Response get_quotes(const net::Request& request, Api& api)
{
    auto quoted = find_status_of(request, api);
    if (!quoted) return not_found(api);
    return timeline_response(request, api, api.db.read([&](db::Reader& reader) {
        return show_page(
            reader, api,
            social::quotes_of(reader, quoted->boost_of.value_or(quoted->id), api.viewer, read_page(api.params, 20, 40), api.now));
    }));
}

net::Response revoke_quote(const net::Request& request, Api& api)
{
    auto quoted = parse_id<StatusId>(request.param("id"));
    auto quoting = parse_id<StatusId>(request.param("quoting_status_id"));
    if (!quoted || !quoting) return not_found(api);
    return changed_response(
        api, api.db.write([&](db::Transaction& tx) { return social::revoke_quote(tx, api.me(), *quoted, *quoting, api.now); }));
}

net::Response put_interaction_policy(const net::Request& request, Api& api)
{
    auto status = find_status_of(request, api);
    if (!status || status->author != api.me()) return not_found(api);
    auto quotes = social::parse_quote_policy(api.params.text_or("quote_approval_policy", ""));
    auto answers = social::parse_reply_policy(api.params.text_or("reply_policy", ""));
    bool names_answers = api.params.names("reply_policy");
    if (!quotes && (!names_answers || api.params.names("quote_approval_policy")))
        return error_response(api, {ErrorCode::Invalid, "status.quote_policy_invalid", {}});
    if (!answers && names_answers) return error_response(api, {ErrorCode::Invalid, "status.reply_policy_invalid", {}});
    return changed_response(api, api.db.write([&](db::Transaction& tx) -> Result<social::Status> {
        if (quotes) CHECKED(social::change_quote_policy(tx, api.me(), status->id, *quotes, api.now));
        if (answers) return social::change_reply_policy(tx, api.me(), status->id, *answers, api.now);
        return *social::find_status(tx, status->id, api.viewer);
    }));
}

}  // namespace favilla::mastodon
