// SPDX-License-Identifier: AGPL-3.0-or-later
// server/effect_command.h — favilla effect: what an effort caused, from a table. It needs no data of the server's.
#pragma once
#include <cstdint>
#include <string>

#include "server/control.h"

namespace favilla::server {

struct CommandTools;

struct EffectCommand {
    std::string file, pre, post;
    int season = 1, draws = 1000;
    std::int64_t seed = 1;  // not negative
    bool json = false;
    std::string svg;  // a file to draw into; empty: none
};

CommandOutcome effect(const EffectCommand&, const CommandTools&);

}  // namespace favilla::server
