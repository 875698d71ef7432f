// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/notifications.h"

#include <charconv>

#include "jobs/events.h"
#include "social/branches.h"
#include "social/notification_policy.h"
#include "social/notification_requests.h"
#include "social/status_events.h"

namespace favilla::social {

std::string_view name_of(NotificationKind kind)
{
    switch (kind) {
    case NotificationKind::Mention: return "mention";
    case NotificationKind::Status: return "status";
    case NotificationKind::Reblog: return "reblog";
    case NotificationKind::Follow: return "follow";
    case NotificationKind::FollowRequest: return "follow_request";
    case NotificationKind::Favourite: return "favourite";
    case NotificationKind::Poll: return "poll";
    case NotificationKind::Update: return "update";
    case NotificationKind::Quote: return "quote";
    case NotificationKind::QuotedUpdate: return "quoted_update";
    case NotificationKind::EventReminder: return "event_reminder";
    case NotificationKind::EventPlace: return "event_place";
    case NotificationKind::EventRefused: return "event_refused";
    case NotificationKind::EventUpdate: return "event_update";
    case NotificationKind::EventAnswer: return "event_answer";
    case NotificationKind::EventInvitation: return "event_invitation";
    case NotificationKind::GroupInvitation: return "group_invitation";
    case NotificationKind::GroupAnnouncement: return "group_announcement";
    case NotificationKind::EarlyDraft: return "early_draft";
    case NotificationKind::AnswerMarked: return "answer_marked";
    case NotificationKind::Introduction: return "introduction";
    case NotificationKind::IntroductionMade: return "introduction_made";
    case NotificationKind::Standing: return "standing";
    case NotificationKind::AddedToCollection: return "added_to_collection";
    case NotificationKind::PlanHeld: return "plan_held";
    case NotificationKind::ListeningBurst: return "listening_burst";
    case NotificationKind::AdminSignUp: return "admin.sign_up";
    case NotificationKind::AdminReport: return "admin.report";
    case NotificationKind::ModerationWarning: return "moderation_warning";
    }
    return "";
}

namespace {

enum class Silenced { Heard, Unheard };

bool has_open_ears(db::Reader& reader, const NotificationDraft& draft, Silenced silenced, Time now)
{
    return reader
        .row(
            "SELECT 1 FROM accounts o WHERE o.id = $1 AND (EXISTS (SELECT 1 FROM users u WHERE u.account_id = $1) "
            "     OR EXISTS (SELECT 1 FROM voices v WHERE v.page_id = $1)) "
            "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = $2) "
            "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_id = $1) "
            "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = $2 AND m.hide_notifications = 1 "
            "                AND (m.expires_at IS NULL OR m.expires_at > $4)) "
            "AND NOT EXISTS (SELECT 1 FROM conversation_mutes c WHERE c.account_id = $1 AND c.conversation_id = $3) "
            // Whoever was silenced here is heard by those who follow them.
            "AND ($5 = 1 OR NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = $2 AND a.silenced_at IS NOT NULL "
            "                           AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $1 AND f.target_id = $2))) "
            "AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d JOIN accounts a ON a.host = d.host WHERE d.account_id = $1 AND a.id = $2)",
            draft.to, draft.from, draft.conversation.value_or(ConversationId{}), now, silenced == Silenced::Heard)
        .has_value();
}

}  // namespace

bool wants_to_know(db::Reader& reader, const NotificationDraft& draft, Time now)
{
    return has_open_ears(reader, draft, Silenced::Unheard, now);
}

namespace {

constexpr std::int64_t longest_group_hours = 12;
constexpr std::int64_t hour_milliseconds = 3'600'000;

// Of many that tell the same of one status, or nothing but who came: together for half a day, as Mastodon has it. None: it stands alone.
std::optional<std::string> group_key_of(db::Reader& reader, AccountId to, NotificationKind kind, std::optional<StatusId> status,
                                        Time now)
{
    using enum NotificationKind;
    bool of_status = (kind == Favourite || kind == Reblog) && status;
    if (!of_status && kind != Follow && kind != AdminSignUp) return std::nullopt;
    auto name = std::string{name_of(kind)};
    auto newest =
        of_status
            ? reader.value<std::string>(
                  "SELECT group_key FROM notifications WHERE status_id = $1 AND account_id = $2 AND kind = $3 AND group_key IS NOT NULL "
                  "ORDER BY id DESC LIMIT 1",
                  *status, to, name)
            : reader.value<std::string>(
                  "SELECT group_key FROM notifications WHERE account_id = $1 AND kind = $2 ORDER BY id DESC LIMIT 1", to, name);
    auto hour = now.milliseconds / hour_milliseconds;
    if (newest) {
        auto begun = std::string_view{*newest}.substr(newest->rfind('-') + 1);
        std::int64_t first = 0;
        std::from_chars(begun.data(), begun.data() + begun.size(), first);
        if (hour < first + longest_group_hours) return newest;
    }
    return name + (of_status ? "-" + to_string(*status) : std::string{}) + "-" + std::to_string(hour);
}

// What may happen to a status more than once is told each time.
bool is_told_again(NotificationKind kind)
{
    using enum NotificationKind;
    return kind == Update || kind == QuotedUpdate || kind == EventReminder || kind == EventPlace || kind == EventRefused
        || kind == EventUpdate;
}

bool is_told_already(db::Reader& reader, const NotificationDraft& draft)
{
    if (draft.idea_change)
        return reader
            .row("SELECT 1 FROM notifications WHERE idea_change_id = $1 AND account_id = $2", *draft.idea_change, draft.to)
            .has_value();
    if (draft.collection)
        return reader.row("SELECT 1 FROM notifications WHERE collection_id = $1 AND account_id = $2", *draft.collection, draft.to)
            .has_value();
    if (!draft.status || is_told_again(draft.kind)) return false;
    return reader
        .row("SELECT 1 FROM notifications WHERE status_id = $1 AND account_id = $2 AND from_account_id = $3 AND kind = $4",
             *draft.status, draft.to, draft.from, name_of(draft.kind))
        .has_value();
}

}  // namespace

std::optional<NotificationId> notify(db::Transaction& tx, const NotificationDraft& draft, Time now)
{
    bool of_own = draft.kind == NotificationKind::Poll || draft.kind == NotificationKind::EventReminder
               || draft.kind == NotificationKind::PlanHeld;
    if (draft.to == draft.from && !of_own) return std::nullopt;
    if (!has_open_ears(tx, draft, Silenced::Heard, now) || is_told_already(tx, draft)) return std::nullopt;
    if (draft.status && wish_above(tx, draft.to, *draft.status) == BranchWish::Mute) return std::nullopt;
    auto screening = screening_of(tx, draft, now);
    if (screening == Screening::Drop) return std::nullopt;
    auto id = tx.new_id<NotificationId>(now);
    tx.run(
        "INSERT INTO notifications (id, account_id, kind, from_account_id, status_id, created_at, idea_change_id, group_key, filtered, collection_id, "
        "listening_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id, draft.to, name_of(draft.kind), draft.from, draft.status, now, draft.idea_change,
        group_key_of(tx, draft.to, draft.kind, draft.status, now), screening == Screening::Filter, draft.collection,
        draft.listening);
    if (screening == Screening::Filter) {
        keep_request(tx, draft.to, draft.from, now);
        return std::nullopt;
    }
    jobs::publish(tx, NotificationAdded{id, draft.to});
    return id;
}

namespace {

void tell(db::Transaction& tx, NotificationKind kind, AccountId to, AccountId from, std::optional<ReportId> report,
          std::optional<WarningId> warning, Time now)
{
    auto id = tx.new_id<NotificationId>(now);
    tx.run("INSERT INTO notifications (id, account_id, kind, from_account_id, report_id, warning_id, created_at, group_key) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           id, to, name_of(kind), from, report, warning, now, group_key_of(tx, to, kind, std::nullopt, now));
    jobs::publish(tx, NotificationAdded{id, to});
}

}  // namespace

void tell_of_sign_up(db::Transaction& tx, AccountId to, AccountId who, Time now)
{
    tell(tx, NotificationKind::AdminSignUp, to, who, std::nullopt, std::nullopt, now);
}

void tell_of_report(db::Transaction& tx, AccountId to, AccountId by, ReportId report, Time now)
{
    tell(tx, NotificationKind::AdminReport, to, by, report, std::nullopt, now);
}

void tell_of_warning(db::Transaction& tx, AccountId to, WarningId warning, Time now)
{
    tell(tx, NotificationKind::ModerationWarning, to, to, std::nullopt, warning, now);
}

void tell_of_standing(db::Transaction& tx, AccountId to, Time now)
{
    tell(tx, NotificationKind::Standing, to, to, std::nullopt, std::nullopt, now);
}

void forget_notifications(db::Transaction& tx, StatusId status)
{
    tx.run("DELETE FROM notifications WHERE status_id = $1", status);
}

void forget_notifications(db::Transaction& tx, StatusId status, NotificationKind kind, AccountId from)
{
    tx.run("DELETE FROM notifications WHERE status_id = $1 AND kind = $2 AND from_account_id = $3", status, name_of(kind), from);
}

void forget_notifications(db::Transaction& tx, CollectionId collection)
{
    tx.run("DELETE FROM notifications WHERE collection_id = $1", collection);
}

void forget_notifications(db::Transaction& tx, CollectionId collection, AccountId to)
{
    tx.run("DELETE FROM notifications WHERE collection_id = $1 AND account_id = $2", collection, to);
}

void forget_notifications(db::Transaction& tx, ListeningId listening)
{
    tx.run("DELETE FROM notifications WHERE listening_id = $1", listening);
}

void forget_notifications(db::Transaction& tx, AccountId to, NotificationKind kind, AccountId from)
{
    tx.run("DELETE FROM notifications WHERE account_id = $1 AND kind = $2 AND from_account_id = $3", to, name_of(kind), from);
}

}  // namespace favilla::social
