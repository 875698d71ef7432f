// SPDX-License-Identifier: AGPL-3.0-or-later
// social/account_directory.h — the accounts that a team may look at, those nobody else sees among them, found by what is known of
// them (docs.joinmastodon.org/methods/admin/accounts).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/paging.h"
#include "social/users.h"

namespace favilla::social {

enum class Standing { Any, Active, Pending, Disabled, Silenced, Suspended, Sensitized };
std::optional<Standing> parse_standing(std::string_view);  // "pending"

enum class Whence { Anywhere, Here, Elsewhere };

struct DirectoryQuery {
    Whence whence = Whence::Anywhere;
    Standing standing = Standing::Any;
    std::vector<Role> roles;   // of these; empty: whatever
    std::string username;      // how these begin, whatever the case; empty: whatever
    std::string display_name;  // as typed
    std::string email;
    std::string host;
};

// Of this domain and of other servers, never of another organisation's; newest first. Deleted ones are left out.
Page<AccountId> find_in_directory(db::Reader&, DomainId, const DirectoryQuery&, const PageRequest&);

struct DirectoryEntry {
    Account account;
    std::optional<User> user;  // only of this domain
    bool has_second_factor = false;
    std::optional<Time> leaving_until = {};  // by their own will: then it is erased
};
// Those who are there, by id, loaded at once.
std::unordered_map<AccountId, DirectoryEntry> directory_entries(db::Reader&, DomainId, std::span<const AccountId>);

}  // namespace favilla::social
