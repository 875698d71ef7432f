// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/pages — pages of this place: made by those who look after it, run by their teams. It is persons who act here, never a
// page's voice.
#include "community/pages.h"

#include "console/page_json.h"
#include "console/routes.h"
#include "mastodon/account_json.h"
#include "mastodon/streams.h"

namespace favilla::console {

using namespace mastodon;

namespace {

Result<std::optional<social::Posture>> read_posture(const Params& params)
{
    auto name = params.text_or("posture", "");
    if (name.empty()) return std::optional<social::Posture>{};
    auto posture = social::parse_posture(name);
    if (!posture) return refuse(ErrorCode::Invalid, "page.posture", {{"posture", name}});
    return posture;
}

Result<social::PagePreferenceChange> read_page_preferences(const Params& params)
{
    social::PagePreferenceChange change{.visibility = {}, .language = params.text("default_language")};
    if (auto name = params.text("default_visibility")) {
        change.visibility = parse_visibility(*name);
        if (!change.visibility) return refuse(ErrorCode::Invalid, "status.visibility_invalid");
    }
    return change;
}

Result<social::PageRole> read_role(const Params& params)
{
    auto name = params.text_or("role", "");
    auto role = social::parse_page_role(name);
    if (!role) return refuse(ErrorCode::Invalid, "page.role", {{"role", name}});
    return *role;
}

Result<community::TeamAct> read_team_act(const Params& params)
{
    using enum community::TeamActKind;
    constexpr std::pair<std::string_view, community::TeamActKind> kinds[] = {
        {"invite", Invite}, {"withdraw", Withdraw}, {"assign", Assign}, {"remove", Remove}};
    auto name = params.text_or("act", "");
    for (const auto& [known, kind] : kinds) {
        if (name != known) continue;
        community::TeamAct act{
            .page = {}, .by = {}, .kind = kind, .whom = params.id<AccountId>("account_id").value_or(AccountId{})};
        if (kind == Invite || kind == Assign) { TRY(act.role, read_role(params)); }
        return act;
    }
    return refuse(ErrorCode::Invalid, "page.act_unknown", {{"act", name}});
}

net::Response move_in_team(const net::Request& request, Api& api,
                           Result<void> (*move)(db::Transaction&, AccountId, AccountId, Time))
{
    auto page = find_shown_page(request, api);
    if (!page) return not_found(api);
    auto moved = api.db.write([&](db::Transaction& tx) { return move(tx, page->id, api.me(), api.now); });
    return moved ? page_response(api, page->id) : error_response(api, moved.error());
}

}  // namespace

net::Response get_pages(const net::Request&, Api& api)
{
    auto after = api.params.id<AccountId>("after").value_or(AccountId{});
    auto limit = read_page(api.params, 40, 80).limit;
    return pages_response(
        api, api.db.read([&](db::Reader& reader) { return community::pages_of_domain(reader, api.domain.id, after, limit); }));
}

net::Response get_own_pages(const net::Request&, Api& api)
{
    return pages_response(api, api.db.read([&](db::Reader& reader) {
        std::vector<AccountId> ids;
        for (const auto& invitation : community::page_invitations_for(reader, api.me())) ids.push_back(invitation.page);
        for (const auto& voice : social::voices_of(reader, api.me())) ids.push_back(voice.page);
        return ids;
    }));
}

net::Response get_page(const net::Request& request, Api& api)
{
    auto page = find_shown_page(request, api);
    return page ? page_response(api, page->id) : not_found(api);
}

net::Response post_page(const net::Request&, Api& api)
{
    if (api.token->role == social::Role::User) return error_response(api, Error{ErrorCode::Forbidden, "page.not_yours_to_make"});
    auto posture = read_posture(api.params);
    if (!posture) return error_response(api, posture.error());
    community::PageDraft draft{.name = api.params.text_or("name", ""),
                               .title = api.params.text_or("title", ""),
                               .description = api.params.text_or("description", ""),
                               .posture = *posture,
                               .reviews = api.params.flag_or("reviews", false),
                               .signs = api.params.flag_or("signs", false),
                               .owner = api.me()};
    auto made = api.db.write([&](db::Transaction& tx) { return community::make_page(tx, api.domain.id, draft, api.now); });
    return made ? page_response(api, made->id) : error_response(api, made.error());
}

net::Response patch_page(const net::Request& request, Api& api)
{
    auto page = find_shown_page(request, api);
    if (!page) return not_found(api);
    auto posture = read_posture(api.params);
    if (!posture) return error_response(api, posture.error());
    auto preferences = read_page_preferences(api.params);
    if (!preferences) return error_response(api, preferences.error());
    community::PageChange change{.title = api.params.text("title"),
                                 .description = api.params.text("description"),
                                 .posture = *posture,
                                 .reviews = api.params.flag("reviews"),
                                 .signs = api.params.flag("signs"),
                                 .preferences = *preferences};
    auto changed = community::change_page(api.db, page->id, api.me(), change, api.now);
    return changed ? page_response(api, page->id) : error_response(api, changed.error());
}

net::Response join_page(const net::Request& request, Api& api)
{
    return move_in_team(request, api, community::accept_page_invitation);
}
net::Response leave_page(const net::Request& request, Api& api) { return move_in_team(request, api, community::leave_page); }

net::Response post_team_act(const net::Request& request, Api& api)
{
    auto page = find_shown_page(request, api);
    if (!page) return not_found(api);
    auto act = read_team_act(api.params);
    if (!act) return error_response(api, act.error());
    act->page = page->id;
    act->by = api.me();
    auto done = community::act_on_team(api.db, *act, api.now);
    return done ? page_response(api, page->id) : error_response(api, done.error());
}

net::Response get_page_team(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto [team, invited, accounts] = api.db.read([&](db::Reader& reader) {
        auto voices = social::team_of_page(reader, place->page.id);
        auto invitations = community::page_invitations(reader, place->page.id);
        std::vector<AccountId> ids;
        for (const auto& voice : voices) ids.push_back(voice.person);
        for (const auto& invitation : invitations) ids.push_back(invitation.whom);
        return std::tuple{voices, invitations, load_accounts(reader, ids)};
    });
    auto write = [&](JsonWriter& json, std::string_view state, social::PageRole role, Time since, AccountId who) {
        json.object([&] {
            json.field("state", state);
            json.field("role", name_of(role));
            json.field("since", since);
            write_person(json, api, accounts, "account", who);
        });
    };
    return json_response(200, [&](JsonWriter& json) {
        json.array([&] {
            for (const auto& voice : team) write(json, "member", voice.role, voice.since, voice.person);
            for (const auto& one : invited) write(json, "invited", one.role, one.created_at, one.whom);
        });
    });
}

net::Response get_page_log(const net::Request& request, Api& api)
{
    auto place = find_team_place(request, api);
    if (!place) return not_found(api);
    auto [log, accounts] = api.db.read([&](db::Reader& reader) {
        auto found = community::page_log(reader, place->page.id, read_page(api.params, 40, 80));
        std::vector<AccountId> ids;
        for (const auto& entry : found.items) {
            ids.push_back(entry.by);
            if (auto target = parse_id<AccountId>(entry.object)) ids.push_back(*target);
        }
        return std::pair{found, load_accounts(reader, ids)};
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(log.items, [&](const community::PageLogEntry& entry) {
            json.object([&] {
                json.field("id", std::to_string(entry.id));
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

// {"page_id"}: who watches asks for what is new.
void push_page(Services& services, const community::TeamChanged& event)
{
    auto listening = services.streams.connected_accounts();
    if (listening.empty()) return;
    std::vector<AccountId> concerned{event.page};  // whoever speaks for it listens in its name
    if (event.person) concerned.push_back(*event.person);
    for (const auto& voice : services.database.read([&](db::Reader& reader) { return social::team_of_page(reader, event.page); }))
        if (voice.person != event.person) concerned.push_back(voice.person);
    auto text = write_json([&](JsonWriter& json) { json.object([&] { json.field("page_id", event.page); }); });
    for (auto account : concerned)
        services.streams.send(notification_channel(account), "favilla.page", {.for_all = text, .by_domain = {}});
}

}  // namespace favilla::console
