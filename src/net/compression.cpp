// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/compression.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include <zlib.h>

#include "base/text.h"
#include "net/accept.h"
#include "net/file_answer.h"

namespace favilla::net {

namespace {

constexpr int level = 1;  // the third of what 6 takes, for a third more bytes (docs/performance.md)
constexpr int gzip_window = MAX_WBITS + 16;
constexpr int memory_level = 8;

// gzip, unless "not this" or less welcome than the bytes as they are.
bool wants_gzip(std::string_view accept_encoding)
{
    std::optional<int> gzip;
    std::optional<int> any;
    int identity = 0;
    for (const auto& wish : parse_preferences(accept_encoding)) {
        if (wish.value == "gzip" || wish.value == "x-gzip") gzip = std::max(gzip.value_or(0), wish.quality);
        if (wish.value == "*") any = wish.quality;
        if (wish.value == "identity") identity = wish.quality;
    }
    auto quality = gzip ? *gzip : any.value_or(0);
    return quality > 0 && quality >= identity;
}

bool is_json(std::string_view content_type)
{
    auto type = parse_media_type(content_type);
    return type && (type->name == "application/json" || type->name.ends_with("+json"));
}

bool may_be_compressed(const Response& response)
{
    return response.status == 200 && !response.stream && !response.lasting_body && !file_answer_of(response)
        && response.body.size() >= smallest_compressed && response.body.size() <= std::numeric_limits<uInt>::max()
        && is_json(response.header("Content-Type")) && !response.has_header("Content-Encoding")
        && !response.has_header("Content-Range") && !response.has_header("Accept-Ranges")
        && response.header("Cache-Control").find("no-transform") == std::string_view::npos;
}

// What zlib works in, a quarter of a megabyte: made anew for each answer, it cost twice what compressing a home does, in memory that is
// given back to the system and taken again. So each thread keeps one, from the first answer that it compresses.
class Packer {
public:
    Packer() : ready_(deflateInit2(&stream_, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) == Z_OK) {}
    ~Packer() { deflateEnd(&stream_); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    // None when there is no memory for it, or nothing is won.
    std::optional<std::string> pack(const std::string& bytes)
    {
        if (!ready_ || deflateReset(&stream_) != Z_OK) return std::nullopt;
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib's own signature; it only reads
        stream_.avail_in = static_cast<uInt>(bytes.size());
        std::string packed;
        bool done = false;
        packed.resize_and_overwrite(bytes.size() - 1, [&](char* to, std::size_t size) {
            stream_.next_out = reinterpret_cast<Bytef*>(to);
            stream_.avail_out = static_cast<uInt>(size);
            done = deflate(&stream_, Z_FINISH) == Z_STREAM_END;
            return size - stream_.avail_out;
        });
        if (!done) return std::nullopt;
        packed.shrink_to_fit();
        return packed;
    }

private:
    z_stream stream_{};
    bool ready_;
};

std::optional<std::string> gzip(const std::string& bytes)
{
    static thread_local Packer packer;
    return packer.pack(bytes);
}

// The same tag for both forms, which are no longer the same bytes (RFC 9110, 8.8.3.3).
void weaken_etag(Response& response)
{
    std::string etag{response.header("ETag")};
    if (etag.starts_with('"')) response.set_header("ETag", "W/" + etag);
}

}  // namespace

bool wants_compressed(const Request& request)
{
    return !request.has_header("Range") && wants_gzip(request.header("Accept-Encoding"));
}

Response uncompressed(Response response)
{
    std::string vary{response.header("Vary")};
    auto named = lower_ascii(vary);
    if (vary == "*" || named.find("accept-encoding") != std::string::npos) return response;
    response.set_header("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
    return response;
}

Response compressed(const Request& request, Response answer)
{
    auto response = uncompressed(std::move(answer));
    if (!may_be_compressed(response) || !wants_compressed(request)) return response;
    auto packed = gzip(response.body);
    if (!packed) return response;
    response.body = *std::move(packed);
    response.set_header("Content-Encoding", "gzip");
    weaken_etag(response);
    return response;
}

}  // namespace favilla::net
