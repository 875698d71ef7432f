// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/parts.h"
#include "base/text.h"
#include "social/draft_media.h"

namespace favilla::social {

namespace {

constexpr std::string_view names[] = {"image", "gifv", "video", "audio", "unknown"};
constexpr double focus_scale = 10'000;
constexpr int forgotten_at_once = 200;

constexpr std::string_view media_columns =
    "m.id, m.account_id, m.status_id, m.kind, m.description, m.focus_x, m.focus_y, m.blurhash, m.original, m.width, m.height, "
    "m.small, m.small_width, m.small_height, m.duration, m.remote_url, m.remote_type, m.scheduled_id";

MediaKind kind_of(std::string_view name)
{
    auto found = std::ranges::find(names, name);
    return found == std::end(names) ? MediaKind::Unknown : MediaKind(found - std::begin(names));
}

Media read_media(const db::Row& row)
{
    Media media{.id = row.get<MediaId>(0),
                .account = row.get<AccountId>(1),
                .status = row.get<std::optional<StatusId>>(2),
                .scheduled = row.get<std::optional<ScheduledStatusId>>(17),
                .kind = kind_of(row.get<std::string_view>(3)),
                .description = row.get<std::string>(4),
                .focus = {},
                .blurhash = row.get<std::string>(7),
                .original = {row.get<std::string>(8), row.get<int>(9), row.get<int>(10)},
                .small = {row.get<std::string>(11), row.get<int>(12), row.get<int>(13)},
                .lasts = {row.get<std::int64_t>(14)},
                .remote_url = row.get<std::string>(15),
                .remote_type = row.get<std::string>(16)};
    auto x = row.get<std::optional<std::int64_t>>(5), y = row.get<std::optional<std::int64_t>>(6);
    if (x && y) media.focus = Focus{static_cast<double>(*x) / focus_scale, static_cast<double>(*y) / focus_scale};
    return media;
}

std::string select_media(std::string_view where)
{
    return "SELECT " + std::string{media_columns} + " FROM media m WHERE " + std::string{where};
}

std::optional<std::int64_t> stored_focus(const std::optional<Focus>& focus, double Focus::* side)
{
    if (!focus) return std::nullopt;
    return std::llround(std::clamp((*focus).*side, -1.0, 1.0) * focus_scale);
}

// As it comes back from where it is kept, so that what was given and what is there can be compared.
std::optional<Focus> rounded(const std::optional<Focus>& focus)
{
    if (!focus) return focus;
    return Focus{static_cast<double>(*stored_focus(focus, &Focus::x)) / focus_scale,
                 static_cast<double>(*stored_focus(focus, &Focus::y)) / focus_scale};
}

Result<void> check_description(std::string_view description)
{
    if (description.size() > 8 * max_description || grapheme_count(description) > max_description)
        return refuse(ErrorCode::Invalid, "media.description_too_long", {{"max", std::to_string(max_description)}});
    return {};
}

void insert_media(db::Transaction& tx, const Media& media, int position, std::int64_t bytes, Time now)
{
    tx.run(
        "INSERT INTO media (id, account_id, status_id, position, kind, description, focus_x, focus_y, blurhash, original, width, "
        "height, small, small_width, small_height, duration, bytes, remote_url, remote_type, fetched_at, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, NULL, $20)",
        media.id, media.account, media.status, position, name_of(media.kind), media.description,
        stored_focus(media.focus, &Focus::x), stored_focus(media.focus, &Focus::y), media.blurhash, media.original.file,
        media.original.width, media.original.height, media.small.file, media.small.width, media.small.height, media.lasts, bytes,
        media.remote_url, media.remote_type, now);
}

void remove_row(db::Transaction& tx, const Media& media, Time now)
{
    tx.run("DELETE FROM media WHERE id = $1", media.id);
    loosen_file(tx, media.original.file, now);
    loosen_file(tx, media.small.file, now);
}

// What a change of words leaves behind.
void store_words(db::Transaction& tx, const Media& media)
{
    tx.run("UPDATE media SET description = $2, focus_x = $3, focus_y = $4 WHERE id = $1", media.id, media.description,
           stored_focus(media.focus, &Focus::x), stored_focus(media.focus, &Focus::y));
}

Result<Media> with_words(Media media, const MediaWords& words)
{
    if (words.description) {
        CHECKED(check_description(*words.description));
        media.description = *words.description;
    }
    if (words.focus) media.focus = rounded(words.focus);
    return media;
}

Media remote_media(const RemoteMedia& remote, StatusId status, AccountId account)
{
    return {.account = account,
            .status = status,
            .scheduled = {},
            .kind = remote.kind,
            .description = std::string{truncated(remote.description, max_remote_description)},
            .focus = rounded(remote.focus),
            .blurhash = remote.blurhash,
            .original = {"", remote.width, remote.height},
            .remote_url = remote.url,
            .remote_type = remote.type};
}

bool same_to_see(const Media& kept, const RemoteMedia& remote)
{
    return kept.remote_url == remote.url && kept.description == truncated(remote.description, max_remote_description)
        && kept.focus == rounded(remote.focus);
}

}  // namespace

std::string_view name_of(MediaKind kind) { return names[static_cast<int>(kind)]; }

std::optional<Focus> parse_focus(std::string_view text)
{
    auto comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    auto number = [](std::string_view part) -> std::optional<double> {
        while (part.starts_with(' ')) part.remove_prefix(1);
        double value = 0;
        auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
        if (error != std::errc{} || end != part.data() + part.size() || !std::isfinite(value)) return std::nullopt;
        return std::clamp(value, -1.0, 1.0);
    };
    auto x = number(text.substr(0, comma)), y = number(text.substr(comma + 1));
    if (!x || !y) return std::nullopt;
    return Focus{*x, *y};
}

Result<Media> add_media(db::Transaction& tx, Media media, Time now)
{
    CHECKED(check_description(media.description));
    media.id = tx.new_id<MediaId>(now);
    media.focus = rounded(media.focus);
    insert_media(tx, media, 0, 0, now);
    hold_file(tx, media.original.file);
    hold_file(tx, media.small.file);
    return media;
}

std::optional<Media> find_media(db::Reader& reader, MediaId id)
{
    auto row = reader.row(select_media("m.id = $1"), id);
    if (!row) return std::nullopt;
    return read_media(*row);
}

namespace {

// One that no draft of a page's team holds.
std::optional<Media> find_loose(db::Reader& reader, MediaId id)
{
    auto row = reader.row(select_media("m.id = $1 AND m.page_draft_id IS NULL"), id);
    if (!row) return std::nullopt;
    return read_media(*row);
}

}  // namespace

std::optional<Media> find_unattached(db::Reader& reader, MediaId id, AccountId account)
{
    auto media = find_loose(reader, id);
    return media && media->account == account && !media->status && !media->scheduled ? media : std::nullopt;
}

Result<Media> change_media(db::Transaction& tx, AccountId account, const MediaWords& words)
{
    auto found = find_media(tx, words.id);
    if (!found || found->account != account || found->status) return refuse(ErrorCode::NotFound, "media.missing");
    TRY(auto media, with_words(*found, words));
    store_words(tx, media);
    return media;
}

Result<void> delete_media(db::Transaction& tx, AccountId account, MediaId id, Time now)
{
    auto media = find_unattached(tx, id, account);
    if (!media) return refuse(ErrorCode::NotFound, "media.missing");
    remove_row(tx, *media, now);
    return {};
}

std::map<StatusId, std::vector<Media>> media_of(db::Reader& reader, std::span<const StatusId> statuses)
{
    std::map<StatusId, std::vector<Media>> found;
    if (statuses.empty()) return found;
    static const std::string query = select_media("m.status_id IN EACH($1) AND m.position >= 0 ORDER BY m.status_id, m.position");
    for (const auto& row : reader.rows(query, db::list_of(statuses))) {
        auto media = read_media(row);
        found[*media.status].push_back(std::move(media));
    }
    return found;
}

Result<std::vector<Media>> check_attachable(db::Reader& reader, AccountId account, std::span<const MediaId> ids,
                                            std::optional<StatusId> already_on)
{
    if (ids.size() > max_media) return refuse(ErrorCode::Invalid, "media.too_many", {{"max", std::to_string(max_media)}});
    std::vector<Media> media;
    for (auto id : ids) {
        auto found = find_loose(reader, id);
        bool fits = found && found->account == account && !found->is_remote() && !found->scheduled
                 && (!found->status || found->status == already_on) && std::ranges::find(media, id, &Media::id) == media.end();
        if (!fits) return refuse(ErrorCode::Invalid, "media.not_attachable");
        media.push_back(std::move(*found));
    }
    return media;
}

Result<std::vector<Media>> with_words(std::vector<Media> media, std::span<const MediaWords> changes)
{
    for (const auto& words : changes) {
        auto found = std::ranges::find(media, words.id, &Media::id);
        if (found == media.end()) return refuse(ErrorCode::Invalid, "media.not_attachable");
        TRY(*found, with_words(*found, words));
    }
    return media;
}

void attach_media(db::Transaction& tx, StatusId status, std::span<const Media> media)
{
    tx.run("UPDATE media SET position = -1 WHERE status_id = $1", status);
    int position = 0;
    for (const auto& one : media) {
        tx.run("UPDATE media SET status_id = $2, position = $3 WHERE id = $1", one.id, status, position++);
        store_words(tx, one);
    }
}

std::vector<Media> media_of_scheduled(db::Reader& reader, ScheduledStatusId scheduled)
{
    static const std::string query = select_media("m.scheduled_id = $1 ORDER BY m.position");
    std::vector<Media> found;
    for (const auto& row : reader.rows(query, scheduled)) found.push_back(read_media(row));
    return found;
}

std::vector<Media> media_of_draft(db::Reader& reader, PageDraftId draft)
{
    static const std::string query = select_media("m.page_draft_id = $1 ORDER BY m.position");
    std::vector<Media> found;
    for (const auto& row : reader.rows(query, draft)) found.push_back(read_media(row));
    return found;
}

Result<std::vector<Media>> hold_for_draft(db::Transaction& tx, AccountId page, PageDraftId draft, std::span<const MediaId> ids)
{
    tx.run("UPDATE media SET page_draft_id = NULL WHERE page_draft_id = $1", draft);
    TRY(auto media, check_attachable(tx, page, ids, std::nullopt));
    int position = 0;
    for (const auto& one : media)
        tx.run("UPDATE media SET page_draft_id = $2, position = $3 WHERE id = $1", one.id, draft, position++);
    return media;
}

bool shows_other_media(db::Reader& reader, StatusId status, std::span<const RemoteMedia> remote)
{
    auto kept = media_of(reader, {&status, 1})[status];
    return !std::ranges::equal(kept, remote.first(std::min(remote.size(), max_remote_media)), same_to_see);
}

void set_remote_media(db::Transaction& tx, StatusId status, AccountId account, std::span<const RemoteMedia> remote, Time now)
{
    std::vector<Media> before;
    for (const auto& row : tx.rows(select_media("m.status_id = $1 ORDER BY m.position"), status))
        before.push_back(read_media(row));
    int position = 0;
    for (const auto& one : remote.first(std::min(remote.size(), max_remote_media))) {
        auto known = std::ranges::find(before, one.url, &Media::remote_url);
        auto media = remote_media(one, status, account);
        if (known == before.end()) {
            media.id = tx.new_id<MediaId>(now);
            insert_media(tx, media, position++, 0, now);
            continue;
        }
        media.id = known->id;
        tx.run("UPDATE media SET position = $2 WHERE id = $1", media.id, position++);
        store_words(tx, media);
        before.erase(known);
    }
    for (const auto& media : before) remove_row(tx, media, now);
}

void remove_media_of(db::Transaction& tx, StatusId status, Time now)
{
    for (const auto& row : tx.rows(select_media("m.status_id = $1"), status)) remove_row(tx, read_media(row), now);
}

std::string media_ids_text(std::span<const Media> media)
{
    std::string text;
    for (const auto& one : media) text += (text.empty() ? "" : ",") + to_string(one.id);
    return text;
}

std::vector<Media> media_of_text(db::Reader& reader, std::string_view ids)
{
    std::vector<Media> found;
    each_part(ids, ',', [&](std::string_view part) {
        if (auto id = parse_id<MediaId>(part))
            if (auto media = find_media(reader, *id)) found.push_back(std::move(*media));
    });
    return found;
}

int forget_unattached(db::Transaction& tx, Time now)
{
    static const std::string query =
        select_media("m.status_id IS NULL AND m.scheduled_id IS NULL AND m.page_draft_id IS NULL AND m.created_at <= $1 "
                     "ORDER BY m.created_at LIMIT $2");
    auto rows = tx.rows(query, now - unattached_lasts, forgotten_at_once);
    for (const auto& row : rows) remove_row(tx, read_media(row), now);
    return static_cast<int>(rows.size());
}

}  // namespace favilla::social
