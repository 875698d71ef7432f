// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_answers.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/html.h"
#include "base/text.h"
#include "base/trimmed.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/mail_parts.h"

namespace favilla::distribution {

namespace {

constexpr int forgotten_at_once = 500;
constexpr std::size_t longest_references = 800;  // of a line of 998

// To whom a letterbox belongs, and whose it is to empty.
struct Owner {
    AccountId account;
    std::string email, locale;
    std::optional<MailThreadId> thread;
};
std::optional<Owner> owner_of(db::Reader& reader, const Letterbox& box)
{
    auto row = reader.row("SELECT account_id, email, locale, id FROM mail_threads WHERE subscription_id = $1 AND status_id = $2",
                          box.subscription, box.about.value_or(StatusId{}));
    if (row) return Owner{row->get<AccountId>(0), row->get<std::string>(1), row->get<std::string>(2), row->get<MailThreadId>(3)};
    auto subscription = find_subscription(reader, box.subscription);
    if (!subscription) return std::nullopt;
    return Owner{subscription->account, subscription->email, subscription->locale, {}};
}

bool is_page_with_team(db::Reader& reader, AccountId id)
{
    auto account = social::find_account(reader, id);
    return account && account->domain && account->kind == social::AccountKind::Page && account->is_known()
        && !account->suspended_at;
}

std::int64_t answers_within_hour(db::Reader& reader, std::string_view of, std::int64_t id, Time now)
{
    auto query = fmt::format("SELECT count(*) FROM mail_threads t JOIN mail_messages m ON m.thread_id = t.id WHERE t.{} = $1 "
                             "AND t.last_at > $2 AND m.created_at > $2 AND m.person_id IS NULL",
                             of);
    return reader.value<std::int64_t>(query, id, now - hours(1)).value_or(0);
}

bool is_flooded(db::Reader& reader, const Letterbox& box, AccountId account, Time now)
{
    return answers_within_hour(reader, "subscription_id", box.subscription.value, now) >= most_answers_an_hour
        || answers_within_hour(reader, "account_id", account.value, now) >= most_answers_of_page_an_hour;
}

std::string joined(const std::vector<std::string>& texts, char between)
{
    std::string out;
    for (const auto& text : texts) {
        if (!out.empty()) out += between;
        out += text;
    }
    return out;
}

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// What was quoted holds ways out and in that are the reader's alone, and their address: the team needs none of them.
std::string without_secrets(std::string text, const std::vector<std::string_view>& addresses)
{
    constexpr std::string_view ends = " \t\r\n<>()[]\"'";
    for (std::string_view begin : {"/mail/unsubscribe?token=", "answer+", "return+"})
        for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at + begin.size())) {
            auto from = at + begin.size();
            auto until = std::min(text.find_first_of(ends, from), text.size());
            text.replace(from, until - from, "…");
        }
    for (auto address : addresses)
        if (address.find('@') != std::string_view::npos)
            for (auto at = text.find(address); at != std::string::npos; at = text.find(address, at + 1))
                text.replace(at, address.size(), masked(address));
    return text;
}

MailThreadId thread_for(db::Transaction& tx, const Arrival& arrival, const Owner& owner, Time now)
{
    if (owner.thread) {
        tx.run("UPDATE mail_threads SET last_at = $2 WHERE id = $1", *owner.thread, now);
        return *owner.thread;
    }
    auto id = tx.new_id<MailThreadId>(now);
    tx.run("INSERT INTO mail_threads (id, account_id, subscription_id, status_id, email, email_key, locale, subject, last_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           id, owner.account, arrival.box.subscription, arrival.box.about, owner.email, fold(owner.email), owner.locale,
           arrival.mail.subject, now);
    return id;
}

