// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_posts.h"

#include <algorithm>

#include "distribution/letterbox.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/statuses.h"

namespace favilla::distribution {

namespace {

constexpr social::Viewer anybody{};
constexpr int posting_threads = 2;
constexpr int given_up_at_once = 1000;

void give_letter_job(db::Transaction& tx, SubscriptionId subscription, std::optional<StatusId> status, Time now)
{
    jobs::enqueue(tx, posts_queue, LetterWork::name, jobs::encode(LetterWork{subscription, status}), now, now);
}

std::vector<StatusId> waiting_for(db::Reader& reader, const LetterWork& work)
{
    std::vector<StatusId> waiting;
    for (const auto& row :
         reader.rows("SELECT status_id FROM mail_waiting WHERE subscription_id = $1 ORDER BY status_id", work.subscription))
        if (auto id = row.get<StatusId>(0); !work.status || id == *work.status) waiting.push_back(id);
    return waiting;
}

// Those of them that anybody may read, oldest first.
std::vector<social::Status> readable(db::Reader& reader, const std::vector<StatusId>& waiting, AccountId author)
{
    if (waiting.empty() || !allows_mail(reader, author)) return {};
    return social::find_statuses(reader, waiting, anybody);
}

void forget_waiting(db::Transaction& tx, SubscriptionId subscription, const std::vector<StatusId>& statuses)
{
    tx.run("DELETE FROM mail_waiting WHERE subscription_id = $1 AND status_id IN LIST($2)", subscription, db::list_of(statuses));
}

// All that waits for it never arrives.
void fail_all(db::Transaction& tx, SubscriptionId subscription)
{
    auto waiting = waiting_for(tx, {.subscription = subscription, .status = {}});
    tx.run("UPDATE mail_posts SET failed = failed + 1 WHERE status_id IN LIST($1)", db::list_of(waiting));
    forget_waiting(tx, subscription, waiting);
}

// The one question that is asked about every post there is, of other servers too.
bool has_readers(db::Reader& reader, StatusId id)
{
    return reader
        .row("SELECT 1 FROM statuses s JOIN mail_subscriptions m ON m.account_id = s.account_id "
             "WHERE s.id = $1 AND m.bounced_at IS NULL LIMIT 1",
             id)
        .has_value();
}

}  // namespace

bool goes_by_mail(db::Reader& reader, StatusId id)
{
    if (!has_readers(reader, id)) return false;
    auto status = social::find_status(reader, id, anybody);
    if (!status || !status->domain || status->boost_of || status->visibility != social::Visibility::Public) return false;
    if (status->in_reply_to && status->in_reply_to_author != status->author) return false;
    return allows_mail(reader, status->author);
}

void begin_mailing(db::Transaction& tx, StatusId id, Time now)
{
    if (!goes_by_mail(tx, id)) return;
    auto author = social::find_status(tx, id, anybody)->author;
    bool begun = tx.run("INSERT INTO mail_posts (status_id, account_id, delivered, failed) VALUES ($1, $2, 0, 0) "
                        "ON CONFLICT (status_id) DO NOTHING",
                        id, author)
               > 0;
    if (begun) jobs::enqueue(tx, posts_queue, SpreadWork::name, jobs::encode(SpreadWork{id, {}}), now, now);
}

void spread(db::Transaction& tx, const SpreadWork& work, Time now, int at_most)
{
    auto author = tx.value<AccountId>("SELECT account_id FROM mail_posts WHERE status_id = $1", work.status);
    if (!author) return;
    auto slice = tx.rows("SELECT id, rhythm FROM mail_subscriptions WHERE account_id = $1 AND id > $2 AND bounced_at IS NULL "
                         "ORDER BY id LIMIT $3",
                         *author, work.after, at_most);
    for (const auto& row : slice) {
        auto subscription = row.get<SubscriptionId>(0);
        bool added = tx.run("INSERT INTO mail_waiting (subscription_id, status_id, created_at) VALUES ($1, $2, $3) "
                            "ON CONFLICT (subscription_id, status_id) DO NOTHING",
                            subscription, work.status, now)
                   > 0;
        if (added && row.get<std::string_view>(1) == name_of(Rhythm::Each)) give_letter_job(tx, subscription, work.status, now);
    }
    if (slice.size() < static_cast<std::size_t>(at_most)) return;
    auto last = slice[slice.size() - 1].get<SubscriptionId>(0);
    jobs::enqueue(tx, posts_queue, SpreadWork::name, jobs::encode(SpreadWork{work.status, last}), now, now);
}

int begin_digests(db::Transaction& tx, Time now, int at_most)
{
    auto due = tx.rows("SELECT id, rhythm FROM mail_subscriptions WHERE next_digest_at IS NOT NULL AND next_digest_at <= $1 "
                       "ORDER BY next_digest_at LIMIT $2",
                       now, at_most);
    for (const auto& row : due) {
        auto id = row.get<SubscriptionId>(0);
        auto rhythm = social::parse_rhythm(row.get<std::string_view>(1)).value_or(Rhythm::Each);
        tx.run("UPDATE mail_subscriptions SET next_digest_at = $2 WHERE id = $1", id, social::next_digest_after(now, rhythm));
        if (tx.row("SELECT 1 FROM mail_waiting WHERE subscription_id = $1 LIMIT 1", id)) give_letter_job(tx, id, {}, now);
    }
    return static_cast<int>(due.size());
}

std::optional<DueLetter> find_letter(db::Reader& reader, const MailKey& key, const LetterWork& work)
{
    auto subscription = find_subscription(reader, work.subscription);
    if (!subscription || subscription->bounced_at) return std::nullopt;
    auto author = social::find_account(reader, subscription->account);
    if (!author || !author->domain || !author->is_known() || author->suspended_at) return std::nullopt;
    auto posts = readable(reader, waiting_for(reader, work), author->id);
    if (posts.empty()) return std::nullopt;

    DueLetter due;
    for (const auto& post : posts) due.waited.push_back(post.id);
    // The newest are shown; who wants the others finds them on the page.
    due.letter.left_out = posts.size() - std::min(posts.size(), posts_in_letter);
    posts.erase(posts.begin(), posts.begin() + static_cast<std::ptrdiff_t>(due.letter.left_out));
    due.letter.posts = social::load_views(reader, std::move(posts), anybody);
    due.letter.domain = *social::find_domain(reader, *author->domain);
    due.letter.author = *std::move(author);
    due.letter.digest = !work.status;
    due.letter.way_out = link_of(key, subscription->id);
    due.letter.subscription = *std::move(subscription);
    return due;
}

void drop_unseen(db::Transaction& tx, const LetterWork& work)
{
    auto waiting = waiting_for(tx, work);
    auto subscription = find_subscription(tx, work.subscription);
    if (!subscription) return;
    for (const auto& post : readable(tx, waiting, subscription->account)) std::erase(waiting, post.id);
    forget_waiting(tx, work.subscription, waiting);
}

void settle_sent(db::Transaction& tx, const DueLetter& due)
{
    auto id = due.letter.subscription.id;
    // Of what is no longer awaited (unsubscribed meanwhile) the mail went out all the same.
    tx.run("UPDATE mail_posts SET delivered = delivered + 1 WHERE status_id IN LIST($1)", db::list_of(due.waited));
    forget_waiting(tx, id, due.waited);
    note_delivery(tx, id);
}

void settle_refused(db::Transaction& tx, const DueLetter& due, const social::RecipientRefusal& refusal, Time now)
{
    auto id = due.letter.subscription.id;
    tx.run("UPDATE mail_posts SET failed = failed + 1 WHERE status_id IN LIST($1)", db::list_of(due.waited));
    forget_waiting(tx, id, due.waited);
    if (note_refusal(tx, id, refusal, now)) fail_all(tx, id);
}

std::optional<MailCounts> count_mail(db::Reader& reader, StatusId status)
{
    auto row = reader.row("SELECT delivered, failed, (SELECT count(*) FROM mail_waiting WHERE status_id = $1) FROM mail_posts "
                          "WHERE status_id = $1",
                          status);
    if (!row) return std::nullopt;
    return MailCounts{row->get<std::int64_t>(2), row->get<std::int64_t>(0), row->get<std::int64_t>(1)};
}

void give_up_old_mail(db::Transaction& tx, Time now)
{
    for (const auto& row : tx.rows("SELECT subscription_id, status_id FROM mail_waiting WHERE created_at < $1 "
                                   "ORDER BY created_at LIMIT $2",
                                   now - mail_given_up_after, given_up_at_once)) {
        auto status = row.get<StatusId>(1);
        tx.run("UPDATE mail_posts SET failed = failed + 1 WHERE status_id = $1", status);
        tx.run("DELETE FROM mail_waiting WHERE subscription_id = $1 AND status_id = $2", row.get<SubscriptionId>(0), status);
    }
}

namespace {

// A page has a team and a desk, where answers stand; nobody would read another's.
void address_answers(const Postman& postman, PostLetter& letter)
{
    if (postman.answers_at.empty()) return;
    auto subscription = letter.subscription.id;
    letter.return_path = address_of(postman.key, postman.answers_at, {subscription, {}});
    if (letter.author.kind == social::AccountKind::Page)
        letter.reply_to = address_of(postman.key, postman.answers_at, {subscription, letter.posts.items.back().status.id});
}

}  // namespace

void send_letter(const Postman& postman, const LetterWork& work)
{
    auto due = postman.database.read([&](db::Reader& reader) { return find_letter(reader, postman.key, work); });
    if (due) {
        auto now = postman.clock();
        address_answers(postman, due->letter);
        auto sent = social::send_mail(postman.smtp, compose_posts(postman.locale, due->letter, postman.smtp.from, now));
        if (!sent) postman.note(sent.error().codes());
        postman.database.write([&](db::Transaction& tx) {
            if (sent)
                settle_sent(tx, *due);
            else
                settle_refused(tx, *due, sent.error(), now);
        });
    }
    auto left = postman.database.read([&](db::Reader& reader) { return !waiting_for(reader, work).empty(); });
    if (left) postman.database.write([&](db::Transaction& tx) { drop_unseen(tx, work); });
}

void send_request(const Postman& postman, std::string_view payload)
{
    auto now = postman.clock();
    if (!postman.database.read([&](db::Reader& reader) { return request_stands(reader, payload, now); })) return;
    auto mail = compose_request(postman.locale, payload, postman.smtp.from, now);
    if (!mail) return;
    // Where the mailbox does not exist there is nobody to ask.
    if (auto sent = social::send_mail(postman.smtp, *mail); !sent) postman.note(sent.error().codes());
}

void add_mail_work(jobs::Workers& workers, const Postman& postman)
{
    auto queue = std::string{posts_queue};
    workers.handle(queue, std::string{SpreadWork::name}, [&postman](std::string_view payload) {
        auto work = jobs::decode<SpreadWork>(payload);
        postman.database.write([&](db::Transaction& tx) { spread(tx, work, postman.clock()); });
    });
    workers.handle(queue, std::string{LetterWork::name},
                   [&postman](std::string_view payload) { send_letter(postman, jobs::decode<LetterWork>(payload)); });
    workers.threads(queue, posting_threads);
    workers.handle(std::string{social::mail_queue}, std::string{request_job},
                   [&postman](std::string_view payload) { send_request(postman, payload); });
    workers.every(minutes(1), "mail.digests", [&postman](Time now) {
        while (postman.database.write([&](db::Transaction& tx) { return begin_digests(tx, now); }) > 0) {}
    });
    workers.every(hours(1), "mail.forget", [&postman](Time now) {
        postman.database.write([&](db::Transaction& tx) {
            forget_old_requests(tx, now);
            give_up_old_mail(tx, now);
        });
    });
}

}  // namespace favilla::distribution
