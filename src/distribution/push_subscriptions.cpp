// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/push_subscriptions.h"

#include <stdexcept>

#include <fmt/format.h>

#include "base/keys.h"
#include "base/parts.h"

namespace favilla::distribution {

namespace {

constexpr std::string_view columns = "id, token_id, account_id, endpoint, point, auth_sealed, standard, policy, alerts";

PushSubscription read_push(const db::Row& row, const SecretBox& box)
{
    return {.id = row.get<PushSubscriptionId>(0),
            .token = row.get<TokenId>(1),
            .account = row.get<AccountId>(2),
            .endpoint = row.get<std::string>(3),
            .receiver = {.point = from_base64url(row.get<std::string_view>(4)).value_or(""),
                         .auth = box.open(row.get<std::string_view>(5))},
            .encoding = row.get<std::int64_t>(6) == 1 ? PushEncoding::Aes128gcm : PushEncoding::Aesgcm,
            .policy = parse_push_policy(row.get<std::string_view>(7)).value_or(PushPolicy::None),
            .alerts = parts_of(row.get<std::string_view>(8), ',')};
}

Result<PushReceiver> read_receiver(const PushDraft& draft)
{
    auto point = from_base64url(draft.point);
    auto auth = from_base64url(draft.auth);
    if (!point || !auth || auth->size() != push_auth_size || !is_p256_point(*point))
        return refuse(ErrorCode::Invalid, "push.keys_invalid");
    return PushReceiver{.point = *std::move(point), .auth = *std::move(auth)};
}

void keep_newest(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM push_subscriptions WHERE account_id = $1 AND id NOT IN "
           "(SELECT id FROM push_subscriptions WHERE account_id = $1 ORDER BY id DESC LIMIT $2)",
           account, max_push_subscriptions);
}

}  // namespace

std::string_view name_of(PushPolicy policy)
{
    switch (policy) {
    case PushPolicy::All: return "all";
    case PushPolicy::Followed: return "followed";
    case PushPolicy::Follower: return "follower";
    case PushPolicy::None: break;
    }
    return "none";
}

std::optional<PushPolicy> parse_push_policy(std::string_view name)
{
    for (auto policy : {PushPolicy::All, PushPolicy::Followed, PushPolicy::Follower, PushPolicy::None})
        if (name == name_of(policy)) return policy;
    return std::nullopt;
}

Result<PushSubscription> subscribe_push(db::Transaction& tx, const SecretBox& box, TokenId token, AccountId account,
                                        const PushDraft& draft, Schemes schemes, Time now)
{
    auto address = parse_web_url(draft.endpoint);
    if (!address || (!address->https && schemes == Schemes::Https)) return refuse(ErrorCode::Invalid, "push.endpoint_invalid");
    TRY(auto receiver, read_receiver(draft));
    tx.run("DELETE FROM push_subscriptions WHERE token_id = $1", token);
    tx.run("DELETE FROM push_subscriptions WHERE endpoint = $1", draft.endpoint);
    tx.run(
        "INSERT INTO push_subscriptions (id, token_id, account_id, endpoint, point, auth_sealed, standard, policy, alerts, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        tx.new_id<PushSubscriptionId>(now), token, account, draft.endpoint, to_base64url(receiver.point),
        box.close(receiver.auth), draft.encoding == PushEncoding::Aes128gcm ? 1 : 0, name_of(draft.policy),
        joined(draft.alerts, ','), now);
    keep_newest(tx, account);
    return find_push(tx, box, token).value();
}

std::optional<PushSubscription> find_push(db::Reader& reader, const SecretBox& box, TokenId token)
{
    static const auto sql = fmt::format("SELECT {} FROM push_subscriptions WHERE token_id = $1", columns);
    auto row = reader.row(sql, token);
    if (!row) return std::nullopt;
    return read_push(*row, box);
}

std::optional<PushSubscription> find_push(db::Reader& reader, const SecretBox& box, PushSubscriptionId id)
{
    static const auto sql = fmt::format("SELECT {} FROM push_subscriptions WHERE id = $1", columns);
    auto row = reader.row(sql, id);
    if (!row) return std::nullopt;
    return read_push(*row, box);
}

bool has_push(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM push_subscriptions WHERE account_id = $1 LIMIT 1", account).has_value();
}

std::vector<PushSubscription> pushes_of(db::Reader& reader, const SecretBox& box, AccountId account)
{
    static const auto sql = fmt::format("SELECT {} FROM push_subscriptions WHERE account_id = $1 ORDER BY id", columns);
    std::vector<PushSubscription> found;
    for (auto row : reader.rows(sql, account)) found.push_back(read_push(row, box));
    return found;
}

void change_push(db::Transaction& tx, TokenId token, const PushChange& change)
{
    if (change.policy) tx.run("UPDATE push_subscriptions SET policy = $2 WHERE token_id = $1", token, name_of(*change.policy));
    if (change.alerts)
        tx.run("UPDATE push_subscriptions SET alerts = $2 WHERE token_id = $1", token, joined(*change.alerts, ','));
}

void end_push(db::Transaction& tx, TokenId token) { tx.run("DELETE FROM push_subscriptions WHERE token_id = $1", token); }
void end_push(db::Transaction& tx, PushSubscriptionId id) { tx.run("DELETE FROM push_subscriptions WHERE id = $1", id); }

// Two that ask first at the same time: one key is kept.
P256Key vapid_key(db::Database& database, const SecretBox& box, Time now)
{
    auto find = [](db::Reader& reader) { return reader.value<std::string>("SELECT sealed FROM push_keys WHERE id = 1"); };
    auto sealed = database.read(find);
    if (!sealed)
        sealed = database.write([&](db::Transaction& tx) {
            tx.run("INSERT INTO push_keys (id, sealed, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING",
                   box.close(P256Key::make(box.random()).scalar()), now);
            return find(tx);
        });
    return P256Key::from_scalar(box.open(*sealed)).value();
}

}  // namespace favilla::distribution
