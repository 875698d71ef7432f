// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/efforts/:id/costs — what an effort costs, and what came back for it. Amounts are texts in the currency's major unit, so
// that no client rounds them.
#include "analytics/effort_costs.h"

#include <cmath>

#include "base/money.h"
#include "console/days.h"
#include "console/effort_json.h"
#include "console/routes.h"
#include "desk/sheet.h"
#include "social/moderation_log.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using analytics::Effort;
using analytics::EffortCost;
using analytics::EffortCostId;
using analytics::EffortId;

struct ShownCosts {
    ShownEffort effort;
    std::vector<EffortCost> costs;
    std::optional<analytics::EffortTimer> timer;
    Accounts people;
    std::int64_t desk_minutes = 0;  // of all who booked hours of a desk to it: who they are is theirs to tell

    // None where the effort says no rate.
    std::optional<std::int64_t> desk_amount() const
    {
        auto rate = effort.effort.hourly_rate;
        return rate ? std::optional{analytics::hours_amount(desk_minutes, *rate)} : std::nullopt;
    }
};

int digits_of(const Effort& effort) { return find_currency(effort.currency).value_or(Currency{}).digits; }

std::optional<ShownCosts> load_costs(db::Reader& reader, const Api& api, std::optional<EffortId> id)
{
    auto effort = find_own_effort(reader, api, id);
    if (!effort) return std::nullopt;
    ShownCosts shown{.effort = load_effort(reader, api, *std::move(effort), EffortDetail::Whole),
                     .costs = analytics::costs_of(reader, *id),
                     .timer = analytics::find_timer(reader, api.me()),
                     .people = {},
                     .desk_minutes = desk::minutes_for(reader, *id)};
    std::vector<AccountId> people;
    for (const auto& cost : shown.costs) people.insert(people.end(), {cost.who, cost.booked_by});
    shown.people = load_accounts(reader, people);
    return shown;
}

void write_cost(JsonWriter& json, const Api& api, const ShownCosts& shown, const EffortCost& cost)
{
    auto digits = digits_of(shown.effort.effort);
    json.object([&] {
        json.field("id", cost.id);
        json.field("kind", cost.kind);
        json.field("day", date_of(cost.day));
        json.field("minutes", cost.minutes);
        json.field("rate", cost.rate ? std::optional{amount_text(*cost.rate, digits)} : std::nullopt);
        json.field("amount", amount_text(cost.amount, digits));
        json.field("note", cost.note);
        json.field("booked_at", cost.booked_at);
        write_person(json, api, shown.people, "who", cost.who);
        write_person(json, api, shown.people, "by", cost.booked_by);
    });
}

void write_roi(JsonWriter& json, const std::optional<analytics::Roi>& roi, double major)
{
    auto figure = [&](double analytics::Roi::* member, double unit) {
        return roi ? std::optional{(*roi).*member / unit} : std::nullopt;
    };
    bool has_point = roi && !roi->spans_zero();
    json.field("claimed", roi.has_value());
    json.field("value", has_point ? figure(&analytics::Roi::value, major) : std::nullopt);
    json.field("value_lower", figure(&analytics::Roi::value_lower, major));
    json.field("value_upper", figure(&analytics::Roi::value_upper, major));
    json.field("ratio", has_point ? figure(&analytics::Roi::ratio, 1) : std::nullopt);
    json.field("ratio_lower", figure(&analytics::Roi::ratio_lower, 1));
    json.field("ratio_upper", figure(&analytics::Roi::ratio_upper, 1));
    json.field("probability", figure(&analytics::Roi::probability, 1));
}

// What was said of the same declaration, at what it cost by now, so that the effect alone makes the difference.
void write_restated(JsonWriter& json, const Api& api, const ShownCosts& shown, std::int64_t total)
{
    const auto& effort = shown.effort.effort;
    json.key("restated").begin_array();
    for (const auto& restated : restated_of(shown.effort)) {
        if (!analytics::is_of(*restated.before, effort)) continue;
        auto told = analytics::effort_return(speech_about(api, shown.effort), effort, *restated.before, total);
        if (!told.roi) continue;
        json.object([&] {
            json.field("restated_at", restated.restated_at);
            json.field("reason", analytics::name_of(restated.reason));
            json.field("said_at", restated.before->computed_at);
            json.field("sentence", told.sentence);
        });
    }
    json.end_array();
}

void write_return(JsonWriter& json, const Api& api, const ShownCosts& shown, std::int64_t total)
{
    const auto& effort = shown.effort.effort;
    auto last = shown.effort.last() ? std::optional{*shown.effort.last()} : std::nullopt;
    auto told = analytics::effort_return(speech_about(api, shown.effort), effort, last, total);
    auto major = std::pow(10, digits_of(effort));
    json.key("return").object([&] {
        json.field("sentence", told.sentence);
        write_roi(json, told.roi, major);
        json.key("band");
        if (told.roi && analytics::has_band(effort))
            json.object([&] {
                json.key("low").object([&] { write_roi(json, told.low, major); });
                json.key("high").object([&] { write_roi(json, told.high, major); });
            });
        else
            json.value(nullptr);
        write_restated(json, api, shown, total);
    });
}

