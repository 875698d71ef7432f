// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/browser.h — somebody who reads and fills in the public pages of a test::House, without a network:
//
//     auto site = test::PagesOf{house};
//     auto browser = site.browser();
//     auto form = browser.get("/auth/sign_in");
//     browser.post("/auth/sign_in", {{"login", "ada"}, {"password", "correct horse"}});
//
// It keeps cookies and the token of the last form it saw, as a browser would.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/link_clicks.h"
#include "base/locale.h"
#include "community/invitation_codes.h"
#include "distribution/mail_subscriptions.h"
#include "distribution/readership.h"
#include "net/http_client.h"
#include "net/rate_limit.h"
#include "net/router.h"
#include "pages/assets.h"
#include "pages/openid.h"
#include "pages/site.h"
#include "social/factor_key.h"
#include "social/passwords.h"
#include "support/house.h"

namespace favilla::test {

class Browser;

class PagesOf {
public:
    explicit PagesOf(House&);
    PagesOf(const PagesOf&) = delete;
    PagesOf& operator=(const PagesOf&) = delete;

    Browser browser();
    net::Response answer(const net::Request&) const;

    House& house;
    Locale locale;
    pages::Assets assets;
    net::RateLimiter limiter;
    social::PasswordHasher hasher;
    social::MailKey mail_key{"a key of tests"};
    social::FactorKey factor_key{"a key of tests", system_random()};
    community::InvitationKey invitation_key{"a key of tests"};
    distribution::Readership readership{*house.database, system_random(), [this] { return house.now; }};
    analytics::LinkKey link_key{"a key of tests"};
    analytics::LinkClicks link_clicks{*house.database, system_random(), [this] { return house.now; }};
    net::HttpClient client{{}};
    pages::OpenIdProviders openid{client, {}, [this] { return house.now; }, [](std::string_view, std::string_view) {}};
    pages::Site site;

private:
    net::Router router_;
};

class Browser {
public:
    explicit Browser(const PagesOf& pages) : pages_(&pages) {}

    net::Response get(std::string target);
    net::Response post(std::string target, std::vector<std::pair<std::string, std::string>> fields);

    std::map<std::string, std::string> cookies;
    std::map<std::string, std::string> headers;  // sent with every request
    std::string form_token;                      // of the last form seen

private:
    net::Response send(net::Request);
    const PagesOf* pages_;
};

bool holds(const net::Response&, std::string_view words);

}  // namespace favilla::test
