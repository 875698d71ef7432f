// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/second_factor — a code besides the password. What changes how somebody signs in takes their password, which no
// application was ever told.
#include "social/second_factor.h"

#include "base/totp.h"
#include "console/factor_proof.h"
#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "social/accounts.h"
#include "social/sign_in.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_state(JsonWriter& json, const social::SecondFactor& factor)
{
    json.field("enabled", factor.since.has_value());
    json.field("since", factor.since);
    json.field("recovery_codes_left", factor.recovery_codes);
}

net::Response state_response(Api& api)
{
    auto factor = api.db.read([&](db::Reader& reader) { return social::second_factor_of(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { write_state(json, factor); }); });
}

net::Response codes_response(Api& api, const Result<std::vector<std::string>>& codes)
{
    if (!codes) return error_response(api, codes.error());
    auto factor = api.db.read([&](db::Reader& reader) { return social::second_factor_of(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_state(json, factor);
            json.key("recovery_codes").values(*codes);
        });
    });
}

}  // namespace

net::Response get_second_factor(const net::Request&, Api& api) { return state_response(api); }

net::Response post_second_factor(const net::Request&, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    auto secret = with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) -> Result<std::string> {
        TRY(auto begun, social::begin_second_factor(tx, api.services.factor_key, api.services.random, api.me(), api.now));
        CHECKED(social::prove_if_asked(tx, api.services.factor_key, api.me(), proof, api.now));
        return begun;
    });
    if (!secret) return error_response(api, secret.error());
    auto account = api.db.read([&](db::Reader& reader) { return social::find_account(reader, api.me()); });
    auto label = account.value().username + "@" + api.domain.name;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("secret", to_base32(*secret));
            json.field("uri", social::otpauth_uri(api.domain.title, label, *secret));
        });
    });
}

net::Response confirm_second_factor(const net::Request&, Api& api)
{
    return codes_response(api, with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) {
                              return social::confirm_second_factor(tx, api.services.factor_key, api.services.random, api.me(),
                                                                   proof.code(), api.now);
                          }));
}

net::Response post_recovery_codes(const net::Request&, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    return codes_response(api, with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) {
                              return social::renew_recovery_codes(tx, api.services.factor_key, api.services.random, api.me(),
                                                                  proof, api.now);
                          }));
}

net::Response end_second_factor(const net::Request&, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    auto ended = with_proof(api, [&](db::Transaction& tx, const social::FactorProof& proof) {
        return social::end_second_factor(tx, api.services.factor_key, api.me(), proof, api.now);
    });
    return ended ? state_response(api) : error_response(api, ended.error());
}

}  // namespace favilla::console
