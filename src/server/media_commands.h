// SPDX-License-Identifier: AGPL-3.0-or-later
// server/media_commands.h — favilla media move: brings the files of media from the data folder into the bucket, or back, in steps of some
// seconds each, between which a server that does the work answers other commands and can be stopped.
#pragma once
#include "server/commands.h"

namespace favilla::server {

// Of a dry run, what would be moved; of a step, what it did, for move_media to read.
CommandOutcome run(const MediaMoveCommand&, Store&, const CommandTools&);

// All steps, each asked for by `step`; tells on standard output how far it is.
CommandOutcome move_media(const MediaMoveCommand&, const CommandTools&,
                          const std::function<CommandOutcome(const MediaMoveCommand&)>& step);

// The words by which a step is asked for in another process.
std::vector<std::string> words_of_step(std::vector<std::string> words, const MediaMoveCommand&);

}  // namespace favilla::server
