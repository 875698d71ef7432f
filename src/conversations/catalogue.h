// SPDX-License-Identifier: AGPL-3.0-or-later
// conversations/catalogue.h — what search engines may list: people who want to be found and what they began in public.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::conversations {

struct ListedAccount {
    std::string url;
    Time changed_at;
};
struct ListedStatus {
    std::string url;
    Time changed_at;
};

// Local people of a domain whose posts may be indexed.
std::vector<ListedAccount> listed_accounts(db::Reader&, DomainId, std::size_t most);
// Their public statuses that were posted from `since` on and before `until`, oldest first.
std::vector<ListedStatus> listed_statuses(db::Reader&, DomainId, Time since, Time until, std::size_t most);

}  // namespace favilla::conversations
