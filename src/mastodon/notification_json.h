// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/notification_json.h — Notification as clients read it (docs.joinmastodon.org/entities/Notification).
#pragma once
#include <unordered_map>
#include <vector>

#include "base/json_writer.h"
#include "base/locale.h"
#include "community/idea_acts.h"
#include "conversations/listening.h"
#include "mastodon/status_json.h"
#include "social/collections.h"
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
    std::unordered_map<social::CollectionId, social::Collection> collections;
    std::unordered_map<social::ListeningId, conversations::Listening> listenings;  // that whom it is told may read
    std::unordered_map<StatusId, community::Idea> ideas;                           // and those that changes name
    social::StatusViews statuses;
    std::unordered_map<StatusId, std::size_t> place;  // in statuses.items
};

NotificationViews load_notifications(db::Reader&, std::vector<social::Notification>, social::Viewer);

// The kinds that an app knows, when it says so (supported_types): any other is told in words beside it (entity NotificationFallback).
struct KnownKinds {
    std::vector<std::string> kinds = {};
    const Locale* locale = nullptr;
    Language language = {};
    bool know(std::string_view kind) const;
};
KnownKinds known_kinds(const Api&);

void write_notification(JsonWriter&, const Audience&, const NotificationViews&, const social::Notification&,
                        const KnownKinds& = {});
// Inside an open object: report, warning, what became of an idea, and the words for who knows none of these.
void write_beside_status(JsonWriter&, const Audience&, const NotificationViews&, const social::Notification&, const KnownKinds&);
std::string notification_title(const Locale&, Language, const NotificationViews&,
                               const social::Notification&);  // "Ada follows you now"

}  // namespace favilla::mastodon
