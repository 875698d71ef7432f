// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/routes.cpp — the table of contents of the client API (docs.joinmastodon.org/methods). PUT and PATCH are
// equal on update routes: the router is given both.
#include "mastodon/api.h"
#include "mastodon/authorize.h"
#include "mastodon/compressed_routes.h"
#include "mastodon/handlers.h"
#include "mastodon/media_bytes.h"
#include "mastodon/oauth.h"
#include "net/router.h"

namespace favilla::mastodon {

namespace {

using enum net::Method;

// A search that may ask the server that a handle or an address names.
bool resolves(const net::Request& request) { return request.query().find("resolve=") != std::string_view::npos; }

bool always(const net::Request&) { return true; }

const std::vector<Route> routes{
    // who one is, and which application speaks
    {Post, "/api/v1/apps", create_application, "", Access::Public},
    {Get, "/api/v1/apps/verify_credentials", verify_application, "", Access::Application},
    {Post, "/oauth/device_authorization", authorize_device, "", Access::Public},
    {Post, "/oauth/revoke", revoke_token, "", Access::Public},
    {Get, "/oauth/userinfo", get_userinfo, "profile read:accounts"},
    {Post, "/oauth/userinfo", get_userinfo, "profile read:accounts"},
    {Get, "/.well-known/oauth-authorization-server", get_oauth_metadata, "", Access::Public},
    {Get, "/.well-known/change-password", get_change_password, "", Access::Public},
    {Post, "/api/v1/accounts", create_account, "write:accounts", Access::Application},
    {Post, "/api/v1/emails/confirmations", resend_confirmation, "", Access::Application},
    {Get, "/api/v1/emails/check_confirmation", check_confirmation, "", Access::Application},

    // accounts
    {Get, "/api/v1/accounts/verify_credentials", verify_credentials, "profile read:accounts"},
    {Patch, "/api/v1/accounts/update_credentials", update_credentials, "write:accounts", Access::Person, nullptr,
     net::Pool::Media, Body::Pictures},
    {Get, "/api/v1/profile", get_profile, "profile read:accounts"},
    {Patch, "/api/v1/profile", patch_profile, "write:accounts", Access::Person, nullptr, net::Pool::Media, Body::Pictures},
    {Delete, "/api/v1/profile/avatar", delete_avatar, "write:accounts"},
    {Delete, "/api/v1/profile/header", delete_header, "write:accounts"},
    {Get, "/api/v1/accounts/lookup", lookup_account, "", Access::Public},
    {Get, "/api/v1/accounts/search", search_accounts, "read:accounts", Access::Person, resolves},
    {Get, "/api/v1/accounts", get_accounts, "", Access::Public},
    {Get, "/api/v1/accounts/:id", get_account, "", Access::Public},
    {Get, "/api/v1/preferences", get_preferences, "read:accounts"},
    {Get, "/api/v1/markers", get_markers, "read:statuses"},
    {Post, "/api/v1/markers", set_markers, "write:statuses"},
    {Get, "/pictures/avatar/:name", get_drawn_avatar, "", Access::Public},
    {Get, "/pictures/header/:name", get_drawn_header, "", Access::Public},

    // this place
    {Get, "/api/v2/instance", get_instance, "", Access::Public},
    {Get, "/api/v1/instance", get_instance_v1, "", Access::Public},
    {Get, "/api/v1/custom_emojis", get_custom_emojis, "", Access::Public},
    {Get, "/pictures/emoji/:name", get_emoji_image, "", Access::Public},
    {Get, "/api/v1/instance/rules", get_instance_rules, "", Access::Public},
    {Get, "/api/v1/instance/peers", get_instance_peers, "", Access::Public},
    {Get, "/api/v1/instance/domain_blocks", get_instance_domain_blocks, "", Access::Public},
    {Get, "/api/v1/instance/translation_languages", get_translation_languages, "", Access::Public, always},
    {Get, "/api/v1/instance/extended_description", get_extended_description, "", Access::Public},
    {Get, "/api/v1/instance/privacy_policy", get_privacy_policy, "", Access::Public},
    {Get, "/api/v1/instance/terms_of_service", get_terms_of_service, "", Access::Public},
    {Get, "/api/v1/instance/terms_of_service/:date", get_terms_of_service_of, "", Access::Public},
    {Get, "/api/v1/instance/activity", get_instance_activity, "", Access::Public},
    {Get, "/api/v1/instance/languages", get_instance_languages, "", Access::Public},
    {Get, "/api/v1/peers/search", search_peers, "", Access::Public},
    {Get, "/api/v1/directory", get_directory, "", Access::Public},
    {Get, "/health", get_health, "", Access::Public},
    {Get, "/api/v1_alpha/async_refreshes/:id", get_async_refresh, "read"},

    // a year of one's own
    {Get, "/api/v1/annual_reports", get_annual_reports, "read:accounts"},
    {Get, "/api/v1/annual_reports/:year", get_annual_report, "read:accounts"},
    {Get, "/api/v1/annual_reports/:year/state", get_annual_report_state, "read:accounts"},
    {Post, "/api/v1/annual_reports/:year/generate", generate_annual_report, "write:accounts"},
    {Post, "/api/v1/annual_reports/:year/read", read_annual_report, "write:accounts"},

    // media
    {Post, "/api/v2/media", post_media, "write:media", Access::Person, nullptr, net::Pool::Media, Body::Media},
    {Post, "/api/v1/media", post_media, "write:media", Access::Person, nullptr, net::Pool::Media, Body::Media},
    {Get, "/api/v1/media/:id", get_media, "write:media"},
    {Put, "/api/v1/media/:id", put_media, "write:media"},
    {Delete, "/api/v1/media/:id", delete_media, "write:media"},

    // statuses
    {Post, "/api/v1/statuses", post_status, "write:statuses"},
    {Get, "/api/v1/statuses", get_statuses, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id", get_status, "read:statuses", Access::Public},
    {Put, "/api/v1/statuses/:id", put_status, "write:statuses"},
    {Delete, "/api/v1/statuses/:id", delete_status, "write:statuses"},
    {Get, "/api/v1/statuses/:id/context", get_context, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/history", get_status_history, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/source", get_status_source, "read:statuses", Access::Application},
    {Get, "/api/v1/statuses/:id/card", get_status_card, "read:statuses", Access::Public},
    {Post, "/api/v1/statuses/:id/favourite", favourite_status, "write:favourites"},
    {Post, "/api/v1/statuses/:id/unfavourite", unfavourite_status, "write:favourites"},
    {Post, "/api/v1/statuses/:id/reblog", reblog_status, "write:statuses"},
    {Post, "/api/v1/statuses/:id/unreblog", unreblog_status, "write:statuses"},
    {Post, "/api/v1/statuses/:id/bookmark", bookmark_status, "write:bookmarks"},
    {Post, "/api/v1/statuses/:id/unbookmark", unbookmark_status, "write:bookmarks"},
    {Post, "/api/v1/statuses/:id/pin", pin_status, "write:accounts"},
    {Post, "/api/v1/statuses/:id/unpin", unpin_status, "write:accounts"},
    {Post, "/api/v1/statuses/:id/mute", mute_status, "write:mutes"},
    {Post, "/api/v1/statuses/:id/unmute", unmute_status, "write:mutes"},
    {Get, "/api/v1/statuses/:id/favourited_by", get_favourited_by, "read:statuses", Access::Public},
    {Get, "/api/v1/statuses/:id/reblogged_by", get_reblogged_by, "read:statuses", Access::Public},
    {Post, "/api/v1/statuses/:id/translate", translate_status, "read:statuses", Access::Application, always},
    {Put, "/api/v1/statuses/:id/interaction_policy", put_interaction_policy, "write:statuses"},
    {Get, "/api/v1/statuses/:id/quotes", get_quotes, "read:statuses", Access::Public},
    {Post, "/api/v1/statuses/:id/quotes/:quoting_status_id/revoke", revoke_quote, "write:statuses"},
    {Get, "/api/v1/scheduled_statuses", get_scheduled_statuses, "read:statuses"},
    {Get, "/api/v1/scheduled_statuses/:id", get_scheduled_status, "read:statuses"},
    {Put, "/api/v1/scheduled_statuses/:id", put_scheduled_status, "write:statuses"},
    {Delete, "/api/v1/scheduled_statuses/:id", delete_scheduled_status, "write:statuses"},
    {Get, "/api/oembed", get_oembed, "", Access::Public},
    {Get, "/api/v1/polls/:id", get_poll, "read:statuses", Access::Public},
    {Post, "/api/v1/polls/:id/votes", vote_in_poll, "write:statuses"},

    // timelines
    {Get, "/api/v1/timelines/home", get_home_timeline, "read:statuses"},
    {Get, "/api/v1/timelines/public", get_public_timeline, "read:statuses", Access::Public},
    {Get, "/api/v1/timelines/tag/:hashtag", get_tag_timeline, "read:statuses", Access::Public},
    {Get, "/api/v1/timelines/list/:list_id", get_list_timeline, "read:lists"},
    {Get, "/api/v1/timelines/link", get_link_timeline, "read:statuses", Access::Public},
    {Get, "/api/v1/accounts/:id/statuses", get_account_statuses, "read:statuses", Access::Public},
    {Get, "/api/v1/bookmarks", get_bookmarks, "read:bookmarks"},
    {Get, "/api/v1/favourites", get_favourites, "read:favourites"},
    {Get, "/api/v1/timelines/direct", get_direct_timeline, "read:statuses"},
    {Get, "/api/v1/conversations", get_conversations, "read:statuses"},
    {Post, "/api/v1/conversations/:id/read", read_conversation, "write:conversations"},
    {Post, "/api/v1/conversations/:id/unread", unread_conversation, "write:conversations"},
    {Delete, "/api/v1/conversations/:id", delete_conversation, "write:conversations"},
    {Get, "/api/v1/trends", get_trending_tags, "", Access::Public},
    {Get, "/api/v1/trends/tags", get_trending_tags, "", Access::Public},
    {Get, "/api/v1/trends/statuses", get_trending_statuses, "", Access::Public},
    {Get, "/api/v1/trends/links", get_trending_links, "", Access::Public},
    {Get, "/api/v1/tags/:name", get_tag, "", Access::Public},

    {Post, "/api/v1/tags/:name/follow", follow_tag, "write:follows"},
    {Post, "/api/v1/tags/:name/unfollow", unfollow_tag, "write:follows"},
    {Post, "/api/v1/tags/:name/feature", feature_named_tag, "write:accounts"},
    {Post, "/api/v1/tags/:name/unfeature", unfeature_named_tag, "write:accounts"},
    {Get, "/api/v1/followed_tags", get_followed_tags, "read:follows"},

    // announcements
    {Get, "/api/v1/announcements", get_announcements, "read:accounts"},
    {Post, "/api/v1/announcements/:id/dismiss", dismiss_announcement, "write:accounts"},
    {Put, "/api/v1/announcements/:id/reactions/:name", put_announcement_reaction, "write:favourites"},
    {Delete, "/api/v1/announcements/:id/reactions/:name", delete_announcement_reaction, "write:favourites"},

    // search
    {Get, "/api/v2/search", search, "read:search", Access::Public, resolves},
    {Get, "/api/v1/search", search, "read:search", Access::Public, resolves},

    // relations
    {Get, "/api/v1/accounts/relationships", get_relationships, "read:follows"},
    {Get, "/api/v1/accounts/familiar_followers", get_familiar_followers, "read:follows"},
    {Post, "/api/v1/accounts/:id/follow", follow_account, "write:follows"},
    {Post, "/api/v1/accounts/:id/unfollow", unfollow_account, "write:follows"},
    {Post, "/api/v1/accounts/:id/remove_from_followers", remove_from_followers, "write:follows"},
    {Post, "/api/v1/accounts/:id/block", block_account, "write:blocks"},
    {Post, "/api/v1/accounts/:id/unblock", unblock_account, "write:blocks"},
    {Post, "/api/v1/accounts/:id/mute", mute_account, "write:mutes"},
    {Post, "/api/v1/accounts/:id/unmute", unmute_account, "write:mutes"},
    {Post, "/api/v1/accounts/:id/note", note_account, "write:accounts"},
    {Post, "/api/v1/accounts/:id/endorse", endorse_account, "write:accounts"},
    {Post, "/api/v1/accounts/:id/unendorse", unendorse_account, "write:accounts"},
    {Post, "/api/v1/accounts/:id/pin", endorse_account, "write:accounts"},
    {Post, "/api/v1/accounts/:id/unpin", unendorse_account, "write:accounts"},
    {Get, "/api/v1/accounts/:id/endorsements", get_endorsements_of, "", Access::Public},
    {Get, "/api/v1/endorsements", get_endorsements, "read:accounts"},
    {Get, "/api/v1/accounts/:id/featured_tags", get_featured_tags_of, "", Access::Public},
    {Post, "/api/v1/accounts/:id/email_subscriptions", post_email_subscription, "", Access::Public},
    {Get, "/api/v1/featured_tags", get_featured_tags, "read:accounts"},
    {Post, "/api/v1/featured_tags", post_featured_tag, "write:accounts"},
    {Get, "/api/v1/featured_tags/suggestions", get_featured_tag_suggestions, "read:accounts"},
    {Delete, "/api/v1/featured_tags/:id", delete_featured_tag, "write:accounts"},
    {Get, "/api/v1/collections/:id", get_collection, "read:collections", Access::Public},
    {Get, "/api/v1/accounts/:account_id/collections", get_collections_of, "read:collections", Access::Public},
    {Get, "/api/v1/accounts/:account_id/in_collections", get_collections_with, "read:collections"},
    {Post, "/api/v1/collections", post_collection, "write:collections"},
    {Patch, "/api/v1/collections/:id", patch_collection, "write:collections"},
    {Delete, "/api/v1/collections/:id", delete_collection, "write:collections"},
    {Post, "/api/v1/collections/:collection_id/items", post_collection_item, "write:collections"},
    {Delete, "/api/v1/collections/:collection_id/items/:id", delete_collection_item, "write:collections"},
    {Post, "/api/v1/collections/:collection_id/items/:id/revoke", revoke_collection_item, "write:collections"},
    {Get, "/api/v2/suggestions", get_suggestions, "read"},
    {Get, "/api/v1/suggestions", get_suggestions_v1, "read"},
    {Delete, "/api/v1/suggestions/:account_id", delete_suggestion, "read"},
    {Get, "/api/v1/accounts/:id/followers", get_followers, "", Access::Public},
    {Get, "/api/v1/accounts/:id/following", get_following, "", Access::Public},
    {Get, "/api/v1/accounts/:id/lists", get_lists_of_account, "read:lists"},
    {Get, "/api/v1/blocks", get_blocks, "read:blocks"},
    {Get, "/api/v1/mutes", get_mutes, "read:mutes"},
    {Get, "/api/v1/domain_blocks", get_domain_blocks, "read:blocks"},
    {Get, "/api/v1/domain_blocks/preview", preview_domain_block, "write:blocks"},
    {Post, "/api/v1/domain_blocks", post_domain_block, "write:blocks"},
    {Delete, "/api/v1/domain_blocks", delete_domain_block, "write:blocks"},
    {Get, "/api/v1/follow_requests", get_follow_requests, "read:follows"},
    {Post, "/api/v1/follow_requests/:id/authorize", authorize_follow_request, "write:follows"},
    {Post, "/api/v1/follow_requests/:id/reject", reject_follow_request, "write:follows"},
    {Post, "/api/v1/reports", post_report, "write:reports"},

    // push
    {Post, "/api/v1/push/subscription", post_push_subscription, "push"},
    {Get, "/api/v1/push/subscription", get_push_subscription, "push"},
    {Put, "/api/v1/push/subscription", put_push_subscription, "push"},
    {Delete, "/api/v1/push/subscription", delete_push_subscription, "push"},

    // lists
    {Get, "/api/v1/lists", get_lists, "read:lists"},
    {Post, "/api/v1/lists", post_list, "write:lists"},
    {Get, "/api/v1/lists/:id", get_list, "read:lists"},
    {Put, "/api/v1/lists/:id", put_list, "write:lists"},
    {Delete, "/api/v1/lists/:id", delete_list, "write:lists"},
    {Get, "/api/v1/lists/:id/accounts", get_list_accounts, "read:lists"},
    {Post, "/api/v1/lists/:id/accounts", post_list_accounts, "write:lists"},
    {Delete, "/api/v1/lists/:id/accounts", delete_list_accounts, "write:lists"},

    // filters
    {Get, "/api/v2/filters", get_filters, "read:filters"},
    {Post, "/api/v2/filters", post_filter, "write:filters"},
    {Get, "/api/v2/filters/:id", get_filter, "read:filters"},
    {Put, "/api/v2/filters/:id", put_filter, "write:filters"},
    {Delete, "/api/v2/filters/:id", delete_filter, "write:filters"},
    {Get, "/api/v2/filters/:id/keywords", get_filter_keywords, "read:filters"},
    {Post, "/api/v2/filters/:id/keywords", post_filter_keyword, "write:filters"},
    {Get, "/api/v2/filters/keywords/:id", get_filter_keyword, "read:filters"},
    {Put, "/api/v2/filters/keywords/:id", put_filter_keyword, "write:filters"},
    {Delete, "/api/v2/filters/keywords/:id", delete_filter_keyword, "write:filters"},
    {Get, "/api/v2/filters/:id/statuses", get_filter_statuses, "read:filters"},
    {Post, "/api/v2/filters/:id/statuses", post_filter_status, "write:filters"},
    {Get, "/api/v2/filters/statuses/:id", get_filter_status, "read:filters"},
    {Delete, "/api/v2/filters/statuses/:id", delete_filter_status, "write:filters"},
    {Get, "/api/v1/filters", get_filters_v1, "read:filters"},
    {Post, "/api/v1/filters", post_filter_v1, "write:filters"},
    {Get, "/api/v1/filters/:id", get_filter_v1, "read:filters"},
    {Put, "/api/v1/filters/:id", put_filter_v1, "write:filters"},
    {Delete, "/api/v1/filters/:id", delete_filter_v1, "write:filters"},

    // other servers, for those who look after this one
    {Get, "/api/v1/admin/domain_blocks", get_domain_rules, "admin:read:domain_blocks", Access::Administrator},
    {Post, "/api/v1/admin/domain_blocks", post_domain_rule, "admin:write:domain_blocks", Access::Administrator},
    {Get, "/api/v1/admin/domain_blocks/:id", get_domain_rule, "admin:read:domain_blocks", Access::Administrator},
    {Put, "/api/v1/admin/domain_blocks/:id", put_domain_rule, "admin:write:domain_blocks", Access::Administrator},
    {Delete, "/api/v1/admin/domain_blocks/:id", delete_domain_rule, "admin:write:domain_blocks", Access::Administrator},
    {Get, "/api/v1/admin/domain_allows", get_allowed_domains, "admin:read:domain_allows", Access::Administrator},
    {Post, "/api/v1/admin/domain_allows", post_allowed_domain, "admin:write:domain_allows", Access::Administrator},
    {Get, "/api/v1/admin/domain_allows/:id", get_allowed_domain, "admin:read:domain_allows", Access::Administrator},
    {Delete, "/api/v1/admin/domain_allows/:id", delete_allowed_domain, "admin:write:domain_allows", Access::Administrator},

    // reports and accounts, for those who look after this place
    {Get, "/api/v1/admin/ip_blocks", get_ip_blocks, "admin:read:ip_blocks", Access::Administrator},
    {Post, "/api/v1/admin/ip_blocks", post_ip_block, "admin:write:ip_blocks", Access::Administrator},
    {Get, "/api/v1/admin/ip_blocks/:id", get_ip_block, "admin:read:ip_blocks", Access::Administrator},
    {Put, "/api/v1/admin/ip_blocks/:id", put_ip_block, "admin:write:ip_blocks", Access::Administrator},
    {Delete, "/api/v1/admin/ip_blocks/:id", delete_ip_block, "admin:write:ip_blocks", Access::Administrator},
    {Get, "/api/v1/admin/email_domain_blocks", get_email_domain_blocks, "admin:read:email_domain_blocks", Access::Administrator},
    {Post, "/api/v1/admin/email_domain_blocks", post_email_domain_block, "admin:write:email_domain_blocks",
     Access::Administrator},
    {Get, "/api/v1/admin/email_domain_blocks/:id", get_email_domain_block, "admin:read:email_domain_blocks",
     Access::Administrator},
    {Delete, "/api/v1/admin/email_domain_blocks/:id", delete_email_domain_block, "admin:write:email_domain_blocks",
     Access::Administrator},
    {Get, "/api/v1/admin/canonical_email_blocks", get_email_blocks, "admin:read:canonical_email_blocks", Access::Administrator},
    {Post, "/api/v1/admin/canonical_email_blocks", post_email_block, "admin:write:canonical_email_blocks", Access::Administrator},
    {Post, "/api/v1/admin/canonical_email_blocks/test", test_email_block, "admin:read:canonical_email_blocks",
     Access::Administrator},
    {Get, "/api/v1/admin/canonical_email_blocks/:id", get_email_block, "admin:read:canonical_email_blocks",
     Access::Administrator},
    {Delete, "/api/v1/admin/canonical_email_blocks/:id", delete_email_block, "admin:write:canonical_email_blocks",
     Access::Administrator},
    {Get, "/api/v1/admin/reports", get_admin_reports, "admin:read:reports", Access::Moderator},
    {Get, "/api/v1/admin/reports/:id", get_admin_report, "admin:read:reports", Access::Moderator},
    {Put, "/api/v1/admin/reports/:id", put_admin_report, "admin:write:reports", Access::Moderator},
    {Post, "/api/v1/admin/reports/:id/assign_to_self", assign_admin_report, "admin:write:reports", Access::Moderator},
    {Post, "/api/v1/admin/reports/:id/unassign", unassign_admin_report, "admin:write:reports", Access::Moderator},
    {Post, "/api/v1/admin/reports/:id/resolve", resolve_admin_report, "admin:write:reports", Access::Moderator},
    {Post, "/api/v1/admin/reports/:id/reopen", reopen_admin_report, "admin:write:reports", Access::Moderator},
    {Get, "/api/v2/admin/accounts", get_admin_accounts, "admin:read:accounts", Access::Moderator},
    {Get, "/api/v1/admin/accounts", get_admin_accounts_v1, "admin:read:accounts", Access::Moderator},
    {Get, "/api/v1/admin/accounts/:id", get_admin_account, "admin:read:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/action", act_on_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/approve", approve_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/reject", reject_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/enable", enable_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/unsensitive", unsensitive_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/unsilence", unsilence_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/accounts/:id/unsuspend", unsuspend_admin_account, "admin:write:accounts", Access::Moderator},
    {Delete, "/api/v1/admin/accounts/:id", delete_admin_account, "admin:write:accounts", Access::Moderator},
    {Post, "/api/v1/admin/measures", post_admin_measures, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/dimensions", post_admin_dimensions, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/retention", post_admin_retention, "admin:read", Access::Moderator},

    // what is talked about, for those who look after this place
    {Get, "/api/v1/admin/trends/tags", get_admin_trending_tags, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/trends/tags/:id/approve", approve_trending_tag, "admin:write", Access::Moderator},
    {Post, "/api/v1/admin/trends/tags/:id/reject", reject_trending_tag, "admin:write", Access::Moderator},
    {Get, "/api/v1/admin/trends/statuses", get_admin_trending_statuses, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/trends/statuses/:id/approve", approve_trending_status, "admin:write", Access::Moderator},
    {Post, "/api/v1/admin/trends/statuses/:id/reject", reject_trending_status, "admin:write", Access::Moderator},
    {Get, "/api/v1/admin/trends/links", get_admin_trending_links, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/trends/links/:id/approve", approve_trending_link, "admin:write", Access::Moderator},
    {Post, "/api/v1/admin/trends/links/:id/reject", reject_trending_link, "admin:write", Access::Moderator},
    {Get, "/api/v1/admin/trends/links/publishers", get_publishers, "admin:read", Access::Moderator},
    {Post, "/api/v1/admin/trends/links/publishers/:id/approve", approve_publisher, "admin:write", Access::Moderator},
    {Post, "/api/v1/admin/trends/links/publishers/:id/reject", reject_publisher, "admin:write", Access::Moderator},
    {Get, "/api/v1/admin/tags", get_admin_tags, "admin:read", Access::Moderator},
    {Get, "/api/v1/admin/tags/:id", get_admin_tag, "admin:read", Access::Moderator},
    {Put, "/api/v1/admin/tags/:id", put_admin_tag, "admin:write", Access::Moderator},

    // notifications
    {Get, "/api/v1/notifications", get_notifications, "read:notifications"},
    {Get, "/api/v1/notifications/unread_count", get_unread_count, "read:notifications"},
    {Get, "/api/v1/notifications/policy", get_notification_policy_v1, "read:notifications"},
    {Put, "/api/v1/notifications/policy", put_notification_policy_v1, "write:notifications"},
    {Get, "/api/v1/notifications/requests", get_notification_requests, "read:notifications"},
    {Post, "/api/v1/notifications/requests/accept", accept_notification_requests, "write:notifications"},
    {Post, "/api/v1/notifications/requests/dismiss", dismiss_notification_requests, "write:notifications"},
    {Get, "/api/v1/notifications/requests/merged", get_merged_requests, "read:notifications"},
    {Get, "/api/v1/notifications/requests/:id", get_notification_request, "read:notifications"},
    {Post, "/api/v1/notifications/requests/:id/accept", accept_notification_request, "write:notifications"},
    {Post, "/api/v1/notifications/requests/:id/dismiss", dismiss_notification_request, "write:notifications"},
    {Get, "/api/v1/notifications/:id", get_notification, "read:notifications"},
    {Post, "/api/v1/notifications/clear", clear_notifications, "write:notifications"},
    {Post, "/api/v1/notifications/dismiss", dismiss_named_notification, "write:notifications"},
    {Post, "/api/v1/notifications/:id/dismiss", dismiss_notification, "write:notifications"},
    {Get, "/api/v2/notifications", get_grouped_notifications, "read:notifications"},
    {Get, "/api/v2/notifications/policy", get_notification_policy, "read:notifications"},
    {Patch, "/api/v2/notifications/policy", patch_notification_policy, "write:notifications"},
    {Get, "/api/v2/notifications/unread_count", get_unread_group_count, "read:notifications"},
    {Post, "/api/v2/notifications/clear", clear_notifications, "write:notifications"},
    {Get, "/api/v2/notifications/:group_key", get_notification_group, "read:notifications"},
    {Get, "/api/v2/notifications/:group_key/accounts", get_group_accounts, "read:notifications write:notifications"},
    {Post, "/api/v2/notifications/:group_key/dismiss", dismiss_notification_group, "write:notifications"},

    // streaming
    {Get, "/api/v1/streaming", stream_websocket, "", Access::Public},
    {Get, "/api/v1/streaming/health", stream_health, "", Access::Public},
    {Get, "/api/v1/streaming/*stream", stream_events, "", Access::Public},
};

}  // namespace

void add_routes(net::Router& router, Services& services)
{
    for (const auto& route : routes) {
        add_route(router, services, route, packing_of(route, compressed_paths()));
        if (route.method == Put) add_route(router, services, with_method(route, Patch));
        if (route.method == Patch) add_route(router, services, with_method(route, Put));
    }
    // Files are nobody's in particular: no token is looked at, and a page with many pictures is one reader.
    router.add(
        Get, "/media/:name",
        [&services](const net::Request& request) { return media_file_response(request, services.media, request.param("name")); },
        services.media.reaches_out() ? net::Pool::Outbound : net::Pool::Workers);
    router.add(
        Get, "/media/remote/:id/:token/:variant",
        [&services](const net::Request& request) { return get_remote_media(request, services); }, net::Pool::Outbound);
    router.add(
        Get, "/media/pictures/:id/:token",
        [&services](const net::Request& request) { return get_remote_picture(request, services); }, net::Pool::Outbound);
    for (auto [path, portrait] : {std::pair{"/media/avatars/:id/:token", social::Portrait::Avatar},
                                  std::pair{"/media/headers/:id/:token", social::Portrait::Header}})
        router.add(
            Get, path,
            [&services, portrait](const net::Request& request) { return get_remote_portrait(request, services, portrait); },
            net::Pool::Outbound);
}

void add_token_route(net::Router& router, Services& services, const social::TokenLifetimes& lifetimes)
{
    add_route(router, services, {Post, "/oauth/token", nullptr, "", Access::Public},
              [lifetimes](const net::Request& request, Api& api) { return give_token(request, api, lifetimes); });
}

}  // namespace favilla::mastodon
