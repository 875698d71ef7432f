// SPDX-License-Identifier: AGPL-3.0-or-later
// social/notification_groups.h — what somebody was told, with what tells the same of many put together
// (docs.joinmastodon.org/methods/grouped_notifications).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "social/notification_list.h"

namespace favilla::social {

inline constexpr std::size_t most_sample_accounts = 8;

struct NotificationGroup {
    std::string key;                                   // "favourite-STATUS-HOUR", "ungrouped-ID"
    Notification newest;                               // of those on the page that were asked for
    std::int64_t count = 1;                            // of all of the group
    NotificationId most_recent;                        // of all of the group
    std::vector<AccountId> sample;                     // the newest senders first
    std::optional<NotificationId> page_min, page_max;  // of those on the page
    std::optional<Time> latest_on_page;
};

struct GroupQuery {
    NotificationQuery which;
    std::optional<std::vector<std::string>> grouped_kinds;  // only these are put together; none: all that can be
};

std::string ungrouped_key(NotificationId);

// A group stands on each page on which one of its notifications lies, once.
Page<NotificationGroup> notification_groups(db::Reader&, AccountId, const GroupQuery&, const PageRequest&, Time now);
std::optional<NotificationGroup> find_notification_group(db::Reader&, AccountId, std::string_view key, Time now);
// Whose news the group is, newest first, paged by the notification; nobody where there is no such group.
Page<AccountId> accounts_of_group(db::Reader&, AccountId, std::string_view key, const PageRequest&, Time now);
// Groups with something newer than the marker of the notifications timeline; counted to `at_most`.
int unread_groups(db::Reader&, AccountId, const GroupQuery&, int at_most, Time now);
Result<void> dismiss_group(db::Transaction&, AccountId, std::string_view key);  // refuses NotFound

}  // namespace favilla::social
