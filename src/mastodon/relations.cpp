// SPDX-License-Identifier: AGPL-3.0-or-later
// Following, blocking, muting and their kin (docs.joinmastodon.org/methods/accounts, /blocks, /mutes, /follow_requests,
// /domain_blocks). What acts on somebody answers with the Relationship as it stands afterwards.
#include "social/relations.h"

#include "mastodon/account_json.h"
#include "mastodon/handlers.h"
#include "mastodon/people.h"
#include "mastodon/relationship_json.h"
#include "social/accounts.h"
#include "social/endorsements.h"

namespace favilla::mastodon {

namespace {

// Acts on the account of the path, then answers with the relationship.
template <class Do>
net::Response act_on(const net::Request& request, Api& api, Do&& act)
{
    auto target = parse_id<AccountId>(request.param("id"));
    if (!target) return not_found(api);
    using Outcome = Result<social::Relationship>;
    auto relation = api.db.write([&](db::Transaction& tx) -> Outcome {
        CHECKED(act(tx, *target));
        return social::relationship(tx, api.me(), *target, api.now);
    });
    if (!relation) return error_response(api, relation.error());
    return json_response(200, [&](JsonWriter& json) { write_relationship(json, *relation); });
}

social::FollowOptions read_follow_options(const Params& params)
{
    social::FollowOptions options{.show_boosts = params.flag("reblogs"), .notify = params.flag("notify"), .languages = {}};
    if (params.has("languages")) options.languages = params.texts("languages");
    return options;
}

template <class Read>
net::Response people_of(const net::Request& request, Api& api, Read&& read)
{
    auto account = find_named_account(request, api);
    if (!account) return not_found(api);
    auto page = read_page(api.params, 40, 80);
    return accounts_response(request, api,
                             api.db.read([&](db::Reader& reader) { return read(reader, *account, api.viewer, page); }));
}

}  // namespace

net::Response follow_account(const net::Request& request, Api& api)
{
    auto options = read_follow_options(api.params);
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::follow(tx, api.me(), id, options, api.now); });
}

net::Response unfollow_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, AccountId id) { return social::unfollow(tx, api.me(), id, api.now); });
}

net::Response remove_from_followers(const net::Request& request, Api& api)
{
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::remove_follower(tx, api.me(), id, api.now); });
}

net::Response block_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, AccountId id) { return social::block(tx, api.me(), id, api.now); });
}

net::Response unblock_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, AccountId id) { return social::unblock(tx, api.me(), id, api.now); });
}

net::Response mute_account(const net::Request& request, Api& api)
{
    social::MuteOptions options{.hide_notifications = api.params.flag_or("notifications", true), .lasts = {}};
    auto asked = api.params.integer("duration").value_or(0);
    auto longest = social::max_mute_duration.milliseconds / 1000;
    if (asked > 0) options.lasts = seconds(std::min(asked, longest));
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::mute(tx, api.me(), id, options, api.now); });
}

net::Response unmute_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, AccountId id) { return social::unmute(tx, api.me(), id, api.now); });
}

net::Response endorse_account(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, AccountId id) { return social::endorse(tx, api.me(), id, api.now); });
}

net::Response unendorse_account(const net::Request& request, Api& api)
{
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::withdraw_endorsement(tx, api.me(), id); });
}

net::Response get_endorsements_of(const net::Request& request, Api& api) { return people_of(request, api, social::endorsed_by); }

net::Response note_account(const net::Request& request, Api& api)
{
    auto comment = api.params.text_or("comment", "");
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::set_private_note(tx, api.me(), id, comment); });
}

net::Response authorize_follow_request(const net::Request& request, Api& api)
{
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::accept_follow(tx, api.me(), id, api.now); });
}

net::Response reject_follow_request(const net::Request& request, Api& api)
{
    return act_on(request, api,
                  [&](db::Transaction& tx, AccountId id) { return social::reject_follow(tx, api.me(), id, api.now); });
}

net::Response get_followers(const net::Request& request, Api& api) { return people_of(request, api, social::followers); }

