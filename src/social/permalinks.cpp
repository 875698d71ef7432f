// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/permalinks.h"

namespace favilla::social {

std::optional<Status> find_status_at(db::Reader& reader, const Account& author, StatusId id)
{
    auto status = find_status(reader, id, {});
    if (status && status->author == author.id) return status;
    auto named = reader.value<StatusId>("SELECT id FROM statuses WHERE uri = $1 AND account_id = $2",
                                        author.uri + "/statuses/" + to_string(id), author.id);
    return named ? find_status(reader, *named, {}) : std::nullopt;
}

}  // namespace favilla::social
