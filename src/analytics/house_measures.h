// SPDX-License-Identifier: AGPL-3.0-or-later
// analytics/house_measures.h — what happened in an organisation's house, by days of UTC, for those who look after it: people who were
// here and who came, what they did with each other's posts, reports, the use of a tag, and what is known of another server. The names
// are those of Mastodon's administration (docs.joinmastodon.org/entities/Admin_Measure), docs/methods/house-measures.en.md says what
// each counts. Whatever has an id is counted on the day it came to be here: ids tell that, and are found by index.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "db/database.h"

namespace favilla::analytics {

// Days since 1970, the last one included.
struct DaySpan {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t length() const { return last - first + 1; }
    DaySpan before() const { return {first - length(), first - 1}; }
};

enum class MeasureOf { House, Tag, Server };  // what a measure asks for besides its days

// What is measured: the house of this domain, and there a tag or another server where the measure asks for one.
struct MeasureSubject {
    DomainId domain;
    TagId tag = {};
    std::string host = {};  // in lower case
};

struct MeasureDay {
    std::int64_t day = 0;
    std::int64_t value = 0;
};

struct HouseMeasure {
    std::int64_t total = 0;                      // of the days asked for; of another server, all there is of it now
    std::optional<std::int64_t> previous_total;  // of as many days before; none: of another server, or no longer known
    std::vector<MeasureDay> days;                // all that were asked for and may be known, in their order
};

struct MeasureDefinition;
const MeasureDefinition* find_measure(std::string_view name);  // null: there is none
std::string_view name_of(const MeasureDefinition&);
MeasureOf subject_of(const MeasureDefinition&);
bool is_in_bytes(const MeasureDefinition&);

// Of active people the days before `known_from` are left out: what was noted of them is deleted (social/active_days.h).
HouseMeasure measure_house(db::Reader&, const MeasureDefinition&, const MeasureSubject&, DaySpan, std::int64_t known_from);

bool is_tag(db::Reader&, TagId);  // whether anybody ever used it

}  // namespace favilla::analytics
