// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_requests.h — what was kept back, one request for each sender: until it is accepted, from then on they are heard, or
// dismissed, and what it held is gone. A request whose notifications were all taken back is not there.
#pragma once
#include <optional>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"

namespace favilla::social {

using NotificationRequestId = Id<struct NotificationRequestTag>;

struct NotificationRequest {
    NotificationRequestId id;
    AccountId from;
    std::int64_t notifications = 0;
    std::optional<StatusId> last_status;  // of the newest that has one
    Time created_at;
    Time updated_at;
};

struct KeptBack {
    std::int64_t requests = 0;
    std::int64_t notifications = 0;
};

void keep_request(db::Transaction&, AccountId to, AccountId from, Time now);  // one more was kept back

// Senders that were suspended, blocked or muted since are left out.
Page<NotificationRequest> notification_requests(db::Reader&, AccountId, const PageRequest&, Time now);
std::optional<NotificationRequest> find_notification_request(db::Reader&, AccountId, NotificationRequestId, Time now);
KeptBack kept_back(db::Reader&, AccountId, Time now);

// Refuse NotFound when one of them is not theirs; then nothing is done. Accepting publishes NotificationsMerged.
Result<void> accept_requests(db::Transaction&, AccountId, std::span<const NotificationRequestId>, Time now);
Result<void> dismiss_requests(db::Transaction&, AccountId, std::span<const NotificationRequestId>, Time now);

}  // namespace favilla::social
