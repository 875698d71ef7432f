// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/people.h — answers made of accounts, and the account a path names.
#pragma once
#include <optional>
#include <span>

#include "mastodon/answers.h"
#include "social/paging.h"

namespace favilla::mastodon {

// The account that the path names, known to others. None: answer not_found().
std::optional<AccountId> find_named_account(const net::Request&, Api&, std::string_view parameter = "id");

// Those who are there, in the order given, loaded at once.
void write_accounts(JsonWriter&, Api&, std::span<const AccountId>);
net::Response accounts_response(Api&, std::span<const AccountId>);
net::Response accounts_response(const net::Request&, Api&, const social::Page<AccountId>&);

}  // namespace favilla::mastodon
