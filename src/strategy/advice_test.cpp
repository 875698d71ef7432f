// SPDX-License-Identifier: AGPL-3.0-or-later
#include "strategy/advice.h"

#include <doctest/doctest.h>

using namespace favilla::strategy;
using Declared = favilla::social::Posture;

namespace {

Posture posture_of(Figure score)
{
    Posture posture{.weeks = 13};
    posture.score = score;
    for (auto part : all_parts) posture.parts[static_cast<std::size_t>(part)] = {part, {90, 100}, Figure{0.9, 0.85, 0.95}, {}};
    return posture;
}
void set(Posture& posture, Part part, Figure figure) { posture.parts[static_cast<std::size_t>(part)].figure = figure; }

std::vector<AdviceKind> kinds(const std::vector<Advice>& advice)
{
    std::vector<AdviceKind> found;
    for (const auto& one : advice) found.push_back(one.kind);
    return found;
}

using Gains = std::array<GainFigure, gain_count>;
Gains gains_of(Gain gain, double lower, double upper)
{
    Gains gains;
    for (auto one : all_gains) gains[static_cast<std::size_t>(one)].gain = one;
    gains[static_cast<std::size_t>(gain)].difference = {(lower + upper) / 2, lower, upper, 0.01};
    return gains;
}

using enum AdviceKind;

}  // namespace

TEST_CASE("nothing is advised by a figure whose interval reaches the threshold")
{
    auto posture = posture_of({0.5, 0.4, 0.6});
    CHECK(advise(posture, {}, {}).empty());
    set(posture, Part::InTime, {0.7, 0.6, 0.8});
    CHECK(advise(posture, {}, {}).empty());
    set(posture, Part::InTime, {0.7, 0.6, 0.79});
    auto advice = advise(posture, {}, {});
    CHECK(kinds(advice) == std::vector{AnswerSooner});
    CHECK(advice[0].part == Part::InTime);
    CHECK(advice[0].threshold == least_in_time);
}

TEST_CASE("three at most, the most urgent first")
{
    auto posture = posture_of({0.3, 0.2, 0.4});
    for (auto part : all_parts) set(posture, part, {0.05, 0.02, 0.08});
    CHECK(kinds(advise(posture, Declared::RoundTable, gains_of(Gain::People, 1, 3)))
          == std::vector{AnswerSooner, SayOtherwise, MoreOfRound});
    CHECK(kinds(advise(posture, {}, {})) == std::vector{AnswerSooner, StayInThreads, AskMore});
}

TEST_CASE("who declares a megaphone is not told to be a round table")
{
    auto posture = posture_of({0.3, 0.2, 0.4});
    for (auto part : all_parts) set(posture, part, {0.05, 0.02, 0.08});
    CHECK(kinds(advise(posture, Declared::Megaphone, gains_of(Gain::People, 1, 3))) == std::vector{AnswerSooner});
    CHECK(kinds(advise(posture, Declared::Megaphone, gains_of(Gain::Visits, -3, -1))) == std::vector{AnswerSooner, MoreOfLoud});
}

TEST_CASE("what is done otherwise than declared is said in both directions, and what is done as declared as well")
{
    CHECK(kinds(advise(posture_of({0.7, 0.6, 0.8}), Declared::Megaphone, {})) == std::vector{SayOtherwise});
    CHECK(kinds(advise(posture_of({0.3, 0.2, 0.4}), Declared::RoundTable, {})) == std::vector{SayOtherwise});
    CHECK(kinds(advise(posture_of({0.7, 0.6, 0.8}), Declared::RoundTable, {})) == std::vector{KeepOn});
    CHECK(kinds(advise(posture_of({0.5, 0.4, 0.6}), Declared::Both, {})) == std::vector{KeepOn});
    CHECK(advise(posture_of({0.5, 0.4, 0.6}), Declared::RoundTable, {}).empty());  // it cannot be told
    CHECK(advise(posture_of({0.7, 0.6, 0.8}), {}, {}).empty());
}

TEST_CASE("of what came, only what is told from chance speaks, people first")
{
    auto posture = posture_of({0.5, 0.4, 0.6});
    CHECK(advise(posture, {}, gains_of(Gain::People, -1, 3)).empty());
    auto gains = gains_of(Gain::Followers, -3, -1);
    gains[static_cast<std::size_t>(Gain::Returning)].difference = {2, 1, 3, 0.01};
    auto advice = advise(posture, {}, gains);
    CHECK(kinds(advice) == std::vector{MoreOfRound});
    CHECK(advice[0].gain == Gain::Returning);
}

TEST_CASE("without a posture a part still speaks for itself")
{
    Posture posture;
    set(posture, Part::InTime, {0.2, 0.1, 0.3});
    CHECK(kinds(advise(posture, Declared::RoundTable, {})) == std::vector{AnswerSooner});
    CHECK(advise({}, Declared::RoundTable, {}).empty());
}
