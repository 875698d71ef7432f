// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mail_rhythm.h — how often somebody has mail of what is new.
#pragma once
#include <optional>
#include <string_view>

#include "base/time.h"

namespace favilla::social {

enum class Rhythm { Each, Daily, Weekly };
std::string_view name_of(Rhythm);  // as stored: "each"
std::optional<Rhythm> parse_rhythm(std::string_view);

// 05:00 UTC of the next day, or of the next Monday; none where each is sent at once.
std::optional<Time> next_digest_after(Time, Rhythm);

}  // namespace favilla::social
