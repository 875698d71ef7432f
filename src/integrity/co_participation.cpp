// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/co_participation.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "integrity/fitness.h"
#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t week = 604'800;

class Stratum {
public:
    Stratum(const std::map<int, int>& accounts, const std::map<int, int>& objects, double links)
        : accounts_(classes_of(accounts, links)), objects_(classes_of(objects, links))
    {
        fit(accounts_, objects_);
        for (std::size_t n = 0; n < accounts_.size(); ++n) place_.emplace(accounts_[n].degree, n);
        expected_.assign(accounts_.size() * accounts_.size(), -1);
    }

    // How many of its objects two accounts of these degrees share by chance.
    double expected(int degree, int other)
    {
        auto one = place_.at(degree), two = place_.at(other);
        auto& known = expected_[std::min(one, two) * accounts_.size() + std::max(one, two)];
        if (known < 0) {
            known = 0;
            for (const auto& object : objects_) {
                double with_one = accounts_[one].fitness * object.fitness, with_two = accounts_[two].fitness * object.fitness;
                known += object.number * (with_one / (1 + with_one)) * (with_two / (1 + with_two));
            }
        }
        return known;
    }

private:
    DegreeClasses accounts_, objects_;
    std::map<int, std::size_t> place_;
    std::vector<double> expected_;
};

struct Part {  // of an account's acts, in one stratum
    std::uint32_t stratum = 0;
    int degree = 0;
};

struct Strata {
    std::vector<std::uint32_t> of_object;
    std::uint32_t number = 0;
};

// A kind of object and a week.
Strata strata_of(const History& history)
{
    std::map<std::pair<std::uint32_t, std::int64_t>, std::uint32_t> numbers;
    Strata strata;
    for (std::uint32_t object = 0; object < history.objects(); ++object) {
        const auto& known = history.object(object);
        auto of_week = known.published_at / week - (known.published_at % week < 0 ? 1 : 0);
        auto next = static_cast<std::uint32_t>(numbers.size());
        strata.of_object.push_back(numbers.try_emplace({known.kind, of_week}, next).first->second);
    }
    strata.number = static_cast<std::uint32_t>(numbers.size());
    return strata;
}

class Model {
public:
    explicit Model(const History& history) : parts_(history.accounts())
    {
        auto [stratum_of, number] = strata_of(history);
        std::vector<std::map<int, int>> accounts(number), objects(number);
        std::vector<double> links(number);
        for (std::uint32_t object = 0; object < history.objects(); ++object) {
            auto degree = static_cast<int>(history.of_object(object).size());
            if (degree == 0) continue;
            ++objects[stratum_of[object]][degree];
            links[stratum_of[object]] += degree;
        }
        for (std::uint32_t account = 0; account < history.accounts(); ++account) {
            std::map<std::uint32_t, int> degrees;
            for (const auto& act : history.of_account(account)) ++degrees[stratum_of[act.other]];
            for (auto [stratum, degree] : degrees) {
                parts_[account].push_back({stratum, degree});
                ++accounts[stratum][degree];
            }
        }
        for (std::uint32_t n = 0; n < number; ++n) strata_.emplace_back(accounts[n], objects[n], links[n]);
    }

    double expected(std::uint32_t a, std::uint32_t b)
    {
        double sum = 0;
        auto other = parts_[b].begin();
        for (const auto& part : parts_[a]) {
            while (other != parts_[b].end() && other->stratum < part.stratum) ++other;
            if (other != parts_[b].end() && other->stratum == part.stratum)
                sum += strata_[part.stratum].expected(part.degree, other->degree);
        }
        return sum;
    }

private:
    std::vector<std::vector<Part>> parts_;
    std::vector<Stratum> strata_;
};

}  // namespace

PairTest test_co_participation(const History& history)
{
    Model model{history};
    auto eligible = history.eligible();
    PairTest test{.pairs = {}, .tests = eligible * (eligible - 1) / 2};
    each_pair_sharing<0>(history, {}, [&](std::uint32_t a, std::uint32_t b, int shared, const auto&) {
        double expected = model.expected(a, b);
        test.pairs.push_back({a, b, shared, expected, poisson_tail(expected, shared)});
    });
    order_by_p(test);
    return test;
}

namespace {

// How acts of a kind and week fall on its objects, going by everybody but the members.
std::vector<double> shares_of(const History& history, const Strata& strata, std::span<const std::uint32_t> members)
{
    std::vector<double> shares(history.objects()), of_stratum(strata.number);
    for (std::uint32_t object = 0; object < history.objects(); ++object) {
        auto acts = history.of_object(object);
        auto inside =
            std::ranges::count_if(acts, [&](const auto& act) { return std::ranges::find(members, act.other) != members.end(); });
        shares[object] = static_cast<double>(std::ssize(acts) - inside) + 1;
        of_stratum[strata.of_object[object]] += shares[object];
    }
    for (std::uint32_t object = 0; object < history.objects(); ++object) shares[object] /= of_stratum[strata.of_object[object]];
    return shares;
}

std::vector<int> degrees_of(const History& history, const Strata& strata, std::uint32_t account)
{
    std::vector<int> degrees(strata.number);
    for (const auto& act : history.of_account(account)) ++degrees[strata.of_object[act.other]];
    return degrees;
}

// Of each kind and week, what two acts fall on alike by chance.
std::vector<double> coincidence_of(const Strata& strata, const std::vector<double>& shares)
{
    std::vector<double> coincidence(strata.number);
    for (std::size_t object = 0; object < shares.size(); ++object)
        coincidence[strata.of_object[object]] += shares[object] * shares[object];
    return coincidence;
}

// A chance for each act of the less active of the two to be one of the other's as well.
std::vector<double> trials_of(const std::vector<int>& mine, const std::vector<int>& theirs,
                              const std::vector<double>& coincidence)
{
    std::vector<double> trials;
    for (std::size_t n = 0; n < coincidence.size(); ++n)
        trials.insert(trials.end(), static_cast<std::size_t>(std::min(mine[n], theirs[n])),
                      std::min(1.0, std::max(mine[n], theirs[n]) * coincidence[n]));
    return trials;
}

}  // namespace

std::vector<PairFinding> retest_without(const History& history, std::span<const std::uint32_t> members, int given)
{
    auto strata = strata_of(history);
    auto coincidence = coincidence_of(strata, shares_of(history, strata, members));
    std::vector<std::vector<int>> degrees;
    for (auto member : members) degrees.push_back(degrees_of(history, strata, member));
    std::vector<PairFinding> pairs;
    for (std::size_t one = 0; one < members.size(); ++one) {
        for (std::size_t other = one + 1; other < members.size(); ++other) {
            auto [a, b] = std::minmax(members[one], members[other]);
            PairFinding pair{.a = a, .b = b, .together = static_cast<int>(shared_objects(history, a, b).size())};
            auto trials = trials_of(degrees[one], degrees[other], coincidence);
            pair.expected = std::accumulate(trials.begin(), trials.end(), 0.0);
            if (pair.together >= std::max(given, eligible_from))
                pair.p = poisson_binomial_tail(trials, pair.together) / poisson_binomial_tail(trials, given);
            pairs.push_back(pair);
        }
    }
    return pairs;
}

}  // namespace favilla::integrity
