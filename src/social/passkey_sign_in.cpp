// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/passkey_sign_in.h"

#include "social/sign_in.h"

namespace favilla::social {

Result<User> authenticate_passkey(db::Database& database, const FactorKey& key, net::RateLimiter& limiter, const Domain& domain,
                                  const PasskeyAttempt& attempt, Time now)
{
    CHECKED(count_code(limiter, code_by_address, net::address_key(attempt.client_address), now));
    auto demand = PasskeyDemand{.bound_to = bound_to_browser(alone_at_the_door, attempt.browser), .use = PasskeyUse::Alone};
    TRY(auto proof, take_passkey(database, key, domain, demand, attempt.answer, now));
    return database.read([&](db::Reader& reader) -> Result<User> {
        CHECKED(check_may_sign_in(reader, proof.account()));
        return *find_user(reader, proof.account());
    });
}

std::string step_of(AccountId account) { return "second step of " + to_string(account); }

Result<User> authenticate_step(db::Database& database, const FactorKey& key, net::RateLimiter& limiter, const Domain& domain,
                               const PasskeyStep& step, Time now)
{
    TRY(auto counted, count_step(database, key, limiter,
                                 {.domain = domain.id,
                                  .proof = step.proof,
                                  .code = {},
                                  .client_address = step.attempt.client_address,
                                  .device = step.device},
                                 now));
    auto demand = PasskeyDemand{.bound_to = bound_to_browser(step_of(counted.user.account), step.attempt.browser),
                                .use = PasskeyUse::BesidePassword,
                                .of = counted.user.account};
    TRY(auto proof, take_passkey(database, key, domain, demand, step.attempt.answer, now));
    auto user = database.read([&](db::Reader& reader) -> Result<User> {
        // The password may have been changed meanwhile.
        auto still = user_of_proof(reader, key, domain.id, step.proof, now);
        if (!still || still->account != proof.account()) return refuse(ErrorCode::Gone, "second_factor.again");
        CHECKED(check_may_sign_in(reader, proof.account()));
        return *std::move(still);
    });
    if (user) limiter.forget(counted.rule, to_string(user->account));
    return user;
}

}  // namespace favilla::social
