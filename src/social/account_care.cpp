// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/account_care.h"

#include "social/applications.h"
#include "social/device_requests.h"
#include "social/email_links.h"
#include "social/identities.h"
#include "social/offline_access.h"
#include "social/users.h"

namespace favilla::social {

void add_account_work(jobs::Workers& workers, db::Database& database)
{
    workers.every(hours(1), "accounts.forget_unused", [&database](Time now) {
        database.write([&](db::Transaction& tx) {
            forget_old_links(tx, now);
            forget_old_attempts(tx, now);
            forget_old_codes(tx, now);
            forget_old_device_requests(tx, now);
        });
        // A batch a transaction, so that nobody who writes waits for long.
        while (database.write([&](db::Transaction& tx) { return forget_unconfirmed(tx, now); }) > 0) {}
        while (database.write([&](db::Transaction& tx) { return forget_unused_grants(tx, now); }) > 0) {}
    });
    workers.every(minutes(1), "tokens.tell_ended", [&database](Time now) { tell_of_ended_tokens(database, now); });
}

}  // namespace favilla::social
