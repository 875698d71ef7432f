// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/refused_answers.h"

#include "jobs/events.h"
#include "social/status_events.h"
#include "social/statuses.h"

namespace favilla::social {

void tell_of_refusal(db::Transaction& tx, const Status& answer, AccountId by, Time now)
{
    constexpr std::string_view kind = "answer_refused";
    if (answer.deleted_at || by == answer.author) return;
    if (tx.row("SELECT 1 FROM notifications WHERE status_id = $1 AND account_id = $2 AND kind = $3", answer.id, answer.author,
               kind))
        return;
    if (!tx.row("SELECT 1 FROM accounts o WHERE o.id = $1 AND (EXISTS (SELECT 1 FROM users u WHERE u.account_id = $1) "
                "OR EXISTS (SELECT 1 FROM voices v WHERE v.page_id = $1))",
                answer.author))
        return;
    auto id = tx.new_id<NotificationId>(now);
    tx.run(
        "INSERT INTO notifications (id, account_id, kind, from_account_id, status_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        id, answer.author, kind, by, answer.id, now);
    jobs::publish(tx, NotificationAdded{id, answer.author});
}

}  // namespace favilla::social
