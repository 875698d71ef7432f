// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/best_times.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

#include "analytics/generator.h"

namespace favilla::analytics {

namespace {

struct Timed {
    std::size_t part = 0;
    std::size_t block = 0;
    double answers = 0, expected = 0;
};

using Sums = std::array<double, week_parts>;

// With the mean of its block as what is expected of each post, so that a page that grows does not seem to like the hours it keeps of late.
std::vector<Timed> timed(std::span<const AnsweredPost> posts)
{
    auto blocks = std::max<std::size_t>(1, posts.size() / posts_in_block);
    std::vector<double> sums(blocks), sizes(blocks);
    std::vector<Timed> all;
    for (std::size_t n = 0; n < posts.size(); ++n) {
        auto block = n * blocks / posts.size();
        all.push_back({.part = static_cast<std::size_t>(week_part_of(posts[n].hour_of_week)),
                       .block = block,
                       .answers = static_cast<double>(posts[n].answers)});
        sums[block] += all.back().answers;
        sizes[block] += 1;
    }
    for (auto& one : all) one.expected = sums[one.block] / sizes[one.block];
    return all;
}

Sums answers_by_part(std::span<const Timed> posts)
{
    Sums sums{};
    for (const auto& one : posts) sums[one.part] += one.answers;
    return sums;
}

// Σ E (O/E − 1)²
double unevenness(const Sums& observed, const Sums& expected)
{
    double sum = 0;
    for (std::size_t part = 0; part < expected.size(); ++part)
        if (expected[part] > 0) sum += (observed[part] - expected[part]) * (observed[part] - expected[part]) / expected[part];
    return sum;
}

// How far single posts scatter about what is expected of their part, as a multiple of a Poisson count's variance.
double dispersion_of(std::span<const Timed> posts, const Sums& observed, const Sums& expected, std::size_t parts,
                     std::size_t blocks)
{
    double sum = 0, counted = 0;
    for (const auto& one : posts) {
        if (one.expected <= 0) continue;
        auto fitted = one.expected * observed[one.part] / expected[one.part];
        sum += (one.answers - fitted) * (one.answers - fitted) / one.expected;
        counted += 1;
    }
    auto freedom = counted - static_cast<double>(parts + blocks) + 1;
    return freedom > 0 ? std::max(1.0, sum / freedom) : 1;
}

// The share of shufflings within blocks that are as uneven, or more.
double chance_of(std::vector<Timed> posts, const Sums& expected, double found, std::uint64_t seed)
{
    Generator random{seed};
    std::vector<std::size_t> begins{0};
    for (std::size_t n = 1; n < posts.size(); ++n)
        if (posts[n].block != posts[n - 1].block) begins.push_back(n);
    begins.push_back(posts.size());
    int as_uneven = 1;
    for (int draw = 0; draw < timed_shuffles; ++draw) {
        for (std::size_t block = 0; block + 1 < begins.size(); ++block)
            for (auto n = begins[block + 1] - 1; n > begins[block]; --n) {
                auto other = begins[block] + random.below(n - begins[block] + 1);
                std::swap(posts[n].answers, posts[other].answers);
            }
        // What is the same but for rounding counts as the same.
        if (unevenness(answers_by_part(posts), expected) >= found * (1 - 1e-9)) ++as_uneven;
    }
    return static_cast<double>(as_uneven) / (timed_shuffles + 1);
}

bool is_enough(const BestTimes& times)
{
    auto used = std::ranges::count_if(times.parts, [](const PartTime& part) { return part.posts >= least_posts_in_part; });
    return times.posts >= least_timed_posts && times.answers >= least_timed_answers && used >= least_parts_used;
}

void estimate(BestTimes& times)
{
    auto spread = std::max(times.spread, least_spread);
    auto likeness = 1 / (spread * spread);
    bool differs = times.state == TimesState::Differs;
    for (auto& part : times.parts) {
        auto shape = likeness + static_cast<double>(part.answers) / times.dispersion;
        auto rate = likeness + part.expected / times.dispersion;
        part.ratio = shape / rate;
        part.lower = boost::math::gamma_p_inv(shape, 0.025) / rate;
        part.upper = boost::math::gamma_p_inv(shape, 0.975) / rate;
        part.better = differs && part.lower > 1;
        part.worse = differs && part.upper < 1;
    }
}

}  // namespace

std::string_view name_of(TimesState state)
{
    switch (state) {
    case TimesState::TooLittle: return "too_little";
    case TimesState::NoDifference: return "no_difference";
    case TimesState::Differs: return "differs";
    }
    return "";
}

BestTimes best_times(std::span<const AnsweredPost> posts, std::uint64_t seed)
{
    BestTimes times;
    auto all = timed(posts);
    Sums expected{};
    for (const auto& one : all) {
        auto& part = times.parts[one.part];
        ++part.posts;
        part.answers += static_cast<std::int64_t>(one.answers);
        part.expected += one.expected;
        expected[one.part] += one.expected;
        ++times.posts;
        times.answers += static_cast<std::int64_t>(one.answers);
    }
    if (!is_enough(times)) return times;
    times.usual = all.back().expected;
    auto observed = answers_by_part(all);
    auto used = static_cast<std::size_t>(std::ranges::count_if(expected, [](double one) { return one > 0; }));
    times.dispersion = dispersion_of(all, observed, expected, used, all.back().block + 1);
    double sum = 0, squares = 0;
    for (auto one : expected) {
        sum += one;
        squares += one * one;
    }
    auto found = unevenness(observed, expected);
    auto room = sum - squares / sum;
    auto excess = room > 0 ? (found - static_cast<double>(used - 1) * times.dispersion) / room : 0;
    times.spread = std::sqrt(std::max(0.0, excess));
    times.p = chance_of(all, expected, found, seed);
    times.state = times.p <= differs_below ? TimesState::Differs : TimesState::NoDifference;
    estimate(times);
    return times;
}

}  // namespace favilla::analytics
