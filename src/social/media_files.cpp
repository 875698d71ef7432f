// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_files.cpp — which files of the media folder are needed, and by what; those of other servers' media are as many as fit.
#include "social/media.h"

namespace favilla::social {

namespace {

constexpr int forgotten_at_once = 200;

}  // namespace

std::string_view name_of(MediaHome home) { return home == MediaHome::Bucket ? "bucket" : "folder"; }

std::optional<MediaHome> parse_media_home(std::string_view name)
{
    if (name == "folder") return MediaHome::Folder;
    if (name == "bucket") return MediaHome::Bucket;
    return std::nullopt;
}

MediaHome note_file(db::Transaction& tx, std::string_view name, std::int64_t bytes, Time now, MediaHome home)
{
    auto row = tx.row("INSERT INTO media_files (name, bytes, loose_since, home) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (name) DO UPDATE SET loose_since = excluded.loose_since RETURNING home",
                      name, bytes, now, name_of(home));
    return row ? parse_media_home(row->get<std::string_view>(0)).value_or(home) : home;
}

void set_file_home(db::Transaction& tx, std::string_view name, MediaHome home)
{
    tx.run("UPDATE media_files SET home = $2 WHERE name = $1", name, name_of(home));
}

void loosen_file(db::Transaction& tx, std::string_view name, Time now)
{
    if (!name.empty()) tx.run("UPDATE media_files SET loose_since = $2 WHERE name = $1", name, now);
}

void hold_file(db::Transaction& tx, std::string_view name)
{
    if (!name.empty()) tx.run("UPDATE media_files SET loose_since = NULL WHERE name = $1", name);
}

void loosen_pictures_of(db::Transaction& tx, AccountId account, Time now)
{
    constexpr std::string_view place = "/media/";
    auto row = tx.row("SELECT avatar, header FROM accounts WHERE id = $1", account);
    for (int column = 0; row && column < 2; ++column)
        if (auto path = row->get<std::string>(column); path.starts_with(place)) loosen_file(tx, path.substr(place.size()), now);
}

void note_fetched(db::Transaction& tx, const Media& media, std::int64_t bytes, Time now)
{
    auto changed =
        tx.run("UPDATE media SET kind = $2, blurhash = $3, original = $4, width = $5, height = $6, small = $7, small_width = $8, "
               "small_height = $9, duration = $10, bytes = $11, fetched_at = $12 WHERE id = $1",
               media.id, name_of(media.kind), media.blurhash, media.original.file, media.original.width, media.original.height,
               media.small.file, media.small.width, media.small.height, media.lasts, bytes, now);
    if (changed == 0) return;
    hold_file(tx, media.original.file);
    hold_file(tx, media.small.file);
}

namespace {

std::int64_t fetched_bytes(db::Reader& reader)
{
    std::int64_t all = 0;
    for (auto query : {"SELECT CAST(COALESCE(sum(bytes), 0) AS BIGINT) FROM media WHERE fetched_at IS NOT NULL",
                       "SELECT CAST(COALESCE(sum(bytes), 0) AS BIGINT) FROM remote_pictures WHERE fetched_at IS NOT NULL"})
        all += reader.value<std::int64_t>(query).value_or(0);
    return all;
}

}  // namespace

namespace {

constexpr std::string_view fetched_first =
    "SELECT id, original, small, bytes, fetched_at FROM media WHERE fetched_at IS NOT NULL AND fetched_at < $2 "
    "UNION ALL SELECT id, file, '', bytes, fetched_at FROM remote_pictures WHERE fetched_at IS NOT NULL AND fetched_at < $2 "
    "ORDER BY fetched_at LIMIT $1";

void forget_fetched(db::Transaction& tx, const db::Row& row, Time now)
{
    auto id = row.get<std::int64_t>(0);  // no two rows of this house have the same one
    tx.run("UPDATE media SET original = '', small = '', bytes = 0, fetched_at = NULL WHERE id = $1", id);
    tx.run("UPDATE remote_pictures SET file = '', bytes = 0, fetched_at = NULL WHERE id = $1", id);
    // The room is wanted now: such a file goes with the next round.
    loosen_file(tx, row.get<std::string>(1), now - unattached_lasts);
    loosen_file(tx, row.get<std::string>(2), now - unattached_lasts);
}

}  // namespace

int forget_fetched_before(db::Transaction& tx, Time before, Time now)
{
    auto rows = tx.rows(fetched_first, forgotten_at_once, before);
    for (const auto& row : rows) forget_fetched(tx, row, now);
    return static_cast<int>(rows.size());
}

void bound_fetched(db::Transaction& tx, std::int64_t most_bytes, Time now)
{
    auto all = fetched_bytes(tx);
    while (all > most_bytes) {
        auto rows = tx.rows(fetched_first, forgotten_at_once, now + days(1));
        for (const auto& row : rows) {
            if (all <= most_bytes) break;
            forget_fetched(tx, row, now);
            all -= row.get<std::int64_t>(3);
        }
        if (rows.empty()) return;
    }
}

bool is_file_needed(db::Reader& reader, std::string_view name)
{
    auto path = "/media/" + std::string{name};
    return reader.row("SELECT 1 FROM media WHERE original = $1 AND original <> ''", name)
        || reader.row("SELECT 1 FROM media WHERE small = $1 AND small <> ''", name)
        || reader.row("SELECT 1 FROM remote_pictures WHERE file = $1 AND file <> ''", name)
        || reader.row("SELECT 1 FROM accounts WHERE avatar = $1 AND domain_id IS NOT NULL AND avatar <> ''", path)
        || reader.row("SELECT 1 FROM accounts WHERE header = $1 AND domain_id IS NOT NULL AND header <> ''", path)
        || reader.row("SELECT 1 FROM domains WHERE logo = $1 OR banner = $1", path);
}

std::vector<std::string> unneeded_files(db::Transaction& tx, Time now)
{
    std::vector<std::string> unneeded;
    for (const auto& row : tx.rows("SELECT name FROM media_files WHERE loose_since IS NOT NULL AND loose_since <= $1 "
                                   "ORDER BY loose_since LIMIT $2",
                                   now - unattached_lasts, forgotten_at_once)) {
        auto name = row.get<std::string>(0);
        if (is_file_needed(tx, name))
            hold_file(tx, name);
        else
            unneeded.push_back(std::move(name));
    }
    return unneeded;
}

void forget_file(db::Transaction& tx, std::string_view name) { tx.run("DELETE FROM media_files WHERE name = $1", name); }

namespace {

MediaFile read_media_file(const db::Row& row)
{
    return {.name = row.get<std::string>(0),
            .bytes = row.get<std::int64_t>(1),
            .home = parse_media_home(row.get<std::string_view>(2)).value_or(MediaHome::Folder),
            .is_loose = row.get<std::optional<Time>>(3).has_value()};
}

std::vector<MediaFile> read_media_files(const db::Rows& rows)
{
    std::vector<MediaFile> files;
    for (const auto& row : rows) files.push_back(read_media_file(row));
    return files;
}

}  // namespace

std::optional<MediaFile> find_file(db::Reader& reader, std::string_view name)
{
    auto row = reader.row("SELECT name, bytes, home, loose_since FROM media_files WHERE name = $1", name);
    return row ? std::optional{read_media_file(*row)} : std::nullopt;
}

std::vector<MediaFile> files_after(db::Reader& reader, std::string_view name, int at_most)
{
    return read_media_files(reader.rows("SELECT name, bytes, home, loose_since FROM media_files "
                                        "WHERE name > $1 AND loose_since IS NULL ORDER BY name LIMIT $2",
                                        name, at_most));
}

std::vector<MediaFile> all_files_after(db::Reader& reader, std::string_view name, int at_most)
{
    return read_media_files(reader.rows(
        "SELECT name, bytes, home, loose_since FROM media_files WHERE name > $1 ORDER BY name LIMIT $2", name, at_most));
}

FileTotal files_in(db::Reader& reader, MediaHome home)
{
    auto row =
        reader.row("SELECT count(*), CAST(COALESCE(sum(bytes), 0) AS BIGINT) FROM media_files WHERE home = $1", name_of(home));
    return row ? FileTotal{row->get<std::int64_t>(0), row->get<std::int64_t>(1)} : FileTotal{};
}

}  // namespace favilla::social
