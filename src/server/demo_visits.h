// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_visits.h — two years of visits to the imaginary publisher's site and to that of its prize, as their pages told of them:
// a book fair brought people to the one, a film on television to both.
#pragma once
#include <string_view>

#include "base/crypto.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::server {

inline constexpr std::string_view demo_site = "www.lanterna.example", demo_prize_site = "www.premiolanterna.example";

// In days before today, the first one and the last.
struct DemoWindow {
    std::int64_t first_ago = 0, last_ago = 0;
    constexpr bool has(std::int64_t ago) const { return ago <= first_ago && ago >= last_ago; }
};
inline constexpr DemoWindow demo_fair{52, 39}, demo_film{200, 187};

// They end yesterday; the same seed makes the same ones. How many views that is.
std::int64_t count_demo_visits(db::Database&, DomainId, const Random&, std::uint64_t seed, Time today);

}  // namespace favilla::server
