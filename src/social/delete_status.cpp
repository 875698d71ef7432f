// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/events.h"
#include "social/direct_conversations.h"
#include "social/filters.h"
#include "social/notifications.h"
#include "social/past_ids.h"
#include "social/polls.h"
#include "social/posting.h"
#include "social/previews.h"
#include "social/quotes.h"
#include "social/search_index.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

// A boost has no place in a tree: its row goes.
// One of the past was counted nowhere, and leaves its row, so that the same archive does not bring it back.
constexpr std::string_view let_go = "UPDATE statuses SET boost_of_id = NULL, deleted_at = $2 WHERE ";

void remove_boost(db::Transaction& tx, const Status& boost, Time now)
{
    if (is_past(boost.id)) {
        tx.run(std::string{let_go} + "id = $1", boost.id, now);
        return;
    }
    tx.run("DELETE FROM statuses WHERE id = $1", boost.id);
    tx.run("UPDATE statuses SET boosts_count = boosts_count - 1 WHERE id = $1", *boost.boost_of);
    count_status(tx, boost, -1, now);
    forget_notifications(tx, *boost.boost_of, NotificationKind::Reblog, boost.author);
}

void remove_boosts_of(db::Transaction& tx, StatusId status, Time now)
{
    tx.run(std::string{let_go} + "boost_of_id = $1 AND id < $3", status, now, first_present_id);
    tx.run(
        "UPDATE accounts SET statuses_count = statuses_count - 1 WHERE id IN (SELECT account_id FROM statuses WHERE boost_of_id = $1)",
        status);
    tx.run("DELETE FROM statuses WHERE boost_of_id = $1", status);
}

void remove_words(db::Transaction& tx, const Status& status, Time now)
{
    tx.run(
        "UPDATE statuses SET text = '', html = '', content_warning = '', sensitive = 0, language = NULL, application_id = NULL, "
        "poll_id = NULL, boosts_count = 0, favourites_count = 0, has_mentions = 0, has_tags = 0, has_media = 0, edited_at = NULL, deleted_at = $2 "
        "WHERE id = $1",
        status.id, now);
    tx.run("DELETE FROM mentions WHERE status_id = $1", status.id);
    if (status.has_tags) remove_tags(tx, status);
    tx.run("DELETE FROM favourites WHERE status_id = $1", status.id);
    tx.run("DELETE FROM bookmarks WHERE status_id = $1", status.id);
    tx.run("DELETE FROM pins WHERE status_id = $1", status.id);
    tx.run("DELETE FROM status_edits WHERE status_id = $1", status.id);
    forget_direct(tx, status.id);
    if (status.poll) remove_poll(tx, *status.poll);
    remove_preview_of(tx, status.id);
    remove_quote(tx, status.id);
    remove_media_of(tx, status.id, now);
    unindex_status(tx, status.id);
    forget_in_filters(tx, status.id);
}

// What was brought in was told to nobody: only who answered, marked, passed on or quoted it knows of it, and then it ends as everything does.
bool is_taken_up(db::Reader& reader, const Status& status)
{
    if (status.boosts_count + status.favourites_count + status.quotes_count > 0) return true;
    return reader.row("SELECT 1 FROM statuses WHERE in_reply_to_id = $1 AND account_id <> $2", status.id, status.author)
        .has_value();
}

}  // namespace

void remove_status(db::Transaction& tx, const Status& status, Time now)
{
    bool was_told = !is_past(status.id) || is_taken_up(tx, status);
    if (status.boost_of) {
        remove_boost(tx, status, now);
    } else {
        remove_boosts_of(tx, status.id, now);
        remove_words(tx, status, now);
        count_status(tx, status, -1, now);
        tx.run("UPDATE conversations SET statuses_count = statuses_count - 1 WHERE id = $1 "
               "AND NOT EXISTS (SELECT 1 FROM uncounted_answers WHERE status_id = $2)",
               *status.conversation, status.id);
        if (status.in_reply_to && counts_as_reply(status))
            tx.run("UPDATE statuses SET replies_count = replies_count - 1 WHERE id = $1", *status.in_reply_to);
        forget_notifications(tx, status.id);
    }
    if (was_told) jobs::publish(tx, StatusDeleted{status.id, status.author, status.uri, status.boost_of});
}

Result<Status> delete_status(db::Transaction& tx, AccountId author, StatusId id, Time now)
{
    auto status = find_status(tx, id, author);
    if (!status || status->author != author) return refuse(ErrorCode::NotFound, "status.missing");
    remove_status(tx, *status, now);
    return *status;
}

}  // namespace favilla::social
