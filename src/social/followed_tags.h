// SPDX-License-Identifier: AGPL-3.0-or-later
// social/followed_tags.h — following a tag brings what is posted under it into one's home.
#pragma once
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/paging.h"
#include "social/tags.h"

namespace favilla::social {

inline constexpr int max_followed_tags = 400;

// Refuse Invalid "tag.invalid"; follow_tag also "tag.too_many".
Result<Tag> follow_tag(db::Transaction&, AccountId, std::string_view name, Time now);
Result<Tag> unfollow_tag(db::Transaction&, AccountId, std::string_view name, Time now);
// Paged by the id of the following.
Page<Tag> followed_tags(db::Reader&, AccountId, const PageRequest&, Time now);

}  // namespace favilla::social
