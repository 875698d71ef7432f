// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/mail_subscriptions.h"

#include "base/text.h"
#include "distribution/mail_answers.h"
#include "distribution/mail_letters.h"
#include "social/mail_parts.h"
#include "social/secret_hash.h"

namespace favilla::distribution {

namespace {

// May this address be asked about this account now?
bool has_refused(db::Reader& reader, const std::string& mark)
{
    return reader.row("SELECT 1 FROM mail_refusers WHERE address_mark = $1", mark).has_value();
}

bool may_ask(db::Reader& reader, const std::string& mark, AccountId account, Time now)
{
    bool refused = has_refused(reader, mark);
    auto row = reader.row("SELECT count(*), coalesce(sum(CASE WHEN account_id = $2 THEN 1 ELSE 0 END), 0) FROM mail_requests "
                          "WHERE address_mark = $1 AND created_at > $3",
                          mark, account, now - request_again_after);
    return !refused && row->get<std::int64_t>(0) < requests_to_address_a_day && row->get<std::int64_t>(1) == 0;
}

Rhythm rhythm_in(const db::Row& row, int column)
{
    return social::parse_rhythm(row.get<std::string_view>(column)).value_or(Rhythm::Each);
}

}  // namespace

std::string link_of(const MailKey& key, SubscriptionId id) { return key.link_of("link", to_string(id)); }

std::optional<SubscriptionId> subscription_in(const MailKey& key, std::string_view link)
{
    auto what = key.what_in("link", link);
    return what ? parse_id<SubscriptionId>(*what) : std::nullopt;
}

bool allows_mail(db::Reader& reader, AccountId account)
{
    return reader.value<bool>("SELECT allowed FROM mail_choices WHERE account_id = $1", account).value_or(true);
}

void choose_mail(db::Transaction& tx, AccountId account, bool allowed)
{
    tx.run("INSERT INTO mail_choices (account_id, allowed) VALUES ($1, $2) "
           "ON CONFLICT (account_id) DO UPDATE SET allowed = excluded.allowed",
           account, allowed);
}

bool offers_mail(db::Reader& reader, const social::Account& account)
{
    auto in_good_standing = account.is_known() && !account.suspended_at && !account.silenced_at;
    return account.is_local() && account.discoverable && in_good_standing && allows_mail(reader, account.id);
}

void request_subscription(db::Transaction& tx, const MailKey& key, const Random& random, const social::Domain& domain,
                          const MailRequest& request, Time now)
{
    auto mark = key.mark_of(request.email);
    auto account = social::find_account(tx, request.account);
    bool asks = account && offers_mail(tx, *account) && may_ask(tx, mark, request.account, now);
    auto secret = random_token(random);
    tx.run("INSERT INTO mail_requests (token_hash, account_id, email, address_mark, locale, rhythm, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           social::hash_of(secret), request.account, asks ? request.email : "", asks ? mark : "", request.locale,
           name_of(request.rhythm), now);
    enqueue_request_letter(tx, domain,
                           {.to = asks ? request.email : "",
                            .locale = request.locale,
                            .name = account ? social::shown_name(*account) : "",
                            .rhythm = request.rhythm,
                            .secret = secret},
                           now);
}

std::optional<MailRequest> find_request(db::Reader& reader, std::string_view secret, Time now)
{
    auto row = reader.row("SELECT account_id, email, locale, rhythm FROM mail_requests "
                          "WHERE token_hash = $1 AND email <> '' AND created_at > $2",
                          social::hash_of(secret), now - request_lasts);
    if (!row) return std::nullopt;
    return MailRequest{row->get<AccountId>(0), row->get<std::string>(1), row->get<std::string>(2), rhythm_in(*row, 3)};
}

SubscriptionId add_subscription(db::Transaction& tx, const MailRequest& request, Time now)
{
    auto first_digest = social::next_digest_after(now, request.rhythm);
    auto row = tx.row(
        "INSERT INTO mail_subscriptions (id, account_id, email, email_key, locale, rhythm, next_digest_at, refusals, confirmed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8) ON CONFLICT (account_id, email_key) DO UPDATE SET locale = excluded.locale, "
        "refusals = 0, returned = 0, bounced_at = NULL RETURNING id",
        tx.new_id<SubscriptionId>(now), request.account, request.email, fold(request.email), request.locale,
        name_of(request.rhythm), first_digest, now);
    auto id = row->get<SubscriptionId>(0);
    change_rhythm(tx, id, request.rhythm, now);
    return id;
}

Result<SubscriptionId> confirm_subscription(db::Transaction& tx, std::string_view secret, Time now)
{
    auto request = find_request(tx, secret, now);
    if (!request) return refuse(ErrorCode::Gone, "subscription.link_spent");
    tx.run("UPDATE mail_requests SET email = '' WHERE token_hash = $1", social::hash_of(secret));
    return add_subscription(tx, *request, now);
}

std::optional<Subscription> find_subscription(db::Reader& reader, SubscriptionId id)
{
    auto row = reader.row("SELECT id, account_id, email, locale, rhythm, bounced_at FROM mail_subscriptions WHERE id = $1", id);
    if (!row) return std::nullopt;
    return Subscription{row->get<SubscriptionId>(0), row->get<AccountId>(1), row->get<std::string>(2),
                        row->get<std::string>(3),    rhythm_in(*row, 4),     row->get<std::optional<Time>>(5)};
}

void change_rhythm(db::Transaction& tx, SubscriptionId id, Rhythm rhythm, Time now)
{
    auto before = tx.value<std::string>("SELECT rhythm FROM mail_subscriptions WHERE id = $1", id);
    if (!before || *before == name_of(rhythm)) return;
    bool gathered = *before != name_of(Rhythm::Each)
                 && tx.row("SELECT 1 FROM mail_waiting WHERE subscription_id = $1 LIMIT 1", id).has_value();
    auto next = social::next_digest_after(now, rhythm);
    if (!next && gathered) next = now;  // the schedule takes it from here, once
    tx.run("UPDATE mail_subscriptions SET rhythm = $2, next_digest_at = $3 WHERE id = $1", id, name_of(rhythm), next);
}

// What waits for it goes with it.
void unsubscribe(db::Transaction& tx, SubscriptionId id) { tx.run("DELETE FROM mail_subscriptions WHERE id = $1", id); }

bool refuses_all_mail(db::Reader& reader, const MailKey& key, std::string_view email)
{
    return has_refused(reader, key.mark_of(email));
}

void refuse_all_mail(db::Transaction& tx, const MailKey& key, std::string_view email, Time now)
{
    tx.run("INSERT INTO mail_refusers (address_mark, created_at) VALUES ($1, $2) ON CONFLICT (address_mark) DO NOTHING",
           key.mark_of(email), now);
    tx.run("DELETE FROM mail_subscriptions WHERE email_key = $1", fold(email));
    forget_threads_of(tx, email, now);
    // Links that are still on their way open nothing any more.
    tx.run("UPDATE mail_requests SET email = '' WHERE address_mark = $1", key.mark_of(email));
}

bool note_refusal(db::Transaction& tx, SubscriptionId id, const social::RecipientRefusal& refusal, Time now)
{
    auto refusals = tx.value<std::int64_t>("SELECT refusals FROM mail_subscriptions WHERE id = $1", id).value_or(0) + 1;
    bool ends = refusals >= refusals_that_end || refusal.is_unknown_mailbox();
    tx.run("UPDATE mail_subscriptions SET refusals = $2, bounced_at = $3 WHERE id = $1", id, refusals,
           ends ? std::optional{now} : std::nullopt);
    return ends;
}

void note_delivery(db::Transaction& tx, SubscriptionId id)
{
    tx.run("UPDATE mail_subscriptions SET refusals = 0 WHERE id = $1 AND refusals > 0", id);
}

std::int64_t count_subscriptions(db::Reader& reader, AccountId account)
{
    return reader
        .value<std::int64_t>("SELECT count(*) FROM mail_subscriptions WHERE account_id = $1 AND bounced_at IS NULL", account)
        .value_or(0);
}

void forget_old_requests(db::Transaction& tx, Time now)
{
    tx.run("DELETE FROM mail_requests WHERE created_at < $1", now - request_lasts);
}

}  // namespace favilla::distribution
