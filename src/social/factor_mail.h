// SPDX-License-Identifier: AGPL-3.0-or-later
// social/factor_mail.h — the mails that tell somebody of what was changed in how they sign in.
#pragma once
#include <string>
#include <string_view>

#include "social/mail.h"

namespace favilla::social {

inline constexpr std::string_view second_factor_screen = "/app/settings/second-factor";

// Nothing where nobody signs in as that account.
void tell_person(db::Transaction&, AccountId, MailKind, std::string_view path, Time now, std::string reason = {});

}  // namespace favilla::social
