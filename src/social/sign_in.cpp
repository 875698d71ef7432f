// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/sign_in.h"

#include "base/text.h"
#include "social/accounts.h"
#include "social/browser_names.h"
#include "social/email_links.h"
#include "social/grace.h"
#include "social/mail.h"

namespace favilla::social {

namespace {

struct Claimant {  // who a login names, as far as anybody is there
    std::optional<User> user;
    std::optional<std::string> password_hash;
    Result<void> may_sign_in;
    bool known_device = false;
};

std::optional<std::string> password_hash_of(db::Reader& reader, AccountId account)
{
    return reader.value<std::string>("SELECT password_hash FROM users WHERE account_id = $1", account);
}

Claimant find_claimant(db::Reader& reader, const SignInAttempt& attempt)
{
    Claimant claimant;
    claimant.user = find_user_by_login(reader, attempt.domain, attempt.login);
    if (!claimant.user) return claimant;
    auto account = claimant.user->account;
    claimant.may_sign_in = check_may_sign_in(reader, account);
    claimant.password_hash = password_hash_of(reader, account);
    claimant.known_device = is_known_device(reader, account, attempt.device);
    return claimant;
}

// What an account is counted under: itself, whatever it is called by; who is not there by what was typed.
std::string account_key(const SignInAttempt& attempt, const Claimant& claimant)
{
    if (claimant.user) return to_string(claimant.user->account);
    return to_string(attempt.domain) + ":" + fold(attempt.login.substr(0, 256));
}

void store_password(db::Transaction& tx, AccountId account, std::string_view hash)
{
    tx.run("UPDATE users SET password_hash = $2 WHERE account_id = $1", account, hash);
}

}  // namespace

Result<void> check_may_sign_in(db::Reader& reader, AccountId id)
{
    auto account = find_account(reader, id);
    auto user = find_user(reader, id);
    if (!account || !user) return refuse(ErrorCode::NotFound, "user.missing");
    if (account->deleted_at || suspension_of(reader, *account)) return refuse(ErrorCode::Forbidden, "sign_in.suspended");
    if (user->disabled_at) return refuse(ErrorCode::Forbidden, "sign_in.disabled");
    if (!user->confirmed_at) return refuse(ErrorCode::Forbidden, "sign_in.unconfirmed");
    if (!user->approved_at) return refuse(ErrorCode::Forbidden, "sign_in.unapproved");
    return {};
}

Result<User> authenticate(db::Database& database, PasswordHasher& hasher, net::RateLimiter& limiter, const SignInAttempt& attempt,
                          Time now)
{
    auto too_many = refuse(ErrorCode::TooMany, "sign_in.too_many");
    if (!limiter.hit(sign_in_by_address, net::address_key(attempt.client_address), now).allowed) return too_many;
    auto claimant = database.read([&](db::Reader& reader) { return find_claimant(reader, attempt); });
    const auto& rule = claimant.known_device ? sign_in_by_device : sign_in_by_account;
    auto key = account_key(attempt, claimant);
    if (!limiter.hit(rule, key, now).allowed) return too_many;

    TRY(auto checked, hasher.check(claimant.password_hash, attempt.password));
    if (!checked.matches) return refuse(ErrorCode::Forbidden, "sign_in.wrong");
    CHECKED(claimant.may_sign_in);
    if (checked.needs_rehash)
        if (auto hash = hasher.hash(attempt.password); hash)
            database.write([&](db::Transaction& tx) { store_password(tx, claimant.user->account, *hash); });
    limiter.forget(rule, key);
    return *claimant.user;
}

BrowserSession open_browser_session(db::Transaction& tx, const Random& random, AccountId account, const BrowserKnown& browser,
                                    Time now)
{
    auto scopes = *parse_scopes(browser_scopes);
    BrowserSession opened;
    opened.session = issue_token(tx, random, {.kind = TokenKind::Browser, .account = account, .scopes = scopes}, now);
    if (auto name = browser_name(browser.user_agent); !name.empty())
        tx.run("UPDATE tokens SET browser = $2 WHERE id = $1", opened.session.id, name);
    if (!is_known_device(tx, account, browser.device))
        opened.device = issue_token(tx, random, {.kind = TokenKind::Device, .account = account, .scopes = {}}, now);
    return opened;
}

void request_reset(db::Transaction& tx, const Random& random, DomainId domain_id, std::string_view email, Time now)
{
    auto domain = find_domain(tx, domain_id);
    if (!domain) return;
    auto user = find_user_by_email(tx, domain_id, email);
    bool is_here = user && user->confirmed_at;
    // The same statements for who is not here, so that the time tells nothing either.
    auto username = tx.value<std::string>("SELECT username FROM accounts WHERE id = $1", is_here ? user->account : AccountId{});
    auto secret = new_link(tx, random, LinkPurpose::Reset, is_here ? std::optional{user->account} : std::nullopt,
                           is_here ? std::string_view{user->email} : email, now);
    if (!is_here) return enqueue_mail(tx, *domain, {.kind = MailKind::Reset}, now);
    enqueue_mail(tx, *domain,
                 {.kind = MailKind::Reset,
                  .to = user->email,
                  .locale = user->locale,
                  .path = std::string{reset_path} + secret,
                  .username = username.value()},
                 now);
}

namespace {

std::optional<User> user_of_reset(db::Reader& reader, const std::optional<EmailLink>& link, Time now)
{
    if (!link || !link->account || link->created_at + reset_link_lasts < now) return std::nullopt;
    auto user = find_user(reader, *link->account);
    if (!user || fold(user->email) != fold(link->email)) return std::nullopt;
    return user;
}

}  // namespace

bool is_reset_secret(db::Reader& reader, std::string_view secret, Time now)
{
    return user_of_reset(reader, find_link(reader, LinkPurpose::Reset, secret), now).has_value();
}

Result<void> set_password(db::Transaction& tx, AccountId id, std::string_view password_hash, Time now)
{
    auto user = find_user(tx, id);
    if (!user) return refuse(ErrorCode::NotFound, "user.missing");
    store_password(tx, id, password_hash);
    revoke_tokens_of(tx, id);
    tx.run("DELETE FROM email_tokens WHERE account_id = $1 AND purpose = 'reset'", id);
    enqueue_mail(tx, *find_domain(tx, user->domain),
                 {.kind = MailKind::PasswordChanged,
                  .to = user->email,
                  .locale = user->locale,
                  .path = "/auth/reset",
                  .username = find_account(tx, id)->username},
                 now);
    return {};
}

Result<AccountId> reset_password(db::Database& database, PasswordHasher& hasher, std::string_view secret,
                                 std::string_view password, Time now)
{
    auto spent = refuse(ErrorCode::Gone, "user.link_spent");
    if (!database.read([&](db::Reader& reader) { return is_reset_secret(reader, secret, now); })) return spent;
    TRY(auto hash, hasher.hash(password));
    return database.write([&](db::Transaction& tx) -> Result<AccountId> {
        auto user = user_of_reset(tx, take_link(tx, LinkPurpose::Reset, secret), now);
        if (!user) return spent;
        CHECKED(set_password(tx, user->account, hash, now));
        return user->account;
    });
}

Result<void> confirm_password(db::Database& database, PasswordHasher& hasher, AccountId id, std::string_view password,
                              std::string_view field)
{
    auto hash = database.read([&](db::Reader& reader) { return password_hash_of(reader, id); });
    TRY(auto checked, hasher.check(hash, password));
    if (!checked.matches) return refuse(ErrorCode::Forbidden, "user.password_wrong", {{"field", std::string{field}}});
    return {};
}

Result<void> change_password(db::Database& database, PasswordHasher& hasher, AccountId id, std::string_view current,
                             std::string_view password, Time now)
{
    CHECKED(confirm_password(database, hasher, id, current, "current_password"));
    TRY(auto hash, hasher.hash(password));
    return database.write([&](db::Transaction& tx) { return set_password(tx, id, hash, now); });
}

}  // namespace favilla::social
