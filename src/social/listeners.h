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
std::optional<AccountId> author_of(db::Reader&, StatusId);
// Of a status or of the place a deleted one left; none for a boost that is gone.
std::optional<Visibility> visibility_of_place(db::Reader&, StatusId);

}  // namespace favilla::social
