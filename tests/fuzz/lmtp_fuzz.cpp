// SPDX-License-Identifier: AGPL-3.0-or-later
// What a mail server says at the door: the same answers and mails however the bytes are cut, nothing beyond the limits, nothing after the end.
#include "net/lmtp.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

using namespace favilla::net;

namespace {

std::pair<std::string, std::string> talk(std::string_view bytes, std::size_t step)  // what was delivered, and answered
{
    constexpr LmtpLimits limits{.message = 100, .lines = 8, .command = 60, .recipients = 3, .mistakes = 6};
    std::string seen, said;
    LmtpSession session{"mail.example",
                        {.recipient =
                             [&](std::string_view to) {
                                 if (to.size() > limits.command) std::abort();
                                 return to.starts_with('n') ? LmtpReply{550, "5.1.1 nobody"} : LmtpReply{};
                             },
                         .deliver =
                             [&](std::string_view from, std::string_view to, std::string_view message) {
                                 if (message.size() > limits.message) std::abort();
                                 if (std::ranges::count(message, '\n') > static_cast<std::ptrdiff_t>(limits.lines)) std::abort();
                                 seen.append(from).append(">").append(to).append(":").append(message).append(";");
                                 return LmtpReply{};
                             }},
                        limits};
    while (!bytes.empty()) {
        bool was_over = session.is_over();
        auto answer = session.feed(bytes.substr(0, step));
        if (was_over && !answer.empty()) std::abort();
        if (!answer.empty() && !answer.ends_with("\r\n")) std::abort();
        said += answer;
        bytes.remove_prefix(std::min(step, bytes.size()));
    }
    return {seen, said};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (talk(bytes, 1) != talk(bytes, size + 1)) std::abort();
    return 0;
}
