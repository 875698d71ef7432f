// SPDX-License-Identifier: AGPL-3.0-or-later
// desk/views.h — filters of the desk that a person uses again: theirs alone, under a name.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "desk/items.h"

namespace favilla::desk {

using ViewId = Id<struct DeskViewTag>;

struct View {
    ViewId id;
    AccountId person;
    std::string name;
    std::optional<AccountId> page;  // none: every page whose desk they see
    Which which = Which::Open;
    std::optional<ItemKind> kind;
};
inline constexpr std::int64_t most_views = 50;
inline constexpr std::size_t max_view_name_length = 60;  // graphemes

// In the order of their names. Those of pages whose desk the person sees no longer are left out, and there again when they do.
std::vector<View> views_of(db::Reader&, AccountId person);
std::optional<View> find_view(db::Reader&, AccountId person, ViewId);

// Refuse Invalid "desk.view_blank", "desk.view_too_long", NotFound (the page, where its desk is not theirs to see; the view), Conflict
// "desk.view_name_taken", "desk.views_too_many".
Result<View> save_view(db::Transaction&, const View&, Time now);
Result<View> change_view(db::Transaction&, const View&);
Result<void> remove_view(db::Transaction&, AccountId person, ViewId);

}  // namespace favilla::desk
