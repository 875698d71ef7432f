// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/effort_json.h"

#include <algorithm>

#include "analytics/effect_words.h"
#include "analytics/effort_numbers.h"
#include "base/money.h"
#include "console/days.h"

namespace favilla::console {

using namespace mastodon;

namespace {

using analytics::Effort;
using analytics::EffortResult;
using analytics::ResultReason;

SeriesNames name_series(db::Reader& reader, const Api& api, const Effort& effort)
{
    SeriesNames names;
    auto all = effort.controls;
    all.push_back(effort.target);
    for (const auto& text : all) {
        auto series = analytics::find_series(reader, api.domain.id, text, api.now);
        // One that is gone, as a site that was forgotten, keeps the name it was declared by.
        names[text] = series ? analytics::series_name(api.services.locale, api.language, *series) : text;
    }
    return names;
}

void write_series(JsonWriter& json, const ShownEffort& shown, const std::string& text)
{
    json.object([&] {
        json.field("series", text);
        json.field("name", shown.names.at(text));
    });
}

std::optional<analytics::SyntheticControl> second_opinion_on(db::Reader& reader, const ShownEffort& shown, Time now)
{
    const auto& effort = shown.effort;
    if (!shown.last() || effort.controls.size() < analytics::least_synthetic_controls) return std::nullopt;
    auto all = analytics::read_effort_numbers(reader, effort, now);
    if (!all || !all->post) return std::nullopt;
    auto numbers = all->until(shown.last()->through_day);
    if (analytics::fingerprint_of(effort, numbers) != shown.last()->fingerprint) return std::nullopt;
    numbers.post->last = std::min(numbers.post->last, numbers.response.size() - 1);
    return analytics::synthetic_control(numbers.data());
}

void write_second_opinion(JsonWriter& json, const Api& api, const ShownEffort& shown)
{
    json.key("second_opinion");
    if (!shown.second_opinion) return json.value(nullptr);
    const auto& found = *shown.second_opinion;
    std::vector<std::string> names;
    for (const auto& series : shown.effort.controls) names.push_back(shown.names.at(series));
    json.object([&] {
        json.key("weights").begin_array();
        for (std::size_t i = 0; i < found.weights.size(); ++i)
            json.object([&] {
                json.field("series", shown.effort.controls[i]);
                json.field("weight", found.weights[i]);
            });
        json.end_array();
        analytics::write_synthetic_figures(json, found);
        analytics::EffectWords words{api.services.locale, api.language, shown.last()->effect};
        json.key("sentences").values(words.second_opinion(found, names));
    });
}

const char* state_of(const Effort& effort, Time now)
{
    auto today = analytics::today_in(effort.time_zone, now);
    if (today < effort.first_day) return "planned";
    return today > effort.last_day ? "over" : "running";
}

// Null where the effort has no band; an end that cannot be computed has no figures.
void write_band(JsonWriter& json, const Effort& effort, const EffortResult& result)
{
    json.key("band");
    if (!analytics::has_band(effort)) return json.value(nullptr);
    json.object([&] {
        for (auto [name, end] : {std::pair{"low", &result.low}, {"high", &result.high}})
            json.key(name).object([&] {
                auto figure = [end](double value) { return end->verdict ? std::optional{value} : std::nullopt; };
                json.field("verdict", end->verdict ? std::optional{analytics::name_of(*end->verdict)} : std::nullopt);
                json.field("effect", figure(end->effect));
                json.field("effect_lower", figure(end->effect_lower));
                json.field("effect_upper", figure(end->effect_upper));
            });
    });
}

void write_result(JsonWriter& json, const ShownEffort& shown, const EffortResult& result)
{
    const auto& effect = result.effect;
    json.object([&] {
        json.field("computed_at", result.computed_at);
        json.field("reason", analytics::name_of(result.reason));
        json.field("first_day", date_of(result.first_day));
        json.field("through_day", date_of(result.through_day));
        json.field("observed", result.observed);
        json.field("fingerprint", result.fingerprint);
        json.field("seed", result.seed);
        json.field("draws", result.draws);
        json.field("verdict", analytics::name_of(effect.verdict));
        analytics::write_effect(json, effect);
        json.key("placebo").object([&] {
            json.field("contained", effect.placebo.contained);
            json.field("of", effect.placebo.of);
        });
        json.field("minimum_detectable", effect.minimum_detectable);
        write_band(json, shown.effort, result);
        json.key("inclusion").begin_array();
        for (std::size_t i = 0; i < effect.inclusion.size(); ++i)
            json.object([&] {
                json.field("series", shown.effort.controls[i]);
                json.field("share", effect.inclusion[i]);
            });
        json.end_array();
    });
}

void write_restatement(JsonWriter& json, const ShownEffort& shown, const Restated& restated)
{
    const auto& before = *restated.before;
    json.object([&] {
        json.field("restated_at", restated.restated_at);
        json.field("reason", analytics::name_of(restated.reason));
        json.field("said_at", before.computed_at);
        json.field("through_day", date_of(before.through_day));
        json.field("verdict", analytics::name_of(before.effect.verdict));
        json.field("effect", before.effect.cumulative.effect);
        json.field("effect_lower", before.effect.cumulative.effect_lower);
        json.field("effect_upper", before.effect.cumulative.effect_upper);
        json.field("fingerprint", before.fingerprint);
        write_band(json, shown.effort, before);
    });
}

void write_points(JsonWriter& json, const ShownEffort& shown)
{
    json.key("points").array(shown.points, [&](const analytics::EffortPoint& point) {
        json.object([&] {
            json.field("date", date_of(point.day));
            json.field("actual", point.values.actual);  // not a number: null
            json.field("predicted", point.values.predicted);
            json.field("lower", point.values.lower);
            json.field("upper", point.values.upper);
            json.field("cumulative", point.values.cumulative);
            json.field("cumulative_lower", point.values.cumulative_lower);
            json.field("cumulative_upper", point.values.cumulative_upper);
        });
    });
}

void write_amendments(JsonWriter& json, const Api& api, const ShownEffort& shown)
{
    json.key("amendments").array(shown.amendments, [&](const analytics::EffortAmendment& amendment) {
        json.object([&] {
            json.field("field", amendment.field);
            json.field("before", amendment.old_value);
            json.field("after", amendment.new_value);
            json.field("amended_at", amendment.amended_at);
            write_person(json, api, shown.people, "by", amendment.amended_by);
        });
    });
}

void write_declared(JsonWriter& json, const Api& api, const ShownEffort& shown)
{
    const auto& effort = shown.effort;
    json.field("id", effort.id);
    json.field("kind", effort.kind);
    json.field("title", effort.title);
    json.field("hypothesis", effort.hypothesis);
    json.key("target");
    write_series(json, shown, effort.target);
    json.key("controls").array(effort.controls, [&](const std::string& text) { write_series(json, shown, text); });
    json.field("time_zone", effort.time_zone);
    json.field("first_day", date_of(effort.first_day));
    json.field("last_day", date_of(effort.last_day));
    json.field("days_before", effort.days_before);
    json.field("expected", effort.expected);
    auto digits = find_currency(effort.currency).value_or(Currency{}).digits;
    auto amount = [](std::optional<std::int64_t> number, int behind) {
        return number ? std::optional{amount_text(*number, behind)} : std::nullopt;
    };
    json.field("currency", effort.currency);
    json.field("hourly_rate", amount(effort.hourly_rate, digits));
    json.field("unit_value", amount(effort.unit_value, digits + analytics::unit_value_digits));
    json.field("declared_at", effort.declared_at);
    json.field("declared_afterwards", effort.is_afterwards);
    json.field("state", state_of(effort, api.now));
    write_person(json, api, shown.people, "by", effort.declared_by);
}

}  // namespace

std::optional<Effort> find_own_effort(db::Reader& reader, const Api& api, std::optional<analytics::EffortId> id)
{
    auto effort = id ? analytics::find_effort(reader, *id) : std::nullopt;
    return effort && effort->domain == api.domain.id ? effort : std::nullopt;
}

std::vector<Restated> restated_of(const ShownEffort& shown)
{
    const auto& results = shown.results;
    std::vector<Restated> restated;
    if (!results.empty() && !shown.last() && !shown.amendments.empty())
        restated.push_back({&results.front(), shown.amendments.back().amended_at, ResultReason::Amended});
    for (std::size_t i = 0; i + 1 < results.size(); ++i)
        if (analytics::is_restatement(results[i].reason))
            restated.push_back({&results[i + 1], results[i].computed_at, results[i].reason});
    return restated;
}

ShownEffort load_effort(db::Reader& reader, const Api& api, Effort effort, EffortDetail detail)
{
    ShownEffort shown{.effort = std::move(effort),
                      .results = {},
                      .points = {},
                      .amendments = {},
                      .people = {},
                      .names = {},
                      .second_opinion = {}};
    std::vector<AccountId> people{shown.effort.declared_by};
    if (detail == EffortDetail::Whole) {
        shown.results = analytics::results_of(reader, shown.effort.id);
        if (shown.last()) shown.points = analytics::points_of(reader, shown.last()->id);
        shown.amendments = analytics::amendments_of(reader, shown.effort.id);
        for (const auto& amendment : shown.amendments) people.push_back(amendment.amended_by);
    } else if (auto last = analytics::last_result(reader, shown.effort.id)) {
        shown.results.push_back(*std::move(last));
    }
    shown.people = load_accounts(reader, people);
    shown.names = name_series(reader, api, shown.effort);
    if (detail == EffortDetail::Whole) shown.second_opinion = second_opinion_on(reader, shown, api.now);
    return shown;
}

analytics::EffortSpeech speech_about(const Api& api, const ShownEffort& shown)
{
    return {api.services.locale, api.language, [&shown](std::string_view series) {
                auto found = shown.names.find(series);
                return found == shown.names.end() ? std::string{series} : found->second;
            }};
}

void write_effort(JsonWriter& json, const Api& api, const ShownEffort& shown, EffortDetail detail)
{
    auto speech = speech_about(api, shown);
    auto last = shown.last() ? std::optional{*shown.last()} : std::nullopt;
    json.object([&] {
        write_declared(json, api, shown);
        json.field("computing", shown.effort.asked_at.has_value());
        json.key("refusal");
        if (shown.effort.refusal)
            json.value(analytics::refusal_sentence(speech, *shown.effort.refusal));
        else
            json.value(nullptr);
        json.field("headline", analytics::effort_headline(speech, shown.effort, last));
        json.key("grounds").values(analytics::effort_grounds(speech, shown.effort, last));
        json.field("weeks_needed", analytics::weeks_for(shown.effort, last));
        json.key("result");
        if (last)
            write_result(json, shown, *last);
        else
            json.value(nullptr);
        if (detail == EffortDetail::Line) return;
        write_points(json, shown);
        write_second_opinion(json, api, shown);
        write_amendments(json, api, shown);
        json.key("restatements").array(restated_of(shown), [&](const Restated& restated) {
            write_restatement(json, shown, restated);
        });
    });
}

}  // namespace favilla::console
