// SPDX-License-Identifier: AGPL-3.0-or-later
// social/heard.h — whose news are shown: a part of statements that read notifications (n) with their senders (a).
#pragma once
#include <string_view>

namespace favilla::social {

// $1 is who reads, $2 the moment. Who was suspended, blocked or muted since is not heard any more.
inline constexpr std::string_view heard_senders =
    "a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = n.from_account_id) "
    "AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_id = n.from_account_id "
    "AND m.hide_notifications = 1 AND (m.expires_at IS NULL OR m.expires_at > $2))";

}  // namespace favilla::social
