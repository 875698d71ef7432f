// SPDX-License-Identifier: AGPL-3.0-or-later
// tests/support/mailbox.h — the mails that a house has enqueued, composed as the sender would compose them.
#pragma once
#include <string>
#include <vector>

#include "base/locale.h"
#include "social/mail.h"
#include "support/house.h"

namespace favilla::test {

// To that address, oldest first.
inline std::vector<social::Mail> mails_to(House& house, std::string_view address)
{
    static const Locale locale{embedded_files(), MissingText::Throw};
    std::vector<social::Mail> mails;
    house.read([&](db::Reader& reader) {
        for (auto row : reader.rows("SELECT payload FROM jobs WHERE kind = $1 ORDER BY id", social::mail_job))
            if (auto mail = social::compose_mail(locale, row.get<std::string>(0), "", house.now); mail && mail->to == address)
                mails.push_back(*mail);
    });
    return mails;
}

// What stands behind "token=" in it; empty when there is no such link.
inline std::string secret_in(const social::Mail& mail)
{
    auto at = mail.text.find("token=");
    if (at == std::string::npos) return {};
    return mail.text.substr(at + 6, mail.text.find('\n', at) - at - 6);
}

}  // namespace favilla::test
