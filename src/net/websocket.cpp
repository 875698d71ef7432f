// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/websocket.h"

#include <algorithm>

#include <openssl/evp.h>

#include "base/crypto.h"
#include "base/text.h"
#include "net/http_head.h"

namespace favilla::net {

namespace {

constexpr std::size_t max_control_payload = 125;

std::string sha1(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha1(), nullptr);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

std::string first_of_list(std::string_view list)
{
    auto first = list.substr(0, list.find(','));
    while (!first.empty() && first.front() == ' ') first.remove_prefix(1);
    while (!first.empty() && first.back() == ' ') first.remove_suffix(1);
    return std::string(first);
}

// Codes that may travel in a close frame (RFC 6455, 7.4).
bool is_close_code(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

}  // namespace

Response websocket_handshake(const Request& request)
{
    if (!wants_websocket(request.header("Upgrade")) || request.method != Method::Get) {
        auto answer = text_response(426, "This address speaks WebSocket.\n");
        answer.add_header("Upgrade", "websocket");
        answer.add_header("Sec-WebSocket-Version", "13");
        return answer;
    }
    if (request.header("Sec-WebSocket-Version") != "13") {
        return with_header(text_response(426, "Only version 13 of WebSocket is spoken here.\n"), "Sec-WebSocket-Version", "13");
    }
    auto key = request.header("Sec-WebSocket-Key");
    auto nonce = from_base64(key);
    if (!nonce || nonce->size() != 16) return text_response(400, "The WebSocket handshake is malformed.\n");

    auto answer = empty_response(101);
    answer.add_header("Sec-WebSocket-Accept", to_base64(sha1(std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
    if (auto protocol = first_of_list(request.header("Sec-WebSocket-Protocol")); is_token(protocol))
        answer.add_header("Sec-WebSocket-Protocol", protocol);
    return answer;
}

std::string frame_header(Opcode opcode, std::size_t size)
{
    std::string header(1, static_cast<char>(0x80 | static_cast<int>(opcode)));
    if (size <= max_control_payload) return header + static_cast<char>(size);
    int bytes = size <= 0xFFFF ? 2 : 8;
    header += static_cast<char>(bytes == 2 ? 126 : 127);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) header += static_cast<char>((size >> shift) & 0xFF);
    return header;
}

std::string close_frame(CloseCode code, std::string_view reason)
{
    auto number = static_cast<int>(code);
    std::string payload = {static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
    if (is_valid_utf8(reason.substr(0, max_control_payload - 2))) payload += reason.substr(0, max_control_payload - 2);
    return frame_header(Opcode::Close, payload.size()) + payload;
}

WebSocketReader::Event WebSocketReader::broken(CloseCode code)
{
    over_ = true;
    bytes_.clear();
    return {.kind = Event::Kind::Broken, .code = code};
}

// RFC 6455, 5.2. Clients must mask; lengths above what is allowed are refused before the bytes arrive.
std::optional<WebSocketReader::Event> WebSocketReader::take_frame(Frame& frame)
{
    auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes_[i]); };
    complete_ = false;
    if (bytes_.size() < 2) return std::nullopt;
    auto opcode = byte(0) & 0x0F;
    bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    if ((byte(0) & 0x70) != 0 || !known || (byte(1) & 0x80) == 0) return broken(CloseCode::ProtocolError);

    frame.last = (byte(0) & 0x80) != 0;
    frame.opcode = static_cast<Opcode>(opcode);
    std::uint64_t size = byte(1) & 0x7F;
    if (opcode >= 8 && (size > max_control_payload || !frame.last)) return broken(CloseCode::ProtocolError);
    std::size_t length_bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
    auto header = 2 + length_bytes + 4;
    if (bytes_.size() < 2 + length_bytes) return std::nullopt;
    if (length_bytes > 0) size = 0;
    for (std::size_t i = 0; i < length_bytes; ++i) size = size << 8 | byte(2 + i);
    if (size > max_message_ && opcode < 8) return broken(CloseCode::TooBig);
    if (bytes_.size() < header + size) return std::nullopt;

    frame.payload = bytes_.substr(header, size);
    for (std::size_t i = 0; i < frame.payload.size(); ++i)
        frame.payload[i] = static_cast<char>(frame.payload[i] ^ bytes_[2 + length_bytes + i % 4]);
    bytes_.erase(0, header + size);
    complete_ = true;
    return std::nullopt;
}

std::optional<WebSocketReader::Event> WebSocketReader::take_control(const Frame& frame)
{
    if (frame.opcode == Opcode::Ping) return Event{.kind = Event::Kind::Ping, .payload = frame.payload};
    if (frame.opcode == Opcode::Pong) return Event{.kind = Event::Kind::Pong};

    const auto& payload = frame.payload;
    if (payload.empty()) {
        over_ = true;
        return Event{.kind = Event::Kind::Closed, .code = CloseCode::Normal};
    }
    if (payload.size() == 1) return broken(CloseCode::ProtocolError);
    int code = static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
    if (!is_close_code(code)) return broken(CloseCode::ProtocolError);
    if (!is_valid_utf8(std::string_view(payload).substr(2))) return broken(CloseCode::InvalidText);
    over_ = true;
    return Event{.kind = Event::Kind::Closed, .code = static_cast<CloseCode>(code)};
}

// None: a fragment was put aside.
std::optional<WebSocketReader::Event> WebSocketReader::take_data(Frame frame)
{
    if (frame.opcode == Opcode::Binary) return broken(CloseCode::UnsupportedData);
    if ((frame.opcode == Opcode::Continuation) != in_message_) return broken(CloseCode::ProtocolError);
    if (message_.size() + frame.payload.size() > max_message_) return broken(CloseCode::TooBig);
    message_ += frame.payload;
    in_message_ = !frame.last;
    if (in_message_) return std::nullopt;

    auto text = std::exchange(message_, {});
    if (!is_valid_utf8(text)) return broken(CloseCode::InvalidText);
    return Event{.kind = Event::Kind::Text, .payload = std::move(text)};
}

std::optional<WebSocketReader::Event> WebSocketReader::next()
{
    while (!over_) {
        Frame frame;
        if (auto failed = take_frame(frame)) return failed;
        if (!complete_) return std::nullopt;
        bool control = static_cast<int>(frame.opcode) >= 8;
        if (auto event = control ? take_control(frame) : take_data(std::move(frame))) return event;
    }
    return std::nullopt;
}

}  // namespace favilla::net
