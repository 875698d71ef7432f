// SPDX-License-Identifier: AGPL-3.0-or-later
#include "db/database.h"

namespace favilla::db {

// The engine says "full" by an exception; here it is an answer.
bool Database::write_if_room(const std::function<void(Transaction&)>& act)
{
    try {
        write(act);
        return true;
    } catch (const StorageFull&) {
        return false;
    }
}

}  // namespace favilla::db
