// SPDX-License-Identifier: AGPL-3.0-or-later
// How one stands to others, and lists of those one stands to.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "social/endorsements.h"
#include "social/read_page.h"
#include "social/relations.h"

namespace favilla::social {

namespace {

std::vector<std::string> split(std::string_view joined)
{
    std::vector<std::string> parts;
    while (!joined.empty()) {
        auto comma = joined.find(',');
        parts.emplace_back(joined.substr(0, comma));
        joined = comma == std::string_view::npos ? std::string_view{} : joined.substr(comma + 1);
    }
    return parts;
}

// Every relation between the viewer and the others, a row each: which, with whom, two flags, a time, a text.
constexpr std::string_view all_relations =
    "SELECT 'follows', target_id, show_boosts, notify, 0, languages FROM follows WHERE account_id = $1 AND target_id IN EACH($2) "
    "UNION ALL SELECT 'asks', target_id, show_boosts, notify, 0, languages FROM follow_requests "
    "WHERE account_id = $1 AND target_id IN EACH($2) "
    "UNION ALL SELECT 'followed_by', account_id, 0, 0, 0, '' FROM follows WHERE target_id = $1 AND account_id IN EACH($2) "
    "UNION ALL SELECT 'asked_by', account_id, 0, 0, 0, '' FROM follow_requests WHERE target_id = $1 AND account_id IN EACH($2) "
    "UNION ALL SELECT 'blocks', target_id, 0, 0, 0, '' FROM blocks WHERE account_id = $1 AND target_id IN EACH($2) "
    "UNION ALL SELECT 'blocked_by', account_id, 0, 0, 0, '' FROM blocks WHERE target_id = $1 AND account_id IN EACH($2) "
    "UNION ALL SELECT 'mutes', target_id, hide_notifications, 0, COALESCE(expires_at, 0), '' FROM mutes "
    "WHERE account_id = $1 AND target_id IN EACH($2) AND (expires_at IS NULL OR expires_at > $3) "
    "UNION ALL SELECT 'host', a.id, 0, 0, 0, '' FROM accounts a JOIN account_domain_blocks d ON d.account_id = $1 AND d.host = a.host "
    "WHERE a.id IN EACH($2) "
    "UNION ALL SELECT 'endorses', target_id, 0, 0, 0, '' FROM endorsements WHERE account_id = $1 AND target_id IN EACH($2) "
    "UNION ALL SELECT 'notes', target_id, 0, 0, 0, text FROM account_notes WHERE account_id = $1 AND target_id IN EACH($2)";

void add_relation(Relationship& relation, const db::Row& row)
{
    auto kind = row.get<std::string_view>(0);
    if (kind == "follows" || kind == "asks") {
        (kind == "asks" ? relation.requested : relation.following) = true;
        relation.showing_boosts = row.get<bool>(2);
        relation.notifying = row.get<bool>(3);
        relation.languages = split(row.get<std::string_view>(5));
    } else if (kind == "mutes") {
        relation.muting = true;
        relation.muting_notifications = row.get<bool>(2);
        if (auto end = row.get<Time>(4); end > Time{}) relation.mute_expires_at = end;
    } else if (kind == "notes") {
        relation.note = row.get<std::string>(5);
    }
    if (kind == "followed_by") relation.followed_by = true;
    if (kind == "asked_by") relation.requested_by = true;
    if (kind == "blocks") relation.blocking = true;
    if (kind == "blocked_by") relation.blocked_by = true;
    if (kind == "host") relation.domain_blocking = true;
    if (kind == "endorses") relation.endorsed = true;
}

// Whoever is gone, or blocks the viewer or is blocked by them, is not shown to them.
constexpr std::string_view shown_people =
    "a.admitted_at IS NOT NULL AND a.suspended_at IS NULL AND a.deleted_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $2) "
    "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_id = a.id)";
constexpr std::string_view known_people = "a.admitted_at IS NOT NULL AND a.deleted_at IS NULL";

// Which part of a list is asked for; its three parameters begin at $`first`.
std::string page_end(std::string_view key, const PageRequest& request, int first)
{
    return fmt::format(" AND {0} > ${2} AND {0} < ${3} ORDER BY {0} {1} LIMIT ${4}", key, request.forwards() ? "ASC" : "DESC",
                       first, first + 1, first + 2);
}

// `from` binds the list's owner as $1; the viewer is $2.
Page<AccountId> people(db::Reader& reader, std::string_view from, std::string_view shown, AccountId owner, Viewer viewer,
                       const PageRequest& request)
{
    auto sql = "SELECT r.id, a.id FROM " + std::string{from} + " AND " + std::string{shown} + page_end("r.id", request, 3);
    auto rows = reader.rows(sql, owner, viewer.account.value_or(AccountId{}), request.after(), request.before(), request.limit);
    return read_page<AccountId>(rows, request, [](const db::Row& row) { return row.get<AccountId>(1); });
}

bool hides_people(db::Reader& reader, AccountId account, Viewer viewer)
{
    if (viewer.account == account) return false;
    return reader
        .row("SELECT 1 FROM accounts a WHERE a.id = $1 AND (a.hide_collections = 1 OR a.suspended_at IS NOT NULL "
             "OR a.deleted_at IS NOT NULL OR EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_id = $2))",
             account, viewer.account.value_or(AccountId{}))
        .has_value();
}

}  // namespace

std::vector<Relationship> relationships(db::Reader& reader, AccountId viewer, std::span<const AccountId> ids, Time now,
                                        Suspended suspended)
{
    auto list = db::list_of(ids);
    std::unordered_map<AccountId, Relationship> found;
    for (const auto& row : reader.rows("SELECT id FROM accounts WHERE id IN EACH($1) AND admitted_at IS NOT NULL "
                                       "AND deleted_at IS NULL AND (suspended_at IS NULL OR $2 = 1)",
                                       list, suspended == Suspended::Included))
        found[row.get<AccountId>(0)].account = row.get<AccountId>(0);
    for (const auto& row : reader.rows(all_relations, viewer, list, now))
        if (auto relation = found.find(row.get<AccountId>(1)); relation != found.end()) add_relation(relation->second, row);
    std::vector<Relationship> relations;
    for (auto id : ids)
        if (auto relation = found.extract(id)) relations.push_back(std::move(relation.mapped()));
    return relations;
}

Relationship relationship(db::Reader& reader, AccountId viewer, AccountId id, Time now)
{
    auto found = relationships(reader, viewer, {&id, 1}, now, Suspended::Included);
    return found.empty() ? Relationship{.account = id} : found.front();
}

Page<AccountId> followers(db::Reader& reader, AccountId account, Viewer viewer, const PageRequest& request)
{
    if (hides_people(reader, account, viewer)) return {};
    return people(reader, "follows r JOIN accounts a ON a.id = r.account_id WHERE r.target_id = $1", shown_people, account,
                  viewer, request);
}

Page<AccountId> following(db::Reader& reader, AccountId account, Viewer viewer, const PageRequest& request)
{
    if (hides_people(reader, account, viewer)) return {};
    return people(reader, "follows r JOIN accounts a ON a.id = r.target_id WHERE r.account_id = $1", shown_people, account,
                  viewer, request);
}

Page<AccountId> follow_requests(db::Reader& reader, AccountId account, const PageRequest& request)
{
    return people(reader, "follow_requests r JOIN accounts a ON a.id = r.account_id WHERE r.target_id = $1", shown_people,
                  account, account, request);
}

Page<AccountId> endorsed_by(db::Reader& reader, AccountId account, Viewer viewer, const PageRequest& request)
{
    if (viewer.account && *viewer.account != account && is_blocked_either_way(reader, account, *viewer.account)) return {};
    return people(reader, "endorsements r JOIN accounts a ON a.id = r.target_id WHERE r.account_id = $1", shown_people, account,
                  viewer, request);
}

Page<AccountId> blocked(db::Reader& reader, AccountId account, const PageRequest& request)
{
    auto sql = "SELECT r.id, a.id FROM blocks r JOIN accounts a ON a.id = r.target_id WHERE r.account_id = $1 AND $2 = 0 AND "
             + std::string{known_people} + page_end("r.id", request, 2);
    return read_page<AccountId>(reader.rows(sql, account, request.after(), request.before(), request.limit), request,
                                [](const db::Row& row) { return row.get<AccountId>(1); });
}

Page<Mute> muted(db::Reader& reader, AccountId account, const PageRequest& request, Time now)
{
    auto sql = "SELECT r.id, a.id, r.expires_at FROM mutes r JOIN accounts a ON a.id = r.target_id WHERE r.account_id = $1 "
               "AND (r.expires_at IS NULL OR r.expires_at > $2) AND "
             + std::string{known_people} + page_end("r.id", request, 3);
    return read_page<Mute>(reader.rows(sql, account, now, request.after(), request.before(), request.limit), request,
                           [](const db::Row& row) { return Mute{row.get<AccountId>(1), row.get<std::optional<Time>>(2)}; });
}

Page<std::string> blocked_hosts(db::Reader& reader, AccountId account, const PageRequest& request)
{
    auto sql = "SELECT r.id, r.host FROM account_domain_blocks r WHERE r.account_id = $1 " + page_end("r.id", request, 2);
    return read_page<std::string>(reader.rows(sql, account, request.after(), request.before(), request.limit), request,
                                  [](const db::Row& row) { return row.get<std::string>(1); });
}

std::vector<FamiliarFollowers> familiar_followers(db::Reader& reader, AccountId viewer, std::span<const AccountId> asked)
{
    auto ids = asked.first(std::min(asked.size(), max_familiar_asked));
    std::unordered_map<AccountId, std::vector<AccountId>> found;
    for (const auto& row : reader.rows(
             "SELECT theirs.target_id, a.id FROM follows mine JOIN follows theirs ON theirs.account_id = mine.target_id "
             "JOIN accounts a ON a.id = mine.target_id JOIN accounts t ON t.id = theirs.target_id "
             "WHERE mine.account_id = $1 AND theirs.target_id IN LIST($2) AND a.hide_collections = 0 AND t.hide_collections = 0 "
             "AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND t.suspended_at IS NULL AND t.deleted_at IS NULL "
             "AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = t.id AND b.target_id = $1) ORDER BY mine.id DESC",
             viewer, db::list_of(ids)))
        if (auto& followers = found[row.get<AccountId>(0)]; followers.size() < max_familiar_shown)
            followers.push_back(row.get<AccountId>(1));
    std::vector<FamiliarFollowers> answer;
    std::unordered_set<AccountId> answered;
    for (auto id : ids)
        if (answered.insert(id).second) answer.push_back({id, std::move(found[id])});
    return answer;
}

}  // namespace favilla::social
