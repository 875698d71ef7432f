// SPDX-License-Identifier: AGPL-3.0-or-later
// console/factor_proof.h — what shows a second factor in a request of ours: the param "code" as typed, or "passkey", what one has signed
// for this very session.
#pragma once
#include <utility>

#include "mastodon/api.h"
#include "social/second_factor.h"

namespace favilla::console {

inline constexpr std::string_view proving_act = "prove";

// Counted, so that nobody guesses for long. Refuses as social::count_code and social::take_passkey.
Result<social::FactorProof> read_factor_proof(mastodon::Api&);
void forget_tries(mastodon::Api&);

// An act that takes a proof, in one transaction.
template <class Act>
auto with_proof(mastodon::Api& api, Act&& act)
    -> decltype(act(std::declval<db::Transaction&>(), std::declval<social::FactorProof&>()))
{
    TRY(auto proof, read_factor_proof(api));
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, proof); });
    if (done) forget_tries(api);
    return done;
}

}  // namespace favilla::console
