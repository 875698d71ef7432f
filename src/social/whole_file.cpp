// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/whole_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "db/database.h"

namespace favilla::social {

namespace fs = std::filesystem;

[[noreturn]] void throw_file_error(const fs::path& file)
{
    int error = errno;
    if (error == ENOSPC || error == EDQUOT) throw db::StorageFull("no room for " + file.filename().string());
    throw std::system_error(error, std::generic_category(), file.string());
}

void flush_folder(const fs::path& folder)
{
    int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) throw_file_error(folder);
    ::fsync(descriptor);
    ::close(descriptor);
}

void write_whole_file(const fs::path& file, std::string_view bytes)
{
    int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) throw_file_error(file);
    bool written = true;
    while (written && !bytes.empty()) {
        auto count = ::write(descriptor, bytes.data(), bytes.size());
        written = count > 0;
        if (written) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    written = written && ::fsync(descriptor) == 0;
    int error = errno;
    ::close(descriptor);
    if (written) return;
    ::unlink(file.c_str());
    errno = error;
    throw_file_error(file);
}

}  // namespace favilla::social
