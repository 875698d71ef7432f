// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_bursts.h"

#include <array>
#include <cmath>
#include <random>

#include <doctest/doctest.h>

using namespace favilla::conversations;

namespace {

using Engine = std::mt19937_64;

// Distributions of our own: those of the library draw otherwise elsewhere.
double uniform(Engine& engine) { return (static_cast<double>(engine() >> 11) + 0.5) / 9007199254740992.0; }

double normal(Engine& engine)
{
    return std::sqrt(-2 * std::log(uniform(engine))) * std::cos(2 * 3.14159265358979323846 * uniform(engine));
}

double gamma(Engine& engine, double shape)  // Marsaglia and Tsang
{
    if (shape < 1) return gamma(engine, shape + 1) * std::pow(uniform(engine), 1 / shape);
    auto d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    while (true) {
        auto x = normal(engine);
        auto v = std::pow(1 + c * x, 3);
        if (v > 0 && std::log(uniform(engine)) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
    }
}

std::int64_t poisson(Engine& engine, double mean)
{
    std::int64_t count = 0;
    for (; mean > 500; mean -= 500) count += poisson(engine, 500);
    for (auto p = std::exp(-mean), left = uniform(engine); left > p && p > 0; ++count) {
        left -= p;
        p *= mean / static_cast<double>(count + 1);
    }
    return count;
}

// `scatter`: the variance is mean + scatter * mean².
std::vector<std::int64_t> quiet_series(Engine& engine, double mean, double scatter, bool has_rhythm, std::size_t days)
{
    constexpr std::array rhythm{1.3, 1.2, 1.1, 1.0, 1.0, 0.6, 0.4};
    std::vector<std::int64_t> posts;
    for (std::size_t day = 0; day < days; ++day) {
        auto expected = mean * (has_rhythm ? rhythm[day % 7] : 1.0);
        if (scatter > 0) expected *= gamma(engine, 1 / scatter) * scatter;
        posts.push_back(poisson(engine, expected));
    }
    return posts;
}

}  // namespace

TEST_CASE("of days on which nothing happened no more are loud than is stated")
{
    constexpr std::size_t days = 365, series = 24;
    Engine engine{20261129};
    double loud_in_all = 0, judged_in_all = 0;
    for (bool has_rhythm : {false, true})
        for (double mean : {0.2, 2.0, 20.0, 200.0})
            for (double scatter : {0.0, 0.1, 0.5, 1.0}) {
                double loud = 0, judged = 0;
                for (std::size_t one = 0; one < series; ++one)
                    for (const auto& day : judge_days(quiet_series(engine, mean, scatter, has_rhythm, days)))
                        if (day) {
                            ++judged;
                            loud += day->is_loud;
                        }
                auto a_year = loud / judged * 365;
                CAPTURE(has_rhythm);
                CAPTURE(mean);
                CAPTURE(scatter);
                // With what chance adds in so many years: two standard deviations.
                CHECK(a_year <= false_alarms_a_year + 2 * std::sqrt(365.0 / judged));
                loud_in_all += loud;
                judged_in_all += judged;
            }
    auto a_year = loud_in_all / judged_in_all * 365;
    CHECK(a_year <= false_alarms_a_year);
    CHECK(a_year > 0.05);  // and not because nothing ever is
}

TEST_CASE("a burst is found")
{
    Engine engine{7};
    int found = 0;
    for (int one = 0; one < 50; ++one) {
        auto posts = quiet_series(engine, 10, 0.1, true, 120);
        posts[100] += 60;
        posts[101] += 40;
        auto judged = judge_days(posts);
        found += judged[100]->is_loud && judged[101]->is_loud;
        auto bursts = bursts_of(posts, judged);
        for (const auto& burst : bursts)
            if (burst.first == 100) {
                CHECK(burst.peak >= 100);
                CHECK(burst.posts > burst.expected * 3);
                CHECK(burst.p < loud_probability);
            }
    }
    CHECK(found >= 48);
}

TEST_CASE("where nothing was ever said, two posts are no burst and many are")
{
    std::vector<std::int64_t> posts(60, 0);
    posts[50] = 2;
    posts[55] = 9;
    auto judged = judge_days(posts);
    CHECK_FALSE(judged[27]);
    CHECK(judged[28]);
    CHECK_FALSE(judged[50]->is_loud);
    CHECK(judged[55]->is_loud);
    CHECK(bursts_of(posts, judged).size() == 1);
}

TEST_CASE("what lasts becomes usual")
{
    std::vector<std::int64_t> posts(60, 5);
    posts.insert(posts.end(), 120, 30);
    auto judged = judge_days(posts);
    CHECK(judged[60]->is_loud);
    CHECK_FALSE(judged[170]->is_loud);
}

TEST_CASE("tails are those of the distributions")
{
    CHECK(overdispersed_tail(0, 2, 2) == 1);
    CHECK(overdispersed_tail(1, 2, 2) == doctest::Approx(1 - std::exp(-2.0)));
    CHECK(overdispersed_tail(5, 2, 2) == doctest::Approx(0.052653017));
    CHECK(overdispersed_tail(10, 2, 2) == doctest::Approx(4.6498075e-5));
    // Geometric: mean 1, variance 2, P(X >= k) = 2^-k.
    CHECK(overdispersed_tail(1, 1, 2) == doctest::Approx(0.5));
    CHECK(overdispersed_tail(10, 1, 2) == doctest::Approx(1.0 / 1024));
    CHECK(overdispersed_tail(100'000, 99'000, 1e6) > 0.1);
    CHECK(overdispersed_tail(100'000, 99'000, 1e6) < 0.2);
}
