// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/fitness.h"

#include <algorithm>
#include <cmath>

namespace favilla::integrity {

namespace {

constexpr double settled = 1e-9;
// Who acted on everything there is has a fitness without end, which the rounds only approach: as many as the reference takes.
constexpr int most_rounds = 5'000;

// One half of a round: each fitness from those of the other side. The largest relative change.
double adjust(DegreeClasses& own, const DegreeClasses& others)
{
    double change = 0;
    for (auto& mine : own) {
        double sum = 0;
        for (const auto& other : others) sum += other.number * other.fitness / (1 + mine.fitness * other.fitness);
        double next = mine.degree / sum;
        change = std::max(change, std::abs(next - mine.fitness) / next);
        mine.fitness = next;
    }
    return change;
}

}  // namespace

DegreeClasses classes_of(const std::map<int, int>& number_by_degree, double links)
{
    DegreeClasses classes;
    for (auto [degree, number] : number_by_degree)
        classes.push_back({degree, static_cast<double>(number), degree / std::sqrt(links)});
    return classes;
}

void fit(DegreeClasses& one, DegreeClasses& other)
{
    for (int round = 0; round < most_rounds; ++round) {
        double change = adjust(one, other);
        change = std::max(change, adjust(other, one));
        if (change < settled) break;
    }
}

}  // namespace favilla::integrity
