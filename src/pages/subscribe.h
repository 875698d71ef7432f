// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/subscribe.h — the form that asks for an account's posts by e-mail, on the profile and on a page of its own.
#pragma once
#include <span>

#include "distribution/mail_subscriptions.h"
#include "pages/forms.h"

namespace favilla::pages {

struct SubscribeForm {
    Url action = Url::local("/");
    std::string email;  // as typed before
    social::Rhythm rhythm = social::Rhythm::Each;
    bool focus = false;
};

void write_subscribe_form(Html&, const Words&, const SubscribeForm&, const Problems&);
// One of them, as a group of its own.
inline constexpr social::Rhythm rhythms_of_posts[] = {social::Rhythm::Each, social::Rhythm::Daily, social::Rhythm::Weekly};
void write_rhythms(Html&, const Words&, std::span<const social::Rhythm>, social::Rhythm chosen);

// The token of a mail's link stands in the address; the forms of its page send it along.
std::string_view token_of(const Visit&);

Url subscribe_url(const Url& profile);

}  // namespace favilla::pages
