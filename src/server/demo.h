// SPDX-License-Identifier: AGPL-3.0-or-later
// server/demo.h — fills an empty data folder with the community of demo_story.h.
#pragma once
#include "server/commands.h"

namespace favilla::server {

// Everybody's password is "lanterna"; the page's account, lanterna, administers.
CommandOutcome demo(const DemoCommand&, Store&, const CommandTools&);

}  // namespace favilla::server
