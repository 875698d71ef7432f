// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/sent_pictures.h"

#include "social/media_links.h"

namespace favilla::mastodon {

Result<std::optional<std::string>> take_picture(Api& api, std::string_view name, social::PictureUse use)
{
    const auto* file = api.params.file(name);
    if (!file) return std::optional<std::string>{};
    TRY(auto media, api.services.media.take_picture(file->content, use));
    return std::optional{social::media_path(media)};
}

void loosen_replaced(db::Transaction& tx, std::string_view path_before, std::string_view path_after, Time now)
{
    constexpr std::string_view place = "/media/";
    if (path_before != path_after && path_before.starts_with(place))
        social::loosen_file(tx, path_before.substr(place.size()), now);
}

}  // namespace favilla::mastodon
