// SPDX-License-Identifier: AGPL-3.0-or-later
// social/search.h — finding statuses, people and tags. Statuses are found where consent was given: public ones of authors
// who let themselves be searched (indexable, or FEP-268d for a post by itself), and, for somebody signed in, what they wrote, were named in, favourited,
// bookmarked or boosted; always as far as they may see. Nobody is met whom the reader blocks or mutes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "social/accounts.h"
#include "social/paging.h"
#include "social/statuses.h"
#include "social/tags.h"

namespace favilla::social {

// Who searches, at which domain's door.
struct Searcher {
    Viewer viewer;
    DomainId domain;
    Time now;
};

struct StatusSearch {
    std::string text;                 // see parse_query in base/search_text.h
    std::optional<AccountId> author;  // only this one's
    std::optional<DomainId> domain;   // only of its people
    std::optional<AccountId> group;   // only what was said in it; its members find all of that
    PageRequest page;
    int offset = 0;
};
// Newest first. Of what the words meet, no more than `most_met` are looked at for one page: the bound that keeps a
// search for what stands everywhere, and may be found nowhere, cheap.
inline constexpr int most_met = 10'000;
std::vector<Status> search_statuses(db::Reader&, const StatusSearch&, const Searcher&);

struct AccountSearch {
    std::string text;  // a handle, names, or how they begin
    bool following = false;
    int limit = 20;
    int offset = 0;
    std::optional<DomainId> groups_of = {};  // only groups of this hosted domain
    bool remote_groups = false;              // only groups of other servers
};
// The one of exactly this handle first, then those the searcher follows, then by followers.
std::vector<AccountId> search_accounts(db::Reader&, const AccountSearch&, const Searcher&);

// Public use makes a tag known. Its very name first, then by use of late.
std::vector<Tag> search_tags(db::Reader&, std::string_view text, const Searcher&, int limit, int offset);

// What an address of ours names, if the searcher may see it.
std::optional<Status> find_status_at(db::Reader&, std::string_view url, const Searcher&);
std::optional<AccountId> find_account_at(db::Reader&, std::string_view url);

}  // namespace favilla::social