Reception receive_answer(db::Transaction& tx, const Arrival& arrival, Time now)
{
    const auto& mail = arrival.mail;
    auto owner = owner_of(tx, arrival.box);
    if (!owner || !is_page_with_team(tx, owner->account)) return Reception::Closed;
    if (mail.automatic || arrival.sender.empty()) return Reception::Ignored;
    auto message_id = mail.message_id.empty() ? arrival.mark : mail.message_id;
    if (owner->thread
        && tx.row("SELECT 1 FROM mail_messages WHERE thread_id = $1 AND message_id = $2", *owner->thread, message_id))
        return Reception::Known;
    if (is_flooded(tx, arrival.box, owner->account, now)) return Reception::TooMany;
    auto thread = thread_for(tx, arrival, *owner, now);
    auto id = tx.new_id<MailMessageId>(now);
    bool other = fold(mail.from) != fold(owner->email);
    // Some programs put the address where the name belongs.
    bool shows_name = !other && !mail.from_name.contains('@');
    auto rest = without_secrets(mail.rest, {owner->email, mail.from});
    auto names = mail.attachments;
    names.resize(std::min(names.size(), most_attachments));
    std::erase(names, "");
    tx.run("INSERT INTO mail_messages (id, thread_id, message_id, reference_ids, name, other_sender, text, rest, attachments, "
           "attachment_names, asks_to_leave, failed, created_at, proof, dkim, spf, dmarc) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, $14, $15, $16)",
           id, thread, message_id, joined(mail.references, ' '), shows_name ? mail.from_name : std::string{}, other,
           without_secrets(mail.words, {}), rest, static_cast<std::int64_t>(mail.attachments.size()), joined(names, '\n'),
           mail.asks_to_leave, now, name_of(mail.proof.proof), mail.proof.dkim, mail.proof.spf, mail.proof.dmarc);
    jobs::publish(tx, MailAnswerReceived{thread, id, owner->account, now});
    return Reception::Kept;
}

constexpr std::string_view thread_columns = "t.id, t.account_id, t.subscription_id, t.status_id, t.email, t.locale, t.subject, "
                                            "(SELECT count(*) FROM mail_subscriptions s WHERE s.id = t.subscription_id)";
constexpr std::string_view message_columns =
    "m.id, m.person_id, m.name, m.text, m.rest, m.other_sender, m.asks_to_leave, m.attachments, m.attachment_names, m.sent_at, m.failed, "
    "m.created_at, m.proof, m.dkim, m.spf, m.dmarc";
constexpr int thread_width = 8, message_width = 16;  // columns

MailThread read_thread(const db::Row& row)
{
    return {.id = row.get<MailThreadId>(0),
            .account = row.get<AccountId>(1),
            .subscription = row.get<SubscriptionId>(2),
            .about = row.get<StatusId>(3),
            .email = row.get<std::string>(4),
            .locale = row.get<std::string>(5),
            .subject = row.get<std::string>(6),
            .is_subscribed = row.get<std::int64_t>(7) > 0};
}

MailMessage read_message(const db::Row& row, int first)
{
    return {.id = row.get<MailMessageId>(first),
            .person = row.get<std::optional<AccountId>>(first + 1),
            .name = row.get<std::string>(first + 2),
            .text = row.get<std::string>(first + 3),
            .rest = row.get<std::string>(first + 4),
            .other_sender = row.get<bool>(first + 5),
            .asks_to_leave = row.get<bool>(first + 6),
            .proof = {.proof = proof_named(row.get<std::string_view>(first + 12)),
                      .dkim = row.get<std::string>(first + 13),
                      .spf = row.get<std::string>(first + 14),
                      .dmarc = row.get<std::string>(first + 15)},
            .attachments = row.get<std::int64_t>(first + 7),
            .attachment_names = lines_of(row.get<std::string_view>(first + 8)),
            .sent_at = row.get<std::optional<Time>>(first + 9),
            .failed = row.get<std::string>(first + 10),
            .created_at = row.get<Time>(first + 11)};
}

