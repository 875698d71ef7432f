// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_ideas.h — the ideas of the demo community: one in each state, two that were put together, answers that helped, one of a
// group and one of a hidden one; and a draft shown early. Names and words are invented.
#pragma once
#include <functional>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

// `named` finds a person by user name; `now` is a later moment each time. `boss` is an administrator and in charge of the groups. Answers how many there are.
int make_demo_ideas(db::Database&, DomainId, const std::function<AccountId(std::string_view)>& named, AccountId boss,
                    const std::function<Time()>& now);

}  // namespace favilla::server
