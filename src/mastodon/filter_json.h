// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/filter_json.h — Filter and its kin as clients read them (docs.joinmastodon.org/entities/Filter, V1_Filter).
#pragma once
#include "base/json_writer.h"
#include "social/filters.h"

namespace favilla::mastodon {

void write_filter(JsonWriter&, const social::Filter&);
void write_filter_in_result(JsonWriter&, const social::Filter&);  // without what it looks for
void write_filter_keyword(JsonWriter&, const social::FilterKeyword&);
void write_filter_status(JsonWriter&, const social::FilterStatus&);
// To old apps each keyword is a filter.
void write_filter_v1(JsonWriter&, const social::Filter&, const social::FilterKeyword&);

}  // namespace favilla::mastodon
