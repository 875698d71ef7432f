// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/listeners.h"

#include "social/deliveries.h"

namespace favilla::social {

namespace {

template <class AnyId>
std::vector<AnyId> ids(const db::Rows& rows)
{
    std::vector<AnyId> found;
    for (auto row : rows) found.push_back(row.get<AnyId>(0));
    return found;
}

}  // namespace

std::vector<AccountId> home_readers_among(db::Reader& reader, StatusId status, std::span<const AccountId> accounts)
{
    if (accounts.empty()) return {};
    return ids<AccountId>(reader.rows("SELECT account_id FROM home_timeline WHERE account_id IN EACH($1) AND status_id = $2",
                                      db::list_of(accounts), status));
}

std::vector<ListId> lists_holding(db::Reader& reader, StatusId status, std::span<const ListId> lists)
{
    if (lists.empty()) return {};
    return ids<ListId>(reader.rows("SELECT list_id FROM list_timeline WHERE list_id IN EACH($1) AND status_id = $2",
                                   db::list_of(lists), status));
}

std::vector<AccountId> followers_among(db::Reader& reader, AccountId author, std::span<const AccountId> accounts)
{
    if (accounts.empty()) return {};
    auto found = ids<AccountId>(reader.rows("SELECT account_id FROM follows WHERE account_id IN EACH($1) AND target_id = $2",
                                            db::list_of(accounts), author));
    found.push_back(author);
    return found;
}

std::unordered_set<AccountId> unwilling_among(db::Reader& reader, AccountId author, std::span<const AccountId> accounts, Time now)
{
    if (accounts.empty()) return {};
    auto list = db::list_of(accounts);
    auto found = ids<AccountId>(reader.rows(
        "SELECT account_id FROM blocks WHERE account_id IN EACH($1) AND target_id = $2 "
        "UNION SELECT target_id FROM blocks WHERE account_id = $2 AND target_id IN EACH($1) "
        "UNION SELECT account_id FROM mutes WHERE account_id IN EACH($1) AND target_id = $2 AND (expires_at IS NULL OR expires_at > $3)",
        list, author, now));
    return {found.begin(), found.end()};
}

std::vector<AccountId> followers_between(db::Reader& reader, AccountId author, std::int64_t after, std::int64_t last,
                                         std::span<const AccountId> accounts)
{
    if (accounts.empty()) return {};
    return ids<AccountId>(
        reader.rows("SELECT account_id FROM follows WHERE account_id IN EACH($1) AND target_id = $2 AND id > $3 AND id <= $4",
                    db::list_of(accounts), author, after, last));
}

std::vector<AccountId> tag_followers_between(db::Reader& reader, TagId tag, std::int64_t after, std::int64_t last,
                                             std::span<const AccountId> accounts)
{
    if (accounts.empty()) return {};
    return ids<AccountId>(reader.rows("SELECT account_id FROM followed_tags WHERE tag_id = $2 AND account_id IN EACH($1) "
                                      "AND account_id > $3 AND account_id <= $4",
                                      db::list_of(accounts), tag, after, last));
}

std::optional<std::int64_t> first_slice_end(db::Reader& reader, AccountId author)
{
    auto rows = reader.rows("SELECT id FROM follows WHERE target_id = $1 ORDER BY id LIMIT $2", author, delivery_slice + 1);
    if (rows.size() <= delivery_slice) return std::nullopt;
    return rows[delivery_slice - 1].get<std::int64_t>(0);
}

std::optional<AccountId> author_of(db::Reader& reader, StatusId status)
{
    return reader.value<AccountId>("SELECT account_id FROM statuses WHERE id = $1", status);
}

std::optional<Visibility> visibility_of_place(db::Reader& reader, StatusId status)
{
    auto value = reader.value<int>("SELECT visibility FROM statuses WHERE id = $1", status);
    return value ? std::optional{static_cast<Visibility>(*value)} : std::nullopt;
}

}  // namespace favilla::social
