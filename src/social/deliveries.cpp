// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/deliveries.h"

#include "jobs/queue.h"
#include "social/notifications.h"
#include "social/posting.h"
#include "social/status_events.h"

namespace favilla::social {

namespace {

// What the SQL below asks of a status; $1 to $7 in this order.
struct Parcel {
    StatusId status;
    StatusId shows;  // what it boosts, else itself
    AccountId author;
    AccountId answered;  // whom it answers; 0: nobody but the author
    bool boost;
    bool direct;
    std::string language;  // as a pattern for follows.languages; empty: any will do
};

Parcel parcel_of(const Status& status)
{
    bool to_others = status.in_reply_to_author && *status.in_reply_to_author != status.author;
    return {.status = status.id,
            .shows = status.boost_of.value_or(status.id),
            .author = status.author,
            .answered = to_others ? *status.in_reply_to_author : AccountId{},
            .boost = status.boost_of.has_value(),
            .direct = status.visibility == Visibility::Direct,
            .language = status.language ? "%," + status.language->substr(0, status.language->find('-')) + ",%" : ""};
}

// The followers' rows ($2 < id <= $3) in an author's list, as far as a slice goes.
struct Slice {
    std::int64_t last = 0;
    bool more = false;
};

Slice slice_of(const db::Rows& rows)
{
    if (rows.empty()) return {};
    return {rows[rows.size() - 1].get<std::int64_t>(0), rows.size() == delivery_slice};
}

constexpr std::string_view into_homes =
    "INSERT INTO home_timeline (account_id, status_id, shows_id) SELECT f.account_id, $4, $5 "
    "FROM follows f JOIN homes h ON h.account_id = f.account_id WHERE f.target_id = $1 AND f.id > $2 AND f.id <= $3 ";
constexpr std::string_view in_their_language = "AND ($6 = '' OR f.languages = '' OR ',' || f.languages || ',' LIKE $6) ";
// An answer to somebody else is for those who follow both, and for the one answered.
constexpr std::string_view knows_both =
    "AND (f.account_id = $7 OR EXISTS (SELECT 1 FROM follows g WHERE g.account_id = f.account_id AND g.target_id = $7)) ";
constexpr std::string_view is_mentioned =
    "AND EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = $4 AND m.account_id = f.account_id) ";
// Not what stands there already among the newest 40, boosted by others or by itself.
constexpr std::string_view wants_boost =
    "AND f.show_boosts = 1 AND f.account_id <> $6 AND NOT EXISTS (SELECT 1 FROM (SELECT t.shows_id FROM home_timeline t "
    "WHERE t.account_id = f.account_id ORDER BY t.status_id DESC LIMIT 40) recent WHERE recent.shows_id = $5) ";
constexpr std::string_view once = "ON CONFLICT DO NOTHING";

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string sql;
    for (auto part : parts) sql += part;
    return sql;
}

void insert_into_homes(db::Transaction& tx, const Status& status, const Parcel& parcel, std::int64_t after, std::int64_t last)
{
    static const std::string plain = joined({into_homes, in_their_language, once});
    static const std::string answer = joined({into_homes, in_their_language, knows_both, once});
    static const std::string direct = joined({into_homes, is_mentioned, once});
    static const std::string boost = joined({into_homes, wants_boost, once});
    if (parcel.boost) {
        // The boosted author does not meet their own words again.
        auto shown_author = tx.value<AccountId>("SELECT account_id FROM statuses WHERE id = $1", parcel.shows);
        tx.run(boost, status.author, after, last, status.id, parcel.shows, shown_author);
    } else if (parcel.direct) {
        tx.run(direct, status.author, after, last, status.id, parcel.shows);
    } else if (parcel.answered.value != 0) {
        tx.run(answer, status.author, after, last, status.id, parcel.shows, parcel.language, parcel.answered);
    } else {
        tx.run(plain, status.author, after, last, status.id, parcel.shows, parcel.language);
    }
}

// Followers who asked to be told of every post.
void notify_followers(db::Transaction& tx, const Status& status, const Parcel& parcel, std::int64_t after, std::int64_t last,
                      Time now)
{
    if (parcel.boost || parcel.direct || parcel.answered.value != 0) return;
    for (const auto& row : tx.rows("SELECT account_id FROM follows WHERE target_id = $1 AND notify = 1 AND id > $2 AND id <= $3",
                                   status.author, after, last))
        notify(tx,
               {.to = row.get<AccountId>(0),
                .kind = NotificationKind::Status,
                .from = status.author,
                .status = status.id,
                .conversation = status.conversation},
               now);
}

// Lists that take their members out of the home of who made them.
void leave_to_exclusive_lists(db::Transaction& tx, const Status& status)
{
    tx.run("DELETE FROM home_timeline WHERE status_id = $1 AND account_id IN (SELECT l.account_id FROM list_accounts la "
           "JOIN lists l ON l.id = la.list_id WHERE la.account_id = $2 AND l.exclusive = 1)",
           status.id, status.author);
}

Slice deliver_to_followers(db::Transaction& tx, const Status& status, std::int64_t after, Time now)
{
    auto slice = slice_of(tx.rows("SELECT id FROM follows WHERE target_id = $1 AND id > $2 ORDER BY id LIMIT $3", status.author,
                                  after, delivery_slice));
    if (slice.last == 0) return slice;
    auto parcel = parcel_of(status);
    insert_into_homes(tx, status, parcel, after, slice.last);
    leave_to_exclusive_lists(tx, status);
    notify_followers(tx, status, parcel, after, slice.last, now);
    return slice;
}

Slice deliver_to_lists(db::Transaction& tx, const Status& status, std::int64_t after)
{
    auto slice =
        slice_of(tx.rows("SELECT list_id FROM list_accounts WHERE account_id = $1 AND list_id > $2 ORDER BY list_id LIMIT $3",
                         status.author, after, delivery_slice));
    if (slice.last == 0) return slice;
    auto parcel = parcel_of(status);
    tx.run(
        "INSERT INTO list_timeline (list_id, status_id) SELECT la.list_id, $4 FROM list_accounts la JOIN lists l ON l.id = la.list_id "
        "WHERE la.account_id = $1 AND la.list_id > $2 AND la.list_id <= $3 AND ($5 = 0 OR l.account_id = $5 "
        "OR (l.replies_policy = 'list' AND EXISTS (SELECT 1 FROM list_accounts o WHERE o.list_id = l.id AND o.account_id = $5)) "
        "OR (l.replies_policy = 'followed' AND EXISTS (SELECT 1 FROM follows g WHERE g.account_id = l.account_id AND g.target_id = $5))) "
        "ON CONFLICT DO NOTHING",
        status.author, after, slice.last, status.id, parcel.answered);
    return slice;
}

Slice deliver_to_tag(db::Transaction& tx, const Status& status, TagId tag, std::int64_t after)
{
    auto slice = slice_of(
        tx.rows("SELECT account_id FROM followed_tags WHERE tag_id = $1 AND account_id > $2 ORDER BY account_id LIMIT $3", tag,
                after, delivery_slice));
    if (slice.last == 0) return slice;
    tx.run(
        "INSERT INTO home_timeline (account_id, status_id, shows_id) SELECT t.account_id, $4, $4 "
        "FROM followed_tags t JOIN homes h ON h.account_id = t.account_id WHERE t.tag_id = $1 AND t.account_id > $2 AND t.account_id <= $3 "
        "ON CONFLICT DO NOTHING",
        tag, after, slice.last, status.id);
    return slice;
}

std::optional<Delivery> deliver_slice(db::Transaction& tx, const Status& status, Delivery delivery, Time now)
{
    Slice slice = delivery.to_tag   ? deliver_to_tag(tx, status, *delivery.to_tag, delivery.after)
                : delivery.to_lists ? deliver_to_lists(tx, status, delivery.after)
                                    : deliver_to_followers(tx, status, delivery.after, now);
    // Who stands in the first slice is told of the posting itself.
    if (delivery.after > 0 && slice.last > 0)
        jobs::publish(tx, DeliveryContinued{status.id, delivery.to_lists, delivery.to_tag, delivery.after, slice.last});
    if (!slice.more) return std::nullopt;
    delivery.after = slice.last;
    return delivery;
}

void begin_delivery(db::Transaction& tx, const Status& status, Delivery delivery, Time now)
{
    auto rest = deliver_slice(tx, status, delivery, now);
    if (rest) jobs::enqueue(tx, timelines_queue, Delivery::name, jobs::encode(*rest), now, now);
}

}  // namespace

