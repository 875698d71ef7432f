// SPDX-License-Identifier: AGPL-3.0-or-later
// social/read_page.h — a page out of rows whose first column is what the list is ordered by, in the order in which they were asked for.
#pragma once
#include "db/database.h"
#include "social/paging.h"

namespace favilla::social {

// Of what was read from them, in the same order.
template <class Item>
Page<Item> page_of(std::vector<Item> items, const db::Rows& rows, const PageRequest& request)
{
    Page<Item> page{.items = std::move(items), .newest = {}, .oldest = {}};
    if (rows.empty()) return page;
    if (request.forwards()) std::ranges::reverse(page.items);
    auto first = rows[0].template get<std::int64_t>(0), last = rows[rows.size() - 1].template get<std::int64_t>(0);
    page.newest = std::max(first, last);
    auto is_last = request.reads_to_the_end() && static_cast<int>(rows.size()) < request.limit;
    if (!is_last) page.oldest = std::min(first, last);
    return page;
}

template <class Item, class Read>
Page<Item> read_page(const db::Rows& rows, const PageRequest& request, Read&& read)
{
    std::vector<Item> items;
    for (const auto& row : rows) items.push_back(read(row));
    return page_of(std::move(items), rows, request);
}

}  // namespace favilla::social
