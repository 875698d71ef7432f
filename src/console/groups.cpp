// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/groups — groups of this place: made by those who look after it, found, joined and left by its people, and set up by
// those in charge of each.
#include "community/groups.h"

#include <algorithm>
#include <iterator>

#include "community/group_acts.h"
#include "community/group_announcements.h"
#include "community/group_digests.h"
#include "community/remote_groups.h"
#include "console/group_json.h"
#include "console/routes.h"
#include "mastodon/streams.h"

namespace favilla::console {

using namespace mastodon;

namespace {

net::Response groups_response(Api& api, const std::vector<ShownGroup>& groups)
{
    return json_response(
        200, [&](JsonWriter& json) { json.array(groups, [&](const ShownGroup& shown) { write_group(json, api, shown); }); });
}

Result<std::optional<community::Posting>> read_posting(const Params& params)
{
    auto name = params.text("posting");
    if (!name) return std::optional<community::Posting>{};
    auto posting = community::parse_posting(*name);
    if (!posting) return refuse(ErrorCode::Invalid, "group.posting", {{"posting", *name}});
    return posting;
}

Result<std::optional<community::Joining>> read_joining(const Params& params)
{
    auto name = params.text("joining");
    if (!name) return std::optional<community::Joining>{};
    auto joining = community::parse_joining(*name);
    if (!joining) return refuse(ErrorCode::Invalid, "group.joining", {{"joining", *name}});
    return joining;
}

// What is no number is refused as one that is too small.
std::optional<int> read_count(const Params& params, std::string_view name)
{
    if (!params.has(name)) return std::nullopt;
    return static_cast<int>(std::clamp<std::int64_t>(params.integer(name).value_or(-1), -1, 1000));
}

Result<community::GroupChange> read_change(const Params& params)
{
    TRY(auto joining, read_joining(params));
    TRY(auto posting, read_posting(params));
    community::GroupChange change{.title = params.text("title"),
                                  .description = params.text("description"),
                                  .joining = joining,
                                  .posting = posting,
                                  .first_topics = {},
                                  .first_answers = {},
                                  .rules = {}};
    change.first_topics = read_count(params, "first_topics");
    change.first_answers = read_count(params, "first_answers");
    if (params.names("rules")) change.rules = params.texts("rules");
    return change;
}

using Move = Result<void>(db::Transaction&, AccountId, AccountId, Time);

net::Response move_in_group(const net::Request& request, Api& api, Move& here, Move& elsewhere)
{
    auto group = find_known_group(request, api);
    auto remote = group ? std::nullopt : named_remote_group(request, api);
    if (!group && !remote) return not_found(api);
    auto moved = api.db.write([&](db::Transaction& tx) {
        return group ? here(tx, group->id, api.me(), api.now) : elsewhere(tx, remote->id, api.me(), api.now);
    });
    if (!moved) return error_response(api, moved.error());
    if (remote) return group_response(api, remote->id);
    // Who has left a hidden group knows of it no more.
    bool is_known = api.db.read([&](db::Reader& reader) { return community::is_known_to(reader, *group, api.viewer); });
    return is_known ? group_response(api, group->id) : empty_object();
}

}  // namespace

net::Response get_groups(const net::Request&, Api& api)
{
    auto after = api.params.id<AccountId>("after").value_or(AccountId{});
    auto limit = read_page(api.params, 40, 80).limit;
    auto words = api.params.text_or("q", "");
    return groups_response(api, api.db.read([&](db::Reader& reader) {
        auto ids = words.empty() ? community::groups_of_domain(reader, api.domain.id, after, limit)
                                 : community::search_groups(reader, api.domain.id, words, limit);
        if (!words.empty())
            std::ranges::move(community::search_remote_groups(reader, words, limit - static_cast<int>(ids.size()),
                                                              {.viewer = api.viewer, .domain = api.domain.id, .now = api.now}),
                              std::back_inserter(ids));
        std::vector<ShownGroup> found;
        for (auto id : ids)
            if (auto shown = find_shown_group(reader, api, id)) found.push_back(*std::move(shown));
        return found;
    }));
}

net::Response get_own_groups(const net::Request&, Api& api)
{
    return groups_response(api, api.db.read([&](db::Reader& reader) {
        std::vector<ShownGroup> found;
        for (const auto& own : community::groups_with(reader, api.me()))
            if (auto shown = find_shown_group(reader, api, own)) found.push_back(*std::move(shown));
        return found;
    }));
}

net::Response get_group(const net::Request& request, Api& api)
{
    auto id = named_group(request);
    return id ? group_response(api, *id) : not_found(api);
}

net::Response post_group(const net::Request&, Api& api)
{
    if (api.token->role == social::Role::User) return error_response(api, Error{ErrorCode::Forbidden, "group.not_yours_to_make"});
    auto posting = read_posting(api.params);
    auto joining = read_joining(api.params);
    if (!posting) return error_response(api, posting.error());
    if (!joining) return error_response(api, joining.error());
    community::GroupDraft draft{.name = api.params.text_or("name", ""),
                                .title = api.params.text_or("title", ""),
                                .description = api.params.text_or("description", ""),
                                .joining = joining->value_or(community::Joining::Open),
                                .posting = posting->value_or(community::Posting::Everybody),
                                .owner = api.me()};
    auto made = api.db.write([&](db::Transaction& tx) { return community::make_group(tx, api.domain.id, draft, api.now); });
    return made ? group_response(api, made->id) : error_response(api, made.error());
}

net::Response patch_group(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (!group) return not_found(api);
    auto change = read_change(api.params);
    if (!change) return error_response(api, change.error());
    auto changed = community::change_group(api.db, group->id, api.me(), *change, api.now);
    return changed ? group_response(api, group->id) : error_response(api, changed.error());
}

net::Response join_group(const net::Request& request, Api& api)
{
    return move_in_group(request, api, community::join_group, community::join_remote_group);
}
net::Response leave_group(const net::Request& request, Api& api)
{
    return move_in_group(request, api, community::leave_group, community::leave_remote_group);
}

// {"rhythm": "none" | "daily" | "weekly"}
net::Response put_group_digest(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (!group) return not_found(api);
    auto name = api.params.text_or("rhythm", "");
    auto rhythm = social::parse_rhythm(name);
    if (!rhythm && name != "none") return error_response(api, {ErrorCode::Invalid, "group.digest_rhythm", {{"rhythm", name}}});
    auto chosen = api.db.write([&](db::Transaction& tx) -> Result<void> {
        CHECKED(community::choose_digest(tx, {.group = group->id, .member = api.me()}, rhythm, api.now));
        if (!api.services.sends_mail) return refuse(ErrorCode::Unsupported, "group.digest_no_mail");
        return {};
    });
    return chosen ? group_response(api, group->id) : error_response(api, chosen.error());
}

// {"notify": true}: whether one is told of announcements.
net::Response put_group_announcements(const net::Request& request, Api& api)
{
    auto group = find_known_group(request, api);
    if (!group) return not_found(api);
    auto told = api.params.flag("notify");
    if (!told) return error_response(api, {ErrorCode::Invalid, "group.announcements_notify"});
    auto chosen =
        api.db.write([&](db::Transaction& tx) { return community::choose_announcements(tx, group->id, api.me(), *told); });
    return chosen ? group_response(api, group->id) : error_response(api, chosen.error());
}

// {"group_id"}: who watches asks for what is new.
void push_group(Services& services, const community::GroupChanged& event, Whom whom)
{
    auto listening = services.streams.connected_accounts();
    if (listening.empty()) return;
    auto concerned = services.database.read([&](db::Reader& reader) -> std::vector<AccountId> {
        if (whom == Whom::Members || (!event.person && !community::find_group(reader, event.group)))
            return community::members_among(reader, event.group, listening);
        if (event.person) return {*event.person};
        std::vector<AccountId> people;
        for (const auto& person : community::people_in_charge(reader, event.group)) people.push_back(person.account);
        return people;
    });
    auto text = write_json([&](JsonWriter& json) { json.object([&] { json.field("group_id", event.group); }); });
    for (auto account : concerned)
        services.streams.send(notification_channel(account), "favilla.group", {.for_all = text, .by_domain = {}});
}

void push_membership(Services& services, AccountId group, AccountId who)
{
    if (services.database.read([&](db::Reader& reader) { return community::find_remote_group(reader, group); }))
        push_group(services, {group, who}, Whom::Concerned);
}

}  // namespace favilla::console
