// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/zip_file.h"

#include <cerrno>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "db/database.h"

namespace favilla::social {

struct ZipFile::Writer {
    int file = -1;
    archive* zip = nullptr;
    archive_entry* entry = nullptr;
    Time stamp;
    int trouble = 0;  // the errno of the first write that did not succeed

    ~Writer()
    {
        if (zip) archive_write_free(zip);  // which writes what is left, into a file that may be of no use by then
        if (entry) archive_entry_free(entry);
        if (file >= 0) ::close(file);
    }

    [[noreturn]] void fail() const
    {
        if (trouble == ENOSPC || trouble == EDQUOT) throw db::StorageFull("no room for an archive");
        const char* why = trouble != 0 ? std::strerror(trouble) : archive_error_string(zip);
        throw std::runtime_error(std::string{"an archive cannot be written: "} + (why ? why : "no reason was given"));
    }
    void check(int answer) const
    {
        if (trouble != 0 || answer < ARCHIVE_OK) fail();
    }

    // libarchive is told of no trouble: one that has heard of it does not give back all it took (3.6).
    static la_ssize_t put(archive*, void* self, const void* bytes, std::size_t count)
    {
        auto& writer = *static_cast<Writer*>(self);
        std::span left{static_cast<const char*>(bytes), count};
        while (!left.empty() && writer.trouble == 0) {
            auto written = ::write(writer.file, left.data(), left.size());
            if (written >= 0) left = left.subspan(static_cast<std::size_t>(written));
            if (written < 0 && errno != EINTR) writer.trouble = errno;
        }
        return static_cast<la_ssize_t>(count);
    }
};

ZipFile::ZipFile(const std::filesystem::path& path, Time stamp) : writer_(std::make_unique<Writer>())
{
    auto& writer = *writer_;
    writer.stamp = stamp;
    writer.file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (writer.file < 0) throw std::runtime_error("an archive cannot be made: " + path.string());
    writer.zip = archive_write_new();
    writer.entry = archive_entry_new();
    if (!writer.zip || !writer.entry) throw std::bad_alloc();
    writer.check(archive_write_set_format_zip(writer.zip));
    writer.check(archive_write_set_bytes_in_last_block(writer.zip, 1));
    writer.check(archive_write_open(writer.zip, &writer, nullptr, Writer::put, nullptr));
}

ZipFile::~ZipFile() = default;

void ZipFile::begin(std::string_view name, Packing packing)
{
    auto& writer = *writer_;
    writer.check(packing == Packing::Stored ? archive_write_zip_set_compression_store(writer.zip)
                                            : archive_write_zip_set_compression_deflate(writer.zip));
    archive_entry_clear(writer.entry);
    archive_entry_set_pathname_utf8(writer.entry, std::string{name}.c_str());
    archive_entry_set_filetype(writer.entry, AE_IFREG);
    archive_entry_set_perm(writer.entry, 0644);
    archive_entry_set_mtime(writer.entry, writer.stamp.milliseconds / 1000, 0);
    writer.check(archive_write_header(writer.zip, writer.entry));
}

void ZipFile::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto taken = archive_write_data(writer_->zip, bytes.data(), bytes.size());
        if (taken <= 0 || writer_->trouble != 0) writer_->fail();
        bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
}

void ZipFile::add(std::string_view name, Packing packing, std::string_view bytes)
{
    begin(name, packing);
    write(bytes);
}

void ZipFile::finish()
{
    auto& writer = *writer_;
    writer.check(archive_write_close(writer.zip));
    if (::fsync(writer.file) != 0) throw std::runtime_error("an archive cannot be brought to disk");
}

}  // namespace favilla::social
