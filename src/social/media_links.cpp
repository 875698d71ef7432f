// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_links.h"

#include "base/crypto.h"
#include "social/media_kinds.h"

namespace favilla::social {

namespace {

std::string remote_path(const Media& media, std::string_view variant)
{
    if (media.kind == MediaKind::Unknown) return {};
    return "/media/remote/" + to_string(media.id) + "/" + token_of_address(media.remote_url) + "/" + std::string{variant};
}

}  // namespace

std::string token_of_address(std::string_view url) { return to_hex(sha256(url)).substr(0, 32); }

std::string media_path(const Media& media)
{
    if (media.is_remote()) return remote_path(media, "original");
    return media.original.file.empty() ? std::string{} : "/media/" + media.original.file;
}

std::string preview_path(const Media& media)
{
    bool shown = media.kind != MediaKind::Audio && (media.kind == MediaKind::Image || !media.small.file.empty());
    if (!shown) return {};
    if (media.is_remote()) return remote_path(media, "small");
    return media.small.file.empty() ? media_path(media) : "/media/" + media.small.file;
}

bool opens_remote(const Media& media, std::string_view token)
{
    return media.is_remote() && media.kind != MediaKind::Unknown
        && equal_in_constant_time(token, token_of_address(media.remote_url));
}

std::optional<std::string> media_elsewhere(std::string_view path, std::string_view media_address)
{
    constexpr std::string_view place = "/media/";
    if (media_address.empty() || !path.starts_with(place) || !format_of_file(path.substr(place.size()))) return std::nullopt;
    return std::string{media_address} + "/" + std::string{path.substr(place.size())};
}

std::string media_url(std::string_view path, std::string_view origin, std::string_view media_address)
{
    return media_elsewhere(path, media_address).value_or(std::string{origin} + std::string{path});
}

std::string media_url(std::string_view path, const Domain& domain)
{
    return media_url(path, domain.origin, domain.media_address);
}

std::string_view type_of_file(std::string_view name)
{
    const auto* format = format_of_file(name);
    return format ? format->type : std::string_view{};
}

}  // namespace favilla::social
