// SPDX-License-Identifier: AGPL-3.0-or-later
#include "desk/backlog.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

#include "analytics/generator.h"
#include "analytics/portable_math.h"

namespace favilla::desk {

namespace {

using analytics::Generator;

constexpr std::size_t days_of_week = 7, hours_of_day = 24;
constexpr double pattern_weight = 24;  // posts that the pattern of days and hours counts for against single hours
constexpr double most_at_once = 500;   // Poisson numbers of more are drawn in parts: e⁻⁵⁰⁰ is still a number

// Knuth's: exact, and quick for the few that come in an hour.
std::int64_t poisson(Generator& random, double mean)
{
    std::int64_t drawn = 0;
    for (; mean > most_at_once; mean -= most_at_once) drawn += poisson(random, most_at_once);
    auto least = analytics::exponential(-mean);
    for (double product = random.uniform(); product > least; product *= random.uniform()) ++drawn;
    return drawn;
}

// Which part of a week's posts comes in each hour: what came in it, with the pattern of the day and of the hour of the day beneath, so that
// no hour is empty because nobody happened to write in it.
std::array<double, hours_of_week> shares_of(const std::array<std::int64_t, hours_of_week>& came)
{
    std::array<double, days_of_week> by_day{};
    std::array<double, hours_of_day> by_hour{};
    double all = 0;
    for (std::size_t hour = 0; hour < hours_of_week; ++hour) {
        auto count = static_cast<double>(came[hour]);
        by_day[hour / hours_of_day] += count;
        by_hour[hour % hours_of_day] += count;
        all += count;
    }
    std::array<double, hours_of_week> shares{};
    for (std::size_t hour = 0; hour < hours_of_week; ++hour) {
        double pattern = (by_day[hour / hours_of_day] + 1) / (all + days_of_week) * (by_hour[hour % hours_of_day] + 0.5)
                       / (all + 0.5 * hours_of_day);
        shares[hour] = (static_cast<double>(came[hour]) + pattern_weight * pattern) / (all + pattern_weight);
    }
    return shares;
}

// By the moments: the variance of a negative binomial is m + m²/k.
std::optional<double> spread_of(std::span<const std::int64_t> weeks)
{
    auto n = static_cast<double>(weeks.size());
    double mean = static_cast<double>(std::accumulate(weeks.begin(), weeks.end(), std::int64_t{0})) / n;
    double squares = 0;
    for (auto week : weeks) squares += (static_cast<double>(week) - mean) * (static_cast<double>(week) - mean);
    double variance = squares / (n - 1);
    return variance > mean ? std::optional{mean * mean / (variance - mean)} : std::nullopt;
}

struct Work {
    std::int64_t due_hour = 0;
    double left = 0;
};

struct Seen {
    double items = 0, hours = 0, behind = 0;
};

// One run.
class Run {
public:
    Run(const BacklogModel& model, const BacklogAsk& ask, Generator& random) : model_(model), ask_(ask), random_(random)
    {
        handling_ = model.handling;
        if (!model.drawn) return;
        // Others might have been measured just as well.
        for (auto& one : handling_) one = model.handling[random.below(model.handling.size())];
        double total = std::accumulate(model.rate.begin(), model.rate.end(), 0.0);
        factor_ = random.gamma(total * model.weeks + 0.5) / (total * model.weeks);
        if (model.spread) factor_ *= random.gamma(*model.spread) / *model.spread;
    }
    std::vector<Seen> go()
    {
        std::vector<Seen> seen;
        for (auto due : ask_.waiting) put(due);
        for (std::size_t hour = 0, look = 0; hour < ask_.hours.size() && look < ask_.looks.size(); ++hour) {
            const auto& now = ask_.hours[hour];
            for (auto n = poisson(random_, model_.rate[now.of_week] * factor_); n > 0; --n) put(now.due_hour);
            do_work(now.given);
            for (; look < ask_.looks.size() && ask_.looks[look] == hour; ++look) seen.push_back(look_at(hour));
        }
        return seen;
    }

private:
    void put(std::int64_t due) { lies_.push_back({due, handling_[random_.below(handling_.size())]}); }
    void do_work(double given)
    {
        while (given > 0 && !lies_.empty()) {
            auto done = std::min(given, lies_.front().left);
            given -= done;
            lies_.front().left -= done;
            if (lies_.front().left <= 1e-9) lies_.pop_front();
        }
    }
    Seen look_at(std::size_t hour) const
    {
        Seen seen{.items = static_cast<double>(lies_.size())};
        for (const auto& one : lies_) {
            seen.hours += one.left;
            if (one.due_hour <= static_cast<std::int64_t>(hour)) seen.behind += one.left;
        }
        return seen;
    }

    const BacklogModel& model_;
    const BacklogAsk& ask_;
    Generator& random_;
    std::vector<double> handling_;
    double factor_ = 1;
    std::deque<Work> lies_;
};

Spread spread_over(std::vector<double> values)
{
    std::ranges::sort(values);
    auto at = [&](double share) {
        return values[static_cast<std::size_t>(std::lround(share * static_cast<double>(values.size() - 1)))];
    };
    return {at(0.1), at(0.5), at(0.9)};
}

}  // namespace

bool is_enough(const BacklogHistory& history)
{
    return history.weeks.size() >= least_weeks && history.handling.size() >= least_handled
        && std::accumulate(history.weeks.begin(), history.weeks.end(), std::int64_t{0}) >= least_came;
}

BacklogModel learn_backlog(const BacklogHistory& history)
{
    BacklogModel model{.weeks = static_cast<double>(history.weeks.size()), .spread = spread_of(history.weeks)};
    auto all = static_cast<double>(std::accumulate(history.weeks.begin(), history.weeks.end(), std::int64_t{0}));
    model.rate = shares_of(history.came);
    for (auto& rate : model.rate) rate *= all / model.weeks;
    model.handling = history.handling;
    return model;
}

std::vector<BacklogLook> simulate_backlog(const BacklogModel& model, const BacklogAsk& ask)
{
    Generator random{ask.seed};
    std::vector<std::vector<Seen>> runs;
    for (int run = 0; run < ask.runs; ++run) runs.push_back(Run{model, ask, random}.go());
    std::vector<BacklogLook> looks;
    for (std::size_t look = 0; look < ask.looks.size(); ++look) {
        auto over = [&](double Seen::* what) {
            std::vector<double> values;
            for (const auto& run : runs) values.push_back(run[look].*what);
            return spread_over(std::move(values));
        };
        auto late = std::ranges::count_if(runs, [&](const auto& run) { return run[look].behind > 0; });
        looks.push_back({over(&Seen::items), over(&Seen::hours), over(&Seen::behind), static_cast<double>(late) / ask.runs});
    }
    return looks;
}

}  // namespace favilla::desk
