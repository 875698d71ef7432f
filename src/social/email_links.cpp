// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/email_links.h"

#include "social/secret_hash.h"
#include "social/sign_in.h"
#include "social/sign_up.h"

namespace favilla::social {

namespace {

std::string_view name_of(LinkPurpose purpose)
{
    switch (purpose) {
    case LinkPurpose::Confirm: return "confirm";
    case LinkPurpose::Reset: return "reset";
    case LinkPurpose::Change: return "change";
    case LinkPurpose::SetUp: break;
    }
    return "setup";
}

std::optional<EmailLink> read_link(const std::optional<db::Row>& row)
{
    if (!row) return std::nullopt;
    return EmailLink{row->get<std::optional<AccountId>>(0), row->get<std::string>(1), row->get<Time>(2)};
}

}  // namespace

std::string new_link(db::Transaction& tx, const Random& random, LinkPurpose purpose, std::optional<AccountId> account,
                     std::string_view email, Time now)
{
    end_link(tx, purpose, account.value_or(AccountId{}));  // whoever it is for, it takes as long
    auto secret = random_token(random);
    tx.run("INSERT INTO email_tokens (token_hash, purpose, account_id, email, created_at) VALUES ($1, $2, $3, $4, $5)",
           hash_of(secret), name_of(purpose), account, email, now);
    return secret;
}

std::optional<EmailLink> find_link(db::Reader& reader, LinkPurpose purpose, std::string_view secret)
{
    return read_link(reader.row("SELECT account_id, email, created_at FROM email_tokens WHERE token_hash = $1 AND purpose = $2",
                                hash_of(secret), name_of(purpose)));
}

std::optional<EmailLink> link_of(db::Reader& reader, LinkPurpose purpose, AccountId account)
{
    return read_link(reader.row("SELECT account_id, email, created_at FROM email_tokens WHERE account_id = $1 AND purpose = $2",
                                account, name_of(purpose)));
}

std::optional<EmailLink> take_link(db::Transaction& tx, LinkPurpose purpose, std::string_view secret)
{
    auto link = find_link(tx, purpose, secret);
    if (link) tx.run("DELETE FROM email_tokens WHERE token_hash = $1", hash_of(secret));
    return link;
}

void end_link(db::Transaction& tx, LinkPurpose purpose, AccountId account)
{
    tx.run("DELETE FROM email_tokens WHERE account_id = $1 AND purpose = $2", account, name_of(purpose));
}

void end_links(db::Transaction& tx, AccountId account) { tx.run("DELETE FROM email_tokens WHERE account_id = $1", account); }

void forget_old_links(db::Transaction& tx, Time now)
{
    auto longest = std::max(confirm_link_lasts, reset_link_lasts);
    tx.run("DELETE FROM email_tokens WHERE created_at < $1 AND purpose <> 'setup'", now - longest);
}

}  // namespace favilla::social
