// SPDX-License-Identifier: AGPL-3.0-or-later
// social/moves.h — changing servers (docs.joinmastodon.org/spec/activitypub/#Move, FEP-7628): the new account says by an alias that it
// is the old one's, then the old one says where it went, and whoever followed it follows the new one.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct AccountMoved {
    static constexpr std::string_view name = "AccountMoved";
    AccountId account;
    AccountId target;
};
BOOST_DESCRIBE_STRUCT(AccountMoved, (), (account, target))

inline constexpr std::size_t max_aliases = 20;
inline constexpr Duration between_moves = days(30);

// Of a local account; publishes ProfileChanged. Refuses: Invalid "move.too_many_aliases", "move.own_alias".
Result<void> add_alias(db::Transaction&, AccountId, std::string_view uri, Time now);
void remove_alias(db::Transaction&, AccountId, std::string_view uri);
std::vector<std::string> aliases_of(db::Reader&, AccountId);  // oldest first

// That the target says so too was checked by whoever calls. Publishes AccountMoved. Refuses: NotFound (no such target), Invalid
// "move.to_itself", TooMany "move.too_soon" with the param "days".
Result<void> move_account(db::Transaction&, AccountId, AccountId target, Time now);
std::optional<AccountId> moved_to(db::Reader&, AccountId);

// A slice of the local followers of one who moved follows the new account, as before, and the old one no longer. False when none is left.
bool move_followers(db::Transaction&, const AccountMoved&, int at_most, Time now);

}  // namespace favilla::social
