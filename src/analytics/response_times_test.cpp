// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/response_times.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "analytics/figure_files.h"
#include "base/csv.h"

using namespace favilla::analytics;

namespace {

// The column's values, or those of another that makes groups.
std::vector<std::vector<Waiting>> rossi(std::string_view by)
{
    std::ifstream file{"tests/data/survival/rossi.csv", std::ios::binary};
    REQUIRE(file);
    auto table = favilla::read_csv_table(std::string{std::istreambuf_iterator<char>{file}, {}}).value();
    std::vector<std::vector<Waiting>> groups(by.empty() ? 1 : 2);
    for (const auto& row : table.rows) {
        auto group = by.empty() ? 0 : std::stoul(row.fields[*table.find(by)]);
        groups[group].push_back({std::stod(row.fields[*table.find("week")]), row.fields[*table.find("arrest")] == "1"});
    }
    return groups;
}

const SurvivalStep& at(const SurvivalCurve& curve, double time)
{
    for (const auto& step : curve.steps)
        if (step.time == time) return step;
    FAIL("there is no such time");
    return curve.steps.front();
}

// The remission times of leukaemia patients on 6-MP and on placebo (Freireich et al. 1963), the usual example of textbooks.
const std::vector<Waiting> treated{{6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
                                   {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
                                   {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
const std::vector<Waiting> placebo{{1, true},  {1, true},  {2, true},  {2, true},  {3, true},  {4, true},  {4, true},
                                   {5, true},  {5, true},  {8, true},  {8, true},  {8, true},  {8, true},  {11, true},
                                   {11, true}, {12, true}, {12, true}, {15, true}, {17, true}, {22, true}, {23, true}};

}  // namespace

TEST_CASE("the curve and its error are those of R and lifelines for 432 released prisoners")
{
    auto curve = survival_curve(rossi("").front());
    CHECK(curve.n == 432);
    CHECK(curve.events == 114);
    struct Expected {
        double time;
        std::int64_t at_risk;
        double survival, error;
    };
    for (const auto& expected : {Expected{10, 418, .965277778, .0088082}, Expected{20, 397, .907407407, .0139459},
                                 Expected{30, 374, .861111111, .0166388}, Expected{40, 351, .803240741, .0191271},
                                 Expected{52, 322, .736111111, .0212051}}) {
        const auto& step = at(curve, expected.time);
        CHECK(step.at_risk == expected.at_risk);
        CHECK(std::abs(step.survival - expected.survival) < 5e-10);
        CHECK(std::abs(step.error - expected.error) < 5e-8);
    }
    CHECK_FALSE(curve.median);
}

TEST_CASE("the textbook's leukaemia patients: medians, and the log-rank test")
{
    CHECK(survival_curve(treated).median == 23);
    CHECK(survival_curve(treated).median_lower == 16);
    CHECK_FALSE(survival_curve(treated).median_upper);
    CHECK(survival_curve(placebo).median == 8);
    CHECK(survival_curve(placebo).median_lower == 4);
    CHECK(survival_curve(placebo).median_upper == 12);
    const std::vector<Waiting> groups[] = {treated, placebo};
    auto test = log_rank(groups).value();
    CHECK(test.df == 1);
    CHECK(test.chi2 == doctest::Approx(16.79).epsilon(0.001));
    CHECK(test.p == doctest::Approx(4.17e-5).epsilon(0.01));
}

TEST_CASE("who never waits when something happens is not compared")
{
    const std::vector<Waiting> early{{1, false}, {2, false}};
    const std::vector<Waiting> three[] = {treated, early, placebo};
    const std::vector<Waiting> two[] = {treated, placebo};
    auto with = log_rank(std::span{three}.subspan(0, 1));
    CHECK_FALSE(with);
    const std::vector<Waiting> nothing[] = {early, early};
    CHECK_FALSE(log_rank(nothing));
    CHECK(log_rank(two)->df == 1);
}

TEST_CASE("a curve that is one half for a while has its median in the middle, as R says")
{
    const std::vector<Waiting> four{{1, true}, {2, true}, {5, true}, {6, true}};
    CHECK(survival_curve(four).median == 3.5);
    CHECK(survival_curve(four).steps.back().survival == 0);
    CHECK_FALSE(std::isfinite(survival_curve(four).steps.back().error));
}

TEST_CASE("those who still wait move the answer: leaving them out is the mistake that a mean makes")
{
    std::vector<Waiting> inbox;
    for (int i = 1; i <= 70; ++i) inbox.push_back({i / 10.0, true});
    for (int i = 0; i < 30; ++i) inbox.push_back({20, false});
    CHECK(survival_curve(inbox).median.value() == doctest::Approx(5.05));
    CHECK(survival_curve(std::span{inbox}.first(70)).median.value() == doctest::Approx(3.55));
}

TEST_CASE("chi-square probabilities are those of the tables")
{
    CHECK(chi_square_above(3.841458820694124, 1) == doctest::Approx(0.05));
    CHECK(chi_square_above(5.991464547107979, 2) == doctest::Approx(0.05));
    CHECK(chi_square_above(7.814727903251179, 3) == doctest::Approx(0.05));
    CHECK(chi_square_above(18.307038053275146, 10) == doctest::Approx(0.05));
    CHECK(chi_square_above(31.410432844230918, 20) == doctest::Approx(0.05));
    CHECK(chi_square_above(0, 4) == 1);
}

TEST_CASE("a wrong cell is refused with its line and column")
{
    auto refusal = [](std::string_view csv, std::string_view by = "") { return read_waiting(csv, by).error(); };
    CHECK(refusal("T,E\n1,1\n-2,0\n").key == "figures.negative");
    CHECK(refusal("T,E\n1,1\n-2,0\n").params.front().second == "3");
    CHECK(refusal("T,E\n1,2\n").key == "figures.not_an_event");
    CHECK(refusal("T,E\n1,x\n").key == "csv.not_a_number");
    CHECK(refusal("week,arrest\n1,1\n").key == "figures.missing_column");
    CHECK(refusal("T,E\n1,1\n", "kind").key == "figures.missing_column");
    auto groups = read_waiting("kind,E,T\n10,1,4\n9,0,5\nb,1,6\n9,1,2\n", "kind").value();
    REQUIRE(groups.size() == 3);
    CHECK(groups[0].name == "9");
    CHECK(groups[0].waiting.size() == 2);
    CHECK(groups[2].name == "b");
}
