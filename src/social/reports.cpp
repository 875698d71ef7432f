// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/reports.h"

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "jobs/events.h"
#include "social/accounts.h"
#include "social/mail.h"
#include "social/notifications.h"
#include "social/read_page.h"
#include "social/report_events.h"
#include "social/users.h"

namespace favilla::social {

namespace {

constexpr std::string_view categories[] = {"spam", "legal", "violation", "other"};

Result<std::string> choose_category(const ReportDraft& draft)
{
    if (draft.category.empty()) return std::string{draft.rules.empty() ? "other" : "violation"};
    if (!is_report_category(draft.category)) return refuse(ErrorCode::Invalid, "report.category");
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

constexpr std::string_view report_query =
    "SELECT r.id, r.domain_id, r.account_id, r.target_id, r.category, r.comment, r.forward, r.created_at, coalesce(r.updated_at, r.created_at), "
    "r.assigned_id, r.action_taken_at, r.action_taken_by_id FROM reports r ";

Report read_report(const db::Row& row)
{
    return {.id = row.get<ReportId>(0),
            .domain = row.get<DomainId>(1),
            .by = row.get<AccountId>(2),
            .target = row.get<AccountId>(3),
            .category = row.get<std::string>(4),
            .comment = row.get<std::string>(5),
            .forward = row.get<bool>(6),
            .statuses = {},
            .rules = {},
            .created_at = row.get<Time>(7),
            .updated_at = row.get<Time>(8),
            .assigned = row.get<std::optional<AccountId>>(9),
            .action_taken_at = row.get<std::optional<Time>>(10),
            .action_taken_by = row.get<std::optional<AccountId>>(11)};
}

// With what they name, for all of them at once.
std::vector<Report> read_reports(db::Reader& reader, const db::Rows& rows)
{
    std::vector<Report> reports;
    std::vector<ReportId> ids;
    std::unordered_map<ReportId, std::size_t> place;
    for (auto row : rows) {
        reports.push_back(read_report(row));
        ids.push_back(reports.back().id);
        place.emplace(ids.back(), reports.size() - 1);
    }
    if (ids.empty()) return reports;
    for (auto row : reader.rows("SELECT report_id, status_id FROM report_statuses WHERE report_id IN EACH($1) ORDER BY status_id",
                                db::list_of(ids)))
        reports[place.at(row.get<ReportId>(0))].statuses.push_back(row.get<StatusId>(1));
    for (auto row : reader.rows("SELECT report_id, rule_id FROM report_rules WHERE report_id IN EACH($1) ORDER BY rule_id",
                                db::list_of(ids)))
        reports[place.at(row.get<ReportId>(0))].rules.push_back(row.get<RuleId>(1));
    return reports;
}

void tell_team(db::Transaction& tx, const Report& report, Time now)
{
    auto domain = find_domain(tx, report.domain);
    auto target = find_account(tx, report.target);
    for (const auto& member : team_of(tx, report.domain)) {
        if (member.account == report.by) continue;
        tell_of_report(tx, member.account, report.by, report.id, now);
        if (!domain->mails_reports) continue;
        enqueue_mail(tx, *domain,
                     {.kind = MailKind::NewReport,
                      .to = member.email,
                      .locale = member.locale,
                      .path = std::string{report_path} + to_string(report.id),
                      .username = acct(*target, domain->name),
                      .reason = report.comment},
                     now);
    }
}

}  // namespace

bool is_report_category(std::string_view name) { return std::ranges::find(categories, name) != std::end(categories); }

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
    auto report = find_report(tx, domain, id).value();
    tell_team(tx, report, now);
    return report;
}

std::optional<Report> find_report(db::Reader& reader, DomainId domain, ReportId id)
{
    static const auto sql = std::string{report_query} + "WHERE r.id = $1 AND r.domain_id = $2";
    auto found = read_reports(reader, reader.rows(sql, id, domain));
    return found.empty() ? std::nullopt : std::optional{std::move(found.front())};
}

std::vector<Report> find_reports(db::Reader& reader, std::span<const ReportId> ids)
{
    if (ids.empty()) return {};
    static const auto sql = std::string{report_query} + "WHERE r.id IN EACH($1)";
    return read_reports(reader, reader.rows(sql, db::list_of(ids)));
}

Page<Report> reports_of(db::Reader& reader, DomainId domain, const ReportQuery& query, const PageRequest& request)
{
    auto sql = std::string{report_query} + "WHERE r.domain_id = $1 AND r.id < $2 AND r.id > $3 AND ($4 = 0 OR r.account_id = $4) "
             + "AND ($5 = 0 OR r.target_id = $5) AND ($6 = 0 OR r.assigned_id = $6) AND r.action_taken_at "
             + (query.resolved ? "IS NOT NULL" : "IS NULL")
             + (request.forwards() ? " ORDER BY r.id LIMIT $7" : " ORDER BY r.id DESC LIMIT $7");
    auto rows = reader.rows(sql, domain, request.before(), request.after(), query.by.value_or(AccountId{}),
                            query.target.value_or(AccountId{}), query.assigned.value_or(AccountId{}), request.limit);
    return page_of(read_reports(reader, rows), rows, request);
}

std::vector<ReportId> open_reports_about(db::Reader& reader, DomainId domain, AccountId target)
{
    std::vector<ReportId> ids;
    for (auto row :
         reader.rows("SELECT id FROM reports WHERE target_id = $1 AND domain_id = $2 AND action_taken_at IS NULL ORDER BY id",
                     target, domain))
        ids.push_back(row.get<ReportId>(0));
    return ids;
}

std::vector<Status> reported_statuses(db::Reader& reader, std::span<const Report> reports)
{
    std::vector<StatusId> ids;
    for (const auto& report : reports) ids.insert(ids.end(), report.statuses.begin(), report.statuses.end());
    std::vector<Status> found;
    if (ids.empty()) return found;
    static const auto sql = "SELECT " + std::string{status_columns}
                          + " FROM statuses s WHERE s.id IN EACH($1) AND s.deleted_at IS NULL ORDER BY s.id";
    for (auto row : reader.rows(sql, db::list_of(ids))) found.push_back(read_status(row));
    return found;
}

}  // namespace favilla::social
