// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/page_json.h"

#include "mastodon/account_json.h"
#include "strategy/public_figures.h"

namespace favilla::console {

using namespace mastodon;

namespace {

struct ShownPage {
    social::Account account;
    community::Page page;
    social::PagePreferences preferences;
    std::optional<social::PageRole> role;  // of who asks
    std::optional<community::PageInvitation> invitation;
    std::optional<social::Account> invited_by;
    bool is_sole_judge = false;
    bool has_public_figures = false;
    community::OpenDrafts drafts;
};

std::optional<ShownPage> load_page(db::Reader& reader, const Api& api, AccountId id)
{
    auto page = community::find_page(reader, id);
    auto account = page ? social::find_account(reader, id) : std::nullopt;
    if (!account || account->domain != api.domain.id) return std::nullopt;
    ShownPage shown{.account = *account,
                    .page = *page,
                    .preferences = social::page_preferences(reader, id),
                    .role = {},
                    .invitation = {},
                    .invited_by = {},
                    .drafts = {}};
    shown.has_public_figures = strategy::has_public_figures(reader, id);
    if (!api.viewer.account) return shown;
    auto me = api.me();
    shown.role = social::role_for_page(reader, id, me);
    shown.invitation = community::page_invitation_for(reader, id, me);
    if (shown.invitation) shown.invited_by = social::find_account(reader, shown.invitation->by);
    if (!shown.role) return shown;
    shown.is_sole_judge = community::is_sole_judge(reader, id, me);
    shown.drafts = community::count_open_drafts(reader, id);
    return shown;
}

void write_membership(JsonWriter& json, const Api& api, const ShownPage& shown)
{
    using community::PageAct;
    json.key("membership");
    if (!shown.role && !shown.invitation) return json.value(nullptr);
    auto role = shown.role ? *shown.role : shown.invitation->role;
    auto may = [&](PageAct act) { return shown.role && community::may(role, act, shown.page.reviews, shown.is_sole_judge); };
    json.object([&] {
        json.field("state", shown.role ? "member" : "invited");
        json.field("role", name_of(role));
        json.key("invited_by");
        if (shown.invited_by)
            write_account(json, *shown.invited_by, api.domain);
        else
            json.value(nullptr);
        json.key("may").object([&] {
            json.field("speak", may(PageAct::Read));
            json.field("begin", may(PageAct::Begin));
            json.field("answer", may(PageAct::Answer));
            json.field("write", shown.role && (role >= social::PageRole::Editor || role == social::PageRole::Contributor));
            json.field("keep", may(PageAct::Keep));
            json.field("own", may(PageAct::Found));
        });
        json.field("drafts_count", shown.drafts.all);
        json.field("review_count", shown.drafts.in_review);
    });
}

void write_page(JsonWriter& json, const Api& api, const ShownPage& shown)
{
    json.object([&] {
        json.field("id", shown.account.id);
        json.field("posture", shown.account.posture ? std::optional{name_of(*shown.account.posture)} : std::nullopt);
        json.field("reviews", shown.page.reviews);
        json.field("signs", shown.page.signs);
        json.field("default_visibility", visibility_name(shown.preferences.visibility));
        json.field("default_language", shown.preferences.language);
        json.field("public_figures", shown.has_public_figures);
        json.field("description", shown.account.note);
        json.field("created_at", shown.page.created_at);
        json.key("account");
        write_account(json, shown.account, api.domain);
        write_membership(json, api, shown);
    });
}

}  // namespace

std::optional<community::Page> find_shown_page(const net::Request& request, Api& api)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) -> std::optional<community::Page> {
        auto page = community::find_page(reader, *id);
        auto account = page ? social::find_account(reader, *id) : std::nullopt;
        return account && account->domain == api.domain.id ? page : std::nullopt;
    });
}

std::optional<TeamPlace> find_team_place(const net::Request& request, Api& api)
{
    auto page = find_shown_page(request, api);
    if (!page) return std::nullopt;
    auto role = api.db.read([&](db::Reader& reader) { return social::role_for_page(reader, page->id, api.me()); });
    if (!role) return std::nullopt;
    return TeamPlace{*page, {page->id, api.me(), *role, {}}};
}

net::Response page_response(Api& api, AccountId id)
{
    auto shown = api.db.read([&](db::Reader& reader) { return load_page(reader, api, id); });
    if (!shown) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_page(json, api, *shown); });
}

net::Response pages_response(Api& api, const std::vector<AccountId>& ids)
{
    auto pages = api.db.read([&](db::Reader& reader) {
        std::vector<ShownPage> found;
        for (auto id : ids)
            if (auto shown = load_page(reader, api, id)) found.push_back(*std::move(shown));
        return found;
    });
    return json_response(
        200, [&](JsonWriter& json) { json.array(pages, [&](const ShownPage& shown) { write_page(json, api, shown); }); });
}

}  // namespace favilla::console
