// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/leaving — a person deletes their account, with their password; and what stands in the way of that.
#include "community/leaving.h"

#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/sign_in.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Result<void> leave(Api& api)
{
    CHECKED(check_own_password(api));
    return api.db.write([&](db::Transaction& tx) { return community::leave_for_good(tx, api.me(), api.now); });
}

}  // namespace

net::Response get_leaving(const net::Request&, Api& api)
{
    auto [pages, groups, last] = api.db.read([&](db::Reader& reader) {
        auto held = community::held_alone_by(reader, api.me());
        return std::tuple{social::find_accounts(reader, held.pages), social::find_accounts(reader, held.groups),
                          !social::check_not_last_admin(reader, api.me())};
    });
    auto write_accounts = [&](JsonWriter& json, const std::vector<social::Account>& accounts) {
        json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    };
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("pages");
            write_accounts(json, pages);
            json.key("groups");
            write_accounts(json, groups);
            json.field("last_administrator", last);
        });
    });
}

net::Response post_leaving(const net::Request&, Api& api)
{
    auto left = leave(api);
    return left ? empty_object() : error_response(api, left.error());
}

}  // namespace favilla::console
