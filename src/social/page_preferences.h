// SPDX-License-Identifier: AGPL-3.0-or-later
// social/page_preferences.h — what the posts of a page are like where neither who writes nor a draft says anything else: what a person's
// preferences (social/users.h) are to theirs.
#pragma once
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "db/database.h"
#include "social/statuses.h"

namespace favilla::social {

struct PagePreferences {
    Visibility visibility = Visibility::Public;
    std::optional<std::string> language;  // none: detected
};
PagePreferences page_preferences(db::Reader&, AccountId page);

struct PagePreferenceChange {  // what is not given stays as it is
    std::optional<Visibility> visibility;
    std::optional<std::string> language;  // empty: detected

    bool operator==(const PagePreferenceChange&) const = default;
};
// Refuses Invalid "user.visibility_invalid" (Direct), "user.language_unknown".
Result<void> change_page_preferences(db::Transaction&, AccountId page, const PagePreferenceChange&);

}  // namespace favilla::social
