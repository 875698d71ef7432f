// SPDX-License-Identifier: AGPL-3.0-or-later
// social/featured_tags.h — tags that somebody shows on their profile, because they write under them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/tags.h"

namespace favilla::social {

using FeaturedTagId = Id<struct FeaturedTagTag>;

struct FeaturedTag {
    FeaturedTagId id;
    std::string name;                    // as its owner wrote it
    std::int64_t statuses = 0;           // of theirs that are public or unlisted
    std::optional<Time> last_status_at;  // of those
};

inline constexpr std::int64_t max_featured_tags = 10;
inline constexpr int most_suggested_tags = 10;

std::vector<FeaturedTag> featured_tags(db::Reader&, AccountId);  // the one used most first
// One that is shown already stays as it is. Refuses Invalid "tag.invalid" and "tag.too_many_featured".
Result<FeaturedTag> feature_tag(db::Transaction&, AccountId, std::string_view name, Time now);
Result<void> unfeature_tag(db::Transaction&, AccountId, FeaturedTagId);  // refuses NotFound
// What somebody of another server shows, in its order: takes the place of what was known. Names that are no tags are left out.
void receive_featured_tags(db::Transaction&, AccountId, std::span<const std::string> names, Time now);
// By its name; what is not shown is left as it is. Both answer with the tag and refuse as feature_tag does.
Result<Tag> feature_tag_named(db::Transaction&, AccountId, std::string_view name, Time now);
Result<Tag> unfeature_tag_named(db::Transaction&, AccountId, std::string_view name, Time now);
// Those they wrote under most in their newest thousand posts, without what is shown already.
std::vector<Tag> suggested_tags(db::Reader&, AccountId, Time now);

}  // namespace favilla::social
