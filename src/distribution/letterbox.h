// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/letterbox.h — addresses that stand in the mails of posts, each for one subscription: to answer to a mail, and for a mail that
// comes back.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "distribution/mail_subscriptions.h"

namespace favilla::distribution {

// What an address of ours stands for. Only we can make one; case does not matter, since some mail servers change it.
struct Letterbox {
    SubscriptionId subscription;
    std::optional<StatusId> about;  // answers to a mail of that post; none: mails that come back
};
std::string address_of(const MailKey&, std::string_view domain, const Letterbox&);
std::optional<Letterbox> letterbox_in(const MailKey&, std::string_view domain, std::string_view address);

}  // namespace favilla::distribution
