// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/mail_subscriptions.h — readers without an account, who have an account's public posts by e-mail. Nobody is
// written to who did not say yes from the address itself (double opt-in), and what is answered says nothing about an address.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/mail_key.h"
#include "social/mail_rhythm.h"
#include "social/smtp.h"

namespace favilla::distribution {

using SubscriptionId = Id<struct SubscriptionTag>;

using social::MailKey;
using social::Rhythm;

std::string link_of(const MailKey&, SubscriptionId);                                   // stands in every mail
std::optional<SubscriptionId> subscription_in(const MailKey&, std::string_view link);  // none: not made here

// Whether posts may go out by mail at all: the account's own choice, yes unless it said no.
bool allows_mail(db::Reader&, AccountId);
void choose_mail(db::Transaction&, AccountId, bool allowed);
// Whether its page offers them: a local account that may be discovered, allows it and is in good standing.
bool offers_mail(db::Reader&, const social::Account&);

struct MailRequest {
    AccountId account;  // whose posts
    std::string email;
    std::string locale;
    Rhythm rhythm = Rhythm::Each;
};

inline constexpr Duration request_lasts = days(7);
inline constexpr Duration request_again_after = days(1);  // to one address about one account
inline constexpr std::int64_t requests_to_address_a_day = 5;

// Enqueues a mail with a link, unless the address had enough of them or wants none; it takes as long either way.
void request_subscription(db::Transaction&, const MailKey&, const Random&, const social::Domain&, const MailRequest&, Time now);
std::optional<MailRequest> find_request(db::Reader&, std::string_view secret, Time now);
// The owner of the address has said yes. Who is subscribed already gets the new rhythm and language.
SubscriptionId add_subscription(db::Transaction&, const MailRequest&, Time now);
// Once. Who is subscribed already gets the new rhythm and language. Refuses Gone "subscription.link_spent".
Result<SubscriptionId> confirm_subscription(db::Transaction&, std::string_view secret, Time now);

struct Subscription {
    SubscriptionId id;
    AccountId account;
    std::string email;
    std::string locale;
    Rhythm rhythm = Rhythm::Each;
    std::optional<Time> bounced_at;
};

std::optional<Subscription> find_subscription(db::Reader&, SubscriptionId);
// What was gathered so far is sent with the next digests, or at once when each post is wanted.
void change_rhythm(db::Transaction&, SubscriptionId, Rhythm, Time now);
void unsubscribe(db::Transaction&, SubscriptionId);
// Whether somebody at that address said that they never want to hear from here again.
bool refuses_all_mail(db::Reader&, const MailKey&, std::string_view email);
// Ends all subscriptions of the address, and no request is ever sent to it again.
void refuse_all_mail(db::Transaction&, const MailKey&, std::string_view email, Time now);

// The mail server refused the address for good (RFC 5321, 4.2.1): after the third time in a row, or at once when it says
// that there is no such mailbox (RFC 3463, X.1.1), nothing more is sent. True when that is now so.
inline constexpr std::int64_t refusals_that_end = 3;
bool note_refusal(db::Transaction&, SubscriptionId, const social::RecipientRefusal&, Time now);
void note_delivery(db::Transaction&, SubscriptionId);

std::int64_t count_subscriptions(db::Reader&, AccountId);
void forget_old_requests(db::Transaction&, Time now);

}  // namespace favilla::distribution
