// SPDX-License-Identifier: AGPL-3.0-or-later
// social/set_up.cpp — the first administrator of an installation, of sign_up.h.
#include "base/text.h"
#include "social/email_links.h"
#include "social/sign_up.h"

namespace favilla::social {

namespace {

bool has_administrator(db::Reader& reader)
{
    for (const auto& domain : domains(reader))
        if (!administrators(reader, domain.id).empty()) return true;
    return false;
}

}  // namespace

std::string new_setup_secret(db::Transaction& tx, const Random& random, Time now)
{
    tx.run("DELETE FROM email_tokens WHERE account_id IS NULL AND purpose = 'setup'");
    return new_link(tx, random, LinkPurpose::SetUp, std::nullopt, "", now);
}

bool is_setup_secret(db::Reader& reader, std::string_view secret)
{
    return find_link(reader, LinkPurpose::SetUp, secret) && !has_administrator(reader);
}

Result<Account> set_up(db::Database& database, PasswordHasher& hasher, DomainId domain, std::string_view secret,
                       const SetUpDraft& draft, Time now)
{
    auto spent = refuse(ErrorCode::Gone, "user.link_spent");
    if (!database.read([&](db::Reader& reader) { return is_setup_secret(reader, secret); })) return spent;
    TRY(auto hash, hasher.hash(draft.password));
    return database.write([&](db::Transaction& tx) -> Result<Account> {
        if (!is_setup_secret(tx, secret)) return spent;
        take_link(tx, LinkPurpose::SetUp, secret);
        TRY(auto account, create_user(tx, domain,
                                      {.username = draft.username,
                                       .email = draft.email,
                                       .password_hash = hash,
                                       .role = Role::Admin,
                                       .locale = draft.locale},
                                      now));
        CHECKED(
            change_domain(tx, domain, {.title = draft.organisation, .contact_email = draft.email, .contact = account.id}, now));
        return account;
    });
}

}  // namespace favilla::social
