// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/previews.h"

#include <algorithm>

#include "base/quote_inline.h"
#include "base/web_page.h"
#include "base/web_url.h"
#include "jobs/queue.h"
#include "social/domains.h"
#include "social/page_events.h"
#include "social/publishers.h"
#include "social/remote_statuses.h"

namespace favilla::social {

namespace {

constexpr std::size_t links_looked_at = 20;  // of one status
constexpr int statuses_told = 40;            // when a page was read at last
constexpr Duration told_for = hours(1);      // older ones have left everybody's screen
constexpr Duration unused_stays = days(30);
constexpr int forgotten_at_once = 500;

std::vector<std::string> addresses_of_mentioned(db::Reader& reader, StatusId status)
{
    std::vector<std::string> addresses;
    for (const auto& row : reader.rows(
             "SELECT a.url, a.uri FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id = $1", status)) {
        addresses.push_back(row.get<std::string>(0));
        addresses.push_back(row.get<std::string>(1));
    }
    return addresses;
}

// The first link in the words that leads to a page of others; what is quoted is shown by itself.
std::optional<std::string> first_page(db::Reader& reader, StatusId status, std::string_view html)
{
    auto links = links_in(without_quote_inline(html), links_looked_at);
    if (links.empty()) return std::nullopt;
    auto mentioned = addresses_of_mentioned(reader, status);
    for (const auto& link : links) {
        bool names_somebody = has_word(link.classes, "mention") || has_word(link.classes, "hashtag")
                           || has_word(link.classes, "u-url") || has_word(link.rel, "tag")
                           || std::ranges::find(mentioned, link.href) != mentioned.end();
        auto url = names_somebody ? std::nullopt : parse_web_url(link.href);
        if (url && !find_domain(reader, url->authority())) return url->text();
    }
    return std::nullopt;
}

struct Held {
    PreviewId preview;
    bool attached = false;
    bool supplied = false;
    std::string url;
    bool shows = false;
};

std::optional<Held> held_by(db::Reader& reader, StatusId status)
{
    auto row = reader.row("SELECT p.id, s.attached, p.supplied_for IS NOT NULL, p.url, p.title FROM status_previews s "
                          "JOIN previews p ON p.id = s.preview_id WHERE s.status_id = $1",
                          status);
    if (!row) return std::nullopt;
    return Held{row->get<PreviewId>(0), row->get<bool>(1), row->get<bool>(2), row->get<std::string>(3),
                !row->get<std::string_view>(4).empty()};
}

// The words are the author's own, where they are said of one status alone; else what a page says is still to be asked for.
PreviewId add_preview(db::Transaction& tx, const AttachedLink& link, std::optional<StatusId> supplied_for, Time now)
{
    auto id = tx.new_id<PreviewId>(now);
    tx.run("INSERT INTO previews (id, url, supplied_for, waiting, title, description, author_name, author_url, author_id, "
           "provider_name, language, published_at, picture_id, picture_description, fetched_at) "
           "VALUES ($1, $2, $3, 0, $4, $5, '', '', NULL, '', NULL, NULL, NULL, '', $6)",
           id, link.url, supplied_for, link.title, link.description, supplied_for ? std::optional{now} : std::nullopt);
    return id;
}

struct Page {
    PreviewId id;
    bool waiting = false;
    bool shows = false;
    std::optional<Time> fetched_at;
};

Page find_or_make_page(db::Transaction& tx, const std::string& url, Time now)
{
    auto row = tx.row("SELECT id, waiting, title, fetched_at FROM previews WHERE url = $1 AND supplied_for IS NULL", url);
    if (row)
        return {row->get<PreviewId>(0), row->get<bool>(1), !row->get<std::string_view>(2).empty(),
                row->get<std::optional<Time>>(3)};
    return {.id = add_preview(tx, {.url = url, .title = {}, .description = {}}, std::nullopt, now)};
}

void show_preview(db::Transaction& tx, StatusId status, PreviewId preview, bool attached)
{
    tx.run("INSERT INTO status_previews (status_id, preview_id, attached) VALUES ($1, $2, $3) "
           "ON CONFLICT (status_id) DO UPDATE SET preview_id = excluded.preview_id, attached = excluded.attached",
           status, preview, attached);
}

constexpr std::string_view preview_columns = "p.url, p.title, p.description, p.author_name, p.author_url, p.author_id, "
                                             "p.provider_name, p.language, p.published_at, p.picture_description, ";
constexpr std::string_view with_picture = " LEFT JOIN remote_pictures r ON r.id = p.picture_id ";

Preview read_preview(const db::Row& row, int first)
{
    int column = first;
    Preview preview;
    preview.url = row.get<std::string>(column++);
    preview.title = row.get<std::string>(column++);
    preview.description = row.get<std::string>(column++);
    preview.author_name = row.get<std::string>(column++);
    preview.author_url = row.get<std::string>(column++);
    preview.author = row.get<std::optional<AccountId>>(column++);
    preview.provider_name = row.get<std::string>(column++);
    preview.language = row.get<std::optional<std::string>>(column++);
    preview.published_at = row.get<std::optional<Time>>(column++);
    preview.picture_description = row.get<std::string>(column++);
    preview.picture = read_picture(row, column);
    return preview;
}

}  // namespace

bool may_have_preview(db::Reader& reader, StatusId id)
{
    auto row = reader.row("SELECT html FROM statuses WHERE id = $1 AND visibility <= 1 AND deleted_at IS NULL", id);
    if (!row) return false;
    return row->get<std::string_view>(0).find("<a ") != std::string_view::npos || held_by(reader, id);
}

void choose_preview(db::Transaction& tx, StatusId id, Time now, Duration wait)
{
    auto row = tx.row("SELECT html FROM statuses WHERE id = $1 AND visibility <= 1 AND deleted_at IS NULL", id);
    if (!row) return;
    auto held = held_by(tx, id);
    if (held && held->supplied) return;
    auto url = held && held->attached ? std::optional{held->url} : first_page(tx, id, row->get<std::string_view>(0));
    if (!url) {
        if (!held) return;
        remove_preview_of(tx, id);
        if (held->shows) jobs::publish(tx, PreviewChanged{id});
        return;
    }
    auto page = find_or_make_page(tx, *url, now);
    if (!held || held->preview != page.id) {
        show_preview(tx, id, page.id, held && held->attached);
        if (page.shows || (held && held->shows)) jobs::publish(tx, PreviewChanged{id});
    }
    bool fresh = page.fetched_at && *page.fetched_at > now - preview_stays;
    if (fresh || page.waiting) return;
    tx.run("UPDATE previews SET waiting = 1 WHERE id = $1", page.id);
    jobs::enqueue(tx, pages_queue, PreviewWork::name, jobs::encode(PreviewWork{page.id}), now, now + wait);
}

void attach_link(db::Transaction& tx, StatusId id, const std::optional<AttachedLink>& link, Time now)
{
    auto held = held_by(tx, id);
    if (!link) {
        if (!held || !held->attached) return;
        remove_preview_of(tx, id);
        if (held->shows) jobs::publish(tx, PreviewChanged{id});
        return;
    }
    if (link->title.empty()) {
        auto page = find_or_make_page(tx, link->url, now);
        if (held && held->preview == page.id && held->attached) return;
        remove_preview_of(tx, id);
        return show_preview(tx, id, page.id, true);
    }
    bool same = held && held->supplied
             && tx.row("SELECT 1 FROM previews WHERE id = $1 AND url = $2 AND title = $3 AND description = $4", held->preview,
                       link->url, link->title, link->description);
    if (same) return;
    remove_preview_of(tx, id);
    show_preview(tx, id, add_preview(tx, *link, id, now), true);
    if (held) jobs::publish(tx, PreviewChanged{id});
}

std::optional<std::string> awaited_page(db::Reader& reader, PreviewId id)
{
    return reader.value<std::string>("SELECT url FROM previews WHERE id = $1 AND waiting = 1", id);
}

void keep_preview(db::Transaction& tx, PreviewId id, const std::optional<Preview>& found, Time now)
{
    static const auto query = "SELECT " + std::string{preview_columns}.append(picture_columns) + " FROM previews p"
                            + std::string{with_picture} + "WHERE p.id = $1";
    auto row = tx.row(query, id);
    if (!row) return;
    auto before = read_preview(*row, 0);
    auto after = found.value_or(Preview{});
    after.url = before.url;                                                  // where the status leads, whatever stands behind it
    if (after.picture) after.picture = find_picture(tx, after.picture->id);  // another page may have let it go
    tx.run("UPDATE previews SET waiting = 0, title = $2, description = $3, author_name = $4, author_url = $5, author_id = $6, "
           "provider_name = $7, language = $8, published_at = $9, picture_id = $10, picture_description = $11, fetched_at = $12 "
           "WHERE id = $1",
           id, after.title, after.description, after.author_name, after.author_url, after.author, after.provider_name,
           after.language, after.published_at, after.picture ? std::optional{after.picture->id} : std::nullopt,
           after.picture_description, now);
    if (before.picture) release_picture(tx, before.picture->id, now);
    if (!after.title.empty()) note_publisher(tx, after.url, now);
    if (after == before) return;
    for (const auto& status : tx.rows("SELECT status_id FROM status_previews WHERE preview_id = $1 AND status_id > $2 "
                                      "ORDER BY status_id DESC LIMIT $3",
                                      id, first_id_at(now - told_for), statuses_told))
        jobs::publish(tx, PreviewChanged{status.get<StatusId>(0)});
}

void miss_page(db::Transaction& tx, PreviewId id, Time now)
{
    tx.run("UPDATE previews SET waiting = 0, fetched_at = $2 WHERE id = $1", id, now);
}

std::unordered_map<StatusId, Preview> previews_among(db::Reader& reader, std::span<const StatusId> ids)
{
    std::unordered_map<StatusId, Preview> previews;
    if (ids.empty()) return previews;
    static const auto query = "SELECT s.status_id, " + std::string{preview_columns}.append(picture_columns)
                            + " FROM status_previews s JOIN previews p ON p.id = s.preview_id" + std::string{with_picture}
                            + "WHERE s.status_id IN EACH($1) AND p.title <> ''";
    for (const auto& row : reader.rows(query, db::list_of(ids))) previews.emplace(row.get<StatusId>(0), read_preview(row, 1));
    return previews;
}

std::unordered_map<PreviewId, Preview> previews_of_pages(db::Reader& reader, std::span<const PreviewId> ids)
{
    std::unordered_map<PreviewId, Preview> previews;
    if (ids.empty()) return previews;
    static const auto query = "SELECT p.id, " + std::string{preview_columns}.append(picture_columns) + " FROM previews p"
                            + std::string{with_picture} + "WHERE p.id IN EACH($1) AND p.supplied_for IS NULL AND p.title <> ''";
    for (const auto& row : reader.rows(query, db::list_of(ids))) previews.emplace(row.get<PreviewId>(0), read_preview(row, 1));
    return previews;
}

std::optional<PreviewId> find_previewed_page(db::Reader& reader, std::string_view url)
{
    auto read = parse_web_url(url);
    if (!read) return std::nullopt;
    return reader.value<PreviewId>("SELECT id FROM previews WHERE url = $1 AND supplied_for IS NULL AND title <> ''",
                                   read->text());
}

void remove_preview_of(db::Transaction& tx, StatusId id)
{
    if (tx.run("DELETE FROM status_previews WHERE status_id = $1", id) == 0) return;
    tx.run("DELETE FROM previews WHERE supplied_for = $1", id);
}

void forget_unused_previews(db::Transaction& tx, Time now)
{
    auto rows = tx.rows("DELETE FROM previews WHERE id IN (SELECT p.id FROM previews p WHERE p.supplied_for IS NULL "
                        "AND p.fetched_at < $1 AND p.waiting = 0 "
                        "AND NOT EXISTS (SELECT 1 FROM status_previews s WHERE s.preview_id = p.id) "
                        "ORDER BY p.fetched_at LIMIT $2) RETURNING picture_id",
                        now - unused_stays, forgotten_at_once);
    for (const auto& row : rows)
        if (auto picture = row.get<std::optional<RemotePictureId>>(0)) release_picture(tx, *picture, now);
}

std::vector<std::string> attribution_domains(db::Reader& reader, AccountId id)
{
    std::vector<std::string> hosts;
    for (const auto& row : reader.rows("SELECT host FROM attribution_domains WHERE account_id = $1 ORDER BY host", id))
        hosts.push_back(row.get<std::string>(0));
    return hosts;
}

void set_attribution_domains(db::Transaction& tx, AccountId id, const std::vector<std::string>& written)
{
    std::vector<std::string> hosts;
    for (std::string_view text : written) {
        // People paste addresses where a host is asked for.
        auto url = parse_web_url(text);
        auto host = url ? std::optional{url->authority()} : normal_host(text);
        if (host && hosts.size() < max_attribution_domains) hosts.push_back(*host);
    }
    std::ranges::sort(hosts);
    hosts.erase(std::ranges::unique(hosts).begin(), hosts.end());
    if (hosts == attribution_domains(tx, id)) return;
    tx.run("DELETE FROM attribution_domains WHERE account_id = $1", id);
    for (const auto& host : hosts) tx.run("INSERT INTO attribution_domains (account_id, host) VALUES ($1, $2)", id, host);
}

bool allows_attribution(db::Reader& reader, AccountId id, std::string_view host)
{
    auto allowed = attribution_domains(reader, id);
    return std::ranges::any_of(allowed, [&](std::string_view domain) { return stands_in(host, domain); });
}

}  // namespace favilla::social
