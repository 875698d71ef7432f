// SPDX-License-Identifier: AGPL-3.0-or-later
#include "analytics/retention.h"

#include <chrono>
#include <map>

#include "analytics/day_bounds.h"

namespace favilla::analytics {

namespace {

using Counts = std::map<std::int64_t, std::int64_t>;  // by the day people came

Counts read_counts(const db::Rows& rows)
{
    Counts counts;
    for (const auto& row : rows) counts[row.get<std::int64_t>(0)] = row.get<std::int64_t>(1);
    return counts;
}

std::int64_t sum_of(const Counts& counts, DaySpan came)
{
    std::int64_t sum = 0;
    for (auto at = counts.lower_bound(came.first); at != counts.end() && at->first <= came.last; ++at) sum += at->second;
    return sum;
}

DaySpan month_of(std::int64_t day)
{
    using namespace std::chrono;
    auto date = year_month_day{sys_days{std::chrono::days{day}}};
    auto month = date.year() / date.month();
    return {sys_days{month / 1}.time_since_epoch().count(), sys_days{month / last}.time_since_epoch().count()};
}

Time start_of(DaySpan period) { return Time{lower_bound(Bound::Milliseconds, period.first)}; }

}  // namespace

std::optional<Frequency> parse_frequency(std::string_view name)
{
    if (name == "day") return Frequency::Day;
    return name == "month" ? std::optional{Frequency::Month} : std::nullopt;
}

std::string_view name_of(Frequency frequency) { return frequency == Frequency::Day ? "day" : "month"; }

std::vector<DaySpan> periods_of(DaySpan span, Frequency frequency)
{
    std::vector<DaySpan> periods;
    for (auto day = span.first; day <= span.last; day = periods.back().last + 1)
        periods.push_back(frequency == Frequency::Day ? DaySpan{day, day} : month_of(day));
    return periods;
}

std::vector<Cohort> retention(db::Reader& reader, DomainId domain, const std::vector<DaySpan>& periods, std::int64_t known_from)
{
    if (periods.empty()) return {};
    auto came_from = lower_bound(Bound::Milliseconds, periods.front().first);
    auto came_until = lower_bound(Bound::Milliseconds, periods.back().last + 1);
    auto came =
        read_counts(reader.rows("SELECT created_at / 86400000, count(*) FROM users WHERE domain_id = $1 AND created_at >= $2 "
                                "AND created_at < $3 GROUP BY created_at / 86400000",
                                domain, came_from, came_until));
    std::vector<Cohort> cohorts;
    for (const auto& period : periods)
        cohorts.push_back({.begins_at = start_of(period), .size = sum_of(came, period), .shares = {}});
    for (const auto& later : periods) {
        if (later.first < known_from) continue;
        // Everybody came on one day, so that people of several days may be added.
        auto active = read_counts(reader.rows(
            "SELECT u.created_at / 86400000, count(DISTINCT u.account_id) FROM active_days d JOIN users u "
            "ON u.account_id = d.account_id WHERE d.domain_id = $1 AND d.day >= $2 AND d.day < $3 AND u.created_at >= $4 "
            "AND u.created_at < $5 GROUP BY u.created_at / 86400000",
            domain, later.first, later.last + 1, came_from, came_until));
        for (std::size_t i = 0; i < periods.size() && periods[i].first <= later.first; ++i) {
            auto count = sum_of(active, periods[i]);
            auto size = cohorts[i].size;
            cohorts[i].shares.push_back({start_of(later), count, size == 0 ? 0.0 : double(count) / double(size)});
        }
    }
    return cohorts;
}

}  // namespace favilla::analytics
