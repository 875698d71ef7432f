// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_list.h — reading what somebody was told, newest first, and putting it away.
#pragma once
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/notifications.h"
#include "social/paging.h"

namespace favilla::social {

struct Notification {
    NotificationId id;
    AccountId to;
    std::string kind;  // as stored and as clients know it: "mention"
    AccountId from;
    std::optional<StatusId> status;
    std::optional<ReportId> report;
    std::optional<WarningId> warning;
    std::optional<IdeaChangeId> idea_change;
    Time created_at;
    std::optional<CollectionId> collection = {};
    std::optional<ListeningId> listening = {};
    std::optional<std::string> group_key = {};  // of those that tell the same; none: it stands alone
    bool is_filtered = false;                   // kept back: social/notification_requests.h
};

struct NotificationQuery {
    std::vector<std::string> kinds;     // only these; empty: all
    std::vector<std::string> excluded;  // but none of these
    std::optional<AccountId> from;
    bool with_filtered = false;  // also what was kept back
};

// Those whose sender was suspended, blocked or muted since are left out.
Page<Notification> notifications_of(db::Reader&, AccountId, const NotificationQuery&, const PageRequest&, Time now);
std::optional<Notification> find_notification(db::Reader&, AccountId, NotificationId);

// Newer than the marker of the notifications timeline; counted to `at_most`.
int unread_notifications(db::Reader&, AccountId, const NotificationQuery&, int at_most, Time now);

Result<void> dismiss_notification(db::Transaction&, AccountId, NotificationId);  // refuses NotFound
void clear_notifications(db::Transaction&, AccountId);

}  // namespace favilla::social
