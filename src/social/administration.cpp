// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/administration.h"

#include "base/text.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/accounts.h"
#include "social/active_days.h"
#include "social/annual_reports.h"
#include "social/archives.h"
#include "social/entry_rules.h"
#include "social/filters.h"
#include "social/grace.h"
#include "social/identities.h"
#include "social/imports.h"
#include "social/media.h"
#include "social/net_tags.h"
#include "social/past_imports.h"
#include "social/profile_links.h"
#include "social/publishers.h"
#include "social/reading.h"
#include "social/scheduled.h"
#include "social/search_index.h"
#include "social/second_factor.h"
#include "social/sign_up.h"
#include "social/statuses.h"
#include "social/terms.h"
#include "social/trend_reviews.h"

namespace favilla::social {

namespace {

std::unexpected<Error> not_found() { return refuse(ErrorCode::NotFound, "record.not_found"); }

void delete_words(db::Transaction& tx, AccountId id, Time now)
{
    for (auto row : tx.rows("SELECT id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL", id)) {
        auto status = find_status(tx, row.get<StatusId>(0), id);
        if (status) remove_status(tx, *status, now);
    }
}

// With the counters of those on the other side.
void delete_relations(db::Transaction& tx, AccountId id)
{
    tx.run(
        "UPDATE accounts SET followers_count = followers_count - 1 WHERE id IN (SELECT target_id FROM follows WHERE account_id = $1)",
        id);
    tx.run(
        "UPDATE accounts SET following_count = following_count - 1 WHERE id IN (SELECT account_id FROM follows WHERE target_id = $1)",
        id);
    tx.run(
        "UPDATE statuses SET favourites_count = favourites_count - 1 WHERE id IN (SELECT status_id FROM favourites WHERE account_id = $1)",
        id);
    for (auto sql : {"DELETE FROM follows WHERE account_id = $1",
                     "DELETE FROM follows WHERE target_id = $1",
                     "DELETE FROM follow_requests WHERE account_id = $1",
                     "DELETE FROM follow_requests WHERE target_id = $1",
                     "DELETE FROM blocks WHERE account_id = $1",
                     "DELETE FROM blocks WHERE target_id = $1",
                     "DELETE FROM mutes WHERE account_id = $1",
                     "DELETE FROM favourites WHERE account_id = $1",
                     "DELETE FROM bookmarks WHERE account_id = $1",
                     "DELETE FROM branch_wishes WHERE account_id = $1",
                     "DELETE FROM conversation_reads WHERE account_id = $1",
                     "DELETE FROM pins WHERE account_id = $1",
                     "DELETE FROM notifications WHERE account_id = $1",
                     "DELETE FROM markers WHERE account_id = $1",
                     "DELETE FROM featured_tags WHERE account_id = $1",
                     "DELETE FROM endorsements WHERE account_id = $1",
                     "DELETE FROM endorsements WHERE target_id = $1",
                     "DELETE FROM suggestion_refusals WHERE account_id = $1",
                     "DELETE FROM suggestion_refusals WHERE target_id = $1",
                     "DELETE FROM collection_items WHERE account_id = $1",
                     "DELETE FROM collection_items WHERE collection_id IN (SELECT id FROM collections WHERE account_id = $1)",
                     "DELETE FROM notifications WHERE collection_id IN (SELECT id FROM collections WHERE account_id = $1)",
                     "DELETE FROM collections WHERE account_id = $1",
                     "DELETE FROM announcement_reads WHERE account_id = $1",
                     "DELETE FROM announcement_reactions WHERE account_id = $1",
                     "DELETE FROM notification_policies WHERE account_id = $1",
                     "DELETE FROM notification_permissions WHERE account_id = $1",
                     "DELETE FROM notification_permissions WHERE from_account_id = $1",
                     "DELETE FROM notification_requests WHERE account_id = $1",
                     "DELETE FROM notification_requests WHERE from_account_id = $1",
                     "DELETE FROM direct_messages WHERE account_id = $1",
                     "DELETE FROM direct_conversations WHERE account_id = $1",
                     "DELETE FROM home_timeline WHERE account_id = $1",
                     "DELETE FROM followed_tags WHERE account_id = $1",
                     "DELETE FROM account_notes WHERE account_id = $1"})
        tx.run(sql, id);
    forget_annual_reports_of(tx, id);
    for (auto row : tx.rows("SELECT id FROM lists WHERE account_id = $1", id)) {
        auto list = row.get<ListId>(0);
        tx.run("DELETE FROM list_accounts WHERE list_id = $1", list);
        tx.run("DELETE FROM list_timeline WHERE list_id = $1", list);
        tx.run("DELETE FROM lists WHERE id = $1", list);
    }
}

}  // namespace

std::vector<User> users_of(db::Reader& reader, DomainId domain)
{
    std::vector<User> users;
    for (auto row : reader.rows(
             "SELECT u.account_id FROM accounts a JOIN users u ON u.account_id = a.id WHERE a.domain_id = $1 ORDER BY a.id",
             domain))
        if (auto user = find_user(reader, row.get<AccountId>(0))) users.push_back(std::move(*user));
    return users;
}

Result<void> change_email_by_hand(db::Transaction& tx, AccountId id, std::string_view email)
{
    auto user = find_user(tx, id);
    if (!user) return not_found();
    if (!is_email(email)) return refuse(ErrorCode::Invalid, "user.email_invalid");
    auto owner = find_user_by_email(tx, user->domain, email);
    if (owner && owner->confirmed_at && owner->account != id) return refuse(ErrorCode::Conflict, "user.email_taken");
    tx.run("UPDATE users SET email = $2, email_key = $3 WHERE account_id = $1", id, email, fold(email));
    return {};
}

Result<void> confirm_by_hand(db::Transaction& tx, AccountId id, Time now)
{
    auto user = find_user(tx, id);
    if (!user) return not_found();
    auto owner = find_user_by_email(tx, user->domain, user->email);
    if (owner && owner->confirmed_at && owner->account != id) return refuse(ErrorCode::Conflict, "user.email_taken");
    tx.run("UPDATE users SET confirmed_at = coalesce(confirmed_at, $2) WHERE account_id = $1", id, now);
    if (user->approved_at) admit(tx, id, now);
    return {};
}

Result<void> delete_account(db::Transaction& tx, AccountId id, Time now)
{
    auto account = find_account(tx, id);
    if (!account || account->deleted_at) return not_found();
    CHECKED(check_not_last_admin(tx, id));
    delete_words(tx, id, now);
    delete_relations(tx, id);
    revoke_tokens_of(tx, id);
    tx.run("DELETE FROM authorization_codes WHERE account_id = $1", id);
    tx.run("DELETE FROM email_tokens WHERE account_id = $1", id);
    forget_second_factor(tx, id);
    forget_grace_of(tx, id);
    loosen_email_block_of(tx, id);
    forget_identities_of(tx, id);
    forget_active_days_of(tx, id);
    forget_net_tags_of(tx, id);
    tx.run("DELETE FROM users WHERE account_id = $1", id);
    unindex_account(tx, id);
    forget_filters_of(tx, id);
    forget_reading_of(tx, id);
    forget_imports_of(tx, id);
    forget_archives_of(tx, id);
    forget_past_of(tx, id);
    forget_scheduled_of(tx, id);
    forget_profile_links(tx, id);
    loosen_pictures_of(tx, id, now);
    tx.run(
        "UPDATE accounts SET display_name = '', note = '', note_html = '', fields = '[]', avatar = '', header = '', avatar_description = '', header_description = '', statuses_count = 0, "
        "followers_count = 0, following_count = 0, deleted_at = $2 WHERE id = $1",
        id, now);
    jobs::publish(tx, AccountSuspended{id});
    return {};
}

Result<void> remove_domain(db::Transaction& tx, DomainId id)
{
    if (!find_domain(tx, id)) return not_found();
    if (tx.row("SELECT id FROM accounts WHERE domain_id = $1 LIMIT 1", id))
        return refuse(ErrorCode::Conflict, "domain.has_accounts");
    tx.run("DELETE FROM rule_translations WHERE rule_id IN (SELECT id FROM rules WHERE domain_id = $1)", id);
    tx.run("DELETE FROM rules WHERE domain_id = $1", id);
    forget_entry_rules_of(tx, id);
    forget_trend_reviews_of(tx, id);
    forget_publisher_decisions_of(tx, id);
    forget_terms_of(tx, id);
    tx.run("DELETE FROM identity_attempts WHERE domain_id = $1", id);
    tx.run("DELETE FROM identity_arrivals WHERE domain_id = $1", id);
    tx.run("DELETE FROM domains WHERE id = $1", id);
    return {};
}

}  // namespace favilla::social
