// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/annual_reports.cpp — docs.joinmastodon.org/methods/annual_reports. What is told is schema version 2 of AnnualReport, with the kinds of posts
// (type_distribution) besides; what was told in version 1 alone (apps, people, a place among the others) is not.
#include "social/annual_reports.h"

#include "mastodon/account_json.h"
#include "mastodon/answers.h"
#include "mastodon/async_refreshes.h"
#include "mastodon/handlers.h"
#include "mastodon/status_json.h"
#include "social/accounts.h"

namespace favilla::mastodon {

namespace {

using social::AnnualReport;

constexpr int schema_version = 2;

std::optional<int> named_year(const net::Request& request) { return social::parse_year(request.param("year")); }

// Posts that are no longer there are named by no report.
struct Reports {
    std::vector<AnnualReport> reports;
    social::StatusViews views;
    std::optional<social::Account> owner;

    std::optional<StatusId> shown(std::optional<StatusId> id) const
    {
        for (const auto& view : views.items)
            if (view.status.id == id) return id;
        return std::nullopt;
    }
};

Reports load(db::Reader& reader, const Api& api, std::vector<AnnualReport> reports)
{
    std::vector<StatusId> ids;
    for (const auto& report : reports)
        for (auto id : {report.most_boosted, report.most_answered, report.most_favoured})
            if (id) ids.push_back(*id);
    auto views = social::load_views(reader, social::find_statuses(reader, ids, api.viewer), api.viewer);
    auto owner = reports.empty() ? std::nullopt : social::find_account(reader, api.me());
    return {std::move(reports), std::move(views), std::move(owner)};
}

void write_months(JsonWriter& json, const AnnualReport& report)
{
    json.key("time_series").array([&] {
        for (std::size_t month = 0; month < report.months.size(); ++month)
            json.object([&] {
                json.field("month", month + 1);
                json.field("statuses", report.months[month].statuses);
                json.field("following", report.months[month].following);
                json.field("followers", report.months[month].followers);
            });
    });
}

void write_data(JsonWriter& json, const Reports& all, const AnnualReport& report)
{
    json.field("archetype", report.archetype);
    json.key("type_distribution").object([&] {
        json.field("total", report.posts.total());
        json.field("reblogs", report.posts.boosts);
        json.field("replies", report.posts.replies);
        json.field("standalone", report.posts.standalone);
    });
    json.key("top_statuses").object([&] {
        json.field("by_reblogs", all.shown(report.most_boosted));
        json.field("by_replies", all.shown(report.most_answered));
        json.field("by_favourites", all.shown(report.most_favoured));
    });
    json.key("top_hashtags").array(report.tags, [&](const social::TagOfReport& tag) {
        json.object([&] {
            json.field("name", tag.name);
            json.field("count", tag.uses);
        });
    });
    write_months(json, report);
}

net::Response reports_response(const Api& api, const Reports& all)
{
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("annual_reports").array(all.reports, [&](const AnnualReport& report) {
                json.object([&] {
                    json.field("year", report.year);
                    json.key("data").object([&] { write_data(json, all, report); });
                    json.field("schema_version", schema_version);
                    json.field("share_url", nullptr);
                    json.field("account_id", report.account);
                });
            });
            json.key("accounts").array([&] {
                if (all.owner) write_account(json, *all.owner, api.domain);
            });
            json.key("statuses");
            write_statuses(json, audience_of(api), all.views);
        });
    });
}

}  // namespace

net::Response get_annual_reports(const net::Request&, Api& api)
{
    return reports_response(
        api, api.db.read([&](db::Reader& reader) { return load(reader, api, social::annual_reports(reader, api.me())); }));
}

net::Response get_annual_report(const net::Request& request, Api& api)
{
    auto year = named_year(request);
    if (!year) return not_found(api);
    auto found = api.db.read([&](db::Reader& reader) -> std::optional<Reports> {
        auto report = social::find_annual_report(reader, api.me(), *year);
        if (!report) return std::nullopt;
        return load(reader, api, {*std::move(report)});
    });
    return found ? reports_response(api, *found) : not_found(api);
}

net::Response get_annual_report_state(const net::Request& request, Api& api)
{
    auto year = named_year(request);
    if (!year) return not_found(api);
    auto [state, refresh] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::state_of_report(reader, api.me(), *year, api.now),
                         refresh_of_report(reader, api.me(), *year, api.now)};
    });
    auto response = json_response(200, [&](JsonWriter& json) { json.object([&] { json.field("state", name_of(state)); }); });
    return with_refresh(std::move(response), refresh);
}

// 202: it is being made. 200: there is nothing to make.
net::Response generate_annual_report(const net::Request& request, Api& api)
{
    auto year = named_year(request);
    if (!year) return not_found(api);
    auto refresh = api.db.write([&](db::Transaction& tx) -> std::optional<AsyncRefresh> {
        if (!social::ask_for_report(tx, api.me(), *year, api.now)) return std::nullopt;
        return refresh_of_report(tx, api.me(), *year, api.now);
    });
    auto response = empty_object();
    if (refresh) response.status = 202;
    return with_refresh(std::move(response), refresh);
}

net::Response read_annual_report(const net::Request& request, Api& api)
{
    auto year = named_year(request);
    bool is_there =
        year && api.db.write([&](db::Transaction& tx) { return social::note_report_read(tx, api.me(), *year, api.now); });
    return is_there ? empty_object() : not_found(api);
}

}  // namespace favilla::mastodon
