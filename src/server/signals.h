// SPDX-License-Identifier: AGPL-3.0-or-later
// server/signals.h — waiting to be told to stop, and telling systemd how we are (sd_notify(3)'s protocol).
#pragma once
#include <string_view>

namespace favilla::server {

// Blocks SIGTERM and SIGINT for every thread made later; call it before making any.
void block_stop_signals();
// Returns when one arrives.
void wait_for_stop_signal();

// "READY=1", "STOPPING=1" to $NOTIFY_SOCKET; does nothing where there is none.
void notify_supervisor(std::string_view state);

}  // namespace favilla::server
