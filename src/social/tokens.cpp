// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/tokens.h"

#include "jobs/events.h"
#include "social/account_events.h"
#include "social/active_days.h"
#include "social/offline_access.h"
#include "social/secret_hash.h"

namespace favilla::social {

namespace {

std::string_view name_of(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Bearer: return "bearer";
    case TokenKind::Browser: return "browser";
    case TokenKind::Device: break;
    }
    return "device";
}

TokenKind parse_kind(std::string_view name)
{
    if (name == "bearer") return TokenKind::Bearer;
    return name == "browser" ? TokenKind::Browser : TokenKind::Device;
}

constexpr std::string_view token_query =
    "SELECT t.id, t.kind, t.application_id, t.account_id, t.scopes, t.created_at, t.last_used_at, u.domain_id, u.role, "
    "u.locale, u.confirmed_at, u.approved_at, u.disabled_at, a.suspended_at, a.deleted_at, t.voice_id, v.role, v.created_at "
    "FROM tokens t LEFT JOIN users u ON u.account_id = t.account_id LEFT JOIN accounts a ON a.id = t.account_id "
    "LEFT JOIN voices v ON v.page_id = t.voice_id AND v.account_id = t.account_id ";

UserState read_state(const db::Row& row)
{
    if (row.is_null(3)) return UserState::Active;  // an application's own
    if (row.is_null(7) || !row.is_null(13) || !row.is_null(14)) return UserState::Suspended;
    if (!row.is_null(12)) return UserState::Disabled;
    if (row.is_null(10)) return UserState::Unconfirmed;
    return row.is_null(11) ? UserState::Unapproved : UserState::Active;
}

Token read_token(const db::Row& row)
{
    Token token{.id = row.get<TokenId>(0),
                .kind = parse_kind(row.get<std::string_view>(1)),
                .application = row.get<std::optional<ApplicationId>>(2),
                .account = row.get<std::optional<AccountId>>(3),
                .scopes = parse_scopes(row.get<std::string_view>(4)).value_or(Scopes{}),
                .created_at = row.get<Time>(5),
                .last_used_at = row.get<std::optional<Time>>(6),
                .domain = row.get<std::optional<DomainId>>(7),
                .state = read_state(row)};
    if (!row.is_null(8)) token.role = parse_role(row.get<std::string_view>(8)).value_or(Role::User);
    if (!row.is_null(15))  // who speaks for it no longer is as good as an analyst
        token.voice = Voice{row.get<AccountId>(15), *token.account,
                            row.is_null(16) ? PageRole::Analyst
                                            : parse_page_role(row.get<std::string_view>(16)).value_or(PageRole::Analyst),
                            row.get<std::optional<Time>>(17).value_or(Time{})};
    if (!row.is_null(9)) token.locale = row.get<std::string>(9);
    return token;
}

void revoke(db::Transaction& tx, const db::Rows& rows)
{
    for (auto row : rows) {
        auto id = row.get<TokenId>(0);
        tx.run("DELETE FROM tokens WHERE id = $1", id);
        jobs::publish(tx, TokenRevoked{id});
    }
}

}  // namespace

std::string_view name_of(Role role)
{
    switch (role) {
    case Role::User: return "user";
    case Role::Moderator: return "moderator";
    case Role::Admin: break;
    }
    return "admin";
}

std::optional<Role> parse_role(std::string_view name)
{
    for (auto role : {Role::User, Role::Moderator, Role::Admin})
        if (name == name_of(role)) return role;
    return std::nullopt;
}

