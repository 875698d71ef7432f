// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_rows.h — how the list of notifications and their groups are read: for those two alone.
#pragma once
#include "db/database.h"
#include "social/notification_list.h"

namespace favilla::social {

// Those of a place in the list whose senders are heard, of every kind.
db::Rows read_notifications(db::Reader&, AccountId, const NotificationQuery&, const PageRequest&, Time now, int at_most);
Notification read_notification(const db::Row&);
std::int64_t notifications_read_to(db::Reader&, AccountId);     // as their marker says; 0: nothing yet
bool is_wanted(const NotificationQuery&, const Notification&);  // by kind and sender

}  // namespace favilla::social
