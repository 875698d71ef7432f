// SPDX-License-Identifier: AGPL-3.0-or-later
// console/days.h — days since 1970 as our API writes them: 2026-11-24.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "mastodon/params.h"

namespace favilla::console {

inline std::int64_t day_of(Time at) { return start_of_day(at).milliseconds / days(1).milliseconds; }
inline std::string date_of(std::int64_t day) { return iso_date(Time{} + days(day)); }
inline std::optional<std::int64_t> parse_day(std::string_view text)
{
    auto at = text.size() == 10 ? parse_iso8601(std::string{text} + "T00:00:00Z") : std::nullopt;
    return at ? std::optional{day_of(*at)} : std::nullopt;
}
// Of a query, where it says one. Refuses Invalid `refusal`, with the param "field".
inline Result<std::int64_t> read_day(const mastodon::Params& params, std::string_view name, std::int64_t otherwise,
                                     const char* refusal)
{
    auto text = params.text(name);
    if (!text || text->empty()) return otherwise;
    auto day = parse_day(*text);
    if (!day) return refuse(ErrorCode::Invalid, refusal, {{"field", std::string{name}}});
    return *day;
}

}  // namespace favilla::console
