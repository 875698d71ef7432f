// SPDX-License-Identifier: AGPL-3.0-or-later
// social/profile_links.h — links in the fields of a profile, and whether the pages they lead to link back (rel="me"): then they
// belong to the same person. Looked at when a profile changes and once a week after. Who asks is activitypub/web_pages.h.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "social/accounts.h"

namespace favilla::social {

inline constexpr std::size_t max_links_checked = 4;  // of one profile: those that come first
inline constexpr Duration link_check_stays = days(7);

// What can be looked at: fields that are one link and nothing else.
std::vector<std::string> links_of_fields(const Account&);

// A profile changed: its links are looked at `wait` from now, unless that is planned already. Those of another server are left
// alone for a week while they stay the same: their profiles are fetched more often than they change.
void plan_link_check(db::Transaction&, AccountId, Time now, Duration wait);
bool may_have_links_to_check(db::Reader&, AccountId);
// Local accounts whose links were not looked at for a week, some at a time.
std::vector<AccountId> accounts_to_check(db::Reader&, Time now, int at_most);

// Whose links are to be looked at; none: there is nobody, or nothing to do.
std::optional<Account> awaited_link_check(db::Reader&, AccountId);

struct LinkCheck {
    std::string link;
    bool leads_back = false;
    bool answered = true;  // one that could not be asked is looked at again after a day
};
// Marks the fields, or takes their marks away. A field that was changed meanwhile stays as it is.
void keep_link_checks(db::Transaction&, AccountId, const std::vector<LinkCheck>&, Time now);

// The account is gone.
void forget_profile_links(db::Transaction&, AccountId);

std::string fields_json(const std::vector<ProfileField>&);  // as accounts.fields keeps them

}  // namespace favilla::social
