// SPDX-License-Identifier: AGPL-3.0-or-later
// social/reports.h — somebody tells the moderators of their organisation about an account and what it wrote.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/statuses.h"

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
    Time updated_at;
    std::optional<AccountId> assigned;  // who works on it
    std::optional<Time> action_taken_at;
    std::optional<AccountId> action_taken_by;
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

bool is_report_category(std::string_view);

// The team is told, by mail too where the organisation wants it. Publishes ReportFiled. Statuses that are not the target's, or that who tells may not see, are refused like absent ones.
// Refuses: NotFound (target, a status, a rule), Invalid "report.comment_too_long", "report.category", "report.too_many".
Result<Report> file_report(db::Transaction&, AccountId by, DomainId, const ReportDraft&, Time now);
std::optional<Report> find_report(db::Reader&, DomainId, ReportId);
std::vector<Report> find_reports(db::Reader&, std::span<const ReportId>);  // whoever may read them was asked before

struct ReportQuery {
    bool resolved = false;
    std::optional<AccountId> by, target, assigned;
};
Page<Report> reports_of(db::Reader&, DomainId, const ReportQuery&, const PageRequest&);
std::vector<ReportId> open_reports_about(db::Reader&, DomainId, AccountId target);

// What was reported and is still there, whoever it was written for: the team has to see it.
std::vector<Status> reported_statuses(db::Reader&, std::span<const Report>);

}  // namespace favilla::social
