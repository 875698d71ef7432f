// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/groups — groups of this place: made by those who look after it, cared for by those in charge of each.
#include "community/groups.h"

#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/relations.h"

namespace favilla::console {

using namespace mastodon;

namespace {

struct Shown {
    social::Account account;
    community::Group group;
    std::vector<community::GroupPerson> people;
    std::vector<social::Account> accounts;  // beside people
};

std::optional<Shown> find_shown(db::Reader& reader, const Api& api, AccountId id)
{
    auto group = community::find_group(reader, id);
    auto account = group ? social::find_account(reader, id) : std::nullopt;
    if (!account || account->domain != api.domain.id) return std::nullopt;
    Shown shown{.account = *account, .group = *group, .people = community::people_in_charge(reader, id), .accounts = {}};
    for (const auto& person : shown.people) shown.accounts.push_back(social::find_account(reader, person.account).value());
    return shown;
}

void write_group(JsonWriter& json, const Api& api, const Shown& shown)
{
    json.object([&] {
        json.field("id", shown.account.id);
        json.field("posting", name_of(shown.group.posting));
        json.field("on_request", shown.account.locked);
        json.field("created_at", shown.group.created_at);
        json.key("account");
        write_account(json, shown.account, api.domain);
        json.key("in_charge").array([&] {
            for (std::size_t i = 0; i < shown.people.size(); ++i)
                json.object([&] {
                    json.field("role", name_of(shown.people[i].role));
                    json.key("account");
                    write_account(json, shown.accounts[i], api.domain);
                });
        });
    });
}

net::Response group_response(Api& api, AccountId id)
{
    auto shown = api.db.read([&](db::Reader& reader) { return find_shown(reader, api, id); });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_group(json, api, *shown); });
}

std::optional<AccountId> named_group(const net::Request& request) { return parse_id<AccountId>(request.param("id")); }

bool is_in_charge(Api& api, AccountId group)
{
    return api.db.read([&](db::Reader& reader) { return community::role_in(reader, group, api.me()).has_value(); });
}

net::Response not_in_charge(Api& api) { return error_response(api, Error{ErrorCode::Forbidden, "group.not_allowed"}); }

}  // namespace

net::Response get_groups(const net::Request&, Api& api)
{
    auto after = api.params.id<AccountId>("after").value_or(AccountId{});
    auto limit = read_page(api.params, 40, 80).limit;
    auto groups = api.db.read([&](db::Reader& reader) {
        std::vector<Shown> found;
        for (auto id : community::groups_of_domain(reader, api.domain.id, after, limit))
            if (auto shown = find_shown(reader, api, id)) found.push_back(*std::move(shown));
        return found;
    });
    return json_response(
        200, [&](JsonWriter& json) { json.array(groups, [&](const Shown& shown) { write_group(json, api, shown); }); });
}

net::Response get_group(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    return id ? group_response(api, *id) : not_found(api);
}

net::Response post_group(const net::Request&, Api& api)
{
    if (api.token->role == social::Role::User) return not_in_charge(api);
    auto posting = community::parse_posting(api.params.text_or("posting", "everybody"));
    if (!posting)
        return error_response(api, Error{ErrorCode::Invalid, "group.posting", {{"posting", api.params.text_or("posting", "")}}});
    community::GroupDraft draft{.name = api.params.text_or("name", ""),
                                .title = api.params.text_or("title", ""),
                                .description = api.params.text_or("description", ""),
                                .on_request = api.params.flag_or("on_request", false),
                                .posting = *posting,
                                .owner = api.me()};
    auto made = api.db.write([&](db::Transaction& tx) { return community::make_group(tx, api.domain.id, draft, api.now); });
    return made ? group_response(api, made->id) : error_response(api, made.error());
}

net::Response post_group_act(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    auto name = api.params.text_or("act", "");
    auto kind = community::parse_group_act(name);
    auto object = api.params.id<StatusId>("object_id");
    if (!id || !object) return not_found(api);
    if (!kind) return error_response(api, Error{ErrorCode::Invalid, "group.act_unknown", {{"act", name}}});
    auto done = community::act_in_group(api.db, {.group = *id, .by = api.me(), .kind = *kind, .object = object->value}, api.now);
    return done ? group_response(api, *id) : error_response(api, done.error());
}

net::Response get_group_requests(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    if (!id || !is_in_charge(api, *id)) return not_in_charge(api);
    auto page = read_page(api.params, 40, 80);
    auto [asking, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = social::follow_requests(reader, *id, page);
        return std::pair{found, social::find_accounts(reader, found.items)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    });
    return with_page_links(std::move(response), request, api, asking);
}

net::Response get_group_log(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    if (!id || !is_in_charge(api, *id)) return not_in_charge(api);
    auto log = api.db.read([&](db::Reader& reader) { return community::group_log(reader, *id, read_page(api.params, 40, 80)); });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(log.items, [&](const community::GroupLogEntry& entry) {
            json.object([&] {
                json.field("id", std::to_string(entry.id));
                json.field("account_id", entry.by);
                json.field("act", entry.act);
                json.field("object_id", entry.object);
                json.field("allowed", entry.allowed);
                json.field("created_at", entry.created_at);
            });
        });
    });
    return with_page_links(std::move(response), request, api, log);
}

}  // namespace favilla::console
