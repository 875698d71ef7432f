// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/effect_words.h"

#include <algorithm>
#include <cmath>

namespace favilla::analytics {

namespace {

constexpr double least_weight_told = 0.0005;  // which would be 0.0 %

const char* verdict_key(EffectVerdict verdict)
{
    switch (verdict) {
    case EffectVerdict::More: return "effect.more";
    case EffectVerdict::Less: return "effect.less";
    case EffectVerdict::Doubtful: return "effect.doubtful";
    case EffectVerdict::CannotTell: break;
    }
    return "effect.cannot_tell";
}

void write_figures(JsonWriter& json, const EffectFigures& figures)
{
    json.object([&] {
        json.field("actual", figures.actual);
        json.field("predicted", figures.predicted);
        json.field("predicted_sd", figures.predicted_sd);
        json.field("predicted_lower", figures.predicted_lower);
        json.field("predicted_upper", figures.predicted_upper);
        json.field("effect", figures.effect);
        json.field("effect_sd", figures.effect_sd);
        json.field("effect_lower", figures.effect_lower);
        json.field("effect_upper", figures.effect_upper);
        json.field("relative", figures.relative);
        json.field("relative_lower", figures.relative_lower);
        json.field("relative_upper", figures.relative_upper);
    });
}

}  // namespace

int decimals_for(double scale)
{
    if (!(scale > 0)) return 0;
    return std::clamp(2 - static_cast<int>(std::floor(std::log10(scale))), 0, 8);
}

std::string EffectWords::detectable() const
{
    return say("effect.detectable", {{"effect", number(effect_.minimum_detectable, average_decimals())}});
}

std::string EffectWords::verdict() const { return say(verdict_key(effect_.verdict)); }

std::string EffectWords::probability() const
{
    return say("effect.probability", {{"p", number(effect_.p, 4)}, {"probability", percent(effect_.probability, 1)}});
}

std::string EffectWords::placebo() const
{
    const auto& [contained, of] = effect_.placebo;
    if (of == 0) return say("effect.no_placebo");
    return say("effect.placebo", {{"contained", std::to_string(contained)}, {"of", std::to_string(of)}});
}

std::string EffectWords::control(std::string_view name, double share) const
{
    return say("effect.control", {{"control", std::string{name}}, {"share", percent(share, 0)}});
}

std::vector<std::string> EffectWords::second_opinion(const SyntheticControl& found, std::span<const std::string> controls) const
{
    std::string weights;
    for (std::size_t i = 0; i < found.weights.size(); ++i)
        if (found.weights[i] >= least_weight_told)
            weights += (weights.empty() ? "" : ", ") + controls[i] + " " + percent(found.weights[i], 1);
    std::vector<std::string> said{
        say("effect.synthetic.heading", {{"weights", weights}}),
        say("effect.synthetic.fit", {{"before", number(found.rmspe_before, decimals_for(found.rmspe_before))},
                                     {"after", number(found.rmspe_after, decimals_for(found.rmspe_after))}})};
    if (!found.fits) {
        said.push_back(say("effect.synthetic.no_fit"));
        return said;
    }
    said.push_back(say("effect.synthetic.effect", {{"effect", number(found.effect, average_decimals())},
                                                   {"predicted", number(found.predicted, average_decimals())},
                                                   {"sum", number(found.cumulative_effect, cumulative_decimals())}}));
    said.push_back(say("effect.synthetic.rank",
                       {{"rank", std::to_string(found.rank)}, {"of", std::to_string(found.of)}, {"p", number(found.p, 4)}}));
    return said;
}

PlotWords EffectWords::plot(std::string title, std::string original, std::function<std::string(std::size_t)> step) const
{
    const auto& average = effect_.average;
    auto range = number(average.effect_lower, average_decimals()) + " … " + number(average.effect_upper, average_decimals());
    auto description = say("effect.plot.description", {{"effect", number(average.effect, average_decimals())}, {"range", range}});
    return {.title = std::move(title),
            .description = description + " " + verdict(),
            .original = std::move(original),
            .pointwise = say("effect.plot.pointwise"),
            .cumulative = say("effect.plot.cumulative"),
            .actual = say("effect.plot.actual"),
            .predicted = say("effect.plot.predicted"),
            .interval = say("effect.plot.interval"),
            .began = say("effect.plot.began"),
            .number =
                [words = *this](double value) {
                    return words.number(value, value == std::floor(value) ? 0 : decimals_for(std::abs(value)));
                },
            .step = std::move(step)};
}

void write_effect(JsonWriter& json, const Effect& effect)
{
    json.key("average");
    write_figures(json, effect.average);
    json.key("cumulative");
    write_figures(json, effect.cumulative);
    json.field("p", effect.p);
    json.field("probability", effect.probability);
}

void write_synthetic_figures(JsonWriter& json, const SyntheticControl& synthetic)
{
    json.field("actual", synthetic.actual);
    json.field("predicted", synthetic.predicted);
    json.field("effect", synthetic.effect);
    json.field("cumulative_effect", synthetic.cumulative_effect);
    json.field("rmspe_before", synthetic.rmspe_before);
    json.field("rmspe_after", synthetic.rmspe_after);
    json.field("ratio", synthetic.ratio);
    json.field("rank", synthetic.rank);
    json.field("of", synthetic.of);
    json.field("p", synthetic.p);
    json.field("fits", synthetic.fits);
}

}  // namespace favilla::analytics
