// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/offline_access.h"

#include <algorithm>

#include "social/secret_hash.h"
#include "social/token_events.h"

namespace favilla::social {

namespace {

constexpr std::int64_t grants_at_once = 200;

std::string give_refresh_token(db::Transaction& tx, const Random& random, TokenId grant, Scopes scopes,
                               const TokenLifetimes& lifetimes, Time now)
{
    auto secret = random_token(random);
    tx.run("INSERT INTO refresh_tokens (token_hash, token_id, scopes, created_at, ends_at) VALUES ($1, $2, $3, $4, $5)",
           hash_of(secret), grant, to_string(scopes), now, now + lifetimes.unused);
    return secret;
}

// The row stays: what was let in under it (the session that its person sees, notifications by push) goes on.
Granted renew(db::Transaction& tx, const Random& random, TokenId grant, Scopes wanted, Scopes granted,
              const TokenLifetimes& lifetimes, Time now)
{
    Granted renewed{.token = {grant, random_token(random), wanted, now}, .ends_at = now + lifetimes.access};
    tx.run("UPDATE tokens SET token_hash = $2, scopes = $3, ends_at = $4, end_told = 0 WHERE id = $1", grant,
           hash_of(renewed.token.secret), to_string(wanted), renewed.ends_at);
    renewed.refresh_token = give_refresh_token(tx, random, grant, granted, lifetimes, now);
    jobs::publish(tx, TokenEnded{grant});
    return renewed;
}

}  // namespace

Result<AskedScopes> parse_asked_scopes(std::string_view text)
{
    constexpr std::string_view between = " +\t\r\n,";
    AskedScopes asked;
    std::string others;
    while (!text.empty()) {
        auto name = text.substr(0, text.find_first_of(between));
        text.remove_prefix(std::min(name.size() + 1, text.size()));
        if (name == offline_access_scope)
            asked.offline_access = true;
        else
            others.append(name).append(" ");
    }
    TRY(asked.scopes, parse_scopes(others));
    return asked;
}

std::string to_string(const AskedScopes& asked)
{
    auto text = to_string(asked.scopes);
    if (asked.offline_access) text.append(text.empty() ? "" : " ").append(offline_access_scope);
    return text;
}

Granted grant_token(db::Transaction& tx, const Random& random, const GrantDraft& draft, const TokenLifetimes& lifetimes, Time now)
{
    Granted granted{
        .token = issue_token(
            tx, random,
            {.application = draft.application, .account = draft.account, .scopes = draft.scopes.scopes, .voice = draft.voice},
            now)};
    if (!draft.scopes.offline_access) return granted;
    granted.ends_at = now + lifetimes.access;
    tx.run("UPDATE tokens SET ends_at = $2 WHERE id = $1", granted.token.id, granted.ends_at);
    granted.refresh_token = give_refresh_token(tx, random, granted.token.id, draft.scopes.scopes, lifetimes, now);
    return granted;
}

GrantOutcome refresh_grant(db::Transaction& tx, const Random& random, const RefreshAttempt& attempt,
                           const TokenLifetimes& lifetimes, Time now)
{
    auto row = tx.row("SELECT r.token_id, r.scopes, r.ends_at, r.spent_at, t.application_id FROM refresh_tokens r "
                      "JOIN tokens t ON t.id = r.token_id WHERE r.token_hash = $1",
                      hash_of(attempt.refresh_token));
    if (!row || row->get<std::optional<ApplicationId>>(4) != attempt.application) return GrantRefusal::Grant;
    auto grant = row->get<TokenId>(0);
    if (!row->is_null(3)) {
        revoke_token(tx, grant);
        return GrantRefusal::Grant;
    }
    if (row->get<Time>(2) <= now) return GrantRefusal::Grant;

    auto granted = parse_scopes(row->get<std::string_view>(1)).value_or(Scopes{});
    auto wanted = parse_asked_scopes(attempt.scope);
    if (!wanted) return GrantRefusal::Scope;
    if (wanted->scopes.empty()) wanted->scopes = granted;
    if (!contains(granted, wanted->scopes)) return GrantRefusal::Scope;
    tx.run("UPDATE refresh_tokens SET spent_at = $2 WHERE token_hash = $1", hash_of(attempt.refresh_token), now);
    return renew(tx, random, grant, wanted->scopes, granted, lifetimes, now);
}

std::optional<TokenId> grant_of_refresh_token(db::Reader& reader, std::string_view secret)
{
    return reader.value<TokenId>("SELECT token_id FROM refresh_tokens WHERE token_hash = $1", hash_of(secret));
}

void tell_of_ended_tokens(db::Database& database, Time now)
{
    constexpr std::string_view ended = "SELECT id FROM tokens WHERE ends_at IS NOT NULL AND end_told = 0 AND ends_at <= $1";
    // Once a minute, mostly for nothing: looking writes nothing.
    if (!database.read([&](db::Reader& reader) { return reader.row(ended, now).has_value(); })) return;
    database.write([&](db::Transaction& tx) {
        for (const auto& row : tx.rows(ended, now)) {
            auto id = row.get<TokenId>(0);
            tx.run("UPDATE tokens SET end_told = 1 WHERE id = $1", id);
            jobs::publish(tx, TokenEnded{id});
        }
    });
}

std::int64_t forget_unused_grants(db::Transaction& tx, Time now)
{
    std::int64_t gone = 0;
    for (const auto& row :
         tx.rows("SELECT token_id FROM refresh_tokens WHERE ends_at <= $1 AND spent_at IS NULL LIMIT $2", now, grants_at_once)) {
        revoke_token(tx, row.get<TokenId>(0));
        ++gone;
    }
    tx.run("DELETE FROM refresh_tokens WHERE ends_at <= $1 AND spent_at IS NOT NULL", now);
    return gone;
}

}  // namespace favilla::social
