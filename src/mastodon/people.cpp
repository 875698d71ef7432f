// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/people.h"

#include "mastodon/account_json.h"
#include "social/accounts.h"

namespace favilla::mastodon {

std::optional<AccountId> find_named_account(const net::Request& request, Api& api, std::string_view parameter)
{
    auto id = parse_id<AccountId>(request.param(parameter));
    if (!id) return std::nullopt;
    auto account = api.db.read([&](db::Reader& reader) { return social::find_account(reader, *id); });
    return account && account->is_known() ? id : std::nullopt;
}

void write_accounts(JsonWriter& json, Api& api, std::span<const AccountId> ids)
{
    auto accounts = api.db.read([&](db::Reader& reader) { return social::find_accounts(reader, ids); });
    json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
}

net::Response accounts_response(Api& api, std::span<const AccountId> ids)
{
    return json_response(200, [&](JsonWriter& json) { write_accounts(json, api, ids); });
}

net::Response accounts_response(const net::Request& request, Api& api, const social::Page<AccountId>& page)
{
    return with_page_links(accounts_response(api, page.items), request, api, page);
}

}  // namespace favilla::mastodon
