// SPDX-License-Identifier: AGPL-3.0-or-later
// social/tags.h — words that statuses are found by, how they are used, and what is talked about just now.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/statuses.h"

namespace favilla::social {

constexpr std::int64_t day_of(Time time) { return time.milliseconds / days(1).milliseconds; }

struct TagDay {
    std::int64_t day = 0;  // days since 1970
    std::int64_t uses = 0;
    std::int64_t accounts = 0;
};

struct Tag {
    std::optional<TagId> id;      // none: nobody has used it yet
    std::string name;             // folded
    std::vector<TagDay> history;  // this day first, seven of them
    bool following = false;       // the viewer
    bool featuring = false;       // the viewer, on their profile: social/featured_tags.h
};

inline constexpr int tag_history_days = 7;

bool is_tag_name(std::string_view);  // what a text would take for one behind "#"
// A tag that nobody has used is an empty one: the name alone makes it.
Tag find_tag(db::Reader&, std::string_view name, Viewer, Time now);
std::vector<Tag> tags_among(db::Reader&, std::span<const TagId>, Viewer, Time now);  // in the order asked for
// The tag's row, made if need be: to follow what nobody has used yet. None when the name is no tag.
std::optional<TagId> tag_named(db::Transaction&, std::string_view name, Time now);

// How far it stands out that so many people on the last two days did what `before` did on the five days before, each day counted:
// docs/trends.md. 0: it does not, or it is one person.
inline constexpr std::int64_t trend_days = 2;  // today and yesterday
double trend_score(std::int64_t people, std::int64_t before);

// Uses of long ago.
void forget_tag_uses(db::Transaction&, Time now);

// What is talked about: docs/trends.md has the formulas. Computed from what people did lately, told to everybody alike:
// public statuses of authors who may be discovered, never a count of one person.
// With an organisation named, without what its team holds back (social/trend_reviews.h).
std::vector<Tag> trending_tags(db::Reader&, Viewer, Time now, int limit, int offset, std::optional<DomainId> shown_in = {});
std::vector<Status> trending_statuses(db::Reader&, Viewer, Time now, int limit, int offset,
                                      std::optional<DomainId> shown_in = {});

}  // namespace favilla::social
