// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_invitations.h — how the demo community grew: who came through whom, over several generations, and an invitation that works.
#pragma once
#include <span>

#include "community/invitation_codes.h"
#include "db/database.h"

namespace favilla::server {

// The first few came by themselves. How many were invited.
int invite_demo_people(db::Database&, const community::InvitationKey&, std::span<const AccountId> people, Time begin);
// Into the place, or into a group of theirs as well.
void offer_demo_invitation(db::Database&, const community::InvitationKey&, AccountId by, std::optional<AccountId> group,
                           std::string_view word, Time today);

}  // namespace favilla::server