void forget(db::Transaction& tx, const db::Rows& threads, Time now)
{
    for (const auto& row : threads) {
        auto id = row.get<MailThreadId>(0);
        tx.run("DELETE FROM mail_threads WHERE id = $1", id);
        jobs::publish(tx, MailThreadForgotten{id, now});
    }
}

// An answer on its way, with all that its mail says.
struct Outgoing {
    MailThread thread;
    MailMessage message;
    social::Account author;
    social::Domain domain;
    std::string message_id;
    std::string answers, references;  // of the mail it answers
};

std::optional<Outgoing> find_outgoing(db::Reader& reader, MailMessageId id)
{
    static const auto query =
        fmt::format("SELECT {}, {}, m.message_id FROM mail_messages m JOIN mail_threads t ON t.id = m.thread_id "
                    "WHERE m.id = $1 AND m.person_id IS NOT NULL AND m.sent_at IS NULL AND m.failed = ''",
                    thread_columns, message_columns);
    auto row = reader.row(query, id);
    if (!row) return std::nullopt;
    Outgoing out{.thread = read_thread(*row),
                 .message = read_message(*row, thread_width),
                 .author = {},
                 .domain = {},
                 .message_id = row->get<std::string>(thread_width + message_width)};
    auto author = social::find_account(reader, out.thread.account);
    if (!author || !author->domain || author->suspended_at) return std::nullopt;
    out.domain = *social::find_domain(reader, *author->domain);
    out.author = *std::move(author);
    auto before =
        reader.row("SELECT message_id, reference_ids FROM mail_messages WHERE thread_id = $1 AND id < $2 AND person_id IS NULL "
                   "ORDER BY id DESC LIMIT 1",
                   out.thread.id, id);
    if (before) {
        out.answers = before->get<std::string>(0);
        out.references = before->get<std::string>(1);
    }
    return out;
}

// RFC 5322, 3.6.4: those of the mail that is answered, and that one; the oldest are left out where there are too many.
std::string references_of(const Outgoing& out)
{
    std::string chain;
    auto all = out.references + (out.references.empty() ? "" : " ") + out.answers;
    std::vector<std::string> words;
    for (std::string_view rest = all; !rest.empty(); rest.remove_prefix(std::min(rest.find(' '), rest.size() - 1) + 1))
        words.emplace_back(rest.substr(0, rest.find(' ')));
    for (auto word = words.rbegin(); word != words.rend() && chain.size() + word->size() < longest_references; ++word)
        chain = "<" + *word + ">" + (chain.empty() ? "" : " ") + chain;
    return chain;
}

std::string subject_of(const MailThread& thread)
{
    auto bare = lower_ascii(thread.subject);
    return bare.starts_with("re:") ? thread.subject : "Re: " + thread.subject;
}

social::Mail compose_answer(const social::Postman& postman, const Outgoing& out, Time now)
{
    auto language = postman.locale.find(out.thread.locale).value_or(Language{});
    auto host = social::mail_host(out.domain.name);
    TextParams params{{"name", social::shown_name(out.author)}, {"organisation", out.domain.title}};
    auto footer = postman.locale.text(language, "mail_answer.footer", params);
    Letterbox box{out.thread.subscription, out.thread.about};
    social::Mail mail{.to = out.thread.email,
                      .from = social::mail_sender(postman.smtp.from, host),
                      .from_name = social::shown_name(out.author) + " · " + out.domain.title,
                      .subject = subject_of(out.thread),
                      .text = out.message.text + "\n\n-- \n" + footer + "\n",
                      .html = social::mail_document(postman.locale.tag(language), subject_of(out.thread),
                                                    social::mail_paragraph(out.message.text)
                                                        + social::mail_small_paragraph(escape_text(footer))),
                      .message_id = out.message_id,
                      .date = now,
                      .writer = social::MailWriter::Person};
    if (!out.answers.empty()) {
        mail.headers.emplace_back("In-Reply-To", "<" + out.answers + ">");
        mail.headers.emplace_back("References", references_of(out));
    }
    if (postman.answers_at.empty()) return mail;
    mail.headers.emplace_back("Reply-To", "<" + address_of(postman.key, postman.answers_at, box) + ">");
    mail.return_path = address_of(postman.key, postman.answers_at, {out.thread.subscription, {}});
    return mail;
}

}  // namespace

