// SPDX-License-Identifier: AGPL-3.0-or-later
// console/measures.h — what is asked for of the measures of a scope, and how waiting is written: of all screens about scopes.
#pragma once
#include "base/json_writer.h"
#include "mastodon/api.h"
#include "strategy/scopes.h"

namespace favilla::console {

struct MeasureWish {
    strategy::Scope scope;
    std::int64_t from = 0, to = 0;  // days of UTC
    strategy::ScopeSpan span() const { return {Time{} + days(from), Time{} + days(to + 1)}; }
};

// Refuses who may not see it: NotFound "measures.scope", Forbidden "measures.for_the_team"; and Invalid "measures.period".
Result<MeasureWish> read_measure_wish(db::Reader&, const mastodon::Api&, std::int64_t usual_days);

void write_wait(JsonWriter&, const strategy::ResponseFigures&);  // inside an open object

}  // namespace favilla::console
