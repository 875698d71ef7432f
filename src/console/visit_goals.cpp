// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/visits/goals — what the organisation says that goals of a site are worth: so much each, or what pages say of each.
#include "analytics/effort_results.h"
#include "base/money.h"
#include "base/web_url.h"
#include "console/routes.h"
#include "console/visit_json.h"
#include "mastodon/answers.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;
using analytics::GoalWorth;

namespace {

// As an effort's worth of one: three digits behind those of the currency.
int digits_of_each(std::string_view currency)
{
    return find_currency(currency).value_or(Currency{}).digits + analytics::unit_value_digits;
}

Result<analytics::VisitSite> read_site(db::Reader& reader, const Api& api)
{
    auto host = api.params.text_or("site", "");
    auto site = analytics::find_visit_site(reader, api.domain.id, normal_host(host).value_or(host));
    if (!site) return refuse(ErrorCode::NotFound, "visits.site_unknown", {{"host", host}});
    return *site;
}

struct Listed {
    analytics::VisitSite site;
    std::vector<GoalWorth> goals;
};

net::Response goals_response(Api& api, const Result<Listed>& listed)
{
    if (!listed) return error_response(api, listed.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("site", listed->site.host);
            json.key("goals").array(listed->goals, [&](const GoalWorth& goal) {
                json.object([&] {
                    json.field("goal", goal.goal);
                    json.field("currency", goal.currency);
                    json.field("each", worth_of_each(goal));
                });
            });
        });
    });
}

Result<GoalWorth> read_worth(const Params& params)
{
    GoalWorth worth{.goal = params.text_or("goal", ""), .currency = params.text_or("currency", ""), .each = {}};
    auto each = params.text_or("each", "");
    if (each.empty()) return worth;
    worth.each = parse_amount(each, digits_of_each(worth.currency));
    if (!worth.each) return refuse(ErrorCode::Invalid, "visits.goal_each", {{"field", "each"}});
    return worth;
}

template <class Change>
net::Response change_goals(Api& api, const std::string& note, Change&& change)
{
    return goals_response(api, api.db.write([&](db::Transaction& tx) -> Result<Listed> {
        TRY(auto site, read_site(tx, api));
        CHECKED(change(tx, site.id));
        social::note_act(tx,
                         {.domain = api.domain.id,
                          .by = api.me(),
                          .act = "change_organisation",
                          .text = "visits/goals: " + site.host + " " + note},
                         api.now);
        return Listed{site, analytics::goal_worths(tx, site.id)};
    }));
}

}  // namespace

std::string money_in(std::string_view currency, std::int64_t minor_units)
{
    return amount_text(minor_units, find_currency(currency).value_or(Currency{}).digits);
}

std::optional<std::string> worth_of_each(const GoalWorth& goal)
{
    return goal.each ? std::optional{amount_text(*goal.each, digits_of_each(goal.currency))} : std::nullopt;
}

void write_goal_worth(JsonWriter& json, const GoalWorth& goal, std::int64_t worth)
{
    json.object([&] {
        json.field("currency", goal.currency);
        json.field("amount", money_in(goal.currency, worth));
        json.field("each", worth_of_each(goal));
    });
}

net::Response get_visit_goals(const net::Request&, Api& api)
{
    return goals_response(api, api.db.read([&](db::Reader& reader) -> Result<Listed> {
        TRY(auto site, read_site(reader, api));
        return Listed{site, analytics::goal_worths(reader, site.id)};
    }));
}

// {"site": …, "goal": …, "currency": "EUR", "each": "2.50"}; without "each" its pages say what each one is worth.
net::Response put_visit_goal(const net::Request&, Api& api)
{
    auto worth = read_worth(api.params);
    if (!worth) return error_response(api, worth.error());
    auto note = worth->goal + " = " + worth_of_each(*worth).value_or("?") + " " + worth->currency;
    return change_goals(
        api, note, [&](db::Transaction& tx, analytics::VisitSiteId site) { return analytics::set_goal_worth(tx, site, *worth); });
}

net::Response delete_visit_goal(const net::Request&, Api& api)
{
    auto goal = api.params.text_or("goal", "");
    return change_goals(api, "- " + goal, [&](db::Transaction& tx, analytics::VisitSiteId site) {
        return analytics::drop_goal_worth(tx, site, goal);
    });
}

}  // namespace favilla::console
