// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists and who stands in them (docs.joinmastodon.org/methods/lists).
#include "social/lists.h"

#include "mastodon/handlers.h"
#include "mastodon/people.h"

namespace favilla::mastodon {

namespace {

void write_list(JsonWriter& json, const social::List& list)
{
    json.object([&] {
        json.field("id", list.id);
        json.field("title", list.title);
        json.field("replies_policy", name_of(list.replies_policy));
        json.field("exclusive", list.exclusive);
    });
}

net::Response list_response(Api& api, const Result<social::List>& list)
{
    if (!list) return error_response(api, list.error());
    return json_response(200, [&](JsonWriter& json) { write_list(json, *list); });
}

net::Response lists_response(const std::vector<social::List>& lists)
{
    return json_response(200,
                         [&](JsonWriter& json) { json.array(lists, [&](const social::List& list) { write_list(json, list); }); });
}

// Refuses a replies policy that there is not.
Result<social::ListChange> read_list_change(const Params& params)
{
    social::ListChange change{.title = params.text("title"), .replies_policy = {}, .exclusive = params.flag("exclusive")};
    if (auto name = params.text("replies_policy")) {
        change.replies_policy = social::parse_replies_policy(*name);
        if (!change.replies_policy) return refuse(ErrorCode::Invalid, "list.policy_unknown");
    }
    return change;
}

std::optional<ListId> named_list(const net::Request& request) { return parse_id<ListId>(request.param("id")); }

}  // namespace

net::Response get_lists(const net::Request&, Api& api)
{
    return lists_response(api.db.read([&](db::Reader& reader) { return social::lists_of(reader, api.me()); }));
}

net::Response get_list(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    auto list = id ? api.db.read([&](db::Reader& reader) { return social::find_list(reader, api.me(), *id); }) : std::nullopt;
    return list ? list_response(api, *list) : not_found(api);
}

net::Response post_list(const net::Request&, Api& api)
{
    auto change = read_list_change(api.params);
    if (!change) return error_response(api, change.error());
    return list_response(api,
                         api.db.write([&](db::Transaction& tx) { return social::make_list(tx, api.me(), *change, api.now); }));
}

net::Response put_list(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    if (!id) return not_found(api);
    auto change = read_list_change(api.params);
    if (!change) return error_response(api, change.error());
    return list_response(
        api, api.db.write([&](db::Transaction& tx) { return social::change_list(tx, api.me(), *id, *change, api.now); }));
}

net::Response delete_list(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return social::delete_list(tx, api.me(), *id, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_list_accounts(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    if (!id) return not_found(api);
    auto wanted = read_page(api.params, 40, 80);
    if (api.params.text("limit") == "0") wanted.limit = social::max_list_members;  // Mastodon's way to ask for all
    auto members = api.db.read([&](db::Reader& reader) { return social::list_members(reader, api.me(), *id, wanted); });
    return members ? accounts_response(request, api, *members) : error_response(api, members.error());
}

net::Response post_list_accounts(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    if (!id) return not_found(api);
    auto accounts = api.params.ids<AccountId>("account_ids");
    auto done = api.db.write([&](db::Transaction& tx) { return social::add_to_list(tx, api.me(), *id, accounts, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response delete_list_accounts(const net::Request& request, Api& api)
{
    auto id = named_list(request);
    if (!id) return not_found(api);
    auto accounts = api.params.ids<AccountId>("account_ids");
    auto done = api.db.write([&](db::Transaction& tx) { return social::remove_from_list(tx, api.me(), *id, accounts, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response get_lists_of_account(const net::Request& request, Api& api)
{
    auto account = find_named_account(request, api);
    if (!account) return not_found(api);
    return lists_response(api.db.read([&](db::Reader& reader) { return social::lists_with(reader, api.me(), *account); }));
}

}  // namespace favilla::mastodon
