// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/email — one's own address, and another in its place. What changes how somebody signs in takes their password.
#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "net/rate_limit.h"
#include "social/email_change.h"
#include "social/sign_in.h"

namespace favilla::console {

using namespace mastodon;

namespace {

net::Response email_response(Api& api)
{
    auto own = api.db.read([&](db::Reader& reader) { return social::email_of(reader, api.me(), api.now); });
    if (!own) return not_found(api);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("email", own->email);
            json.field("pending_email", own->pending);
        });
    });
}

// Mails go to whatever address is typed: only so many.
Result<void> count_mail(Api& api, const net::Request& request)
{
    auto& limiter = api.services.limiter;
    if (api.services.testing) return {};
    auto by_client = limiter.hit(social::mail_by_client, net::address_key(request.client_address), api.now);
    auto by_account = limiter.hit(social::mail_by_email, to_string(api.me()), api.now);
    if (!by_client.allowed || !by_account.allowed) return refuse(ErrorCode::TooMany, "request.too_many");
    return {};
}

}  // namespace

net::Response get_own_email(const net::Request&, Api& api) { return email_response(api); }

net::Response post_own_email(const net::Request& request, Api& api)
{
    if (auto checked = check_own_password(api); !checked) return error_response(api, checked.error());
    if (auto counted = count_mail(api, request); !counted) return error_response(api, counted.error());
    auto asked = api.db.write([&](db::Transaction& tx) {
        return social::request_email_change(tx, api.services.random, api.me(), api.params.text_or("email", ""), api.now);
    });
    return asked ? email_response(api) : error_response(api, asked.error());
}

net::Response delete_own_email(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { social::give_up_email_change(tx, api.me()); });
    return email_response(api);
}

}  // namespace favilla::console
