// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/past_marks.h"

#include <algorithm>
#include <iterator>

#include "social/past_ids.h"

namespace favilla::social {

std::vector<PastMark> past_marks_among(db::Reader& reader, const std::vector<StatusId>& statuses)
{
    std::vector<StatusId> past;
    std::ranges::copy_if(statuses, std::back_inserter(past), is_past);
    std::vector<PastMark> marks;
    if (past.empty()) return marks;
    for (const auto& row : reader.rows("SELECT p.status_id, p.url, i.handle FROM past_statuses p "
                                       "JOIN past_imports i ON i.id = p.import_id WHERE p.status_id IN EACH($1)",
                                       db::list_of(past)))
        marks.push_back({row.get<StatusId>(0), row.get<std::string>(1), row.get<std::string>(2)});
    return marks;
}

}  // namespace favilla::social
