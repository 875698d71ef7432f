// SPDX-License-Identifier: AGPL-3.0-or-later
// activitypub/forwarding.h — what somebody elsewhere answers to one of ours goes on to those elsewhere who follow us: its author's server
// does not know them, and without it they would see half a conversation (ActivityPub, 7.1.2; as Mastodon forwards).
#pragma once
#include "activitypub/perform.h"

namespace favilla::activitypub {

// Whose followers are to be told of the activity: of whoever of ours wrote what it answers, or the nearest answered before. None when it
// answers none of ours, is not for everybody, or carries nothing by which others could believe it. Asked before a deletion is done.
std::optional<AccountId> forwards_for(db::Reader&, const boost::json::value& activity, AccountId actor);

// As it came, after it was done, to all but the server it came from. `asked_before` is what forwards_for said of a deletion.
void forward(const Performance&, std::optional<AccountId> asked_before);

}  // namespace favilla::activitypub
