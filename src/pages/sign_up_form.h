// SPDX-License-Identifier: AGPL-3.0-or-later
// pages/sign_up_form.h — the form somebody joins with, on the page of its own and on that of an invitation (sign_up.cpp).
#pragma once
#include <string>
#include <string_view>

#include "pages/forms.h"
#include "social/sign_up.h"

namespace favilla::pages {

social::SignUpDraft read_sign_up(const Visit&);
// Whom somebody vouches for is not asked for a reason.
void write_sign_up_fields(Html&, const Visit&, const social::SignUpDraft&, const Problems&);
void write_agreement_box(Html&, const Words&, bool checked, const Problems&);
Problems problems_of(const Visit&, const social::SignUpRefusal&);
// Where the account is admitted at once (while testing) there is no mail to wait for.
std::string welcome_page(const Visit&, const social::SignedUp&, std::string_view email);
void confirm_while_testing(Visit&, social::SignedUp&);

}  // namespace favilla::pages
