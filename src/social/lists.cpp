// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/lists.h"

#include "base/text.h"
#include "social/read_page.h"
#include "social/relations.h"
#include "social/timelines.h"

namespace favilla::social {

namespace {

constexpr std::string_view list_columns = "l.id, l.title, l.replies_policy, l.exclusive";

List read_list(const db::Row& row)
{
    return {.id = row.get<ListId>(0),
            .title = row.get<std::string>(1),
            .replies_policy = parse_replies_policy(row.get<std::string_view>(2)).value_or(RepliesPolicy::List),
            .exclusive = row.get<bool>(3)};
}

std::vector<List> read_lists(const db::Rows& rows)
{
    std::vector<List> lists;
    for (const auto& row : rows) lists.push_back(read_list(row));
    return lists;
}

std::string query(std::string_view rest) { return "SELECT " + std::string{list_columns} + " FROM " + std::string{rest}; }

Result<List> changed(List list, const ListChange& change)
{
    if (change.title) list.title = *change.title;
    if (change.replies_policy) list.replies_policy = *change.replies_policy;
    if (change.exclusive) list.exclusive = *change.exclusive;
    if (list.title.find_first_not_of(" \t\r\n") == std::string::npos) return refuse(ErrorCode::Invalid, "list.title_blank");
    if (grapheme_count(list.title) > max_list_title_length)
        return refuse(ErrorCode::Invalid, "list.title_too_long", {{"max", std::to_string(max_list_title_length)}});
    return list;
}

std::vector<AccountId> members_of(db::Reader& reader, ListId list)
{
    std::vector<AccountId> members;
    for (const auto& row : reader.rows("SELECT account_id FROM list_accounts WHERE list_id = $1", list))
        members.push_back(row.get<AccountId>(0));
    return members;
}

// The home holds whom no exclusive list holds.
void show_at_home(db::Transaction& tx, AccountId owner, std::span<const AccountId> members, bool shown, Time now)
{
    for (auto member : members) {
        if (!shown) remove_from_home(tx, owner, member);
        if (shown && is_following(tx, owner, member)) merge_into_home(tx, owner, member, now);
    }
}

Result<void> check_member(db::Reader& reader, AccountId owner, AccountId member)
{
    if (!reader.row("SELECT 1 FROM accounts WHERE id = $1 AND admitted_at IS NOT NULL AND deleted_at IS NULL", member))
        return refuse(ErrorCode::NotFound, "account.missing");
    if (member == owner) return {};
    bool followed = reader
                        .row("SELECT 1 FROM follows WHERE account_id = $1 AND target_id = $2 "
                             "UNION ALL SELECT 1 FROM follow_requests WHERE account_id = $1 AND target_id = $2",
                             owner, member)
                        .has_value();
    if (!followed) return refuse(ErrorCode::NotFound, "list.not_followed");
    return {};
}

Result<List> find_own(db::Reader& reader, AccountId owner, ListId id)
{
    auto list = find_list(reader, owner, id);
    if (!list) return refuse(ErrorCode::NotFound, "list.missing");
    return *list;
}

}  // namespace

std::string_view name_of(RepliesPolicy policy)
{
    switch (policy) {
    case RepliesPolicy::Followed: return "followed";
    case RepliesPolicy::List: return "list";
    case RepliesPolicy::None: return "none";
    }
    return "";
}

std::optional<RepliesPolicy> parse_replies_policy(std::string_view name)
{
    for (auto policy : {RepliesPolicy::Followed, RepliesPolicy::List, RepliesPolicy::None})
        if (name == name_of(policy)) return policy;
    return std::nullopt;
}

std::optional<List> find_list(db::Reader& reader, AccountId owner, ListId id)
{
    auto row = reader.row(query("lists l WHERE l.id = $1 AND l.account_id = $2"), id, owner);
    if (!row) return std::nullopt;
    return read_list(*row);
}

std::vector<List> lists_of(db::Reader& reader, AccountId owner)
{
    return read_lists(reader.rows(query("lists l WHERE l.account_id = $1 ORDER BY l.id"), owner));
}

std::vector<List> lists_with(db::Reader& reader, AccountId owner, AccountId member)
{
    return read_lists(reader.rows(query("list_accounts la JOIN lists l ON l.id = la.list_id "
                                        "WHERE la.account_id = $2 AND l.account_id = $1 ORDER BY l.id"),
                                  owner, member));
}

Result<List> make_list(db::Transaction& tx, AccountId owner, const ListChange& change, Time now)
{
    TRY(auto list, changed({}, change));
    if (tx.value<std::int64_t>("SELECT count(*) FROM lists WHERE account_id = $1", owner) >= max_lists)
        return refuse(ErrorCode::Invalid, "list.too_many", {{"max", std::to_string(max_lists)}});
    list.id = tx.new_id<ListId>(now);
    tx.run("INSERT INTO lists (id, account_id, title, replies_policy, exclusive) VALUES ($1, $2, $3, $4, $5)", list.id, owner,
           list.title, name_of(list.replies_policy), list.exclusive);
    return list;
}

Result<List> change_list(db::Transaction& tx, AccountId owner, ListId id, const ListChange& change, Time now)
{
    TRY(auto before, find_own(tx, owner, id));
    TRY(auto list, changed(before, change));
    tx.run("UPDATE lists SET title = $2, replies_policy = $3, exclusive = $4 WHERE id = $1", id, list.title,
           name_of(list.replies_policy), list.exclusive);
    if (list.exclusive != before.exclusive) show_at_home(tx, owner, members_of(tx, id), !list.exclusive, now);
    return list;
}

Result<void> delete_list(db::Transaction& tx, AccountId owner, ListId id, Time now)
{
    TRY(auto list, find_own(tx, owner, id));
    auto members = members_of(tx, id);
    tx.run("DELETE FROM list_accounts WHERE list_id = $1", id);
    tx.run("DELETE FROM list_timeline WHERE list_id = $1", id);
    tx.run("DELETE FROM lists WHERE id = $1", id);
    if (list.exclusive) show_at_home(tx, owner, members, true, now);
    return {};
}

Result<void> add_to_list(db::Transaction& tx, AccountId owner, ListId id, std::span<const AccountId> accounts, Time now)
{
    TRY(auto list, find_own(tx, owner, id));
    auto count = tx.value<std::int64_t>("SELECT count(*) FROM list_accounts WHERE list_id = $1", id).value_or(0);
    if (count + static_cast<std::int64_t>(accounts.size()) > max_list_members)
        return refuse(ErrorCode::Invalid, "list.too_many_members", {{"max", std::to_string(max_list_members)}});
    for (auto account : accounts) {
        CHECKED(check_member(tx, owner, account));
        tx.run("INSERT INTO list_accounts (list_id, account_id, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", id, account,
               tx.new_id<ListId>(now));
        fill_list(tx, id, account, now);
    }
    if (list.exclusive) show_at_home(tx, owner, accounts, false, now);
    return {};
}

Result<void> remove_from_list(db::Transaction& tx, AccountId owner, ListId id, std::span<const AccountId> accounts, Time now)
{
    TRY(auto list, find_own(tx, owner, id));
    for (auto account : accounts) {
        tx.run("DELETE FROM list_accounts WHERE list_id = $1 AND account_id = $2", id, account);
        remove_from_list(tx, id, account);
    }
    if (list.exclusive) show_at_home(tx, owner, accounts, true, now);
    return {};
}

Result<Page<AccountId>> list_members(db::Reader& reader, AccountId owner, ListId id, const PageRequest& request)
{
    CHECKED(find_own(reader, owner, id));
    auto sql = std::string{"SELECT la.id, la.account_id FROM list_accounts la JOIN accounts a ON a.id = la.account_id "
                           "WHERE la.list_id = $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
                           "AND la.id > $2 AND la.id < $3 ORDER BY la.id"}
             + (request.forwards() ? " ASC" : " DESC") + " LIMIT $4";
    return read_page<AccountId>(reader.rows(sql, id, request.after(), request.before(), request.limit), request,
                                [](const db::Row& row) { return row.get<AccountId>(1); });
}

}  // namespace favilla::social
