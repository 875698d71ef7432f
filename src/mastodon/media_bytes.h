// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/media_bytes.h — the bytes of media as browsers get them: kept for ever, in ranges, and never as something that runs.
#pragma once
#include <string_view>

#include "mastodon/api.h"
#include "net/http.h"
#include "social/media_house.h"
#include "social/remote_pictures.h"

namespace favilla::mastodon {

// 200, 206, 304, 404 or 416. `name` may be anybody's words.
net::Response media_file_response(const net::Request&, const social::MediaHouse&, std::string_view name);

// Of another server, fetched when it is not here: /media/remote/ID/TOKEN/original and …/small.
net::Response get_remote_media(const net::Request&, Services&);

// The same of a page's picture: /media/pictures/ID/TOKEN.
net::Response get_remote_picture(const net::Request&, Services&);
// The one that is drawn for them where their server does not give theirs.
net::Response get_remote_portrait(const net::Request&, Services&, social::Portrait);

}  // namespace favilla::mastodon