IssuedToken issue_token(db::Transaction& tx, const Random& random, const TokenDraft& draft, Time now)
{
    auto id = tx.new_id<TokenId>(now);
    auto secret = random_token(random);
    tx.run("INSERT INTO tokens (id, token_hash, kind, application_id, account_id, scopes, created_at, voice_id) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, hash_of(secret), name_of(draft.kind), draft.application, draft.account, to_string(draft.scopes), now, draft.voice);
    return {id, secret, draft.scopes, now};
}

std::optional<Token> find_token(db::Reader& reader, std::string_view secret)
{
    static const auto sql = std::string{token_query} + "WHERE t.token_hash = $1 AND t.kind <> 'device'";
    auto row = reader.row(sql, hash_of(secret));
    if (!row) return std::nullopt;
    return read_token(*row);
}

std::optional<Token> find_bearer(db::Reader& reader, std::string_view secret, Time now)
{
    static const auto sql =
        std::string{token_query} + "WHERE t.token_hash = $1 AND t.kind <> 'device' AND (t.ends_at IS NULL OR t.ends_at > $2)";
    auto row = reader.row(sql, hash_of(secret), now);
    if (!row) return std::nullopt;
    return read_token(*row);
}

bool use_is_due(const Token& token, Time now)
{
    return !token.last_used_at || *token.last_used_at + hours(1) <= now || start_of_day(*token.last_used_at) < start_of_day(now);
}

void note_use(db::Transaction& tx, const Token& token, Time now)
{
    tx.run("UPDATE tokens SET last_used_at = $2 WHERE id = $1", token.id, now);
    if (!token.account) return;
    tx.run("UPDATE users SET last_seen_at = $2 WHERE account_id = $1", *token.account, now);
    note_active_day(tx, *token.account, now);
}

// With a browser's session goes what stands beside it (social/app_tokens.h).
void revoke_token(db::Transaction& tx, TokenId id)
{
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE session_id = $1", id));
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE id = $1", id));
}

void revoke_tokens_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM authorization_codes WHERE account_id = $1", account);
    tx.run("DELETE FROM authorization_codes WHERE voice_id = $1", account);
    tx.run("DELETE FROM device_requests WHERE account_id = $1", account);
    tx.run("DELETE FROM device_requests WHERE voice_id = $1", account);
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE account_id = $1", account));
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE voice_id = $1", account));
}

void revoke_tokens_of(db::Transaction& tx, ApplicationId application, AccountId account)
{
    tx.run("DELETE FROM authorization_codes WHERE account_id = $1 AND application_id = $2", account, application);
    tx.run("DELETE FROM device_requests WHERE account_id = $1 AND application_id = $2", account, application);
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE account_id = $1 AND application_id = $2", account, application));
}

void revoke_voice(db::Transaction& tx, AccountId page, AccountId person)
{
    tx.run("DELETE FROM authorization_codes WHERE voice_id = $1 AND account_id = $2", page, person);
    tx.run("DELETE FROM device_requests WHERE voice_id = $1 AND account_id = $2", page, person);
    revoke(tx, tx.rows("SELECT id FROM tokens WHERE voice_id = $1 AND account_id = $2", page, person));
}

Result<void> revoke_by_application(db::Transaction& tx, ApplicationId application, std::string_view secret)
{
    static const auto by_id = std::string{token_query} + "WHERE t.id = $1";
    auto token = find_token(tx, secret);
    // With either of its two a grant ends whole.
    if (auto grant = token ? std::nullopt : grant_of_refresh_token(tx, secret)) token = read_token(tx.row(by_id, *grant).value());
    if (!token) return {};
    if (token->application != application) return refuse(ErrorCode::Forbidden, "oauth.not_your_token");
    revoke_token(tx, token->id);
    return {};
}

std::vector<Token> tokens_of(db::Reader& reader, AccountId account)
{
    static const auto sql = std::string{token_query} + "WHERE t.account_id = $1 AND t.kind <> 'device' ORDER BY t.id DESC";
    std::vector<Token> tokens;
    for (auto row : reader.rows(sql, account)) tokens.push_back(read_token(row));
    return tokens;
}

bool is_known_device(db::Reader& reader, AccountId account, std::string_view device_secret)
{
    if (device_secret.empty()) return false;
    return reader
        .row("SELECT 1 FROM tokens WHERE token_hash = $1 AND kind = 'device' AND account_id = $2", hash_of(device_secret),
             account)
        .has_value();
}

}  // namespace favilla::social
