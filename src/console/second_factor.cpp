// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/second_factor — a code besides the password. What changes how somebody signs in takes their password, which no
// application was ever told.
#include "social/second_factor.h"

#include <utility>

#include "base/totp.h"
#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "net/rate_limit.h"
#include "social/accounts.h"
#include "social/sign_in.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// What takes a code, guessed at only so often.
template <class Act>
auto with_code(Api& api, Act&& act) -> decltype(act(std::declval<db::Transaction&>(), std::string{}))
{
    auto& limiter = api.services.limiter;
    CHECKED(social::count_code(limiter, social::code_by_person, to_string(api.me()), api.now));
    auto code = api.params.text_or("code", "");
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, code); });
    if (done) limiter.forget(social::code_by_person, to_string(api.me()));
    return done;
}

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
    auto secret = api.db.write([&](db::Transaction& tx) {
        return social::begin_second_factor(tx, api.services.factor_key, api.services.random, api.me(), api.now);
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
    return codes_response(api, with_code(api, [&](db::Transaction& tx, const std::string& code) {
                              return social::confirm_second_factor(tx, api.services.factor_key, api.services.random, api.me(),
                                                                   code, api.now);
                          }));
}

net::Response post_recovery_codes(const net::Request&, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    return codes_response(api, with_code(api, [&](db::Transaction& tx, const std::string& code) {
                              return social::renew_recovery_codes(tx, api.services.factor_key, api.services.random, api.me(),
                                                                  code, api.now);
                          }));
}

net::Response end_second_factor(const net::Request&, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    auto ended = with_code(api, [&](db::Transaction& tx, const std::string& code) {
        return social::end_second_factor(tx, api.services.factor_key, api.me(), code, api.now);
    });
    return ended ? state_response(api) : error_response(api, ended.error());
}

}  // namespace favilla::console
