// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/advice.h"

#include <array>

namespace favilla::strategy {

namespace {

bool is_below(const Posture& posture, Part part, double threshold)
{
    const auto& figure = posture[part].figure;
    return figure && figure->upper < threshold;
}

bool does_otherwise(const Posture& posture, std::optional<social::Posture> declared)
{
    return (declared == social::Posture::RoundTable && posture.side() == Side::Megaphone)
        || (declared == social::Posture::Megaphone && posture.side() == Side::RoundTable);
}

bool does_as_declared(const Posture& posture, std::optional<social::Posture> declared)
{
    return (declared == social::Posture::RoundTable && posture.side() == Side::RoundTable)
        || (declared == social::Posture::Megaphone && posture.side() == Side::Megaphone)
        || (declared == social::Posture::Both && posture.side() == Side::Between);
}

// People first, since they are who a posture is for; then those who return, followers, visits.
std::optional<Advice> by_returns(const std::array<GainFigure, gain_count>& gains)
{
    for (const auto& figure : gains)
        if (figure.is_told())
            return Advice{.kind = figure.difference->value > 0 ? AdviceKind::MoreOfRound : AdviceKind::MoreOfLoud,
                          .gain = figure.gain};
    return std::nullopt;
}

}  // namespace

std::string_view name_of(AdviceKind kind)
{
    constexpr std::array<std::string_view, 9> names{"answer_sooner", "say_otherwise", "more_of_round", "more_of_loud", "stay",
                                                    "ask_more",      "let_them_meet", "open_groups",   "keep_on"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<Advice> advise(const Posture& posture, std::optional<social::Posture> declared,
                           const std::array<GainFigure, gain_count>& gains)
{
    std::vector<Advice> all;
    auto if_below = [&](AdviceKind kind, Part part, double threshold) {
        if (is_below(posture, part, threshold)) all.push_back({.kind = kind, .part = part, .gain = {}, .threshold = threshold});
    };
    if_below(AdviceKind::AnswerSooner, Part::InTime, least_in_time);
    if (does_otherwise(posture, declared)) all.push_back({.kind = AdviceKind::SayOtherwise});
    auto returns = by_returns(gains);
    bool wants_megaphone = declared == social::Posture::Megaphone;
    if (returns && !(wants_megaphone && returns->kind == AdviceKind::MoreOfRound)) all.push_back(*returns);
    if (!wants_megaphone) {
        if_below(AdviceKind::StayInThreads, Part::Stays, least_stays);
        if_below(AdviceKind::AskMore, Part::Asks, least_asks);
        if_below(AdviceKind::LetThemMeet, Part::EachOther, least_each_other);
        if_below(AdviceKind::OpenGroups, Part::Openness, least_openness);
    }
    if (all.empty() && does_as_declared(posture, declared)) all.push_back({.kind = AdviceKind::KeepOn});
    if (all.size() > static_cast<std::size_t>(most_advice)) all.resize(most_advice);
    return all;
}

}  // namespace favilla::strategy
