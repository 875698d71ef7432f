// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/grace.h"

#include <string>

#include "jobs/events.h"
#include "social/account_events.h"
#include "social/factor_mail.h"
#include "social/users.h"

namespace favilla::social {

namespace {

constexpr std::string_view columns = "l.account_id, l.asked_at, l.until, l.suspended_at";
constexpr std::int64_t reminded_from = 7;  // days of grace

Grace read_grace(const db::Row& row)
{
    return {.account = row.get<AccountId>(0),
            .asked_at = row.get<Time>(1),
            .until = row.get<Time>(2),
            .suspended_at = row.get<std::optional<Time>>(3)};
}

}  // namespace

std::int64_t grace_days(db::Reader& reader, DomainId domain)
{
    return reader.value<std::int64_t>("SELECT leaving_days FROM domains WHERE id = $1", domain).value_or(0);
}

Result<void> choose_grace_days(db::Transaction& tx, DomainId domain, std::int64_t days)
{
    if (days < 0 || days > max_grace_days)
        return refuse(ErrorCode::Invalid, "leaving.days", {{"field", "leaving_days"}, {"max", std::to_string(max_grace_days)}});
    tx.run("UPDATE domains SET leaving_days = $2 WHERE id = $1", domain, days);
    return {};
}

std::optional<Grace> grace_of(db::Reader& reader, AccountId account)
{
    static const auto sql = "SELECT " + std::string{columns} + " FROM leavings l WHERE l.account_id = $1";
    auto row = reader.row(sql, account);
    return row ? std::optional{read_grace(*row)} : std::nullopt;
}

std::vector<Grace> leaving_from(db::Reader& reader, DomainId domain, int at_most)
{
    static const auto sql = "SELECT " + std::string{columns}
                          + " FROM leavings l JOIN accounts a ON a.id = l.account_id WHERE a.domain_id = $1 "
                            "ORDER BY l.until, l.account_id LIMIT $2";
    std::vector<Grace> found;
    for (const auto& row : reader.rows(sql, domain, at_most)) found.push_back(read_grace(row));
    return found;
}

std::optional<Time> suspension_of(db::Reader& reader, const Account& account)
{
    if (!account.suspended_at) return std::nullopt;
    auto grace = grace_of(reader, account.id);
    return grace ? grace->suspended_at : account.suspended_at;
}

Result<Grace> begin_grace(db::Transaction& tx, AccountId id, std::int64_t lasts, Time now)
{
    auto account = find_account(tx, id);
    if (!account || account->deleted_at || account->suspended_at) return refuse(ErrorCode::NotFound, "account.missing");
    CHECKED(check_not_last_admin(tx, id));
    auto grace = Grace{.account = id, .asked_at = now, .until = now + days(lasts), .suspended_at = {}};
    tx.run("INSERT INTO leavings (account_id, asked_at, until, remind_at, suspended_at) VALUES ($1, $2, $3, $4, NULL)", id, now,
           grace.until, lasts >= reminded_from ? std::optional{grace.until - reminded_before} : std::nullopt);
    tx.run("UPDATE accounts SET suspended_at = $2 WHERE id = $1", id, now);
    revoke_tokens_of(tx, id);
    tx.run("DELETE FROM email_tokens WHERE account_id = $1", id);
    tell_person(tx, id, MailKind::Leaving, sign_in_path, now, iso_date(grace.until));
    return grace;
}

Result<void> come_back(db::Transaction& tx, AccountId id, Time now)
{
    auto grace = grace_of(tx, id);
    if (!grace || grace->until <= now) return refuse(ErrorCode::Gone, "leaving.too_late");
    if (grace->suspended_at) return refuse(ErrorCode::Forbidden, "sign_in.suspended");
    tx.run("UPDATE accounts SET suspended_at = NULL WHERE id = $1", id);
    forget_grace_of(tx, id);
    tell_person(tx, id, MailKind::CameBack, reset_page_path, now);
    jobs::publish(tx, ProfileChanged{id});
    return {};
}

std::optional<AccountId> next_to_erase(db::Reader& reader, Time now)
{
    return reader.value<AccountId>("SELECT account_id FROM leavings WHERE until <= $1 ORDER BY until, account_id LIMIT 1", now);
}

bool remind_next(db::Transaction& tx, Time now)
{
    auto row = tx.row("SELECT account_id, until FROM leavings WHERE remind_at IS NOT NULL AND remind_at <= $1 "
                      "ORDER BY remind_at, account_id LIMIT 1",
                      now);
    if (!row) return false;
    auto account = row->get<AccountId>(0);
    auto until = row->get<Time>(1);
    auto grace = grace_of(tx, account);
    tx.run("UPDATE leavings SET remind_at = NULL WHERE account_id = $1", account);
    // There is no way back for who was suspended, and nothing to be reminded of when it is over.
    if (!grace->suspended_at && until > now) tell_person(tx, account, MailKind::LeavingSoon, sign_in_path, now, iso_date(until));
    return true;
}

void postpone_erasing(db::Transaction& tx, AccountId account, Time until)
{
    tx.run("UPDATE leavings SET until = $2 WHERE account_id = $1", account, until);
}

void forget_grace_of(db::Transaction& tx, AccountId account) { tx.run("DELETE FROM leavings WHERE account_id = $1", account); }

bool note_suspension(db::Transaction& tx, AccountId account, std::optional<Time> when)
{
    return tx.run("UPDATE leavings SET suspended_at = CASE WHEN $2 IS NULL THEN NULL ELSE coalesce(suspended_at, $2) END "
                  "WHERE account_id = $1",
                  account, when)
         > 0;
}

}  // namespace favilla::social
