// SPDX-License-Identifier: AGPL-3.0-or-later
// social/deliveries.h — a status comes into the homes and lists of those who asked for it: the first in the
// transaction of the posting, the others by a durable job, a slice at a time. For social/ and the wiring of jobs.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "social/statuses.h"

namespace favilla::social {

inline constexpr int delivery_slice = 500;

// What remains to be done of a delivery. Doing it twice is doing it once.
struct Delivery {
    enum class Way { Followers, Lists, Tag };
    Way way = Way::Followers;
    StatusId status;
    TagId tag;                                             // of Way::Tag
    std::int64_t after = 0;                                // the last row of follows, lists or followed_tags that was served
};

// A slice; what remains behind it, or none. A status that is gone meanwhile is delivered to nobody.
std::optional<Delivery> continue_delivery(db::Transaction&, const Delivery&, Time now);

}  // namespace favilla::social
