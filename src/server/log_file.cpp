// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/log_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace favilla::server {

namespace {

gzFile handle(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void LogFile::Close::operator()(void* file) const { gzclose_r(handle(file)); }

Result<LogFile> LogFile::open(const std::string& file)
{
    auto refused = [&](int reason) {
        return refuse(ErrorCode::NotFound, "command.no_file", {{"file", file}, {"reason", std::strerror(reason)}});
    };
    int descriptor = file == "-" ? ::dup(STDIN_FILENO) : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return refused(errno);
    struct stat status{};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        ::close(descriptor);
        return refused(EISDIR);
    }
    gzFile opened = ::gzdopen(descriptor, "rb");
    if (!opened) {
        ::close(descriptor);
        return refused(ENOMEM);
    }
    ::gzbuffer(opened, 128 * 1024);
    return LogFile{file, opened};
}

std::size_t LogFile::fill(std::span<char> into)
{
    if (!failure_.empty()) return 0;
    int came = ::gzread(handle(file_.get()), into.data(), static_cast<unsigned>(into.size()));
    int code = Z_OK;
    const char* words = ::gzerror(handle(file_.get()), &code);
    // Z_BUF_ERROR: it is cut off in the middle.
    if (came < 0 || code == Z_BUF_ERROR) failure_ = code == Z_ERRNO ? std::strerror(errno) : words;
    return came > 0 ? static_cast<std::size_t>(came) : 0;
}

Result<void> LogFile::finish()
{
    if (failure_.empty()) return {};
    return refuse(ErrorCode::Invalid, "visits.damaged", {{"file", name_}, {"reason", failure_}});
}

}  // namespace favilla::server
