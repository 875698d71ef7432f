// SPDX-License-Identifier: AGPL-3.0-or-later
// net/household.h — what one household has of the Internet, and is counted as: an address, or of IPv6 a /64.
#pragma once
#include <algorithm>
#include <cstdint>

#include "net/address.h"

namespace favilla::net {

inline Address household_of(Address address)
{
    if (!address.is_v4()) std::fill(address.bytes.begin() + 8, address.bytes.end(), std::uint8_t{0});
    return address;
}

}  // namespace favilla::net
