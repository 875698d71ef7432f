// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/group_json.h"

#include "community/group_announcements.h"
#include "community/group_digests.h"
#include "community/remote_groups.h"
#include "mastodon/account_json.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_trust(JsonWriter& json, const community::TrustIn& person, Time now)
{
    json.object([&] {
        json.field("level", name_of(trust_of(person, now)));
        json.field("by_hand", person.by_hand.has_value());
        json.field("topics_count", person.topics);
        json.field("answers_count", person.answers);
        json.field("since", person.since);
        json.key("rules").array(community::trust_rules, [&](const community::TrustRule& rule) {
            json.object([&] {
                json.field("level", name_of(rule.trust));
                json.field("said", rule.said);
                json.field("days", rule.days);
            });
        });
    });
}

void write_membership(JsonWriter& json, const Api& api, const ShownGroup& shown)
{
    json.key("membership");
    if (!shown.standing) return json.value(nullptr);
    json.object([&] {
        json.field("state", name_of(shown.standing->membership));
        json.field("role", shown.standing->role ? std::optional{name_of(*shown.standing->role)} : std::nullopt);
        json.field("unread_count", shown.unread);
        json.field("digest", shown.digest);
        json.field("announcements", shown.told);
        json.key("trust");
        if (shown.trust)
            write_trust(json, *shown.trust, api.now);
        else
            json.value(nullptr);
        json.key("waiting_topics").array(shown.waiting, [&](const community::OwnTopic& topic) {
            json.object([&] {
                json.field("status_id", topic.status);
                json.field("is_answer", topic.is_answer);
                json.field("state", topic.is_refused ? "refused" : "waiting");
                json.field("reason", topic.reason);
            });
        });
    });
}

void write_care(JsonWriter& json, const ShownGroup& shown)
{
    json.key("care");
    if (!shown.care) return json.value(nullptr);
    json.object([&] {
        json.field("requests_count", shown.care->requests);
        json.field("waiting_count", shown.care->topics);
    });
}

void load_own(db::Reader& reader, const Api& api, ShownGroup& shown, AccountId me)
{
    auto id = shown.group.id;
    shown.standing = community::standing_in(reader, id, me);
    shown.waiting = community::own_waiting_topics(reader, id, me);
    if (shown.standing->membership == community::Membership::Member) {
        shown.unread = community::count_unread(reader, id, me);
        auto rhythm = community::digest_rhythm(reader, {.group = id, .member = me});
        if (!shown.host && !shown.standing->role) shown.trust = community::find_trust(reader, id, me);
        if (!shown.host) shown.told = community::is_told_of_announcements(reader, id, me);
        if (api.services.sends_mail && !shown.host) shown.digest = rhythm ? social::name_of(*rhythm) : "none";
    }
    if (shown.standing->role) shown.care = community::care_of(reader, id);
}

// One of this place that they may know of, or one of another server.
bool is_within_reach(db::Reader& reader, const Api& api, const community::Group& group, const social::Account& account)
{
    return !account.is_local() || (account.domain == api.domain.id && community::is_known_to(reader, group, api.viewer));
}

}  // namespace

std::optional<ShownGroup> find_shown_group(db::Reader& reader, const Api& api, AccountId id)
{
    auto group = community::find_group(reader, id);
    if (!group) group = community::find_remote_group(reader, id);
    auto account = group ? social::find_account(reader, id) : std::nullopt;
    if (!account || !is_within_reach(reader, api, *group, *account)) return std::nullopt;
    ShownGroup shown{.account = *account,
                     .group = *group,
                     .host = account->is_local() ? std::nullopt : std::optional{account->host},
                     .rules = community::rules_of(reader, id),
                     .people = community::people_in_charge(reader, id),
                     .accounts = {},
                     .standing = {},
                     .digest = {},
                     .trust = {},
                     .told = {},
                     .waiting = {},
                     .care = {}};
    for (const auto& person : shown.people) shown.accounts.push_back(social::find_account(reader, person.account).value());
    if (api.viewer.account) load_own(reader, api, shown, *api.viewer.account);
    return shown;
}

void write_group(JsonWriter& json, const Api& api, const ShownGroup& shown)
{
    json.object([&] {
        json.field("id", shown.account.id);
        json.field("host", shown.host);
        json.field("joining", name_of(shown.group.joining));
        json.field("posting", name_of(shown.group.posting));
        json.field("first_topics", shown.group.first_topics);
        json.field("first_answers", shown.group.first_answers);
        json.field("description", shown.account.note);
        json.key("rules").values(shown.rules);
        json.field("members_count", shown.account.followers_count);
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
        write_membership(json, api, shown);
        write_care(json, shown);
    });
}

net::Response group_response(Api& api, AccountId id)
{
    auto shown = api.db.read([&](db::Reader& reader) { return find_shown_group(reader, api, id); });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_group(json, api, *shown); });
}

std::optional<AccountId> named_group(const net::Request& request) { return parse_id<AccountId>(request.param("id")); }

std::optional<community::Group> named_remote_group(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return community::find_remote_group(reader, *id); });
}

std::optional<community::Group> find_known_group(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) -> std::optional<community::Group> {
        auto group = community::find_group(reader, *id);
        auto account = group ? social::find_account(reader, *id) : std::nullopt;
        bool is_known = account && account->domain == api.domain.id && community::is_known_to(reader, *group, api.viewer);
        return is_known ? group : std::nullopt;
    });
}

std::optional<community::Group> find_readable_group(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (!group) return named_remote_group(request, api);
    if (!api.db.read([&](db::Reader& reader) { return community::may_read(reader, *group, api.viewer); })) return std::nullopt;
    return group;
}

bool is_in_charge(Api& api, const community::Group& group)
{
    return api.db.read([&](db::Reader& reader) { return community::role_in(reader, group.id, api.me()).has_value(); });
}

}  // namespace favilla::console
