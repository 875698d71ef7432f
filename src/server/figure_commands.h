// SPDX-License-Identifier: AGPL-3.0-or-later
// server/figure_commands.h — the commands that compute figures from files, and those that take visits in.
#pragma once
#include <string>

namespace favilla::server {

struct ImportVisitsCommand {
    std::string file, site, domain;
    bool dry_run = false, json = false, replace = false, add = false;
};
struct ResponseCommand {
    std::string file, by;
    bool json = false;
};
struct AttributionCommand {
    std::string file;
    bool json = false;
};
struct LifetimeCommand {
    std::string file;
    bool json = false;
};

struct AnswersCommand {
    std::string file;
    bool json = false;
};

}  // namespace favilla::server