net::Response get_following(const net::Request& request, Api& api) { return people_of(request, api, social::following); }

net::Response get_blocks(const net::Request& request, Api& api)
{
    auto page = read_page(api.params, 40, 80);
    return accounts_response(request, api,
                             api.db.read([&](db::Reader& reader) { return social::blocked(reader, api.me(), page); }));
}

net::Response get_follow_requests(const net::Request& request, Api& api)
{
    auto page = read_page(api.params, 40, 80);
    return accounts_response(request, api,
                             api.db.read([&](db::Reader& reader) { return social::follow_requests(reader, api.me(), page); }));
}

net::Response get_mutes(const net::Request& request, Api& api)
{
    struct Muted {
        social::Page<social::Mute> page;
        std::vector<social::Account> accounts;
    };
    auto wanted = read_page(api.params, 40, 80);
    auto muted = api.db.read([&](db::Reader& reader) {
        Muted found{.page = social::muted(reader, api.me(), wanted, api.now), .accounts = {}};
        std::vector<AccountId> ids;
        for (const auto& mute : found.page.items) ids.push_back(mute.account);
        found.accounts = social::find_accounts(reader, ids);
        return found;
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array([&] {
            auto mute = muted.page.items.begin();
            for (const auto& account : muted.accounts) {
                while (mute->account != account.id) ++mute;
                write_muted_account(json, account, api.domain, mute->expires_at);
            }
        });
    });
    return with_page_links(std::move(response), request, api, muted.page);
}

net::Response get_relationships(const net::Request&, Api& api)
{
    constexpr std::size_t most = 200;
    auto ids = api.params.ids<AccountId>("id");
    if (ids.size() > most) ids.resize(most);
    auto suspended = api.params.flag_or("with_suspended", false) ? social::Suspended::Included : social::Suspended::LeftOut;
    auto relations =
        api.db.read([&](db::Reader& reader) { return social::relationships(reader, api.me(), ids, api.now, suspended); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(relations, [&](const social::Relationship& relation) { write_relationship(json, relation); });
    });
}

net::Response get_familiar_followers(const net::Request&, Api& api)
{
    auto ids = api.params.ids<AccountId>("id");
    auto familiar = api.db.read([&](db::Reader& reader) { return social::familiar_followers(reader, api.me(), ids); });
    return json_response(200, [&](JsonWriter& json) {
        json.array(familiar, [&](const social::FamiliarFollowers& of) {
            json.object([&] {
                json.field("id", of.account);
                json.key("accounts");
                write_accounts(json, api, of.followers);
            });
        });
    });
}

net::Response get_domain_blocks(const net::Request& request, Api& api)
{
    auto wanted = read_page(api.params, 100, 200);
    auto hosts = api.db.read([&](db::Reader& reader) { return social::blocked_hosts(reader, api.me(), wanted); });
    return with_page_links(json_response(200, [&](JsonWriter& json) { json.values(hosts.items); }), request, api, hosts);
}

net::Response preview_domain_block(const net::Request&, Api& api)
{
    auto host = api.params.text_or("domain", "");
    auto ties = api.db.read([&](db::Reader& reader) { return social::ties_with_host(reader, api.me(), host); });
    if (!ties) return error_response(api, ties.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("following_count", ties->following);
            json.field("followers_count", ties->followers);
        });
    });
}

net::Response post_domain_block(const net::Request&, Api& api)
{
    auto host = api.params.text_or("domain", "");
    auto done = api.db.write([&](db::Transaction& tx) { return social::block_host(tx, api.me(), host, api.now); });
    return done ? empty_object() : error_response(api, done.error());
}

net::Response delete_domain_block(const net::Request&, Api& api)
{
    auto host = api.params.text_or("domain", "");
    auto done = api.db.write([&](db::Transaction& tx) { return social::unblock_host(tx, api.me(), host); });
    return done ? empty_object() : error_response(api, done.error());
}

}  // namespace favilla::mastodon
