// SPDX-License-Identifier: AGPL-3.0-or-later
// console/integrity_json.h — findings of coordinated support as our own API shows them: docs/api/favilla.yaml.
#pragma once
#include <set>
#include <vector>

#include "console/named_accounts.h"
#include "integrity/chain.h"
#include "integrity/disclosures.h"
#include "integrity/findings.h"

namespace favilla::console {

// Everybody that a finding names: those in it, and those who decided.
std::vector<AccountId> people_of(const integrity::Finding&);

enum class FindingDetail { Line, Whole };  // as one of many, or with its evidence and its entries
struct ShownFinding {
    integrity::Finding finding;
    std::vector<integrity::OpenedEntry> entries;
    std::set<StatusId> there = {};  // of the posts of its evidence, those that can still be read
};
// Of the posts that are shown, those that the reader can still open: what was deleted, or is public no longer, is told to be gone.
std::set<StatusId> still_there(db::Reader&, const integrity::Evidence&, AccountId reader);
void write_finding(JsonWriter&, const mastodon::Api&, const ShownFinding&, const Accounts&, FindingDetail);
void write_disclosure(JsonWriter&, const mastodon::Api&, const integrity::Disclosure&, const Accounts&);
void write_weeks(JsonWriter&, const integrity::Evidence&);

// The day (UTC) of a moment in seconds, and the moment.
Time time_of_seconds(std::int64_t);

}  // namespace favilla::console
