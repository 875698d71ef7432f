// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/site.h — what all pages stand on; made once, by server/. The way in for server/: add_routes() and failure().
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "net/http.h"
#include "pages/assets.h"
#include "social/domains.h"

namespace favilla::net {
class RateLimiter;
class Router;
}  // namespace favilla::net
namespace favilla::social {
class FactorKey;
class MailKey;
class PasswordHasher;
}  // namespace favilla::social
namespace favilla::community {
class InvitationKey;
}  // namespace favilla::community
namespace favilla::analytics {
class LinkClicks;
class LinkKey;
}  // namespace favilla::analytics
namespace favilla::distribution {
class Readership;
}  // namespace favilla::distribution

namespace favilla::pages {

class OpenIdProviders;

struct Site {
    db::Database& database;
    const Locale& locale;
    const Assets& assets;
    Clock clock;
    Random random;
    net::RateLimiter& limiter;
    social::PasswordHasher& hasher;
    const social::MailKey& mail_key;
    const social::FactorKey& factor_key;
    OpenIdProviders& openid;
    const community::InvitationKey& invitation_key;
    distribution::Readership& readership;
    const analytics::LinkKey& link_key;
    analytics::LinkClicks& link_clicks;
    std::function<social::Domain(std::string_view host)> domain_of;  // the hosted domain a Host header names, else the first
    std::function<void()> domains_changed;                           // what domain_of answers has to be read again; may be empty
    // What stands at a page's address for whoever asks for data and not for a page; none: show the page. May be empty.
    std::function<std::optional<net::Response>(const net::Request&)> document_of;
    bool throttled = true;           // false while testing: forms may be sent as often as one likes
    bool confirms_sign_ups = false;  // while testing, where no mail can be sent
    bool sends_mail = true;  // false: readers are not asked for an address, and mails are kept in files (social/kept_mail.h)
    std::string media_sources =
        {};  // " https://media.example.org": from where pages show pictures and films besides their own host
};

void add_routes(net::Router&, Site&);

// The page behind ServerHooks::error_page: it asks neither the database nor anybody else.
net::Response failure(const Site&, const net::Request&, int status);

}  // namespace favilla::pages
