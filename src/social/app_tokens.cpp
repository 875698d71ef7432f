// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/app_tokens.h"

namespace favilla::social {

namespace {

// No redirect address and a secret nobody was told: by OAuth nobody can speak for it.
constexpr std::string_view client_id = "favilla-web-app";
constexpr std::string_view member_scopes = "profile read write follow push";
constexpr std::string_view administrator_scopes = "profile read write follow push admin:read admin:write";

Scopes scopes_of(Role role) { return parse_scopes(role == Role::User ? member_scopes : administrator_scopes).value_or(Scopes{}); }

ApplicationId our_application(db::Transaction& tx, const Random& random, Time now)
{
    tx.run("INSERT INTO applications (id, client_id, client_secret, name, website, redirect_uris, scopes, created_at) "
           "VALUES ($1, $2, $3, 'Favilla', NULL, '', $4, $5) ON CONFLICT (client_id) DO NOTHING",
           tx.new_id<ApplicationId>(now), client_id, random_token(random), administrator_scopes, now);
    return *tx.value<ApplicationId>("SELECT id FROM applications WHERE client_id = $1", client_id);
}

}  // namespace

IssuedToken open_app_token(db::Database& database, const Random& random, const Token& session, std::string_view session_secret,
                           Time now)
{
    auto secret = to_base64url(hmac_sha256(session_secret, "favilla web app"));
    auto scopes = scopes_of(session.role);
    auto known = database.read([&](db::Reader& reader) { return find_token(reader, secret); });
    if (known && known->scopes == scopes) return {known->id, secret, scopes, known->created_at};
    return database.write([&](db::Transaction& tx) -> IssuedToken {
        auto id = tx.new_id<TokenId>(now);
        tx.run("INSERT INTO tokens (id, token_hash, kind, application_id, account_id, session_id, scopes, created_at) "
               "VALUES ($1, $2, 'bearer', $3, $4, $5, $6, $7) ON CONFLICT (token_hash) DO UPDATE SET scopes = excluded.scopes",
               id, to_base64url(sha256(secret)), our_application(tx, random, now), session.account, session.id, to_string(scopes),
               now);
        return {id, secret, scopes, now};
    });
}

}  // namespace favilla::social
