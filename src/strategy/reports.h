// SPDX-License-Identifier: AGPL-3.0-or-later
// strategy/reports.h — what was said of a page at the end of each month, written down once, and what of it is said otherwise now: posts that were
// deleted since, answers that came later to what was said then.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "strategy/page_posture.h"

namespace favilla::strategy {

struct IssuedReport {
    std::string month;
    Time until, issued_at;
    std::vector<std::pair<std::string, Figure>> figures;  // "score", then parts by name; what could not be told is missing
};
inline constexpr int reports_compared = 12;

// Newest first, so many before that month; an empty one: of all.
std::vector<IssuedReport> issued_reports(db::Reader&, AccountId page, std::string_view before, int limit);

struct Restatement {
    std::string month, name;
    std::optional<Figure> said, is;  // none: it could not be told
};
// What those reports said and the history as it is known now says otherwise, to the digits that are shown.
std::vector<Restatement> restatements(const PageFacts&, const std::vector<IssuedReport>&);

// What the screen and the report show, of now or as a month ended.
struct PostureView {
    social::Account account;
    std::string month;  // empty: now
    PagePosture posture;
    std::vector<Restatement> restated;  // of reports up to that month
    std::vector<std::string> months;    // that reports were written down of, newest first
};
// Refuses Invalid "posture.month" (none, or one that is not over), NotFound "page.missing".
Result<PostureView> load_posture(db::Database&, AccountId page, std::string_view month, Time now, const PromiseOf&);

// The last month that was over then.
std::string last_month(Time now);

// Whether it is the first of that page and month: what was said once is not said anew.
bool issue_report(db::Transaction&, std::string_view month, const PagePosture&, Time now);

// Pages that existed in that month and whose report of it is not written down yet, behind that one.
std::vector<AccountId> pages_to_report(db::Reader&, std::string_view month, AccountId after, int limit);

// Every hour: the reports of the month that was over, a page at a time.
void add_report_work(jobs::Workers&, db::Database&, PromiseOf);
void issue_reports(db::Database&, const PromiseOf&, Time now);

}  // namespace favilla::strategy
