// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/sign_in.h — what the two steps of signing in share.
#pragma once
#include <string_view>

#include "base/result.h"
#include "pages/html.h"
#include "pages/visit.h"
#include "social/grace.h"

namespace favilla::pages {

// The form for name and password, with what was wrong.
net::Response refuse_sign_in(Visit&, const Error&, std::string_view login, std::string_view return_to);
// The session begins, and with it the way to where they wanted to go. Who deleted their account is asked whether they come back.
net::Response let_in(Visit&, AccountId, std::string_view return_to);
net::Response ask_to_come_back(Visit&, const social::Grace&, std::string_view return_to);
// The password was right, and the account asks for a second factor besides: nobody is signed in yet.
net::Response ask_for_code(const Visit&, AccountId, std::string_view return_to);

// The second step was right: the session, and what the password proved is done with. Or it was not; `field` is the one it is about.
net::Response let_in_after_step(Visit&, AccountId, std::string_view return_to);
net::Response refuse_step(Visit&, const Error&, std::string_view field, std::string_view return_to);
// A button for each provider that the organisation's people sign in with (sign_in_openid.cpp).
void write_providers(Html&, const Visit&, std::string_view return_to);

// Not 401: that would ask for an authentication scheme. The form is simply not right yet.
int status_of_form(const Error&);

}  // namespace favilla::pages
