// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/users.h"

#include "base/language.h"
#include "base/text.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/active_days.h"
#include "social/identities.h"
#include "social/mail.h"
#include "social/net_tags.h"
#include "social/search_index.h"

namespace favilla::social {

namespace {

constexpr std::string_view user_query =
    "SELECT u.account_id, u.domain_id, u.email, u.role, u.locale, u.confirmed_at, u.approved_at, u.disabled_at, "
    "u.default_visibility, u.default_sensitive, u.default_language, u.join_reason, u.created_at, u.last_seen_at, u.default_quote_policy FROM users u ";

User read_user(const db::Row& row)
{
    return {.account = row.get<AccountId>(0),
            .domain = row.get<DomainId>(1),
            .email = row.get<std::string>(2),
            .role = parse_role(row.get<std::string_view>(3)).value_or(Role::User),
            .locale = row.get<std::string>(4),
            .confirmed_at = row.get<std::optional<Time>>(5),
            .approved_at = row.get<std::optional<Time>>(6),
            .disabled_at = row.get<std::optional<Time>>(7),
            .default_visibility = Visibility(row.get<int>(8)),
            .default_sensitive = row.get<bool>(9),
            .default_language = row.get<std::optional<std::string>>(10),
            .default_quote_policy = QuotePolicy::from(row.get<std::int64_t>(14)),
            .join_reason = row.get<std::string>(11),
            .created_at = row.get<Time>(12),
            .last_seen_at = row.get<std::optional<Time>>(13)};
}

std::optional<User> one(const std::optional<db::Row>& row)
{
    if (!row) return std::nullopt;
    return read_user(*row);
}

std::vector<User> all(const db::Rows& rows)
{
    std::vector<User> users;
    for (auto row : rows) users.push_back(read_user(row));
    return users;
}

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "user.missing"); }

}  // namespace

std::optional<User> find_user(db::Reader& reader, AccountId id)
{
    static const auto sql = std::string{user_query} + "WHERE u.account_id = $1";
    return one(reader.row(sql, id));
}

std::vector<User> find_users(db::Reader& reader, std::span<const AccountId> ids)
{
    if (ids.empty()) return {};
    static const auto sql = std::string{user_query} + "WHERE u.account_id IN EACH($1)";
    return all(reader.rows(sql, db::list_of(ids)));
}

std::optional<User> find_user_by_email(db::Reader& reader, DomainId domain, std::string_view email)
{
    static const auto sql = std::string{user_query}
                          + "WHERE u.domain_id = $1 AND u.email_key = $2 "
                            "ORDER BY (u.confirmed_at IS NULL), u.account_id DESC LIMIT 1";
    return one(reader.row(sql, domain, fold(email)));
}

std::optional<User> find_user_by_login(db::Reader& reader, DomainId domain, std::string_view login)
{
    if (login.find('@') != std::string_view::npos) return find_user_by_email(reader, domain, login);
    auto account = find_local_account(reader, login, domain);
    if (!account) return std::nullopt;
    return find_user(reader, account->id);
}

Result<User> change_preferences(db::Transaction& tx, AccountId id, const Preferences& change)
{
    auto user = find_user(tx, id);
    if (!user) return missing();
    if (change.default_visibility == Visibility::Direct) return refuse(ErrorCode::Invalid, "user.visibility_invalid");
    if (change.default_language) {
        user->default_language = normal_language(*change.default_language);
        if (!user->default_language && !change.default_language->empty())
            return refuse(ErrorCode::Invalid, "user.language_unknown");
    }
    user->default_visibility = change.default_visibility.value_or(user->default_visibility);
    user->default_sensitive = change.default_sensitive.value_or(user->default_sensitive);
    user->locale = change.locale.value_or(user->locale);
    user->default_quote_policy = change.default_quote_policy.value_or(user->default_quote_policy);
    tx.run("UPDATE users SET default_visibility = $2, default_sensitive = $3, default_language = $4, locale = $5, "
           "default_quote_policy = $6 WHERE account_id = $1",
           id, static_cast<int>(user->default_visibility), user->default_sensitive, user->default_language, user->locale,
           user->default_quote_policy.stored());
    return *user;
}

Result<void> check_not_last_admin(db::Reader& reader, AccountId id)
{
    auto user = find_user(reader, id);
    if (!user || user->role != Role::Admin) return {};
    auto another = reader.row(
        "SELECT 1 FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.domain_id = $1 AND u.role = 'admin' "
        "AND u.account_id <> $2 AND u.confirmed_at IS NOT NULL AND u.approved_at IS NOT NULL AND u.disabled_at IS NULL "
        "AND a.suspended_at IS NULL AND a.deleted_at IS NULL LIMIT 1",
        user->domain, id);
    if (!another) return refuse(ErrorCode::Forbidden, "user.last_admin");
    return {};
}

