// SPDX-License-Identifier: AGPL-3.0-or-later
// social/refused_answers.h — an answer of somebody here that those whom it answers did not take, by their server's word: it stands here, and there nobody
// reads it. Its author is told so once, whoever they have muted: it is about their own words.
#pragma once
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

struct Status;

// A notification of its own, "answer_refused", from whoever refused it. Publishes NotificationAdded.
void tell_of_refusal(db::Transaction&, const Status& answer, AccountId by, Time now);

}  // namespace favilla::social
