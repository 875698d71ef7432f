// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pages/assets.h"

#include <stdexcept>

#include "base/crypto.h"

namespace favilla::pages {

namespace {

constexpr std::string_view folder = "assets/";
constexpr std::size_t digest_length = 12;

std::string_view content_type_of(std::string_view name)
{
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".svg")) return "image/svg+xml";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".png")) return "image/png";
    throw std::invalid_argument("no content type is known for " + std::string{name});
}

std::string url_with_digest(std::string_view name, std::string_view content)
{
    auto dot = name.rfind('.');
    auto url = std::string{"/assets/"};
    url.append(name.substr(0, dot)).append(".");
    url.append(to_hex(sha256(content)).substr(0, digest_length));
    return url.append(name.substr(dot));
}

}  // namespace

Assets::Assets(std::span<const EmbeddedFile> files)
{
    for (const auto& file : files) {
        if (!file.name.starts_with(folder)) continue;
        auto name = std::string{file.name.substr(folder.size())};
        auto asset =
            Asset{.url = url_with_digest(name, file.content), .content_type = content_type_of(name), .content = file.content};
        name_of_url_.emplace(asset.url, name);
        by_name_.emplace(std::move(name), std::move(asset));
    }
}

Url Assets::url(std::string_view name) const { return Url::local(named(name).url); }

const Asset& Assets::named(std::string_view name) const { return by_name_.at(std::string{name}); }

const Asset* Assets::find_by_url(std::string_view path) const
{
    auto name = name_of_url_.find(std::string{path});
    return name == name_of_url_.end() ? nullptr : &by_name_.at(name->second);
}

}  // namespace favilla::pages
