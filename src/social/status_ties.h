// SPDX-License-Identifier: AGPL-3.0-or-later
// social/status_ties.h — what the author of a post is tied to, said of that post alone. Kept and shown here; who may say it, and what
// follows for figures, is decided in integrity/disclosures.h. It is told with the post and goes with it; it is not taken back alone, since
// what counted as affiliated would quietly count otherwise.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct StatusTie {
    StatusId status;
    AccountId page;
    std::string relation;  // integrity/disclosures.h names them
};

// One a post: another is not kept. Whether it was kept.
bool keep_status_tie(db::Transaction&, const StatusTie&, AccountId author, Time now);
void forget_status_ties(db::Transaction&, AccountId author);
std::vector<StatusTie> status_ties_among(db::Reader&, const std::vector<StatusId>&);
std::vector<StatusId> tied_statuses_of(db::Reader&, AccountId author);
std::vector<AccountId> authors_of_tied_statuses(db::Reader&);

}  // namespace favilla::social
