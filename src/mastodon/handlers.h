// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/handlers.h — every handler of the client API, declared by its type; which path each answers stands in
// routes.cpp, what it does in the file named here.
#pragma once
#include "mastodon/api.h"

namespace favilla::mastodon {

Handler revoke_token, get_userinfo, get_oauth_metadata, get_change_password;    // oauth.cpp; /oauth/token: oauth.h
Handler authorize_device;                                                       // device_authorization.cpp
Handler create_application, verify_application;                                 // applications.cpp
Handler get_account, get_accounts, lookup_account;                              // accounts.cpp
Handler verify_credentials, update_credentials, get_preferences;                // credentials.cpp
Handler get_markers, set_markers;                                               // credentials.cpp
Handler create_account, resend_confirmation, check_confirmation;                // sign_up.cpp
Handler get_drawn_avatar, get_drawn_header;                                     // pictures.cpp
Handler get_custom_emojis, get_emoji_image;                                     // emojis.cpp
Handler get_instance, get_instance_v1, get_instance_rules, get_instance_peers;  // instance.cpp
Handler get_extended_description, get_privacy_policy;                           // instance.cpp
Handler get_terms_of_service, get_terms_of_service_of;                          // instance.cpp

// directory.cpp
Handler get_directory, get_instance_activity, get_instance_languages, search_peers, get_health;
// async_refreshes.cpp
Handler get_async_refresh;
// annual_reports.cpp
Handler get_annual_reports, get_annual_report, get_annual_report_state, generate_annual_report, read_annual_report;
// email_subscriptions.cpp
Handler post_email_subscription;
// media.cpp
Handler post_media, get_media, put_media, delete_media;
// credentials.cpp
Handler get_profile, patch_profile, delete_avatar, delete_header;
// statuses.cpp
Handler post_status, get_status, get_statuses, put_status, delete_status;
// scheduled.cpp
Handler get_scheduled_statuses, get_scheduled_status, put_scheduled_status, delete_scheduled_status;
// status_thread.cpp
Handler get_context, get_status_history, get_status_source, get_status_card;
// status_marks.cpp
Handler favourite_status, unfavourite_status, bookmark_status, unbookmark_status, pin_status, unpin_status, mute_status,
    unmute_status;
Handler reblog_status, unreblog_status, get_favourited_by, get_reblogged_by;
// polls.cpp
Handler get_poll, vote_in_poll;
// oembed.cpp
Handler get_oembed;
// quotes.cpp
Handler get_quotes, revoke_quote, put_interaction_policy;
// timelines.cpp
Handler get_home_timeline, get_public_timeline, get_tag_timeline, get_list_timeline;
Handler get_account_statuses, get_bookmarks, get_favourites, get_direct_timeline;
// conversations.cpp
Handler get_conversations, read_conversation, unread_conversation, delete_conversation;
// trends.cpp
Handler get_trending_tags, get_trending_statuses, get_trending_links, get_link_timeline, get_tag;

// relations.cpp
Handler follow_account, unfollow_account, remove_from_followers, block_account, unblock_account, mute_account, unmute_account,
    note_account, endorse_account, unendorse_account, get_endorsements_of;
Handler authorize_follow_request, reject_follow_request, get_follow_requests, get_followers, get_following, get_blocks, get_mutes;
Handler get_relationships, get_familiar_followers, get_domain_blocks, preview_domain_block, post_domain_block,
    delete_domain_block;
// featured.cpp
Handler get_featured_tags, get_featured_tags_of, post_featured_tag, delete_featured_tag, get_featured_tag_suggestions,
    feature_named_tag, unfeature_named_tag, get_endorsements;
// announcements.cpp
Handler get_announcements, dismiss_announcement, put_announcement_reaction, delete_announcement_reaction;
// collections.cpp
Handler get_collection, get_collections_of, get_collections_with, post_collection, patch_collection, delete_collection,
    post_collection_item, delete_collection_item, revoke_collection_item;
// translation.cpp
Handler translate_status, get_translation_languages;
// suggestions.cpp
Handler get_suggestions, get_suggestions_v1, delete_suggestion;
// lists.cpp
Handler get_lists, get_list, post_list, put_list, delete_list, get_list_accounts, post_list_accounts, delete_list_accounts,
    get_lists_of_account;
// notifications.cpp
Handler get_notifications, get_notification, clear_notifications, dismiss_notification, dismiss_named_notification,
    get_unread_count;
// grouped_notifications.cpp
Handler get_grouped_notifications, get_notification_group, get_group_accounts, dismiss_notification_group, get_unread_group_count;
// notification_policy.cpp
Handler get_notification_policy, patch_notification_policy, get_notification_policy_v1, put_notification_policy_v1;
Handler get_notification_requests, get_notification_request, accept_notification_request, dismiss_notification_request,
    accept_notification_requests, dismiss_notification_requests, get_merged_requests;
// push_subscriptions.cpp
Handler post_push_subscription, get_push_subscription, put_push_subscription, delete_push_subscription;
// followed_tags.cpp
Handler follow_tag, unfollow_tag, get_followed_tags;
// filters.cpp
Handler get_filters, get_filter, post_filter, put_filter, delete_filter;
Handler get_filter_keywords, post_filter_keyword, get_filter_keyword, put_filter_keyword, delete_filter_keyword;
Handler get_filter_statuses, post_filter_status, get_filter_status, delete_filter_status;
// filters_v1.cpp
Handler get_filters_v1, get_filter_v1, post_filter_v1, put_filter_v1, delete_filter_v1;
// search.cpp
Handler search, search_accounts;
// reports.cpp
Handler post_report;

// admin_entry.cpp
Handler get_ip_blocks, get_ip_block, post_ip_block, put_ip_block, delete_ip_block;
Handler get_email_domain_blocks, get_email_domain_block, post_email_domain_block, delete_email_domain_block;
Handler get_email_blocks, get_email_block, post_email_block, test_email_block, delete_email_block;

// admin_trends.cpp
Handler get_admin_trending_tags, approve_trending_tag, reject_trending_tag, get_admin_trending_statuses, approve_trending_status,
    reject_trending_status, get_admin_trending_links, approve_trending_link, reject_trending_link;
Handler get_publishers, approve_publisher, reject_publisher;
Handler get_admin_tags, get_admin_tag, put_admin_tag;

// admin_domains.cpp
Handler get_domain_rules, get_domain_rule, post_domain_rule, put_domain_rule, delete_domain_rule;
Handler get_allowed_domains, get_allowed_domain, post_allowed_domain, delete_allowed_domain, get_instance_domain_blocks;

// admin_reports.cpp
Handler get_admin_reports, get_admin_report, put_admin_report, assign_admin_report, unassign_admin_report, resolve_admin_report,
    reopen_admin_report;
// admin_accounts.cpp
Handler get_admin_accounts, get_admin_accounts_v1, get_admin_account, act_on_admin_account, approve_admin_account,
    reject_admin_account, delete_admin_account, enable_admin_account, unsensitive_admin_account, unsilence_admin_account,
    unsuspend_admin_account;
// admin_measures.cpp
Handler post_admin_measures, post_admin_dimensions, post_admin_retention;

// streaming.cpp
Handler stream_websocket, stream_events, stream_health;

}  // namespace favilla::mastodon
