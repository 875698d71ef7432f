// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/web_push.h — notifications on their way to apps and browsers that are closed: a job for each of a person's subscriptions,
// which encrypts what Mastodon's apps expect and hands it to the push service (RFC 8030, 8291, 8292).
#pragma once
#include <string>

#include <boost/describe.hpp>

#include "distribution/push_subscriptions.h"
#include "jobs/workers.h"
#include "mastodon/api.h"
#include "net/http_client.h"
#include "social/status_events.h"

namespace favilla::mastodon {

// Made once, by server/.
struct WebPush {
    const distribution::SecretBox& box;
    VapidSender vapid;
    net::HttpClient& client;
    distribution::Schemes schemes;

    const std::string& public_key() const { return vapid.known_as(); }  // "server_key"
};

inline constexpr std::string_view push_queue = "push";

struct PushWork {
    static constexpr std::string_view name = "push.send";
    distribution::PushSubscriptionId subscription;
    AccountId account;
    NotificationId notification;
    std::int64_t attempt = 0;
};
BOOST_DESCRIBE_STRUCT(PushWork, (), (subscription, account, notification, attempt))

// An `after` subscriber: a job for each subscription that asks for this kind, of this sender.
void push_to_browsers(Services&, const social::NotificationAdded&);
void add_push_work(jobs::Workers&, Services&);

}  // namespace favilla::mastodon
