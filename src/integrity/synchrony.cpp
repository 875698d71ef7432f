// SPDX-License-Identifier: AGPL-3.0-or-later
#include "integrity/synchrony.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <utility>

#include "integrity/tails.h"

namespace favilla::integrity {

namespace {

constexpr std::int64_t day = 86'400;
constexpr double prior_meetings = 10;  // m: how much the tempo of all objects weighs in that of one
constexpr int least_hits = 2, least_days = 2;

std::int64_t time_of_day(std::int64_t at) { return ((at % day) + day) % day; }
std::int64_t day_of(std::int64_t at) { return (at - time_of_day(at)) / day; }

// How many pairs of two sorted lists are no further apart than the window.
std::int64_t count_near(const std::vector<std::int64_t>& one, const std::vector<std::int64_t>& other, std::int64_t window)
{
    std::int64_t number = 0;
    std::size_t low = 0, high = 0;
    for (auto value : one) {
        while (low < other.size() && other[low] < value - window) ++low;
        while (high < other.size() && other[high] <= value + window) ++high;
        number += static_cast<std::int64_t>(high - low);
    }
    return number;
}

struct Habit {  // of an account: how long after a post, and at what time of the day it acts; sorted
    std::vector<std::int64_t> delays, times;
};

struct Tempo {  // of an object
    double near = 0, pairs = 0;
};

class Tester {
public:
    Tester(const History& history, std::int64_t window) : history_(history), window_(window)
    {
        double near = 0, pairs = 0;
        for (std::uint32_t object = 0; object < history.objects(); ++object) {
            tempo_.push_back(tempo_of(object));
            near += tempo_.back().near;
            pairs += tempo_.back().pairs;
        }
        mean_ = pairs > 0 ? near / pairs : 0;
        habits_.resize(history.accounts());
    }

    // Two accounts that share so many objects, and acted near each other on so many of them.
    void take(std::uint32_t a, std::uint32_t b, int shared, int near)
    {
        ++test_.tests;
        if (near >= least_hits) judge(test_, a, b, shared, near);
    }

    PairTest finish()
    {
        order_by_p(test_);
        return std::move(test_);
    }

private:
    Tempo tempo_of(std::uint32_t object) const
    {
        std::vector<std::int64_t> times;
        for (const auto& act : history_.of_object(object)) times.push_back(act.at);
        std::ranges::sort(times);
        auto number = static_cast<double>(times.size());
        // Each pair is found from both its ends, and each act is near to itself.
        auto near = static_cast<double>(count_near(times, times, window_) - static_cast<std::int64_t>(times.size())) / 2;
        return {near, number * (number - 1) / 2};
    }

    const Habit& habit_of(std::uint32_t account)
    {
        auto& habit = habits_[account];
        if (!habit.delays.empty()) return habit;
        for (const auto& act : history_.of_account(account)) {
            habit.delays.push_back(act.at - history_.object(act.other).published_at);
            habit.times.push_back(time_of_day(act.at));
        }
        std::ranges::sort(habit.delays);
        std::ranges::sort(habit.times);
        return habit;
    }

    struct Meeting {
        std::uint32_t object = 0;
        std::int64_t first = 0, apart = 0;
        bool at_the_same_hour = false;
    };

    std::vector<Meeting> meetings_of(std::uint32_t a, std::uint32_t b) const
    {
        std::vector<Meeting> meetings;
        for (const auto& shared : shared_objects(history_, a, b))
            meetings.push_back({shared.object, std::min(shared.a_at, shared.b_at), std::abs(shared.a_at - shared.b_at),
                                std::abs(time_of_day(shared.a_at) - time_of_day(shared.b_at)) <= window_});
        return meetings;
    }

    void judge(PairTest& test, std::uint32_t a, std::uint32_t b, int shared, int hits)
    {
        auto meetings = meetings_of(a, b);
        std::map<std::int64_t, bool> days;
        for (const auto& meeting : meetings) days[day_of(meeting.first)] |= meeting.apart <= window_;
        auto met_on = static_cast<int>(std::ranges::count_if(days, [](const auto& one) { return one.second; }));
        if (met_on < least_days) return;

        // What their habits alone make likely, from their acts on different objects.
        const auto &mine = habit_of(a), &theirs = habit_of(b);
        auto same_hour = std::ranges::count_if(meetings, &Meeting::at_the_same_hour);
        double others = static_cast<double>(mine.delays.size()) * static_cast<double>(theirs.delays.size()) - shared + 2;
        double by_delay = static_cast<double>(count_near(mine.delays, theirs.delays, window_) - hits + 1) / others;
        double by_hour = static_cast<double>(count_near(mine.times, theirs.times, window_) - same_hour + 1) / others;
        double apart_by_habit = (1 - std::min(1.0, by_delay)) * (1 - std::min(1.0, by_hour));

        std::map<std::int64_t, double> apart;  // the chance not to meet, by day
        for (const auto& meeting : meetings) {
            const auto& tempo = tempo_[meeting.object];
            double hit = meeting.apart <= window_ ? 1 : 0;
            double chance = std::min(1.0, (tempo.near - hit + prior_meetings * mean_) / (tempo.pairs - 1 + prior_meetings));
            apart.try_emplace(day_of(meeting.first), 1).first->second *= (1 - chance) * apart_by_habit;
        }
        std::vector<double> chances;
        double expected = 0;
        for (auto [date, none] : apart) {
            chances.push_back(1 - none);
            expected += 1 - none;
        }
        test.pairs.push_back({a, b, met_on, expected, poisson_binomial_tail(chances, met_on)});
    }

    const History& history_;
    std::int64_t window_;
    std::vector<Tempo> tempo_;
    double mean_ = 0;
    std::vector<Habit> habits_;
    PairTest test_;
};

}  // namespace

PairTest test_synchrony(const History& history, std::int64_t window)
{
    Tester tester{history, window};
    each_pair_sharing<1>(history, {window}, [&](std::uint32_t a, std::uint32_t b, int shared, const auto& near) {
        tester.take(a, b, shared, near[0]);
    });
    return tester.finish();
}

PairTest test_synchrony(const History& history)
{
    std::map<std::pair<std::uint32_t, std::uint32_t>, PairFinding> least;
    PairTest all;
    std::vector<Tester> testers;
    for (auto window : synchrony_windows) testers.emplace_back(history, window);
    each_pair_sharing(history, synchrony_windows, [&](std::uint32_t a, std::uint32_t b, int shared, const auto& near) {
        for (std::size_t n = 0; n < testers.size(); ++n) testers[n].take(a, b, shared, near[n]);
    });
    for (auto& tester : testers) {
        auto test = tester.finish();
        all.tests = test.tests;
        for (const auto& pair : test.pairs) {
            auto [known, is_new] = least.try_emplace({pair.a, pair.b}, pair);
            if (!is_new && pair.p < known->second.p) known->second = pair;
        }
    }
    for (auto& [accounts, pair] : least) {
        pair.p = std::min(1.0, pair.p * static_cast<double>(std::size(synchrony_windows)));
        all.pairs.push_back(pair);
    }
    order_by_p(all);
    return all;
}

}  // namespace favilla::integrity
