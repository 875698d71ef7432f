// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_posts.h — public posts on their way to those who have them by e-mail. A post waits, a row for each
// subscription, until it has reached the mailbox or will not: sent at once, or gathered into a digest.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "distribution/mail_letters.h"
#include "distribution/mail_subscriptions.h"
#include "jobs/workers.h"
#include "social/postman.h"
#include "social/smtp.h"

namespace favilla::distribution {

inline constexpr std::string_view posts_queue = "mail.posts";

// The job that tells the next slice of subscriptions, those behind `after`, that a post waits for them.
struct SpreadWork {
    static constexpr std::string_view name = "mail.spread";
    StatusId status;
    SubscriptionId after;
};
BOOST_DESCRIBE_STRUCT(SpreadWork, (), (status, after))

// The job that sends one post, or all that was gathered.
struct LetterWork {
    static constexpr std::string_view name = "mail.posts";
    SubscriptionId subscription;
    std::optional<StatusId> status;
};
BOOST_DESCRIBE_STRUCT(LetterWork, (), (subscription, status))

// A public post of a local account that answers nobody else. What is seen twice is begun once.
bool goes_by_mail(db::Reader&, StatusId);
void begin_mailing(db::Transaction&, StatusId, Time now);
inline constexpr int slice_of_subscriptions = 500;
void spread(db::Transaction&, const SpreadWork&, Time now, int at_most = slice_of_subscriptions);

// Gives a job to each subscription whose digest is due and has something to say; how many were due, at most so many.
int begin_digests(db::Transaction&, Time now, int at_most = 500);

struct DueLetter {
    PostLetter letter;
    std::vector<StatusId> waited;  // all that is settled with it
};
// None: nothing that may be seen waits any more.
std::optional<DueLetter> find_letter(db::Reader&, const MailKey&, const LetterWork&);
// What waited and cannot be shown to anybody any more: deleted, its account suspended or closed to mail.
void drop_unseen(db::Transaction&, const LetterWork&);
void settle_sent(db::Transaction&, const DueLetter&);
void settle_refused(db::Transaction&, const DueLetter&, const social::RecipientRefusal&, Time now);

// What its author sees of a post.
struct MailCounts {
    std::int64_t pending = 0, delivered = 0, failed = 0;
};
std::optional<MailCounts> count_mail(db::Reader&, StatusId);  // none: it does not go by mail

// What has waited for longer than any attempt goes on counts as failed.
inline constexpr Duration mail_given_up_after = days(15);
void give_up_old_mail(db::Transaction&, Time now);

using social::Postman;
void send_letter(const Postman&, const LetterWork&);
void send_request(const Postman&, std::string_view payload);  // of a request_job
void add_mail_work(jobs::Workers&, const Postman&);           // the postman must be there as long as they work

}  // namespace favilla::distribution
