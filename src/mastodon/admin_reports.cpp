// SPDX-License-Identifier: AGPL-3.0-or-later
// What was reported, for those who look after this place (docs.joinmastodon.org/methods/admin/reports).
#include "mastodon/admin_json.h"
#include "mastodon/answers.h"
#include "mastodon/handlers.h"
#include "social/report_desk.h"

namespace favilla::mastodon {

namespace {

net::Response report_response(Api& api, ReportId id)
{
    auto views = api.db.read([&](db::Reader& reader) {
        auto found = social::find_report(reader, api.domain.id, id);
        return load_reports(reader, api.domain.id, found ? std::vector{*found} : std::vector<social::Report>{}, api.viewer);
    });
    if (views.items.empty()) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_admin_report(json, api, views, views.items.front()); });
}

template <class Act>
net::Response act_on_report(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<ReportId>(request.param("id"));
    if (!id) return not_found(api);
    auto done =
        api.db.write([&](db::Transaction& tx) { return act(tx, social::Moderator{api.me(), api.domain.id}, *id, api.now); });
    return done ? report_response(api, *id) : error_response(api, done.error());
}

}  // namespace

net::Response get_admin_reports(const net::Request& request, Api& api)
{
    social::ReportQuery query{.resolved = api.params.flag_or("resolved", false),
                              .by = api.params.id<AccountId>("account_id"),
                              .target = api.params.id<AccountId>("target_account_id"),
                              .assigned = api.params.id<AccountId>("assigned_account_id")};  // ours: those one has in hand
    social::Page<social::Report> page;
    auto views = api.db.read([&](db::Reader& reader) {
        page = social::reports_of(reader, api.domain.id, query, read_page(api.params, 100, 200));
        return load_reports(reader, api.domain.id, page.items, api.viewer);
    });
    auto response = json_response(200, [&](JsonWriter& json) {
        json.array(views.items, [&](const social::Report& report) { write_admin_report(json, api, views, report); });
    });
    return with_page_links(std::move(response), request, api, page);
}

net::Response get_admin_report(const net::Request& request, Api& api)
{
    auto id = parse_id<ReportId>(request.param("id"));
    return id ? report_response(api, *id) : not_found(api);
}

net::Response put_admin_report(const net::Request& request, Api& api)
{
    social::ReportChange change{.category = api.params.text("category"), .rules = {}};
    if (api.params.names("rule_ids")) change.rules = api.params.ids<RuleId>("rule_ids");
    return act_on_report(request, api, [&](db::Transaction& tx, const social::Moderator& moderator, ReportId id, Time now) {
        return social::change_report(tx, moderator, id, change, now);
    });
}

net::Response assign_admin_report(const net::Request& request, Api& api)
{
    return act_on_report(request, api, social::assign_report);
}

net::Response unassign_admin_report(const net::Request& request, Api& api)
{
    return act_on_report(request, api, social::unassign_report);
}

net::Response resolve_admin_report(const net::Request& request, Api& api)
{
    return act_on_report(request, api, social::resolve_report);
}

net::Response reopen_admin_report(const net::Request& request, Api& api)
{
    return act_on_report(request, api, social::reopen_report);
}

}  // namespace favilla::mastodon
