// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/admin_json.h — Admin::Account, Admin::Report and AccountWarning (docs.joinmastodon.org/entities/Admin_Account, …).
#pragma once
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "mastodon/api.h"
#include "social/account_directory.h"
#include "social/reports.h"
#include "social/status_views.h"
#include "social/warnings.h"

namespace favilla::mastodon {

// The address and what else was entrusted to us is told of people of this domain alone.
void write_admin_account(JsonWriter&, const social::DirectoryEntry&, const social::Domain& readers);

// A page of reports with everything they show, loaded at once.
struct ReportViews {
    std::vector<social::Report> items;
    std::unordered_map<AccountId, social::DirectoryEntry> accounts;
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;  // in statuses.items
    std::unordered_map<RuleId, social::Rule> rules;
};
ReportViews load_reports(db::Reader&, DomainId, std::vector<social::Report>, social::Viewer);
void write_admin_report(JsonWriter&, const Api&, const ReportViews&, const social::Report&);

// Report and AccountWarning, as people meet them. The target must be there.
void write_report(JsonWriter&, const social::Report&, const social::Account& target, const social::Domain& readers);
void write_warning(JsonWriter&, const social::Warning&, const social::Account& target, const social::Domain& readers);

}  // namespace favilla::mastodon
