// SPDX-License-Identifier: AGPL-3.0-or-later
// net/http_head.h — HTTP/1.1 as bytes (RFC 9112), read more strictly than the specification asks: whatever two
// programs might read in two ways is refused (request smuggling). No sockets here: bytes in, values out.
#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/http_server.h"

namespace favilla::net {

// A refusal is the status to answer with before the connection is closed.
template <class T>
using HttpResult = std::expected<T, int>;

// How many bytes of `bytes` are a request's head, its empty line included; none when more are needed.
// A line that ends without CR, and a head above the limit, are refused. `from`: where the last call stopped looking.
HttpResult<std::optional<std::size_t>> find_head(std::string_view bytes, std::size_t from, const ServerLimits&);

struct Head {
    Request request;  // method, target in origin form, headers
    bool keep_alive = true;
    bool http_1_0 = false;
    bool chunked = false;
    bool expects_continue = false;
    std::optional<std::uint64_t> content_length;
};

// What could be made out of a head that is refused, for the log and the error page, is not kept: it may be anything.
HttpResult<Head> parse_head(std::string_view head, const ServerLimits&);

// Joins the chunks of a body (RFC 9112, 7.1). Extensions and trailers are read over.
class ChunkReader {
public:
    explicit ChunkReader(std::size_t max_body) : max_body_(max_body) {}
    // How many bytes of `bytes` it took; the rest belongs to the next request, or comes again with more behind it.
    HttpResult<std::size_t> read(std::string_view bytes, std::string& body);
    bool done() const { return state_ == State::Done; }

private:
    enum class State { Size, Data, DataEnd, Trailer, Done };
    HttpResult<void> begin_chunk(std::string_view line, std::size_t body_size);

    std::size_t max_body_;
    State state_ = State::Size;
    std::size_t left_ = 0;  // of the chunk
    std::size_t trailer_bytes_ = 0;
};

bool is_token(std::string_view);  // RFC 9110, 5.6.2

}  // namespace favilla::net
