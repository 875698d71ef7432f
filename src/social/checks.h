// SPDX-License-Identifier: AGPL-3.0-or-later
// social/checks.h — whether the counters that are kept equal what they count.
#pragma once
#include <string>
#include <vector>

#include "db/database.h"

namespace favilla::social {

// A line each; at most `at_most` of each kind.
std::vector<std::string> find_problems(db::Reader&, int at_most = 20);

}  // namespace favilla::social
