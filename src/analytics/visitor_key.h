// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/visitor_key.h — what stands for a visitor while a day is counted: 64 bits (SipHash-2-4) of what is known of them under a
// key of that day, which nobody else has and which goes with the day. Nothing of it is written anywhere.
#pragma once
#include <cstdint>
#include <string_view>

namespace favilla::analytics {

inline constexpr std::size_t visitor_key_bytes = 16;

std::uint64_t visitor_key(std::string_view day_key, std::string_view visitor);

}  // namespace favilla::analytics
