// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/answering.h"

#include <cmath>
#include <cstdlib>
#include <random>

#include <doctest/doctest.h>

using namespace favilla::conversations;

namespace {

struct Truth {
    double popularity, opener, reciprocity, novelty;
};

// A conversation that grows by the model itself, its authors drawn from a few.
std::vector<TreeNode> grown(std::mt19937_64& chance, const Truth& truth, std::size_t messages, std::int64_t authors)
{
    auto uniform = [&] { return (static_cast<double>(chance() >> 11) + 0.5) * 0x1p-53; };
    std::vector<TreeNode> tree{{no_parent, 0}};
    std::vector<double> answers(messages);
    while (tree.size() < messages) {
        auto author = static_cast<std::int64_t>(uniform() * static_cast<double>(authors));
        std::vector<double> weights;
        double sum = 0;
        for (std::size_t k = 0; k < tree.size(); ++k) {
            bool returns = k > 0 && tree[tree[k].parent].author == author;
            weights.push_back(truth.popularity * answers[k] + (k == 0 ? truth.opener : 0) + (returns ? truth.reciprocity : 0)
                              + std::pow(truth.novelty, static_cast<double>(tree.size() - k)));
            sum += weights.back();
        }
        double left = uniform() * sum;
        std::size_t parent = 0;
        while (parent + 1 < weights.size() && left >= weights[parent]) left -= weights[parent++];
        ++answers[parent];
        tree.push_back({parent, author});
    }
    return tree;
}

bool holds(const Pull& pull, double value) { return pull.interval.lower <= value && value <= pull.interval.upper; }

}  // namespace

TEST_CASE("the likelihood is that of the choices, worked out by hand")
{
    // The root by 1; 2 answers it; 3 answers 2's comment; 1 answers 3, who answered 2.
    std::vector<std::vector<TreeNode>> one{{{no_parent, 1}, {0, 2}, {1, 3}, {2, 1}}};
    double a = 0.3, b = 2, k = 5, t = 0.5;
    // The second comment: the root has one answer and stands 2 back, the first comment 1 back; nobody answers 3.
    double second = (t) / (a * 1 + b + t * t + t);
    // The third, by 1: the first comment answers 1.
    double third = (t) / (a * 2 + b + k + t * t * t + t * t + t);
    CHECK(answering_log_likelihood(one, a, b, k, t) == doctest::Approx(std::log(second) + std::log(third)).epsilon(1e-12));
}

TEST_CASE("what grew by known pulls is fitted by pulls whose intervals hold them")
{
    Truth truth{0.2, 3, 1.5, 0.9};
    std::mt19937_64 chance{11};
    int all = 0, held = 0;
    for (int round = 0; round < (std::getenv("FAVILLA_SLOW") ? 1 : 6); ++round) {
        std::vector<std::vector<TreeNode>> threads;
        for (int n = 0; n < 12; ++n) threads.push_back(grown(chance, truth, 80, 12));
        auto fit = fit_answering(threads).value();
        CHECK(fit.comments == 12 * 78);
        CHECK(fit.log_likelihood
              >= answering_log_likelihood(threads, truth.popularity, truth.opener, truth.reciprocity, truth.novelty));
        for (auto [pull, value] : {std::pair{fit.popularity, truth.popularity}, std::pair{fit.opener, truth.opener},
                                   std::pair{fit.reciprocity, truth.reciprocity}, std::pair{fit.novelty, truth.novelty},
                                   std::pair{fit.towards_us, truth.opener / (truth.opener + truth.reciprocity)}}) {
            ++all;
            held += holds(pull, value);
            CHECK(pull.interval.lower <= pull.value);
            CHECK(pull.value <= pull.interval.upper);
        }
    }
    CHECK(held >= all * 8 / 10);
}

TEST_CASE("where people answer us, and where they answer each other, the figure says so and its interval leaves the middle out")
{
    std::mt19937_64 chance{5};
    auto figure = [&](const Truth& truth) {
        std::vector<std::vector<TreeNode>> threads;
        for (int n = 0; n < 10; ++n) threads.push_back(grown(chance, truth, 60, 8));
        return fit_answering(threads).value().towards_us;
    };
    CHECK(figure({0.05, 20, 0.2, 0.8}).interval.lower > 0.5);
    CHECK(figure({0.05, 0.2, 20, 0.8}).interval.upper < 0.5);
}

TEST_CASE("from a handful of comments nothing is said")
{
    std::mt19937_64 chance{1};
    CHECK_FALSE(fit_answering(std::vector<std::vector<TreeNode>>{grown(chance, {0.1, 1, 1, 0.9}, 15, 4)}));
    CHECK_FALSE(fit_answering({}));
}

TEST_CASE("whether people answer us alone is told as with everything else, to the digits that are shown")
{
    std::mt19937_64 chance{8};
    for (const auto& truth : {Truth{0.05, 5, 1, 0.9}, Truth{0.05, 0.2, 20, 0.8}, Truth{0.1, 4, 0, 0.95}}) {
        std::vector<std::vector<TreeNode>> threads;
        for (int n = 0; n < 6; ++n) threads.push_back(grown(chance, truth, 40, 8));
        auto whole = fit_answering(threads).value();
        auto alone = fit_towards_us(threads).value();
        CHECK(alone.comments == whole.comments);
        CHECK(alone.pull.value == doctest::Approx(whole.towards_us.value).epsilon(1e-6));
        CHECK(std::abs(alone.pull.interval.lower - whole.towards_us.interval.lower) < 0.002);
        CHECK(std::abs(alone.pull.interval.upper - whole.towards_us.interval.upper) < 0.002);
    }
    CHECK_FALSE(fit_towards_us({}));
}
