// SPDX-License-Identifier: AGPL-3.0-or-later
// social/report_desk.h — working on reports: who has one in hand, and what became of it. Each act stands in the log. Done again,
// an act changes nothing and is not noted; what does publishes ReportWorkedOn (but for change_report). A report of another organisation is NotFound.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "social/moderation.h"
#include "social/reports.h"

namespace favilla::social {

Result<void> assign_report(db::Transaction&, const Moderator&, ReportId, Time now);  // to oneself, also from another's hands
Result<void> unassign_report(db::Transaction&, const Moderator&, ReportId, Time now);
Result<void> resolve_report(db::Transaction&, const Moderator&, ReportId, Time now);  // the first who does so stays named
Result<void> reopen_report(db::Transaction&, const Moderator&, ReportId, Time now);

struct ReportChange {
    std::optional<std::string> category;
    std::optional<std::vector<RuleId>> rules;  // kept only for a violation
};
// Refuses Invalid "report.category", NotFound (also a rule).
Result<void> change_report(db::Transaction&, const Moderator&, ReportId, const ReportChange&, Time now);

}  // namespace favilla::social
