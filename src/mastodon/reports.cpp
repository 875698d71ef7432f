// SPDX-License-Identifier: AGPL-3.0-or-later
// docs.joinmastodon.org/methods/reports
#include "social/reports.h"

#include "mastodon/admin_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"

namespace favilla::mastodon {

net::Response post_report(const net::Request&, Api& api)
{
    auto target = api.params.id<AccountId>("account_id");
    if (!target) return not_found(api);
    social::ReportDraft draft{.target = *target,
                              .category = api.params.text_or("category", ""),
                              .comment = api.params.text_or("comment", ""),
                              .forward = api.params.flag_or("forward", false),
                              .statuses = api.params.ids<StatusId>("status_ids"),
                              .rules = api.params.ids<RuleId>("rule_ids")};
    auto filed =
        api.db.write([&](db::Transaction& tx) { return social::file_report(tx, api.me(), api.domain.id, draft, api.now); });
    if (!filed) return error_response(api, filed.error());
    auto account = api.db.read([&](db::Reader& reader) { return social::find_account(reader, filed->target); });
    return json_response(200, [&](JsonWriter& json) { write_report(json, *filed, account.value(), api.domain); });
}

}  // namespace favilla::mastodon
