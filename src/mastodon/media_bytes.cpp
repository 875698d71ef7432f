// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mastodon/media_bytes.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "distribution/fetched_media.h"
#include "social/media_links.h"

namespace favilla::mastodon {

namespace {

// A player that asks for "the rest" gets this much and asks again: nobody holds a whole film in memory for one who leaves.
constexpr std::int64_t most_of_rest = 4 * 1024 * 1024;

struct Span {
    std::int64_t first = 0, last = 0;
};

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty() || value < 0) return std::nullopt;
    return value;
}

enum class Wanted { All, Part, Nothing };

// RFC 9110, 14.1.2: one range of bytes. Several, or what cannot be read, is as if nothing was asked for.
Wanted read_range(std::string_view header, std::int64_t size, Span& span)
{
    if (!header.starts_with("bytes=") || header.find(',') != std::string_view::npos) return Wanted::All;
    header.remove_prefix(6);
    auto dash = header.find('-');
    if (dash == std::string_view::npos) return Wanted::All;
    auto first = number(header.substr(0, dash)), last = number(header.substr(dash + 1));
    if (!first && !last) return Wanted::All;
    if (!first) {
        if (*last == 0 || size == 0) return Wanted::Nothing;
        span = {std::max<std::int64_t>(0, size - *last), size - 1};
        return Wanted::Part;
    }
    if (*first >= size || (last && *last < *first)) return *first >= size ? Wanted::Nothing : Wanted::All;
    span = {*first, last ? std::min(*last, size - 1) : std::min(size - 1, *first + most_of_rest - 1)};
    return Wanted::Part;
}

net::Response with_media_headers(net::Response response, std::string_view name)
{
    response.set_header("Cache-Control", "public, max-age=31536000, immutable");
    response.set_header("ETag", "\"" + std::string{name} + "\"");
    response.set_header("Accept-Ranges", "bytes");
    response.set_header("X-Content-Type-Options", "nosniff");
    response.set_header("Content-Security-Policy", "sandbox; default-src 'none'");
    response.set_header("Cross-Origin-Resource-Policy", "cross-origin");
    response.set_header("Access-Control-Allow-Origin", "*");
    return response;
}

// The store of our own files does not answer.
net::Response not_had()
{
    auto response =
        net::with_header(net::text_response(503, "The store of media does not answer\n"), "Cache-Control", "no-store");
    response.set_header("Retry-After", "10");
    return response;
}

net::Response sent_elsewhere(const social::MediaHouse::Elsewhere& elsewhere)
{
    auto response = net::redirect(302, elsewhere.address);
    response.set_header("Cache-Control", "private, max-age=" + std::to_string(elsewhere.lasts.milliseconds / 1000));
    response.set_header("Cross-Origin-Resource-Policy", "cross-origin");
    response.set_header("Access-Control-Allow-Origin", "*");
    return response;
}

net::Response not_given(const Error& error)
{
    bool absent = error.code == ErrorCode::NotFound;
    return net::with_header(net::text_response(absent ? 404 : 502, absent ? "Not found\n" : "Its server does not give it\n"),
                            "Cache-Control", "no-store");
}

}  // namespace

net::Response media_file_response(const net::Request& request, const social::MediaHouse& house, std::string_view name)
{
    auto type = social::type_of_file(name);
    if (auto elsewhere = house.elsewhere(name)) return sent_elsewhere(*elsewhere);
    auto size = type.empty() ? std::nullopt : house.size_of(name);
    if (!size) return net::text_response(404, "Not found\n");
    if (request.header("If-None-Match").find(name) != std::string_view::npos)
        return with_media_headers(net::empty_response(304), name);
    Span span{0, *size - 1};
    auto wanted = read_range(request.header("Range"), *size, span);
    auto whole = std::to_string(*size);
    if (wanted == Wanted::Nothing)
        return net::with_header(net::text_response(416, "Nothing there\n"), "Content-Range", "bytes */" + whole);
    auto piece = house.read(name, span.first, span.last - span.first + 1);
    if (!piece) return piece.error().code == ErrorCode::NotFound ? net::text_response(404, "Not found\n") : not_had();
    bool part = wanted == Wanted::Part;
    auto response = with_media_headers(net::response_of_type(part ? 206 : 200, type, std::move(piece->bytes)), name);
    if (part)
        response.set_header("Content-Range",
                            "bytes " + std::to_string(span.first) + "-" + std::to_string(span.last) + "/" + whole);
    return response;
}

net::Response get_remote_media(const net::Request& request, Services& services)
{
    auto id = parse_id<social::MediaId>(request.param("id"));
    auto variant = request.param("variant");
    if (!id || (variant != "original" && variant != "small")) return net::text_response(404, "Not found\n");
    auto media = services.fetcher.fetch(*id, request.param("token"));
    if (!media) return not_given(media.error());
    bool small = variant == "small" && !media->small.file.empty();
    return media_file_response(request, services.media, small ? media->small.file : media->original.file);
}

net::Response get_remote_picture(const net::Request& request, Services& services)
{
    auto id = parse_id<social::RemotePictureId>(request.param("id"));
    if (!id) return net::text_response(404, "Not found\n");
    auto picture = services.fetcher.fetch_picture(*id, request.param("token"));
    if (!picture) return not_given(picture.error());
    return media_file_response(request, services.media, picture->made.file);
}

net::Response get_remote_portrait(const net::Request& request, Services& services, social::Portrait portrait)
{
    auto id = parse_id<AccountId>(request.param("id"));
    if (!id) return net::text_response(404, "Not found\n");
    auto picture = services.fetcher.fetch_portrait(*id, portrait, request.param("token"));
    if (picture) return media_file_response(request, services.media, picture->made.file);
    if (picture.error().code == ErrorCode::NotFound) return not_given(picture.error());
    auto kind = portrait == social::Portrait::Avatar ? "avatar" : "header";
    return net::with_header(net::redirect(302, fmt::format("/pictures/{}/{}.png", kind, to_string(*id))), "Cache-Control",
                            "no-store");
}

}  // namespace favilla::mastodon
