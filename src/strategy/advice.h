// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/advice.h — at most three pieces of advice, each of a reviewed set (locale/), with what speaks for it and what would change it. Nothing is
// advised by a figure whose interval reaches the threshold: docs/methods/posture.en.md publishes them.
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "social/accounts.h"
#include "strategy/posture.h"
#include "strategy/returns.h"

namespace favilla::strategy {

enum class AdviceKind {
    AnswerSooner,   // less than most_in_time of what people say is answered in time
    SayOtherwise,   // it declares the one and does the other
    MoreOfRound,    // more came after rounder weeks
    MoreOfLoud,     // more came after louder weeks
    StayInThreads,  // it comes back to fewer than half of those who answer
    AskMore,        // less than a tenth of what it begins asks
    LetThemMeet,    // people answer the page rather than each other
    OpenGroups,     // fewer than half of the topics in its groups are of others, by the door
    KeepOn,         // it is what it says
};
inline constexpr int most_advice = 3;
inline constexpr double least_in_time = 0.8, least_stays = 0.5, least_asks = 0.1, least_each_other = 0.5, least_openness = 0.5;
std::string_view name_of(AdviceKind);  // "answer_sooner", …

struct Advice {
    AdviceKind kind = AdviceKind::KeepOn;
    std::optional<Part> part;  // whose figure speaks for it
    std::optional<Gain> gain;
    double threshold = 0;  // of a part: beyond which the advice is no longer given
};

// Where there is no posture yet, only what a part tells by itself. Whoever declares a megaphone is not told to be a round table.
std::vector<Advice> advise(const Posture&, std::optional<social::Posture> declared, const std::array<GainFigure, gain_count>&);

}  // namespace favilla::strategy
