// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/actors.h"

#include "jobs/events.h"

namespace favilla::distribution {

void keep_actor(db::Transaction& tx, AccountId account, const ActorPlaces& places, const std::vector<ActorKey>& keys, Time now)
{
    tx.run("INSERT INTO actors (account_id, inbox, shared_inbox, followers, featured, fetched_at, featured_tags) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7) "
           "ON CONFLICT (account_id) DO UPDATE SET inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, "
           "followers = excluded.followers, featured = excluded.featured, fetched_at = excluded.fetched_at, "
           "featured_tags = excluded.featured_tags",
           account, places.inbox, places.shared_inbox, places.followers, places.featured, now, places.featured_tags);
    tx.run("DELETE FROM public_keys WHERE account_id = $1", account);
    for (const auto& key : keys) {
        tx.run(
            "INSERT INTO public_keys (key_id, account_id, pem, fetched_at) VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (key_id) DO UPDATE SET account_id = excluded.account_id, pem = excluded.pem, fetched_at = excluded.fetched_at",
            key.key_id, account, key.pem, now);
        tx.run("DELETE FROM missed_keys WHERE key_id = $1", key.key_id);
    }
}

std::optional<ActorPlaces> find_places(db::Reader& reader, AccountId account)
{
    auto row =
        reader.row("SELECT inbox, shared_inbox, followers, featured, featured_tags FROM actors WHERE account_id = $1", account);
    if (!row) return std::nullopt;
    return ActorPlaces{row->get<std::string>(0), row->get<std::string>(1), row->get<std::string>(2), row->get<std::string>(3),
                       row->get<std::string>(4)};
}

std::optional<Time> fetched_at(db::Reader& reader, AccountId account)
{
    return reader.value<Time>("SELECT fetched_at FROM actors WHERE account_id = $1", account);
}

bool featured_is_due(db::Reader& reader, AccountId account, Time now)
{
    return reader
        .row("SELECT 1 FROM actors WHERE account_id = $1 AND (featured <> '' OR featured_tags <> '') "
             "AND (featured_asked_at IS NULL OR featured_asked_at < $2)",
             account, now - featured_stays)
        .has_value();
}

void note_featured_asked(db::Transaction& tx, AccountId account, Time now)
{
    tx.run("UPDATE actors SET featured_asked_at = $2 WHERE account_id = $1", account, now);
}

void want_featured(db::Transaction& tx, AccountId account, Time now)
{
    if (!featured_is_due(tx, account, now)) return;
    note_featured_asked(tx, account, now);
    jobs::publish(tx, FeaturedWanted{account});
}

std::optional<KnownKey> find_key(db::Reader& reader, std::string_view key_id)
{
    auto row =
        reader.row("SELECT k.account_id, a.uri, k.pem, k.fetched_at FROM public_keys k JOIN accounts a ON a.id = k.account_id "
                   "WHERE k.key_id = $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL",
                   key_id);
    if (!row) return std::nullopt;
    return KnownKey{row->get<AccountId>(0), row->get<std::string>(1), row->get<std::string>(2), row->get<Time>(3)};
}

void miss_key(db::Transaction& tx, std::string_view key_id, Duration pause, Time now)
{
    tx.run("DELETE FROM missed_keys WHERE not_before < $1", now);
    tx.run(
        "INSERT INTO missed_keys (key_id, not_before) VALUES ($1, $2) ON CONFLICT (key_id) DO UPDATE SET not_before = excluded.not_before",
        key_id, now + pause);
}

bool is_missed(db::Reader& reader, std::string_view key_id, Time now)
{
    return reader.row("SELECT 1 FROM missed_keys WHERE key_id = $1 AND not_before > $2", key_id, now).has_value();
}

}  // namespace favilla::distribution
