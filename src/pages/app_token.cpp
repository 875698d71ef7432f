// SPDX-License-Identifier: AGPL-3.0-or-later
// POST /app/token: whoever is signed in in this browser gets a token for the web app, which keeps it in memory. It ends with the
// session. The form token comes with it: with that the app signs out as a page would.
#include "base/json_writer.h"
#include "pages/browser.h"
#include "pages/handlers.h"
#include "social/app_tokens.h"

namespace favilla::pages {

net::Response open_app(Visit& visit)
{
    if (!visit.member) return error_response(visit, 401);
    auto token = social::open_app_token(visit.site.database, visit.site.random, visit.member->session,
                                        cookie(visit, Cookie::Session), visit.now);
    auto body = write_json([&](JsonWriter& json) {
        json.object([&] {
            json.field("access_token", token.secret);
            json.field("token_type", "Bearer");
            json.field("scope", social::to_string(token.scopes));
            json.field("created_at", token.created_at);
            json.field("form_token", form_token(visit));
        });
    });
    auto response = net::response_of_type(200, "application/json; charset=utf-8", std::move(body));
    response.set_header("Cache-Control", "no-store");
    return with_security_headers(std::move(response));
}

}  // namespace favilla::pages
