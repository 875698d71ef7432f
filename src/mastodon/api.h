// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/api.h — what every handler of the client API is given: who asks, with what, and what stands behind.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/locale.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "mastodon/params.h"
#include "net/http.h"
#include "net/router.h"
#include "social/domains.h"
#include "social/media_house.h"
#include "social/passwords.h"
#include "social/sign_in_providers.h"
#include "social/tokens.h"
#include "social/visibility.h"

namespace favilla::net {
class RateLimiter;
}  // namespace favilla::net

namespace favilla::social {
class FactorKey;
class MailKey;
}  // namespace favilla::social

namespace favilla::community {
class InvitationKey;
}  // namespace favilla::community

namespace favilla::analytics {
class LinkKey;
}  // namespace favilla::analytics

namespace favilla::distribution {
class MediaFetcher;
class Readership;
}  // namespace favilla::distribution

namespace favilla::mastodon {

class StreamHub;
class Translator;
struct WebPush;

struct InstanceCounts {
    social::DomainCounts here;
    std::int64_t known_hosts = 0;  // other servers
};

// What the whole client API stands on; made once, by server/.
struct Services {
    db::Database& database;
    const Locale& locale;
    Clock clock;
    Random random;
    net::RateLimiter& limiter;
    StreamHub& streams;
    social::PasswordHasher& passwords;
    std::function<social::Domain(std::string_view host)> domain_of;  // the hosted domain a Host header names, else the first
    std::function<InstanceCounts(db::Reader&, DomainId)> counts_of;  // they may be a minute old
    // As clients compare it: of the API that it speaks; then our own.
    std::string software_version;
    std::string own_version;
    std::string show_host_rules;  // to "everybody", "users" or "nobody"
    // Asks other servers for what a handle or an address names, and answers with the words by which it is found here; may be empty.
    std::function<std::string(std::string_view query)> bring_in;
    social::MediaHouse& media;
    distribution::MediaFetcher& fetcher;
    distribution::Readership& readership;
    WebPush& web_push;
    const community::InvitationKey& invitation_key;
    const social::MailKey& mail_key;
    const analytics::LinkKey& link_key;
    const social::FactorKey& factor_key;
    // Somebody looks at a conversation that begins on another server: what is missing of it is asked for later. May be empty.
    std::function<void(StatusId)> complete_conversation;
    // Whether that account says, at its own server, that the other one is theirs too. May be empty.
    std::function<bool(std::string_view target, std::string_view alias)> is_alias;
    std::function<void()> domains_changed = [] {};  // what domain_of remembers is old
    std::string data_folder = {};                   // where files are kept; empty: none
    Time started_at = {};
    Translator* translator = nullptr;  // none: no service is configured (translation.url)
    std::vector<social::SignInProvider> sign_in_providers = {};
    bool testing = false;            // password grant; nothing is throttled
    bool confirms_sign_ups = false;  // while testing, where no mail can be sent
    bool sends_mail = true;          // false: mails are kept in files
};

// One request, understood.
struct Api {
    Services& services;
    db::Database& db;
    social::Domain domain;
    std::optional<social::Token> token;
    social::Viewer viewer;  // anonymous when no person stands behind the token
    Params params;
    Language language;
    Time now;
    std::optional<social::Voice> voice = {};  // the page that `viewer` is, and who speaks for it

    // The person who asks; only for routes that need one.
    AccountId me() const { return viewer.account.value(); }
    AccountId person() const { return voice ? voice->person : me(); }
    const std::string& origin() const { return domain.origin; }
};

// Who may call a route at all; the scope is asked on top, where a token is given.
enum class Access {
    Public,       // a token is welcome, a wrong one refused
    Application,  // any token, also one without a person
    Person,
    Moderator,  // or administrator
    Administrator
};

using Handler = net::Response(const net::Request&, Api&);

enum class Body { Usual, Pictures, Media };  // how large what is sent may be: as the settings of media say

struct Route {
    net::Method method;
    std::string_view path;
    Handler* handler;
    std::string_view scope;  // "" asks for none
    Access access = Access::Person;
    bool (*asks_others)(const net::Request&) = nullptr;  // see net::Route
    net::Pool pool = net::Pool::Workers;
    Body body = Body::Usual;
};

void add_routes(net::Router&, Services&);

}  // namespace favilla::mastodon
