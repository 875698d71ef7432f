// SPDX-License-Identifier: AGPL-3.0-or-later
// social/read_page.h — a page out of rows whose first column is what the list is ordered by, in the order in which they were asked for.
#pragma once
#include "db/database.h"
#include "social/paging.h"

namespace favilla::social {

template <class Item, class Read>
Page<Item> read_page(const db::Rows& rows, const PageRequest& request, Read&& read)
{
    Page<Item> page;
    for (const auto& row : rows) page.items.push_back(read(row));
    if (rows.empty()) return page;
    if (request.forwards()) std::ranges::reverse(page.items);
    auto first = rows[0].template get<std::int64_t>(0), last = rows[rows.size() - 1].template get<std::int64_t>(0);
    page.newest = std::max(first, last);
    page.oldest = std::min(first, last);
    return page;
}

}  // namespace favilla::social
