// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/sorting.h — which acts are left out of authentic figures, decided from findings and disclosures and kept with
// social/act_parts.h. Acts are left out, not people: in a finding those on what two or more of its members came to, and all of an account's
// once more than half of what it did to posts of the organisation since the finding looks back is of that kind. What is said of people
// changes at once; what they do next is sorted within a minute.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "db/database.h"
#include "integrity/chain.h"
#include "social/act_parts.h"

namespace favilla::integrity {

// From nothing: findings whose members have a standing that counts, and ties that hold.
social::ActCodes codes_of(db::Reader&, AccountId);

void sort_account(db::Transaction&, AccountId);
void sort_finding(db::Transaction&, FindingId);  // everybody in it
void sort_everybody(db::Transaction&);           // whoever is in a finding, or tied

// The same in pieces, each in a transaction of its own: who waits is on disk, so that what was broken off goes on.
void await_sorting(db::Transaction&);
bool has_waiting(db::Reader&);
void sort_some_waiting(db::Transaction&);

// Inside subscribers: who acts while in a finding, and what is gone with all that was done to it.
void note_act(db::Transaction&, AccountId);
void note_posted(db::Transaction&, StatusId);  // by whoever wrote or boosted it
void note_all_findings(db::Transaction&);
bool has_unsorted(db::Reader&);
void sort_unsorted(db::Transaction&);

// A line for each account whose kept codes differ from those that codes_of() gives, but for what waits to be sorted.
std::vector<std::string> find_problems(db::Reader&);

}  // namespace favilla::integrity
