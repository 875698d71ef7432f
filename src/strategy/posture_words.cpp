// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/posture_words.h"

#include <cmath>

#include "conversations/answering.h"

namespace favilla::strategy {

std::string PostureWords::share(double value) const { return locale_->number(language_, value, 2); }
std::string PostureWords::last_day(Time until) const { return locale_->date(language_, until - days(1)); }
std::string PostureWords::count(double value) const
{
    return locale_->number(language_, value, value == std::floor(value) ? 0 : 1);
}
std::string PostureWords::mean(double value) const { return locale_->number(language_, value, 1); }

TextParams PostureWords::with_figure(TextParams params, const Figure& figure) const
{
    params.emplace_back("value", share(figure.value));
    params.emplace_back("lower", share(figure.lower));
    params.emplace_back("upper", share(figure.upper));
    return params;
}

std::string PostureWords::interval(const Figure& figure) const { return say("posture.interval", with_figure({}, figure)); }
std::string PostureWords::without(double value) const { return say("posture.without", {{"value", share(value)}}); }
std::string PostureWords::name(Part part) const { return say("posture.part." + std::string{name_of(part)}); }
std::string PostureWords::name(Gain gain) const { return say("posture.gain." + std::string{name_of(gain)}); }

std::string PostureWords::figure_name(std::string_view name) const
{
    return say(name == "score" ? "posture.score" : "posture.part." + std::string{name});
}
std::string PostureWords::said(const std::optional<Figure>& figure) const
{
    return figure ? interval(*figure) : say("posture.not_told");
}

std::string PostureWords::verdict(const PagePosture& posture) const
{
    const auto& now = posture.now;
    if (now.weeks_needed > 0)
        return say("posture.verdict.weeks", {{"weeks", std::to_string(now.weeks)},
                                             {"window", std::to_string(window_weeks)},
                                             {"count", std::to_string(now.weeks_needed)}});
    if (!now.score)
        return say("posture.verdict.parts", {{"told", std::to_string(now.parts_told)}, {"least", std::to_string(least_parts)}});
    return say("posture.verdict." + std::string{name_of(*now.side())},
               {{"from", locale_->date(language_, start_of_week(posture.first_week()))},
                {"through", last_day(posture.until)},
                {"score", share(now.score->value)},
                {"lower", share(now.score->lower)},
                {"upper", share(now.score->upper)}});
}

std::string PostureWords::declared(const PagePosture& posture) const
{
    return say("posture.declared." + std::string{posture.declared ? social::name_of(*posture.declared) : "none"});
}

std::string PostureWords::beside(const PagePosture& posture) const
{
    if (!posture.declared) return {};
    auto side = posture.now.side();
    if (!side) return say("posture.beside.open");
    bool both = posture.declared == social::Posture::Both, between = side == Side::Between;
    if (both) return say(between ? "posture.beside.agrees" : "posture.beside.leans");
    if (between) return say("posture.beside.open");
    bool agrees = (posture.declared == social::Posture::RoundTable) == (side == Side::RoundTable);
    return say(agrees ? "posture.beside.agrees" : "posture.beside.differs");
}

std::string PostureWords::moved(const PagePosture& posture) const
{
    if (!posture.movement) return say("posture.moved.none");
    auto figure = posture.movement->difference;
    if (figure.lower > 0) return say("posture.moved.round", with_figure({}, figure));
    if (figure.upper >= 0) return say("posture.moved.open", with_figure({}, figure));
    return say("posture.moved.loud", with_figure({}, {-figure.value, -figure.upper, -figure.lower}));
}

std::string PostureWords::cases(const PartFigure& part) const
{
    TextParams params{{"counted", count(part.cases.counted)},
                      {"of", count(static_cast<double>(part.cases.of))},
                      {"least", std::to_string(least_cases)}};
    if (part.figure) return say("posture.cases." + std::string{name_of(part.part)}, params);
    if (part.part != Part::EachOther) return say("posture.cases.few", params);
    return say("posture.cases.few_comments", {{"least", std::to_string(conversations::least_choices)}});
}

std::string PostureWords::gained(const GainFigure& figure) const
{
    if (figure.weeks_needed > 0) return say("posture.gained.weeks", {{"count", std::to_string(figure.weeks_needed)}});
    if (!figure.difference) return say("posture.gained.alike");
    auto [value, lower, upper, p] = *figure.difference;
    bool is_fewer = upper < 0;
    auto size = [&](double number) { return mean(is_fewer ? -number : number); };
    return say(lower > 0  ? "posture.gained.more"
               : is_fewer ? "posture.gained.fewer"
                          : "posture.gained.open",
               {{"difference", size(value)},
                {"lower", size(is_fewer ? upper : lower)},
                {"upper", size(is_fewer ? lower : upper)},
                {"rounder", mean(figure.after_rounder)},
                {"louder", mean(figure.after_louder)}});
}

PostureWords::Counsel PostureWords::counsel(const PagePosture& posture, const Advice& advice) const
{
    TextParams params{{"declared", declared(posture)}, {"threshold", share(advice.threshold)}};
    if (advice.part) {
        const auto& part = posture.now[*advice.part];
        params.emplace_back("counted", count(part.cases.counted));
        params.emplace_back("of", count(static_cast<double>(part.cases.of)));
        if (part.figure) params = with_figure(std::move(params), *part.figure);
    } else if (advice.gain) {
        const auto& gain = posture.gains[static_cast<std::size_t>(*advice.gain)];
        params.emplace_back("gain", name(*advice.gain));
        params.emplace_back("gained", gained(gain));
    } else if (posture.now.score) {
        params = with_figure(std::move(params), *posture.now.score);
    }
    auto key = "posture.advice." + std::string{name_of(advice.kind)};
    return {say(key + ".text", params), say(key + ".evidence", params), say(key + ".change", params)};
}

}  // namespace favilla::strategy
