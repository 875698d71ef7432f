// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/reciprocity.h"

#include <algorithm>
#include <map>

#include "integrity/fitness.h"
#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

std::map<int, int> number_by_degree(const std::vector<int>& degrees)
{
    std::map<int, int> number;
    for (auto degree : degrees)
        if (degree > 0) ++number[degree];
    return number;
}

std::vector<double> fitness_of(const std::vector<int>& degrees, const DegreeClasses& classes)
{
    std::map<int, double> known{{0, 0}};
    for (const auto& one : classes) known.emplace(one.degree, one.fitness);
    std::vector<double> fitness;
    for (auto degree : degrees) fitness.push_back(known.at(degree));
    return fitness;
}

}  // namespace

SupportModel::SupportModel(std::vector<Support> support, std::uint32_t accounts) : support_(std::move(support))
{
    std::erase_if(support_, [](const Support& one) { return one.by == one.of; });
    std::ranges::sort(support_);
    support_.erase(std::ranges::unique(support_).begin(), support_.end());
    std::vector<int> given(accounts), taken(accounts);
    for (const auto& one : support_) {
        ++given[one.by];
        ++taken[one.of];
    }
    auto links = static_cast<double>(support_.size());
    auto givers = classes_of(number_by_degree(given), links), takers = classes_of(number_by_degree(taken), links);
    fit(givers, takers);
    gives_ = fitness_of(given, givers);
    takes_ = fitness_of(taken, takers);
}

bool SupportModel::supports(std::uint32_t by, std::uint32_t of) const
{
    return std::ranges::binary_search(support_, Support{by, of});
}

double SupportModel::chance(std::uint32_t by, std::uint32_t of) const
{
    double product = gives_[by] * takes_[of];
    return product / (1 + product);
}

Reciprocity SupportModel::test(std::span<const std::uint32_t> members) const
{
    Reciprocity found;
    std::vector<double> chances;
    std::vector<Edge> mutual;
    for (std::size_t one = 0; one < members.size(); ++one) {
        for (std::size_t other = one + 1; other < members.size(); ++other) {
            auto a = members[one], b = members[other];
            chances.push_back(chance(a, b) * chance(b, a));
            found.expected += chances.back();
            if (supports(a, b) && supports(b, a)) mutual.push_back({a, b});
        }
    }
    found.mutual = static_cast<int>(mutual.size());
    found.p = poisson_binomial_tail(chances, found.mutual);
    for (const auto& edge : two_core(mutual)) {
        found.members.push_back(edge.a);
        found.members.push_back(edge.b);
    }
    std::ranges::sort(found.members);
    found.members.erase(std::ranges::unique(found.members).begin(), found.members.end());
    return found;
}

}  // namespace favilla::integrity
