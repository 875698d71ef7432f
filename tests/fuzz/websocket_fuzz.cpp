// SPDX-License-Identifier: AGPL-3.0-or-later
// Frames: the same events however the bytes are cut, messages within the limit and valid text, nothing after the end.
#include "net/websocket.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"

using namespace favilla::net;

namespace {

std::string events(std::string_view bytes, std::size_t step)
{
    constexpr std::size_t max_message = 300;
    using Kind = WebSocketReader::Event::Kind;
    WebSocketReader reader(max_message);
    std::string seen;
    bool over = false;
    while (!bytes.empty() && !over) {
        reader.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        while (auto event = reader.next()) {
            if (over || event->payload.size() > max_message) std::abort();
            if (event->kind == Kind::Text && !favilla::is_valid_utf8(event->payload)) std::abort();
            over = event->kind == Kind::Closed || event->kind == Kind::Broken;
            seen += std::to_string(static_cast<int>(event->kind)) + event->payload + std::to_string(static_cast<int>(event->code))
                  + ";";
        }
    }
    return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (events(bytes, 1) != events(bytes, size + 1)) std::abort();
    return 0;
}
