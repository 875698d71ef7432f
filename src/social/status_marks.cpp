// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/status_marks.h"

#include "jobs/events.h"
#include "social/notifications.h"
#include "social/past_ids.h"
#include "social/posting.h"
#include "social/read_page.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

// The status that a mark is for: of a boost, what it shows.
Result<Status> find_marked(db::Reader& reader, AccountId who, StatusId id)
{
    auto status = find_status(reader, id, who);
    if (status && status->boost_of) status = find_status(reader, *status->boost_of, who);
    if (!status) return refuse(ErrorCode::NotFound, "status.missing");
    return *status;
}

// Whoever is gone, or blocks the viewer or is blocked by them, is not shown to them.
constexpr std::string_view shown_people =
    "a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $2) "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_id = a.id)";

Page<AccountId> people(db::Reader& reader, std::string_view from, std::string_view key, StatusId status, Viewer viewer,
                       const PageRequest& request)
{
    auto sql = std::string{"SELECT "} + std::string{key} + ", a.id FROM " + std::string{from} + " AND " + std::string{key}
             + " > $3 AND " + std::string{key} + " < $4 AND " + std::string{shown_people} + " ORDER BY " + std::string{key}
             + (request.forwards() ? " ASC" : " DESC") + " LIMIT $5";
    auto rows = reader.rows(sql, status, viewer.account.value_or(AccountId{}), request.after(), request.before(), request.limit);
    return read_page<AccountId>(rows, request, [](const db::Row& row) { return row.get<AccountId>(1); });
}

}  // namespace

Result<Status> favourite(db::Transaction& tx, AccountId reader, StatusId id, Time now)
{
    TRY(auto status, find_marked(tx, reader, id));
    bool added =
        tx.run("INSERT INTO favourites (account_id, status_id, id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
               reader, status.id, tx.new_id<StatusId>(now), now)
        > 0;
    if (!added) return status;
    tx.run("UPDATE statuses SET favourites_count = favourites_count + 1 WHERE id = $1", status.id);
    ++status.favourites_count;
    notify(tx,
           {.to = status.author,
            .kind = NotificationKind::Favourite,
            .from = reader,
            .status = status.id,
            .conversation = status.conversation},
           now);
    jobs::publish(tx, FavouriteAdded{reader, status.id});
    return status;
}

Result<Status> unfavourite(db::Transaction& tx, AccountId reader, StatusId id, Time)
{
    TRY(auto status, find_marked(tx, reader, id));
    if (tx.run("DELETE FROM favourites WHERE account_id = $1 AND status_id = $2", reader, status.id) == 0) return status;
    tx.run("UPDATE statuses SET favourites_count = favourites_count - 1 WHERE id = $1", status.id);
    --status.favourites_count;
    forget_notifications(tx, status.id, NotificationKind::Favourite, reader);
    jobs::publish(tx, FavouriteRemoved{reader, status.id});
    return status;
}

Result<Status> bookmark(db::Transaction& tx, AccountId reader, StatusId id, Time now)
{
    TRY(auto status, find_marked(tx, reader, id));
    tx.run("INSERT INTO bookmarks (account_id, status_id, id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING", reader,
           status.id, tx.new_id<StatusId>(now), now);
    return status;
}

Result<Status> unbookmark(db::Transaction& tx, AccountId reader, StatusId id)
{
    TRY(auto status, find_marked(tx, reader, id));
    tx.run("DELETE FROM bookmarks WHERE account_id = $1 AND status_id = $2", reader, status.id);
    return status;
}

Result<Status> mute_conversation(db::Transaction& tx, AccountId reader, StatusId id, Time now)
{
    TRY(auto status, find_marked(tx, reader, id));
    tx.run("INSERT INTO conversation_mutes (account_id, conversation_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
           reader, status.conversation, now);
    return status;
}

Result<Status> unmute_conversation(db::Transaction& tx, AccountId reader, StatusId id)
{
    TRY(auto status, find_marked(tx, reader, id));
    tx.run("DELETE FROM conversation_mutes WHERE account_id = $1 AND conversation_id = $2", reader, status.conversation);
    return status;
}

