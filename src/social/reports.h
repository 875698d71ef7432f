// SPDX-License-Identifier: AGPL-3.0-or-later
// social/reports.h — somebody tells the moderators of their organisation about an account and what it wrote.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Report {
    ReportId id;
    DomainId domain;
    AccountId by;
    AccountId target;
    std::string category;  // spam, legal, violation, other
    std::string comment;
    bool forward = false;
    std::vector<StatusId> statuses;
    std::vector<RuleId> rules;
    Time created_at;
    std::optional<Time> action_taken_at;
};

struct ReportDraft {
    AccountId target;
    std::string category;  // empty: other, or violation where rules are named
    std::string comment;
    bool forward = false;
    std::vector<StatusId> statuses;
    std::vector<RuleId> rules;
};

inline constexpr std::size_t max_report_comment_length = 1000;  // graphemes
inline constexpr std::size_t max_report_statuses = 100;

// Publishes ReportFiled. Statuses that are not the target's, or that who tells may not see, are refused like absent ones.
// Refuses: NotFound (target, a status, a rule), Invalid "report.comment_too_long", "report.category", "report.too_many".
Result<Report> file_report(db::Transaction&, AccountId by, DomainId, const ReportDraft&, Time now);
std::optional<Report> find_report(db::Reader&, DomainId, ReportId);
std::vector<Report> open_reports(db::Reader&, DomainId, int at_most);  // oldest first

}  // namespace favilla::social
