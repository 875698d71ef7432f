// SPDX-License-Identifier: AGPL-3.0-or-later
// net/stream.h — answers that stay open: Server-Sent Events and WebSocket. A handler returns open_stream({...})
// and is done; the stream holds no worker. Its callbacks run on the worker pool, one at a time and in order:
// on_open, any number of on_message, and on_close exactly once (also when on_open threw).
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"

namespace favilla::net {

struct Response;

enum class StreamKind { ServerSentEvents, WebSocket };

// Why a stream ends. The numbers are those of RFC 6455, 7.4.1; Server-Sent Events simply end.
enum class CloseCode : int {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    UnsupportedData = 1003,
    InvalidText = 1007,
    PolicyViolation = 1008,
    TooBig = 1009,
    ServerError = 1011,
    TryLater = 1013
};

// One open stream. Every member may be called from any thread, also after the stream and its server have gone.
class StreamHandle {
public:
    virtual ~StreamHandle() = default;
    // A whole frame ("event: update\ndata: {}\n\n") or one WebSocket text message. It is queued, never waited for,
    // and the bytes are shared by all streams they are sent to. False when the stream is closed; a stream whose
    // reader is too slow for its queue is closed, so that it cannot eat memory.
    virtual bool send(std::shared_ptr<const std::string> message) = 0;
    // What is queued is still written first. A token was revoked, a person suspended: PolicyViolation.
    virtual void close(CloseCode, std::string reason = {}) = 0;
    virtual bool is_open() const = 0;
};

struct Stream {
    StreamKind kind = StreamKind::ServerSentEvents;
    std::function<void(std::shared_ptr<StreamHandle>)> on_open;
    std::function<void(StreamHandle&, std::string_view message)> on_message;  // WebSocket text, valid UTF-8, at most max_message
    std::function<void()> on_close;
    Duration heartbeat;                         // zero: ":thump\n" each 15 s, or a ping each 30 s
    std::size_t max_message = 4096;             // incoming, bytes
    std::size_t max_queued_bytes = 256 * 1024;  // outgoing
    std::size_t max_queued_messages = 1024;
};

// The answer that opens the stream; headers may be added to it. For a WebSocket the server makes the handshake
// (426 when the request asks for none, 400 when it is malformed) and echoes the first Sec-WebSocket-Protocol offered,
// which is where some clients put their token.
Response open_stream(Stream);

bool wants_websocket(std::string_view upgrade_header);  // is "websocket" among the protocols asked for?

}  // namespace favilla::net
