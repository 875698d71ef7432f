// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/haste.h"

#include <algorithm>

#include "social/tags.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t minute = 60;  // seconds
constexpr std::string_view columns =
    "SELECT domain_id, account_id, day, posts, hasty_at FROM integrity_haste WHERE domain_id = $1 ";

std::vector<Haste> read_haste(const db::Rows& rows)
{
    std::vector<Haste> found;
    for (const auto& row : rows)
        found.push_back({.domain = row.get<DomainId>(0),
                         .account = row.get<AccountId>(1),
                         .day = row.get<std::int64_t>(2),
                         .posts = row.get<std::int64_t>(3),
                         .at = row.get<Time>(4)});
    return found;
}

}  // namespace

std::size_t Pace::note(std::int64_t account, std::int64_t object, std::int64_t at)
{
    if (at - cleaned_at_ > minute) {
        std::erase_if(recent_, [&](const auto& one) { return one.second.back().at < at - minute; });
        cleaned_at_ = at;
    }
    auto& done = recent_[account];
    std::erase_if(done, [&](const Done& one) { return one.at <= at - minute || one.object == object; });
    if (done.size() >= counted_a_minute) done.erase(done.begin());
    done.push_back({object, at});
    return done.size();
}

void keep_haste(db::Transaction& tx, const Haste& haste)
{
    tx.run(
        "INSERT INTO integrity_haste (domain_id, account_id, day, posts, hasty_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (domain_id, "
        "account_id, day) DO UPDATE SET posts = excluded.posts, hasty_at = excluded.hasty_at WHERE integrity_haste.posts < "
        "excluded.posts",
        haste.domain, haste.account, haste.day, haste.posts, haste.at);
}

void drop_old_haste(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM integrity_haste WHERE day < $1", social::day_of(now - haste_kept));
}

void forget_haste_of_deleted(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM integrity_haste WHERE account_id = $1", account);
}

std::vector<Haste> recent_haste(db::Reader& reader, DomainId domain, int limit)
{
    return read_haste(reader.rows(std::string{columns} + "ORDER BY day DESC, account_id DESC LIMIT $2", domain, limit));
}

std::vector<Haste> haste_of(db::Reader& reader, DomainId domain, AccountId account)
{
    return read_haste(reader.rows(std::string{columns} + "AND account_id = $2 ORDER BY day DESC", domain, account));
}

}  // namespace favilla::integrity
