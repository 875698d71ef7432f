// SPDX-License-Identifier: AGPL-3.0-or-later
// mastodon/sent_pictures.h — portraits, banners and marks that come with a form.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mastodon/api.h"

namespace favilla::mastodon {

// The path ("/media/…") of one that came under that name; none when none did. Refuses as MediaHouse::take_picture.
Result<std::optional<std::string>> take_picture(Api&, std::string_view name, social::PictureUse);

// The file of one that was replaced or taken away may go, unless it is needed elsewhere.
void loosen_replaced(db::Transaction&, std::string_view path_before, std::string_view path_after, Time now);

}  // namespace favilla::mastodon
