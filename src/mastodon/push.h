// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/push.h — what open streams are told, each an `after` subscriber: a status is loaded and rendered once, whoever
// gets it. Being told twice does no harm: clients know a status by its id.
#pragma once
#include "mastodon/api.h"
#include "social/announcements.h"
#include "social/direct_conversations.h"
#include "social/filter_events.h"
#include "social/notification_events.h"
#include "social/status_events.h"

namespace favilla::mastodon {

void push_posted(Services&, StatusId);  // "update"; a conversation that grew: "favilla.conversation"
// The rest of a large delivery, slice by slice: each reader is told once.
void push_continued(Services&, const social::DeliveryContinued&);
void push_changed(Services&, StatusId);                      // its words, or what stands beside them    // "status.update"
void push_deleted(Services&, const social::StatusDeleted&);  // "delete"

void push_filters_changed(Services&, const social::FiltersChanged&);           // "filters_changed", without more
void push_notification(Services&, const social::NotificationAdded&);           // "notification"
void push_announcement(Services&, const social::AnnouncementChanged&);         // "announcement"
void push_announcement_gone(Services&, const social::AnnouncementTakenAway&);  // "announcement.delete"
void push_reaction(Services&, const social::AnnouncementReacted&);             // "announcement.reaction"
void push_merged(Services&, const social::NotificationsMerged&);               // "notifications_merged", without more
void push_direct(Services&, const social::DirectConversationChanged&);         // "conversation"

}  // namespace favilla::mastodon
