// SPDX-License-Identifier: AGPL-3.0-or-later
// console/routes.h — our own API under /api/favilla/v1 (docs/api/favilla.yaml), called with the tokens of the client API
// and answered with its entities (docs/decisions/0005-console-stands-on-mastodon.md).
#pragma once
#include "community/group_events.h"
#include "community/team_events.h"
#include "desk/desk_events.h"
#include "mastodon/api.h"

namespace favilla::console {

void add_routes(net::Router&, mastodon::Services&);

// conversations.cpp
mastodon::Handler get_conversation;
// conversation_acts.cpp
mastodon::Handler open_conversation, close_conversation, split_conversation, merge_conversation, move_conversation, mark_answer,
    unmark_answer, get_catch_up, read_conversation, put_branch;
// deliveries.cpp
mastodon::Handler get_deliveries;
void push_deliveries(mastodon::Services&, StatusId);  // "favilla.deliveries", to who listens to it
// status_parts.cpp
mastodon::Handler get_status_parts, get_status_part_acts;
// house_parts.cpp
mastodon::Handler get_house_parts;
// messages.cpp
mastodon::Handler get_message, get_message_statuses, get_unread_messages;
// groups.cpp
mastodon::Handler get_groups, get_own_groups, get_group, post_group, patch_group, join_group, leave_group;
enum class Whom { Members, Concerned };  // all of them, or the person it is about, else those in charge
void push_group(mastodon::Services&, const community::GroupChanged&, Whom);  // "favilla.group", to user:notification
// The same to who asked to be in a group of another server, which has answered.
void push_membership(mastodon::Services&, AccountId group, AccountId who);
// group_topics.cpp
mastodon::Handler get_group_topics, get_own_topics, search_group, read_group, put_group_digest, put_group_announcements;
// group_care.cpp
mastodon::Handler post_group_act, get_group_members, get_group_requests, get_group_invitations, get_group_bans, get_group_waiting,
    get_group_log;
// ideas.cpp
mastodon::Handler get_ideas, post_idea, get_idea, delete_idea, vote_for_idea, unvote_idea, post_similar_ideas, get_similar_ideas;
// idea_acts.cpp
mastodon::Handler post_idea_act, get_idea_changes, get_idea_credits, leave_idea_credits, return_to_idea_credits;
// interests.cpp
mastodon::Handler get_interests, patch_interests, post_interest, take_interest_off, let_interest_return, delete_interests,
    post_spark_readers;
// Whether they look after a page, or, where none is named, the house.
bool looks_after(db::Reader&, DomainId, std::optional<AccountId> page, AccountId who);
// introductions.cpp
mastodon::Handler get_introductions, post_introduction, accept_introduction, decline_introduction, delete_introduction,
    get_introduction_ideas;
// invitations.cpp
mastodon::Handler get_invitations, post_invitation, mail_invitation, delete_invitation, get_invitation_people;
// invitation_tree.cpp
mastodon::Handler get_invitation_tree, get_invitation_growth, get_branch_acts, post_branch_act, undo_branch_act;
// pages.cpp
mastodon::Handler get_pages, get_own_pages, get_page, post_page, patch_page, join_page, leave_page, post_team_act, get_page_team,
    get_page_log;
void push_page(mastodon::Services&, const community::TeamChanged&);  // "favilla.page", to user:notification of its team
// links.cpp
mastodon::Handler get_links, post_link, get_link, put_link, get_link_figures, export_link_figures;
// growth.cpp
mastodon::Handler get_growth, export_growth;
// measure_comparison.cpp
mastodon::Handler get_measure_comparison, get_measure_lifetime;
// measures.cpp
mastodon::Handler get_measures, export_measures, get_measured_conversations;
// listening.cpp
mastodon::Handler get_listenings, post_listening, get_listening, put_listening, delete_listening, put_listening_alert;
// listening_figures.cpp
mastodon::Handler get_listening_figures, export_listening, get_listening_statuses, get_listening_spark;
// posture.cpp
mastodon::Handler get_posture, put_posture_letter;
// public_figures.cpp
mastodon::Handler put_public_figures;
// page_drafts.cpp
mastodon::Handler get_page_drafts, get_page_draft, post_page_draft, patch_page_draft, delete_page_draft, post_draft_act;
// desk.cpp
mastodon::Handler get_desk, get_desk_item, post_desk_acts, post_desk_answer, post_desk_mail_answer, post_desk_presence;
void push_desk(mastodon::Services&, const desk::DeskChanged&);                   // "favilla.desk", to who has it open
void push_desk_presence(mastodon::Services&, const desk::DeskPresenceChanged&);  // "favilla.desk_presence", likewise
// calendar.cpp
mastodon::Handler get_page_calendar, patch_planned, delete_planned, send_planned, patch_calendar_draft;
mastodon::Handler post_calendar_idea, put_calendar_idea, delete_calendar_idea, get_best_times;
mastodon::Handler get_calendar_feed, post_calendar_feed, delete_calendar_feed;
// calendar_trials.cpp
mastodon::Handler get_calendar_trials, post_calendar_trial, agree_to_calendar_trial, delete_calendar_trial;
// own_planned.cpp
mastodon::Handler send_own_planned;
// desk_views.cpp
mastodon::Handler get_desk_views, post_desk_view, put_desk_view, delete_desk_view;
// desk_outlook.cpp
mastodon::Handler get_desk_outlook;
// rhythm.cpp
mastodon::Handler get_rhythm, put_pace, put_rhythm_sharing, put_rhythm_letter, post_absence, delete_absence;
// desk_hours.cpp
mastodon::Handler get_desk_hours, post_desk_hours, put_desk_hours, delete_desk_hours, delete_desk_timer;
// desk_settings.cpp
mastodon::Handler get_desk_page, put_desk_page, get_desk_pieces, post_desk_piece, put_desk_piece, delete_desk_piece;
// webhooks.cpp
mastodon::Handler get_webhooks, post_webhook, put_webhook, delete_webhook, try_webhook, resume_webhook;
// early_drafts.cpp
mastodon::Handler get_early_drafts, post_early_draft, get_early_draft, patch_early_draft, delete_early_draft, post_early_comment,
    resolve_early_comment, delete_early_comment, publish_early_draft;
// events.cpp
mastodon::Handler get_events, get_own_events, get_event, post_event, patch_event, cancel_event, put_event_answer,
    delete_event_answer, post_event_time, post_event_invitations, get_event_answers, get_event_calendar, post_event_calendar,
    delete_event_calendar;
// ledger.cpp
mastodon::Handler get_ledger, patch_ledger, delete_ledger, get_ledger_entries, export_ledger, get_ledger_method;
// ledger_team.cpp
mastodon::Handler get_owed, post_debt_act, get_settled, get_fans;
// hosts.cpp
mastodon::Handler get_hosts, retry_host, export_domain_rules, import_domain_rules;
// posts_by_mail.cpp
mastodon::Handler get_posts_by_mail, set_posts_by_mail;
// moves.cpp
mastodon::Handler get_aliases, post_alias, delete_alias, post_move;
// sessions.cpp
mastodon::Handler get_sessions, delete_session, delete_other_sessions;
// identities.cpp
mastodon::Handler get_identities, remove_identity;
// own_email.cpp
mastodon::Handler get_own_email, post_own_email, delete_own_email;
// reading.cpp
mastodon::Handler get_reading, patch_reading;

// second_factor.cpp
mastodon::Handler get_second_factor, post_second_factor, confirm_second_factor, post_recovery_codes, end_second_factor;
// passkeys.cpp
mastodon::Handler get_passkeys, post_passkey_options, post_passkey, put_passkey, remove_passkey, post_passkey_challenge;
// own_data.cpp
mastodon::Handler get_archives, post_archive, get_archive, delete_archive, post_archive_link, get_archive_file;
mastodon::Handler get_exports, get_export, get_imports, post_import, get_import, delete_import, get_import_failures;
// leaving.cpp
mastodon::Handler get_leaving, post_leaving, get_organisation_leaving;
// moderation.cpp
mastodon::Handler get_moderation_log, get_moderation_warnings, post_member_role;
// announcements.cpp
mastodon::Handler get_team_announcements, post_announcement, put_announcement, delete_announcement, publish_announcement,
    end_announcement;
// organisation.cpp
mastodon::Handler put_look, delete_logo, delete_banner;
mastodon::Handler get_organisation, patch_organisation, post_rule, put_rule, delete_rule, put_rule_order;
mastodon::Handler get_terms, put_terms, delete_terms;
// jobs.cpp
mastodon::Handler get_jobs, retry_job;
// visit_goals.cpp
mastodon::Handler get_visit_goals, put_visit_goal, delete_visit_goal;
// visits.cpp
mastodon::Handler get_visits, get_visit_sites, post_visit_site, delete_visit_site;
// efforts.cpp
mastodon::Handler get_efforts, post_effort, get_effort_series, get_effort, patch_effort, delete_effort, compute_effort,
    get_effort_picture;
// effort_costs.cpp
mastodon::Handler get_effort_costs, post_effort_cost, delete_effort_cost, start_effort_timer, stop_effort_timer;
// integrity.cpp
mastodon::Handler get_findings, get_finding, post_finding_act, get_integrity_log;
// integrity_alerts.cpp
mastodon::Handler get_alerts, get_haste;
// own_integrity.cpp
mastodon::Handler get_own_integrity, answer_integrity_notice, post_disclosure, delete_disclosure, get_integrity_label;
// server_state.cpp
mastodon::Handler get_server_state;

}  // namespace favilla::console
