// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effort_words.h"

#include <algorithm>
#include <cmath>

#include "analytics/effect_words.h"
#include "base/money.h"

namespace favilla::analytics {

namespace {

std::string date_of(const EffortSpeech& speech, std::int64_t day)
{
    return speech.locale.date(speech.language, Time{} + days(day));
}

// Of 60 days, 4,812 is as well known as 4,800: two digits of what is least certain, and no more than one behind the point.
std::string size_of(const EffortSpeech& speech, double value, double certainty)
{
    return speech.locale.number(speech.language, value, std::clamp(decimals_for(certainty) - 1, 0, 1));
}

std::string effect_a_day(const EffortSpeech& speech, double effect)
{
    auto size = std::abs(effect);
    return speech.locale.number(speech.language, size, size == std::floor(size) ? 0 : std::min(decimals_for(size), 2));
}

std::string percent_of(const EffortSpeech& speech, double share)
{
    return speech.locale.number(speech.language, 100 * share, 0) + " %";
}

std::string probability_of(const EffortSpeech& speech, const Roi& roi)
{
    auto edge = 1 / static_cast<double>(quantile_steps);
    if (roi.probability >= 1 - edge) return "> 99 %";
    return roi.probability <= edge ? "< 1 %" : percent_of(speech, roi.probability);
}

bool has_other_ends(const EffortResult& result)
{
    return result.low.quantiles != result.effect.quantiles || result.high.quantiles != result.effect.quantiles;
}

std::string found_sentence(const EffortSpeech& speech, const Effort& effort, const EffortResult& result)
{
    const auto& effect = result.effect;
    const auto& sum = effect.cumulative;
    bool is_more = effect.verdict == EffectVerdict::More;
    auto size = [&](double value) { return size_of(speech, std::abs(value), sum.predicted_sd); };
    auto nearer = is_more ? sum.effect_lower : sum.effect_upper, farther = is_more ? sum.effect_upper : sum.effect_lower;
    return speech.locale.text(speech.language, is_more ? "effort.found_more" : "effort.found_less",
                              {{"series", speech.name(effort.target)},
                               {"effect", size(sum.effect)},
                               {"lower", size(nearer)},
                               {"upper", size(farther)},
                               {"predicted", size(sum.predicted)},
                               {"percent", speech.locale.number(speech.language, std::abs(100 * effect.average.relative), 0)},
                               {"through", date_of(speech, result.through_day)}});
}

// "a return between 20 % and 140 % (95 %), and the probability that it paid 98 %", or that none is claimed.
std::string return_at_end(const EffortSpeech& speech, const std::optional<Roi>& roi)
{
    if (!roi) return speech.locale.text(speech.language, "effort.roi.end_none");
    return speech.locale.text(speech.language, "effort.roi.end",
                              {{"lower", percent_of(speech, roi->ratio_lower)},
                               {"upper", percent_of(speech, roi->ratio_upper)},
                               {"probability", probability_of(speech, *roi)}});
}

// What is watched is told to the team alone, and so are efforts.
std::string band_of_return(const EffortSpeech& speech, const EffortReturn& told, const EffortResult& result)
{
    if (!has_other_ends(result)) return speech.locale.text(speech.language, "effort.roi.band_same");
    return speech.locale.text(speech.language, "effort.roi.band",
                              {{"low", return_at_end(speech, told.low)}, {"high", return_at_end(speech, told.high)}});
}

std::string effect_at_end(const EffortSpeech& speech, const EffortEnd& end, double certainty)
{
    if (!end.verdict) return speech.locale.text(speech.language, "effort.end_none");
    return speech.locale.text(speech.language, "effort.end",
                              {{"effect", size_of(speech, end.effect, certainty)},
                               {"lower", size_of(speech, end.effect_lower, certainty)},
                               {"upper", size_of(speech, end.effect_upper, certainty)}});
}

std::string band_of_effect(const EffortSpeech& speech, const EffortResult& result)
{
    if (!has_other_ends(result)) return speech.locale.text(speech.language, "effort.band_same");
    auto certainty = result.effect.cumulative.predicted_sd;
    return speech.locale.text(
        speech.language, "effort.band",
        {{"low", effect_at_end(speech, result.low, certainty)}, {"high", effect_at_end(speech, result.high, certainty)}});
}

std::string weeks_sentence(const EffortSpeech& speech, const Effort& effort, const std::optional<EffortResult>& result)
{
    if (effort.detectable.empty()) return {};
    auto size = effort.expected.value_or(result ? result->effect.average.effect : 0);
    if (!(std::abs(size) > 0)) return {};
    auto weeks = weeks_for(effort, result);
    auto key = weeks ? (effort.expected ? "effort.weeks_expected" : "effort.weeks_seen")
                     : (effort.expected ? "effort.weeks_never_expected" : "effort.weeks_never_seen");
    return speech.locale.text(
        speech.language, key,
        {{"effect", effect_a_day(speech, size)}, {"count", std::to_string(weeks.value_or(weeks_looked_ahead))}});
}

}  // namespace

std::optional<int> weeks_for(const Effort& effort, const std::optional<EffortResult>& result)
{
    auto size = effort.expected.value_or(result ? result->effect.average.effect : 0);
    return weeks_needed(effort.detectable, size);
}

std::string money_sentence(const EffortSpeech& speech, const Effort& effort, double minor_units)
{
    auto digits = find_currency(effort.currency).value_or(Currency{}).digits;
    return speech.locale.number(speech.language, minor_units / std::pow(10, digits), digits) + " " + effort.currency;
}

EffortReturn effort_return(const EffortSpeech& speech, const Effort& effort, const std::optional<EffortResult>& result,
                           std::int64_t cost)
{
    auto say = [&](const char* key, const TextParams& params = {}) { return speech.locale.text(speech.language, key, params); };
    auto money = [&](double amount) { return money_sentence(speech, effort, amount); };
    if (cost == 0) return {say("effort.roi.no_costs"), {}, {}, {}};
    auto spent = static_cast<double>(cost);
    auto unit = effort.worth_of_one();
    if (!unit) return {say("effort.roi.no_value", {{"cost", money(spent)}}), {}, {}, {}};
    if (!result) return {say("effort.roi.no_effect", {{"cost", money(spent)}}), {}, {}, {}};
    if (result->effect.verdict == EffectVerdict::Doubtful)
        return {say("effort.roi.not_claimed") + " " + EffectWords{speech.locale, speech.language, result->effect}.verdict(),
                {},
                {},
                {}};
    auto worth = static_cast<double>(*unit) / std::pow(10, unit_value_digits);
    auto roi = roi_of(result->effect.quantiles, worth, spent);
    if (!roi) return {say("effort.roi.no_effect", {{"cost", money(spent)}}), {}, {}, {}};
    auto sentence =
        say(roi->spans_zero() ? "effort.roi.interval" : "effort.roi.point", {{"cost", money(spent)},
                                                                             {"value", money(roi->value)},
                                                                             {"value_lower", money(roi->value_lower)},
                                                                             {"value_upper", money(roi->value_upper)},
                                                                             {"ratio", percent_of(speech, roi->ratio)},
                                                                             {"lower", percent_of(speech, roi->ratio_lower)},
                                                                             {"upper", percent_of(speech, roi->ratio_upper)},
                                                                             {"probability", probability_of(speech, *roi)}});
    if (result->effect.verdict == EffectVerdict::CannotTell) sentence += " " + say("effort.roi.cannot_tell");
    if (result->through_day < effort.last_day)
        sentence = say("effort.so_far", {{"through", date_of(speech, result->through_day)}}) + " " + sentence;
    EffortReturn told{.sentence = sentence, .roi = roi, .low = {}, .high = {}};
    if (!has_band(effort)) return told;
    auto at_end = [&](const EffortEnd& end) {
        return end.verdict == EffectVerdict::Doubtful ? std::nullopt : roi_of(end.quantiles, worth, spent);
    };
    told.low = at_end(result->low);
    told.high = at_end(result->high);
    told.sentence += " " + band_of_return(speech, told, *result);
    return told;
}

std::string refusal_sentence(const EffortSpeech& speech, const Error& error)
{
    auto named = error;
    for (auto& [name, value] : named.params)
        if (name == "series" || name == "control") value = speech.name(value);
    return speech.locale.text(speech.language, named);
}

std::string effort_headline(const EffortSpeech& speech, const Effort& effort, const std::optional<EffortResult>& result)
{
    auto say = [&](const char* key, const TextParams& params = {}) { return speech.locale.text(speech.language, key, params); };
    if (!result) {
        if (effort.refusal) return say("effort.cannot_compute") + " " + refusal_sentence(speech, *effort.refusal);
        return say(effort.asked_at ? "effort.being_computed" : "effort.nothing_yet",
                   {{"day", date_of(speech, effort.first_day)}});
    }
    auto begin = result->through_day < effort.last_day
                   ? say("effort.so_far", {{"through", date_of(speech, result->through_day)}}) + " "
                   : std::string{};
    switch (result->effect.verdict) {
    case EffectVerdict::More:
    case EffectVerdict::Less: return begin + found_sentence(speech, effort, *result);
    case EffectVerdict::Doubtful: return begin + EffectWords{speech.locale, speech.language, result->effect}.verdict();
    case EffectVerdict::CannotTell: break;
    }
    auto cannot = begin + EffectWords{speech.locale, speech.language, result->effect}.verdict();
    auto weeks = weeks_sentence(speech, effort, result);
    return weeks.empty() ? cannot : cannot + " " + weeks;
}

std::vector<std::string> effort_grounds(const EffortSpeech& speech, const Effort& effort,
                                        const std::optional<EffortResult>& result)
{
    std::vector<std::string> grounds;
    auto say = [&](const char* key, const TextParams& params = {}) {
        grounds.push_back(speech.locale.text(speech.language, key, params));
    };
    if (effort.is_afterwards) say("effort.afterwards");
    if (!result) {
        auto weeks = static_cast<std::size_t>((effort.length() + days_a_week - 1) / days_a_week);
        if (effort.detectable.size() >= weeks)
            say("effort.detectable_ahead",
                {{"effect", size_of(speech, effort.detectable[weeks - 1], effort.detectable[weeks - 1])},
                 {"count", std::to_string(weeks)}});
        if (auto sentence = weeks_sentence(speech, effort, result); !sentence.empty()) grounds.push_back(std::move(sentence));
        return grounds;
    }
    const auto& effect = result->effect;
    EffectWords words{speech.locale, speech.language, effect};
    grounds.push_back(words.detectable());
    if (effect.verdict == EffectVerdict::More || effect.verdict == EffectVerdict::Less) grounds.push_back(words.verdict());
    grounds.push_back(words.probability());
    if (has_band(effort)) grounds.push_back(band_of_effect(speech, *result));
    grounds.push_back(words.placebo());
    for (std::size_t i = 0; i < effect.inclusion.size(); ++i)
        grounds.push_back(words.control(speech.name(effort.controls[i]), effect.inclusion[i]));
    auto missing = result->through_day - result->first_day + 1 - result->observed;
    if (missing > 0) say("effort.days_missing", {{"count", std::to_string(missing)}});
    return grounds;
}

}  // namespace favilla::analytics
