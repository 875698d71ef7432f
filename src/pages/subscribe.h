// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/subscribe.h — the form that asks for an account's posts by e-mail, on the profile and on a page of its own.
#pragma once
#include "distribution/mail_subscriptions.h"
#include "pages/forms.h"

namespace favilla::pages {

struct SubscribeForm {
    Url action = Url::local("/");
    std::string email;  // as typed before
    distribution::Rhythm rhythm = distribution::Rhythm::Each;
    bool focus = false;
};

void write_subscribe_form(Html&, const Words&, const SubscribeForm&, const Problems&);
// One of three, as a group of its own.
void write_rhythms(Html&, const Words&, distribution::Rhythm chosen);

Url subscribe_url(const Url& profile);

}  // namespace favilla::pages
