// SPDX-License-Identifier: AGPL-3.0-or-later
// net/websocket.h — the server's side of RFC 6455 as bytes: the handshake, frames in, frames out. No extensions.
// Frames to clients are not masked, so that a broadcast shares one copy of its bytes.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.h"
#include "net/stream.h"

namespace favilla::net {

// The answer to a handshake: 101, or 426 when none was asked for, or 400 when it is malformed.
Response websocket_handshake(const Request&);

enum class Opcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

// What stands before a payload of that size; at most ten bytes.
std::string frame_header(Opcode, std::size_t payload_size);
std::string close_frame(CloseCode, std::string_view reason);

class WebSocketReader {
public:
    explicit WebSocketReader(std::size_t max_message) : max_message_(max_message) {}

    struct Event {
        enum class Kind { Text, Ping, Pong, Closed, Broken } kind = Kind::Broken;
        std::string payload;                        // of Text and Ping
        CloseCode code = CloseCode::ProtocolError;  // of Closed: what to answer; of Broken: what is wrong
    };

    void feed(std::string_view bytes) { bytes_ += bytes; }
    // The next thing that is complete. After Closed and Broken nothing more comes.
    std::optional<Event> next();

private:
    struct Frame {
        bool last = true;
        Opcode opcode = Opcode::Text;
        std::string payload;
    };
    std::optional<Event> take_frame(Frame&);  // none and `complete_` says whether there is one
    Event broken(CloseCode);
    std::optional<Event> take_control(const Frame&);
    std::optional<Event> take_data(Frame);

    std::size_t max_message_;
    std::string bytes_;
    std::string message_;  // of a fragmented message
    bool in_message_ = false;
    bool complete_ = false;
    bool over_ = false;
};

}  // namespace favilla::net
