// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/applications.cpp — docs.joinmastodon.org/methods/apps
#include "social/applications.h"

#include <algorithm>

#include "base/parts.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "mastodon/web_push.h"
#include "net/rate_limit.h"
#include "social/sign_in.h"

namespace favilla::mastodon {

namespace {

std::vector<std::string> scope_names(const social::Application& application)
{
    std::vector<std::string> names;
    for (auto name : social::all_scopes())
        if (auto one = social::parse_scopes(name); one && (one->bits & application.scopes.bits) != 0) names.emplace_back(name);
    if (application.offline_access) names.emplace_back(social::offline_access_scope);
    return names;
}

void write_application_fields(JsonWriter& json, const Api& api, const social::Application& application)
{
    json.field("id", application.id);
    json.field("name", application.name);
    json.field("website", application.website);
    json.key("scopes").values(scope_names(application));
    json.key("redirect_uris").values(application.redirect_uris);
    json.field("redirect_uri", joined(application.redirect_uris, '\n'));
    json.field("vapid_key", api.services.web_push.public_key());
}

// One text with line breaks, or an array.
std::vector<std::string> read_redirect_uris(const Params& params)
{
    std::vector<std::string> uris;
    for (const auto& text : params.texts("redirect_uris")) {
        std::size_t start = 0;
        while (start < text.size()) {
            auto end = std::min(text.find_first_of("\r\n ", start), text.size());
            if (end > start) uris.push_back(text.substr(start, end - start));
            start = end + 1;
        }
    }
    return uris;
}

}  // namespace

net::Response create_application(const net::Request& request, Api& api)
{
    auto key = net::address_key(request.client_address);
    auto allowed = api.services.testing || api.services.limiter.hit(social::application_by_address, key, api.now).allowed;
    if (!allowed) return error_response(api, Error{ErrorCode::TooMany, "application.too_many"});

    social::ApplicationDraft draft{.name = api.params.text_or("client_name", ""),
                                   .redirect_uris = read_redirect_uris(api.params),
                                   .scopes = api.params.text_or("scopes", ""),
                                   .website = api.params.text_or("website", ""),
                                   .auth_method = api.params.text_or("token_endpoint_auth_method", "")};
    auto made =
        api.db.write([&](db::Transaction& tx) { return social::register_application(tx, api.services.random, draft, api.now); });
    if (!made) return error_response(api, made.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_application_fields(json, api, *made);
            json.field("client_id", made->client_id);
            json.field("client_secret", made->is_public ? std::string{} : made->client_secret);
            json.field("client_secret_expires_at", 0);
            if (made->is_public) json.field("token_endpoint_auth_method", "none");
        });
    });
}

net::Response verify_application(const net::Request&, Api& api)
{
    auto application = api.db.read([&](db::Reader& reader) -> std::optional<social::Application> {
        if (!api.token->application) return std::nullopt;
        return social::find_application(reader, *api.token->application);
    });
    if (!application) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { json.object([&] { write_application_fields(json, api, *application); }); });
}

}  // namespace favilla::mastodon
