// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/aliases and /move — arriving from another server and leaving for one. The other account is asked for at its own server.
#include "social/moves.h"

#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/sign_in.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// By handle or address; known here, or fetched.
std::optional<social::Account> find_other(Api& api, std::string_view name)
{
    auto by = api.services.bring_in ? api.services.bring_in(name) : std::string{name};
    return api.db.read([&](db::Reader& reader) {
        auto found = social::find_account_by_uri(reader, by);
        return found ? found : social::find_account_by_handle(reader, by, api.domain.id);
    });
}

net::Response aliases_response(Api& api)
{
    auto aliases = api.db.read([&](db::Reader& reader) { return social::aliases_of(reader, api.me()); });
    return json_response(200, [&](JsonWriter& json) { json.object([&] { json.key("aliases").values(aliases); }); });
}

Result<social::Account> move(Api& api)
{
    CHECKED(
        social::confirm_password(api.db, api.services.passwords, api.person(), api.params.text_or("password", ""), "password"));
    auto target = find_other(api, api.params.text_or("target", ""));
    if (!target || !target->is_known()) return refuse(ErrorCode::NotFound, "account.missing");
    auto me = api.db.read([&](db::Reader& reader) { return social::find_account(reader, api.me()); });
    if (!api.services.is_alias || !api.services.is_alias(target->uri, me.value().uri))
        return refuse(ErrorCode::Invalid, "move.no_alias", {{"uri", me->uri}});
    CHECKED(api.db.write([&](db::Transaction& tx) { return social::move_account(tx, api.me(), target->id, api.now); }));
    return *target;
}

}  // namespace

net::Response get_aliases(const net::Request&, Api& api) { return aliases_response(api); }

net::Response post_alias(const net::Request&, Api& api)
{
    auto other = find_other(api, api.params.text_or("account", ""));
    if (!other || !other->is_known()) return not_found(api);
    auto added = api.db.write([&](db::Transaction& tx) { return social::add_alias(tx, api.me(), other->uri, api.now); });
    return added ? aliases_response(api) : error_response(api, added.error());
}

net::Response delete_alias(const net::Request&, Api& api)
{
    api.db.write([&](db::Transaction& tx) { social::remove_alias(tx, api.me(), api.params.text_or("uri", "")); });
    return aliases_response(api);
}

net::Response post_move(const net::Request&, Api& api)
{
    auto moved = move(api);
    if (!moved) return error_response(api, moved.error());
    return json_response(200, [&](JsonWriter& json) { write_account(json, *moved, api.domain); });
}

}  // namespace favilla::console
