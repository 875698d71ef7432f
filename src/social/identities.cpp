// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/identities.h"

#include "social/factor_mail.h"
#include "social/mail.h"
#include "social/secret_hash.h"

namespace favilla::social {

namespace {

constexpr std::string_view screen_path = "/app/settings/identities";

void insert_identity(db::Transaction& tx, DomainId domain, AccountId account, const ProvenIdentity& identity,
                     std::optional<Time> used, Time now)
{
    tx.run("INSERT INTO identities (id, domain_id, account_id, issuer, subject, label, created_at, last_used_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
           tx.new_id<IdentityId>(now), domain, account, identity.issuer, identity.subject, identity.label, now, used);
}

}  // namespace

std::vector<Identity> identities_of(db::Reader& reader, AccountId account)
{
    std::vector<Identity> identities;
    for (const auto& row : reader.rows(
             "SELECT id, issuer, label, created_at, last_used_at FROM identities WHERE account_id = $1 ORDER BY id", account))
        identities.push_back({row.get<IdentityId>(0), row.get<std::string>(1), row.get<std::string>(2), row.get<Time>(3),
                              row.get<std::optional<Time>>(4)});
    return identities;
}

std::optional<AccountId> find_by_identity(db::Reader& reader, DomainId domain, const ProvenIdentity& identity)
{
    return reader.value<AccountId>("SELECT account_id FROM identities WHERE domain_id = $1 AND issuer = $2 AND subject = $3",
                                   domain, identity.issuer, identity.subject);
}

void note_identity_used(db::Transaction& tx, DomainId domain, const ProvenIdentity& identity, Time now)
{
    tx.run("UPDATE identities SET last_used_at = $4 WHERE domain_id = $1 AND issuer = $2 AND subject = $3", domain,
           identity.issuer, identity.subject, now);
}

Result<void> join_identity(db::Transaction& tx, AccountId id, const ProvenIdentity& identity, std::string_view provider, Time now)
{
    auto user = find_user(tx, id);
    if (!user) return refuse(ErrorCode::NotFound, "user.missing");
    if (auto owner = find_by_identity(tx, user->domain, identity)) {
        if (*owner == id) return {};
        return refuse(ErrorCode::Conflict, "identity.taken", {{"provider", std::string{provider}}});
    }
    if (identities_of(tx, id).size() >= max_identities)
        return refuse(ErrorCode::Conflict, "identity.too_many", {{"max", std::to_string(max_identities)}});
    insert_identity(tx, user->domain, id, identity, std::nullopt, now);
    tell_person(tx, id, MailKind::IdentityJoined, screen_path, now, std::string{provider});
    return {};
}

Result<void> remove_identity(db::Transaction& tx, AccountId account, IdentityId id, std::string_view provider, Time now)
{
    if (tx.run("DELETE FROM identities WHERE id = $1 AND account_id = $2", id, account) == 0)
        return refuse(ErrorCode::NotFound, "identity.missing");
    tell_person(tx, account, MailKind::IdentityRemoved, reset_page_path, now, std::string{provider});
    return {};
}

void forget_identities_of(db::Transaction& tx, AccountId account)
{
    tx.run("DELETE FROM identities WHERE account_id = $1", account);
    tx.run("DELETE FROM identity_attempts WHERE account_id = $1", account);
}

bool has_password(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM users WHERE account_id = $1 AND password_hash <> ''", account).has_value();
}

void begin_attempt(db::Transaction& tx, std::string_view state, std::string_view browser, const IdentityAttempt& attempt,
                   Time now)
{
    tx.run("INSERT INTO identity_attempts (state_hash, browser_hash, domain_id, provider, account_id, return_to, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           hash_of(state), hash_of(browser), attempt.domain, attempt.provider, attempt.account, attempt.return_to, now);
}

std::optional<IdentityAttempt> take_attempt(db::Transaction& tx, std::string_view state, std::string_view browser, Time now)
{
    auto row = tx.row("DELETE FROM identity_attempts WHERE state_hash = $1 AND browser_hash = $2 AND created_at >= $3 "
                      "RETURNING domain_id, provider, account_id, return_to",
                      hash_of(state), hash_of(browser), now - attempt_lasts);
    if (!row) return std::nullopt;
    return IdentityAttempt{row->get<DomainId>(0), row->get<std::string>(1), row->get<std::optional<AccountId>>(2),
                           row->get<std::string>(3)};
}

void keep_arrival(db::Transaction& tx, std::string_view browser, const Arrival& arrival, Time now)
{
    tx.run("DELETE FROM identity_arrivals WHERE browser_hash = $1", hash_of(browser));
    tx.run(
        "INSERT INTO identity_arrivals (browser_hash, domain_id, provider, issuer, subject, email, username, return_to, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        hash_of(browser), arrival.domain, arrival.provider, arrival.identity.issuer, arrival.identity.subject, arrival.email,
        arrival.username, arrival.return_to, now);
}

void forget_old_attempts(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM identity_attempts WHERE created_at < $1", now - attempt_lasts);
    tx.run("DELETE FROM identity_arrivals WHERE created_at < $1", now - attempt_lasts);
}

std::optional<Arrival> find_arrival(db::Reader& reader, std::string_view browser, DomainId domain, Time now)
{
    auto row = reader.row("SELECT provider, issuer, subject, email, username, return_to FROM identity_arrivals "
                          "WHERE browser_hash = $1 AND domain_id = $2 AND created_at >= $3",
                          hash_of(browser), domain, now - attempt_lasts);
    if (!row) return std::nullopt;
    auto email = row->get<std::string>(3);
    return Arrival{.domain = domain,
                   .provider = row->get<std::string>(0),
                   .identity = {row->get<std::string>(1), row->get<std::string>(2), email},
                   .email = email,
                   .username = row->get<std::string>(4),
                   .return_to = row->get<std::string>(5)};
}

std::expected<Account, SignUpRefusal> admit_arrival(db::Transaction& tx, std::string_view browser, const Arrival& arrival,
                                                    const NewcomerDraft& draft, Time now)
{
    SignUpDraft sign_up{.username = draft.username,
                        .email = arrival.email,
                        .password = {},
                        .agreement = draft.agreement,
                        .locale = draft.locale,
                        .reason = draft.reason,
                        .application = {},
                        .scopes = {},
                        .client_address = draft.client_address};
    if (draft.admission == Newcomers::AtOnce) sign_up.vouch = [](db::Transaction&, AccountId, Time) { return Result<void>{}; };
    if (find_by_identity(tx, arrival.domain, arrival.identity))
        return std::unexpected(SignUpRefusal{{ErrorCode::Conflict, "identity.taken", {{"provider", draft.provider}}}, {}});
    auto made = sign_up_proven(tx, arrival.domain, sign_up, now);
    if (!made) return made;
    insert_identity(tx, arrival.domain, made->id, arrival.identity, now, now);
    tx.run("DELETE FROM identity_arrivals WHERE browser_hash = $1", hash_of(browser));
    return made;
}

}  // namespace favilla::social
