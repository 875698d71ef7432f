// SPDX-License-Identifier: AGPL-3.0-or-later
// console/named_accounts.h — the accounts that an answer names by the way: who did something, to whom, through whom they came.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>

#include "base/json_writer.h"
#include "mastodon/api.h"
#include "social/accounts.h"

namespace favilla::console {

using Accounts = std::unordered_map<AccountId, social::Account>;
Accounts load_accounts(db::Reader&, std::span<const AccountId>);  // those that are there, each once

// The account under that name; null where it is none or not there.
void write_person(JsonWriter&, const mastodon::Api&, const Accounts&, std::string_view key, std::optional<AccountId>);
// The same, and null also where others do not know of it (any more).
void write_known_person(JsonWriter&, const mastodon::Api&, const Accounts&, std::string_view key, std::optional<AccountId>);

}  // namespace favilla::console
