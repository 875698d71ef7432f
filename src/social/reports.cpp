// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reports.h"

#include <algorithm>

#include "base/text.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/report_events.h"
#include "social/statuses.h"

namespace favilla::social {

namespace {

constexpr std::string_view categories[] = {"spam", "legal", "violation", "other"};

Result<std::string> choose_category(const ReportDraft& draft)
{
    if (draft.category.empty()) return std::string{draft.rules.empty() ? "other" : "violation"};
    if (std::ranges::find(categories, draft.category) == std::end(categories))
        return refuse(ErrorCode::Invalid, "report.category");
    return draft.category;
}

Result<void> check_draft(db::Reader& reader, AccountId by, DomainId domain, const ReportDraft& draft)
{
    auto missing = refuse(ErrorCode::NotFound, "record.not_found");
    auto target = find_account(reader, draft.target);
    if (!target || !target->is_known()) return missing;
    if (grapheme_count(draft.comment) > max_report_comment_length)
        return refuse(ErrorCode::Invalid, "report.comment_too_long", {{"max", std::to_string(max_report_comment_length)}});
    if (draft.statuses.size() > max_report_statuses || draft.rules.size() > max_report_statuses)
        return refuse(ErrorCode::Invalid, "report.too_many");
    auto seen = find_statuses(reader, draft.statuses, by);
    bool theirs = std::ranges::all_of(seen, [&](const Status& status) { return status.author == draft.target; });
    if (seen.size() != draft.statuses.size() || !theirs) return missing;
    auto known = rules(reader, domain);
    for (auto rule : draft.rules)
        if (std::ranges::find(known, rule, &Rule::id) == known.end()) return missing;
    return {};
}

template <class AnyId>
std::vector<AnyId> column(const db::Rows& rows)
{
    std::vector<AnyId> ids;
    for (auto row : rows) ids.push_back(row.get<AnyId>(0));
    return ids;
}

constexpr std::string_view by_id =
    "SELECT id, domain_id, account_id, target_id, category, comment, forward, created_at, action_taken_at "
    "FROM reports WHERE id = $1 AND domain_id = $2";
constexpr std::string_view oldest_open =
    "SELECT id, domain_id, account_id, target_id, category, comment, forward, created_at, action_taken_at "
    "FROM reports WHERE domain_id = $1 AND action_taken_at IS NULL ORDER BY id LIMIT $2";

Report read_report(db::Reader& reader, const db::Row& row)
{
    Report report{.id = row.get<ReportId>(0),
                  .domain = row.get<DomainId>(1),
                  .by = row.get<AccountId>(2),
                  .target = row.get<AccountId>(3),
                  .category = row.get<std::string>(4),
                  .comment = row.get<std::string>(5),
                  .forward = row.get<bool>(6),
                  .statuses = {},
                  .rules = {},
                  .created_at = row.get<Time>(7),
                  .action_taken_at = row.get<std::optional<Time>>(8)};
    report.statuses =
        column<StatusId>(reader.rows("SELECT status_id FROM report_statuses WHERE report_id = $1 ORDER BY status_id", report.id));
    report.rules =
        column<RuleId>(reader.rows("SELECT rule_id FROM report_rules WHERE report_id = $1 ORDER BY rule_id", report.id));
    return report;
}

}  // namespace

Result<Report> file_report(db::Transaction& tx, AccountId by, DomainId domain, const ReportDraft& draft, Time now)
{
    CHECKED(check_draft(tx, by, domain, draft));
    TRY(auto category, choose_category(draft));
    auto id = tx.new_id<ReportId>(now);
    tx.run("INSERT INTO reports (id, domain_id, account_id, target_id, category, comment, forward, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, domain, by, draft.target, category, draft.comment, draft.forward, now);
    for (auto status : draft.statuses)
        tx.run("INSERT INTO report_statuses (report_id, status_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, status);
    for (auto rule : draft.rules)
        tx.run("INSERT INTO report_rules (report_id, rule_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, rule);
    jobs::publish(tx, ReportFiled{id, domain});
    return find_report(tx, domain, id).value();
}

std::optional<Report> find_report(db::Reader& reader, DomainId domain, ReportId id)
{
    auto row = reader.row(by_id, id, domain);
    return row ? std::optional{read_report(reader, *row)} : std::nullopt;
}

std::vector<Report> open_reports(db::Reader& reader, DomainId domain, int at_most)
{
    std::vector<Report> reports;
    for (auto row : reader.rows(oldest_open, domain, at_most)) reports.push_back(read_report(reader, row));
    return reports;
}

}  // namespace favilla::social
