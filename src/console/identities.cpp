// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/identities — the providers somebody signs in with here. One is joined on a page of its own (/auth/openid/:name/join).
#include "social/identities.h"

#include <algorithm>

#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// Of one that is no longer in the settings stands the issuer.
std::string title_of(const Api& api, const std::string& issuer)
{
    const auto& all = api.services.sign_in_providers;
    auto found =
        std::ranges::find_if(all, [&](const auto& one) { return one.issuer == issuer && one.domain == api.domain.name; });
    return found == all.end() ? issuer : found->title;
}

void write_identity(JsonWriter& json, const Api& api, const social::Identity& identity)
{
    json.object([&] {
        json.field("id", identity.id);
        json.field("provider", title_of(api, identity.issuer));
        json.field("issuer", identity.issuer);
        json.field("label", identity.label);
        json.field("created_at", identity.created_at);
        json.field("last_used_at", identity.last_used_at);
    });
}

net::Response identities_response(Api& api)
{
    auto [identities, has_password] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::identities_of(reader, api.me()), social::has_password(reader, api.me())};
    });
    std::vector<social::SignInProvider> providers;
    std::ranges::copy_if(api.services.sign_in_providers, std::back_inserter(providers),
                         [&](const auto& one) { return one.domain == api.domain.name; });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("has_password", has_password);
            json.key("identities");
            json.array(identities, [&](const auto& one) { write_identity(json, api, one); });
            json.key("providers");
            json.array(providers, [&](const auto& one) {
                json.object([&] {
                    json.field("name", one.key);
                    json.field("title", one.title);
                });
            });
        });
    });
}

Result<void> remove(Api& api, social::IdentityId id)
{
    if (!api.db.read([&](db::Reader& reader) { return social::has_password(reader, api.me()); }))
        return refuse(ErrorCode::Forbidden, "identity.no_password");
    CHECKED(check_own_password(api));
    return api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto all = social::identities_of(tx, api.me());
        auto found = std::ranges::find(all, id, &social::Identity::id);
        if (found == all.end()) return refuse(ErrorCode::NotFound, "identity.missing");
        return social::remove_identity(tx, api.me(), id, title_of(api, found->issuer), api.now);
    });
}

}  // namespace

net::Response get_identities(const net::Request&, Api& api) { return identities_response(api); }

net::Response remove_identity(const net::Request& request, Api& api)
{
    auto id = parse_id<social::IdentityId>(request.param("id"));
    if (!id) return not_found(api);
    auto removed = remove(api, *id);
    return removed ? identities_response(api) : error_response(api, removed.error());
}

}  // namespace favilla::console
