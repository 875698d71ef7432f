// SPDX-License-Identifier: AGPL-3.0-or-later
// social/rule_order.h — in which order an organisation says its rules.
#pragma once
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"

namespace favilla::social {

// All that hold, each once. Refuses Conflict "domain.rules_changed": another rule has come or gone meanwhile.
Result<void> order_rules(db::Transaction&, DomainId, std::span<const RuleId>);

}  // namespace favilla::social
