// SPDX-License-Identifier: AGPL-3.0-or-later
// social/annual_reports.h — what somebody did in a year: their posts by kind, which of them had most done to them, the tags they wrote under, who came to
// follow them month by month, and a word for all of it. Put together by a job when they ask for it, for themselves alone; what others did counts as
// authentic figures have it. The rules stand in docs/methods/annual-report.en.md. A year is one of UTC.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"

namespace favilla::social {

using AnnualReportId = Id<struct AnnualReportTag>;

std::optional<int> parse_year(std::string_view);  // "2026"; none: no whole number above 0

struct YearOfPosts {
    std::int64_t standalone = 0;  // to nobody, or going on from their own
    std::int64_t replies = 0;     // to others
    std::int64_t boosts = 0;
    std::int64_t polls = 0;  // of the first two
    std::int64_t total() const { return standalone + replies + boosts; }
};

enum class Archetype { Lurker, Booster, Pollster, Replier, Oracle };  // the words are Mastodon's
std::string_view name_of(Archetype);                                  // "lurker"
Archetype archetype_of(const YearOfPosts&);

struct MonthOfReport {
    std::int64_t statuses = 0;
    std::int64_t following = 0, followers = 0;  // begun in it, and going on
};

struct TagOfReport {
    std::string name;
    std::int64_t uses = 0;
};

struct AnnualReport {
    AnnualReportId id;
    AccountId account;
    int year = 0;
    std::string archetype;
    YearOfPosts posts;
    std::optional<StatusId> most_boosted, most_answered, most_favoured;  // none stands twice, in this order
    std::array<MonthOfReport, 12> months;
    std::vector<TagOfReport> tags;  // most used first
    Time made_at;
    std::optional<Time> read_at;
};

enum class ReportState { Available, Generating, Eligible, Ineligible };
std::string_view name_of(ReportState);  // "available"
// Eligible is a year that has begun and in which they posted.
ReportState state_of_report(db::Reader&, AccountId, int year, Time now);

// Leaves a job, and says whether one is left now: not where nothing was posted, nor where the report is there and its year was over when it was made, or
// it is of the last hour.
inline constexpr Duration report_again_after = hours(1);
bool ask_for_report(db::Transaction&, AccountId, int year, Time now);

std::vector<AnnualReport> annual_reports(db::Reader&, AccountId);  // those that were made, the latest year first
std::optional<AnnualReport> find_annual_report(db::Reader&, AccountId, int year);
bool note_report_read(db::Transaction&, AccountId, int year, Time now);  // false: there is none
void forget_annual_reports_of(db::Transaction&, AccountId);

inline constexpr int most_tags_of_report = 5;
void add_annual_report_work(jobs::Workers&, db::Database&, Clock);

}  // namespace favilla::social
