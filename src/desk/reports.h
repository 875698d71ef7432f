// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/reports.h — reports on the desk: on which page's they stand, who sees them there, and how they come and go while those who look after the
// house work on them, wherever they do it (docs/decisions/0038-reports-and-other-tools.md).
#pragma once
#include <optional>

#include "base/result.h"
#include "db/database.h"
#include "desk/items.h"

namespace favilla::desk {

std::optional<ReportId> report_of(const Item&);  // none: it is a conversation that waits
// Whether that person looks after the organisation of that page: nobody else sees a report, on no desk.
bool sees_reports(db::Reader&, AccountId page, AccountId person);
// Whether it stands on a desk of theirs.
bool may_see(db::Reader&, const Item&, AccountId person);

// The item of that report is as the report stands now. `was_with` had it in hand until then.
void keep_report(db::Transaction&, ReportId, std::optional<AccountId> was_with, Time now);

// Somebody, or a page, counts otherwise than before: the open reports of their organisation are placed anew afterwards, so many at a time.
void begin_placing_reports(db::Transaction&, AccountId whose);
bool remain_reports_to_place(db::Reader&);
bool place_remaining_reports(db::Transaction&, Time now);

// What an act on the desk means to the report: who takes it has it in hand, who gives it back or on has it no more. Refuse as social/report_desk.h does.
enum class InHand { Yes, No };
Result<void> tell_report(db::Transaction&, const Item&, AccountId by, InHand, Time now);

}  // namespace favilla::desk
