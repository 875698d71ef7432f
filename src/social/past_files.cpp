// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/past_files.h"

#include <fstream>
#include <iterator>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

fs::path past_folder(const fs::path& data_folder) { return data_folder / "past"; }

PastFiles::PastFiles(const fs::path& data_folder, const std::string& name)
    : outbox(past_folder(data_folder) / name), media(fs::path{outbox}.replace_extension(".media"))
{}

std::optional<std::string> PastFiles::read_outbox() const
{
    std::ifstream file{outbox, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

void PastFiles::remove() const
{
    std::error_code ignored;
    fs::remove(outbox, ignored);
    fs::remove(media, ignored);
}

MediaLaying::MediaLaying(const fs::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600))
{
    if (descriptor_ < 0) throw_file_error(file_);
}

MediaLaying::~MediaLaying() { ::close(descriptor_); }

void MediaLaying::lay(std::string_view name, std::string_view bytes)
{
    auto size = static_cast<std::int64_t>(bytes.size());
    if (size > max_laid_media_bytes - laid_) bytes = {};
    laid_ += static_cast<std::int64_t>(bytes.size());
    write(std::to_string(bytes.size()) + " " + std::string{name} + "\n");
    write(bytes);
}

void MediaLaying::finish()
{
    if (::fsync(descriptor_) != 0) throw_file_error(file_);
}

void MediaLaying::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count <= 0) throw_file_error(file_);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

LaidMedia::LaidMedia(fs::path file) : file_(std::move(file))
{
    std::ifstream laid{file_, std::ios::binary};
    std::int64_t bytes = 0;
    std::string name;
    while (laid >> bytes && laid.get() == ' ' && std::getline(laid, name)) {
        places_.emplace(name, Place{static_cast<std::int64_t>(laid.tellg()), bytes});
        laid.seekg(bytes, std::ios::cur);
    }
}

std::optional<std::string> LaidMedia::read(const std::string& name) const
{
    auto found = places_.find(name);
    if (found == places_.end()) return std::nullopt;
    std::ifstream laid{file_, std::ios::binary};
    std::string bytes(static_cast<std::size_t>(found->second.bytes), '\0');
    laid.seekg(found->second.begins);
    if (!laid.read(bytes.data(), found->second.bytes)) return std::nullopt;
    return bytes;
}

}  // namespace favilla::social
