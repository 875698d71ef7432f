// SPDX-License-Identifier: AGPL-3.0-or-later
// social/terms.h — the terms of service of an organisation, in its own words, each version with the day from which it holds. What
// holds, or once held, stays as it was agreed to; only what is still to come can be changed. A day is one of UTC.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Terms {
    std::string holds_from;  // "2026-11-24"
    std::string html;
    bool holds = false;                       // its day has come
    std::optional<std::string> succeeded_by;  // the day of the version behind it
};

bool has_terms(db::Reader&, DomainId);                         // whether there is any version
std::vector<Terms> terms_of(db::Reader&, DomainId, Time now);  // the latest first
// What holds now; where nothing does yet, what will first.
std::optional<Terms> current_terms(db::Reader&, DomainId, Time now);
std::optional<Terms> find_terms(db::Reader&, DomainId, std::string_view holds_from, Time now);

// HTML is sanitised. A version of today holds at once. Refuses Invalid "terms.no_day", "terms.blank", "domain.text_too_long", "terms.past"
// for a day that is over; Conflict "terms.holds" where there is one of today.
Result<Terms> write_terms(db::Transaction&, DomainId, std::string_view holds_from, std::string_view html, Time now);
// Refuses NotFound, Conflict "terms.holds".
Result<void> withdraw_terms(db::Transaction&, DomainId, std::string_view holds_from, Time now);
void forget_terms_of(db::Transaction&, DomainId);

}  // namespace favilla::social
