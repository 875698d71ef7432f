// SPDX-License-Identifier: AGPL-3.0-or-later
// social/listeners.h — which of those who listen right now a status concerns. Each is one query by index, however many
// there are.
#pragma once
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/visibility.h"

namespace favilla::social {

// In whose home it stands.
std::vector<AccountId> home_readers_among(db::Reader&, StatusId, std::span<const AccountId>);
std::vector<ListId> lists_holding(db::Reader&, StatusId, std::span<const ListId>);
// Those who follow the author, and the author.
std::vector<AccountId> followers_among(db::Reader&, AccountId author, std::span<const AccountId>);
// Those who block or mute the author, or whom the author blocks.
std::unordered_set<AccountId> unwilling_among(db::Reader&, AccountId author, std::span<const AccountId>, Time now);
// A large delivery goes by slices of rows (social/deliveries.h): those of a slice among the accounts; and where the first ends, when there
// are more.
std::vector<AccountId> followers_between(db::Reader&, AccountId author, std::int64_t after, std::int64_t last,
                                         std::span<const AccountId>);
std::vector<AccountId> tag_followers_between(db::Reader&, TagId, std::int64_t after, std::int64_t last,
                                             std::span<const AccountId>);
std::optional<std::int64_t> first_slice_end(db::Reader&, AccountId author);
std::optional<AccountId> author_of(db::Reader&, StatusId);
// Of a status or of the place a deleted one left; none for a boost that is gone.
std::optional<Visibility> visibility_of_place(db::Reader&, StatusId);

}  // namespace favilla::social