bool is_open(db::Reader& reader, const Letterbox& box)
{
    auto owner = owner_of(reader, box);
    return owner && (!box.about || is_page_with_team(reader, owner->account));
}

Reception receive_mail(db::Transaction& tx, const Arrival& arrival, Time now)
{
    if (arrival.box.about) return receive_answer(tx, arrival, now);
    if (!arrival.mail.bounce) return Reception::Ignored;
    note_return(tx, arrival.box.subscription, *arrival.mail.bounce, now);
    return Reception::Counted;
}

void note_return(db::Transaction& tx, SubscriptionId id, const Bounce& bounce, Time now)
{
    auto row = tx.row("SELECT returned, returned_at FROM mail_subscriptions WHERE id = $1", id);
    if (!row) return;
    auto last = row->get<std::optional<Time>>(1);
    auto returned = (last && now - *last < returned_counts_for ? row->get<std::int64_t>(0) : 0) + 1;
    bool ends = returned >= returned_that_end || bounce.status == "5.1.1";
    tx.run("UPDATE mail_subscriptions SET returned = $2, returned_at = $3, bounced_at = coalesce(bounced_at, $4) WHERE id = $1",
           id, returned, now, ends ? std::optional{now} : std::nullopt);
}

std::optional<MailThread> find_mail_thread(db::Reader& reader, MailThreadId id)
{
    static const auto query = fmt::format("SELECT {} FROM mail_threads t WHERE t.id = $1", thread_columns);
    auto row = reader.row(query, id);
    return row ? std::optional{read_thread(*row)} : std::nullopt;
}

std::vector<ThreadHead> thread_heads(db::Reader& reader, std::span<const MailThreadId> ids)
{
    static const auto query =
        fmt::format("SELECT {}, {} FROM mail_threads t JOIN mail_messages m ON m.id = (SELECT max(x.id) FROM mail_messages x "
                    "WHERE x.thread_id = t.id AND x.person_id IS NULL) WHERE t.id IN LIST($1)",
                    thread_columns, message_columns);
    std::vector<ThreadHead> heads;
    if (ids.empty()) return heads;
    for (const auto& row : reader.rows(query, db::list_of(ids)))
        heads.push_back({read_thread(row), read_message(row, thread_width)});
    return heads;
}

std::vector<MailMessage> messages_of(db::Reader& reader, MailThreadId thread)
{
    static const auto query =
        fmt::format("SELECT {} FROM mail_messages m WHERE m.thread_id = $1 ORDER BY m.id DESC LIMIT $2", message_columns);
    std::vector<MailMessage> messages;
    for (const auto& row : reader.rows(query, thread, messages_shown)) messages.push_back(read_message(row, 0));
    std::ranges::reverse(messages);
    return messages;
}

std::vector<OwnMail> mail_of_subscription(db::Reader& reader, SubscriptionId id)
{
    static const auto query = fmt::format("SELECT {}, t.subject FROM mail_threads t JOIN mail_messages m ON m.thread_id = t.id "
                                          "WHERE t.subscription_id = $1 ORDER BY m.id",
                                          message_columns);
    std::vector<OwnMail> all;
    for (const auto& row : reader.rows(query, id)) all.push_back({row.get<std::string>(message_width), read_message(row, 0)});
    return all;
}

std::int64_t count_unanswered(db::Reader& reader, MailThreadId thread)
{
    return reader
        .value<std::int64_t>(
            "SELECT count(*) FROM mail_messages WHERE thread_id = $1 AND person_id IS NULL AND id > "
            "coalesce((SELECT max(o.id) FROM mail_messages o WHERE o.thread_id = $1 AND o.person_id IS NOT NULL), 0)",
            thread)
        .value_or(0);
}

