// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/outlook.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

#include <doctest/doctest.h>

#include "analytics/generator.h"

using namespace favilla::analytics;

namespace {

// Conversations that excite themselves: each message calls for answers, the later the fewer (so that they tire), most within `memory` hours,
// and by night a tenth as many as by day.
struct Village {
    double call = 1.1, tiring = 0.93, memory = 0.7;
    int threads = 400;
};

SaidThread talk(Generator& random, double begin, const Village& village)
{
    SaidThread said{{begin, 0}};
    double now = begin;
    while (said.size() < 200) {
        // Thinned from a rate that is above the true one until the next message (Ogata 1981).
        auto rate = [&](double at) {
            double sum = 0, worth = village.call / village.memory;
            for (const auto& one : said) {
                sum += worth * std::exp(-(at - one.at) / village.memory);
                worth *= village.tiring;
            }
            return sum;
        };
        double above = rate(now);
        if (above < 1e-4) break;
        now += -std::log(random.uniform()) / above;
        double of_day = std::fmod(now, 24) < 8 ? 0.1 : 1;
        if (random.uniform() * above < rate(now) * of_day) said.push_back({now, static_cast<std::int64_t>(random.below(12))});
    }
    return said;
}

std::vector<SaidThread> history(std::uint64_t seed, const Village& village = {})
{
    Generator random{seed};
    std::vector<SaidThread> threads;
    for (int n = 0; n < village.threads; ++n) threads.push_back(talk(random, 480'000 + n * 2.5 + random.uniform(), village));
    return threads;
}

double end_of(const Village& village) { return 480'000 + village.threads * 2.5 + 200; }

// As they lie in memory: 0 and −0 differ.
std::vector<std::uint64_t> numbers_of(const OutlookModel& model)
{
    std::vector<std::uint64_t> bits{std::bit_cast<std::uint64_t>(model.level)};
    for (std::span<const double> some : {std::span<const double>{model.slopes}, {model.means}, {model.hours}})
        for (auto number : some) bits.push_back(std::bit_cast<std::uint64_t>(number));
    return bits;
}

}  // namespace

TEST_CASE("the pace of a conversation is what was said by then")
{
    SaidThread said{{100, 1}, {100.5, 2}, {101, 1}};
    CHECK_FALSE(pace_at(said, 100.2));  // nobody answered yet
    auto pace = pace_at(said, 102);
    REQUIRE(pace);
    CHECK(pace->silence == 1);
    CHECK(pace->messages == 3);
    CHECK(pace->people == 2);
    CHECK(pace->usual == doctest::Approx(0.5));
    CHECK(pace_at(said, 100.6)->messages == 2);  // not what came later
    CHECK(pace_at(said, 102.99));
    CHECK_FALSE(pace_at(said, 103));  // two hours of silence: it burns no more
    // The mean of gaps is a geometric one, over the last five.
    SaidThread uneven{{0, 1}, {90, 2}, {91, 1}, {92, 2}, {93, 1}, {94, 2}, {95, 1}};
    CHECK(pace_at(uneven, 95)->usual == doctest::Approx(1));
}

TEST_CASE("a chance is that of the formula")
{
    OutlookModel model{.level = 0.5, .slopes = {1, 0, 0, -0.5, 0, 2}, .means = {0, 0, 0, std::log(4), 0, 0}, .hours = {}};
    model.hours.fill(1);
    Pace pace{.silence = 2 - 1.0 / 60, .usual = 1, .messages = 4, .people = 2, .at = 1000};
    CHECK(chance_of_end(model, pace) == doctest::Approx(1 / (1 + std::exp(-0.5))));  // ln(2 / 2) = 0, ln 4 is the mean
    pace.messages = 8;
    CHECK(pulls_on(model, pace)[3] == doctest::Approx(-0.5 * std::log(2)));
    CHECK(chance_of_end(model, pace) == doctest::Approx(1 / (1 + std::exp(-0.5 + 0.5 * std::log(2)))));
    // Thursday, 1 January 1970, 0 h UTC is hour 72 of the week; half of the two hours ahead is in it, half in the next.
    model.hours[72] = 3;
    pace.at = 0;
    CHECK(pulls_on(model, pace)[5] == doctest::Approx(2 * std::log(2)));
}

TEST_CASE("shares have Wilson's interval")
{
    auto share = share_of(8, 10);  // 0.4902 to 0.9433, as in Newcombe 1998's way of reckoning
    CHECK(share.value == 0.8);
    CHECK(share.lower == doctest::Approx(0.49016).epsilon(1e-4));
    CHECK(share.upper == doctest::Approx(0.94331).epsilon(1e-4));
    CHECK(share_of(0, 0).lower == 0);
    CHECK(share_of(0, 0).upper == 1);
}

TEST_CASE("too little history is said, and nothing is fitted")
{
    CHECK(fit_outlook({}, 1000).state == OutlookState::TooLittle);
    Village few{.threads = 50};
    auto outlook = fit_outlook(history(1, few), end_of(few));
    CHECK(outlook.state == OutlookState::TooLittle);
    CHECK(outlook.looks_fitted == 0);
    CHECK(outlook.threads > 10);
}

TEST_CASE("on conversations of a known kind that were held out, what is flagged ends, and chances are what happens")
{
    for (std::uint64_t seed : {1, 2, 3}) {
        CAPTURE(seed);
        Village village{.threads = 900};
        auto outlook = fit_outlook(history(seed, village), end_of(village));
        REQUIRE(outlook.state == OutlookState::Ready);
        CHECK(outlook.flagged_threads.of >= 50);
        CHECK(outlook.flagged_threads.value >= 0.7);
        CHECK(outlook.flagged_looks.value >= 0.75);
        CHECK(outlook.brier < 0.95 * outlook.brier_of_base);
        std::int64_t of = 0;
        double off = 0;
        for (const auto& bin : outlook.reliability) {
            of += bin.observed.of;
            off += static_cast<double>(bin.observed.of) * std::abs(bin.expected - bin.observed.value);
        }
        CHECK(of == outlook.looks_judged);
        CHECK(off / static_cast<double>(of) < 0.08);  // the mean distance from the diagonal
        CHECK(outlook.model.slopes[0] >= 0);
    }
}

TEST_CASE("a longer silence never makes it livelier")
{
    Village village;
    auto outlook = fit_outlook(history(5, village), end_of(village));
    for (double at : {480'100.0, 480'107.3}) {
        double before = 0;
        for (double silence = 0; silence < 2; silence += 0.05) {
            auto p = chance_of_end(outlook.model, {.silence = silence, .usual = 0.3, .messages = 9, .people = 4, .at = at});
            CHECK(p >= before);
            before = p;
        }
    }
    // Nor where it was so in what is fitted on: whoever was silent for an hour spoke again.
    std::vector<SaidThread> odd;
    Generator random{7};
    for (int n = 0; n < 300; ++n) {
        double begin = 480'000 + n * 5 + random.uniform() / 10;
        odd.push_back({{begin, 1}, {begin + 0.05, 2}, {begin + 1.9, 1}});
    }
    CHECK(fit_outlook(odd, 490'000).model.slopes[0] == 0);
}

TEST_CASE("what is not over yet is not taken for ended, and what came later changes nothing that was known")
{
    // The newest of many: of its looks at each half hour, those count after which two hours are over.
    Village village{.threads = 300};
    auto threads = history(11, village);
    auto until = end_of(village);
    threads.emplace_back();
    auto looks_with = [&](double opened, double answered) {
        threads.back() = {{until - opened, 1}, {until - answered, 2}};
        return fit_outlook(threads, until).looks_judged;
    };
    auto none = looks_with(1.5, 1);
    CHECK(looks_with(2.05, 1.95) == none);
    CHECK(looks_with(2.2, 2.1) == none + 1);
    CHECK(looks_with(2.6, 2.5) == none + 2);
    CHECK(looks_with(4, 3.5) == none + 4);
    // What is said after the end of what is known is not there.
    auto later = threads;
    for (auto& thread : later) thread.push_back({until + 1, 3});
    auto one = fit_outlook(threads, until), other = fit_outlook(later, until);
    CHECK(one.model.level == other.model.level);
    CHECK(one.brier == other.brier);
}

TEST_CASE("the same history makes the same bytes, in any order")
{
    Village village;
    auto threads = history(3, village);
    auto one = fit_outlook(threads, end_of(village));
    std::ranges::reverse(threads);
    auto other = fit_outlook(threads, end_of(village));
    CHECK(numbers_of(one.model) == numbers_of(other.model));
    CHECK(one.brier == other.brier);
}

TEST_CASE("a model whose warnings did not come true on later conversations is not proven")
{
    // Earlier ones went out after the first answer, most of them; later ones never did, though they began alike.
    Generator random{9};
    std::vector<SaidThread> threads;
    for (int n = 0; n < 300; ++n) {
        double begin = 480'000 + n * 40.0 + random.uniform();
        SaidThread said{{begin, 1}, {begin + 0.1, 2}};
        if (n >= 210)
            for (int k = 0; k < 15; ++k) said.push_back({said.back().at + 1.95, 1});
        else if (random.uniform() < 0.1)
            said.push_back({begin + 1.6, 1});
        threads.push_back(said);
    }
    auto outlook = fit_outlook(threads, 493'000);
    CHECK(outlook.state == OutlookState::Unproven);
    CHECK(outlook.flagged_threads.of >= least_threads_flagged);
    CHECK(outlook.flagged_threads.value < flagged_holds);
}
