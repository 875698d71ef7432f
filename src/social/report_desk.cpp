// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/report_desk.h"

#include <algorithm>

#include "jobs/events.h"
#include "social/moderation_log.h"
#include "social/report_events.h"

namespace favilla::social {

namespace {

Result<Report> find(db::Reader& reader, const Moderator& moderator, ReportId id)
{
    auto by = find_user(reader, moderator.account);
    if (!by || by->domain != moderator.domain || by->role == Role::User)
        return refuse(ErrorCode::Forbidden, "moderation.team_only");
    auto report = find_report(reader, moderator.domain, id);
    if (!report) return refuse(ErrorCode::NotFound, "record.not_found");
    return *report;
}

void log(db::Transaction& tx, const Moderator& moderator, const Report& report, std::string_view act, std::string text, Time now)
{
    auto target = find_account(tx, report.target);
    note_act(tx,
             {.domain = moderator.domain,
              .by = moderator.account,
              .act = act,
              .target = report.target,
              .target_name = acct(*target, find_domain(tx, moderator.domain)->name),
              .report = report.id,
              .text = std::move(text)},
             now);
}

void tell(db::Transaction& tx, const Report& report, Time now)
{
    jobs::publish(tx, ReportWorkedOn{report.id, report.assigned, now});
}

void assign(db::Transaction& tx, const Report& report, std::optional<AccountId> to, Time now)
{
    tx.run("UPDATE reports SET assigned_id = $2, updated_at = $3 WHERE id = $1", report.id, to, now);
    tell(tx, report, now);
}

void settle(db::Transaction& tx, const Report& report, std::optional<AccountId> by, Time now)
{
    tx.run("UPDATE reports SET action_taken_by_id = $2, action_taken_at = $3, updated_at = $4 WHERE id = $1", report.id, by,
           by ? std::optional{now} : std::nullopt, now);
    tell(tx, report, now);
}

}  // namespace

Result<void> assign_report(db::Transaction& tx, const Moderator& moderator, ReportId id, Time now)
{
    TRY(auto report, find(tx, moderator, id));
    if (report.assigned == moderator.account) return {};
    assign(tx, report, moderator.account, now);
    log(tx, moderator, report, "assign_report", {}, now);
    return {};
}

Result<void> unassign_report(db::Transaction& tx, const Moderator& moderator, ReportId id, Time now)
{
    TRY(auto report, find(tx, moderator, id));
    if (!report.assigned) return {};
    assign(tx, report, std::nullopt, now);
    log(tx, moderator, report, "unassign_report", {}, now);
    return {};
}

Result<void> resolve_report(db::Transaction& tx, const Moderator& moderator, ReportId id, Time now)
{
    TRY(auto report, find(tx, moderator, id));
    if (report.action_taken_at) return {};
    settle(tx, report, moderator.account, now);
    log(tx, moderator, report, "resolve_report", {}, now);
    return {};
}

Result<void> reopen_report(db::Transaction& tx, const Moderator& moderator, ReportId id, Time now)
{
    TRY(auto report, find(tx, moderator, id));
    if (!report.action_taken_at) return {};
    settle(tx, report, std::nullopt, now);
    log(tx, moderator, report, "reopen_report", {}, now);
    return {};
}

Result<void> change_report(db::Transaction& tx, const Moderator& moderator, ReportId id, const ReportChange& change, Time now)
{
    TRY(auto report, find(tx, moderator, id));
    auto category = change.category.value_or(report.category);
    if (!is_report_category(category)) return refuse(ErrorCode::Invalid, "report.category");
    auto chosen = category == "violation" ? change.rules.value_or(report.rules) : std::vector<RuleId>{};
    auto known = rules(tx, moderator.domain);
    for (auto rule : chosen)
        if (std::ranges::find(known, rule, &Rule::id) == known.end()
            && std::ranges::find(report.rules, rule) == report.rules.end())
            return refuse(ErrorCode::NotFound, "record.not_found");
    tx.run("UPDATE reports SET category = $2, updated_at = $3 WHERE id = $1", id, category, now);
    tx.run("DELETE FROM report_rules WHERE report_id = $1", id);
    for (auto rule : chosen)
        tx.run("INSERT INTO report_rules (report_id, rule_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, rule);
    log(tx, moderator, report, "change_report", category, now);
    return {};
}

}  // namespace favilla::social
