// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/notification_json.h — Notification as clients read it (docs.joinmastodon.org/entities/Notification).
#pragma once
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "community/idea_acts.h"
#include "mastodon/status_json.h"
#include "social/notification_list.h"
#include "social/reports.h"
#include "social/warnings.h"

namespace favilla::mastodon {

// A page of them with everything they show, loaded at once.
struct NotificationViews {
    std::vector<social::Notification> items;
    std::unordered_map<AccountId, social::Account> senders;  // and whom reports and warnings are about
    std::unordered_map<ReportId, social::Report> reports;
    std::unordered_map<WarningId, social::Warning> warnings;
    std::unordered_map<IdeaChangeId, community::IdeaChange> idea_changes;
    std::unordered_map<StatusId, community::Idea> ideas;  // and those that changes name
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;  // in statuses.items
};

NotificationViews load_notifications(db::Reader&, std::vector<social::Notification>, social::Viewer);
void write_notification(JsonWriter&, const Audience&, const NotificationViews&, const social::Notification&);

}  // namespace favilla::mastodon
