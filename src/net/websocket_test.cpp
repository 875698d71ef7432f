// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/websocket.h"

#include <doctest/doctest.h>

using namespace favilla::net;
using Kind = WebSocketReader::Event::Kind;

namespace {

std::string masked(int first_byte, std::string_view payload)
{
    std::string frame(1, static_cast<char>(first_byte));
    if (payload.size() < 126) frame += static_cast<char>(0x80 | payload.size());
    if (payload.size() >= 126) {
        frame += static_cast<char>(0xFE);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size() & 0xFF);
    }
    std::string_view mask = "\x11\x22\x33\x44";
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    return frame;
}

// What the reader makes of the bytes, in one line.
std::string read(std::string_view bytes, std::size_t step = 10'000)
{
    WebSocketReader reader(300);
    std::string seen;
    while (!bytes.empty()) {
        reader.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        while (auto event = reader.next()) {
            if (event->kind == Kind::Text) seen += "text(" + event->payload + ")";
            if (event->kind == Kind::Ping) seen += "ping(" + event->payload + ")";
            if (event->kind == Kind::Pong) seen += "pong";
            if (event->kind == Kind::Closed) seen += "closed " + std::to_string(static_cast<int>(event->code));
            if (event->kind == Kind::Broken) seen += "broken " + std::to_string(static_cast<int>(event->code));
        }
    }
    return seen;
}

Request handshake()
{
    return {.target = "/",
            .headers = {{"Upgrade", "websocket"},
                        {"Connection", "Upgrade"},
                        {"Sec-WebSocket-Version", "13"},
                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}};
}

}  // namespace

TEST_CASE("the handshake of RFC 6455, 1.3")
{
    auto request = handshake();
    request.headers.push_back({"Sec-WebSocket-Protocol", "aToken_123, other"});
    auto answer = websocket_handshake(request);
    CHECK(answer.status == 101);
    CHECK(answer.header("Sec-WebSocket-Accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(answer.header("Sec-WebSocket-Protocol") == "aToken_123");
    CHECK_FALSE(websocket_handshake(handshake()).has_header("Sec-WebSocket-Protocol"));
}

TEST_CASE("a handshake that is none is refused")
{
    CHECK(websocket_handshake(Request{.target = "/"}).status == 426);
    auto request = handshake();
    request.headers[2].value = "12";
    CHECK(websocket_handshake(request).status == 426);
    for (auto key : {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZTEyMw=="}) {
        request = handshake();
        request.headers[3].value = key;
        CAPTURE(key);
        CHECK(websocket_handshake(request).status == 400);
    }
}

TEST_CASE("frames are read, however they arrive")
{
    auto all = masked(0x81, "ciao è") + masked(0x89, "p") + masked(0x01, "a") + masked(0x8A, "") + masked(0x00, "b")
             + masked(0x80, "c") + masked(0x81, std::string(300, 'x')) + masked(0x88, "\x03\xe9 bye");
    auto expected = "text(ciao è)ping(p)pongtext(abc)text(" + std::string(300, 'x') + ")closed 1001";
    for (std::size_t step : {1, 2, 5, 10'000}) CHECK(read(all, step) == expected);
    CHECK(read(masked(0x88, "")) == "closed 1000");
}

TEST_CASE("what breaks the protocol ends the stream")
{
    CHECK(read("\x81\x01"
               "a")
          == "broken 1002");                                              // not masked
    CHECK(read(masked(0xC1, "a")) == "broken 1002");                      // an extension nobody agreed on
    CHECK(read(masked(0x83, "a")) == "broken 1002");                      // an unknown opcode
    CHECK(read(masked(0x80, "a")) == "broken 1002");                      // goes on with nothing
    CHECK(read(masked(0x01, "a") + masked(0x81, "b")) == "broken 1002");  // a message inside a message
    CHECK(read(masked(0x09, "a")) == "broken 1002");                      // a fragmented ping
    CHECK(read(masked(0x89, std::string(126, 'p'))) == "broken 1002");
    CHECK(read(masked(0x88, "x")) == "broken 1002");
    CHECK(read(masked(0x88, std::string("\x03\xed", 2))) == "broken 1002");  // 1005 never travels
    CHECK(read(masked(0x82, "binary")) == "broken 1003");
    CHECK(read(masked(0x81, "\xff")) == "broken 1007");
    CHECK(read(masked(0x81, std::string(301, 'x'))) == "broken 1009");
    CHECK(read(masked(0x01, std::string(200, 'x')) + masked(0x80, std::string(200, 'x'))) == "broken 1009");
    CHECK(read("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff") == "broken 1009");  // announced, not sent
    CHECK(read(masked(0x82, "x") + masked(0x81, "y")) == "broken 1003");
}

TEST_CASE("a frame says its length in the shortest way")
{
    CHECK(frame_header(Opcode::Text, 125) == "\x81\x7d");
    CHECK(frame_header(Opcode::Text, 126) == std::string("\x81\x7e\x00\x7e", 4));
    CHECK(frame_header(Opcode::Text, 65'535) == "\x81\x7e\xff\xff");
    CHECK(frame_header(Opcode::Text, 65'536) == std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
    CHECK(close_frame(CloseCode::GoingAway, "x") == "\x88\x03\x03\xe9x");
}
