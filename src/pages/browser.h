// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/browser.h — what a browser keeps for us, and how a form is known to come from our own page.
#pragma once
#include <string>
#include <string_view>

#include "net/http.h"
#include "pages/visit.h"

namespace favilla::pages {

// Session: who is signed in. Device: that somebody has signed in here before. Form: what form tokens of guests are made of. Proof: that
// a password was right, while the code is still to come (social/second_factor.h). OpenId: that it was this browser that was sent to a provider.
enum class Cookie { Session, Device, Form, Proof, OpenId };

inline constexpr std::string_view language_cookie = "lang";

// Over https the name begins with "__Host-", which binds the cookie to this very host (RFC 6265bis, 4.1.3.2).
std::string cookie_name(const Visit&, Cookie);
std::string cookie(const Visit&, Cookie);  // empty when the browser sent none
void set_cookie(net::Response&, const Visit&, Cookie, std::string_view value);
void clear_cookie(net::Response&, const Visit&, Cookie);

// Before a form is written for a guest: makes the secret its token needs, unless the browser has one.
void ensure_form_key(Visit&);
// What a form carries in its field "form_token": nobody can make it who does not know the browser's secret.
std::string form_token(const Visit&);
// By what the browser says: not sent by another site's page. Programs say nothing, and are believed.
bool comes_from_us(const Visit&);
// Does this POST come from a page of ours? By the token, and by what the browser says of where it comes from.
bool is_our_form(const Visit&);
// Does this POST come from a script of ours? A script has no form: its browser has to say that the page is of this origin.
bool is_our_script(const Visit&);

}  // namespace favilla::pages
