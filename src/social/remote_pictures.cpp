// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/remote_pictures.h"

#include "base/crypto.h"
#include "social/media_links.h"

namespace favilla::social {

std::optional<RemotePicture> read_picture(const db::Row& row, int first)
{
    auto id = row.get<std::optional<RemotePictureId>>(first);
    if (!id) return std::nullopt;
    return RemotePicture{.id = *id,
                         .url = row.get<std::string>(first + 1),
                         .made = {row.get<std::string>(first + 2), row.get<int>(first + 3), row.get<int>(first + 4)},
                         .blurhash = row.get<std::string>(first + 5)};
}

std::optional<RemotePicture> find_picture(db::Reader& reader, const std::string& url)
{
    static const auto query = "SELECT " + std::string{picture_columns} + " FROM remote_pictures r WHERE r.url = $1";
    auto row = reader.row(query, url);
    return row ? read_picture(*row, 0) : std::nullopt;
}

RemotePicture know_picture(db::Transaction& tx, const std::string& url, Time now)
{
    if (auto known = find_picture(tx, url)) return *known;
    auto id = tx.new_id<RemotePictureId>(now);
    tx.run("INSERT INTO remote_pictures (id, url, file, width, height, blurhash, bytes, fetched_at) "
           "VALUES ($1, $2, '', 0, 0, '', 0, NULL)",
           id, url);
    return {.id = id, .url = url, .made = {}, .blurhash = {}};
}

RemotePicture know_emoji_picture(db::Transaction& tx, const std::string& url, Time now)
{
    auto picture = know_picture(tx, url, now);
    tx.run("UPDATE remote_pictures SET is_emoji = 1 WHERE id = $1 AND is_emoji = 0", picture.id);
    return picture;
}

std::optional<RemotePicture> find_picture(db::Reader& reader, RemotePictureId id)
{
    static const auto query = "SELECT " + std::string{picture_columns} + " FROM remote_pictures r WHERE r.id = $1";
    auto row = reader.row(query, id);
    return row ? read_picture(*row, 0) : std::nullopt;
}

void note_picture(db::Transaction& tx, const RemotePicture& picture, std::int64_t bytes, Time now)
{
    auto changed = tx.run("UPDATE remote_pictures SET file = $2, width = $3, height = $4, blurhash = $5, bytes = $6, "
                          "fetched_at = $7 WHERE id = $1",
                          picture.id, picture.made.file, picture.made.width, picture.made.height, picture.blurhash, bytes, now);
    if (changed > 0) hold_file(tx, picture.made.file);
}

void release_picture(db::Transaction& tx, RemotePictureId id, Time now)
{
    auto picture = find_picture(tx, id);
    if (!picture || tx.row("SELECT 1 FROM previews WHERE picture_id = $1", id)) return;
    if (tx.run("DELETE FROM remote_pictures WHERE id = $1 AND is_emoji = 0", id) == 0) return;
    loosen_file(tx, picture->made.file, now);
}

std::string picture_path(const RemotePicture& picture)
{
    return "/media/pictures/" + to_string(picture.id) + "/" + token_of_address(picture.url);
}

std::string address_of(const Account& account, Portrait portrait)
{
    return portrait == Portrait::Avatar ? account.avatar : account.header;
}

std::string portrait_path(const Account& account, Portrait portrait)
{
    return (portrait == Portrait::Avatar ? "/media/avatars/" : "/media/headers/") + to_string(account.id) + "/"
         + token_of_address(address_of(account, portrait));
}

void forget_portrait(db::Transaction& tx, const std::string& url, Time now)
{
    if (auto picture = url.empty() ? std::nullopt : find_picture(tx, url)) release_picture(tx, picture->id, now);
}

bool opens_picture(const RemotePicture& picture, std::string_view token)
{
    return equal_in_constant_time(token, token_of_address(picture.url));
}

}  // namespace favilla::social
