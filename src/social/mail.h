// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mail.h — the mails Favilla sends, in the reader's language, as plain text and simple HTML. They are enqueued in
// the transaction that gave the reason and sent by a job.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "social/domains.h"

namespace favilla::social {

enum class MailKind { Confirm, AlreadyHere, Reset, PasswordChanged, Approved, AwaitingApproval };

struct MailDraft {
    MailKind kind = MailKind::Confirm;
    std::string to;
    std::string locale;
    std::string path;                                      // of the link, behind the origin; empty: none
    std::vector<std::pair<std::string, std::string>> params;
};

inline constexpr std::string_view mail_queue = "mail";
inline constexpr std::string_view mail_job = "mail.send";

// The link's origin is the domain's own and nothing a request said. (hardening: host-header)
void enqueue_mail(db::Transaction&, const Domain&, const MailDraft&, Time now);

struct Mail {
    std::string to;
    std::string from;                                      // an address
    std::string from_name;
    std::string subject;
    std::string text;
    std::string html;
    std::string message_id;
    Time date;
};

// What a job of kind mail_job says, written out. An empty `from` becomes noreply@ the domain.
Mail compose_mail(const Locale&, std::string_view payload, std::string_view from, Time now);
// RFC 5322 with RFC 2045 to 2047: multipart/alternative, quoted-printable, no line beyond 76, headers that cannot be broken out of.
std::string mime_message(const Mail&);

}  // namespace favilla::social
