// SPDX-License-Identifier: AGPL-3.0-or-later
// social/moderation_log.h — who did what, on whom, when and why, among those who look after an organisation. It only grows.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"

namespace favilla::social {

// As stored. What is done to accounts is called as in social/moderation.h.
struct LogEntry {
    LogEntryId id;
    DomainId domain;
    AccountId by;
    std::string act;  // suspend, unsuspend, approve, resolve_report, change_role, change_organisation, …
    std::optional<AccountId> target;
    std::string target_name;  // "ada", "ada@elsewhere.example", a host; it outlives the account
    std::optional<ReportId> report;
    std::string text;  // the reason, or what is new
    Time created_at;
};

struct LogNote {
    DomainId domain;
    AccountId by;
    std::string_view act;
    std::optional<AccountId> target = {};
    std::string target_name = {};
    std::optional<ReportId> report = {};
    std::string text = {};
};
void note_act(db::Transaction&, const LogNote&, Time now);

struct LogQuery {
    std::optional<AccountId> target;
    std::optional<ReportId> report;
};
Page<LogEntry> moderation_log(db::Reader&, DomainId, const LogQuery&, const PageRequest&);

}  // namespace favilla::social
