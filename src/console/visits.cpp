// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/visits — what the organisation's own sites brought, in a period and beside the one before; and which sites are listened to.
// Numbers by day: nobody who came can be found in them. For the team.
#include "analytics/visits.h"

#include "analytics/goal_worth.h"
#include "analytics/visit_periods.h"
#include "base/money.h"
#include "base/time_zone.h"
#include "base/web_url.h"
#include "console/days.h"
#include "console/routes.h"
#include "console/visit_json.h"
#include "mastodon/answers.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using namespace analytics;

constexpr std::int64_t usual_days = 28;
constexpr std::int64_t most_days = 1100;  // three years, one of them a leap year, and what a comparison may add
constexpr std::int64_t usual_rows = 10, most_rows = 1000;
constexpr std::int64_t strangers_shown = 28;  // days

struct Asked {
    std::int64_t from = 0, to = 0;
    std::optional<std::int64_t> before;  // the first day of what it is compared with
};

// The same days of the week a year before: 364 days.
Result<Asked> read_period(const Api& api, const VisitSite& site)
{
    auto zone = TimeZone::find(site.time_zone);
    TRY(auto to, read_day(api.params, "to", zone ? zone->local(api.now).day : day_of(api.now), "visits.period_unreadable"));
    TRY(auto from, read_day(api.params, "from", to - usual_days + 1, "visits.period_unreadable"));
    if (from > to || to - from >= most_days) return refuse(ErrorCode::Invalid, "visits.period_unreadable", {{"field", "from"}});
    auto compare = api.params.text_or("compare", "previous");
    Asked asked{.from = from, .to = to, .before = std::nullopt};
    if (compare == "previous")
        asked.before = from - (to - from + 1);
    else if (compare == "year")
        asked.before = from - 364;
    else if (compare != "none")
        return refuse(ErrorCode::Invalid, "visits.compare_unknown", {{"field", "compare"}});
    return asked;
}

// The one that is named, else the first that is listened to, else the first there is.
Result<VisitSite> read_site(db::Reader& reader, const Api& api)
{
    if (auto host = api.params.text("site")) {
        auto site = find_visit_site(reader, api.domain.id, normal_host(*host).value_or(*host));
        if (!site) return refuse(ErrorCode::NotFound, "visits.site_unknown", {{"host", *host}});
        return *site;
    }
    auto sites = visit_sites(reader, api.domain.id);
    if (sites.empty()) return refuse(ErrorCode::NotFound, "visits.no_site");
    auto listened = std::ranges::find_if(sites, [](const VisitSite& site) { return site.beacon_since.has_value(); });
    return listened == sites.end() ? sites.front() : *listened;
}

void write_totals(JsonWriter& json, const VisitTotals& totals)
{
    json.field("views", totals.views);
    json.field("visits", totals.visits);
    json.field("visitors", totals.visitors);
    json.field("bounces", totals.bounces);
    json.field("seconds", totals.seconds);
}

// By currency; amounts are texts in major units, so that no client rounds them.
void write_worth(JsonWriter& json, const GoalsByName& goals)
{
    std::map<std::string, std::int64_t> sums;
    for (const auto& [name, goal] : goals)
        if (goal.declared) sums[goal.declared->currency] += goal.worth();
    json.key("worth").array(sums, [&](const auto& sum) {
        json.object([&] {
            json.field("currency", sum.first);
            json.field("amount", money_in(sum.first, sum.second));
        });
    });
}

void write_days(JsonWriter& json, const VisitPeriod& period, const GoalsByName& goals)
{
    write_worth(json, goals);
    json.field("from", date_of(period.from_day));
    json.field("to", date_of(period.to_day));
    json.key("totals").object([&] { write_totals(json, period.totals); });
    json.key("days").array(period.days, [&](const VisitsOfDay& day) {
        json.object([&] {
            json.field("date", date_of(day.day));
            json.field("told_by", day.by_beacon ? "beacon" : "log");
            write_totals(json, day.totals);
        });
    });
}

void write_rows(JsonWriter& json, std::string_view key, const NamedRows& rows)
{
    json.key(key).object([&] {
        json.field("count", rows.count);
        json.key("rows").array(rows.rows, [&](const NamedVisits& one) {
            json.object([&] {
                json.field("name", one.name);
                json.field("views", one.figures.views);
                json.field("visits", one.figures.visits);
            });
        });
    });
}

void write_goal(JsonWriter& json, const GoalFigures& goal)
{
    json.key("said").begin_array();
    for (const auto& [currency, sum] : goal.said)
        if (!currency.empty())
            json.object([&] {
                json.field("currency", currency);
                json.field("amount", money_in(currency, sum.amount));
                json.field("times", sum.times);
            });
    json.end_array();
    json.key("worth");
    if (goal.declared)
        write_goal_worth(json, *goal.declared, goal.worth());
    else
        json.value(nullptr);
    json.key("channels").array(goal.by_channel, [&](const auto& part) {
        json.object([&] {
            json.field("channel", part.first.empty() ? std::nullopt : std::optional{part.first});
            json.field("times", part.second.times);
            json.field("worth",
                       goal.declared ? std::optional{money_in(goal.declared->currency, part.second.worth)} : std::nullopt);
        });
    });
}

