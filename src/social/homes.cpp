// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <deque>
#include <ranges>

#include "social/home_care.h"
#include "social/timelines.h"

namespace favilla::social {

namespace {

constexpr int merged_at_once = 40;  // of one author
constexpr int boost_distance = 40;  // the same words do not return before so many others
constexpr Duration filled_from = days(30);

struct Entry {
    StatusId status;
    StatusId shows;
};

// What an author lately wrote for a follower of theirs.
void add_recent(db::Reader& reader, std::vector<Entry>& entries, AccountId follower, AccountId author, bool boosts, Time now)
{
    for (
        const auto& row : reader.rows(
            "SELECT s.id, COALESCE(s.boost_of_id, s.id) FROM statuses s WHERE s.account_id = $2 AND s.deleted_at IS NULL AND s.id > $3 "
            "AND s.audience_id IS NULL "
            "AND (s.boost_of_id IS NULL OR $4 = 1) "
            "AND (s.visibility < 3 OR $1 = $2 OR EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = $1)) "
            "AND (s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = $1 OR s.in_reply_to_account_id = $2 "
            "     OR EXISTS (SELECT 1 FROM follows g WHERE g.account_id = $1 AND g.target_id = s.in_reply_to_account_id)) "
            "ORDER BY s.id DESC LIMIT $5",
            follower, author, first_id_at(now - filled_from), boosts, merged_at_once))
        entries.push_back({row.get<StatusId>(0), row.get<StatusId>(1)});
}

// The newest that fit, without what was shown shortly before.
std::vector<Entry> arranged(std::vector<Entry> entries)
{
    std::ranges::sort(entries, std::greater{}, &Entry::status);
    auto twice = std::ranges::unique(entries, {}, &Entry::status);
    entries.erase(twice.begin(), twice.end());
    if (entries.size() > home_length) entries.resize(home_length);
    std::vector<Entry> kept;
    std::deque<StatusId> shown;
    for (const auto& entry : entries | std::views::reverse) {
        if (std::ranges::find(shown, entry.shows) != shown.end()) continue;
        kept.push_back(entry);
        shown.push_back(entry.shows);
        if (shown.size() > boost_distance) shown.pop_front();
    }
    return kept;
}

void insert_entries(db::Transaction& tx, AccountId reader, const std::vector<Entry>& entries)
{
    for (const auto& entry : entries)
        tx.run("INSERT INTO home_timeline (account_id, status_id, shows_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", reader,
               entry.status, entry.shows);
}

// A boost of what stands there already is not merged in.
void drop_shown(db::Reader& reader, AccountId account, std::vector<Entry>& entries)
{
    std::erase_if(entries, [&](const Entry& entry) {
        return entry.shows != entry.status
            && reader.row("SELECT 1 FROM home_timeline WHERE account_id = $1 AND shows_id = $2", account, entry.shows)
                   .has_value();
    });
}

bool has_in_exclusive_list(db::Reader& reader, AccountId owner, AccountId author)
{
    return reader
        .row("SELECT 1 FROM list_accounts la JOIN lists l ON l.id = la.list_id "
             "WHERE l.account_id = $1 AND l.exclusive = 1 AND la.account_id = $2",
             owner, author)
        .has_value();
}

}  // namespace

bool home_is_open(db::Reader& reader, AccountId account)
{
    return reader.row("SELECT 1 FROM homes WHERE account_id = $1", account).has_value();
}

void open_home(db::Transaction& tx, AccountId account, Time now)
{
    if (tx.run("INSERT INTO homes (account_id, opened_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", account, now) == 0) return;
    std::vector<Entry> entries;
    add_recent(tx, entries, account, account, true, now);
    for (const auto& row : tx.rows("SELECT target_id, show_boosts FROM follows WHERE account_id = $1", account))
        if (auto author = row.get<AccountId>(0); !has_in_exclusive_list(tx, account, author))
            add_recent(tx, entries, account, author, row.get<bool>(1), now);
    insert_entries(tx, account, arranged(std::move(entries)));
}

void merge_into_home(db::Transaction& tx, AccountId reader, AccountId author, Time now)
{
    if (!home_is_open(tx, reader) || has_in_exclusive_list(tx, reader, author)) return;
    bool boosts =
        tx.value<bool>("SELECT show_boosts FROM follows WHERE account_id = $1 AND target_id = $2", reader, author).value_or(true);
    std::vector<Entry> entries;
    add_recent(tx, entries, reader, author, boosts, now);
    drop_shown(tx, reader, entries);
    insert_entries(tx, reader, arranged(std::move(entries)));
}

void merge_tag_into_home(db::Transaction& tx, AccountId reader, TagId tag, Time now)
{
    if (!home_is_open(tx, reader)) return;
    tx.run("INSERT INTO home_timeline (account_id, status_id, shows_id) SELECT $1, t.status_id, t.status_id FROM status_tags t "
           "WHERE t.tag_id = $2 AND t.public = 1 AND t.status_id > $3 ORDER BY t.status_id DESC LIMIT $4 ON CONFLICT DO NOTHING",
           reader, tag, first_id_at(now - filled_from), merged_at_once);
}

void remove_from_home(db::Transaction& tx, AccountId reader, AccountId author)
{
    // At most a home's length is looked at, however much the author has written.
    tx.run("DELETE FROM home_timeline WHERE account_id = $1 AND status_id IN (SELECT h.status_id FROM home_timeline h "
           "JOIN statuses s ON s.id = h.status_id JOIN statuses o ON o.id = h.shows_id "
           "WHERE h.account_id = $1 AND (s.account_id = $2 OR o.account_id = $2))",
           reader, author);
}

void fill_list(db::Transaction& tx, ListId list, AccountId author, Time now)
{
    auto owner = tx.value<AccountId>("SELECT account_id FROM lists WHERE id = $1", list);
    if (!owner) return;
    std::vector<Entry> entries;
    add_recent(tx, entries, *owner, author, true, now);
    for (const auto& entry : entries)
        tx.run("INSERT INTO list_timeline (list_id, status_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", list, entry.status);
}

void remove_from_list(db::Transaction& tx, ListId list, AccountId author)
{
    tx.run("DELETE FROM list_timeline WHERE list_id = $1 AND status_id IN (SELECT t.status_id FROM list_timeline t "
           "JOIN statuses s ON s.id = t.status_id WHERE t.list_id = $1 AND s.account_id = $2)",
           list, author);
}

std::optional<AccountId> tend_homes(db::Transaction& tx, AccountId after, Time now)
{
    auto homes =
        tx.rows("SELECT h.account_id, COALESCE(u.last_seen_at, u.created_at, 0), h.opened_at FROM homes h "
                "LEFT JOIN users u ON u.account_id = h.account_id WHERE h.account_id > $1 ORDER BY h.account_id LIMIT $2",
                after, homes_tended_at_once);
    for (const auto& row : homes) {
        auto account = row.get<AccountId>(0);
        if (std::max(row.get<Time>(1), row.get<Time>(2)) < now - home_kept_for) {
            tx.run("DELETE FROM home_timeline WHERE account_id = $1", account);
            tx.run("DELETE FROM homes WHERE account_id = $1", account);
            continue;
        }
        tx.run("DELETE FROM home_timeline WHERE account_id = $1 AND status_id <= (SELECT status_id FROM home_timeline "
               "WHERE account_id = $1 ORDER BY status_id DESC LIMIT 1 OFFSET $2)",
               account, home_length);
    }
    if (homes.size() < homes_tended_at_once) return std::nullopt;
    return homes[homes.size() - 1].get<AccountId>(0);
}

std::optional<ListId> tend_lists(db::Transaction& tx, ListId after)
{
    auto lists = tx.rows("SELECT id FROM lists WHERE id > $1 ORDER BY id LIMIT $2", after, homes_tended_at_once);
    for (const auto& row : lists)
        tx.run("DELETE FROM list_timeline WHERE list_id = $1 AND status_id <= (SELECT status_id FROM list_timeline "
               "WHERE list_id = $1 ORDER BY status_id DESC LIMIT 1 OFFSET $2)",
               row.get<ListId>(0), home_length);
    if (lists.size() < homes_tended_at_once) return std::nullopt;
    return lists[lists.size() - 1].get<ListId>(0);
}

}  // namespace favilla::social
