// SPDX-License-Identifier: AGPL-3.0-or-later
#include "console/routes.h"

#include "console/compressed_paths.h"
#include "console/organisation.h"
#include "console/past_imports.h"
#include "mastodon/authorize.h"
#include "mastodon/compressed_routes.h"
#include "net/router.h"

namespace favilla::console {

namespace {

bool asks_others(const net::Request&) { return true; }

using enum net::Method;
using mastodon::Access;

const std::vector<mastodon::Route> routes_of_invitations{
    {Get, "/api/favilla/v1/invitations", get_invitations, "read:invitations"},
    {Post, "/api/favilla/v1/invitations", post_invitation, "write:invitations"},
    {Post, "/api/favilla/v1/invitations/mail", mail_invitation, "write:invitations"},
    {Get, "/api/favilla/v1/invitations/people", get_invitation_people, "read:invitations"},
    {Get, "/api/favilla/v1/invitations/tree", get_invitation_tree, "admin:read:accounts", Access::Moderator},
    {Get, "/api/favilla/v1/invitations/growth", get_invitation_growth, "admin:read:accounts", Access::Moderator},
    {Get, "/api/favilla/v1/invitations/branches", get_branch_acts, "admin:read:accounts", Access::Moderator},
    {Post, "/api/favilla/v1/invitations/branches", post_branch_act, "admin:write:accounts", Access::Moderator},
    {Post, "/api/favilla/v1/invitations/branches/:id/undo", undo_branch_act, "admin:write:accounts", Access::Moderator},
    {Delete, "/api/favilla/v1/invitations/:id", delete_invitation, "write:invitations"},
};

const std::vector<mastodon::Route> routes_of_ideas{
    {Get, "/api/favilla/v1/ideas", get_ideas, "read:ideas", Access::Public},
    {Post, "/api/favilla/v1/ideas", post_idea, "write:ideas"},
    {Post, "/api/favilla/v1/ideas/similar", post_similar_ideas, "read:ideas"},
    {Get, "/api/favilla/v1/ideas/:id/similar", get_similar_ideas, "read:ideas", Access::Public},
    {Get, "/api/favilla/v1/ideas/:id", get_idea, "read:ideas", Access::Public},
    {Delete, "/api/favilla/v1/ideas/:id", delete_idea, "write:ideas"},
    {Post, "/api/favilla/v1/ideas/:id/vote", vote_for_idea, "write:ideas"},
    {Post, "/api/favilla/v1/ideas/:id/unvote", unvote_idea, "write:ideas"},
    {Post, "/api/favilla/v1/ideas/:id/acts", post_idea_act, "write:ideas"},
    {Get, "/api/favilla/v1/ideas/:id/changes", get_idea_changes, "read:ideas", Access::Public},
    {Get, "/api/favilla/v1/ideas/:id/credits", get_idea_credits, "read:ideas", Access::Public},
    {Post, "/api/favilla/v1/ideas/:id/credits/leave", leave_idea_credits, "write:ideas"},
    {Post, "/api/favilla/v1/ideas/:id/credits/return", return_to_idea_credits, "write:ideas"},
};

const std::vector<mastodon::Route> routes_of_ledger{
    {Get, "/api/favilla/v1/ledger", get_ledger, "read:ledger"},
    {Patch, "/api/favilla/v1/ledger", patch_ledger, "write:ledger"},
    {Delete, "/api/favilla/v1/ledger", delete_ledger, "write:ledger"},
    {Get, "/api/favilla/v1/ledger/entries", get_ledger_entries, "read:ledger"},
    {Get, "/api/favilla/v1/ledger/export", export_ledger, "read:ledger"},
    {Get, "/api/favilla/v1/ledger/method", get_ledger_method, "read:ledger", Access::Public},
    {Get, "/api/favilla/v1/ledger/owed", get_owed, "read:ledger"},
    {Post, "/api/favilla/v1/ledger/owed/:id/acts", post_debt_act, "write:ledger"},
    {Get, "/api/favilla/v1/ledger/settled", get_settled, "read:ledger"},
    {Get, "/api/favilla/v1/ledger/fans", get_fans, "read:ledger"},
};

const std::vector<mastodon::Route> routes_of_interests{
    {Get, "/api/favilla/v1/interests", get_interests, "read:interests"},
    {Patch, "/api/favilla/v1/interests", patch_interests, "write:interests"},
    {Post, "/api/favilla/v1/interests", post_interest, "write:interests"},
    {Delete, "/api/favilla/v1/interests", delete_interests, "write:interests"},
    {Post, "/api/favilla/v1/interests/take_off", take_interest_off, "write:interests"},
    {Post, "/api/favilla/v1/interests/let_return", let_interest_return, "write:interests"},
    {Post, "/api/favilla/v1/spark_readers", post_spark_readers, "read:interests"},
    {Get, "/api/favilla/v1/introductions", get_introductions, "read:interests"},
    {Post, "/api/favilla/v1/introductions", post_introduction, "write:interests"},
    {Get, "/api/favilla/v1/introductions/suggestions", get_introduction_ideas, "read:interests"},
    {Post, "/api/favilla/v1/introductions/:id/accept", accept_introduction, "write:interests"},
    {Post, "/api/favilla/v1/introductions/:id/decline", decline_introduction, "write:interests"},
    {Delete, "/api/favilla/v1/introductions/:id", delete_introduction, "write:interests"},
};

// The work at the desk is work in a team; who answers from it needs what posting needs.
const std::vector<mastodon::Route> routes_of_desk{
    {Get, "/api/favilla/v1/desk", get_desk, "read:pages"},
    {Post, "/api/favilla/v1/desk/acts", post_desk_acts, "write:pages"},
    {Get, "/api/favilla/v1/desk/items/:id", get_desk_item, "read:pages"},
    {Post, "/api/favilla/v1/desk/items/:id/answer", post_desk_answer, "write:statuses"},
    {Post, "/api/favilla/v1/desk/items/:id/mail_answer", post_desk_mail_answer, "write:pages"},
    {Post, "/api/favilla/v1/desk/items/:id/presence", post_desk_presence, "write:pages"},
    {Get, "/api/favilla/v1/desk/outlook", get_desk_outlook, "read:pages"},
    {Get, "/api/favilla/v1/desk/views", get_desk_views, "read:pages"},
    {Post, "/api/favilla/v1/desk/views", post_desk_view, "write:pages"},
    {Put, "/api/favilla/v1/desk/views/:id", put_desk_view, "write:pages"},
    {Delete, "/api/favilla/v1/desk/views/:id", delete_desk_view, "write:pages"},
    {Get, "/api/favilla/v1/desk/pages/:id", get_desk_page, "read:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id", put_desk_page, "write:pages"},
    {Get, "/api/favilla/v1/desk/pages/:id/rhythm", get_rhythm, "read:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id/rhythm/sharing", put_rhythm_sharing, "write:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id/rhythm/letter", put_rhythm_letter, "write:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id/pace", put_pace, "write:pages"},
    {Post, "/api/favilla/v1/desk/pages/:id/absences", post_absence, "write:pages"},
    {Delete, "/api/favilla/v1/desk/pages/:id/absences/:absence_id", delete_absence, "write:pages"},
    {Get, "/api/favilla/v1/desk/pages/:id/hours", get_desk_hours, "read:pages"},
    {Post, "/api/favilla/v1/desk/pages/:id/hours", post_desk_hours, "write:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id/hours/:hours_id", put_desk_hours, "write:pages"},
    {Delete, "/api/favilla/v1/desk/pages/:id/hours/:hours_id", delete_desk_hours, "write:pages"},
    {Delete, "/api/favilla/v1/desk/pages/:id/timer", delete_desk_timer, "write:pages"},
    {Get, "/api/favilla/v1/desk/pages/:id/pieces", get_desk_pieces, "read:pages"},
    {Post, "/api/favilla/v1/desk/pages/:id/pieces", post_desk_piece, "write:pages"},
    {Put, "/api/favilla/v1/desk/pages/:id/pieces/:piece_id", put_desk_piece, "write:pages"},
    {Delete, "/api/favilla/v1/desk/pages/:id/pieces/:piece_id", delete_desk_piece, "write:pages"},
};

const std::vector<mastodon::Route> routes_of_early_drafts{
    {Get, "/api/favilla/v1/early_drafts", get_early_drafts, "read:drafts"},
    {Post, "/api/favilla/v1/early_drafts", post_early_draft, "write:drafts"},
    {Get, "/api/favilla/v1/early_drafts/:id", get_early_draft, "read:drafts"},
    {Patch, "/api/favilla/v1/early_drafts/:id", patch_early_draft, "write:drafts"},
    {Delete, "/api/favilla/v1/early_drafts/:id", delete_early_draft, "write:drafts"},
    {Post, "/api/favilla/v1/early_drafts/:id/publish", publish_early_draft, "write:drafts"},
    {Post, "/api/favilla/v1/early_drafts/:id/comments", post_early_comment, "write:drafts"},
    {Post, "/api/favilla/v1/early_drafts/:id/comments/:comment_id/resolve", resolve_early_comment, "write:drafts"},
    {Delete, "/api/favilla/v1/early_drafts/:id/comments/:comment_id", delete_early_comment, "write:drafts"},
};

const std::vector<mastodon::Route> routes_of_pages{
    {Get, "/api/favilla/v1/pages", get_pages, "read:pages", Access::Public},
    {Get, "/api/favilla/v1/pages/mine", get_own_pages, "read:pages"},
    {Post, "/api/favilla/v1/pages", post_page, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id", get_page, "read:pages", Access::Public},
    {Patch, "/api/favilla/v1/pages/:id", patch_page, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/join", join_page, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/leave", leave_page, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/team", get_page_team, "read:pages"},
    {Post, "/api/favilla/v1/pages/:id/team", post_team_act, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/log", get_page_log, "read:pages"},
    {Get, "/api/favilla/v1/pages/:id/posture", get_posture, "read:pages"},
    {Put, "/api/favilla/v1/pages/:id/posture/letter", put_posture_letter, "write:pages"},
    {Put, "/api/favilla/v1/pages/:id/figures", put_public_figures, "admin:write", Access::Administrator},
    {Get, "/api/favilla/v1/pages/:id/drafts", get_page_drafts, "read:pages"},
    {Post, "/api/favilla/v1/pages/:id/drafts", post_page_draft, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/drafts/:draft_id", get_page_draft, "read:pages"},
    {Patch, "/api/favilla/v1/pages/:id/drafts/:draft_id", patch_page_draft, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/drafts/:draft_id", delete_page_draft, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/drafts/:draft_id/acts", post_draft_act, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/calendar", get_page_calendar, "read:pages"},
    {Patch, "/api/favilla/v1/pages/:id/calendar/planned/:planned_id", patch_planned, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/calendar/planned/:planned_id", delete_planned, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/calendar/planned/:planned_id/send", send_planned, "write:pages"},
    {Patch, "/api/favilla/v1/pages/:id/calendar/drafts/:draft_id", patch_calendar_draft, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/calendar/ideas", post_calendar_idea, "write:pages"},
    {Put, "/api/favilla/v1/pages/:id/calendar/ideas/:idea_id", put_calendar_idea, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/calendar/ideas/:idea_id", delete_calendar_idea, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/calendar/feed", get_calendar_feed, "read:pages"},
    {Post, "/api/favilla/v1/pages/:id/calendar/feed", post_calendar_feed, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/calendar/feed", delete_calendar_feed, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/calendar/trials", get_calendar_trials, "read:pages"},
    {Post, "/api/favilla/v1/pages/:id/calendar/trials", post_calendar_trial, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/calendar/trials/:trial_id/agree", agree_to_calendar_trial, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/calendar/trials/:trial_id", delete_calendar_trial, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/webhooks", get_webhooks, "read:pages"},
    {Post, "/api/favilla/v1/pages/:id/webhooks", post_webhook, "write:pages"},
    {Put, "/api/favilla/v1/pages/:id/webhooks/:hook_id", put_webhook, "write:pages"},
    {Delete, "/api/favilla/v1/pages/:id/webhooks/:hook_id", delete_webhook, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/webhooks/:hook_id/trial", try_webhook, "write:pages"},
    {Post, "/api/favilla/v1/pages/:id/webhooks/:hook_id/resume", resume_webhook, "write:pages"},
    {Get, "/api/favilla/v1/pages/:id/best_times", get_best_times, "read:pages"},
};

const std::vector<mastodon::Route> routes_of_links{
    {Get, "/api/favilla/v1/links", get_links, "read:statuses"},
    {Post, "/api/favilla/v1/links", post_link, "write:statuses"},
    {Get, "/api/favilla/v1/links/:id", get_link, "read:statuses"},
    {Put, "/api/favilla/v1/links/:id", put_link, "write:statuses"},
    {Get, "/api/favilla/v1/links/:id/figures", get_link_figures, "read:statuses"},
    {Get, "/api/favilla/v1/links/:id/export", export_link_figures, "read:statuses"},
};

const std::vector<mastodon::Route> routes_of_measures{
    {Get, "/api/favilla/v1/growth", get_growth, "read:statuses"},
    {Get, "/api/favilla/v1/growth/export", export_growth, "read:statuses"},
    {Get, "/api/favilla/v1/measures", get_measures, "read:statuses"},
    {Get, "/api/favilla/v1/measures/export", export_measures, "read:statuses"},
    {Get, "/api/favilla/v1/measures/conversations", get_measured_conversations, "read:statuses"},
    {Get, "/api/favilla/v1/measures/comparison", get_measure_comparison, "read:statuses"},
    {Get, "/api/favilla/v1/measures/lifetime", get_measure_lifetime, "read:statuses"},
};

const std::vector<mastodon::Route> routes_of_listening{
    {Get, "/api/favilla/v1/listening", get_listenings, "read:pages"},
    {Post, "/api/favilla/v1/listening", post_listening, "write:pages"},
    {Get, "/api/favilla/v1/listening/:id", get_listening, "read:pages"},
    {Put, "/api/favilla/v1/listening/:id", put_listening, "write:pages"},
    {Delete, "/api/favilla/v1/listening/:id", delete_listening, "write:pages"},
    {Put, "/api/favilla/v1/listening/:id/alert", put_listening_alert, "write:pages"},
    {Get, "/api/favilla/v1/listening/:id/figures", get_listening_figures, "read:pages"},
    {Get, "/api/favilla/v1/listening/:id/export", export_listening, "read:pages"},
    {Get, "/api/favilla/v1/listening/:id/statuses", get_listening_statuses, "read:pages"},
    {Get, "/api/favilla/v1/listening/:id/spark", get_listening_spark, "read:pages"},
};

const std::vector<mastodon::Route> routes_of_events{
    {Get, "/api/favilla/v1/events", get_events, "read:events", Access::Public},
    {Get, "/api/favilla/v1/events/mine", get_own_events, "read:events"},
    {Get, "/api/favilla/v1/events/calendar", get_event_calendar, "read:events"},
    {Post, "/api/favilla/v1/events/calendar", post_event_calendar, "write:events"},
    {Delete, "/api/favilla/v1/events/calendar", delete_event_calendar, "write:events"},
    {Post, "/api/favilla/v1/events", post_event, "write:events"},
    {Get, "/api/favilla/v1/events/:id", get_event, "read:events", Access::Public},
    {Patch, "/api/favilla/v1/events/:id", patch_event, "write:events"},
    {Post, "/api/favilla/v1/events/:id/cancel", cancel_event, "write:events"},
    {Post, "/api/favilla/v1/events/:id/invitations", post_event_invitations, "write:events"},
    {Post, "/api/favilla/v1/events/:id/times", post_event_time, "write:events"},
    {Put, "/api/favilla/v1/events/:id/answer", put_event_answer, "write:events"},
    {Delete, "/api/favilla/v1/events/:id/answer", delete_event_answer, "write:events"},
    {Get, "/api/favilla/v1/events/:id/answers", get_event_answers, "read:events", Access::Public},
};

const std::vector<mastodon::Route> routes_of_own_affairs{
    {Post, "/api/favilla/v1/scheduled_statuses/:id/send", send_own_planned, "write:statuses"},
    {Get, "/api/favilla/v1/sessions", get_sessions, "read:accounts"},
    {Delete, "/api/favilla/v1/sessions", delete_other_sessions, "write:accounts"},
    {Delete, "/api/favilla/v1/sessions/:id", delete_session, "write:accounts"},
    {Get, "/api/favilla/v1/email", get_own_email, "read:accounts"},
    {Post, "/api/favilla/v1/email", post_own_email, "write:accounts"},
    {Delete, "/api/favilla/v1/email", delete_own_email, "write:accounts"},
    {Get, "/api/favilla/v1/preferences", get_reading, "read:accounts"},
    {Patch, "/api/favilla/v1/preferences", patch_reading, "write:accounts"},
    {Get, "/api/favilla/v1/second_factor", get_second_factor, "read:accounts"},
    {Post, "/api/favilla/v1/second_factor", post_second_factor, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/confirm", confirm_second_factor, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/recovery_codes", post_recovery_codes, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/end", end_second_factor, "write:accounts"},
    {Get, "/api/favilla/v1/second_factor/passkeys", get_passkeys, "read:accounts"},
    {Post, "/api/favilla/v1/second_factor/passkeys", post_passkey, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/passkeys/options", post_passkey_options, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/passkeys/challenge", post_passkey_challenge, "write:accounts"},
    {Put, "/api/favilla/v1/second_factor/passkeys/:id", put_passkey, "write:accounts"},
    {Post, "/api/favilla/v1/second_factor/passkeys/:id/remove", remove_passkey, "write:accounts"},
    {Get, "/api/favilla/v1/identities", get_identities, "read:accounts"},
    {Post, "/api/favilla/v1/identities/:id/remove", remove_identity, "write:accounts"},
    {Get, "/api/favilla/v1/exports", get_exports, "read"},
    {Get, "/api/favilla/v1/exports/:file", get_export, "read"},
    {Get, "/api/favilla/v1/imports", get_imports, "read"},
    {Post, "/api/favilla/v1/imports", post_import, "write"},
    {Get, "/api/favilla/v1/imports/:id", get_import, "read"},
    {Delete, "/api/favilla/v1/imports/:id", delete_import, "write"},
    {Get, "/api/favilla/v1/imports/:id/failures", get_import_failures, "read"},
    {Get, "/api/favilla/v1/archives", get_archives, "read"},
    {Post, "/api/favilla/v1/archives", post_archive, "write"},
    {Get, "/api/favilla/v1/archives/past", get_past_imports, "read"},
    {.method = Post,
     .path = "/api/favilla/v1/archives/past",
     .handler = post_past_import,
     .scope = "write",
     .pool = net::Pool::Media,
     .body = mastodon::Body::Media},
    {Get, "/api/favilla/v1/archives/past/:id", get_past_import, "read"},
    {Delete, "/api/favilla/v1/archives/past/:id", delete_past_import, "write"},
    {Get, "/api/favilla/v1/archives/:id", get_archive, "read"},
    {Delete, "/api/favilla/v1/archives/:id", delete_archive, "write"},
    {Post, "/api/favilla/v1/archives/:id/link", post_archive_link, "write"},
    {Get, "/api/favilla/v1/archives/:id/file", get_archive_file, "", Access::Public},
    {Get, "/api/favilla/v1/leaving", get_leaving, "read:accounts"},
    {Post, "/api/favilla/v1/leaving", post_leaving, "write:accounts"},
};

const std::vector<mastodon::Route> routes_of_visits{
    {Get, "/api/favilla/v1/visits", get_visits, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/visits/sites", get_visit_sites, "admin:read", Access::Moderator},
    {Post, "/api/favilla/v1/visits/sites", post_visit_site, "admin:write", Access::Administrator},
    {Delete, "/api/favilla/v1/visits/sites", delete_visit_site, "admin:write", Access::Administrator},
    {Get, "/api/favilla/v1/visits/goals", get_visit_goals, "admin:read", Access::Moderator},
    {Put, "/api/favilla/v1/visits/goals", put_visit_goal, "admin:write", Access::Administrator},
    {Delete, "/api/favilla/v1/visits/goals", delete_visit_goal, "admin:write", Access::Administrator},
};

const std::vector<mastodon::Route> routes_of_efforts{
    {Get, "/api/favilla/v1/efforts", get_efforts, "admin:read", Access::Moderator},
    {Post, "/api/favilla/v1/efforts", post_effort, "admin:write", Access::Administrator},
    {Get, "/api/favilla/v1/efforts/series", get_effort_series, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/efforts/:id", get_effort, "admin:read", Access::Moderator},
    {Patch, "/api/favilla/v1/efforts/:id", patch_effort, "admin:write", Access::Administrator},
    {Delete, "/api/favilla/v1/efforts/:id", delete_effort, "admin:write", Access::Administrator},
    {Post, "/api/favilla/v1/efforts/:id/compute", compute_effort, "admin:write", Access::Moderator},
    {Get, "/api/favilla/v1/efforts/:id/picture", get_effort_picture, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/efforts/:id/costs", get_effort_costs, "admin:read", Access::Moderator},
    {Post, "/api/favilla/v1/efforts/:id/costs", post_effort_cost, "admin:write", Access::Moderator},
    {Delete, "/api/favilla/v1/efforts/:id/costs/:cost_id", delete_effort_cost, "admin:write", Access::Moderator},
    {Post, "/api/favilla/v1/efforts/:id/timer", start_effort_timer, "admin:write", Access::Moderator},
    {Delete, "/api/favilla/v1/efforts/:id/timer", stop_effort_timer, "admin:write", Access::Moderator},
};

const std::vector<mastodon::Route> routes_of_integrity{
    {Get, "/api/favilla/v1/integrity/log", get_integrity_log, "read", Access::Public},
    {Get, "/api/favilla/v1/integrity/accounts/:id", get_integrity_label, "read:accounts", Access::Public},
    {Get, "/api/favilla/v1/integrity/own", get_own_integrity, "read:accounts"},
    {Post, "/api/favilla/v1/integrity/own/:id/answer", answer_integrity_notice, "write:accounts"},
    {Post, "/api/favilla/v1/integrity/disclosures", post_disclosure, "write:accounts"},
    {Delete, "/api/favilla/v1/integrity/disclosures/:id", delete_disclosure, "write:accounts"},
    {Get, "/api/favilla/v1/integrity/parts", get_house_parts, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/integrity/alerts", get_alerts, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/integrity/haste", get_haste, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/integrity/findings", get_findings, "admin:read", Access::Moderator},
    {Get, "/api/favilla/v1/integrity/findings/:id", get_finding, "admin:read", Access::Moderator},
    {Post, "/api/favilla/v1/integrity/findings/:id/acts", post_finding_act, "admin:write", Access::Moderator},
};

const std::vector<mastodon::Route> routes_of_conversations{
    {Get, "/api/favilla/v1/conversations/:id", get_conversation, "read:statuses", Access::Public},
    {Get, "/api/favilla/v1/conversations/:id/catch_up", get_catch_up, "read:statuses"},
    {Post, "/api/favilla/v1/conversations/:id/read", read_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/close", close_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/open", open_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/split", split_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/merge", merge_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/move", move_conversation, "write:conversations"},
    {Post, "/api/favilla/v1/conversations/:id/answer", mark_answer, "write:conversations"},
    {Delete, "/api/favilla/v1/conversations/:id/answer", unmark_answer, "write:conversations"},
    {Put, "/api/favilla/v1/statuses/:id/branch", put_branch, "write:conversations"},
};

}  // namespace

void add_routes(net::Router& router, mastodon::Services& services)
{
    const std::vector<mastodon::Route> routes{
        {Get, "/api/favilla/v1/messages/unread_count", get_unread_messages, "read:statuses"},
        {Get, "/api/favilla/v1/messages/:id", get_message, "read:statuses"},
        {Get, "/api/favilla/v1/messages/:id/statuses", get_message_statuses, "read:statuses"},
        {Get, "/api/favilla/v1/statuses/:id/deliveries", get_deliveries, "read:statuses"},
        {Get, "/api/favilla/v1/statuses/:id/parts", get_status_parts, "read:statuses", Access::Public},
        {Get, "/api/favilla/v1/statuses/:id/parts/:kind", get_status_part_acts, "admin:read", Access::Moderator},
        {Get, "/api/favilla/v1/aliases", get_aliases, "read:accounts"},
        {Post, "/api/favilla/v1/aliases", post_alias, "write:accounts", Access::Person, asks_others},
        {Delete, "/api/favilla/v1/aliases", delete_alias, "write:accounts"},
        {Post, "/api/favilla/v1/move", post_move, "write:accounts", Access::Person, asks_others},
        {Get, "/api/favilla/v1/groups", get_groups, "read:groups", Access::Public},
        {Get, "/api/favilla/v1/groups/mine", get_own_groups, "read:groups"},
        {Get, "/api/favilla/v1/groups/mine/topics", get_own_topics, "read:groups"},
        {Post, "/api/favilla/v1/groups", post_group, "write:groups"},
        {Get, "/api/favilla/v1/groups/:id", get_group, "read:groups", Access::Public},
        {Patch, "/api/favilla/v1/groups/:id", patch_group, "write:groups"},
        {Post, "/api/favilla/v1/groups/:id/join", join_group, "write:groups"},
        {Post, "/api/favilla/v1/groups/:id/leave", leave_group, "write:groups"},
        {Get, "/api/favilla/v1/groups/:id/topics", get_group_topics, "read:groups", Access::Public},
        {Get, "/api/favilla/v1/groups/:id/search", search_group, "read:groups", Access::Public},
        {Post, "/api/favilla/v1/groups/:id/read", read_group, "write:groups"},
        {Put, "/api/favilla/v1/groups/:id/digest", put_group_digest, "write:groups"},
        {Put, "/api/favilla/v1/groups/:id/announcements", put_group_announcements, "write:groups"},
        {Get, "/api/favilla/v1/groups/:id/members", get_group_members, "read:groups"},
        {Get, "/api/favilla/v1/groups/:id/requests", get_group_requests, "read:groups"},
        {Get, "/api/favilla/v1/groups/:id/invitations", get_group_invitations, "read:groups"},
        {Get, "/api/favilla/v1/groups/:id/bans", get_group_bans, "read:groups"},
        {Get, "/api/favilla/v1/groups/:id/waiting", get_group_waiting, "read:groups"},
        {Get, "/api/favilla/v1/groups/:id/log", get_group_log, "read:groups"},
        {Post, "/api/favilla/v1/groups/:id/acts", post_group_act, "write:groups"},
        {Get, "/api/favilla/v1/moderation/log", get_moderation_log, "admin:read", Access::Moderator},
        {Get, "/api/favilla/v1/moderation/accounts/:id/warnings", get_moderation_warnings, "admin:read:accounts",
         Access::Moderator},
        {Post, "/api/favilla/v1/members/:id/role", post_member_role, "admin:write:accounts", Access::Administrator},
        {Get, "/api/favilla/v1/organisation", get_organisation, "admin:read", Access::Administrator},
        {Get, "/api/favilla/v1/organisation/leaving", get_organisation_leaving, "admin:read", Access::Moderator},
        {Patch, "/api/favilla/v1/organisation", patch_organisation, "admin:write", Access::Administrator},
        {.method = Put,
         .path = "/api/favilla/v1/organisation/look",
         .handler = put_look,
         .scope = "admin:write",
         .access = Access::Administrator,
         .pool = net::Pool::Media,
         .body = mastodon::Body::Pictures},
        {Put, "/api/favilla/v1/organisation/figures", put_house_figures, "admin:write", Access::Administrator},
        {Delete, "/api/favilla/v1/organisation/logo", delete_logo, "admin:write", Access::Administrator},
        {Delete, "/api/favilla/v1/organisation/banner", delete_banner, "admin:write", Access::Administrator},
        {Get, "/api/favilla/v1/organisation/terms", get_terms, "admin:read", Access::Administrator},
        {Put, "/api/favilla/v1/organisation/terms/:date", put_terms, "admin:write", Access::Administrator},
        {Delete, "/api/favilla/v1/organisation/terms/:date", delete_terms, "admin:write", Access::Administrator},
        {Post, "/api/favilla/v1/organisation/rules", post_rule, "admin:write", Access::Administrator},
        {Put, "/api/favilla/v1/organisation/rules", put_rule_order, "admin:write", Access::Administrator},
        {Put, "/api/favilla/v1/organisation/rules/:id", put_rule, "admin:write", Access::Administrator},
        {Delete, "/api/favilla/v1/organisation/rules/:id", delete_rule, "admin:write", Access::Administrator},
        {Get, "/api/favilla/v1/announcements", get_team_announcements, "admin:read", Access::Administrator},
        {Post, "/api/favilla/v1/announcements", post_announcement, "admin:write", Access::Administrator},
        {Put, "/api/favilla/v1/announcements/:id", put_announcement, "admin:write", Access::Administrator},
        {Delete, "/api/favilla/v1/announcements/:id", delete_announcement, "admin:write", Access::Administrator},
        {Post, "/api/favilla/v1/announcements/:id/publish", publish_announcement, "admin:write", Access::Administrator},
        {Post, "/api/favilla/v1/announcements/:id/end", end_announcement, "admin:write", Access::Administrator},
        {Get, "/api/favilla/v1/server", get_server_state, "admin:read", Access::Administrator},
        {Get, "/api/favilla/v1/jobs", get_jobs, "admin:read", Access::Administrator},
        {Post, "/api/favilla/v1/jobs/:id/retry", retry_job, "admin:write", Access::Administrator},
        {Get, "/api/favilla/v1/hosts", get_hosts, "admin:read:domain_blocks", Access::Administrator},
        {Post, "/api/favilla/v1/hosts/:name/retry", retry_host, "admin:write:domain_blocks", Access::Administrator},
        {Get, "/api/favilla/v1/domain_blocks", export_domain_rules, "admin:read:domain_blocks", Access::Administrator},
        {Post, "/api/favilla/v1/domain_blocks", import_domain_rules, "admin:write:domain_blocks", Access::Administrator},
        {Get, "/api/favilla/v1/domain_blocks/reach", get_domain_rule_reach, "admin:read:domain_blocks", Access::Administrator},
        {Post, "/api/favilla/v1/domain_blocks/preview", preview_domain_rules, "admin:read:domain_blocks", Access::Administrator},
        {Get, "/api/favilla/v1/posts_by_mail", get_posts_by_mail, "read:accounts"},
        {Put, "/api/favilla/v1/posts_by_mail", set_posts_by_mail, "write:accounts"},
    };
    for (const auto* table : {&routes, &routes_of_conversations, &routes_of_desk, &routes_of_efforts, &routes_of_ideas,
                              &routes_of_integrity, &routes_of_interests, &routes_of_ledger, &routes_of_early_drafts,
                              &routes_of_events, &routes_of_invitations, &routes_of_links, &routes_of_measures,
                              &routes_of_listening, &routes_of_own_affairs, &routes_of_pages, &routes_of_visits})
        for (const auto& route : *table)
            mastodon::add_route(router, services, route, mastodon::packing_of(route, compressed_paths));
}

}  // namespace favilla::console