std::string masked(std::string_view email)
{
    auto at = email.rfind('@');
    if (at == std::string_view::npos || at == 0) return "…";
    return std::string{truncated(email.substr(0, at), 1)} + "…" + std::string{email.substr(at)};
}

Result<MailMessageId> write_mail_answer(db::Transaction& tx, const MailKey& key, const MailThread& thread, AccountId person,
                                        std::string_view text, Time now)
{
    auto words = trimmed(text);
    if (words.empty()) return refuse(ErrorCode::Invalid, "mail_answer.blank");
    if (grapheme_count(words) > longest_answer) return refuse(ErrorCode::Invalid, "mail_answer.too_long");
    if (refuses_all_mail(tx, key, thread.email)) return refuse(ErrorCode::Gone, "mail_answer.closed");
    auto id = tx.new_id<MailMessageId>(now);
    auto author = social::find_account(tx, thread.account);
    auto domain = author && author->domain ? social::find_domain(tx, *author->domain) : std::nullopt;
    auto host = social::mail_host(domain ? domain->name : std::string{});
    // The same however often a job tries: what a crash sends twice, mail programs show once.
    auto message_id = "answer." + to_string(id) + "@" + host;
    tx.run(
        "INSERT INTO mail_messages (id, thread_id, person_id, message_id, reference_ids, name, other_sender, text, rest, attachments, "
        "attachment_names, asks_to_leave, failed, created_at) VALUES ($1, $2, $3, $4, '', '', 0, $5, '', 0, '', 0, '', $6)",
        id, thread.id, person, message_id, words, now);
    tx.run("UPDATE mail_threads SET last_at = $2 WHERE id = $1", thread.id, now);
    jobs::enqueue(tx, social::mail_queue, AnswerWork::name, jobs::encode(AnswerWork{id}), now, now);
    return id;
}

void forget_old_threads(db::Transaction& tx, Time now)
{
    forget(tx,
           tx.rows("SELECT t.id FROM mail_threads t WHERE t.last_at < $2 AND (t.last_at < $1 OR NOT EXISTS "
                   "(SELECT 1 FROM mail_subscriptions s WHERE s.id = t.subscription_id)) ORDER BY t.last_at LIMIT $3",
                   now - thread_kept_for, now - thread_kept_without_subscription, forgotten_at_once),
           now);
}

void forget_threads_of(db::Transaction& tx, std::string_view email, Time now)
{
    forget(tx, tx.rows("SELECT id FROM mail_threads WHERE email_key = $1", fold(email)), now);
}

void send_answer(const social::Postman& postman, const AnswerWork& work)
{
    auto out = postman.database.read([&](db::Reader& reader) { return find_outgoing(reader, work.message); });
    if (!out) return;
    auto now = postman.clock();
    auto sent = social::send_mail(postman.smtp, compose_answer(postman, *out, now));
    if (!sent) postman.note(sent.error().codes());
    postman.database.write([&](db::Transaction& tx) {
        tx.run("UPDATE mail_messages SET sent_at = $2, failed = $3 WHERE id = $1", work.message,
               sent ? std::optional{now} : std::nullopt, sent ? std::string{} : sent.error().codes());
        jobs::publish(tx, MailThreadChanged{out->thread.id});
    });
}

void add_answer_work(jobs::Workers& workers, const social::Postman& postman)
{
    workers.handle(std::string{social::mail_queue}, std::string{AnswerWork::name},
                   [&postman](std::string_view payload) { send_answer(postman, jobs::decode<AnswerWork>(payload)); });
    workers.every(hours(1), "mail.forget_threads",
                  [&postman](Time now) { postman.database.write([&](db::Transaction& tx) { forget_old_threads(tx, now); }); });
}

}  // namespace favilla::distribution
