// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/leaving — a person deletes their account, with their password; and what stands in the way of that. Who may still come back, for the team.
#include "community/leaving.h"

#include <algorithm>

#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "social/sign_in.h"
#include "social/users.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr int most_shown = 500;

Result<std::optional<social::Grace>> leave(Api& api)
{
    CHECKED(check_own_password(api));
    return api.db.write([&](db::Transaction& tx) { return community::leave(tx, api.me(), api.now); });
}

}  // namespace

net::Response get_leaving(const net::Request&, Api& api)
{
    auto [pages, groups, last, days] = api.db.read([&](db::Reader& reader) {
        auto held = community::held_alone_by(reader, api.me());
        return std::tuple{social::find_accounts(reader, held.pages), social::find_accounts(reader, held.groups),
                          !social::check_not_last_admin(reader, api.me()), social::grace_days(reader, api.domain.id)};
    });
    auto write_accounts = [&](JsonWriter& json, const std::vector<social::Account>& accounts) {
        json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    };
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("pages");
            write_accounts(json, pages);
            json.key("groups");
            write_accounts(json, groups);
            json.field("last_administrator", last);
            json.field("days", days);
        });
    });
}

net::Response post_leaving(const net::Request&, Api& api)
{
    auto left = leave(api);
    if (!left) return error_response(api, left.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("until");
            if (*left)
                json.value((*left)->until);
            else
                json.value(nullptr);
        });
    });
}

net::Response get_organisation_leaving(const net::Request&, Api& api)
{
    auto [graces, accounts, users] = api.db.read([&](db::Reader& reader) {
        auto found = social::leaving_from(reader, api.domain.id, most_shown);
        std::vector<AccountId> ids;
        for (const auto& grace : found) ids.push_back(grace.account);
        return std::tuple{found, social::find_accounts(reader, ids), social::find_users(reader, ids)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(graces, [&](const social::Grace& grace) {
            auto account = std::ranges::find(accounts, grace.account, &social::Account::id);
            auto user = std::ranges::find(users, grace.account, &social::User::account);
            json.object([&] {
                json.field("account_id", to_string(grace.account));
                json.field("username", account->username);
                json.field("display_name", account->display_name);
                json.field("email", user->email);
                json.field("asked_at", grace.asked_at);
                json.field("until", grace.until);
                json.field("suspended", grace.suspended_at.has_value());
            });
        });
    });
}

}  // namespace favilla::console
