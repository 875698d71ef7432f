// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_letters.h — what the mails to subscribers say, in their language, as text and as HTML. Every mail of posts
// carries what RFC 2369, 2919 and 8058 ask of a list: a name, and a way out that a mail program can take by itself.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/locale.h"
#include "distribution/mail_subscriptions.h"
#include "social/mail.h"
#include "social/status_views.h"

namespace favilla::distribution {

// Where the links lead: pages/ answers there.
inline constexpr std::string_view confirm_subscription_path = "/mail/confirm?token=";
inline constexpr std::string_view unsubscribe_path = "/mail/unsubscribe?token=";

inline constexpr std::string_view request_job = "mail.request";  // in social::mail_queue: nobody waits behind a large mailing
inline constexpr std::size_t posts_in_letter = 50;

struct RequestLetter {
    std::string to;  // empty: nothing is sent, and it takes as long as if it were
    std::string locale;
    std::string name;  // of whose posts they are
    Rhythm rhythm = Rhythm::Each;
    std::string secret;
};
void enqueue_request_letter(db::Transaction&, const social::Domain&, const RequestLetter&, Time now);
// Whether what a request_job asks is still to be asked: not answered, not over, not closed for good meanwhile.
bool request_stands(db::Reader&, std::string_view payload, Time now);
// What a request_job says, written out; none when it is to nobody.
std::optional<social::Mail> compose_request(const Locale&, std::string_view payload, std::string_view from, Time now);

struct PostLetter {
    Subscription subscription;
    social::Domain domain;
    social::Account author;
    social::StatusViews posts;  // oldest first
    std::size_t left_out = 0;   // more of them, for which there is no room
    bool digest = false;
    std::string way_out;                          // of the subscription: the MailKey's link
    std::string reply_to = {}, return_path = {};  // empty: answers are not taken, and what comes back is not read
};
social::Mail compose_posts(const Locale&, const PostLetter&, std::string_view from, Time now);

}  // namespace favilla::distribution
