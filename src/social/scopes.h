// SPDX-License-Identifier: AGPL-3.0-or-later
// social/scopes.h — what a token may do. "read" contains "read:statuses" and the like; "follow" is the old name for
// relationships. A set of scopes fits a machine word.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace favilla::social {

struct Scopes {
    std::uint64_t bits = 0;  // one for each name of all_scopes(), as granted
    bool empty() const { return bits == 0; }
    friend constexpr bool operator==(Scopes, Scopes) = default;
};

std::span<const std::string_view> all_scopes();

// Names with blanks (or "+") between. Refuses Invalid "scope.unknown" with the param "scope".
Result<Scopes> parse_scopes(std::string_view);
std::string to_string(Scopes);  // in the order of all_scopes()

// `wanted` may name several with blanks between: any one of them is enough.
bool allows(Scopes granted, std::string_view wanted);
// Everything in `part` is allowed by `whole`.
bool contains(Scopes whole, Scopes part);

inline constexpr std::string_view default_scope = "read";  // of whoever asks for none

}  // namespace favilla::social
