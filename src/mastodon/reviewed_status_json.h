// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/reviewed_status_json.h — a post as the team reads it that decides what trends (admin_trends.cpp).
#pragma once
#include "mastodon/status_json.h"
#include "social/trend_reviews.h"

namespace favilla::mastodon {

// Inside an open object: what the team decided (requires_review as Mastodon's Admin::Tag has it; trendable of posts and pages is ours).
void write_review_fields(JsonWriter&, const social::TrendReview&);
void write_reviewed_status(JsonWriter&, const Audience&, const social::StatusViews&, const social::StatusView&,
                           const social::TrendReview&);

}  // namespace favilla::mastodon
