// SPDX-License-Identifier: AGPL-3.0-or-later
// social/mail.h — the mails Favilla sends, in the reader's language, as plain text and simple HTML. They are enqueued in
// the transaction that gave the reason and sent by a job.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "base/ids.h"
#include "base/locale.h"
#include "base/time.h"
#include "db/database.h"
#include "social/domains.h"

namespace favilla::social {

enum class MailKind {
    Confirm,
    AlreadyHere,
    Reset,
    Invitation,  // of a friend who has no account; `username`: who invites, `reason`: their words
    PasswordChanged,
    EmailChange,    // to the new address, with the link
    EmailChanging,  // to the one there is; `reason`: the new one, as in the next
    EmailChanged,   // to the one there was
    SecondFactorOn,
    SecondFactorOff,
    SecondFactorLifted,  // by an administrator's hand
    RecoveryCodeUsed,    // to sign in; `reason`: how many are left
    RecoveryCodesRenewed,
    CodesOff,      // of the app; passkeys stay
    PasskeyAdded,  // `reason`: its name, as in the next two
    PasskeyRemoved,
    PasskeyCopied,   // it has counted backwards, and was not let in
    IdentityJoined,  // `reason`: the provider, as also of the next
    IdentityRemoved,
    ArchiveReady,  // `reason`: for how many days it is kept
    Leaving,       // `reason`: until when they may come back, as also of the next
    LeavingSoon,
    CameBack,
    Approved,
    AwaitingApproval,
    NewReport,
    Warned,
    Noticed,  // of a finding of coordinated support: integrity/process.h
    Disabled,
    Sensitized,
    Silenced,
    Suspended,
    WebhookEnded  // of a page; `reason`: its address
};

struct MailDraft {
    MailKind kind = MailKind::Confirm;
    std::string to;  // empty: nothing is sent, and it takes as long as if it were
    std::string locale;
    std::string path;      // of the link, behind the origin
    std::string username;  // of whom it tells
    std::string reason;    // what they wrote with it
};

// So that the sender wakes at once.
struct MailEnqueued {
    static constexpr std::string_view name = "MailEnqueued";
    JobId job;
};
BOOST_DESCRIBE_STRUCT(MailEnqueued, (), (job))

// Where the links lead: pages/ answers there.
inline constexpr std::string_view confirm_path = "/auth/confirm?token=";
inline constexpr std::string_view reset_path = "/auth/reset?token=";
inline constexpr std::string_view sign_in_path = "/auth/sign_in";
inline constexpr std::string_view reset_page_path = "/auth/reset";

inline constexpr std::string_view sign_ups_path = "/app/moderation/sign-ups";
inline constexpr std::string_view report_path = "/app/moderation/reports/";

inline constexpr std::string_view mail_queue = "mail";
inline constexpr std::string_view mail_job = "mail.send";

// The link's origin is the domain's own and nothing a request said. Publishes MailEnqueued.
void enqueue_mail(db::Transaction&, const Domain&, const MailDraft&, Time now);

enum class MailWriter { Program, Person };  // a program's mail says so (RFC 3834), so that no other program answers it

struct Mail {
    std::string to;
    std::string from;  // an address
    std::string from_name;
    std::string subject;
    std::string text;
    std::string html;
    std::string message_id;
    Time date;
    std::vector<std::pair<std::string, std::string>> headers = {};  // beside the usual ones: a name and what stands behind it
    std::string return_path = {};                                   // where it comes back to; empty: `from`
    MailWriter writer = MailWriter::Program;
};

// What a job of kind mail_job says, written out; none when it is to nobody. An empty `from` becomes noreply@ the domain.
std::optional<Mail> compose_mail(const Locale&, std::string_view payload, std::string_view from, Time now);
// RFC 5322 with RFC 2045 to 2047: multipart/alternative, quoted-printable, no line beyond 76, headers that cannot be broken out of.
std::string mime_message(const Mail&);

}  // namespace favilla::social
