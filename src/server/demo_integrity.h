// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_integrity.h — what the demo has for those who look after honesty: a ring that likes the same posts within seconds, a team that
// does and says whose it is, newcomers of today who are worth a look, and an open letter that many sign in the same words, which is nothing to anybody.
#pragma once
#include <functional>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "server/demo_story.h"

namespace favilla::server {

// Into a story that was told: whatever else happens in it stays as it is.
void plant_demo_ring(DemoStory&, Time until);
// Two nights are judged; the ring is looked at by one of the team, asked, and one of it answers.
void settle_demo_integrity(db::Database&, const Random&, DomainId, const std::function<AccountId(std::string_view)>& named,
                           const std::function<Time()>& now, Time judged_at);

}  // namespace favilla::server
