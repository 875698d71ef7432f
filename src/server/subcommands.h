// SPDX-License-Identifier: AGPL-3.0-or-later
// server/subcommands.h — how a command is added to the command line. CLI11, which is slow to compile, is included here alone, and this by
// two files.
#pragma once
#include <memory>

#include <CLI/CLI.hpp>

#include "server/command_line.h"

namespace favilla::server {

// A subcommand whose options fill `command`, which becomes the answer when it is the one named.
template <class AnyCommand, class Describe>
void add_command(CLI::App& parent, const char* name, const char* help, CommandLine& line, Describe&& describe)
{
    auto command = std::make_shared<AnyCommand>();
    auto* app = parent.add_subcommand(name, help);
    app->fallthrough();
    describe(*app, *command);
    app->callback([command, &line] { line.command = *command; });
}

template <class AnyCommand>
void add_command(CLI::App& parent, const char* name, const char* help, CommandLine& line)
{
    add_command<AnyCommand>(parent, name, help, line, [](CLI::App&, AnyCommand&) {});
}

inline constexpr const char* domain_help = "The organisation's domain, where there are several";

// The commands that compute figures from files; file_commands.cpp.
void add_file_commands(CLI::App&, CommandLine&);

}  // namespace favilla::server
