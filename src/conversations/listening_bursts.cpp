// SPDX-License-Identifier: AGPL-3.0-or-later
#include "conversations/listening_bursts.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace favilla::conversations {

namespace {

constexpr std::size_t week = 7;
// A weekday is believed to differ from others only as far as so many posts more would still show it.
constexpr double weekday_prior = 5, level_prior = 0.5;
constexpr double negligible = 1e-12;

// One distribution: P(0), how P(k + 1) follows from P(k).
class Counts {
public:
    Counts(double mean, double variance) : mean_(mean), is_poisson_(variance <= mean * 1.0001)
    {
        if (is_poisson_) return;
        auto ratio = variance / mean;
        size_ = mean / (ratio - 1);
        failure_ = (ratio - 1) / ratio;
    }
    double probability(double k) const
    {
        if (is_poisson_) return std::exp(k * std::log(mean_) - mean_ - std::lgamma(k + 1));
        return std::exp(std::lgamma(k + size_) - std::lgamma(size_) - std::lgamma(k + 1) + size_ * std::log1p(-failure_)
                        + k * std::log(failure_));
    }
    double growth(double k) const { return is_poisson_ ? mean_ / (k + 1) : failure_ * (k + size_) / (k + 1); }

private:
    double mean_ = 0, size_ = 0, failure_ = 0;
    bool is_poisson_ = true;
};

struct Expected {
    double mean = 0, variance = 0;
};

// What the days before lead to expect of the one behind them. `days` are those, the day itself would be the next.
Expected expect(std::span<const std::int64_t> days)
{
    auto count = static_cast<double>(days.size());
    std::array<double, week> sums{}, numbers{};
    double sum = 0;
    // Weekdays are told by how far they are from the day itself: which is called what does not matter.
    auto weekday = [&](std::size_t i) { return (days.size() - i) % week; };
    for (std::size_t i = 0; i < days.size(); ++i) {
        sum += static_cast<double>(days[i]);
        sums[weekday(i)] += static_cast<double>(days[i]);
        numbers[weekday(i)] += 1;
    }
    auto level = (sum + level_prior) / count;
    std::array<double, week> means{};
    for (std::size_t day = 0; day < week; ++day)
        means[day] = level * (sums[day] + weekday_prior) / (level * numbers[day] + weekday_prior);

    // How far days scatter, read in two ways: in proportion to the mean, and to its square. The wider one counts, at the upper end of what
    // it may be, and what is not known of the mean itself comes on top: a false alarm costs more than one that is missed by a post or two.
    auto freedom = count - static_cast<double>(week);
    double pearson = 0, excess = 0, squares = 0;
    for (std::size_t i = 0; i < days.size(); ++i) {
        auto mean = means[weekday(i)];
        auto distance = static_cast<double>(days[i]) - mean;
        pearson += distance * distance / mean;
        excess += distance * distance - mean * freedom / count;
        squares += mean * mean;
    }
    auto spread = std::sqrt(2 / freedom);
    auto linear = pearson / freedom * (1 + spread);
    auto quadratic = std::max(0.0, excess / squares * count / freedom) * (1 + 3 * spread);
    auto mean = means[0];
    auto variance = std::max({mean, linear * mean, mean + quadratic * mean * mean});
    return {mean, variance * (1 + 1 / numbers[0])};
}

// The most that is not loud.
std::int64_t limit_of(const Expected& expected)
{
    auto is_loud = [&](std::int64_t posts) {
        return posts >= least_burst_posts && overdispersed_tail(posts, expected.mean, expected.variance) < loud_probability;
    };
    std::int64_t quiet = static_cast<std::int64_t>(expected.mean), loud = std::max(quiet + 1, least_burst_posts);
    while (!is_loud(loud)) {
        quiet = loud;
        loud *= 2;
    }
    while (loud - quiet > 1) {
        auto middle = quiet + (loud - quiet) / 2;
        (is_loud(middle) ? loud : quiet) = middle;
    }
    return quiet;
}

}  // namespace

double overdispersed_tail(std::int64_t count, double mean, double variance)
{
    if (count <= 0) return 1;
    Counts counts{mean, variance};
    auto k = static_cast<double>(count);
    if (k <= mean) {
        // Below the middle it is the other side that is quickly summed up.
        double below = 0;
        auto p = counts.probability(k - 1);
        for (auto at = k - 1; at >= 0 && p > below * negligible; --at) {
            below += p;
            if (at > 0) p /= counts.growth(at - 1);
        }
        return std::clamp(1 - below, 0.0, 1.0);
    }
    double tail = 0;
    for (auto p = counts.probability(k); p > 0 && p > tail * negligible; ++k) {
        tail += p;
        p *= counts.growth(k);
    }
    return std::min(tail, 1.0);
}

std::vector<std::optional<DayJudged>> judge_days(std::span<const std::int64_t> posts)
{
    std::vector<std::optional<DayJudged>> judged;
    // What is expected of later days is not raised by a loud one beyond what is not loud: a burst makes the next no quieter.
    std::vector<std::int64_t> usual;
    for (auto count : posts) {
        if (usual.size() < least_baseline_days) {
            judged.emplace_back();
            usual.push_back(count);
            continue;
        }
        auto before = std::span{usual}.last(std::min<std::size_t>(usual.size(), baseline_days));
        auto expected = expect(before);
        DayJudged day{.expected = expected.mean, .limit = limit_of(expected), .p = 1, .is_loud = false};
        day.p = overdispersed_tail(count, expected.mean, expected.variance);
        day.is_loud = count > day.limit;
        usual.push_back(std::min(count, day.limit));
        judged.emplace_back(day);
    }
    return judged;
}

std::vector<Burst> bursts_of(std::span<const std::int64_t> posts, std::span<const std::optional<DayJudged>> judged)
{
    std::vector<Burst> bursts;
    for (std::size_t day = 0; day < judged.size(); ++day) {
        if (!judged[day] || !judged[day]->is_loud) continue;
        if (bursts.empty() || bursts.back().last + 1 != day) bursts.push_back({.first = day, .last = day, .peak = day});
        auto& burst = bursts.back();
        burst.last = day;
        burst.posts += posts[day];
        burst.expected += judged[day]->expected;
        burst.p = std::min(burst.p, judged[day]->p);
        if (posts[day] > posts[burst.peak]) burst.peak = day;
    }
    return bursts;
}

}  // namespace favilla::conversations
