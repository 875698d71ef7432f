// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/named_accounts.h"

#include "mastodon/account_json.h"

namespace favilla::console {

Accounts load_accounts(db::Reader& reader, std::span<const AccountId> ids)
{
    Accounts accounts;
    for (auto& account : social::find_accounts(reader, ids)) {
        auto id = account.id;
        accounts.emplace(id, std::move(account));
    }
    return accounts;
}

void write_person(JsonWriter& json, const mastodon::Api& api, const Accounts& accounts, std::string_view key,
                  std::optional<AccountId> id)
{
    auto account = id ? accounts.find(*id) : accounts.end();
    json.key(key);
    if (account == accounts.end()) return json.value(nullptr);
    mastodon::write_account(json, account->second, api.domain);
}

void write_known_person(JsonWriter& json, const mastodon::Api& api, const Accounts& accounts, std::string_view key,
                        std::optional<AccountId> id)
{
    auto account = id ? accounts.find(*id) : accounts.end();
    bool known = account != accounts.end() && account->second.is_known();
    write_person(json, api, accounts, key, known ? id : std::nullopt);
}

}  // namespace favilla::console
