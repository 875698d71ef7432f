// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_ids.h — the ids of what was brought in as somebody's past (social/past_imports.h): the second it was written in stands where others
// have the millisecond. They sort by time among themselves and all lie before March 1970, where no clock makes any: nothing that counts
// by ids meets them, and no column tells them apart.
#pragma once
#include "base/ids.h"

namespace favilla::social {

inline constexpr std::int64_t first_present_id = std::int64_t{1} << (32 + id_time_shift);

static_assert(first_present_id == 281'474'976'710'656);  // as it stands in queries

constexpr bool is_past(StatusId id) { return id.value < first_present_id; }
// The smallest of a second; there is room for as many posts as an id has places behind its time.
constexpr std::int64_t first_past_id(Time written) { return written.milliseconds / 1000 << id_time_shift; }

}  // namespace favilla::social
