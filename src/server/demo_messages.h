// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo_messages.h — what some of the demo community write to each other in private, in order.
#pragma once
#include <span>
#include <string_view>

namespace favilla::server {

struct DemoMessage {
    std::string_view from;  // usernames
    std::string_view to;    // "@ada @bruno"
    std::string_view words;
    std::string_view language;
    bool begins = false;  // else it answers the one before
};

std::span<const DemoMessage> demo_messages();

}  // namespace favilla::server
