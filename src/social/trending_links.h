// SPDX-License-Identifier: AGPL-3.0-or-later
// social/trending_links.h — pages that are linked to just now: docs/trends.md has the formula.
#pragma once
#include <vector>

#include "db/database.h"
#include "social/previews.h"
#include "social/tags.h"

namespace favilla::social {

struct TrendingLink {
    Preview preview;
    std::vector<TagDay> history;  // this day first, seven of them
};

std::vector<TrendingLink> trending_links(db::Reader&, Time now, int limit, int offset);

}  // namespace favilla::social
