// SPDX-License-Identifier: AGPL-3.0-or-later
// social/grace.h — who deleted their own account may come back for some days. Meanwhile it is out of sight as a suspended one is, and
// nothing of it is gone; what the team does to it in those days is kept apart, so that nobody leaves to get around a suspension.
#pragma once
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"

namespace favilla::social {

inline constexpr std::int64_t max_grace_days = 90;
inline constexpr Duration reminded_before = days(3);  // where the grace is a week or longer

// Of an organisation; 0: who leaves is erased at once. Refuses Invalid "leaving.days" with the param "field".
std::int64_t grace_days(db::Reader&, DomainId);
Result<void> choose_grace_days(db::Transaction&, DomainId, std::int64_t days);

struct Grace {
    AccountId account;
    Time asked_at, until;
    std::optional<Time> suspended_at;  // by the team
};
std::optional<Grace> grace_of(db::Reader&, AccountId);                // none: they are not leaving
std::vector<Grace> leaving_from(db::Reader&, DomainId, int at_most);  // who is erased next first

// When the team suspended them: not that they are leaving.
std::optional<Time> suspension_of(db::Reader&, const Account&);

// Out of sight and signed out everywhere; a mail says until when there is a way back. Refuses: NotFound, Forbidden "user.last_admin".
Result<Grace> begin_grace(db::Transaction&, AccountId, std::int64_t days, Time now);
// All is as it was, and a mail says so. Publishes ProfileChanged. Refuses: Gone "leaving.too_late"; Forbidden "sign_in.suspended".
Result<void> come_back(db::Transaction&, AccountId, Time now);

// For the work that is left (community/leaving.h).
std::optional<AccountId> next_to_erase(db::Reader&, Time now);
bool remind_next(db::Transaction&, Time now);              // false: there was nobody to remind
void postpone_erasing(db::Transaction&, AccountId, Time);  // it was refused just now
void forget_grace_of(db::Transaction&, AccountId);

// For suspending and lifting it (accounts.h); false: they are not leaving.
bool note_suspension(db::Transaction&, AccountId, std::optional<Time> when);

}  // namespace favilla::social
