// SPDX-License-Identifier: AGPL-3.0-or-later
// social/users.h — those who sign in here: an account with an e-mail address, a password and a role.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/quote_policy.h"
#include "social/tokens.h"
#include "social/visibility.h"

namespace favilla::social {

struct User {
    AccountId account;
    DomainId domain;
    std::string email;
    Role role = Role::User;
    std::string locale;  // in which pages and mails speak to them
    std::optional<Time> confirmed_at, approved_at, disabled_at;
    Visibility default_visibility = Visibility::Public;
    bool default_sensitive = false;
    std::optional<std::string> default_language;  // of what they write; none: detected
    QuotePolicy default_quote_policy = quotable_by_all;
    std::string join_reason;
    Time created_at;
    std::optional<Time> last_seen_at;
};

std::optional<User> find_user(db::Reader&, AccountId);
std::vector<User> find_users(db::Reader&, std::span<const AccountId>);  // those there are
// Whoever proved the address, else who claimed it last.
std::optional<User> find_user_by_email(db::Reader&, DomainId, std::string_view email);
// A name ("ada") or an address ("ada@example.org").
std::optional<User> find_user_by_login(db::Reader&, DomainId, std::string_view login);

struct Preferences {  // what is not given stays as it is
    std::optional<Visibility> default_visibility;
    std::optional<bool> default_sensitive;
    std::optional<std::string> default_language;  // empty: detected
    std::optional<std::string> locale;
    std::optional<QuotePolicy> default_quote_policy;
    friend bool operator==(const Preferences&, const Preferences&) = default;
};
// Refuses: NotFound, Invalid "user.language_unknown", "user.visibility_invalid".
Result<User> change_preferences(db::Transaction&, AccountId, const Preferences&);

// The last administrator of a domain cannot be demoted, disabled, suspended or removed: Forbidden "user.last_admin".
Result<void> check_not_last_admin(db::Reader&, AccountId);
Result<void> change_role(db::Transaction&, AccountId, Role);       // ends their sessions when they lose rights
Result<void> disable_user(db::Transaction&, AccountId, Time now);  // ends their sessions
Result<void> enable_user(db::Transaction&, AccountId);
Result<void> approve_user(db::Transaction&, AccountId, Time now);  // tells them by mail; may publish AccountAdmitted

// From now on others see them. Publishes AccountAdmitted.
void admit(db::Transaction&, AccountId, Time now);

std::vector<User> users_awaiting_approval(db::Reader&, DomainId, int at_most);
std::vector<User> administrators(db::Reader&, DomainId);
std::vector<User> team_of(db::Reader&, DomainId);  // moderators and administrators who may sign in

// Somebody whom nobody has seen yet, name and all: what stays is an empty row with an id, because taking it out would have the
// engine look through every table that may name it.
void forget_sign_up(db::Transaction&, AccountId, Time now);

// Sign-ups whose address nobody proved within two days are forgotten, names and all. How many.
inline constexpr Duration unconfirmed_kept_for = hours(48);
int forget_unconfirmed(db::Transaction&, Time now, int at_most = 100);

}  // namespace favilla::social
