// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/best_times.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "analytics/generator.h"
#include "analytics/portable_math.h"

using namespace favilla::analytics;

namespace {

constexpr int monday_8 = 8, friday_18 = 4 * 24 + 18, saturday_10 = 5 * 24 + 10;

// Three blocks of twenty: eight posts on Monday with two answers each, six on Friday and six on Saturday with one.
std::vector<AnsweredPost> by_hand()
{
    std::vector<AnsweredPost> posts;
    for (int block = 0; block < 3; ++block) {
        for (int n = 0; n < 8; ++n) posts.push_back({monday_8, 2});
        for (int n = 0; n < 6; ++n) posts.push_back({friday_18, 1});
        for (int n = 0; n < 6; ++n) posts.push_back({saturday_10, 1});
    }
    return posts;
}

std::int64_t poisson(Generator& random, double mean)
{
    std::int64_t count = -1;
    for (double passed = 0; passed < mean; passed -= natural_log(random.uniform())) ++count;
    return count < 0 ? 0 : count;
}

// Answers scatter more than a Poisson count does: some posts take, most do not.
std::vector<AnsweredPost> simulated(Generator& random, int count, double evening, double growth = 1)
{
    constexpr int hours[] = {8, 11, 14, 18, 24 + 9, 48 + 18, 72 + 12, 96 + 18, 120 + 10, 144 + 18};
    std::vector<AnsweredPost> posts;
    for (int n = 0; n < count; ++n) {
        auto hour = hours[random.below(std::size(hours))];
        bool in_the_evening = hour % 24 == 18 && hour < 120;
        auto level = 3 * std::pow(growth, double(n) / count) * (in_the_evening ? evening : 1);
        posts.push_back({hour, poisson(random, level * random.gamma(1.5) / 1.5)});
    }
    return posts;
}

}  // namespace

TEST_CASE("the week is told in parts of two hours, working days apart from the week-end")
{
    CHECK(week_part_of(0) == 0);
    CHECK(week_part_of(4 * 24 + 23) == 11);
    CHECK(week_part_of(5 * 24) == 12);
    CHECK(week_part_of(6 * 24 + 23) == 23);
    CHECK(week_part_of(monday_8) == 4);
}

TEST_CASE("the estimate is the published formula's: a table that was reckoned by hand")
{
    auto times = best_times(by_hand());
    CHECK(times.posts == 60);
    CHECK(times.answers == 84);
    CHECK(times.usual == doctest::Approx(1.4));
    CHECK(times.dispersion == 1);
    CHECK(times.spread == doctest::Approx(0.386592448));
    CHECK(times.p == doctest::Approx(1.0 / (timed_shuffles + 1)));
    CHECK(times.state == TimesState::Differs);
    const auto& monday = times.parts[4];
    CHECK(monday.expected == doctest::Approx(33.6));
    CHECK(monday.ratio == doctest::Approx(1.35739961));
    CHECK(monday.lower == doctest::Approx(1.02170381));
    CHECK(monday.upper == doctest::Approx(1.74004876));
    CHECK((monday.better && !monday.worse));
    const auto& friday = times.parts[9];
    CHECK(friday.ratio == doctest::Approx(0.774231218));
    CHECK(friday.lower == doctest::Approx(0.499533335));
    CHECK(friday.upper == doctest::Approx(1.10815294));
    CHECK((!friday.better && !friday.worse));
    // Where nothing was ever posted, what is believed of an hour that one knows nothing of.
    CHECK(times.parts[0].ratio == 1);
    CHECK(times.parts[0].lower < 0.5);
    CHECK(times.parts[0].upper > 1.5);
}

TEST_CASE("too little history is an answer")
{
    CHECK(best_times({}).state == TimesState::TooLittle);
    auto few = by_hand();
    few.resize(least_timed_posts - 1);
    CHECK(best_times(few).state == TimesState::TooLittle);
    std::vector<AnsweredPost> unheard(200, {monday_8, 0});
    CHECK(best_times(unheard).state == TimesState::TooLittle);
    std::vector<AnsweredPost> one_hour(200, {monday_8, 3});
    CHECK(best_times(one_hour).state == TimesState::TooLittle);
    for (const auto& part : best_times(few).parts) CHECK((!part.better && !part.worse));
}

TEST_CASE("the same history says the same")
{
    Generator random{5};
    auto posts = simulated(random, 200, 1.3);
    auto one = best_times(posts), other = best_times(posts);
    CHECK(one.p == other.p);
    CHECK(one.parts[9].lower == other.parts[9].lower);
}

TEST_CASE("where hours mean nothing, no difference is claimed more often than one time in twenty")
{
    Generator random{11};
    int claimed = 0, marked = 0;
    constexpr int histories = 200;
    for (int n = 0; n < histories; ++n) {
        auto times = best_times(simulated(random, 160, 1));
        claimed += times.state == TimesState::Differs;
        for (const auto& part : times.parts)
            if (part.better || part.worse) CHECK(times.state == TimesState::Differs);
        marked += std::ranges::any_of(times.parts, [](const PartTime& part) { return part.better || part.worse; });
    }
    CHECK(claimed <= 19);  // 10 are expected, and three standard deviations
    CHECK(marked <= claimed);
}

TEST_CASE("a page that grew does not seem to like the hours it kept of late")
{
    // Five times as many answers at the end, and mornings at first, evenings later.
    Generator random{3};
    int claimed = 0;
    for (int n = 0; n < 40; ++n) {
        std::vector<AnsweredPost> posts;
        for (int k = 0; k < 240; ++k) {
            auto late = random.uniform() < double(k) / 240;
            auto level = 2 * std::pow(5.0, k / 240.0);
            posts.push_back({late ? 18 : random.uniform() < 0.5 ? 8 : 12, poisson(random, level)});
        }
        claimed += best_times(posts).state == TimesState::Differs;
    }
    CHECK(claimed <= 8);
}

TEST_CASE("an evening that is worth more is found, and its interval holds the truth")
{
    Generator random{7};
    int found = 0, holds = 0, wrong = 0;
    constexpr int histories = 100;
    for (int n = 0; n < histories; ++n) {
        auto times = best_times(simulated(random, 400, 2));
        const auto& evening = times.parts[9];
        found += evening.better;
        // Three of ten posts stand in the evening: against the usual, it is worth 2 / 1.3.
        holds += evening.lower <= 2 / 1.3 && evening.upper >= 2 / 1.3;
        for (std::size_t part = 0; part < times.parts.size(); ++part) wrong += part != 9 && times.parts[part].better;
    }
    CHECK(found >= 90);
    CHECK(holds >= 88);
    CHECK(wrong <= 10);
}
