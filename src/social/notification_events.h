// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_events.h — what is announced about notifications, beside each one (social/status_events.h).
#pragma once
#include <string_view>

#include "base/ids.h"
#include "jobs/events.h"

namespace favilla::social {

struct NotificationsMerged {  // what was kept back stands in the list now
    static constexpr std::string_view name = "NotificationsMerged";
    AccountId account;
};
BOOST_DESCRIBE_STRUCT(NotificationsMerged, (), (account))

}  // namespace favilla::social
