// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/house_dimensions.h — the same house, told apart by kinds: languages of those who were here, applications they came by, servers
// that are heard, who is followed at another server. The names are those of Mastodon's administration
// (docs.joinmastodon.org/entities/Admin_Dimension); docs/methods/house-measures.en.md says what each counts.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/house_measures.h"

namespace favilla::analytics {

struct Part {
    // Of a language its code, "und" when unknown; none: no application, on the pages of the web.
    std::optional<std::string> name;
    std::int64_t count = 0;
};

struct DimensionDefinition;
const DimensionDefinition* find_dimension(std::string_view name);  // null: there is none
MeasureOf subject_of(const DimensionDefinition&);
bool is_of_languages(const DimensionDefinition&);

// The largest first, as many as the limit says.
std::vector<Part> parts_of(db::Reader&, const DimensionDefinition&, const MeasureSubject&, DaySpan, std::int64_t limit);

struct Space {
    std::int64_t database = 0;  // bytes, with its indexes; on SQLite of the file
    std::int64_t media = 0;     // bytes of the files that are kept here
};
Space space_used(db::Reader&);

struct Software {
    std::string key;   // "sqlite"
    std::string name;  // "SQLite"
    std::string version;
};
// What holds the data, and what this program was made with and of, as it runs now.
std::vector<Software> software_below(db::Reader&);

}  // namespace favilla::analytics
