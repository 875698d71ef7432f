// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/growth — how the circle grows week by week: of the house for the team, of a page for who is of it and the team.
#include "analytics/growth.h"

#include <fmt/format.h>

#include "community/pages.h"
#include "console/days.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "social/accounts.h"
#include "social/active_days.h"

namespace favilla::console {

using namespace mastodon;
using namespace analytics;

namespace {

constexpr std::int64_t usual_weeks = 26;

struct Wish {
    std::optional<AccountId> page;
    std::int64_t weeks = usual_weeks;
};

Result<Wish> read_wish(db::Reader& reader, const Api& api)
{
    Wish wish;
    bool is_team = looks_after(reader, api.domain.id, std::nullopt, api.person());
    auto page = api.params.text_or("page_id", "");
    if (!page.empty()) {
        wish.page = parse_id<AccountId>(page);
        auto account = wish.page ? social::find_account(reader, *wish.page) : std::nullopt;
        bool is_here =
            account && account->domain == api.domain.id && account->kind == social::AccountKind::Page && account->is_known();
        if (!is_here || (!is_team && !community::is_of_page(reader, *wish.page, api.person())))
            return refuse(ErrorCode::NotFound, "record.not_found");
    } else if (!is_team) {
        return refuse(ErrorCode::Forbidden, "measures.for_the_team");
    }
    auto weeks = api.params.text_or("weeks", "");
    if (!weeks.empty()) wish.weeks = api.params.integer("weeks").value_or(0);
    if (wish.weeks < least_weeks || wish.weeks > most_weeks)
        return refuse(ErrorCode::Invalid, "growth.weeks", {{"most", std::to_string(most_weeks)}});
    return wish;
}

struct Loaded {
    Wish wish;
    Growth growth;
};

Result<Loaded> load(Api& api)
{
    return api.db.read([&](db::Reader& reader) -> Result<Loaded> {
        TRY(auto wish, read_wish(reader, api));
        auto today = day_of(api.now);
        auto growth = growth_of(reader, api.domain.id, wish.page, wish.weeks, today, today - social::active_days_kept);
        return Loaded{wish, std::move(growth)};
    });
}

void write_joined(JsonWriter& json, std::string_view name, const Joined& joined)
{
    json.key(name).object([&] {
        json.field("all", joined.all);
        json.field("authentic", joined.authentic);
    });
}

// Members of a page there are none.
template <class Some>
void write_people(JsonWriter& json, const Wish& wish, const Some& some)
{
    if (!wish.page) write_joined(json, "members", some.members);
    write_joined(json, "followers_here", some.followers_here);
    write_joined(json, "followers_elsewhere", some.followers_elsewhere);
    json.field("mail", some.mail);
}

void write_week(JsonWriter& json, const Wish& wish, const GrowthWeek& week)
{
    json.object([&] {
        json.field("week", date_of(week.first_day));
        write_people(json, wish, week);
        json.field("feed_readers", week.feed_readers);
        json.field("feed_told", week.feed_told);
        if (wish.page) return;
        json.field("invitations", week.invitations);
        json.field("invited", week.invited);
        json.field("active_week", week.active_week);
        json.field("active_month", week.active_month);
    });
}

void write_cohort(JsonWriter& json, const Cohort& cohort)
{
    json.object([&] {
        json.field("week", iso_date(cohort.begins_at));
        json.field("size", cohort.size);
        bool is_told = cohort.size >= least_cohort_told;
        json.key("shares").array(is_told ? cohort.shares : std::vector<CohortShare>{}, [&](const CohortShare& share) {
            json.object([&] {
                json.field("week", iso_date(share.begins_at));
                json.field("active", share.active);
                json.field("rate", share.rate);
            });
        });
    });
}

net::Response growth_response(const Loaded& loaded)
{
    const auto& [wish, growth] = loaded;
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("page_id", wish.page);
            json.key("before").object([&] { write_people(json, wish, growth.before); });
            json.key("totals").object([&] { write_people(json, wish, growth.totals); });
            json.key("weeks").array(growth.weeks, [&](const GrowthWeek& week) { write_week(json, wish, week); });
            json.field("least_followers", least_followers_of_server);
            json.key("servers").array(growth.servers, [&](const ServerFollowers& server) {
                json.object([&] {
                    json.field("host", server.host);
                    json.field("followers", server.followers);
                });
            });
            json.key("cohorts").array(growth.cohorts, [&](const Cohort& cohort) { write_cohort(json, cohort); });
        });
    });
}

std::string number_or_nothing(std::optional<std::int64_t> number) { return number ? std::to_string(*number) : ""; }

net::Response growth_as_csv(const Loaded& loaded)
{
    std::string text =
        "week,members,members_authentic,followers_here,followers_here_authentic,followers_elsewhere,"
        "followers_elsewhere_authentic,mail,feed_readers,feed_told,invitations,invited,active_week,active_month\r\n";
    for (const auto& week : loaded.growth.weeks)
        text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", date_of(week.first_day), week.members.all,
                            week.members.authentic, week.followers_here.all, week.followers_here.authentic,
                            week.followers_elsewhere.all, week.followers_elsewhere.authentic, week.mail, week.feed_readers,
                            week.feed_told, week.invitations, week.invited, number_or_nothing(week.active_week),
                            number_or_nothing(week.active_month));
    return net::response_of_type(200, "text/csv; charset=utf-8", std::move(text));
}

}  // namespace

// ?page_id=…&weeks=26, the last being the week of today.
net::Response get_growth(const net::Request&, Api& api)
{
    auto loaded = load(api);
    return loaded ? growth_response(*loaded) : error_response(api, loaded.error());
}

// The same as a file: ?format=csv, the weeks; ?format=json, all of it.
net::Response export_growth(const net::Request&, Api& api)
{
    auto loaded = load(api);
    if (!loaded) return error_response(api, loaded.error());
    auto format = api.params.text_or("format", "csv");
    if (format != "csv" && format != "json") return error_response(api, {ErrorCode::Invalid, "measures.format"});
    auto response = format == "csv" ? growth_as_csv(*loaded) : growth_response(*loaded);
    response.set_header("Content-Disposition", fmt::format("attachment; filename=\"growth.{}\"", format));
    return response;
}

}  // namespace favilla::console
