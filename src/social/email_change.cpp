// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/email_change.h"

#include "base/text.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/email_links.h"
#include "social/entry_rules.h"
#include "social/factor_mail.h"
#include "social/mail.h"
#include "social/sign_up.h"
#include "social/users.h"

namespace favilla::social {

namespace {

std::optional<User> other_owner(db::Reader& reader, const User& user, std::string_view email)
{
    auto owner = find_user_by_email(reader, user.domain, email);
    return owner && owner->confirmed_at && owner->account != user.account ? owner : std::nullopt;
}

}  // namespace

std::optional<OwnEmail> email_of(db::Reader& reader, AccountId account, Time now)
{
    auto user = find_user(reader, account);
    if (!user) return std::nullopt;
    OwnEmail own{.email = user->email, .pending = {}};
    auto link = link_of(reader, LinkPurpose::Change, account);
    if (link && link->created_at > now - confirm_link_lasts) own.pending = link->email;
    return own;
}

Result<void> request_email_change(db::Transaction& tx, const Random& random, AccountId account, std::string_view email, Time now)
{
    auto user = find_user(tx, account);
    if (!user) return refuse(ErrorCode::NotFound, "user.missing");
    if (!is_email(email)) return refuse(ErrorCode::Invalid, "user.email_invalid", {{"field", "email"}});
    if (fold(email) == fold(user->email)) return refuse(ErrorCode::Invalid, "user.email_same", {{"field", "email"}});
    if (is_email_refused(tx, user->domain, email)) return refuse(ErrorCode::Invalid, "user.email_refused", {{"field", "email"}});

    auto domain = find_domain(tx, user->domain);
    auto name = find_account(tx, account)->username;
    auto secret = new_link(tx, random, LinkPurpose::Change, account, email, now);
    auto owner = other_owner(tx, *user, email);
    if (owner)
        enqueue_mail(tx, *domain,
                     {.kind = MailKind::AlreadyHere,
                      .to = owner->email,
                      .locale = owner->locale,
                      .path = std::string{sign_in_path},
                      .username = find_account(tx, owner->account)->username},
                     now);
    if (!owner)
        enqueue_mail(tx, *domain,
                     {.kind = MailKind::EmailChange,
                      .to = std::string{email},
                      .locale = user->locale,
                      .path = std::string{change_path} + secret,
                      .username = name},
                     now);
    tell_person(tx, account, MailKind::EmailChanging, email_screen, now, std::string{email});
    return {};
}

void give_up_email_change(db::Transaction& tx, AccountId account) { end_link(tx, LinkPurpose::Change, account); }

Result<AccountId> confirm_email_change(db::Transaction& tx, std::string_view secret, Time now)
{
    auto spent = refuse(ErrorCode::Gone, "user.link_spent");
    auto link = take_link(tx, LinkPurpose::Change, secret);
    if (!link || !link->account || link->created_at + confirm_link_lasts < now) return spent;
    auto user = find_user(tx, *link->account);
    if (!user || other_owner(tx, *user, link->email) || is_email_refused(tx, user->domain, link->email)) return spent;

    tell_person(tx, user->account, MailKind::EmailChanged, reset_page_path, now, link->email);  // while the old one is theirs
    end_links(tx, user->account);
    tx.run("UPDATE users SET email = $2, email_key = $3 WHERE account_id = $1", user->account, link->email, fold(link->email));
    return user->account;
}

}  // namespace favilla::social
