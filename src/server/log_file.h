// SPDX-License-Identifier: AGPL-3.0-or-later
// server/log_file.h — a log on disk or on standard input, packed with gzip or not, read from front to back.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"

namespace favilla::server {

class LogFile {
public:
    // "-" is standard input. Refuses: NotFound "command.no_file" (file, reason).
    static Result<LogFile> open(const std::string& file);

    // As LogPieces::Fill wants it; 0 at the end and where something is wrong, too.
    std::size_t fill(std::span<char>);
    // Once all is read: what is wrong with it. Invalid "visits.damaged" (file, reason).
    Result<void> finish();

private:
    struct Close {
        void operator()(void* file) const;
    };
    LogFile(std::string name, void* file) : name_(std::move(name)), file_(file) {}

    std::string name_;
    std::unique_ptr<void, Close> file_;
    std::string failure_;
};

}  // namespace favilla::server
