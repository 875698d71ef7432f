// SPDX-License-Identifier: AGPL-3.0-or-later
// social/sign_up.h — how somebody comes in: signs up, proves the address, is approved where the organisation asks for it.
#pragma once
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "social/accounts.h"
#include "social/passwords.h"
#include "social/users.h"

namespace favilla::social {

struct SignUpDraft {
    std::string username;
    std::string email;
    std::string password;
    bool agreement = false;
    std::string locale;                        // of mails to them; unknown: the organisation's
    std::string reason;                        // asked for where admission is by approval
    std::optional<ApplicationId> application;  // through which, when it gets a token for them
    Scopes scopes;                             // of that token
    std::string client_address = {};           // from where: social/entry_rules.h
    // Where somebody here vouches for them, they come in whatever is asked of others. Called in the transaction that makes the
    // account; when it refuses, there is none.
    std::function<Result<void>(db::Transaction&, AccountId, Time now)> vouch = {};
};

struct FieldProblem {
    std::string field;      // "username", "email", "password", "agreement", "reason"
    std::string_view code;  // "ERR_BLANK", as Mastodon names them
    std::string key;        // of the sentence
    std::vector<std::pair<std::string, std::string>> params;
};

struct SignUpRefusal {
    // Invalid "sign_up.invalid", Forbidden "sign_up.closed", "entry.refused", TooMany, what `vouch` refuses.
    Error error;
    std::vector<FieldProblem> problems;
};

struct SignedUp {
    Account account;
    std::optional<IssuedToken> token;  // when an application asked
};

// An address that is known here already is answered just as a new one: its owner gets a mail that says so, and the
// new account can never be confirmed. (hardening: enumeration)
std::expected<SignedUp, SignUpRefusal> sign_up(db::Database&, PasswordHasher&, DomainId, const SignUpDraft&, Time now);

// Somebody whose address another proved (social/identities.h): as sign_up, without a password and without a mail. Refuses also Conflict
// "identity.email_taken", Forbidden "user.email_refused".
std::expected<Account, SignUpRefusal> sign_up_proven(db::Transaction&, DomainId, const SignUpDraft&, Time now);

// What is wrong with a draft, all at once; empty when nothing is.
std::vector<FieldProblem> sign_up_problems(db::Reader&, const Domain&, const SignUpDraft&);
bool is_email(std::string_view);

// The link in the mail; once. Answers who came in. Refuses Gone "user.link_spent".
Result<AccountId> confirm_email(db::Transaction&, std::string_view secret, Time now);
inline constexpr Duration confirm_link_lasts = hours(48);

// Another mail, maybe to another address. Refuses: Forbidden "user.confirmed_already", Invalid "user.email_invalid".
Result<void> resend_confirmation(db::Transaction&, const Random&, AccountId, std::optional<std::string> new_email, Time now);
// The same from a form: to whoever claims the address, and says nothing about whether anybody does.
void resend_confirmation(db::Transaction&, const Random&, DomainId, std::string_view email, Time now);

struct UserDraft {  // made by hand: set-up, command line, tests, demo
    std::string username;
    std::string email;
    std::string password_hash;  // from PasswordHasher
    Role role = Role::User;
    std::string locale = "en";
    AccountKind kind = AccountKind::Person;
    std::string display_name;
    std::optional<AccountId> id;  // none: a new one
};
// Confirmed and approved at once. Refuses as create_account does, and Conflict "user.email_taken", Invalid "user.email_invalid".
Result<Account> create_user(db::Transaction&, DomainId, const UserDraft&, Time now);

// The one-time link that a server without an administrator prints at its start: names the organisation and makes
// the first administrator. A new one takes the place of those before.
std::string new_setup_secret(db::Transaction&, const Random&, Time now);
bool is_setup_secret(db::Reader&, std::string_view secret);
struct SetUpDraft {
    std::string organisation;
    std::string username, email, password;
    std::string locale = "en";
};
Result<Account> set_up(db::Database&, PasswordHasher&, DomainId, std::string_view secret, const SetUpDraft&, Time now);

}  // namespace favilla::social