void write_rows(JsonWriter& json, std::string_view key, const ActRows& rows, const GoalsByName* goals = nullptr)
{
    json.key(key).object([&] {
        json.field("count", rows.count);
        json.key("rows").array(rows.rows, [&](const NamedAct& one) {
            json.object([&] {
                if (goals) {
                    auto goal = goals->find(one.name);
                    write_goal(json, goal == goals->end() ? GoalFigures{} : goal->second);
                }
                json.field("name", one.name);
                json.field("times", one.acts.times);
                json.field("visitors", one.acts.visitors);
                json.field("value", static_cast<double>(one.acts.thousandths) / 1000);
            });
        });
    });
}

void write_site(JsonWriter& json, const Api& api, const VisitSite& site)
{
    auto script = std::string{"<script defer src=\""} + api.origin() + "/beacon.js\" data-site=\"" + site.host + "\"></script>";
    auto picture = std::string{"<noscript><img src=\""} + api.origin() + "/beacon.gif?site=" + site.host
                 + "\" referrerpolicy=\"no-referrer-when-downgrade\" alt=\"\"></noscript>";
    auto day = [](std::optional<std::int64_t> number) { return number ? std::optional{date_of(*number)} : std::nullopt; };
    json.object([&] {
        json.field("host", site.host);
        json.field("time_zone", site.time_zone);
        json.field("beacon_since", site.beacon_since);
        json.field("first_day", day(site.first_day));
        json.field("last_day", day(site.last_day));
        json.field("script", script);
        json.field("picture", picture);
    });
}

net::Response sites_response(Api& api)
{
    auto [sites, strangers] = api.db.read([&](db::Reader& reader) {
        return std::pair{visit_sites(reader, api.domain.id), strangers_since(reader, day_of(api.now) - strangers_shown + 1)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("sites").array(sites, [&](const VisitSite& site) { write_site(json, api, site); });
            json.field("unnamed_requests", strangers);
        });
    });
}

template <class Change>
net::Response change_sites(Api& api, std::string note, Change&& change)
{
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        CHECKED(change(tx));
        social::note_act(tx,
                         {.domain = api.domain.id, .by = api.me(), .act = "change_organisation", .text = "visits/sites: " + note},
                         api.now);
        return {};
    });
    if (!done) return error_response(api, done.error());
    return sites_response(api);
}

}  // namespace

net::Response get_visits(const net::Request&, Api& api)
{
    struct Found {
        VisitSite site;
        VisitPeriod period;
        std::optional<VisitPeriod> before;
        GoalsByName goals, goals_before;
    };
    auto rows = std::clamp<std::int64_t>(api.params.integer("limit").value_or(usual_rows), 1, most_rows);
    auto found = api.db.read([&](db::Reader& reader) -> Result<Found> {
        TRY(auto site, read_site(reader, api));
        TRY(auto asked, read_period(api, site));
        Found result{.site = site,
                     .period = visits_in(reader, site.id, asked.from, asked.to, rows),
                     .before = {},
                     .goals = goals_in(reader, site.id, asked.from, asked.to),
                     .goals_before = {}};
        if (!asked.before) return result;
        auto until = *asked.before + (asked.to - asked.from);
        result.before = visits_in(reader, site.id, *asked.before, until, rows);
        result.goals_before = goals_in(reader, site.id, *asked.before, until);
        return result;
    });
    if (!found) return error_response(api, found.error());
    const auto& period = found->period;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("site", found->site.host);
            json.field("time_zone", found->site.time_zone);
            write_days(json, period, found->goals);
            json.key("before");
            if (found->before)
                json.object([&] { write_days(json, *found->before, found->goals_before); });
            else
                json.value(nullptr);
            write_rows(json, "hours", period[FigureKind::Hour]);
            write_rows(json, "pages", period[FigureKind::Page]);
            write_rows(json, "channels", period[FigureKind::Channel]);
            write_rows(json, "sources", period[FigureKind::Source]);
            write_rows(json, "campaigns", period[FigureKind::Campaign]);
            write_rows(json, "goals", period[ActKind::Goal], &found->goals);
            write_rows(json, "outgoing", period[ActKind::Outgoing]);
            json.key("dropped").array(period[FigureKind::Drop].rows, [&](const NamedVisits& one) {
                json.object([&] {
                    json.field("reason", one.name);
                    json.field("requests", one.figures.views);
                });
            });
        });
    });
}

net::Response get_visit_sites(const net::Request&, Api& api) { return sites_response(api); }

net::Response post_visit_site(const net::Request&, Api& api)
{
    auto host = api.params.text_or("host", ""), zone = api.params.text_or("time_zone", "Etc/UTC");
    return change_sites(api, "+ " + host, [&](db::Transaction& tx) -> Result<void> {
        CHECKED(name_visit_site(tx, api.domain.id, host, zone, api.now));
        return {};
    });
}

net::Response delete_visit_site(const net::Request&, Api& api)
{
    auto host = api.params.text_or("host", "");
    auto figures = api.params.flag_or("forget", false) ? Figures::Forget : Figures::Keep;
    return change_sites(api, (figures == Figures::Forget ? "-- " : "- ") + host, [&](db::Transaction& tx) {
        return drop_visit_site(tx, api.domain.id, normal_host(host).value_or(host), figures);
    });
}

}  // namespace favilla::console
