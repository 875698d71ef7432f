// SPDX-License-Identifier: AGPL-3.0-or-later
// server/commands.h — what each command of command_line.h does with a store that is open and migrated.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/locale.h"
#include "base/time.h"
#include "server/command_line.h"
#include "server/control.h"
#include "server/store.h"

namespace favilla::server {

struct CommandTools {
    const Locale& locale;
    Language language;
    Clock clock;
    Random random;
};

// The command-line program, whole: finds out whether a server holds the data and, if so, has it do the work.
int run_program(const std::vector<std::string>& words);

// Commands that work on the data, alone or inside a server.
CommandOutcome run_on_store(const Command&, Store&, const CommandTools&);

// Commands that need no store, or make their own.
CommandOutcome measure(const MeasureCommand&, const CommandTools&);
CommandOutcome restore(const RestoreCommand&, const StorePlace&, const CommandTools&);

// serve: until SIGTERM or SIGINT. Returns the exit code.
int serve(const CommandLine&, const ServeCommand&, const CommandTools&);

// A sentence of the catalogue behind "favilla: ", on its own line.
std::string complaint(const CommandTools&, const Error&);
CommandOutcome refused(const CommandTools&, const Error&);
// What is wrong in a file, or that it cannot be read: which file it was stands before the sentence.
CommandOutcome wrong_file(const std::string& file, const CommandTools&, const Error&);

}  // namespace favilla::server
