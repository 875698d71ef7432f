// SPDX-License-Identifier: AGPL-3.0-or-later
// social/smtp.h — hands a mail in at the organisation's mail server.
#pragma once
#include <string>

#include "base/result.h"
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

// Throws std::runtime_error with the server's answer; the job is tried again then.
void send_mail(const SmtpConfig&, const Mail&);

}  // namespace favilla::social
