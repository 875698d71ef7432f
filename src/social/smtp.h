// SPDX-License-Identifier: AGPL-3.0-or-later
// social/smtp.h — hands a mail in at the organisation's mail server.
#pragma once
#include <expected>
#include <string>

#include "base/time.h"
#include "social/mail.h"

namespace favilla::social {

struct SmtpConfig {
    std::string url;       // smtp://HOST:PORT (STARTTLS where offered) or smtps://HOST:PORT
    std::string username;  // with a password: TLS is then demanded, but on loopback
    std::string password;
    std::string from;
    Duration connect_timeout = seconds(10);
    Duration total_timeout = seconds(60);
};

// The server will never take a mail to this address (RFC 5321, 4.2.1: 5yz in answer to RCPT).
struct RecipientRefusal {
    std::string answer;               // "550 5.1.1 no such mailbox"
    std::string codes() const;        // "550 5.1.1": what a log may hold, for the words often repeat the address
    bool is_unknown_mailbox() const;  // RFC 3463, X.1.1
};

// Throws std::runtime_error with the server's answer for all that may be tried again; the job is tried again then.
std::expected<void, RecipientRefusal> send_mail(const SmtpConfig&, const Mail&);

}  // namespace favilla::social