void deliver(db::Transaction& tx, const Status& status, Time now)
{
    if (status.domain)  // who is elsewhere has no home here
        tx.run(
            "INSERT INTO home_timeline (account_id, status_id, shows_id) SELECT account_id, $2, $3 FROM homes WHERE account_id = $1",
            status.author, status.id, status.boost_of.value_or(status.id));
    if (status.audience) return;  // its readers meet it where their group passes it on
    begin_delivery(tx, status, {.status = status.id}, now);
    if (status.visibility == Visibility::Direct) return;
    begin_delivery(tx, status, {.status = status.id, .to_lists = true}, now);
    if (!status.has_tags || status.visibility != Visibility::Public) return;
    for (const auto& row : tx.rows("SELECT tag_id FROM status_tags WHERE status_id = $1", status.id))
        begin_delivery(tx, status, {.status = status.id, .to_tag = row.get<TagId>(0)}, now);
}

std::optional<Delivery> continue_delivery(db::Transaction& tx, const Delivery& delivery, Time now)
{
    auto author = tx.value<AccountId>("SELECT account_id FROM statuses WHERE id = $1 AND deleted_at IS NULL", delivery.status);
    if (!author) return std::nullopt;
    auto status = find_status(tx, delivery.status, *author);
    if (!status) return std::nullopt;
    return deliver_slice(tx, *status, delivery, now);
}

}  // namespace favilla::social
