// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/filter_params.h — what clients ask filters to be.
#pragma once
#include "mastodon/params.h"
#include "social/filters.h"

namespace favilla::mastodon {

// Refuses Invalid "filter.context_unknown", "filter.action_unknown", "filter.expiry_invalid".
Result<social::FilterChange> read_filter_change(const Params&);
social::KeywordChange read_keyword_change(const Params&);

// Of filters as they were before Mastodon 4: one phrase each.
Result<social::FilterChange> read_filter_change_v1(const Params&);
social::KeywordChange read_keyword_change_v1(const Params&);

}  // namespace favilla::mastodon
