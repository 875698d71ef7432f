// SPDX-License-Identifier: AGPL-3.0-or-later
#include "moving/rules.h"

#include <array>

namespace favilla::moving {

namespace {

// Beside these conditions, a row goes only with the rows that it points to: where it may point to none, it points to none instead.
constexpr auto all_rules = std::to_array<Rule>({
    // The installation itself.
    {"schema_migrations", Goes::Never, "written by the migrations of the new database"},
    {"id_marks", Goes::Rows, "TRUE"},  // no id is given out twice
    {"schedules", Goes::Rows, "TRUE"},
    {"jobs", Goes::Never, "work of all organisations; what waits to be sent is sent by the installation that is left"},
    {"events", Goes::Never, "announcements to the program itself, done within seconds"},
    {"push_keys", Goes::Never, "the installation's key; a new one is made"},
    {"push_subscriptions", Goes::Never, "made for the installation's key; apps ask again"},
    {"spent_challenges", Goes::Never, "of minutes"},
    {"identity_arrivals", Goes::Never, "of minutes"},
    {"identity_attempts", Goes::Never, "of minutes"},
    {"authorization_codes", Goes::Never, "of minutes"},
    {"idempotency_keys", Goes::Never, "of an hour"},
    {"missed_keys", Goes::Never, "of minutes"},
    {"seen_activities", Goes::Never, "of all organisations; what comes twice is known again by what it is about"},
    {"backfills", Goes::Never, "when other servers were last asked; they may be asked again"},
    {"visit_strangers", Goes::Never, "requests to no organisation's site"},
    {"host_rules", Goes::Rows, "TRUE"},
    {"allowed_hosts", Goes::Rows, "TRUE"},

    // The organisation.
    {"domains", Goes::Rows, "id IN kept_domains"},
    {"rules", Goes::Rows, "domain_id IN kept_domains"},
    {"rule_translations", Goes::Rows, "rule_id IN (SELECT id FROM main.rules)"},
    {"custom_emojis", Goes::Rows, "domain_id IN kept_domains"},
    {"announcements", Goes::Rows, "domain_id IN kept_domains"},
    {"announcement_reactions", Goes::Rows, "announcement_id IN (SELECT id FROM main.announcements)"},
    {"announcement_reads", Goes::Rows, "announcement_id IN (SELECT id FROM main.announcements) AND account_id IN ours"},
    {"tag_rules", Goes::Rows, "domain_id IN kept_domains"},
    {"trend_decisions", Goes::Rows, "domain_id IN kept_domains AND (kind <> 'status' OR subject_id IN seen)"},
    {"trend_settings", Goes::Rows, "domain_id IN kept_domains"},
    {"server_followers", Goes::Rows, "domain_id IN kept_domains"},

    // Who may come in, and what the team does.
    {"users", Goes::Rows, "domain_id IN kept_domains"},
    {"email_tokens", Goes::Rows, "account_id IN ours"},
    {"email_domain_blocks", Goes::Rows, "domain_id IN kept_domains"},
    {"email_domain_attempts", Goes::Rows, "block_id IN (SELECT id FROM main.email_domain_blocks)"},
    {"canonical_email_blocks", Goes::Rows, "domain_id IN kept_domains"},
    {"ip_blocks", Goes::Rows, "domain_id IN kept_domains"},
    {"reports", Goes::Rows, "domain_id IN kept_domains"},
    {"report_rules", Goes::Rows, "report_id IN (SELECT id FROM main.reports)"},
    {"report_statuses", Goes::Rows, "report_id IN (SELECT id FROM main.reports)"},
    {"account_warnings", Goes::Rows, "domain_id IN kept_domains"},
    {"moderation_log", Goes::Rows, "domain_id IN kept_domains"},
    {"branch_acts", Goes::Rows, "domain_id IN kept_domains"},
    {"branch_touched", Goes::Rows, "act_id IN (SELECT id FROM main.branch_acts)"},
    {"invitation_policies", Goes::Rows, "domain_id IN kept_domains"},
    {"invitations", Goes::Rows, "domain_id IN kept_domains"},
    {"invitation_guests", Goes::Rows, "invitation_id IN (SELECT id FROM main.invitations)"},
    {"invitation_mails", Goes::Never, "marks of addresses by the installation's key, which cannot be made again"},
    {"invited", Goes::Rows, "domain_id IN kept_domains"},

    // How people sign in, and as whom.
    {"identities", Goes::Rows, "domain_id IN kept_domains"},
    {"passkeys", Goes::Rows, "account_id IN ours"},
    {"passkey_handles", Goes::Rows, "account_id IN ours"},
    {"second_factors", Goes::Rows, "account_id IN ours"},
    {"recovery_codes", Goes::Rows, "account_id IN ours"},
    {"tokens", Goes::Rows, "account_id IN ours AND (voice_id IS NULL OR voice_id IN ours)"},
    {"own_keys", Goes::Rows,
     "owner IN (SELECT uri FROM source.accounts WHERE id IN ours) OR owner IN (SELECT origin || '/actor' FROM source.domains "
     "WHERE id IN kept_domains)"},
    {"leavings", Goes::Rows, "account_id IN ours"},

    // What people keep for themselves.
    {"account_domain_blocks", Goes::Rows, "account_id IN ours"},
    {"account_notes", Goes::Rows, "account_id IN ours"},
    {"active_days", Goes::Rows, "domain_id IN kept_domains AND account_id IN ours"},
    {"bookmarks", Goes::Rows, "account_id IN ours"},
    {"branch_wishes", Goes::Rows, "account_id IN ours"},
    {"conversation_mutes", Goes::Rows, "account_id IN ours"},
    {"conversation_reads", Goes::Rows, "account_id IN ours"},
    {"direct_conversations", Goes::Rows, "account_id IN ours AND last_status_id IN seen"},
    {"direct_messages", Goes::Rows, "account_id IN ours"},
    {"direct_remaining", Goes::Rows, "TRUE"},
    {"endorsements", Goes::Rows, "account_id IN ours"},
    {"event_calendars", Goes::Rows, "account_id IN ours"},
    {"featured_tags", Goes::Rows, "account_id IN ours"},
    {"filters", Goes::Rows, "account_id IN ours"},
    {"filter_keywords", Goes::Rows, "filter_id IN (SELECT id FROM main.filters)"},
    {"filter_statuses", Goes::Rows, "filter_id IN (SELECT id FROM main.filters)"},
    {"followed_tags", Goes::Rows, "account_id IN ours"},
    {"home_timeline", Goes::Rows, "account_id IN ours AND status_id IN seen AND shows_id IN seen"},
    {"homes", Goes::Rows, "account_id IN ours"},
    {"link_checks", Goes::Rows, "account_id IN ours"},
    {"lists", Goes::Rows, "account_id IN ours"},
    {"list_accounts", Goes::Rows, "list_id IN (SELECT id FROM main.lists)"},
    {"list_timeline", Goes::Rows, "list_id IN (SELECT id FROM main.lists) AND status_id IN seen"},
    {"markers", Goes::Rows, "account_id IN ours"},
    {"mutes", Goes::Rows, "account_id IN ours"},
    {"notification_permissions", Goes::Rows, "account_id IN ours"},
    {"notification_policies", Goes::Rows, "account_id IN ours"},
    {"notification_requests", Goes::Rows, "account_id IN ours"},
    {"notifications", Goes::Rows, "account_id IN ours AND (status_id IS NULL OR status_id IN seen)"},
    {"page_preferences", Goes::Rows, "account_id IN ours"},
    {"suggestion_refusals", Goes::Rows, "account_id IN ours"},
    {"scheduled_statuses", Goes::Rows, "account_id IN ours"},
    {"collections", Goes::Rows, "account_id IN ours"},
    {"collection_items", Goes::Rows, "collection_id IN (SELECT id FROM main.collections)"},
    {"archives", Goes::Never, "files beside the database; one asks for another"},
    {"archive_links", Goes::Never, "to files that do not go"},
    {"imports", Goes::Rows, "account_id IN ours AND finished_at IS NOT NULL"},  // the job of others does not go
    {"import_lines", Goes::Rows, "import_id IN (SELECT id FROM main.imports)"},
    {"past_imports", Goes::Rows,
     "account_id IN ours AND (finished_at IS NOT NULL OR id IN (SELECT import_id FROM source.past_statuses))"},
    {"past_left_out", Goes::Rows, "import_id IN (SELECT id FROM main.past_imports)"},
    {"past_statuses", Goes::Rows, "import_id IN (SELECT id FROM main.past_imports)"},

    // Between people.
    {"account_moves", Goes::Rows, "account_id IN ours OR target_id IN ours"},
    {"follows", Goes::Rows, "account_id IN ours OR target_id IN ours"},
    {"follow_requests", Goes::Rows, "account_id IN ours OR target_id IN ours"},
    {"blocks", Goes::Rows, "account_id IN ours OR target_id IN ours"},  // as other servers tell of one
    {"activity_uris", Goes::Rows, "account_id IN ours OR target_id IN ours OR target_id IN own_statuses"},
    {"disclosures", Goes::Rows, "account_id IN ours OR page_id IN ours"},
    {"introductions", Goes::Rows, "by_id IN ours AND first_id IN ours AND second_id IN ours"},

    // Posts, and what hangs on them.
    {"conversations", Goes::Rows, "id IN (SELECT id FROM kept_conversations)"},
    {"conversation_authors", Goes::Anew, "measured"},
    {"conversation_levels", Goes::Anew, "measured"},
    {"conversation_measures", Goes::Anew, "measured"},
    {"conversation_nodes", Goes::Anew, "measured"},
    {"conversation_pairs", Goes::Anew, "measured"},
    {"favourites", Goes::Rows, "account_id IN ours OR status_id IN own_statuses"},
    {"mentions", Goes::Rows, "status_id IN seen"},
    {"pins", Goes::Rows, "status_id IN seen"},
    {"polls", Goes::Rows, "status_id IN seen"},
    {"poll_options", Goes::Rows, "poll_id IN (SELECT id FROM main.polls)"},
    {"poll_votes", Goes::Rows,
     "account_id IN ours OR poll_id IN (SELECT id FROM source.polls WHERE account_id IN ours)"},  // those of others are theirs
    {"quotes", Goes::Rows, "status_id IN seen"},
    {"media", Goes::Rows, "account_id IN ours OR status_id IN seen"},
    {"status_edits", Goes::Rows, "status_id IN seen"},
    {"status_groups", Goes::Rows, "status_id IN seen"},
    {"status_previews", Goes::Rows, "status_id IN seen"},
    {"status_search", Goes::Anew, "read in from the posts"},
    {"status_tags", Goes::Rows, "status_id IN seen"},
    {"status_ties", Goes::Rows, "status_id IN seen"},
    {"statuses", Goes::Rows, "id IN seen"},
    {"tag_uses", Goes::Rows, "account_id IN ours"},
    {"search_remaining", Goes::Anew, "everything is read in"},

    // What was sent, and to whom.
    {"parcels", Goes::Rows,
     "(sender IN (SELECT uri FROM source.accounts WHERE id IN ours) OR sender IN (SELECT origin || '/actor' FROM source.domains "
     "WHERE id IN kept_domains)) AND id IN (SELECT parcel_id FROM source.deliveries WHERE state <> 'waiting')"},
    {"deliveries", Goes::Rows, "parcel_id IN (SELECT id FROM main.parcels) AND state <> 'waiting'"},
    {"mail_choices", Goes::Rows, "account_id IN ours"},
    {"mail_messages", Goes::Rows, "thread_id IN (SELECT id FROM main.mail_threads)"},
    {"mail_posts", Goes::Rows, "account_id IN ours"},
    {"mail_refusers", Goes::Never, "marks of addresses by the installation's key, which cannot be made again"},
    {"mail_requests", Goes::Never, "of a day; their links are made with the installation's key"},
    {"mail_subscriptions", Goes::Rows, "account_id IN ours"},
    {"mail_threads", Goes::Rows, "account_id IN ours"},
    {"mail_waiting", Goes::Rows, "subscription_id IN (SELECT id FROM main.mail_subscriptions)"},

    // Groups.
    {"groups", Goes::Rows, "account_id IN ours"},
    {"group_bans", Goes::Rows, "group_id IN ours"},
    {"group_digests", Goes::Rows, "group_id IN ours AND account_id IN ours"},
    {"group_invitations", Goes::Rows, "group_id IN ours"},
    {"group_log", Goes::Rows, "group_id IN ours"},
    {"group_reads", Goes::Rows, "group_id IN ours AND account_id IN ours"},
    {"group_roles", Goes::Rows, "group_id IN ours"},
    {"group_rules", Goes::Rows, "group_id IN ours"},
    {"group_statuses", Goes::Rows, "status_id IN seen AND (group_id IN ours OR state = 'taken')"},
    {"topics_remaining", Goes::Rows, "group_id IN ours"},

    // Events and ideas.
    {"community_events", Goes::Rows, "status_id IN seen"},
    {"event_answers", Goes::Rows,
     "account_id IN ours OR event_id IN (SELECT id FROM source.community_events WHERE account_id IN ours)"},
    {"event_attendances", Goes::Rows,
     "account_id IN ours OR event_id IN (SELECT id FROM source.community_events WHERE account_id IN ours)"},
    {"event_invitations", Goes::Rows,
     "account_id IN ours OR event_id IN (SELECT id FROM source.community_events WHERE account_id IN ours)"},
    {"ideas", Goes::Rows, "domain_id IN kept_domains"},
    {"idea_changes", Goes::Rows, "idea_id IN (SELECT status_id FROM main.ideas)"},
    {"idea_marks", Goes::Rows, "idea_id IN (SELECT status_id FROM main.ideas)"},
    {"idea_terms", Goes::Rows, "domain_id IN kept_domains"},
    {"idea_uncredited", Goes::Rows, "idea_id IN (SELECT status_id FROM main.ideas)"},
    {"idea_vote_codes", Goes::Rows, "idea_id IN (SELECT status_id FROM main.ideas)"},
    {"idea_votes", Goes::Rows, "idea_id IN (SELECT status_id FROM main.ideas)"},

    // Drafts that are shown early.
    {"early_drafts", Goes::Rows, "domain_id IN kept_domains"},
    {"early_comments", Goes::Rows, "draft_id IN (SELECT id FROM main.early_drafts)"},
    {"early_readers", Goes::Rows, "draft_id IN (SELECT id FROM main.early_drafts)"},

    // Interests, and the ledger.
    {"interests", Goes::Rows, "account_id IN ours"},
    {"interest_corrections", Goes::Rows, "account_id IN ours"},
    {"interest_profiles", Goes::Rows, "account_id IN ours"},
    {"interest_uses", Goes::Rows, "account_id IN ours AND by_id IN ours"},
    {"ledger_changes", Goes::Rows, "account_id IN ours"},
    {"ledger_entries", Goes::Rows, "account_id IN ours"},
    {"ledger_owed", Goes::Rows, "page_id IN ours"},
    {"ledger_people", Goes::Rows, "account_id IN ours"},
    {"ledger_remaining", Goes::Rows, "TRUE"},
    {"ledger_settled", Goes::Rows, "page_id IN ours"},

    // Pages, and their desks.
    {"pages", Goes::Rows, "account_id IN ours"},
    {"page_drafts", Goes::Rows, "page_id IN ours"},
    {"page_draft_events", Goes::Rows, "draft_id IN (SELECT id FROM main.page_drafts)"},
    {"page_invitations", Goes::Rows, "page_id IN ours AND account_id IN ours"},
    {"page_log", Goes::Rows, "page_id IN ours"},
    {"public_figures", Goes::Rows, "page_id IN ours"},
    {"voices", Goes::Rows, "page_id IN ours AND account_id IN ours"},
    {"calendar_feeds", Goes::Rows, "page_id IN ours AND account_id IN ours"},
    {"calendar_ideas", Goes::Rows, "page_id IN ours"},
    {"calendar_trials", Goes::Rows, "page_id IN ours"},
    {"calendar_trial_days", Goes::Rows, "trial_id IN (SELECT id FROM main.calendar_trials)"},
    {"desk_absences", Goes::Rows, "page_id IN ours"},
    {"desk_items", Goes::Rows, "page_id IN ours"},
    {"desk_acts", Goes::Rows, "item_id IN (SELECT id FROM main.desk_items)"},
    {"desk_hours", Goes::Rows, "page_id IN ours"},
    {"desk_pages", Goes::Rows, "page_id IN ours"},
    {"desk_holidays", Goes::Rows, "page_id IN ours"},
    {"desk_paces", Goes::Rows, "page_id IN ours"},
    {"desk_pieces", Goes::Rows, "page_id IN ours"},
    {"desk_presence", Goes::Never, "of seconds"},
    {"desk_remaining", Goes::Rows, "page_id IN ours"},
    {"desk_reports_remaining", Goes::Rows, "domain_id IN kept_domains"},
    {"desk_shared", Goes::Rows, "page_id IN ours AND account_id IN ours"},
    {"desk_timers", Goes::Rows, "page_id IN ours"},
    {"desk_views", Goes::Rows, "account_id IN ours AND (page_id IS NULL OR page_id IN ours)"},
    {"desk_waits", Goes::Rows, "item_id IN (SELECT id FROM main.desk_items)"},
    {"desk_webhooks", Goes::Rows, "page_id IN ours"},
    {"desk_hook_deliveries", Goes::Rows, "webhook_id IN (SELECT id FROM main.desk_webhooks)"},
    {"listening_queries", Goes::Rows, "page_id IN ours"},
    {"listening_keys", Goes::Rows, "query_id IN (SELECT id FROM main.listening_queries)"},
    {"listening_hits", Goes::Rows, "query_id IN (SELECT id FROM main.listening_queries)"},
    {"listening_alerts", Goes::Rows, "query_id IN (SELECT id FROM main.listening_queries) AND account_id IN ours"},
    {"outlooks", Goes::Rows, "domain_id IN kept_domains"},
    {"outlook_numbers", Goes::Rows, "domain_id IN kept_domains"},
    {"posture_figures", Goes::Rows, "page_id IN ours"},
    {"posture_letters", Goes::Rows, "page_id IN ours AND account_id IN ours"},
    {"posture_reports", Goes::Rows, "page_id IN ours"},
    {"rhythm_letters", Goes::Rows, "page_id IN ours AND account_id IN ours"},

    // Figures.
    {"efforts", Goes::Rows, "domain_id IN kept_domains"},
    {"effort_amendments", Goes::Rows, "effort_id IN (SELECT id FROM main.efforts)"},
    {"effort_costs", Goes::Rows, "effort_id IN (SELECT id FROM main.efforts)"},
    {"effort_results", Goes::Rows, "effort_id IN (SELECT id FROM main.efforts)"},
    {"effort_ends", Goes::Rows, "result_id IN (SELECT id FROM main.effort_results)"},
    {"effort_points", Goes::Rows, "result_id IN (SELECT id FROM main.effort_results)"},
    {"effort_timers", Goes::Rows, "effort_id IN (SELECT id FROM main.efforts)"},
    {"readings", Goes::Rows, "subject_id IN ours OR subject_id IN own_statuses"},
    {"short_links", Goes::Rows, "domain_id IN kept_domains"},
    {"short_link_days", Goes::Rows, "link_id IN (SELECT id FROM main.short_links)"},
    {"short_link_drops", Goes::Rows, "link_id IN (SELECT id FROM main.short_links)"},
    {"visit_sites", Goes::Rows, "domain_id IN kept_domains"},
    {"goal_worths", Goes::Rows, "site_id IN (SELECT id FROM main.visit_sites)"},
    {"visit_slices", Goes::Rows, "site_id IN (SELECT id FROM main.visit_sites)"},
    {"visit_acts", Goes::Rows, "slice_id IN (SELECT id FROM main.visit_slices)"},
    {"visit_figures", Goes::Rows, "slice_id IN (SELECT id FROM main.visit_slices)"},
    {"visit_goal_values", Goes::Rows, "slice_id IN (SELECT id FROM main.visit_slices)"},

    // Coordination: the log of each organisation is a chain of its own.
    {"act_parts", Goes::Anew, "sorted from findings and ties"},
    {"unsorted_accounts", Goes::Anew, "everybody is sorted"},
    {"integrity_findings", Goes::Rows, "domain_id IN kept_domains"},
    {"integrity_heads", Goes::Rows, "domain_id IN kept_domains"},
    {"integrity_log", Goes::Rows, "domain_id IN kept_domains"},
    {"integrity_members", Goes::Rows, "finding_id IN (SELECT id FROM main.integrity_findings)"},
    {"integrity_openings", Goes::Rows, "domain_id IN kept_domains"},
    {"integrity_runs", Goes::Rows, "domain_id IN kept_domains"},

    // What the others point to, and then whom all of it points to.
    {"tags", Goes::Needed,
     "id IN (SELECT tag_id FROM main.status_tags) OR id IN (SELECT tag_id FROM main.followed_tags) OR id IN (SELECT tag_id FROM "
     "main.featured_tags) OR id IN (SELECT tag_id FROM main.tag_rules) OR id IN (SELECT tag_id FROM main.tag_uses)"},
    {"applications", Goes::Needed,
     "id IN (SELECT application_id FROM main.tokens) OR id IN (SELECT application_id FROM main.statuses) OR id IN (SELECT "
     "application_id FROM main.scheduled_statuses) OR id IN (SELECT sign_up_application_id FROM main.users)"},
    {"previews", Goes::Needed, "id IN (SELECT preview_id FROM main.status_previews)"},
    {"accounts", Goes::Needed, "id IN ours OR id IN needed_accounts"},
    {"account_aliases", Goes::Needed, "account_id IN (SELECT id FROM main.accounts)"},
    {"account_terms", Goes::Anew, "read in from the names"},
    {"actors", Goes::Needed, "account_id IN (SELECT id FROM main.accounts)"},
    {"attribution_domains", Goes::Needed, "account_id IN (SELECT id FROM main.accounts)"},
    {"public_keys", Goes::Needed, "account_id IN (SELECT id FROM main.accounts)"},
    {"hosts", Goes::Needed, "name IN (SELECT host FROM main.accounts WHERE id NOT IN ours)"},
    {"remote_pictures", Goes::Needed,
     "id IN needed_pictures OR id IN (SELECT picture_id FROM main.previews) OR url IN (SELECT avatar FROM main.accounts WHERE id "
     "NOT IN ours) OR url IN (SELECT header FROM main.accounts WHERE id NOT IN ours)"},
    {"media_files", Goes::Needed,
     "name IN (SELECT original FROM main.media) OR name IN (SELECT small FROM main.media) OR name IN (SELECT file FROM "
     "main.remote_pictures) OR '/media/' || name IN (SELECT avatar FROM main.accounts WHERE id IN ours) OR '/media/' || name IN "
     "(SELECT header FROM main.accounts WHERE id IN ours) OR '/media/' || name IN (SELECT logo FROM main.domains) OR '/media/' || "
     "name IN (SELECT banner FROM main.domains)"},
});

// Where a file of an organisation that stays is to be had; `{}` is the column that has its path, "/media/…".
#define FROM_ITS_HOUSE(column, keeps)                                                                                              \
    "CASE WHEN " keeps " OR t." column " NOT LIKE '/media/%' THEN t." column " ELSE (SELECT CASE WHEN d.media_address <> '' THEN " \
    "d.media_address || substr(t." column ", 7) ELSE d.origin || t." column " END FROM source.domains d WHERE d.id = t.domain_id) END"

constexpr auto all_changes = std::to_array<Change>({
    {"domains", "media_address", "''"},  // the settings of where it lives say it
    {"host_rules", "private_comment", "''"},
    {"hosts", "has_job", "0"},
    {"previews", "waiting", "0"},
    {"link_checks", "waiting", "0"},
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

    {"statuses", "in_reply_to_id", "CASE WHEN t.in_reply_to_id IN seen THEN t.in_reply_to_id END"},
    {"statuses", "in_reply_to_account_id",
     "CASE WHEN t.in_reply_to_id IN seen OR t.in_reply_to_account_id IN ours THEN t.in_reply_to_account_id END"},
    {"statuses", "application_id", "CASE WHEN t.account_id IN ours THEN t.application_id END"},
    // Who of a team wrote is the team's affair.
    {"statuses", "person_id", "CASE WHEN t.account_id IN ours THEN t.person_id END"},
    {"statuses", "is_signed", "CASE WHEN t.account_id IN ours THEN t.is_signed ELSE 0 END"},
    {"statuses", "favourites_count", "(SELECT count(*) FROM main.favourites f WHERE f.status_id = t.id)"},
    {"statuses", "boosts_count",
     "(SELECT count(*) FROM source.statuses b WHERE b.boost_of_id = t.id AND b.deleted_at IS NULL AND b.id IN seen)"},
    {"statuses", "replies_count",
     "(SELECT count(*) FROM source.statuses r WHERE r.in_reply_to_id = t.id AND r.deleted_at IS NULL AND r.visibility <= 1 AND "
     "r.id IN seen)"},
    {"statuses", "quotes_count",
     "(SELECT count(*) FROM source.quotes q JOIN source.statuses s ON s.id = q.status_id WHERE q.quoted_id = t.id AND q.state = "
     "'accepted' AND s.visibility <= 1 AND s.id IN seen)"},

    {"conversations", "opener_id", "(SELECT k.opener FROM kept_conversations k WHERE k.id = t.id)"},
    {"conversations", "root_id", "(SELECT k.root FROM kept_conversations k WHERE k.id = t.id)"},
    {"conversations", "statuses_count",
     "(SELECT count(*) FROM source.statuses s WHERE s.conversation_id = t.id AND s.deleted_at IS NULL AND s.id IN seen)"},
    {"conversations", "answer_id", "CASE WHEN t.answer_id IN seen THEN t.answer_id END"},
    {"conversations", "split_from_id",
     "CASE WHEN t.split_from_id IN (SELECT id FROM kept_conversations) THEN t.split_from_id END"},
    {"conversations", "merged_into_id",
     "CASE WHEN t.merged_into_id IN (SELECT id FROM kept_conversations) THEN t.merged_into_id END"},

    // A poll that hides its votes until it ends tells them to nobody elsewhere.
    {"polls", "voters_count",
     "CASE WHEN t.account_id IN ours OR t.hide_totals = 0 OR t.closed_at IS NOT NULL THEN t.voters_count ELSE 0 END"},
    {"polls", "authentic_voters", "CASE WHEN t.account_id IN ours THEN t.authentic_voters END"},
    {"poll_options", "votes_count",
     "(SELECT CASE WHEN p.account_id IN ours OR p.hide_totals = 0 OR p.closed_at IS NOT NULL THEN t.votes_count ELSE 0 END FROM "
     "source.polls p WHERE p.id = t.poll_id)"},
    {"poll_options", "authentic_votes",
     "(SELECT CASE WHEN p.account_id IN ours THEN t.authentic_votes END FROM source.polls p WHERE p.id = t.poll_id)"},

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

std::span<const Rule> rules() { return all_rules; }
std::span<const Change> changes() { return all_changes; }
std::span<const Pointer> pointers_to_accounts() { return all_pointers; }

}  // namespace favilla::moving
