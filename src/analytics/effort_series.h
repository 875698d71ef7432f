// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/effort_series.h — what an effort can be measured by: numbers by day that this server holds. A series has a name of its
// own, as the API and the database write it:
//
//     visits:HOST            visits to a site, on the site's own days
//     goals:HOST:GOAL        times that a goal was reached there
//     worth:HOST:GOAL        what it was worth, in the currency that the organisation said (analytics/goal_worth.h)
//     answers, answers:PAGE  authentic answers of others to posts of everybody here, or of a page: docs/methods/efforts.en.md says which
//     all_answers, …:PAGE    the same with nothing left out
//     followers, …:PAGE      who began to follow, and still does
//     sign_ups               accounts that were made here
//     active_members         people who were here; days of UTC, 400 of them
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/house_measures.h"
#include "base/ids.h"
#include "base/locale.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::analytics {

enum class SeriesKind { Visits, Goals, Worth, Answers, AllAnswers, Followers, SignUps, ActiveMembers };

struct Series {
    SeriesKind kind = SeriesKind::Visits;
    std::string text;                   // as above
    std::string host, goal;             // of visits, goals and worth
    std::string currency;               // of worth: whose major units are counted
    std::optional<AccountId> page;      // none: of everybody here
    std::string page_name;              // as it is called here
    std::string time_zone;              // the only one that its days are of; empty: any
    std::optional<std::int64_t> since;  // nothing is known of the days before
};

// Refuses: Invalid "effort.series_unknown" {series} (no such series, or nothing of that name here).
Result<Series> find_series(db::Reader&, DomainId, std::string_view text, Time now);

// Of the same goal, as is what it is worth: one cannot be measured against the other.
bool are_of_one_goal(const Series&, const Series&);

// What there is to choose from, by kind.
std::vector<Series> all_series(db::Reader&, DomainId, Time now);

// "visits to www.example.org", as it stands within a sentence.
std::string series_name(const Locale&, Language, const Series&);

// Of series that tell acts apart: what is authentic; the two ends of the band (social/act_parts.h); everything, whoever did it.
enum class Counted { Authentic, Low, High, Raw };
// Whether it is such a series. Of the others there is one number a day.
bool tells_apart(std::string_view series);

// A number a day, NaN where nothing is known of one: days before the series begins, and days that no log told of.
std::vector<double> read_series(db::Reader&, DomainId, const Series&, std::string_view time_zone, DaySpan,
                                Counted = Counted::Authentic);

}  // namespace favilla::analytics
