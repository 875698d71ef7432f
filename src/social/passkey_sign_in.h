// SPDX-License-Identifier: AGPL-3.0-or-later
// social/passkey_sign_in.h — signing in with a passkey: alone, in place of name and password, or as the step after them.
#pragma once
#include "social/passkeys.h"
#include "social/second_factor.h"

namespace favilla::social {

struct PasskeyAttempt {
    std::string browser;  // the secret that its challenge is bound to
    CredentialAnswer answer;
    std::string client_address;
};
inline constexpr std::string_view alone_at_the_door = "sign in";
// Who it is. Refuses TooMany "second_factor.too_many", as `take_passkey`, and as `authenticate` who may not come in.
Result<User> authenticate_passkey(db::Database&, const FactorKey&, net::RateLimiter&, const Domain&, const PasskeyAttempt&,
                                  Time now);

struct PasskeyStep {
    std::string proof;  // of prove_password
    PasskeyAttempt attempt;
    std::string device;  // its device cookie; empty: none
};
std::string step_of(AccountId);  // what its challenge is for
// As `authenticate_code`, with a passkey in place of the code.
Result<User> authenticate_step(db::Database&, const FactorKey&, net::RateLimiter&, const Domain&, const PasskeyStep&, Time now);

}  // namespace favilla::social
