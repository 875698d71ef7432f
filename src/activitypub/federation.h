// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/federation.h — what the whole module stands on, made once by server/; and the way in for server/.
#pragma once
#include <functional>
#include <semaphore>
#include <string>
#include <string_view>

#include "activitypub/host_turns.h"
#include "activitypub/just_done.h"
#include "base/crypto.h"
#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "distribution/fetched_media.h"
#include "distribution/own_keys.h"
#include "jobs/subscriptions.h"
#include "jobs/workers.h"
#include "net/http.h"
#include "net/http_client.h"
#include "net/router.h"
#include "social/domains.h"

namespace favilla::activitypub {

// Of what others bring, done in one transaction and one wait for the disk: whoever writes meanwhile waits for so many.
inline constexpr int done_together = 32;

struct Federation {
    db::Database& database;
    Clock clock;
    net::HttpClient& client;
    distribution::MediaFetcher& fetcher;
    distribution::KeyRing& keys;
    const Locale& locale;
    std::function<social::Domain(std::string_view host)> domain_of;  // the hosted domain a Host header names, else the first
    std::string software_version;
    bool only_allowed = false;                            // talks with servers that were allowed, and with nobody else
    bool secure = false;                                  // shows objects only to who signs
    std::function<void(StatusId)> delivery_changed = {};  // something became of a delivery of this post; may be empty
    HostTurns turns = {};
    JustDone just_done = {};
    std::counting_semaphore<> arriving{done_together};  // places for what is done on arrival (inbox.h)
    // Pages of the web (activitypub/web_pages.h).
    bool asks_pages = true;
    Duration page_spread = minutes(1);  // how long what came from elsewhere waits before its page is asked for, at most
    Random random;
    HostTurns page_turns = {};
    bool tells_heads = true;  // integrity_heads.h
};

using Handler = net::Response(const net::Request&, Federation&);

// Actors, objects, collections, inboxes, WebFinger and NodeInfo.
void add_routes(net::Router&, Federation&);
// The document behind a page's address (/@ada, /@ada/1), for whoever asks for one and not for HTML. None: show the page.
std::optional<net::Response> document_of_page(const net::Request&, Federation&);

// Asks the server that a handle or an address names, and keeps what it says. Answers with the URI of what was found, else
// with the query.
std::string bring_in(Federation&, std::string_view query);

// The account of that URI says that the other one is theirs too (alsoKnownAs); asked for where it is at home.
bool names_as_alias(Federation&, std::string_view target, std::string_view alias);

// Somebody looks at the conversation below this post of another server: what is missing of it is asked for, by a job.
void complete_conversation(Federation&, StatusId);

// What is told to other servers when something happened here, and the jobs that carry it there and take in what comes.
void subscribe(jobs::Subscriptions&, Federation&);
void add_work(jobs::Workers&, Federation&);

}  // namespace favilla::activitypub
