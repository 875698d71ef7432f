// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/factor_proof.h"

namespace favilla::console {

Result<social::FactorProof> read_factor_proof(mastodon::Api& api)
{
    CHECKED(social::count_code(api.services.limiter, social::code_by_person, to_string(api.me()), api.now));
    auto given = api.params.hash("passkey");
    if (!given) return social::FactorProof{api.params.text_or("code", "")};
    auto demand =
        social::PasskeyDemand{.bound_to = social::bound_to_session(proving_act, api.me(), api.token->id), .of = api.me()};
    TRY(auto proof, social::take_passkey(api.db, api.services.factor_key, api.domain, demand,
                                         read_credential_answer(to_json(boost::json::value(given->tree()))), api.now));
    return social::FactorProof{proof};
}

void forget_tries(mastodon::Api& api) { api.services.limiter.forget(social::code_by_person, to_string(api.me())); }

}  // namespace favilla::console
