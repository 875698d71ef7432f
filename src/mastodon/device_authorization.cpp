// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/device_authorization.cpp — a device asks to be let in (RFC 8628, 3.1 and 3.2). Its person answers at /device (pages/), and
// it hears of that at the token endpoint.
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/oauth.h"
#include "social/device_requests.h"

namespace favilla::mastodon {

net::Response authorize_device(const net::Request& request, Api& api)
{
    auto key = net::address_key(request.client_address);
    auto allowed = api.services.testing || api.services.limiter.hit(social::device_by_address, key, api.now).allowed;
    if (!allowed) return error_response(api, Error{ErrorCode::TooMany, "request.too_many"});
    auto application = find_client(request, api);
    if (!application) return invalid_client(api);
    auto scopes = requested_scopes(api.params, *application);
    if (!scopes) return oauth_error(api, 400, "invalid_scope", "oauth.scope");

    social::DeviceDraft draft{.domain = api.domain.id, .application = application->id, .scopes = *scopes};
    auto codes =
        api.db.write([&](db::Transaction& tx) { return social::open_device_request(tx, api.services.random, draft, api.now); });
    auto place = api.origin() + "/device";
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("device_code", codes.device_code);
            json.field("user_code", codes.user_code);
            json.field("verification_uri", place);
            json.field("verification_uri_complete", place + "?user_code=" + codes.user_code);
            json.field("expires_in", social::device_code_lasts.milliseconds / 1000);
            json.field("interval", social::device_pause.milliseconds / 1000);
        });
    });
}

}  // namespace favilla::mastodon
