// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/remote_accounts.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "base/web_page.h"
#include "jobs/events.h"
#include "social/account_events.h"
#include "social/posting.h"
#include "social/previews.h"
#include "social/profile_links.h"
#include "social/relation_changes.h"
#include "social/remote_pictures.h"
#include "social/search_index.h"

namespace favilla::social {

namespace {

constexpr int removed_at_once = 500;

// A link that stays the same keeps its proof, and the form it was given with it.
std::vector<ProfileField> new_fields(const RemoteAccount& remote, const std::optional<Account>& known)
{
    std::vector<ProfileField> fields;
    for (const auto& [name, html] : remote.fields) {
        auto& field = fields.emplace_back(name, html_to_text(html.text), html.text, std::nullopt);
        auto link = known ? plain_link(html.text) : std::nullopt;
        if (!link) continue;
        auto proven = std::ranges::find_if(known->fields, [&](const ProfileField& before) {
            return before.verified_at && plain_link(before.value_html) == link;
        });
        if (proven == known->fields.end()) continue;
        field.value_html = proven->value_html;
        field.verified_at = proven->verified_at;
    }
    return fields;
}

bool is_username(std::string_view name)
{
    return !name.empty() && name.size() <= max_remote_name_length && is_valid_utf8(name)
        && std::ranges::none_of(
            name, [](unsigned char c) { return c <= ' ' || c == '@' || c == '/' || c == 0x7f || c == '<' || c == '>'; });
}

Result<void> check(const RemoteAccount& remote)
{
    bool fits = is_username(remote.username) && remote.display_name.size() <= max_remote_name_length
             && remote.note.text.size() <= max_remote_note_length && remote.fields.size() <= max_remote_fields
             && std::ranges::all_of(remote.fields, [](const auto& field) {
                    return field.first.size() <= max_remote_field_length && field.second.text.size() <= max_remote_field_length;
                });
    if (!fits) return refuse(ErrorCode::Invalid, "account.remote_invalid", {{"uri", remote.uri}});
    return {};
}

// Whoever had the name before on that server is somebody else now: the newer one is called so.
void make_room_for_name(db::Transaction& tx, const RemoteAccount& remote)
{
    tx.run("UPDATE accounts SET username_key = username_key || '#' || id WHERE username_key = $1 AND host = $2 AND uri <> $3 "
           "AND domain_id IS NULL",
           fold(remote.username), remote.host, remote.uri);
}

void insert(db::Transaction& tx, const RemoteAccount& remote, Time now)
{
    tx.run(
        "INSERT INTO accounts (id, domain_id, username, username_key, host, kind, display_name, note, note_html, fields, avatar, header, "
        "locked, bot, discoverable, indexable, hide_collections, uri, url, statuses_count, followers_count, following_count, created_at, "
        "admitted_at) VALUES ($1, NULL, $2, $3, $4, $5, '', '', '', '[]', '', '', 0, 0, 0, 0, 0, $6, $6, 0, 0, 0, $7, $8)",
        tx.new_id<AccountId>(now), remote.username, fold(remote.username), remote.host, name_of(remote.kind), remote.uri,
        std::min(remote.published.value_or(now), now), now);
}

void update(db::Transaction& tx, const RemoteAccount& remote, const std::vector<ProfileField>& fields, Time now)
{
    tx.run(
        "UPDATE accounts SET username = $2, username_key = $3, host = $4, kind = $5, display_name = $6, note = $7, note_html = $8, "
        "fields = $9, avatar = $10, header = $11, locked = $12, bot = $13, discoverable = $14, indexable = $15, hide_collections = $16, "
        "url = $17, emojis = $18, avatar_description = $19, header_description = $20, show_media = $21, show_media_replies = $22, "
        "show_featured = $23, deleted_at = NULL WHERE uri = $1",
        remote.uri, remote.username, fold(remote.username), remote.host, name_of(remote.kind), remote.display_name,
        html_to_text(remote.note.text), remote.note.text, fields_json(fields), remote.avatar, remote.header, remote.locked,
        remote.kind == AccountKind::Service || remote.kind == AccountKind::Application, remote.discoverable, remote.indexable,
        remote.hide_collections, remote.url.empty() ? remote.uri : remote.url, know_emojis(tx, remote.emojis, now),
        remote.avatar_description, remote.header_description, remote.show_media, remote.show_media_replies, remote.show_featured);
}

}  // namespace

Result<Account> receive_account(db::Transaction& tx, const RemoteAccount& remote, Time now)
{
    CHECKED(check(remote));
    auto known = find_account_by_uri(tx, remote.uri);
    if (known && known->is_local()) return refuse(ErrorCode::Conflict, "account.remote_invalid", {{"uri", remote.uri}});
    if (known && known->suspended_at) return refuse(ErrorCode::Forbidden, "account.remote_suspended", {{"uri", remote.uri}});
    make_room_for_name(tx, remote);
    if (!known) insert(tx, remote, now);
    update(tx, remote, new_fields(remote, known), now);
    if (known && known->avatar != remote.avatar) forget_portrait(tx, known->avatar, now);
    if (known && known->header != remote.header) forget_portrait(tx, known->header, now);
    auto account = find_account_by_uri(tx, remote.uri);
    set_attribution_domains(tx, account->id, remote.attribution_domains);
    index_account(tx, *account);
    jobs::publish(tx, ProfileChanged{account->id});
    return *account;
}

namespace {

std::int64_t restrain(db::Transaction& tx, std::string_view column, std::string_view host, Time stamp, int limit)
{
    return tx.run(fmt::format("UPDATE accounts SET {0} = $2 WHERE id IN (SELECT id FROM accounts WHERE host = $1 "
                              "AND domain_id IS NULL AND {0} IS NULL ORDER BY id LIMIT $3)",
                              column),
                  host, stamp, limit);
}

std::int64_t lift(db::Transaction& tx, std::string_view column, std::string_view host, Time stamp, int limit)
{
    return tx.run(fmt::format("UPDATE accounts SET {0} = NULL WHERE id IN (SELECT id FROM accounts WHERE host = $1 "
                              "AND domain_id IS NULL AND {0} = $2 ORDER BY id LIMIT $3)",
                              column),
                  host, stamp, limit);
}

}  // namespace

std::int64_t restrain_host(db::Transaction& tx, std::string_view host, Time stamp, HostRestraint restraint, int limit)
{
    return (restraint.silence ? restrain(tx, "silenced_at", host, stamp, limit) : 0)
         + (restraint.suspension ? restrain(tx, "suspended_at", host, stamp, limit) : 0);
}

void restrain_account(db::Transaction& tx, AccountId id, Time stamp, HostRestraint restraint)
{
    if (restraint.silence) tx.run("UPDATE accounts SET silenced_at = $2 WHERE id = $1 AND silenced_at IS NULL", id, stamp);
    if (restraint.suspension) tx.run("UPDATE accounts SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NULL", id, stamp);
}

std::int64_t lift_from_host(db::Transaction& tx, std::string_view host, Time stamp, HostRestraint restraint, int limit)
{
    return (restraint.silence ? lift(tx, "silenced_at", host, stamp, limit) : 0)
         + (restraint.suspension ? lift(tx, "suspended_at", host, stamp, limit) : 0);
}

std::vector<std::string> uris_of_followers(db::Reader& reader, AccountId account)
{
    std::vector<std::string> uris;
    for (const auto& row :
         reader.rows("SELECT a.uri FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = $1", account))
        uris.push_back(row.get<std::string>(0));
    return uris;
}

void end_follow_of(db::Transaction& tx, AccountId follower, AccountId followed) { (void)end_follow(tx, follower, followed); }

void end_follows_of(db::Transaction& tx, AccountId id)
{
    for (const auto& row : tx.rows("SELECT target_id FROM follows WHERE account_id = $1", id))
        end_follow(tx, id, row.get<AccountId>(0));
    for (const auto& row : tx.rows("SELECT target_id FROM follow_requests WHERE account_id = $1", id))
        end_request(tx, id, row.get<AccountId>(0));
}

void remove_remote_account(db::Transaction& tx, AccountId id, Time now)
{
    // Newest first, a slice at a time; an account of very many posts loses the others as they are met.
    std::vector<Status> statuses;
    for (const auto& row :
         tx.rows("SELECT " + std::string{status_columns}
                     + " FROM statuses s WHERE s.account_id = $1 AND s.deleted_at IS NULL ORDER BY s.id DESC LIMIT $2",
                 id, removed_at_once))
        statuses.push_back(read_status(row));
    for (const auto& status : statuses) remove_status(tx, status, now);
    end_follows_of(tx, id);
    for (const auto& row : tx.rows("SELECT account_id FROM follows WHERE target_id = $1", id))
        end_follow(tx, row.get<AccountId>(0), id);
    unindex_account(tx, id);
    forget_profile_links(tx, id);
    tx.run("DELETE FROM featured_tags WHERE account_id = $1", id);
    tx.run(
        "UPDATE accounts SET deleted_at = $2, display_name = '', note = '', note_html = '', fields = '[]', avatar = '', header = '', emojis = '' "
        "WHERE id = $1",
        id, now);
    jobs::publish(tx, AccountSuspended{id});  // what else they did here goes as that of a member does
}

}  // namespace favilla::social
