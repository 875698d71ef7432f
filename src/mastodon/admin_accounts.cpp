// SPDX-License-Identifier: AGPL-3.0-or-later
// Accounts, for those who look after this place (docs.joinmastodon.org/methods/admin/accounts). Addresses of the network are not
// kept here, so who asks for one (`ip`) finds nobody.
#include "community/leaving.h"
#include "mastodon/account_json.h"
#include "mastodon/admin_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/moderation.h"

namespace favilla::mastodon {

namespace {

std::optional<social::DirectoryEntry> find_entry(db::Reader& reader, const Api& api, AccountId id)
{
    auto found = social::directory_entries(reader, api.domain.id, {&id, 1});
    auto entry = found.find(id);
    bool there =
        entry != found.end() && !entry->second.account.deleted_at && social::is_in_reach(entry->second.account, api.domain.id);
    return there ? std::optional{std::move(entry->second)} : std::nullopt;
}

net::Response entry_response(const Api& api, const std::optional<social::DirectoryEntry>& entry)
{
    if (!entry) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_admin_account(json, *entry, api.domain); });
}

net::Response page_response(const net::Request& request, Api& api, const social::DirectoryQuery& query)
{
    auto limits = read_page(api.params, 100, 200);
    if (!api.params.text_or("ip", "").empty()) return json_response(200, std::string{"[]"});
    auto [page, entries] = api.db.read([&](db::Reader& reader) {
        auto found = social::find_in_directory(reader, api.domain.id, query, limits);
        return std::pair{found, social::directory_entries(reader, api.domain.id, found.items)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](AccountId id) { write_admin_account(json, entries.at(id), api.domain); });
    });
    return with_page_links(std::move(response), request, api, page);
}

social::DirectoryQuery read_names(const Params& params)
{
    auto username = params.text_or("username", "");
    if (username.starts_with('@')) username.erase(0, 1);
    return {.username = std::move(username),
            .display_name = params.text_or("display_name", ""),
            .email = params.text_or("email", ""),
            .host = params.text_or("by_domain", "")};
}

// The account as it stands afterwards.
template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    auto done = api.db.write([&](db::Transaction& tx) { return act(tx, social::Moderator{api.me(), api.domain.id}, *id); });
    if (!done) return error_response(api, done.error());
    return entry_response(api, api.db.read([&](db::Reader& reader) { return find_entry(reader, api, *id); }));
}

// The account as it stood before: there is none afterwards.
template <class Act>
net::Response end(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    auto before = api.db.read([&](db::Reader& reader) { return find_entry(reader, api, *id); });
    auto done =
        api.db.write([&](db::Transaction& tx) { return act(tx, social::Moderator{api.me(), api.domain.id}, *id, api.now); });
    return done ? entry_response(api, before) : error_response(api, done.error());
}

net::Response relieve(const net::Request& request, Api& api, social::Relief relief)
{
    return act_on(request, api, [&](db::Transaction& tx, const social::Moderator& moderator, AccountId id) {
        return social::relieve_account(tx, moderator, id, relief, api.now);
    });
}

}  // namespace

net::Response get_admin_accounts(const net::Request& request, Api& api)
{
    auto query = read_names(api.params);
    auto origin = api.params.text_or("origin", "");
    if (origin == "local") query.whence = social::Whence::Here;
    if (origin == "remote") query.whence = social::Whence::Elsewhere;
    if (auto status = api.params.text("status")) {
        auto standing = social::parse_standing(*status);
        if (!standing) return error_response(api, Error{ErrorCode::Invalid, "moderation.status", {{"status", *status}}});
        query.standing = *standing;
    }
    if (api.params.text_or("permissions", "") == "staff") query.roles = {social::Role::Moderator, social::Role::Admin};
    for (const auto& id : api.params.texts("role_ids"))
        if (auto role = parse_role_id(id)) query.roles.push_back(*role);
    return page_response(request, api, query);
}

net::Response get_admin_accounts_v1(const net::Request& request, Api& api)
{
    auto query = read_names(api.params);
    if (api.params.flag_or("local", false)) query.whence = social::Whence::Here;
    if (api.params.flag_or("remote", false)) query.whence = social::Whence::Elsewhere;
    for (auto name : {"active", "pending", "disabled", "silenced", "suspended", "sensitized"})
        if (api.params.flag_or(name, false)) query.standing = *social::parse_standing(name);
    if (api.params.flag_or("staff", false)) query.roles = {social::Role::Moderator, social::Role::Admin};
    return page_response(request, api, query);
}

net::Response get_admin_account(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return not_found(api);
    return entry_response(api, api.db.read([&](db::Reader& reader) { return find_entry(reader, api, *id); }));
}

net::Response act_on_admin_account(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    auto type = api.params.text_or("type", "");
    auto act = social::parse_account_act(type);
    if (!id) return not_found(api);
    if (!act) return error_response(api, Error{ErrorCode::Invalid, "moderation.act", {{"type", type}}});
    social::ActDraft draft{.act = *act,
                           .text = api.params.text_or("text", ""),
                           .report = {},
                           .mail = api.params.flag_or("send_email_notification", false)};
    if (auto named = api.params.text_or("report_id", ""); !named.empty()) {
        draft.report = parse_id<ReportId>(named);
        if (!draft.report) return not_found(api);
    }
    auto done = api.db.write(
        [&](db::Transaction& tx) { return social::act_on_account(tx, {api.me(), api.domain.id}, *id, draft, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response approve_admin_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const social::Moderator& moderator, AccountId id) {
        return social::approve_sign_up(tx, moderator, id, api.now);
    });
}

net::Response reject_admin_account(const net::Request& request, Api& api) { return end(request, api, social::reject_sign_up); }
net::Response delete_admin_account(const net::Request& request, Api& api)
{
    return end(request, api, community::delete_suspended);
}

net::Response enable_admin_account(const net::Request& request, Api& api)
{
    return relieve(request, api, social::Relief::Enable);
}

net::Response unsensitive_admin_account(const net::Request& request, Api& api)
{
    return relieve(request, api, social::Relief::Unsensitive);
}

net::Response unsilence_admin_account(const net::Request& request, Api& api)
{
    return relieve(request, api, social::Relief::Unsilence);
}

net::Response unsuspend_admin_account(const net::Request& request, Api& api)
{
    return relieve(request, api, social::Relief::Unsuspend);
}

}  // namespace favilla::mastodon
