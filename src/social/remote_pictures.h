// SPDX-License-Identifier: AGPL-3.0-or-later
// social/remote_pictures.h — pictures of other servers that belong to no post: of pages that are linked to, of people, and emojis. One row for an address,
// however many show it; the bytes are kept as those of remote media are (social/media.h), and can be fetched again.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/time.h"
#include "db/database.h"
#include "social/accounts.h"
#include "social/media.h"

namespace favilla::social {

using RemotePictureId = Id<struct RemotePictureTag>;

struct RemotePicture {
    RemotePictureId id;
    std::string url;
    MediaVariant made;  // the file is empty while it is not here; its sides stay known
    std::string blurhash;
    friend bool operator==(const RemotePicture&, const RemotePicture&) = default;
};

// The row of that address, which is made when there is none.
RemotePicture know_picture(db::Transaction&, const std::string& url, Time now);
std::optional<RemotePicture> find_picture(db::Reader&, RemotePictureId);
// What was fetched. Also when it is fetched anew.
void note_picture(db::Transaction&, const RemotePicture&, std::int64_t bytes, Time now);
// The same, and it is kept for good: posts and profiles name it.
RemotePicture know_emoji_picture(db::Transaction&, const std::string& url, Time now);
// Forgets it unless a page still shows it, or it is an emoji.
void release_picture(db::Transaction&, RemotePictureId, Time now);

// As media_links.h does it for media: "/media/pictures/…", which only those can write who were shown it.
std::string picture_path(const RemotePicture&);
bool opens_picture(const RemotePicture&, std::string_view token);

// The two pictures of an account of another server, had in the same way: known from when somebody first looks at them.
enum class Portrait { Avatar, Header };
std::string address_of(const Account&, Portrait);     // as its server gives it; empty: none
std::string portrait_path(const Account&, Portrait);  // "/media/avatars/…" or "/media/headers/…"; it has an address
// That an account has another picture now: what was kept of this one goes, unless a page shows it too.
void forget_portrait(db::Transaction&, const std::string& url, Time now);
std::optional<RemotePicture> find_picture(db::Reader&, const std::string& url);

// For selecting among others, with the columns named "r".
inline constexpr std::string_view picture_columns = "r.id, r.url, r.file, r.width, r.height, r.blurhash";
std::optional<RemotePicture> read_picture(const db::Row&, int first);  // none: an outer join found none

}  // namespace favilla::social
