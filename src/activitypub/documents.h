// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/documents.h — every handler of this protocol, declared by its type; which path each answers stands in routes.cpp.
#pragma once
#include "activitypub/federation.h"
#include "activitypub/inbox.h"
#include "social/accounts.h"

namespace favilla::activitypub {

// discovery.cpp
Handler get_webfinger, get_host_meta, get_host_meta_json, get_nodeinfo_links, get_nodeinfo;
// documents.cpp
Handler get_actor, get_instance_actor, get_status, get_status_activity, get_quote_authorization, get_reply_authorization;
// collections.cpp
Handler get_outbox, get_followers, get_following, get_featured, get_featured_tags, get_moderators, get_replies, get_context;

// The local account a path names (":name"); none when it is not here, not admitted, or another domain's.
std::optional<social::Account> find_named(db::Reader&, const net::Request&, const social::Domain&);

}  // namespace favilla::activitypub
