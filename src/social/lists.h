// SPDX-License-Identifier: AGPL-3.0-or-later
// social/lists.h — some of those one follows, read on their own. A list is its owner's secret: to everybody else it does
// not exist. Only whom the owner follows (or has asked to), and the owner, stands in one.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"

namespace favilla::social {

enum class RepliesPolicy { Followed, List, None };  // whose replies to others are shown: to followed ones, to members, none
std::string_view name_of(RepliesPolicy);            // as stored, and as the client API says it
std::optional<RepliesPolicy> parse_replies_policy(std::string_view);

struct List {
    ListId id;
    std::string title;
    RepliesPolicy replies_policy = RepliesPolicy::List;
    bool exclusive = false;  // its members are not shown at home
};

struct ListChange {  // what is not given stays as it is
    std::optional<std::string> title;
    std::optional<RepliesPolicy> replies_policy;
    std::optional<bool> exclusive;
};

inline constexpr std::size_t max_list_title_length = 256;  // graphemes
inline constexpr std::int64_t max_lists = 50;
inline constexpr std::int64_t max_list_members = 1000;

// None when there is none, or it is somebody else's.
std::optional<List> find_list(db::Reader&, AccountId owner, ListId);
std::vector<List> lists_of(db::Reader&, AccountId owner);
std::vector<List> lists_with(db::Reader&, AccountId owner, AccountId member);

// All that change one refuse NotFound "list.missing" for another's. Titles: Invalid "list.title_blank", "list.title_too_long".
Result<List> make_list(db::Transaction&, AccountId owner, const ListChange&, Time now);  // Invalid "list.too_many"
Result<List> change_list(db::Transaction&, AccountId owner, ListId, const ListChange&, Time now);
Result<void> delete_list(db::Transaction&, AccountId owner, ListId, Time now);

// Refuses besides: NotFound "account.missing", "list.not_followed"; Invalid "list.too_many_members". All or none.
Result<void> add_to_list(db::Transaction&, AccountId owner, ListId, std::span<const AccountId>, Time now);
Result<void> remove_from_list(db::Transaction&, AccountId owner, ListId, std::span<const AccountId>, Time now);
Result<Page<AccountId>> list_members(db::Reader&, AccountId owner, ListId, const PageRequest&);

}  // namespace favilla::social
