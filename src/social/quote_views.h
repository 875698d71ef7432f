// SPDX-License-Identifier: AGPL-3.0-or-later
// social/quote_views.h — what a page's statuses quote, as far as this reader may see it. For social/ alone.
#pragma once
#include <span>

#include "social/status_views.h"

namespace favilla::social {

// Of `quoting`, what was quoted with consent, is there and may be seen by the viewer; says of each view how its quote stands.
std::vector<Status> load_quotes(db::Reader&, std::span<StatusView* const> quoting, Viewer);
// What the viewer may do about quoting each of them.
void load_rights(db::Reader&, std::span<StatusView* const>, Viewer);

}  // namespace favilla::social
