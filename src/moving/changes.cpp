// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>

#include "moving/rules.h"

namespace favilla::moving {

namespace {

// Where a file of an organisation that stays is to be had; `{}` is the column that has its path, "/media/…".
#define FROM_ITS_HOUSE(column, keeps)                                        \
    "CASE WHEN " keeps " OR t." column " NOT LIKE '/media/%' THEN t." column \
    " ELSE (SELECT CASE WHEN d.media_address <> '' THEN "                    \
    "d.media_address || substr(t." column ", 7) ELSE d.origin || t." column  \
    " END FROM source.domains d WHERE d.id = t.domain_id) END"

constexpr auto all_changes = std::to_array<Change>({
    {"domains", "media_address", "''"},  // the settings of where it lives say it
    {"domains", "arrived_at", "0"},
    {"host_rules", "private_comment", "''"},
    {"hosts", "has_job", "0"},
    {"previews", "waiting", "0"},
    {"link_checks", "waiting", "0"},
    {"annual_reports", "waiting", "0"},
    {"desk_webhooks", "busy_until", "NULL"},
    {"media_files", "home", "'folder'"},

    {"accounts", "avatar", FROM_ITS_HOUSE("avatar", "t.id IN ours")},
    {"accounts", "header", FROM_ITS_HOUSE("header", "t.id IN ours")},
    {"accounts", "silenced_at", "CASE WHEN t.id IN ours OR t.domain_id IS NULL THEN t.silenced_at END"},
    {"accounts", "sensitized_at", "CASE WHEN t.id IN ours OR t.domain_id IS NULL THEN t.sensitized_at END"},
    // What they boosted and may no longer see does not go.
    {"accounts", "statuses_count",
     "CASE WHEN t.id IN ours THEN (SELECT count(*) FROM main.statuses s WHERE s.account_id = t.id AND s.deleted_at IS NULL AND "
     "s.visibility < 3 AND s.audience_id IS NULL AND s.id >= 281474976710656) ELSE t.statuses_count END"},

    {"follows", "show_boosts", "CASE WHEN t.account_id IN ours THEN t.show_boosts ELSE 1 END"},
    {"follows", "notify", "CASE WHEN t.account_id IN ours THEN t.notify ELSE 0 END"},
    {"follows", "languages", "CASE WHEN t.account_id IN ours THEN t.languages ELSE '' END"},
    {"follow_requests", "show_boosts", "CASE WHEN t.account_id IN ours THEN t.show_boosts ELSE 1 END"},
    {"follow_requests", "notify", "CASE WHEN t.account_id IN ours THEN t.notify ELSE 0 END"},
    {"follow_requests", "languages", "CASE WHEN t.account_id IN ours THEN t.languages ELSE '' END"},

    {"statuses", "in_reply_to_id",
     "CASE WHEN t.in_reply_to_id IN seen THEN t.in_reply_to_id ELSE (SELECT x.parent FROM attached x WHERE x.id = t.id) END"},
    {"statuses", "in_reply_to_account_id",
     "CASE WHEN t.in_reply_to_id IN seen THEN t.in_reply_to_account_id ELSE (SELECT x.author FROM attached x WHERE x.id = t.id) END"},
    {"statuses", "application_id", "CASE WHEN t.account_id IN ours THEN t.application_id END"},
    // Who of a team wrote is the team's affair.
    {"statuses", "person_id", "CASE WHEN t.account_id IN ours THEN t.person_id END"},
    {"statuses", "is_signed", "CASE WHEN t.account_id IN ours THEN t.is_signed ELSE 0 END"},
    {"statuses", "favourites_count", "(SELECT count(*) FROM main.favourites f WHERE f.status_id = t.id)"},
    {"statuses", "boosts_count",
     "(SELECT count(*) FROM source.statuses b WHERE b.boost_of_id = t.id AND b.deleted_at IS NULL AND +b.id IN seen AND b.id >= "
     "281474976710656)"},
    {"statuses", "replies_count",
     "(SELECT count(*) FROM source.statuses r WHERE r.in_reply_to_id = t.id AND r.deleted_at IS NULL AND r.visibility <= 1 AND "
     "+r.id IN seen) + (SELECT count(*) FROM attached x JOIN source.statuses r ON r.id = x.id WHERE x.parent = t.id AND "
     "r.deleted_at IS NULL AND r.visibility <= 1)"},
    {"statuses", "quotes_count",
     "(SELECT count(*) FROM source.quotes q JOIN source.statuses s ON s.id = q.status_id WHERE q.quoted_id = t.id AND q.state = "
     "'accepted' AND s.visibility <= 1 AND +s.id IN seen)"},

    {"conversations", "opener_id", "(SELECT k.opener FROM kept_conversations k WHERE k.id = t.id)"},
    {"conversations", "root_id", "(SELECT k.root FROM kept_conversations k WHERE k.id = t.id)"},
    {"conversations", "statuses_count",
     "(SELECT count(*) FROM source.statuses s WHERE s.conversation_id = t.id AND s.deleted_at IS NULL AND +s.id IN seen AND "
     "NOT EXISTS (SELECT 1 FROM source.uncounted_answers u JOIN source.group_statuses g ON g.status_id = u.status_id WHERE "
     "u.status_id = s.id AND g.group_id IN ours))"},
    {"conversations", "answer_id", "CASE WHEN t.answer_id IN seen THEN t.answer_id END"},
    {"conversations", "split_from_id",
     "CASE WHEN t.split_from_id IN (SELECT id FROM kept_conversations) THEN t.split_from_id END"},
    {"conversations", "merged_into_id",
     "CASE WHEN t.merged_into_id IN (SELECT id FROM kept_conversations) THEN t.merged_into_id END"},

    // A poll that hides its votes until it ends tells them to nobody elsewhere.
    {"polls", "voters_count",
     "CASE WHEN t.account_id IN ours OR t.hide_totals = 0 OR t.closed_at IS NOT NULL THEN t.voters_count ELSE 0 END"},
    {"poll_options", "votes_count",
     "(SELECT CASE WHEN p.account_id IN ours OR p.hide_totals = 0 OR p.closed_at IS NOT NULL THEN t.votes_count ELSE 0 END FROM "
     "source.polls p WHERE p.id = t.poll_id)"},

    {"media", "remote_url",
     "CASE WHEN t.account_id IN ours OR t.remote_url <> '' OR t.original = '' THEN t.remote_url ELSE (SELECT CASE WHEN "
     "d.media_address <> '' THEN d.media_address || '/' ELSE d.origin || '/media/' END || t.original FROM source.accounts a JOIN "
     "source.domains d ON d.id = a.domain_id WHERE a.id = t.account_id) END"},
    {"media", "fetched_at",
     "CASE WHEN t.account_id IN ours OR t.remote_url <> '' OR t.original = '' THEN t.fetched_at ELSE t.created_at END"},

    {"group_statuses", "reason", "CASE WHEN t.group_id IN ours THEN t.reason ELSE '' END"},
    {"community_events", "answering",
     "CASE WHEN t.account_id IN ours OR t.domain_id IS NULL OR t.answering <> 'here' THEN t.answering ELSE 'join' END"},
    {"event_answers", "remind", "CASE WHEN t.account_id IN ours THEN t.remind END"},
    {"event_answers", "remind_at", "CASE WHEN t.account_id IN ours THEN t.remind_at END"},

    // Sealed and signed anew, with the key that goes along.
    {"own_keys", "rsa_sealed", "(SELECT r.value FROM resealed r WHERE r.what = 'rsa' AND r.id = t.id)"},
    {"own_keys", "ed25519_sealed", "(SELECT r.value FROM resealed r WHERE r.what = 'ed25519' AND r.id = t.id)"},
    {"second_factors", "secret", "(SELECT r.value FROM resealed r WHERE r.what = 'factor' AND r.id = t.account_id)"},
    {"desk_webhooks", "secret", "(SELECT r.value FROM resealed r WHERE r.what = 'webhook' AND r.id = t.id)"},
    {"invitations", "code_mark", "(SELECT r.value FROM resealed r WHERE r.what = 'invitation' AND r.id = t.id)"},
    {"short_links", "signature", "(SELECT r.value FROM resealed r WHERE r.what = 'link' AND r.id = t.id)"},
});

#undef FROM_ITS_HOUSE

constexpr auto all_pointers = std::to_array<Pointer>({
    {"domains", "contact_id"},
    {"conversations", "opener_id"},
    {"group_statuses", "author_id"},
    {"group_statuses", "active_by"},
    {"integrity_openings", "account_id"},
    {"interest_uses", "page_id"},
    {"interests", "followed_id"},
    {"interests", "group_id"},
    {"moderation_log", "account_id"},
    {"moderation_log", "target_id"},
    {"page_drafts", "settled_by"},
    {"reports", "assigned_id"},
    {"reports", "action_taken_by_id"},
    {"scheduled_statuses", "person_id"},
    {"status_tags", "account_id"},
    {"statuses", "person_id"},
    {"tag_uses", "account_id"},
});

}  // namespace

std::span<const Change> changes() { return all_changes; }
std::span<const Pointer> pointers_to_accounts() { return all_pointers; }

}  // namespace favilla::moving
