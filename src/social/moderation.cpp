// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/moderation.h"

#include "base/text.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/administration.h"
#include "social/entry_rules.h"
#include "social/grace.h"
#include "social/mail.h"
#include "social/moderation_log.h"
#include "social/notifications.h"
#include "social/remote_accounts.h"
#include "social/report_desk.h"
#include "social/warnings.h"

namespace favilla::social {

namespace {

struct Subject {
    Account account;
    std::optional<User> user;
    Role by = Role::User;  // what the moderator is
    std::string name;      // as the log says it
};

// Roles are read here, in the transaction: what a token said may have changed since.
Result<Subject> find_subject(db::Transaction& tx, const Moderator& moderator, AccountId id)
{
    auto by = find_user(tx, moderator.account);
    auto account = find_account(tx, id);
    if (!account || account->deleted_at || !is_in_reach(*account, moderator.domain))
        return refuse(ErrorCode::NotFound, "record.not_found");
    if (!by || by->domain != moderator.domain || by->role == Role::User)
        return refuse(ErrorCode::Forbidden, "moderation.team_only");
    if (id == moderator.account) return refuse(ErrorCode::Forbidden, "moderation.oneself");
    auto user = find_user(tx, id);
    if (by->role != Role::Admin && user && user->role != Role::User) return refuse(ErrorCode::Forbidden, "moderation.outranked");
    auto name = acct(*account, find_domain(tx, moderator.domain)->name);
    return Subject{.account = *account, .user = std::move(user), .by = by->role, .name = std::move(name)};
}

void log(db::Transaction& tx, const Moderator& moderator, const Subject& subject, std::string_view act, std::string text,
         Time now, std::optional<ReportId> report = {})
{
    note_act(tx,
             {.domain = moderator.domain,
              .by = moderator.account,
              .act = act,
              .target = subject.account.id,
              .target_name = subject.name,
              .report = report,
              .text = std::move(text)},
             now);
}

// Others are told what became of the profile.
void mark(db::Transaction& tx, std::string_view sql, AccountId id, std::optional<Time> when)
{
    tx.run(sql, id, when);
    jobs::publish(tx, ProfileChanged{id});
}

void set_silenced(db::Transaction& tx, AccountId id, std::optional<Time> when)
{
    mark(tx, "UPDATE accounts SET silenced_at = CASE WHEN $2 IS NULL THEN NULL ELSE coalesce(silenced_at, $2) END WHERE id = $1",
         id, when);
}

void set_sensitized(db::Transaction& tx, AccountId id, std::optional<Time> when)
{
    mark(tx,
         "UPDATE accounts SET sensitized_at = CASE WHEN $2 IS NULL THEN NULL ELSE coalesce(sensitized_at, $2) END WHERE id = $1",
         id, when);
}

Result<void> apply(db::Transaction& tx, const Subject& subject, AccountAct act, Time now)
{
    auto id = subject.account.id;
    switch (act) {
    case AccountAct::None: break;
    case AccountAct::Sensitive: set_sensitized(tx, id, now); break;
    case AccountAct::Silence: set_silenced(tx, id, now); break;
    case AccountAct::Suspend: block_email_of(tx, id, now); return suspend_account(tx, id, now);
    case AccountAct::Disable:
        if (!subject.user) return refuse(ErrorCode::Invalid, "moderation.not_a_user");
        return disable_user(tx, id, now);
    }
    return {};
}

MailKind mail_about(AccountAct act)
{
    switch (act) {
    case AccountAct::None: return MailKind::Warned;
    case AccountAct::Sensitive: return MailKind::Sensitized;
    case AccountAct::Disable: return MailKind::Disabled;
    case AccountAct::Silence: return MailKind::Silenced;
    case AccountAct::Suspend: break;
    }
    return MailKind::Suspended;
}

void tell_person(db::Transaction& tx, const Moderator& moderator, const Subject& subject, const ActDraft& draft, Time now)
{
    auto warning = add_warning(tx,
                               {.domain = moderator.domain,
                                .target = subject.account.id,
                                .action = name_of(draft.act),
                                .text = draft.text,
                                .report = draft.report},
                               now);
    if (!subject.user) return;  // of another server: what we decide here concerns us alone
    tell_of_warning(tx, subject.account.id, warning, now);
    if (!draft.mail || !subject.user->confirmed_at) return;
    enqueue_mail(tx, *find_domain(tx, subject.user->domain),
                 {.kind = mail_about(draft.act),
                  .to = subject.user->email,
                  .locale = subject.user->locale,
                  .path = "/about",
                  .username = subject.account.username,
                  .reason = draft.text},
                 now);
}

// A word to somebody settles the report it is about; what else is done to them settles all.
Result<void> settle_reports(db::Transaction& tx, const Moderator& moderator, AccountId target, const ActDraft& draft, Time now)
{
    if (draft.report) {
        auto report = find_report(tx, moderator.domain, *draft.report);
        if (!report || report->target != target) return refuse(ErrorCode::NotFound, "record.not_found");
        if (report->action_taken_at) return refuse(ErrorCode::Conflict, "report.resolved_already");
        CHECKED(resolve_report(tx, moderator, *draft.report, now));
    }
    if (draft.act == AccountAct::None) return {};
    for (auto report : open_reports_about(tx, moderator.domain, target)) CHECKED(resolve_report(tx, moderator, report, now));
    return {};
}

Result<Subject> find_waiting(db::Transaction& tx, const Moderator& moderator, AccountId id)
{
    TRY(auto subject, find_subject(tx, moderator, id));
    if (!subject.user || subject.user->approved_at) return refuse(ErrorCode::Forbidden, "moderation.not_waiting");
    return subject;
}

}  // namespace

std::string_view name_of(AccountAct act)
{
    switch (act) {
    case AccountAct::None: return "none";
    case AccountAct::Sensitive: return "sensitive";
    case AccountAct::Disable: return "disable";
    case AccountAct::Silence: return "silence";
    case AccountAct::Suspend: break;
    }
    return "suspend";
}

std::optional<AccountAct> parse_account_act(std::string_view name)
{
    using enum AccountAct;
    for (auto act : {None, Sensitive, Disable, Silence, Suspend})
        if (name == name_of(act)) return act;
    return std::nullopt;
}

std::string_view name_of(Relief relief)
{
    switch (relief) {
    case Relief::Enable: return "enable";
    case Relief::Unsensitive: return "unsensitive";
    case Relief::Unsilence: return "unsilence";
    case Relief::Unsuspend: break;
    }
    return "unsuspend";
}

bool is_in_reach(const Account& account, DomainId domain) { return !account.domain || *account.domain == domain; }

bool restrain(db::Transaction& tx, AccountId id, Restraint restraint, Time now)
{
    auto account = find_account(tx, id);
    auto user = find_user(tx, id);
    if (!account || account->deleted_at || !user || user->role != Role::User) return false;
    if (restraint == Restraint::Suspend) return !suspension_of(tx, *account) && suspend_account(tx, id, now).has_value();
    if (account->silenced_at) return false;
    set_silenced(tx, id, now);
    return true;
}

bool release(db::Transaction& tx, AccountId id, Restraint restraint, Time since)
{
    auto account = find_account(tx, id);
    if (!account || account->deleted_at) return false;
    if (restraint == Restraint::Suspend) return suspension_of(tx, *account) == since && unsuspend_account(tx, id).has_value();
    if (account->silenced_at != since) return false;
    set_silenced(tx, id, std::nullopt);
    return true;
}

Result<void> check_team(db::Reader& reader, const Moderator& moderator)
{
    auto by = find_user(reader, moderator.account);
    if (!by || by->domain != moderator.domain || by->role == Role::User)
        return refuse(ErrorCode::Forbidden, "moderation.team_only");
    return {};
}

Result<void> act_on_account(db::Transaction& tx, const Moderator& moderator, AccountId id, const ActDraft& draft, Time now)
{
    TRY(auto subject, find_subject(tx, moderator, id));
    if (grapheme_count(draft.text) > max_act_text_length)
        return refuse(ErrorCode::Invalid, "moderation.text_too_long", {{"max", std::to_string(max_act_text_length)}});
    // The report first: of two who act on one at once, the second finds it resolved and nothing is done twice.
    CHECKED(settle_reports(tx, moderator, id, draft, now));
    CHECKED(apply(tx, subject, draft.act, now));
    tell_person(tx, moderator, subject, draft, now);
    log(tx, moderator, subject, draft.act == AccountAct::None ? "warn" : name_of(draft.act), draft.text, now, draft.report);
    return {};
}

Result<void> relieve_account(db::Transaction& tx, const Moderator& moderator, AccountId id, Relief relief, Time now)
{
    TRY(auto subject, find_subject(tx, moderator, id));
    switch (relief) {
    case Relief::Enable:
        if (!subject.user) return refuse(ErrorCode::Invalid, "moderation.not_a_user");
        if (!subject.user->disabled_at) return {};
        CHECKED(enable_user(tx, id));
        break;
    case Relief::Unsensitive:
        if (!subject.account.sensitized_at) return {};
        set_sensitized(tx, id, std::nullopt);
        break;
    case Relief::Unsilence:
        if (!subject.account.silenced_at) return {};
        set_silenced(tx, id, std::nullopt);
        break;
    case Relief::Unsuspend:
        if (!suspension_of(tx, subject.account)) return {};  // who is leaving comes back by themselves, or not
        CHECKED(unsuspend_account(tx, id));
        unblock_email_of(tx, id);
        break;
    }
    log(tx, moderator, subject, name_of(relief), {}, now);
    return {};
}

Result<void> approve_sign_up(db::Transaction& tx, const Moderator& moderator, AccountId id, Time now)
{
    TRY(auto subject, find_waiting(tx, moderator, id));
    CHECKED(approve_user(tx, id, now));
    log(tx, moderator, subject, "approve", {}, now);
    return {};
}

Result<void> reject_sign_up(db::Transaction& tx, const Moderator& moderator, AccountId id, Time now)
{
    TRY(auto subject, find_waiting(tx, moderator, id));
    forget_sign_up(tx, id, now);
    log(tx, moderator, subject, "reject", {}, now);
    return {};
}

Result<void> delete_suspended(db::Transaction& tx, const Moderator& moderator, AccountId id, Time now)
{
    TRY(auto subject, find_subject(tx, moderator, id));
    if (subject.by != Role::Admin) return refuse(ErrorCode::Forbidden, "moderation.administrators_only");
    if (!suspension_of(tx, subject.account)) return refuse(ErrorCode::Forbidden, "moderation.not_suspended");
    if (!subject.account.is_local()) remove_remote_account(tx, id, now);
    if (subject.account.is_local()) CHECKED(delete_account(tx, id, now));
    log(tx, moderator, subject, "delete", {}, now);
    return {};
}

Result<void> change_role_of(db::Transaction& tx, const Moderator& moderator, AccountId id, Role role, Time now)
{
    auto by = find_user(tx, moderator.account);
    if (!by || by->role != Role::Admin) return refuse(ErrorCode::Forbidden, "moderation.administrators_only");
    auto account = find_account(tx, id);
    auto user = find_user(tx, id);
    if (!account || !user || user->domain != moderator.domain) return refuse(ErrorCode::NotFound, "record.not_found");
    if (user->role == role) return {};
    auto before = user->role;
    CHECKED(change_role(tx, id, role));
    log(tx, moderator, {.account = *account, .user = user, .by = by->role, .name = account->username}, "change_role",
        std::string{name_of(before)} + " → " + std::string{name_of(role)}, now);
    return {};
}

}  // namespace favilla::social
