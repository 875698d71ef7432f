// SPDX-License-Identifier: AGPL-3.0-or-later
// social/email_change.h — another e-mail address for who signs in: proved by a link that is sent to it, and told to the one there was.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

inline constexpr std::string_view email_screen = "/app/settings/email";
inline constexpr std::string_view change_path = "/auth/email?token=";

struct OwnEmail {
    std::string email;
    std::optional<std::string> pending;  // asked for, and not proved yet
};
// None: nobody signs in with this account.
std::optional<OwnEmail> email_of(db::Reader&, AccountId, Time now);

// Sends the link to the new address and word of it to the one there is. An address that is somebody else's here already is answered just as
// any other: its owner is told instead (hardening: enumeration). What was asked for before is given up. Refuses: NotFound "user.missing",
// Invalid "user.email_invalid", "user.email_same", "user.email_refused", each with the param "field".
Result<void> request_email_change(db::Transaction&, const Random&, AccountId, std::string_view email, Time now);
void give_up_email_change(db::Transaction&, AccountId);

// The link in the mail; once, within confirm_link_lasts. Links to set a new password that went to the old address open nothing any more, and
// that address is told. Refuses Gone "user.link_spent", also where somebody else proved the address meanwhile.
Result<AccountId> confirm_email_change(db::Transaction&, std::string_view secret, Time now);

}  // namespace favilla::social
