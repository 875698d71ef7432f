// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/redraft.h"

namespace favilla::social {

void release_media_of(db::Transaction& tx, StatusId status, Time now)
{
    tx.run("UPDATE media SET status_id = NULL, position = 0, created_at = $2 "
           "WHERE status_id = $1 AND position >= 0 AND remote_url = ''",
           status, now);
}

}  // namespace favilla::social
