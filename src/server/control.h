// SPDX-License-Identifier: AGPL-3.0-or-later
// server/control.h — how a command reaches a server that holds the data: over a Unix socket in the data folder,
// open to its owner only. The command's words go there, what it prints and its exit code come back. (Two processes
// must never commit to one SQLite file: see docs/decisions/.)
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace favilla::server {

struct CommandOutcome {
    int exit_code = 0;
    std::string out;
    std::string err;
};

using CommandRunner = std::function<CommandOutcome(const std::vector<std::string>& words)>;

// Listens until it is destroyed; commands run one after another on its own thread.
class ControlSocket {
public:
    // Throws std::system_error when it cannot listen.
    ControlSocket(std::string path, CommandRunner);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

// Refuses: Unavailable "control.unreachable".
Result<CommandOutcome> run_in_server(const std::string& path, const std::vector<std::string>& words);

}  // namespace favilla::server
