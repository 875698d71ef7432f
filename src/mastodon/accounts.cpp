// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/accounts.cpp — looking at accounts (docs.joinmastodon.org/methods/accounts)
#include "social/accounts.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/moves.h"

namespace favilla::mastodon {

namespace {

constexpr std::size_t max_accounts = 40;

// Of one who went to another server, with where they are now.
net::Response account_response(const Api& api, const std::optional<social::Account>& account)
{
    if (!account || !account->is_known()) return not_found(api);
    auto moved = api.db.read([&](db::Reader& reader) {
        auto target = social::moved_to(reader, account->id);
        return target ? social::find_account(reader, *target) : std::nullopt;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_account_fields(json, *account, api.domain);
            if (!moved) return;
            json.key("moved");
            write_account(json, *moved, api.domain);
        });
    });
}

}  // namespace

net::Response get_account(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    return account_response(api, api.db.read([&](db::Reader& reader) { return social::find_account(reader, *id); }));
}

net::Response get_accounts(const net::Request&, Api& api)
{
    auto ids = api.params.ids<AccountId>("id");
    if (ids.size() > max_accounts) ids.resize(max_accounts);
    auto accounts = api.db.read([&](db::Reader& reader) { return social::find_accounts(reader, ids); });
    std::erase_if(accounts, [](const social::Account& account) { return !account.is_known(); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    });
}

net::Response lookup_account(const net::Request&, Api& api)
{
    auto handle = api.params.text_or("acct", "");
    return account_response(
        api, api.db.read([&](db::Reader& reader) { return social::find_account_by_handle(reader, handle, api.domain.id); }));
}

}  // namespace favilla::mastodon
