// SPDX-License-Identifier: AGPL-3.0-or-later
// integrity/disclosures.h — what members say they are tied to: they work for a page of the organisation, are paid by it, or are related to
// it. Who is in a page's team is affiliated by that.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::integrity {

using DisclosureId = Id<struct DisclosureTag>;

enum class Relation { WorksFor, PaidBy, RelatedTo };
std::string_view name_of(Relation);  // "works_for", …
std::optional<Relation> parse_relation(std::string_view);

struct Disclosure {
    DisclosureId id;
    AccountId account, page;
    Relation relation = Relation::RelatedTo;
    Time created_at;
    std::optional<Time> ended_at;
};
std::vector<Disclosure> disclosures_of(db::Reader&, AccountId);       // also those that ended; newest first
std::vector<Disclosure> holding_disclosures(db::Reader&, AccountId);  // those that hold, newest first
std::vector<AccountId> teams_of(db::Reader&, AccountId);              // pages

// A second one for the same page takes the place of the first. Refuses: NotFound "page.missing" (pages of their own organisation alone),
// Invalid "integrity.not_a_member" (people of this place alone).
Result<Disclosure> disclose(db::Transaction&, AccountId, AccountId page, Relation, Time now);
// Refuses NotFound "record.not_found".
Result<void> end_disclosure(db::Transaction&, AccountId, DisclosureId, Time now);

// Said of one post alone, which counts as affiliated; nothing else of its author does. Once said it stays with the post. Refuses as
// disclose does; NotFound "record.not_found" (a post of somebody else).
Result<void> tie_post(db::Transaction&, AccountId, StatusId, AccountId page, Relation, Time now);

// What another server says of one of its people, in the place of what it said before; it counts where the page is one of ours. Of a post
// it counts as it does here, and stays.
struct ToldTie {
    AccountId page;
    Relation relation = Relation::RelatedTo;
};
void keep_told_ties(db::Transaction&, AccountId, const std::vector<ToldTie>&, Time now);
void keep_told_tie_of_post(db::Transaction&, AccountId, StatusId, const ToldTie&, Time now);

// Everybody who disclosed a tie to a page of the domain that holds, or is in the team of one.
std::set<AccountId> affiliated_accounts(db::Reader&, DomainId);
bool is_affiliated(db::Reader&, DomainId, AccountId);

}  // namespace favilla::integrity
