// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/told_ids.h"

#include <array>

namespace favilla::moving {

namespace {

constexpr std::string_view of_reports = "t.kind = 'report'", of_mails = "t.kind = 'email'";
constexpr std::string_view of_posts = "t.kind NOT IN ('report', 'email')", of_no_mails = "t.kind <> 'email'";

constexpr auto all_ids = std::to_array<ToldId>({
    {"activity_uris", "target_id", "accounts", "t.kind IN ('follow', 'block')"},
    {"activity_uris", "target_id", "statuses", "t.kind NOT IN ('follow', 'block')"},
    {"annual_reports", "most_boosted", "statuses"},
    {"annual_reports", "most_answered", "statuses"},
    {"annual_reports", "most_favoured", "statuses"},
    {"conversation_reads", "read_id", "statuses"},
    {"conversations", "opener_id", "accounts"},
    {"conversations", "root_id", "statuses"},
    {"conversations", "answer_id", "statuses"},
    {"conversations", "split_from_id", "conversations"},
    {"conversations", "merged_into_id", "conversations"},
    {"deliveries", "status_id", "statuses"},
    {"desk_acts", "status_id", "statuses"},
    {"desk_items", "conversation_id", "conversations", of_posts},
    {"desk_items", "conversation_id", "reports", of_reports},
    {"desk_items", "status_id", "statuses", of_no_mails},
    {"desk_items", "conversation_id", "mail_threads", of_mails},
    {"desk_items", "status_id", "mail_messages", of_mails},
    {"desk_remaining", "page_id", "accounts"},
    {"desk_reports_remaining", "domain_id", "domains"},
    {"direct_conversations", "last_status_id", "statuses"},
    {"domains", "contact_id", "accounts"},
    {"early_drafts", "status_id", "statuses"},
    {"group_reads", "read_id", "statuses"},
    {"group_statuses", "author_id", "accounts"},
    {"group_statuses", "conversation_id", "conversations"},
    {"group_statuses", "active_id", "statuses"},
    {"group_statuses", "active_by", "accounts"},
    {"home_timeline", "account_id", "accounts"},
    {"home_timeline", "status_id", "statuses"},
    {"home_timeline", "shows_id", "statuses"},
    {"idea_changes", "other_id", "statuses"},
    {"idea_changes", "answer_id", "statuses"},
    {"import_lines", "target_id", "accounts",
     "EXISTS (SELECT 1 FROM in_imports i WHERE i.id = t.import_id AND i.kind <> 'bookmarks')"},
    {"import_lines", "target_id", "statuses",
     "EXISTS (SELECT 1 FROM in_imports i WHERE i.id = t.import_id AND i.kind = 'bookmarks')"},
    {"integrity_openings", "account_id", "accounts"},
    {"interest_uses", "page_id", "accounts"},
    {"interest_uses", "status_id", "statuses"},
    {"interests", "domain_id", "domains"},
    {"interests", "followed_id", "accounts"},
    {"interests", "group_id", "accounts"},
    {"ledger_entries", "account_id", "accounts"},
    {"ledger_entries", "object_id", "accounts", "t.kind = 'invitation'"},
    {"ledger_entries", "object_id", "community_events", "t.kind = 'event'"},
    {"ledger_entries", "object_id", "statuses", "t.kind NOT IN ('invitation', 'event')"},
    {"ledger_owed", "conversation_id", "conversations"},
    {"ledger_owed", "status_id", "statuses"},
    {"list_timeline", "list_id", "lists"},
    {"list_timeline", "status_id", "statuses"},
    {"mail_posts", "status_id", "statuses"},
    {"mail_threads", "subscription_id", "mail_subscriptions"},
    {"mail_threads", "status_id", "statuses"},
    {"markers", "last_read_id", "notifications", "t.timeline = 'notifications'"},
    {"markers", "last_read_id", "statuses", "t.timeline <> 'notifications'"},
    {"moderation_log", "account_id", "accounts"},
    {"moderation_log", "target_id", "accounts"},
    {"moderation_log", "report_id", "reports"},
    {"notifications", "status_id", "statuses"},
    {"notifications", "report_id", "reports"},
    {"notifications", "warning_id", "account_warnings"},
    {"notifications", "idea_change_id", "idea_changes"},
    {"notifications", "collection_id", "collections"},
    {"notifications", "listening_id", "listening_queries"},
    {"page_drafts", "in_reply_to_id", "statuses"},
    {"page_drafts", "quoted_id", "statuses"},
    {"page_drafts", "status_id", "statuses"},
    {"page_drafts", "settled_by", "accounts"},
    {"page_drafts", "scheduled_id", "scheduled_statuses"},
    {"parcels", "status_id", "statuses"},
    {"polls", "status_id", "statuses"},
    {"previews", "supplied_for", "statuses"},
    {"readings", "subject_id", "statuses", "t.kind = 'page'"},
    {"readings", "subject_id", "accounts", "t.kind <> 'page'"},
    {"reports", "assigned_id", "accounts"},
    {"reports", "action_taken_by_id", "accounts"},
    {"scheduled_statuses", "in_reply_to_id", "statuses"},
    {"scheduled_statuses", "quoted_id", "statuses"},
    {"scheduled_statuses", "application_id", "applications"},
    {"scheduled_statuses", "person_id", "accounts"},
    {"status_tags", "account_id", "accounts"},
    {"statuses", "application_id", "applications"},
    {"statuses", "poll_id", "polls"},
    {"statuses", "person_id", "accounts"},
    {"tag_uses", "account_id", "accounts"},
    {"tokens", "session_id", "tokens"},
    {"tokens", "voice_id", "accounts"},
    {"topics_remaining", "group_id", "accounts"},
    {"trend_decisions", "subject_id", "statuses", "t.kind = 'status'"},
    {"trend_decisions", "subject_id", "previews", "t.kind <> 'status'"},
    {"users", "sign_up_application_id", "applications"},
});

constexpr auto all_texts = std::to_array<IdsInText>({
    {"accounts", "emojis", "remote_pictures"},
    {"statuses", "emojis", "remote_pictures"},
    {"status_edits", "media_ids", "media"},
    {"direct_conversations", "people", "accounts"},
    {"notifications", "group_key", "statuses"},
    {"efforts", "target", "accounts"},
    {"efforts", "controls", "accounts"},
});

constexpr auto all_kept = std::to_array<KeptNumber>({
    {"integrity_log", "finding_id", "under the hash of its entry"},
    {"net_tags_off", "since", "a time"},
});

}  // namespace

std::span<const ToldId> told_ids() { return all_ids; }
std::span<const IdsInText> ids_in_text() { return all_texts; }
std::span<const KeptNumber> kept_numbers() { return all_kept; }

}  // namespace favilla::moving
