// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_links.h — short links of the demo: of a page, of members, an open call, and how often each was followed.
#pragma once
#include <functional>
#include <string_view>

#include "analytics/short_links.h"

namespace favilla::server {

void make_demo_links(db::Database&, const analytics::LinkKey&, DomainId, const std::function<AccountId(std::string_view)>& named,
                     Time today);

}  // namespace favilla::server
