// SPDX-License-Identifier: AGPL-3.0-or-later
// social/public_directory.h — what everybody may read about who is here: people who may be discovered, servers that are known, and how lively each
// of the last weeks was.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/visibility.h"

namespace favilla::social {

enum class DirectoryOrder { Active, New };  // who posted last, or who is known for the shortest time, first

struct PublicDirectoryQuery {
    std::optional<DomainId> only_of;  // of this organisation alone
    DirectoryOrder order = DirectoryOrder::Active;
    int limit = 40, offset = 0;
};
// People and pages who chose to be discoverable and are in good standing, without whom the viewer blocked or muted, or is blocked by.
std::vector<AccountId> public_directory(db::Reader&, const PublicDirectoryQuery&, Viewer, Time now);

// Of the accounts we know, those whose name begins so; in alphabetical order.
std::vector<std::string> hosts_beginning(db::Reader&, std::string_view beginning, int limit);

struct WeekOfActivity {
    Time begins;                // its Monday, UTC
    std::int64_t statuses = 0;  // for everybody, of members and pages; no boosts
    std::int64_t logins = 0;    // how many members were here
    std::int64_t registrations = 0;
};
inline constexpr int weeks_told = 12;
std::vector<WeekOfActivity> weekly_activity(db::Reader&, DomainId, Time now);  // this week first

}  // namespace favilla::social