Result<Status> pin(db::Transaction& tx, AccountId author, StatusId id, Time now)
{
    auto status = find_status(tx, id, author);
    if (!status) return refuse(ErrorCode::NotFound, "status.missing");
    if (status->boost_of) return refuse(ErrorCode::Invalid, "status.pin_boost");
    if (status->author != author) return refuse(ErrorCode::Invalid, "status.pin_of_another");
    if (status->visibility == Visibility::Direct || status->audience) return refuse(ErrorCode::Invalid, "status.pin_direct");
    if (tx.row("SELECT 1 FROM pins WHERE account_id = $1 AND status_id = $2", author, id)) return *status;
    if (tx.value<std::int64_t>("SELECT count(*) FROM pins WHERE account_id = $1", author) >= max_pins)
        return refuse(ErrorCode::Invalid, "status.too_many_pins", {{"max", std::to_string(max_pins)}});
    tx.run("INSERT INTO pins (account_id, status_id, created_at) VALUES ($1, $2, $3)", author, id, now);
    jobs::publish(tx, PinChanged{author, id, true});
    return *status;
}

Result<Status> unpin(db::Transaction& tx, AccountId author, StatusId id)
{
    auto status = find_status(tx, id, author);
    if (!status) return refuse(ErrorCode::NotFound, "status.missing");
    if (tx.run("DELETE FROM pins WHERE account_id = $1 AND status_id = $2", author, id) > 0)
        jobs::publish(tx, PinChanged{author, id, false});
    return *status;
}

namespace {

std::optional<StatusId> find_boost(db::Reader& reader, StatusId shown, AccountId who)
{
    return reader.value<StatusId>("SELECT id FROM statuses WHERE boost_of_id = $1 AND account_id = $2", shown, who);
}

}  // namespace

Result<Status> boost(db::Transaction& tx, AccountId reader, StatusId id, std::optional<Visibility> wished, Time now)
{
    TRY(auto shown, find_marked(tx, reader, id));
    // What is for the followers of one account is passed on by that account.
    bool shareable = shown.visibility <= Visibility::Unlisted
                  || (shown.visibility == Visibility::Private && reader == shown.audience.value_or(shown.author));
    if (!shareable) return refuse(ErrorCode::NotFound, "status.missing");
    auto earlier = find_boost(tx, shown.id, reader);
    if (earlier && !is_past(*earlier)) return *find_status(tx, *earlier, reader);
    TRY(auto writer, find_writer(tx, reader));
    // One of the past gives way: each boosts a post once.
    if (auto past = earlier ? find_status(tx, *earlier, reader) : std::nullopt) remove_status(tx, *past, now);

    auto visibility = wished.value_or(writer.default_visibility);
    if (visibility == Visibility::Direct) visibility = Visibility::Private;
    if (shown.visibility == Visibility::Private) visibility = Visibility::Private;
    auto boost_id = tx.new_id<StatusId>(now);
    Status boost{.id = boost_id,
                 .author = reader,
                 .domain = writer.domain,
                 .boost_of = shown.id,
                 .visibility = visibility,
                 .uri = writer.uri + "/statuses/" + to_string(boost_id) + "/activity",
                 .url = shown.url,
                 .created_at = now};
    add_boost(tx, boost, shown, now);
    return boost;
}

void add_boost(db::Transaction& tx, const Status& boost, const Status& shown, Time now)
{
    insert_status(tx, boost, Listed::No);
    tx.run("UPDATE statuses SET boosts_count = boosts_count + 1 WHERE id = $1", shown.id);
    count_status(tx, boost, +1, now);
    notify(tx,
           {.to = shown.author,
            .kind = NotificationKind::Reblog,
            .from = boost.author,
            .status = shown.id,
            .conversation = shown.conversation},
           now);
    deliver(tx, boost, now);
    jobs::publish(tx, StatusBoosted{boost.id, shown.id});
}

Result<Status> unboost(db::Transaction& tx, AccountId reader, StatusId id, Time now)
{
    TRY(auto shown, find_marked(tx, reader, id));
    auto boost_id = find_boost(tx, shown.id, reader);
    if (!boost_id) return shown;
    if (auto boost = find_status(tx, *boost_id, reader)) {
        remove_status(tx, *boost, now);
        if (!is_past(*boost_id)) --shown.boosts_count;
    }
    return shown;
}

Page<AccountId> favourited_by(db::Reader& reader, StatusId status, Viewer viewer, const PageRequest& request)
{
    return people(reader, "favourites f JOIN accounts a ON a.id = f.account_id WHERE f.status_id = $1", "f.id", status, viewer,
                  request);
}

Page<AccountId> boosted_by(db::Reader& reader, StatusId status, Viewer viewer, const PageRequest& request)
{
    // A boost for followers only is told to nobody else, and one of the past is no support of today.
    return people(reader,
                  "statuses s JOIN accounts a ON a.id = s.account_id "
                  "WHERE s.boost_of_id = $1 AND s.visibility <= 1 AND s.id >= 281474976710656",
                  "s.id", status, viewer, request);
}

}  // namespace favilla::social
