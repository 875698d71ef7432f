// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/page_preferences.h"

#include "base/language.h"

namespace favilla::social {

PagePreferences page_preferences(db::Reader& reader, AccountId page)
{
    auto row = reader.row("SELECT visibility, language FROM page_preferences WHERE account_id = $1", page);
    if (!row) return {};
    return {Visibility(row->get<int>(0)), row->get<std::optional<std::string>>(1)};
}

Result<void> change_page_preferences(db::Transaction& tx, AccountId page, const PagePreferenceChange& change)
{
    if (change == PagePreferenceChange{}) return {};
    if (change.visibility == Visibility::Direct) return refuse(ErrorCode::Invalid, "user.visibility_invalid");
    auto after = page_preferences(tx, page);
    if (change.language) {
        after.language = normal_language(*change.language);
        if (!after.language && !change.language->empty()) return refuse(ErrorCode::Invalid, "user.language_unknown");
    }
    after.visibility = change.visibility.value_or(after.visibility);
    tx.run("INSERT INTO page_preferences (account_id, visibility, language) VALUES ($1, $2, $3) "
           "ON CONFLICT (account_id) DO UPDATE SET visibility = excluded.visibility, language = excluded.language",
           page, static_cast<int>(after.visibility), after.language);
    return {};
}

}  // namespace favilla::social
