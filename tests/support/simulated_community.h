// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/simulated_community.h — sixty days of a community in which nobody plots: some are everywhere, some hardly ever; they
// sleep, like what their friends like, come when they are called, sign an open letter, sit in one office, meet on event nights.
// Whatever is found in it is found wrongly. The same seed makes the same community.
#pragma once
#include <cstdint>

#include "integrity/community_files.h"

namespace favilla::test {

struct CommunitySize {
    std::uint32_t accounts = 600, page_posts = 80, posts = 400;
};

integrity::Community honest_community(std::uint64_t seed, const CommunitySize& = {});

// Besides, `members` accounts (the last ones) that act on each of `objects` posts of the page within a minute of each other.
integrity::Community community_with_ring(std::uint64_t seed, std::uint32_t members, std::uint32_t objects);

}  // namespace favilla::test
