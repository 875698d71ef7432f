// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/rule_order.h"

#include <algorithm>
#include <vector>

#include "social/domains.h"

namespace favilla::social {

Result<void> order_rules(db::Transaction& tx, DomainId domain, std::span<const RuleId> wanted)
{
    std::vector<RuleId> there, asked{wanted.begin(), wanted.end()};
    for (const auto& rule : rules(tx, domain)) there.push_back(rule.id);
    std::ranges::sort(there);
    std::ranges::sort(asked);
    if (there != asked) return refuse(ErrorCode::Conflict, "domain.rules_changed");
    std::int64_t position = 0;
    for (auto id : wanted) tx.run("UPDATE rules SET position = $2 WHERE id = $1", id, ++position);
    return {};
}

}  // namespace favilla::social
