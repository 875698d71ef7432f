// SPDX-License-Identifier: AGPL-3.0-or-later
// console/beacon_call.h — what a page tells of itself, read from a form that anybody can send: within bounds, or refused.
#pragma once
#include <string>
#include <string_view>

#include "analytics/day_visitors.h"
#include "base/result.h"
#include "net/http.h"

namespace favilla::console {

inline constexpr std::size_t longest_goal_name = 100;
inline constexpr std::size_t longest_link_place = 300;  // that was followed

struct ReadBeaconCall {
    std::string site;  // in its normal form
    std::string host;  // that the page was on, without a port
    analytics::Told told = analytics::Told::View;
    std::string target, referrer;
    std::string name;  // of the goal, or the page that a link leads to; never empty there
    analytics::SaidValue value = {};
};

// Of the headers it takes Referer and Origin. Refuses Invalid "visits.beacon_unreadable" {field}, and what parse_urlencoded refuses.
Result<ReadBeaconCall> read_beacon_call(const net::Request&, std::string_view form);

}  // namespace favilla::console
