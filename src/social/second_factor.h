// SPDX-License-Identifier: AGPL-3.0-or-later
// social/second_factor.h — what an account asks for beside its password: a code of an authenticator app, a passkey (social/passkeys.h), or
// one of ten recovery codes. Each works once, guesses are counted, and a forgotten password does not go around it.
#pragma once
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/rate_limit.h"
#include "social/factor_key.h"
#include "social/passkeys.h"
#include "social/users.h"

namespace favilla::social {

struct SecondFactor {
    std::optional<Time> since;  // codes of an app are asked for; none: they are not
    int recovery_codes = 0;     // that were not used yet
};
SecondFactor second_factor_of(db::Reader&, AccountId);
bool has_second_factor(db::Reader&, AccountId);                                      // of any kind
std::vector<AccountId> with_second_factor(db::Reader&, std::span<const AccountId>);  // those of them

inline constexpr int recovery_code_count = 10;
inline constexpr Duration setting_up_lasts = hours(1);

// What shows that somebody has their second factor with them: a code of either kind as typed, or a passkey that has signed.
class FactorProof {
public:
    template <std::convertible_to<std::string_view> Text>
    FactorProof(const Text& code) : code_(std::string_view{code})
    {}
    FactorProof(PasskeyProof passkey) : passkey_(passkey) {}

    const std::string& code() const { return code_; }
    const std::optional<PasskeyProof>& passkey() const { return passkey_; }

private:
    std::string code_;
    std::optional<PasskeyProof> passkey_;
};
// Refuses NotFound "second_factor.off", Forbidden "second_factor.wrong".
Result<void> prove_second_factor(db::Transaction&, const FactorKey&, AccountId, const FactorProof&, Time now);
// Before another factor is added: who has one shows it. Nothing is asked of who has none.
Result<void> prove_if_asked(db::Transaction&, const FactorKey&, AccountId, const FactorProof&, Time now);

// In place of those there are.
std::vector<std::string> make_recovery_codes(db::Transaction&, const Random&, AccountId);

// The secret (raw bytes), told this once; the factor is not yet in force, and one that was begun before is given up.
// Refuses: NotFound, Conflict "second_factor.on".
Result<std::string> begin_second_factor(db::Transaction&, const FactorKey&, const Random&, AccountId, Time now);
// What apps read from a picture, as Google Authenticator's Key Uri Format has it.
std::string otpauth_uri(std::string_view organisation, std::string_view account, std::string_view secret);
// In force from now on; the recovery codes, told this once. Sessions stay: their person ends them where they want to. A mail says so.
// Refuses: Conflict "second_factor.on", Gone "second_factor.begin_again", Forbidden "second_factor.wrong".
Result<std::vector<std::string>> confirm_second_factor(db::Transaction&, const FactorKey&, const Random&, AccountId,
                                                       std::string_view code, Time now);

// The caller has asked for the password; a mail says what was done. The latter ends the codes of the app: passkeys stay, and with them the
// recovery codes.
// Refuse: NotFound "second_factor.off", Forbidden "second_factor.wrong".
Result<std::vector<std::string>> renew_recovery_codes(db::Transaction&, const FactorKey&, const Random&, AccountId,
                                                      const FactorProof&, Time now);
Result<void> end_second_factor(db::Transaction&, const FactorKey&, AccountId, const FactorProof&, Time now);
// By an administrator's hand, for somebody who has lost everything, passkeys too: a mail says so. Refuses NotFound "second_factor.off".
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
std::optional<User> user_of_proof(db::Reader&, const FactorKey&, DomainId, std::string_view proof,
                                  Time now);  // none: it is no longer good

// Whom an attempt at the second step is of, counted once more; where it succeeds, the rule forgets them. Refuses Gone, TooMany as above.
struct CountedStep {
    User user;
    const net::RateRule& rule;
};
Result<CountedStep> count_step(db::Database&, const FactorKey&, net::RateLimiter&, const CodeAttempt&, Time now);

}  // namespace favilla::social
