// SPDX-License-Identifier: AGPL-3.0-or-later
// console/own_records.h — what this house has written down of somebody's own doing, as files to take along beside their lists. Nobody brings them
// in elsewhere: they are for reading.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mastodon/api.h"

namespace favilla::console {

enum class OwnRecord {
    Hours,       // that they gave for pages, line by line
    Links,       // short ones that they made, for themselves or for a page
    Preferences  // of writing and of reading, as GET /api/v1/preferences names them
};
inline constexpr std::array all_own_records{OwnRecord::Hours, OwnRecord::Links, OwnRecord::Preferences};
std::string_view name_of(OwnRecord);       // "desk_hours", "short_links", "preferences"
std::string_view file_name_of(OwnRecord);  // "desk_hours.csv", …
std::optional<OwnRecord> record_of_file(std::string_view file_name);

std::int64_t count_record(db::Reader&, const mastodon::Api&, OwnRecord);
std::string record_table(db::Reader&, const mastodon::Api&, OwnRecord);  // its first line names the columns

}  // namespace favilla::console
