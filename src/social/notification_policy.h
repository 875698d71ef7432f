// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_policy.h — whom somebody would rather not hear from, and what becomes of what those do: it is told, kept back until
// one agrees (social/notification_requests.h), or dropped. As docs.joinmastodon.org/entities/NotificationPolicy has it.
#pragma once
#include <optional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/notifications.h"

namespace favilla::social {

enum class Screening { Accept, Filter, Drop };  // as stored: 0, 1, 2; of several, the strictest holds
std::string_view name_of(Screening);            // "accept"
std::optional<Screening> parse_screening(std::string_view);

struct NotificationPolicy {
    Screening not_following = Screening::Accept;
    Screening not_followers = Screening::Accept;     // also those who follow for less than three days
    Screening new_accounts = Screening::Accept;      // younger than 30 days and not followed
    Screening private_mentions = Screening::Accept;  // direct, by somebody not followed, and no answer
    Screening limited_accounts = Screening::Filter;  // silenced by the team and not followed
    Screening bots = Screening::Accept;              // that are not followed
    friend bool operator==(const NotificationPolicy&, const NotificationPolicy&) = default;
};

inline constexpr Duration counts_as_follower_after = days(3);
inline constexpr Duration counts_as_new_for = days(30);

NotificationPolicy notification_policy(db::Reader&, AccountId);
void set_notification_policy(db::Transaction&, AccountId, const NotificationPolicy&);

// Only what strangers can bring about is screened; news of what one takes part in, of the team and of one's groups never is.
Screening screening_of(db::Reader&, const NotificationDraft&, Time now);

}  // namespace favilla::social
