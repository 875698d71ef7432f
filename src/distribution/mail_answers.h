// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_answers.h — what readers answer to the mails of a page's posts. Each such mail has an address of its own to answer to; whoever
// writes there has had a mail to that subscription before their eyes, and that is all it proves. So what the team writes back goes to the
// subscription's own address, which said yes once, and to no other. docs/email.md says what is kept, and for how long.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.h"
#include "distribution/letterbox.h"
#include "distribution/mail_reader.h"
#include "distribution/mail_subscriptions.h"
#include "jobs/workers.h"
#include "social/postman.h"

namespace favilla::distribution {

using MailThreadId = Id<struct MailThreadTag>;
using MailMessageId = Id<struct MailMessageTag>;

struct MailAnswerReceived {  // a reader wrote
    static constexpr std::string_view name = "MailAnswerReceived";
    MailThreadId thread;
    MailMessageId message;
    AccountId account;
    Time at;
};
BOOST_DESCRIBE_STRUCT(MailAnswerReceived, (), (thread, message, account, at))

struct MailThreadChanged {  // what the team wrote was sent, or could not be
    static constexpr std::string_view name = "MailThreadChanged";
    MailThreadId thread;
};
BOOST_DESCRIBE_STRUCT(MailThreadChanged, (), (thread))

struct MailThreadForgotten {
    static constexpr std::string_view name = "MailThreadForgotten";
    MailThreadId thread;
    Time at;
};
BOOST_DESCRIBE_STRUCT(MailThreadForgotten, (), (thread, at))

// Whether it is still emptied: by the team of a page in good standing, as long as the subscription or the thread is there.
bool is_open(db::Reader&, const Letterbox&);

enum class Reception {
    Kept,     // it stands in its thread now
    Known,    // it did already: a mail server that heard no answer hands a mail in again
    Counted,  // a mail that came back
    Ignored,  // no person wrote it
    Closed,   // nobody empties that letterbox any more
    TooMany   // for now
};
inline constexpr std::int64_t most_answers_an_hour = 20;  // of one subscription
inline constexpr std::int64_t most_answers_of_page_an_hour = 500;
// `sender`: of the envelope; empty of what is never to be answered. `mark`: of the bytes, for a mail without an identifier.
struct Arrival {
    Letterbox box;
    ReadMail mail;
    std::string sender, mark;
};
Reception receive_mail(db::Transaction&, const Arrival&, Time now);

// After the third mail that came back within a month, or at once when there is no such mailbox, nothing more is sent.
inline constexpr std::int64_t returned_that_end = 3;
inline constexpr Duration returned_counts_for = days(30);
void note_return(db::Transaction&, SubscriptionId, const Bounce&, Time now);

struct MailThread {
    MailThreadId id;
    AccountId account;  // the page
    SubscriptionId subscription;
    StatusId about;
    std::string email, locale, subject;
    bool is_subscribed = false;
};
struct MailMessage {
    MailMessageId id;
    std::optional<AccountId> person;  // of the team; none: the reader
    std::string name, text, rest;
    bool other_sender = false, asks_to_leave = false;
    MailProof proof;
    std::int64_t attachments = 0;
    std::vector<std::string> attachment_names;
    std::optional<Time> sent_at;
    std::string failed;
    Time created_at;
};
struct ThreadHead {  // and what the reader wrote last
    MailThread thread;
    MailMessage last;
};
std::optional<MailThread> find_mail_thread(db::Reader&, MailThreadId);
std::vector<ThreadHead> thread_heads(db::Reader&, std::span<const MailThreadId>);
inline constexpr int messages_shown = 100;
std::vector<MailMessage> messages_of(db::Reader&, MailThreadId);  // the last ones, oldest first
std::int64_t count_unanswered(db::Reader&, MailThreadId);         // of the reader, since the team wrote last
// As much of it as shows whose it may be: "l…@example.org".
std::string masked(std::string_view email);

// All that stands in threads of that subscription, for the reader: what they wrote, and what came back. Empty: nothing.
struct OwnMail {
    std::string subject;
    MailMessage message;
};
std::vector<OwnMail> mail_of_subscription(db::Reader&, SubscriptionId);

inline constexpr std::size_t longest_answer = 10'000;  // graphemes
// By the act of a person; a job sends it. Refuses Invalid "mail_answer.blank", "mail_answer.too_long", Gone "mail_answer.closed": the address wants
// no mail from here any more.
Result<MailMessageId> write_mail_answer(db::Transaction&, const MailKey&, const MailThread&, AccountId person,
                                        std::string_view text, Time now);

// A thread is kept for a year after its last mail; a month when the subscription has ended; not at all once its address wants no mail.
inline constexpr Duration thread_kept_for = days(365), thread_kept_without_subscription = days(30);
void forget_old_threads(db::Transaction&, Time now);
void forget_threads_of(db::Transaction&, std::string_view email, Time now);

// The job that sends what somebody of the team wrote.
struct AnswerWork {
    static constexpr std::string_view name = "mail.answer";
    MailMessageId message;
};
BOOST_DESCRIBE_STRUCT(AnswerWork, (), (message))
void send_answer(const social::Postman&, const AnswerWork&);
void add_answer_work(jobs::Workers&, const social::Postman&);

}  // namespace favilla::distribution
