// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/sign_up.h"

#include <algorithm>

#include "base/language.h"
#include "base/text.h"
#include "social/email_links.h"
#include "social/entry_rules.h"
#include "social/mail.h"
#include "social/notifications.h"

namespace favilla::social {

namespace {

constexpr std::size_t max_reason_length = 420;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::optional<FieldProblem> problem_of_username(db::Reader& reader, const Domain& domain, std::string_view username)
{
    auto problem = username_problem(username);
    if (!problem && is_reserved_username(username))
        return FieldProblem{"username", "ERR_RESERVED", "account.username_reserved", {}};
    if (!problem && find_local_account(reader, username, domain.id))
        return FieldProblem{"username", "ERR_TAKEN", "account.username_taken", {}};
    if (!problem) return std::nullopt;
    if (*problem == "account.username_blank") return FieldProblem{"username", "ERR_BLANK", *problem, {}};
    if (*problem == "account.username_too_long")
        return FieldProblem{"username", "ERR_TOO_LONG", *problem, {{"max", std::to_string(max_username_length)}}};
    return FieldProblem{"username", "ERR_INVALID", *problem, {}};
}

std::optional<FieldProblem> problem_of_password(std::string_view password)
{
    auto problem = password_problem(password);
    if (!problem) return std::nullopt;
    if (*problem == "user.password_blank") return FieldProblem{"password", "ERR_BLANK", *problem, {}};
    if (*problem == "user.password_too_short")
        return FieldProblem{"password", "ERR_TOO_SHORT", *problem, {{"min", std::to_string(min_password_length)}}};
    return FieldProblem{"password", "ERR_TOO_LONG", *problem, {{"max", std::to_string(max_password_length)}}};
}

std::optional<FieldProblem> problem_of_reason(const Domain& domain, const SignUpDraft& draft)
{
    const auto& reason = draft.reason;
    if (grapheme_count(reason) > max_reason_length)
        return FieldProblem{"reason", "ERR_TOO_LONG", "sign_up.reason_too_long", {{"max", std::to_string(max_reason_length)}}};
    if (domain.registrations == Registrations::Approval && !draft.vouch && is_blank(reason))
        return FieldProblem{"reason", "ERR_BLANK", "sign_up.reason_blank", {}};
    return std::nullopt;
}

using SignUpResult = std::expected<SignedUp, SignUpRefusal>;

std::unexpected<SignUpRefusal> refuse_sign_up(ErrorCode code, std::string key, std::vector<FieldProblem> problems = {})
{
    return std::unexpected(SignUpRefusal{{code, std::move(key), {}}, std::move(problems)});
}

// Empty when the draft may come in.
std::optional<SignUpRefusal> check_draft(db::Reader& reader, const std::optional<Domain>& domain, const SignUpDraft& draft,
                                         Entry entry)
{
    if (!domain) return SignUpRefusal{{ErrorCode::NotFound, "domain.missing", {}}, {}};
    if (domain->registrations == Registrations::Closed && !draft.vouch)
        return SignUpRefusal{{ErrorCode::Forbidden, "sign_up.closed", {}}, {}};
    if (entry == Entry::Refused) return SignUpRefusal{{ErrorCode::Forbidden, "entry.refused", {}}, {}};
    auto problems = sign_up_problems(reader, *domain, draft);
    if (entry == Entry::EmailRefused) problems.push_back({"email", "ERR_BLOCKED", "user.email_refused", {}});
    if (problems.empty()) return std::nullopt;
    return SignUpRefusal{{ErrorCode::Invalid, "sign_up.invalid", {}}, std::move(problems)};
}

struct NewUser {
    AccountId account;
    std::string email, password_hash, locale, reason;
    Role role = Role::User;
    std::optional<Time> confirmed_at, approved_at;
    std::optional<ApplicationId> application = std::nullopt;  // none: on the pages of the web
};

void insert_user(db::Transaction& tx, const Domain& domain, const NewUser& user, Time now)
{
    tx.run("INSERT INTO users (account_id, domain_id, email, email_key, password_hash, role, locale, confirmed_at, approved_at, "
           "default_visibility, default_sensitive, default_language, join_reason, created_at, "
           "sign_up_application_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, NULL, $10, $11, $12)",
           user.account, domain.id, user.email, fold(user.email), user.password_hash, name_of(user.role), user.locale,
           user.confirmed_at, user.approved_at, user.reason, now, user.application);
}

std::string locale_or_own(std::string_view wanted, const Domain& domain)
{
    if (auto language = normal_language(wanted)) return *language;
    return domain.languages.empty() ? "en" : domain.languages.front();
}

bool is_proved(db::Reader& reader, DomainId domain, std::string_view email)
{
    auto user = find_user_by_email(reader, domain, email);
    return user && user->confirmed_at;
}

// To an address that somebody proved before goes another mail, and no link that opens anything.
void send_confirmation(db::Transaction& tx, const Random& random, const Domain& domain, const User& user,
                       const std::string& username, Time now)
{
    auto secret = new_link(tx, random, LinkPurpose::Confirm, user.account, user.email, now);
    auto owner = find_user_by_email(tx, domain.id, user.email);
    if (owner && owner->confirmed_at && owner->account != user.account) {
        auto theirs = find_account(tx, owner->account);
        enqueue_mail(tx, domain,
                     {.kind = MailKind::AlreadyHere,
                      .to = owner->email,
                      .locale = owner->locale,
                      .path = std::string{sign_in_path},
                      .username = theirs->username},
                     now);
        return;
    }
    enqueue_mail(tx, domain,
                 {.kind = MailKind::Confirm,
                  .to = user.email,
                  .locale = user.locale,
                  .path = std::string{confirm_path} + secret,
                  .username = username},
                 now);
}

SignUpResult come_in(db::Transaction& tx, const Random& random, const Domain& domain, const SignUpDraft& draft,
                     const std::string& password_hash, Entry entry, Time now)
{
    auto account = create_account(tx, domain.id, {.username = draft.username, .admitted = false}, now);
    if (!account)  // somebody took the name while the password was being hashed
        return refuse_sign_up(ErrorCode::Invalid, "sign_up.invalid", {{"username", "ERR_TAKEN", "account.username_taken", {}}});
    if (draft.vouch)
        if (auto vouched = draft.vouch(tx, account->id, now); !vouched)
            return std::unexpected(SignUpRefusal{vouched.error(), {}});
    bool is_let_in = draft.vouch || (domain.registrations == Registrations::Open && entry == Entry::Free);
    insert_user(tx, domain,
                {.account = account->id,
                 .email = draft.email,
                 .password_hash = password_hash,
                 .locale = locale_or_own(draft.locale, domain),
                 .reason = draft.reason,
                 .approved_at = is_let_in ? std::optional{now} : std::nullopt,
                 .application = draft.application},
                now);
    send_confirmation(tx, random, domain, *find_user(tx, account->id), account->username, now);

    SignedUp signed_up{.account = *account, .token = std::nullopt};
    if (draft.application)
        signed_up.token =
            issue_token(tx, random, {.application = draft.application, .account = account->id, .scopes = draft.scopes}, now);
    return signed_up;
}

void tell_team(db::Transaction& tx, const Domain& domain, const User& user, Time now)
{
    auto account = find_account(tx, user.account);
    for (const auto& member : team_of(tx, domain.id)) {
        tell_of_sign_up(tx, member.account, user.account, now);
        enqueue_mail(tx, domain,
                     {.kind = MailKind::AwaitingApproval,
                      .to = member.email,
                      .locale = member.locale,
                      .path = std::string{sign_ups_path},
                      .username = account->username,
                      .reason = user.join_reason},
                     now);
    }
}

}  // namespace

bool is_email(std::string_view email)
{
    auto at = email.rfind('@');
    if (at == std::string_view::npos || at == 0 || at > 64 || email.size() > 254) return false;
    auto local = email.substr(0, at);
    auto host = email.substr(at + 1);
    auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    auto in_local = [&](char c) { return is_plain(c) || std::string_view{".!#$%&'*+/=?^_`{|}~-"}.contains(c); };
    auto in_host = [&](char c) { return is_plain(c) || c == '.' || c == '-'; };
    if (!std::ranges::all_of(local, in_local) || local.starts_with('.') || local.ends_with('.') || local.contains(".."))
        return false;
    return !host.empty() && std::ranges::all_of(host, in_host) && is_plain(host.front()) && is_plain(host.back())
        && !host.contains("..");
}

std::vector<FieldProblem> sign_up_problems(db::Reader& reader, const Domain& domain, const SignUpDraft& draft)
{
    std::vector<FieldProblem> problems;
    auto note = [&](std::optional<FieldProblem> problem) {
        if (problem) problems.push_back(std::move(*problem));
    };
    note(problem_of_username(reader, domain, draft.username));
    if (draft.email.empty()) note(FieldProblem{"email", "ERR_BLANK", "user.email_blank", {}});
    if (!draft.email.empty() && !is_email(draft.email)) note(FieldProblem{"email", "ERR_INVALID", "user.email_invalid", {}});
    note(problem_of_password(draft.password));
    if (!draft.agreement) note(FieldProblem{"agreement", "ERR_ACCEPTED", "sign_up.agreement", {}});
    note(problem_of_reason(domain, draft));
    return problems;
}

SignUpResult sign_up(db::Database& database, PasswordHasher& hasher, DomainId domain_id, const SignUpDraft& draft, Time now)
{
    std::optional<Domain> domain;
    auto entry = Entry::Free;
    auto refused = database.read([&](db::Reader& reader) {
        domain = find_domain(reader, domain_id);
        entry = entry_of(reader, domain_id, draft.email, draft.client_address, now);
        return check_draft(reader, domain, draft, entry);
    });
    if (entry != Entry::Free) database.write([&](db::Transaction& tx) { note_email_attempt(tx, domain_id, draft.email, now); });
    if (refused) return std::unexpected(std::move(*refused));
    auto hash = hasher.hash(draft.password);
    if (!hash) return std::unexpected(SignUpRefusal{hash.error(), {}});
    return database.write([&](db::Transaction& tx) { return come_in(tx, hasher.random(), *domain, draft, *hash, entry, now); });
}

std::expected<Account, SignUpRefusal> sign_up_proven(db::Transaction& tx, DomainId domain_id, const SignUpDraft& draft, Time now)
{
    auto domain = find_domain(tx, domain_id);
    if (!domain) return refuse_sign_up(ErrorCode::NotFound, "domain.missing");
    if (domain->registrations == Registrations::Closed && !draft.vouch)
        return refuse_sign_up(ErrorCode::Forbidden, "sign_up.closed");
    auto entry = entry_of(tx, domain_id, draft.email, draft.client_address, now);
    if (entry == Entry::Refused) return refuse_sign_up(ErrorCode::Forbidden, "entry.refused");
    if (entry == Entry::EmailRefused) return refuse_sign_up(ErrorCode::Forbidden, "user.email_refused");
    auto problems = sign_up_problems(tx, *domain, draft);
    std::erase_if(problems, [](const FieldProblem& problem) { return problem.field == "password"; });
    if (!problems.empty()) return refuse_sign_up(ErrorCode::Invalid, "sign_up.invalid", std::move(problems));
    if (is_proved(tx, domain_id, draft.email)) return refuse_sign_up(ErrorCode::Conflict, "identity.email_taken");

    auto account = create_account(tx, domain_id, {.username = draft.username, .admitted = false}, now);
    if (!account) return std::unexpected(SignUpRefusal{account.error(), {}});
    if (draft.vouch)
        if (auto vouched = draft.vouch(tx, account->id, now); !vouched)
            return std::unexpected(SignUpRefusal{vouched.error(), {}});
    bool is_let_in = draft.vouch || (domain->registrations == Registrations::Open && entry == Entry::Free);
    insert_user(tx, *domain,
                {.account = account->id,
                 .email = draft.email,
                 .password_hash = {},
                 .locale = locale_or_own(draft.locale, *domain),
                 .reason = draft.reason,
                 .confirmed_at = now,
                 .approved_at = is_let_in ? std::optional{now} : std::nullopt},
                now);
    if (is_let_in) admit(tx, account->id, now);
    if (!is_let_in) tell_team(tx, *domain, *find_user(tx, account->id), now);
    return *find_account(tx, account->id);
}

Result<AccountId> confirm_email(db::Transaction& tx, std::string_view secret, Time now)
{
    auto spent = refuse(ErrorCode::Gone, "user.link_spent");
    auto link = take_link(tx, LinkPurpose::Confirm, secret);
    if (!link || !link->account || link->created_at + confirm_link_lasts < now) return spent;
    auto user = find_user(tx, *link->account);
    if (!user || user->confirmed_at || fold(user->email) != fold(link->email) || is_proved(tx, user->domain, user->email))
        return spent;

    tx.run("UPDATE users SET confirmed_at = $2 WHERE account_id = $1", user->account, now);
    if (user->approved_at) {
        admit(tx, user->account, now);
        return user->account;
    }
    tell_team(tx, *find_domain(tx, user->domain), *user, now);
    return user->account;
}

Result<void> resend_confirmation(db::Transaction& tx, const Random& random, AccountId id, std::optional<std::string> new_email,
                                 Time now)
{
    auto user = find_user(tx, id);
    if (!user) return refuse(ErrorCode::NotFound, "user.missing");
    if (user->confirmed_at) return refuse(ErrorCode::Forbidden, "user.confirmed_already");
    if (new_email) {
        if (!is_email(*new_email)) return refuse(ErrorCode::Invalid, "user.email_invalid", {{"field", "email"}});
        if (is_email_refused(tx, user->domain, *new_email))
            return refuse(ErrorCode::Invalid, "user.email_refused", {{"field", "email"}});
        tx.run("UPDATE users SET email = $2, email_key = $3 WHERE account_id = $1", id, *new_email, fold(*new_email));
        user->email = *new_email;
    }
    send_confirmation(tx, random, *find_domain(tx, user->domain), *user, find_account(tx, id)->username, now);
    return {};
}

void resend_confirmation(db::Transaction& tx, const Random& random, DomainId domain_id, std::string_view email, Time now)
{
    auto domain = find_domain(tx, domain_id);
    if (!domain) return;
    auto user = find_user_by_email(tx, domain_id, email);
    if (user && !user->confirmed_at)
        return send_confirmation(tx, random, *domain, *user, find_account(tx, user->account)->username, now);
    (void)find_account(tx, AccountId{});  // the same statements, so that the time tells nothing either
    new_link(tx, random, LinkPurpose::Confirm, std::nullopt, email, now);
    enqueue_mail(tx, *domain, {.kind = MailKind::Confirm}, now);
}

Result<Account> create_user(db::Transaction& tx, DomainId domain_id, const UserDraft& draft, Time now)
{
    if (!is_email(draft.email)) return refuse(ErrorCode::Invalid, "user.email_invalid", {{"field", "email"}});
    if (is_proved(tx, domain_id, draft.email)) return refuse(ErrorCode::Conflict, "user.email_taken", {{"field", "email"}});
    TRY(auto account, create_account(tx, domain_id,
                                     {.username = draft.username,
                                      .display_name = draft.display_name,
                                      .kind = draft.kind,
                                      .admitted = true,
                                      .id = draft.id},
                                     now));
    auto domain = find_domain(tx, domain_id);
    insert_user(tx, *domain,
                {.account = account.id,
                 .email = draft.email,
                 .password_hash = draft.password_hash,
                 .locale = locale_or_own(draft.locale, *domain),
                 .reason = {},
                 .role = draft.role,
                 .confirmed_at = now,
                 .approved_at = now},
                now);
    return account;
}

}  // namespace favilla::social
