// SPDX-License-Identifier: AGPL-3.0-or-later
// server/integrity_commands.h — the commands that look for coordination, in files and in what people did here.
#pragma once
#include <cstdint>
#include <string>

namespace favilla::server {

struct CoordinationCommand {
    std::string file, edges_file;
    std::int64_t window = 10;
    int participation = 2;
    double edge_weight = 0.5;
    bool json = false;
};
struct JudgeCommand {
    std::string folder, pairs_file;
    double q = 0.01;
    bool json = false;
};
struct StreamCommand {
    std::string folder;
    bool json = false;
};

struct IntegrityRunCommand {
    std::string domain;
    bool json = false;
};
struct IntegrityVerifyCommand {
    std::string domain;
    bool json = false;
};

}  // namespace favilla::server
