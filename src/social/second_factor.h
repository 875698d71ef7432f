// SPDX-License-Identifier: AGPL-3.0-or-later
// social/second_factor.h — what an account asks for beside its password: a code of an authenticator app, or one of ten recovery codes. Each
// works once, guesses are counted, and a forgotten password does not go around it.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/rate_limit.h"
#include "social/factor_key.h"
#include "social/users.h"

namespace favilla::social {

struct SecondFactor {
    std::optional<Time> since;  // none: it is not in force
    int recovery_codes = 0;     // that were not used yet
};
SecondFactor second_factor_of(db::Reader&, AccountId);
bool has_second_factor(db::Reader&, AccountId);
std::vector<AccountId> with_second_factor(db::Reader&, std::span<const AccountId>);  // those of them

inline constexpr int recovery_code_count = 10;
inline constexpr Duration setting_up_lasts = hours(1);

// The secret (raw bytes), told this once; the factor is not yet in force, and one that was begun before is given up.
// Refuses: NotFound, Conflict "second_factor.on".
Result<std::string> begin_second_factor(db::Transaction&, const FactorKey&, const Random&, AccountId, Time now);
// What apps read from a picture, as Google Authenticator's Key Uri Format has it.
std::string otpauth_uri(std::string_view organisation, std::string_view account, std::string_view secret);
// In force from now on; the recovery codes, told this once. Sessions stay: their person ends them where they want to. A mail says so.
// Refuses: Conflict "second_factor.on", Gone "second_factor.begin_again", Forbidden "second_factor.wrong".
Result<std::vector<std::string>> confirm_second_factor(db::Transaction&, const FactorKey&, const Random&, AccountId,
                                                       std::string_view code, Time now);

// These take a code of either kind, and the caller has asked for the password; a mail says what was done.
// Refuse: NotFound "second_factor.off", Forbidden "second_factor.wrong".
Result<std::vector<std::string>> renew_recovery_codes(db::Transaction&, const FactorKey&, const Random&, AccountId,
                                                      std::string_view code, Time now);
Result<void> end_second_factor(db::Transaction&, const FactorKey&, AccountId, std::string_view code, Time now);
// By an administrator's hand, for somebody who has lost everything: a mail says so. Refuses NotFound "second_factor.off".
Result<void> lift_second_factor(db::Transaction&, AccountId, Time now);
void forget_second_factor(db::Transaction&, AccountId);

// How often codes may be tried: as strangers by account and by address, from a browser that was here before on its own, so that who
// knows the password does not lock the person out; and by who is signed in.
inline constexpr net::RateRule code_by_address{"code_address", 25, minutes(5)};
inline constexpr net::RateRule code_by_account{"code_account", 10, hours(1)};
inline constexpr net::RateRule code_by_device{"code_device", 10, hours(1)};
inline constexpr net::RateRule code_by_person{"code_person", 10, minutes(10)};
// Refuses TooMany "second_factor.too_many", which says when to try again.
Result<void> count_code(net::RateLimiter&, const net::RateRule&, std::string_view key, Time now);

// For a browser to hold while its person looks for the code: the account and its password as it is.
std::string prove_password(db::Reader&, const FactorKey&, AccountId, Time now);
inline constexpr Duration proof_lasts = minutes(5);

struct CodeAttempt {
    DomainId domain;
    std::string proof;  // of prove_password
    std::string code;   // of either kind, as typed
    std::string client_address;
    std::string device;  // its device cookie; empty: none
};
// Who it is. A recovery code that was used is told by mail. Refuses: Gone "second_factor.again" (the password has to be given again),
// TooMany, Forbidden "second_factor.wrong", and as `authenticate` who may not come in.
Result<User> authenticate_code(db::Database&, const FactorKey&, net::RateLimiter&, const CodeAttempt&, Time now);
bool is_proof(db::Reader&, const FactorKey&, DomainId, std::string_view proof, Time now);

}  // namespace favilla::social
