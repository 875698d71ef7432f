// SPDX-License-Identifier: AGPL-3.0-or-later
// server/house.h — everything a serving process is made of, wired by hand in one place and in the order it depends
// on one another.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "activitypub/federation.h"
#include "analytics/beacon.h"
#include "analytics/link_clicks.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/locale.h"
#include "community/invitation_codes.h"
#include "distribution/fetched_media.h"
#include "distribution/mail_posts.h"
#include "distribution/own_keys.h"
#include "distribution/readership.h"
#include "distribution/secret_box.h"
#include "jobs/subscriptions.h"
#include "jobs/workers.h"
#include "mastodon/api.h"
#include "mastodon/streams.h"
#include "mastodon/translation.h"
#include "mastodon/web_push.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "net/rate_limit.h"
#include "pages/openid.h"
#include "pages/site.h"
#include "server/commands.h"
#include "server/store.h"
#include "social/entry_rules.h"
#include "social/factor_key.h"
#include "social/media_house.h"
#include "social/passwords.h"

namespace favilla::server {

// The organisations of this installation by the name a browser asks for; read from the database once and again when
// a command changed them.
class DomainDirectory {
public:
    explicit DomainDirectory(db::Database& database) : database_(database) {}
    social::Domain find(std::string_view host);  // the first one when there is none of that name
    void forget();

private:
    db::Database& database_;
    std::mutex mutex_;
    std::unordered_map<std::string, social::Domain> by_host_;
};

// Who is here, and how many servers are known: every app asks when it starts, and counting takes longer the more are here. Counted
// again when the figures are older than `lasts`.
class InstanceCounter {
public:
    InstanceCounter(Clock clock, Duration lasts) : clock_(std::move(clock)), lasts_(lasts) {}
    mastodon::InstanceCounts of(db::Reader&, DomainId);

private:
    struct Counted {
        mastodon::InstanceCounts counts;
        Time at;
    };
    Clock clock_;
    Duration lasts_;
    std::mutex mutex_;
    std::unordered_map<DomainId, Counted> counted_;
};

struct House {
    House(Store, Config, const CommandTools&, bool testing);

    Config config;
    CommandTools tools;
    Store store;
    std::string sealing_key;
    distribution::SecretBox secrets;
    jobs::Subscriptions subscriptions;
    jobs::Workers workers;
    DomainDirectory domains;
    social::Gate gate;
    InstanceCounter counter;
    net::RateLimiter limiter;
    social::PasswordHasher passwords;
    mastodon::StreamHub streams;
    social::MediaHouse media;
    net::HttpClient client;
    distribution::MediaFetcher fetcher;
    mastodon::WebPush web_push;
    std::unique_ptr<mastodon::Translator> translator;  // none: no service is configured
    community::InvitationKey invitation_key;
    social::MailKey mail_key;
    analytics::LinkKey link_key;
    social::FactorKey factor_key;
    mastodon::Services client_api;
    distribution::KeyRing keys;
    activitypub::Federation federation;
    social::Postman postman;
    distribution::Readership readership;
    analytics::Beacon beacon;
    analytics::LinkClicks link_clicks;
    pages::OpenIdProviders openid;
    pages::Assets assets;
    pages::Site site;
    std::unique_ptr<net::HttpServer> http;
    std::unique_ptr<net::HttpServer> metrics_http;  // when metrics have an address of their own

    net::Router routes();
    net::Response metrics(const net::Request&) const;
};

// server/subscriptions.cpp: what happens when something happened.
void subscribe(House&);

// server/error_answers.cpp: where no handler answered (404, 405, 413, 431, 500, 503 …). It must not wait.
net::Response error_page(House&, const net::Request&, int status);

// Structured lines on standard error.
void log_line(std::string_view level, std::string_view what,
              std::initializer_list<std::pair<std::string_view, std::string_view>> facts = {});

}  // namespace favilla::server
