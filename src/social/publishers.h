// SPDX-License-Identifier: AGPL-3.0-or-later
// social/publishers.h — the hosts of pages that are linked to, and what the team of an organisation decided of each: what it decided of a page itself
// goes before (social/trend_reviews.h). A host has its place here once a page of it has said something about itself.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/previews.h"
#include "social/trend_reviews.h"

namespace favilla::social {

using PublisherId = Id<struct PublisherTag>;

struct Publisher {
    PublisherId id;
    std::string host;
    bool trendable = true;            // whether its pages may be shown as trends as things stand
    std::optional<Time> reviewed_at;  // none: nobody of the team has decided
};

void note_publisher(db::Transaction&, std::string_view page, Time now);
Page<Publisher> publishers(db::Reader&, DomainId, const PageRequest&);
Result<Publisher> decide_publisher(db::Transaction&, DomainId, PublisherId, TrendDecision, Time now);  // refuses NotFound
// Of those pages on whose host somebody has decided: what.
std::unordered_map<PreviewId, bool> decided_by_publisher(db::Reader&, DomainId, std::span<const PreviewId>);
void forget_publisher_decisions_of(db::Transaction&, DomainId);

}  // namespace favilla::social
