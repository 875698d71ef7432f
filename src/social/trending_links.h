// SPDX-License-Identifier: AGPL-3.0-or-later
// social/trending_links.h — pages that are linked to just now: docs/trends.md has the formula.
#pragma once
#include <optional>
#include <vector>

#include "db/database.h"
#include "social/previews.h"
#include "social/tags.h"

namespace favilla::social {

struct TrendingLink {
    PreviewId page;
    Preview preview;
    std::vector<TagDay> history;  // this day first, seven of them
};

// With an organisation named, without what its team holds back (social/trend_reviews.h).
std::vector<TrendingLink> trending_links(db::Reader&, Time now, int limit, int offset, std::optional<DomainId> shown_in = {});
// As it was linked to lately, be it a trend or not.
std::optional<TrendingLink> find_linked_page(db::Reader&, PreviewId, Time now);

}  // namespace favilla::social
