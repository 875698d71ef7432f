// SPDX-License-Identifier: AGPL-3.0-or-later
// social/warnings.h — what the team told somebody because of something they did (docs.joinmastodon.org/entities/AccountWarning).
// It names nobody: neither who decided nor who complained.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Warning {
    WarningId id;
    AccountId target;
    std::string action;  // none, disable, sensitive, silence, suspend
    std::string text;
    std::vector<StatusId> statuses;  // because of which
    Time created_at;
};

struct WarningDraft {
    DomainId domain;  // whose team decided
    AccountId target;
    std::string_view action;
    std::string text;
    std::optional<ReportId> report;
};
WarningId add_warning(db::Transaction&, const WarningDraft&, Time now);
std::vector<Warning> find_warnings(db::Reader&, std::span<const WarningId>);
std::vector<WarningId> warnings_of(db::Reader&, DomainId, AccountId target, int at_most);  // newest first

}  // namespace favilla::social
