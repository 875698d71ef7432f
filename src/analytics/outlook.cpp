// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/outlook.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analytics/linear_system.h"
#include "analytics/portable_math.h"

namespace favilla::analytics {

namespace {

constexpr std::array<std::string_view, outlook_pulls> pull_names = {"silence", "overdue", "usual", "messages", "people", "hour"};
constexpr std::array<std::string_view, 3> state_names = {"ready", "too_little", "unproven"};
constexpr double ridge = 1, shortest = 1.0 / 60;  // hours: a shorter gap counts as a minute more, so that it has a logarithm
constexpr double fitted_share = 0.7;
constexpr int most_steps = 50;
constexpr double close_enough = 1e-10;
constexpr std::ptrdiff_t pulls_of_silence = 2;  // the first ones, whose slopes are not below 0
constexpr double epoch_hour = 72;               // 1 January 1970 was a Thursday

using Pulls = std::array<double, outlook_pulls>;

struct Look {
    std::size_t thread = 0;
    Pace pace;
    bool ended = false;
};

std::size_t hour_of_week(double at)
{
    auto hour = static_cast<std::int64_t>(std::floor(at + epoch_hour)) % static_cast<std::int64_t>(hours_of_week);
    return static_cast<std::size_t>(hour < 0 ? hour + static_cast<std::int64_t>(hours_of_week) : hour);
}

// How much is written in the hours ahead, against the mean.
double activity_ahead(const HourShares& hours, double at)
{
    double sum = 0;
    for (double from = at; from < at + outlook_horizon;) {
        double until = std::min(std::floor(from) + 1, at + outlook_horizon);
        sum += hours[hour_of_week(from)] * (until - from);
        from = until;
    }
    return sum / outlook_horizon;
}

Pulls measured(const HourShares& hours, const Pace& pace)
{
    double silence = pace.silence + shortest, usual = pace.usual + shortest;
    return {natural_log(silence / outlook_horizon),        natural_log(1 + silence / usual),
            natural_log(usual / outlook_horizon),          natural_log(static_cast<double>(pace.messages)),
            natural_log(static_cast<double>(pace.people)), natural_log(activity_ahead(hours, pace.at))};
}

double chance(double log_odds)
{
    if (log_odds < 0) return exponential(log_odds) / (1 + exponential(log_odds));
    return 1 / (1 + exponential(-log_odds));
}

// At each half hour on the clock while it burns. What is not known by `until` is left out.
void add_looks(std::vector<Look>& looks, const SaidThread& said, std::size_t thread, double until)
{
    for (std::size_t k = 1; k < said.size(); ++k) {
        bool is_last = k + 1 == said.size();
        double next = is_last ? until : said[k + 1].at;
        double begin = std::ceil(said[k].at / hours_between_looks);
        for (double at = begin * hours_between_looks; at < said[k].at + outlook_horizon && at < next;
             at = (begin += 1) * hours_between_looks) {
            if (is_last && at + outlook_horizon > until) break;
            auto pace = pace_at(said, at);
            if (pace) looks.push_back({thread, *pace, is_last || next > at + outlook_horizon});
        }
    }
}

// Half an average hour and one message more are laid under each, so that no hour is empty.
HourShares hour_shares(std::span<const SaidThread> threads, double until)
{
    HourShares shares{};
    for (const auto& thread : threads)
        for (const auto& said : thread)
            if (said.at < until) shares[hour_of_week(said.at)] += 1;
    double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / hours_of_week;
    double floor = mean / 2 + 1;
    for (auto& share : shares) share = (share + floor) / (mean + floor);
    return shares;
}

struct Sample {
    std::vector<Pulls> rows;
    std::vector<bool> ended;
};

// The most likely level and slopes under the ridge, which holds the slopes alone. Where `is_free` is not set, the slope is 0.
void climb(OutlookModel& model, const Sample& sample, const std::array<bool, outlook_pulls>& is_free)
{
    constexpr std::size_t n = outlook_pulls + 1;
    for (int step = 0; step < most_steps; ++step) {
        SquareMatrix curvature{n};
        std::array<double, n> slope{};
        for (std::size_t i = 0; i < sample.rows.size(); ++i) {
            std::array<double, n> x{1};
            double eta = model.level;
            for (std::size_t j = 0; j < outlook_pulls; ++j) {
                x[j + 1] = is_free[j] ? sample.rows[i][j] - model.means[j] : 0;
                eta += model.slopes[j] * x[j + 1];
            }
            double p = chance(eta), left = (sample.ended[i] ? 1.0 : 0.0) - p, weight = p * (1 - p);
            for (std::size_t a = 0; a < n; ++a) {
                slope[a] += left * x[a];
                for (std::size_t b = 0; b <= a; ++b) curvature(a, b) += weight * x[a] * x[b];
            }
        }
        for (std::size_t a = 0; a < n; ++a) {
            if (a > 0) {
                slope[a] -= ridge * model.slopes[a - 1];
                curvature(a, a) += ridge;
            }
            for (std::size_t b = 0; b < a; ++b) curvature(b, a) = curvature(a, b);
        }
        auto inverse = inverse_of(curvature);
        if (!inverse) return;
        double largest = 0;
        for (std::size_t a = 0; a < n; ++a) {
            double move = 0;
            for (std::size_t b = 0; b < n; ++b) move += (*inverse)(a, b) * slope[b];
            (a == 0 ? model.level : model.slopes[a - 1]) += move;
            largest = std::max(largest, std::abs(move));
        }
        if (largest < close_enough) return;
    }
}

OutlookModel fitted_on(const std::vector<Look>& looks, const HourShares& hours, double base_rate)
{
    OutlookModel model{.level = natural_log(base_rate / (1 - base_rate)), .slopes = {}, .means = {}, .hours = hours};
    Sample sample;
    for (const auto& look : looks) {
        sample.rows.push_back(measured(hours, look.pace));
        sample.ended.push_back(look.ended);
        for (std::size_t j = 0; j < outlook_pulls; ++j) model.means[j] += sample.rows.back()[j];
    }
    for (auto& mean : model.means) mean /= static_cast<double>(looks.size());
    // What would make a longer silence livelier is left out, the strongest first, and the rest fitted without it.
    std::array<bool, outlook_pulls> is_free{true, true, true, true, true, true};
    for (;;) {
        auto bound = model;
        climb(bound, sample, is_free);
        auto worst = std::ranges::min_element(bound.slopes.begin(), bound.slopes.begin() + pulls_of_silence);
        if (*worst >= 0) return bound;
        is_free[static_cast<std::size_t>(worst - bound.slopes.begin())] = false;
    }
}

void judge(Outlook& outlook, const std::vector<Look>& looks)
{
    std::array<std::int64_t, 10> of{}, ended{};
    std::array<double, 10> expected{};
    std::int64_t flagged = 0, flagged_ended = 0, threads = 0, threads_ended = 0;
    std::set<std::size_t> seen, flagged_already;
    for (const auto& look : looks) {  // of one thread in order of time
        double p = chance_of_end(outlook.model, look.pace), happened = look.ended ? 1 : 0;
        outlook.brier += (p - happened) * (p - happened);
        outlook.brier_of_base += (outlook.base_rate - happened) * (outlook.base_rate - happened);
        auto bin = std::min<std::size_t>(9, static_cast<std::size_t>(p * 10));
        of[bin] += 1;
        ended[bin] += look.ended;
        expected[bin] += p;
        seen.insert(look.thread);
        if (p < flagged_from) continue;
        flagged += 1;
        flagged_ended += look.ended;
        if (!flagged_already.insert(look.thread).second) continue;
        threads += 1;
        threads_ended += look.ended;
    }
    auto n = static_cast<double>(looks.size());
    outlook.brier /= n;
    outlook.brier_of_base /= n;
    outlook.looks_judged = static_cast<std::int64_t>(looks.size());
    outlook.threads_judged = static_cast<std::int64_t>(seen.size());
    for (std::size_t bin = 0; bin < of.size(); ++bin)
        outlook.reliability[bin] = {of[bin] == 0 ? 0 : expected[bin] / static_cast<double>(of[bin]),
                                    share_of(ended[bin], of[bin])};
    outlook.flagged_looks = share_of(flagged_ended, flagged);
    outlook.flagged_threads = share_of(threads_ended, threads);
    bool holds = outlook.brier < outlook.brier_of_base && threads >= least_threads_flagged
              && outlook.flagged_threads.value >= flagged_holds && outlook.flagged_looks.value >= flagged_holds;
    outlook.state = holds ? OutlookState::Ready : OutlookState::Unproven;
}

}  // namespace

std::string_view name_of(OutlookPull pull) { return pull_names[static_cast<std::size_t>(pull)]; }
std::string_view name_of(OutlookState state) { return state_names[static_cast<std::size_t>(state)]; }

std::optional<Pace> pace_at(std::span<const Said> said, double at)
{
    auto known = static_cast<std::size_t>(std::ranges::upper_bound(said, at, {}, &Said::at) - said.begin());
    if (known < 2 || at - said[known - 1].at >= outlook_horizon) return std::nullopt;
    double logs = 0;
    auto gaps = std::min<std::size_t>(known - 1, recent_gaps);
    for (std::size_t k = known - gaps; k < known; ++k) logs += natural_log(said[k].at - said[k - 1].at + shortest);
    std::set<std::int64_t> people;
    for (const auto& one : said.first(known)) people.insert(one.author);
    return Pace{.silence = at - said[known - 1].at,
                .usual = std::max(0.0, exponential(logs / static_cast<double>(gaps)) - shortest),
                .messages = static_cast<std::int64_t>(known),
                .people = static_cast<std::int64_t>(people.size()),
                .at = at};
}

std::array<double, outlook_pulls> pulls_on(const OutlookModel& model, const Pace& pace)
{
    auto x = measured(model.hours, pace);
    for (std::size_t j = 0; j < outlook_pulls; ++j) x[j] = model.slopes[j] * (x[j] - model.means[j]);
    return x;
}

double chance_of_end(const OutlookModel& model, const Pace& pace)
{
    double eta = model.level;
    for (double pull : pulls_on(model, pace)) eta += pull;
    return chance(eta);
}

Share share_of(std::int64_t ended, std::int64_t of)
{
    Share share{.of = of, .ended = ended};
    if (of == 0) return share;
    constexpr double z = 1.959963984540054;
    double n = static_cast<double>(of), p = static_cast<double>(ended) / n;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    share.value = p;
    share.lower = std::max(0.0, middle - half);
    share.upper = std::min(1.0, middle + half);
    return share;
}

Outlook fit_outlook(std::span<const SaidThread> all, double until)
{
    std::vector<SaidThread> threads;
    for (auto thread : all) {
        std::erase_if(thread, [&](const Said& said) { return said.at > until; });
        if (thread.size() >= 2) threads.push_back(std::move(thread));
    }
    std::ranges::sort(threads, [](const SaidThread& a, const SaidThread& b) {
        return std::ranges::lexicographical_compare(a, b, [](const Said& one, const Said& other) {
            return std::pair{one.at, one.author} < std::pair{other.at, other.author};
        });
    });
    Outlook outlook;
    outlook.threads = static_cast<std::int64_t>(threads.size());
    if (outlook.threads < least_threads) return outlook;
    auto split = static_cast<std::size_t>(fitted_share * static_cast<double>(threads.size()));
    outlook.judged_from = threads[split].front().at;
    std::vector<Look> earlier, later;
    for (std::size_t n = 0; n < threads.size(); ++n) {
        if (threads[n].front().at < outlook.judged_from) {
            // What was known when the later ones began, and no more.
            auto known = threads[n];
            std::erase_if(known, [&](const Said& said) { return said.at > outlook.judged_from; });
            add_looks(earlier, known, n, outlook.judged_from);
        } else {
            add_looks(later, threads[n], n, until);
        }
    }
    auto ended = std::ranges::count(earlier, true, &Look::ended);
    outlook.looks_fitted = static_cast<std::int64_t>(earlier.size());
    if (outlook.looks_fitted < least_looks_fitted || ended < least_of_each || outlook.looks_fitted - ended < least_of_each
        || later.empty())
        return outlook;
    outlook.base_rate = static_cast<double>(ended) / static_cast<double>(earlier.size());
    outlook.model = fitted_on(earlier, hour_shares(threads, outlook.judged_from), outlook.base_rate);
    judge(outlook, later);
    return outlook;
}

}  // namespace favilla::analytics
