// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/groups/:id — who is in a group, and what those in charge of it look after.

#include "community/group_acts.h"
#include "community/group_members.h"
#include "community/group_topics.h"
#include "community/group_trust.h"
#include "console/group_json.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/status_json.h"
#include "social/relations.h"

namespace favilla::console {

using namespace mastodon;

namespace {

net::Response not_in_charge(Api& api) { return error_response(api, Error{ErrorCode::Forbidden, "group.not_allowed"}); }

// The answer to whoever is not in charge; none to who is.
std::optional<net::Response> refused(Api& api, const std::optional<community::Group>& group)
{
    if (!group) return not_found(api);
    if (!is_in_charge(api, *group)) return not_in_charge(api);
    return std::nullopt;
}

template <class Load>
net::Response accounts_for_care(const net::Request& request, Api& api, Load&& load)
{
    auto group = find_known_group(request, api);
    if (auto answer = refused(api, group)) return *std::move(answer);
    auto [page, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = load(reader, group->id, read_page(api.params, 40, 80));
        return std::pair{found, social::find_accounts(reader, found.items)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(accounts, [&](const social::Account& account) { write_account(json, account, api.domain); });
    });
    return with_page_links(std::move(response), request, api, page);
}

using TrustOfMembers = std::unordered_map<AccountId, community::TrustIn>;

// For those in charge; of who is so themselves nothing is said.
void write_trust_of(JsonWriter& json, const TrustOfMembers& trust, const community::Member& member, Time now)
{
    auto found = trust.find(member.account);
    if (found == trust.end() || member.role) return json.value(nullptr);
    json.object([&] {
        json.field("level", name_of(trust_of(found->second, now)));
        json.field("by_hand", found->second.by_hand.has_value());
    });
}

// A day alone is meant to its end.
Result<std::optional<Time>> read_until(const Params& params)
{
    auto text = params.text_or("until", "");
    if (text.empty()) return std::optional<Time>{};
    auto is_day = text.size() == 10;
    auto until = parse_iso8601(is_day ? text + "T00:00:00Z" : text);
    if (!until) return refuse(ErrorCode::Invalid, "group.announced_until");
    return std::optional{is_day ? *until + days(1) : *until};
}

// Who did it, and to whom where it was done to a person.
Accounts accounts_in(db::Reader& reader, const std::vector<community::GroupLogEntry>& entries)
{
    std::vector<AccountId> ids;
    for (const auto& entry : entries) {
        ids.push_back(entry.by);
        if (auto target = parse_id<AccountId>(entry.object)) ids.push_back(*target);
    }
    return load_accounts(reader, ids);
}

}  // namespace

net::Response post_group_act(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    auto name = api.params.text_or("act", "");
    auto kind = community::parse_group_act(name);
    auto object = api.params.id<StatusId>("object_id");
    if (!group || !object) return not_found(api);
    if (!kind || *kind == community::GroupActKind::Change)
        return error_response(api, Error{ErrorCode::Invalid, "group.act_unknown", {{"act", name}}});
    auto until = read_until(api.params);
    if (!until) return error_response(api, until.error());
    auto done = community::act_in_group(api.db,
                                        {.group = group->id,
                                         .by = api.me(),
                                         .kind = *kind,
                                         .object = object->value,
                                         .text = api.params.text_or("text", ""),
                                         .until = *until},
                                        api.now);
    return done ? group_response(api, group->id) : error_response(api, done.error());
}

net::Response get_group_members(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (!group || !api.db.read([&](db::Reader& reader) { return community::may_read(reader, *group, api.viewer); }))
        return not_found(api);
    auto in_charge = is_in_charge(api, *group);
    auto [page, accounts, trust] = api.db.read([&](db::Reader& reader) {
        auto found =
            community::members_of(reader, group->id, api.viewer, read_page(api.params, 40, 80), api.params.text_or("q", ""));
        std::vector<AccountId> ids;
        for (const auto& member : found.items) ids.push_back(member.account);
        return std::tuple{found, social::find_accounts(reader, ids),
                          in_charge ? community::find_trust(reader, group->id, ids) : TrustOfMembers{}};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array([&] {
            for (std::size_t i = 0; i < accounts.size(); ++i)
                json.object([&] {
                    const auto& member = page.items[i];
                    json.field("role", member.role ? std::optional{name_of(*member.role)} : std::nullopt);
                    json.field("since", member.since);
                    json.key("trust");
                    write_trust_of(json, trust, member, api.now);
                    json.key("account");
                    write_account(json, accounts[i], api.domain);
                });
        });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_group_requests(const net::Request& request, Api& api)
{
    return accounts_for_care(request, api, [](db::Reader& reader, AccountId group, const social::PageRequest& page) {
        return social::follow_requests(reader, group, page);
    });
}

net::Response get_group_bans(const net::Request& request, Api& api)
{
    return accounts_for_care(request, api, [](db::Reader& reader, AccountId group, const social::PageRequest& page) {
        return community::banned_from(reader, group, page);
    });
}

net::Response get_group_invitations(const net::Request& request, Api& api)
{
    return accounts_for_care(request, api, [](db::Reader& reader, AccountId group, const social::PageRequest& page) {
        auto found = community::invitations_of(reader, group, page);
        social::Page<AccountId> accounts{.items = {}, .newest = found.newest, .oldest = found.oldest};
        for (const auto& invitation : found.items) accounts.items.push_back(invitation.account);
        return accounts;
    });
}

net::Response get_group_waiting(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (auto answer = refused(api, group)) return *std::move(answer);
    return statuses_response(api, api.db.read([&](db::Reader& reader) {
        return community::waiting_topics(reader, group->id, read_page(api.params, 20, 40).limit);
    }));
}

net::Response get_group_log(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (auto answer = refused(api, group)) return *std::move(answer);
    auto [log, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = community::group_log(reader, group->id, read_page(api.params, 40, 80));
        return std::pair{found, accounts_in(reader, found.items)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(log.items, [&](const community::GroupLogEntry& entry) {
            json.object([&] {
                json.field("id", std::to_string(entry.id));
                json.field("account_id", entry.by);
                json.field("act", entry.act);
                json.field("object_id", entry.object);
                json.field("allowed", entry.allowed);
                json.field("text", entry.text);
                json.field("created_at", entry.created_at);
                write_person(json, api, accounts, "account", entry.by);
                write_person(json, api, accounts, "target", parse_id<AccountId>(entry.object));
            });
        });
    });
    return with_page_links(std::move(response), request, api, log);
}

}  // namespace favilla::console
