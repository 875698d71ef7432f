// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever table is accepted has figures within their bounds: curves that fall from one to nought, shares that sum to the conversions, and
// probabilities.
#include "analytics/figure_files.h"

#include <cmath>
#include <cstdlib>
#include <string_view>

using namespace favilla::analytics;

namespace {

void must(bool is_so)
{
    if (!is_so) std::abort();
}

void check_waiting(std::string_view text)
{
    for (std::string_view by : {"", "group"}) {
        auto groups = read_waiting(text, by);
        if (!groups) continue;
        std::vector<std::vector<Waiting>> waiting;
        for (const auto& group : *groups) {
            auto curve = survival_curve(group.waiting);
            double before = 1;
            for (const auto& step : curve.steps) {
                must(step.survival >= 0 && step.survival <= before && step.at_risk > 0 && !(step.error < 0));
                before = step.survival;
            }
            must(curve.events <= curve.n && curve.n == static_cast<std::int64_t>(group.waiting.size()));
            must(!curve.median || !curve.median_lower || *curve.median_lower <= *curve.median);
            waiting.push_back(group.waiting);
        }
        if (auto test = log_rank(waiting))
            must(test->p >= 0 && test->p <= 1 && test->df < static_cast<std::int64_t>(waiting.size()));
    }
}

void check_paths(std::string_view text)
{
    auto table = read_paths(text);
    // A matrix of hundreds takes too long here, and shows nothing more.
    if (!table || table->channels.size() > 20) return;
    double weight = 0;
    for (const auto& path : table->paths) weight += path.conversions + path.nulls;
    // Beyond this, ordinary sums have no room for all of the numbers.
    if (!(weight < 1e12)) return;
    for (const auto& path : table->paths)
        if ((path.conversions > 0 && path.conversions < 1e-6) || (path.nulls > 0 && path.nulls < 1e-6)) return;
    auto shares = attribute(table->paths, table->channels.size());
    must(std::abs(shares.conversion_probability - shares.conversions / weight) < 1e-9);
    double markov = 0;
    for (const auto& share : shares.channels) {
        must(share.removal_effect >= -1e-9 && share.removal_effect <= 1 + 1e-9);
        markov += share.markov;
    }
    must(std::abs(markov - shares.conversions) <= 1e-6 * (1 + shares.conversions));
}

void check_activities(std::string_view text)
{
    auto rows = read_activities(text);
    if (!rows) return;
    for (const auto& row : *rows) {
        if (row.periods > 200) return;
        auto alive = probability_alive({0.8, 1.3, 0.6, 2.4}, row);
        must(alive >= 0 && alive <= 1);
        must(log_likelihood({0.8, 1.3, 0.6, 2.4}, row) <= 1e-12);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text{reinterpret_cast<const char*>(data), size};
    check_waiting(text);
    check_paths(text);
    check_activities(text);
    return 0;
}
