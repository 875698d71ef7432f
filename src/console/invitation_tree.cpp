// SPDX-License-Identifier: AGPL-3.0-or-later
// What the team sees of invitations: who came through whom, what it brings, who brings too many at once; and what it does to a branch.
#include "community/invitation_tree.h"

#include "community/invitation_growth.h"
#include "console/named_accounts.h"
#include "console/routes.h"
#include "mastodon/answers.h"

namespace favilla::console {

using namespace mastodon;

namespace {

// Whose account is gone keeps their place.
void write_place(JsonWriter& json, const Api& api, const Accounts& accounts, const community::TreePerson& person)
{
    auto account = accounts.find(person.account);
    bool is_there = account != accounts.end() && account->second.is_known();
    json.object([&] {
        json.field("id", person.account);
        json.field("inviter_id", person.inviter);
        json.field("generation", person.generation);
        json.field("joined_at", person.joined_at);
        json.field("brought_count", static_cast<std::int64_t>(person.brought.size()));
        json.field("below_count", person.below);
        json.field("waiting", !person.is_admitted);
        json.field("limited", person.is_silenced);
        json.field("suspended", person.is_suspended);
        json.field("leaving", person.is_leaving);
        json.field("may_act", is_there && may_act_on_branch(person, api.me()));
        write_known_person(json, api, accounts, "account", person.account);
    });
}

void write_coefficient(JsonWriter& json, std::string_view name, const std::optional<community::GrowthCoefficient>& found)
{
    json.key(name);
    if (!found) return json.value(nullptr);
    json.object([&] {
        json.field("members", found->members);
        json.field("places", found->places);
        json.field("taken", found->taken);
        json.field("places_per_member", found->places_per_member);
        json.field("acceptance", found->acceptance);
        json.field("k", found->k);
        json.field("low", found->low);
        json.field("high", found->high);
        json.field("above_one", found->above_one);
    });
}

void write_act(JsonWriter& json, const Api& api, const Accounts& accounts, const community::BranchAct& act)
{
    json.object([&] {
        json.field("id", act.id);
        json.field("act", name_of(act.kind));
        json.field("text", act.text);
        json.field("touched_count", act.touched);
        json.field("created_at", act.created_at);
        json.field("undone_at", act.undone_at);
        write_known_person(json, api, accounts, "root", act.root);
        write_known_person(json, api, accounts, "by", act.by);
    });
}

net::Response act_response(Api& api, const Result<community::BranchAct>& act)
{
    if (!act) return error_response(api, act.error());
    auto accounts = api.db.read([&](db::Reader& reader) { return load_accounts(reader, std::array{act->root, act->by}); });
    return json_response(200, [&](JsonWriter& json) { write_act(json, api, accounts, *act); });
}

constexpr std::int64_t most_shown = 200;

}  // namespace

// One level: whom nobody invited, or whom one person brought. ?offset= goes on where so many were shown.
net::Response get_invitation_tree(const net::Request&, Api& api)
{
    auto root = api.params.id<AccountId>("root");
    auto offset = std::clamp<std::int64_t>(api.params.integer("offset").value_or(0), 0, 10'000'000);
    auto limit = std::clamp<std::int64_t>(api.params.integer("limit").value_or(40), 1, most_shown);
    return api.db.read([&](db::Reader& reader) {
        community::InvitationTree tree{reader, api.domain.id};
        const auto* above = root ? tree.find(*root) : nullptr;
        if (root && !above) return not_found(api);
        auto level = above ? above->brought : tree.roots();
        auto first = std::min<std::size_t>(static_cast<std::size_t>(offset), level.size());
        auto shown =
            std::span{level}.subspan(first, std::min<std::size_t>(static_cast<std::size_t>(limit), level.size() - first));
        std::vector<AccountId> ids{shown.begin(), shown.end()};
        if (above) ids.push_back(above->account);
        auto accounts = load_accounts(reader, ids);
        return json_response(200, [&](JsonWriter& json) {
            json.object([&] {
                json.field("total", static_cast<std::int64_t>(level.size()));
                json.key("root");
                if (above)
                    write_place(json, api, accounts, *above);
                else
                    json.value(nullptr);
                json.key("people").array(shown, [&](AccountId id) { write_place(json, api, accounts, *tree.find(id)); });
            });
        });
    });
}

net::Response get_invitation_growth(const net::Request&, Api& api)
{
    auto [growth, bursts, accounts] = api.db.read([&](db::Reader& reader) {
        auto seen = community::bursts_of(reader, api.domain.id, api.now);
        std::vector<AccountId> ids;
        for (const auto& burst : seen) ids.push_back(burst.inviter);
        return std::tuple{community::growth_of(reader, api.domain.id, api.now), std::move(seen), load_accounts(reader, ids)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            write_coefficient(json, "raw", growth.raw);
            write_coefficient(json, "authentic", growth.authentic);
            json.key("generations").values(growth.generations);
            json.key("bursts").array(bursts, [&](const community::Burst& burst) {
                json.object([&] {
                    json.field("from", burst.from);
                    json.field("until", burst.until);
                    json.field("observed", burst.observed);
                    json.field("expected", burst.expected);
                    json.field("p", burst.p);
                    json.field("inviter_id", burst.inviter);
                    write_known_person(json, api, accounts, "account", burst.inviter);
                });
            });
        });
    });
}

net::Response get_branch_acts(const net::Request& request, Api& api)
{
    auto limits = read_page(api.params, 40, 80);
    auto [page, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = community::branch_acts(reader, api.domain.id, limits);
        std::vector<AccountId> ids;
        for (const auto& act : found.items) ids.insert(ids.end(), {act.root, act.by});
        return std::pair{std::move(found), load_accounts(reader, ids)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(page.items, [&](const community::BranchAct& act) { write_act(json, api, accounts, act); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response post_branch_act(const net::Request&, Api& api)
{
    auto root = api.params.id<AccountId>("account_id");
    auto kind = community::parse_branch_act(api.params.text_or("act", ""));
    if (!root) return not_found(api);
    if (!kind) return error_response(api, Error{ErrorCode::Invalid, "moderation.act", {{"type", api.params.text_or("act", "")}}});
    return act_response(api, api.db.write([&](db::Transaction& tx) {
        return community::act_on_branch(tx, {api.me(), api.domain.id},
                                        {.root = *root, .kind = *kind, .text = api.params.text_or("text", "")}, api.now);
    }));
}

net::Response undo_branch_act(const net::Request& request, Api& api)
{
    auto id = parse_id<community::BranchActId>(request.param("id"));
    if (!id) return not_found(api);
    return act_response(api, api.db.write([&](db::Transaction& tx) {
        return community::undo_branch_act(tx, {api.me(), api.domain.id}, *id, api.now);
    }));
}

}  // namespace favilla::console
