// SPDX-License-Identifier: AGPL-3.0-or-later
// social/visibility.h — who may see what: the one policy, written as a table in docs/visibility.md. Whatever shows a
// status asks here, for one or for a page at once; what may not be seen is answered as if it did not exist.
#pragma once
#include <optional>
#include <span>
#include <unordered_set>

#include "base/ids.h"
#include "db/database.h"

namespace favilla::social {

struct Status;
enum class Visibility { Public, Unlisted, Private, Direct };

// Who looks.
struct Viewer {
    Viewer() = default;
    Viewer(AccountId id) : account(id) {}  // implicit: who acts also looks
    std::optional<AccountId> account;      // none: somebody who has not signed in
};

// A boost may be seen when both it and what it boosts may be.
bool may_see(db::Reader&, const Status&, Viewer);
// For a page: the ids among these that may be seen, with a handful of queries however many there are.
std::unordered_set<StatusId> visible_among(db::Reader&, std::span<const Status>, Viewer);

// Whose posts the viewer has chosen not to meet in timelines: those blocked either way and those muted.
// May-see is a right, this is a wish: a muted person's post still opens when asked for.
std::unordered_set<AccountId> unwanted_among(db::Reader&, std::span<const AccountId> authors, Viewer, Time now);

}  // namespace favilla::social
