// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/sessions — where somebody is signed in, and how they end that.
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/open_sessions.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_session(JsonWriter& json, const social::OpenSession& session, const std::optional<social::Account>& page,
                   const social::Domain& domain)
{
    json.object([&] {
        json.field("id", session.id);
        json.field("kind", session.kind == social::TokenKind::Browser ? "browser" : "application");
        json.field("name", session.name);
        json.field("website", session.website);
        json.field("scopes", to_string(session.scopes));
        json.key("page");
        if (page)
            write_account(json, *page, domain);
        else
            json.value(nullptr);
        json.field("created_at", session.created_at);
        json.field("last_used_at", session.last_used_at);
        json.field("offline_access", session.offline_access);
        json.field("current", session.is_current);
    });
}

net::Response sessions_response(Api& api)
{
    auto [sessions, pages] = api.db.read([&](db::Reader& reader) {
        auto open = social::open_sessions(reader, api.person(), api.token->id);
        std::vector<std::optional<social::Account>> spoken_for;
        for (const auto& session : open)
            spoken_for.push_back(session.page ? social::find_account(reader, *session.page) : std::nullopt);
        return std::pair{std::move(open), std::move(spoken_for)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array([&] {
            for (std::size_t i = 0; i < sessions.size(); ++i) write_session(json, sessions[i], pages[i], api.domain);
        });
    });
}

}  // namespace

net::Response get_sessions(const net::Request&, Api& api) { return sessions_response(api); }

net::Response delete_session(const net::Request& request, Api& api)
{
    auto id = parse_id<TokenId>(request.param("id"));
    if (!id) return not_found(api);
    auto ended = api.db.write([&](db::Transaction& tx) { return social::end_session(tx, api.person(), *id); });
    return ended ? sessions_response(api) : error_response(api, ended.error());
}

net::Response delete_other_sessions(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { social::end_other_sessions(tx, api.person(), api.token->id); });
    return sessions_response(api);
}

}  // namespace favilla::console
