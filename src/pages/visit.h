// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/visit.h — one request for a page, understood: which organisation, in which language, who is signed in. And how a
// page is answered: with the headers that keep it safe, and 304 when the browser has it already.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/form.h"
#include "net/http.h"
#include "pages/layout.h"
#include "pages/site.h"
#include "social/tokens.h"

namespace favilla::pages {

struct Member {  // who is signed in in this browser
    AccountId account;
    std::string username;
    social::Token session;
};

struct Visit {
    Site& site;
    const net::Request& request;
    social::Domain domain;
    Language language;
    Time now;
    std::vector<net::Field> cookies;
    std::vector<net::Field> query;
    std::vector<net::Field> form;  // of a POST
    std::optional<Member> member;
    std::string form_key;           // secret of this browser that form tokens are made of; empty: none yet
    bool has_new_form_key = false;  // the answer has to set its cookie

    Words words() const { return {site.locale, language}; }
    std::string_view query_field(std::string_view name) const;  // empty when absent
    std::string_view form_field(std::string_view name) const;
};

// A query or a form that cannot be read is one without fields.
Visit open_visit(Site&, const net::Request&);
Frame frame_of(const Visit&);
Language language_of(const Locale&, const net::Request&, Language fallback = {});

net::Response html_response(const Visit&, std::string html, int status = 200);  // may be 304
net::Response form_response(Visit&, std::string html, int status = 200);        // is kept nowhere
net::Response error_response(const Visit&, int status);
net::Response see_other(std::string location);  // 303

net::Response with_security_headers(net::Response, std::string_view form_targets = "'self'");
// 304 when If-None-Match or If-Modified-Since says that the peer has it.
net::Response unless_known(const net::Request&, net::Response, std::optional<Time> changed = {});

// "/@ada?max_id=7": a path of ours and nowhere else; anything else becomes "/".
std::string local_path(std::string_view);

}  // namespace favilla::pages