net::Response costs_response(Api& api, std::optional<EffortId> id)
{
    auto shown = api.db.read([&](db::Reader& reader) { return load_costs(reader, api, id); });
    if (!shown) return not_found(api);
    auto sums = analytics::sum_of(shown->costs);
    sums.by_kind[0] += shown->desk_amount().value_or(0);
    sums.minutes += shown->desk_minutes;
    auto digits = digits_of(shown->effort.effort);
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("currency", shown->effort.effort.currency);
            json.field("total", amount_text(sums.total(), digits));
            json.field("minutes", sums.minutes);
            json.field("desk_minutes", shown->desk_minutes);
            json.field("desk_amount",
                       shown->desk_amount() ? std::optional{amount_text(*shown->desk_amount(), digits)} : std::nullopt);
            json.key("by_kind").object([&] {
                for (std::size_t kind = 0; kind < analytics::cost_kinds.size(); ++kind)
                    json.field(analytics::cost_kinds[kind], amount_text(sums.by_kind[kind], digits));
            });
            json.key("costs").array(shown->costs, [&](const EffortCost& cost) { write_cost(json, api, *shown, cost); });
            json.key("timer");
            if (shown->timer)
                json.object([&] {
                    json.field("effort_id", shown->timer->effort);
                    json.field("started_at", shown->timer->started_at);
                });
            else
                json.value(nullptr);
            write_return(json, api, *shown, sums.total());
        });
    });
}

// `act` answers with a Result; what it answers is not looked at.
template <class Act>
net::Response act_on(const net::Request& request, Api& api, Act&& act)
{
    auto id = parse_id<EffortId>(request.param("id"));
    auto done = api.db.write([&](db::Transaction& tx) -> Result<void> {
        auto effort = find_own_effort(tx, api, id);
        if (!effort) return refuse(ErrorCode::NotFound, "record.not_found");
        CHECKED(act(tx, *effort));
        return {};
    });
    return done ? costs_response(api, id) : error_response(api, done.error());
}

// Hours are one's own, unless they are said to be somebody else's of this place.
Result<AccountId> read_who(db::Reader& reader, const Api& api)
{
    if (!api.params.has("account_id")) return api.me();
    auto who = api.params.id<AccountId>("account_id");
    auto account = who ? social::find_account(reader, *who) : std::nullopt;
    if (!account || account->domain != api.domain.id) return refuse(ErrorCode::Invalid, "effort.cost_who");
    return *who;
}

Result<analytics::CostDraft> read_cost(db::Reader& reader, const Api& api, const Effort& effort)
{
    auto digits = digits_of(effort);
    analytics::CostDraft draft{.kind = api.params.text_or("kind", "hours"),
                               .day = analytics::today_in(effort.time_zone, api.now),
                               .minutes = api.params.integer("minutes").value_or(0),
                               .note = api.params.text_or("note", "")};
    if (api.params.has("day")) {
        auto day = parse_day(api.params.text_or("day", ""));
        if (!day) return refuse(ErrorCode::Invalid, "effort.cost_day");
        draft.day = *day;
    }
    if (auto text = api.params.text_or("rate", ""); !text.empty()) {
        draft.rate = parse_amount(text, digits);
        if (!draft.rate) return refuse(ErrorCode::Invalid, "effort.cost_rate");
    }
    draft.amount = parse_amount(api.params.text_or("amount", ""), digits).value_or(0);
    TRY(draft.who, read_who(reader, api));
    return draft;
}

}  // namespace

net::Response get_effort_costs(const net::Request& request, Api& api)
{
    return costs_response(api, parse_id<EffortId>(request.param("id")));
}

net::Response post_effort_cost(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const Effort& effort) -> Result<EffortCostId> {
        TRY(auto draft, read_cost(tx, api, effort));
        return analytics::book_cost(tx, effort, api.me(), draft, api.now);
    });
}

net::Response delete_effort_cost(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const Effort& effort) -> Result<void> {
        auto id = parse_id<EffortCostId>(request.param("cost_id"));
        if (!id) return refuse(ErrorCode::NotFound, "record.not_found");
        CHECKED(analytics::strike_cost(tx, effort, *id));
        social::note_act(
            tx,
            {.domain = api.domain.id, .by = api.me(), .act = "change_organisation", .text = "efforts/costs: - " + effort.title},
            api.now);
        return {};
    });
}

net::Response start_effort_timer(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const Effort& effort) {
        return analytics::start_timer(tx, effort, api.me(), api.now);
    });
}

net::Response stop_effort_timer(const net::Request& request, Api& api)
{
    return act_on(request, api, [&](db::Transaction& tx, const Effort& effort) {
        return analytics::stop_timer(tx, effort, api.me(), api.params.text_or("note", ""), api.now);
    });
}

}  // namespace favilla::console
