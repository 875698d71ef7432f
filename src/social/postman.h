// SPDX-License-Identifier: AGPL-3.0-or-later
// social/postman.h — what those need whose jobs hand mails in.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "social/mail_key.h"
#include "social/smtp.h"

namespace favilla::social {

struct Postman {
    db::Database& database;
    const Locale& locale;
    const MailKey& key;
    Clock clock;
    SmtpConfig smtp;
    std::string answers_at = {};                      // the domain of which mails are taken; empty: none are
    std::function<void(std::string_view what)> note;  // for the log
};

}  // namespace favilla::social
