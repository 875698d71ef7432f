// SPDX-License-Identifier: AGPL-3.0-or-later
// social/sign_in.h — passwords asked for, forgotten and changed. What somebody who guesses gets to see is the same
// whether the account is there or not.
#pragma once
#include <string>
#include <string_view>

#include "net/rate_limit.h"
#include "social/passwords.h"
#include "social/users.h"

namespace favilla::social {

// How often, as Mastodon has it. By address means net::address_key, by account its name in the domain.
inline constexpr net::RateRule sign_in_by_address{"sign_in_address", 25, minutes(5)};
inline constexpr net::RateRule sign_in_by_account{"sign_in_account", 25, hours(1)};
inline constexpr net::RateRule sign_in_by_device{"sign_in_device", 25, hours(1)};
inline constexpr net::RateRule sign_up_by_address{"sign_up_address", 5, minutes(30)};
inline constexpr net::RateRule application_by_address{"application_address", 5, minutes(10)};
inline constexpr net::RateRule mail_by_client{"mail_client", 25, minutes(5)};
inline constexpr net::RateRule mail_by_email{"mail_email", 5, minutes(30)};
inline constexpr net::RateRule password_by_account{"password_account", 10, minutes(10)};

struct SignInAttempt {
    DomainId domain;
    std::string login;  // a name or an e-mail address
    std::string password;
    std::string client_address;  // of the request
    std::string device;          // its device cookie; empty: none
};

// Who it is. Refuses: TooMany "sign_in.too_many" or "sign_in.busy", Forbidden "sign_in.wrong", and to whoever knows the
// password also "sign_in.unconfirmed", "sign_in.unapproved", "sign_in.disabled", "sign_in.suspended".
// A browser that has signed in before is counted on its own, so that guessers cannot lock anybody out.
// Where the account asks for a code as well (social/second_factor.h), that is still to come: nobody is signed in by this alone.
Result<User> authenticate(db::Database&, PasswordHasher&, net::RateLimiter&, const SignInAttempt&, Time now);
// Refuses Forbidden "sign_in.unconfirmed", "sign_in.unapproved", "sign_in.disabled", "sign_in.suspended"; NotFound. Who is leaving
// (social/grace.h) may, to come back and for nothing else: whoever opens a session asks.
Result<void> check_may_sign_in(db::Reader&, AccountId);

struct BrowserSession {
    IssuedToken session;                // for the cookie __Host-session
    std::optional<IssuedToken> device;  // for the cookie __Host-device, when it had none of this account
};
struct BrowserKnown {
    std::string_view device;      // its device cookie; empty: none
    std::string_view user_agent;  // of which its name is kept (social/browser_names.h)
};
BrowserSession open_browser_session(db::Transaction&, const Random&, AccountId, const BrowserKnown&, Time now);
inline constexpr std::string_view browser_scopes = "read write follow push";

// A mail with a link, if anybody proved that address here; whether it is so, nobody is told. Earlier links end.
void request_reset(db::Transaction&, const Random&, DomainId, std::string_view email, Time now);
inline constexpr Duration reset_link_lasts = hours(1);
bool is_reset_secret(db::Reader&, std::string_view secret, Time now);

// Both end all sessions and tokens of the account, and say so by mail. Refuse: Invalid (password_problem), Gone
// "user.link_spent"; Forbidden "user.password_wrong"; TooMany "sign_in.busy".
Result<AccountId> reset_password(db::Database&, PasswordHasher&, std::string_view secret, std::string_view password, Time now);
// For what only the person themselves may do. Refuses: Forbidden "user.password_wrong" with the param "field", TooMany.
Result<void> confirm_password(db::Database&, PasswordHasher&, AccountId, std::string_view password, std::string_view field);
Result<void> change_password(db::Database&, PasswordHasher&, AccountId, std::string_view current, std::string_view password,
                             Time now);
// By an administrator's hand, from the command line. Refuses NotFound, Invalid.
Result<void> set_password(db::Transaction&, AccountId, std::string_view password_hash, Time now);

}  // namespace favilla::social
