// SPDX-License-Identifier: AGPL-3.0-or-later
// social/trend_reviews.h — what the team of an organisation decides of tags, and of posts and pages that are talked about. Each organisation
// decides for its own members and pages; whether trends wait for its team is its choice (otherwise they are shown until it rejects them).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/previews.h"
#include "social/tags.h"

namespace favilla::social {

enum class TrendDecision { Approve, Reject };

bool trends_are_reviewed(db::Reader&, DomainId);  // where it was not chosen: no
void choose_trend_review(db::Transaction&, DomainId, bool reviewed);

struct ReviewedTag {
    Tag tag;  // its name as it is shown
    bool usable = true, listable = true, trendable = true;
    std::optional<Time> reviewed_at;
};
struct TagRuling {  // what is not given stays as it is
    std::optional<std::string> display_name;
    std::optional<bool> usable, listable, trendable;
};
std::optional<ReviewedTag> find_reviewed_tag(db::Reader&, DomainId, TagId, Time now);
std::vector<ReviewedTag> reviewed_tags(db::Reader&, DomainId, std::span<const TagId>, Time now);  // in the order asked for
Page<ReviewedTag> all_tags(db::Reader&, DomainId, const PageRequest&, Time now);
// Refuse NotFound; the first also Invalid "tag.other_name" for a name that is not the tag's in other letters.
Result<ReviewedTag> rule_on_tag(db::Transaction&, DomainId, TagId, const TagRuling&, Time now);
Result<ReviewedTag> decide_tag_trend(db::Transaction&, DomainId, TagId, TrendDecision, Time now);
// Of a post or of a page; both refuse NotFound.
Result<void> decide_status_trend(db::Transaction&, DomainId, StatusId, TrendDecision, Time now);
Result<void> decide_link_trend(db::Transaction&, DomainId, PreviewId, TrendDecision, Time now);

// Those of them that are not shown as trends there.
std::unordered_set<TagId> tags_held_back(db::Reader&, DomainId, std::span<const TagId>);
std::unordered_set<StatusId> statuses_held_back(db::Reader&, DomainId, std::span<const StatusId>);
std::unordered_set<PreviewId> links_held_back(db::Reader&, DomainId, std::span<const PreviewId>);

struct TrendReview {
    bool trendable = true;        // whether it may be shown as a trend as things stand
    bool requires_review = true;  // nobody of the team has decided
};
std::unordered_map<StatusId, TrendReview> status_reviews(db::Reader&, DomainId, std::span<const StatusId>);
std::unordered_map<PreviewId, TrendReview> link_reviews(db::Reader&, DomainId, std::span<const PreviewId>);

// The first of these folded names under which members of that organisation do not post.
std::optional<std::string> unusable_tag(db::Reader&, DomainId, const std::vector<std::string>& names);

void forget_trend_decisions(db::Transaction&, Time before);
void forget_trend_reviews_of(db::Transaction&, DomainId);

}  // namespace favilla::social
