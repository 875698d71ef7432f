// SPDX-License-Identifier: AGPL-3.0-or-later
// community/idea_credits.h — who shaped an idea, and why each stands there. Anybody may take themselves out of it; their vote still counts.
#pragma once
#include "community/ideas.h"

namespace favilla::community {

struct Shaper {
    AccountId account;
    bool proposed = false;           // this one or one that was merged into it
    std::vector<StatusId> answered;  // their answers that were marked
};
std::vector<Shaper> shapers_of(db::Reader&, StatusId idea);  // who proposed first, then by their first answer
struct Voter {
    AccountId account;
    Time at;
};
social::Page<Voter> voters_of(db::Reader&, StatusId idea, const social::PageRequest&);  // newest first

bool is_credited(db::Reader&, StatusId idea, AccountId);  // false: took themselves out
void set_credited(db::Transaction&, StatusId idea, AccountId, bool credited);

}  // namespace favilla::community
