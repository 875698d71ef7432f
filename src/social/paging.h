// SPDX-License-Identifier: AGPL-3.0-or-later
// social/paging.h — a place in a list that is newest first, and how far to read from it.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace favilla::social {

// Ids are those the list is ordered by: of statuses in a timeline, of the favourite in a list of favourites.
struct PageRequest {
    std::optional<std::int64_t> max_id;    // older than this
    std::optional<std::int64_t> since_id;  // newer than this, the newest of them
    std::optional<std::int64_t> min_id;    // newer than this, the next of them
    int limit = 20;

    std::int64_t before() const { return max_id.value_or(std::numeric_limits<std::int64_t>::max()); }
    std::int64_t after() const { return std::max(min_id.value_or(0), since_id.value_or(0)); }
    bool forwards() const { return min_id.has_value(); }  // read upwards, then shown newest first all the same
    // Whether fewer rows than were asked for mean that the list ends here.
    bool reads_to_the_end() const { return !min_id && !since_id; }
};

// What was read, newest first. The edges are those of what was looked at, so that a page from which much was
// left out still says where to go on; none when nothing lay there, and no oldest when nothing lies behind it.
template <class Item>
struct Page {
    std::vector<Item> items;
    std::optional<std::int64_t> newest;  // min_id of the page before
    std::optional<std::int64_t> oldest;  // max_id of the page behind
};

}  // namespace favilla::social
