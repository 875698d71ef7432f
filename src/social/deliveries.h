// SPDX-License-Identifier: AGPL-3.0-or-later
// social/deliveries.h — a status comes into the homes and lists of those who asked for it: the first in the
// transaction of the posting, the others by a durable job, a slice at a time. For social/ and the wiring of jobs.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "jobs/events.h"
#include "social/statuses.h"

namespace favilla::social {

inline constexpr int delivery_slice = 500;
inline constexpr std::string_view timelines_queue = "timelines";

// What remains to be done of a delivery: to followers, to lists, or to those who follow a tag. Doing it twice is
// doing it once.
struct Delivery {
    static constexpr std::string_view name = "delivery";
    StatusId status;
    bool to_lists = false;
    std::optional<TagId> to_tag;
    std::int64_t after = 0;  // the last row of follows, lists or followed_tags that was served
};
BOOST_DESCRIBE_STRUCT(Delivery, (), (status, to_lists, to_tag, after))

// A slice; what remains behind it, or none. A status that is gone meanwhile is delivered to nobody.
std::optional<Delivery> continue_delivery(db::Transaction&, const Delivery&, Time now);

}  // namespace favilla::social
