// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/mail.h"

#include "base/crypto.h"
#include "base/html.h"
#include "jobs/events.h"
#include "jobs/queue.h"
#include "social/mail_parts.h"

namespace favilla::social {

namespace {

// What a job of kind mail_job carries.
struct MailJob {
    static constexpr std::string_view name = "MailJob";
    std::string kind, to, locale;
    std::string host, origin, organisation;
    std::string link, username, reason;
};
BOOST_DESCRIBE_STRUCT(MailJob, (), (kind, to, locale, host, origin, organisation, link, username, reason))

std::string_view name_of(MailKind kind)
{
    switch (kind) {
    case MailKind::Confirm: return "confirm";
    case MailKind::AlreadyHere: return "already_here";
    case MailKind::Reset: return "reset";
    case MailKind::Invitation: return "invitation";
    case MailKind::PasswordChanged: return "password_changed";
    case MailKind::EmailChange: return "email_change";
    case MailKind::EmailChanging: return "email_changing";
    case MailKind::EmailChanged: return "email_changed";
    case MailKind::SecondFactorOn: return "second_factor_on";
    case MailKind::SecondFactorOff: return "second_factor_off";
    case MailKind::SecondFactorLifted: return "second_factor_lifted";
    case MailKind::RecoveryCodeUsed: return "recovery_code_used";
    case MailKind::RecoveryCodesRenewed: return "recovery_codes_renewed";
    case MailKind::CodesOff: return "codes_off";
    case MailKind::PasskeyAdded: return "passkey_added";
    case MailKind::PasskeyRemoved: return "passkey_removed";
    case MailKind::PasskeyCopied: return "passkey_copied";
    case MailKind::IdentityJoined: return "identity_joined";
    case MailKind::IdentityRemoved: return "identity_removed";
    case MailKind::ArchiveReady: return "archive_ready";
    case MailKind::Leaving: return "leaving";
    case MailKind::LeavingSoon: return "leaving_soon";
    case MailKind::CameBack: return "came_back";
    case MailKind::Approved: return "approved";
    case MailKind::AwaitingApproval: return "awaiting_approval";
    case MailKind::NewReport: return "new_report";
    case MailKind::Warned: return "warned";
    case MailKind::Noticed: return "noticed";
    case MailKind::Disabled: return "disabled";
    case MailKind::Sensitized: return "sensitized";
    case MailKind::Silenced: return "silenced";
    case MailKind::WebhookEnded: return "webhook_ended";
    case MailKind::Suspended: break;
    }
    return "suspended";
}

struct Sentences {
    std::string subject, greeting, body, action, footer;
};

Sentences sentences_of(const Locale& locale, Language language, const MailJob& job)
{
    TextParams params{{"organisation", job.organisation}, {"username", job.username}, {"reason", job.reason}, {"host", job.host}};
    auto say = [&](std::string_view part) { return locale.text(language, "mail." + job.kind + "." + std::string{part}, params); };
    auto body = say("body");
    body.resize(body.find_last_not_of('\n') + 1);  // where no reason was given
    return {say("subject"), locale.text(language, "mail.greeting", params), std::move(body), say("action"),
            locale.text(language, "mail.footer", params)};
}

std::string text_of(const Sentences& words, const std::string& link)
{
    return words.greeting + "\n\n" + words.body + "\n\n" + words.action + ":\n" + link + "\n\n-- \n" + words.footer + "\n";
}

std::string html_of(const Sentences& words, const std::string& link, std::string_view tag)
{
    return mail_document(
        tag, words.subject,
        mail_paragraph(words.greeting) + mail_paragraph(words.body) + "<p><a href=\"" + escape_attribute(link)
            + "\" style=\"display:inline-block;padding:.6em 1.2em;background:#b3360b;color:#fff;text-decoration:none;border-radius:.4em\">"
            + escape_text(words.action) + "</a></p>\n" + mail_small_paragraph(escape_text(link)) + "<hr>\n"
            + mail_small_paragraph(escape_text(words.footer)));
}

}  // namespace

void enqueue_mail(db::Transaction& tx, const Domain& domain, const MailDraft& draft, Time now)
{
    auto payload = jobs::encode(MailJob{std::string{name_of(draft.kind)}, draft.to, draft.locale, domain.name, domain.origin,
                                        domain.title, domain.origin + draft.path, draft.username, draft.reason});
    auto job = jobs::enqueue(tx, mail_queue, mail_job, payload, now, now);
    jobs::publish(tx, MailEnqueued{job});
}

std::optional<Mail> compose_mail(const Locale& locale, std::string_view payload, std::string_view from, Time now)
{
    auto job = jobs::decode<MailJob>(payload);
    if (job.to.empty()) return std::nullopt;
    auto language = locale.find(job.locale).value_or(Language{});
    auto words = sentences_of(locale, language, job);
    auto host = mail_host(job.host);
    return Mail{.to = job.to,
                .from = mail_sender(from, host),
                .from_name = job.organisation,
                .subject = words.subject,
                .text = text_of(words, job.link),
                .html = html_of(words, job.link, locale.tag(language)),
                .message_id = to_hex(sha256(payload)).substr(0, 32) + "." + std::to_string(now.milliseconds) + "@" + host,
                .date = now};
}

}  // namespace favilla::social