Result<void> change_role(db::Transaction& tx, AccountId id, Role role)
{
    auto user = find_user(tx, id);
    if (!user) return missing();
    if (user->role == role) return {};
    if (user->role == Role::Admin) CHECKED(check_not_last_admin(tx, id));
    tx.run("UPDATE users SET role = $2 WHERE account_id = $1", id, name_of(role));
    if (role < user->role) revoke_tokens_of(tx, id);
    if (role == Role::User) tx.run("DELETE FROM notifications WHERE account_id = $1 AND kind LIKE 'admin.%'", id);
    jobs::publish(tx, RoleChanged{id});
    return {};
}

Result<void> disable_user(db::Transaction& tx, AccountId id, Time now)
{
    if (!find_user(tx, id)) return missing();
    CHECKED(check_not_last_admin(tx, id));
    tx.run("UPDATE users SET disabled_at = $2 WHERE account_id = $1 AND disabled_at IS NULL", id, now);
    revoke_tokens_of(tx, id);
    return {};
}

Result<void> enable_user(db::Transaction& tx, AccountId id)
{
    if (tx.run("UPDATE users SET disabled_at = NULL WHERE account_id = $1", id) == 0) return missing();
    return {};
}

Result<void> approve_user(db::Transaction& tx, AccountId id, Time now)
{
    auto user = find_user(tx, id);
    if (!user) return missing();
    if (user->approved_at) return {};
    tx.run("UPDATE users SET approved_at = $2 WHERE account_id = $1", id, now);
    if (!user->confirmed_at) return {};

    admit(tx, id, now);
    auto account = find_account(tx, id);
    enqueue_mail(
        tx, *find_domain(tx, user->domain),
        {.kind = MailKind::Approved, .to = user->email, .locale = user->locale, .path = "/", .username = account->username}, now);
    return {};
}

void admit(db::Transaction& tx, AccountId id, Time now)
{
    tx.run("UPDATE accounts SET admitted_at = $2 WHERE id = $1 AND admitted_at IS NULL", id, now);
    jobs::publish(tx, AccountAdmitted{id});
}

std::vector<User> users_awaiting_approval(db::Reader& reader, DomainId domain, int at_most)
{
    static const auto sql = std::string{user_query}
                          + "WHERE u.domain_id = $1 AND u.role = 'user' AND u.approved_at IS NULL "
                            "AND u.confirmed_at IS NOT NULL ORDER BY u.account_id LIMIT $2";
    return all(reader.rows(sql, domain, at_most));
}

std::vector<User> administrators(db::Reader& reader, DomainId domain)
{
    static const auto sql =
        std::string{user_query} + "WHERE u.domain_id = $1 AND u.role = 'admin' AND u.disabled_at IS NULL ORDER BY u.account_id";
    return all(reader.rows(sql, domain));
}

std::vector<User> team_of(db::Reader& reader, DomainId domain)
{
    static const auto sql = std::string{user_query}
                          + "JOIN accounts a ON a.id = u.account_id WHERE u.domain_id = $1 AND u.role IN ('moderator', 'admin') "
                            "AND u.disabled_at IS NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL ORDER BY u.account_id";
    return all(reader.rows(sql, domain));
}

// Nobody but the team has seen them, so nothing but their own tokens and links, and what the team was told, can point to them.
void forget_sign_up(db::Transaction& tx, AccountId id, Time now)
{
    revoke_tokens_of(tx, id);
    tx.run("DELETE FROM email_tokens WHERE account_id = $1", id);
    tx.run("DELETE FROM notifications WHERE from_account_id = $1", id);
    forget_identities_of(tx, id);
    forget_active_days_of(tx, id);
    forget_net_tags_of(tx, id);
    tx.run("DELETE FROM users WHERE account_id = $1", id);
    unindex_account(tx, id);
    tx.run("UPDATE accounts SET username = '', username_key = '~' || $2, uri = uri || '#' || $2, url = '', display_name = '', "
           "note = '', note_html = '', fields = '[]', deleted_at = $3 WHERE id = $1 AND admitted_at IS NULL",
           id, to_string(id), now);
    jobs::publish(tx, SignUpForgotten{id});
}

int forget_unconfirmed(db::Transaction& tx, Time now, int at_most)
{
    auto rows =
        tx.rows("SELECT account_id FROM users WHERE confirmed_at IS NULL AND created_at < $1 ORDER BY created_at LIMIT $2",
                now - unconfirmed_kept_for, at_most);
    for (auto row : rows) forget_sign_up(tx, row.get<AccountId>(0), now);
    return static_cast<int>(rows.size());
}

}  // namespace favilla::social
