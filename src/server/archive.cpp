// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/archive.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include <fmt/format.h>

namespace favilla::server {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t block = 512;
using Block = std::array<char, block>;

std::unexpected<Error> io_refused(const std::string& file, std::string reason)
{
    return refuse(ErrorCode::Unavailable, "backup.io", {{"file", file}, {"reason", std::move(reason)}});
}

std::unexpected<Error> not_archive(const std::string& file)
{
    return refuse(ErrorCode::Invalid, "backup.not_archive", {{"file", file}});
}

unsigned checksum(const Block& header)
{
    unsigned sum = 0;
    for (std::size_t n = 0; n < block; ++n) sum += n >= 148 && n < 156 ? ' ' : static_cast<unsigned char>(header[n]);
    return sum;
}

void put(Block& header, std::size_t at, std::string_view text) { std::memcpy(header.data() + at, text.data(), text.size()); }

// Sizes beyond 8 GiB are written in base 256, as GNU tar and star do.
void put_size(Block& header, std::uint64_t size)
{
    if (size < (1ULL << 33)) return put(header, 124, fmt::format("{:011o}", size));
    header[124] = static_cast<char>(0x80);
    for (int n = 0; n < 8; ++n) header[static_cast<std::size_t>(135 - n)] = static_cast<char>(size >> (8 * n));
}

std::uint64_t get_size(const Block& header)
{
    std::uint64_t size = 0;
    if (static_cast<unsigned char>(header[124]) & 0x80) {
        for (std::size_t n = 128; n < 136; ++n) size = size << 8 | static_cast<unsigned char>(header[n]);
        return size;
    }
    for (std::size_t n = 124; n < 136 && header[n] >= '0' && header[n] <= '7'; ++n)
        size = size * 8 + static_cast<std::uint64_t>(header[n] - '0');
    return size;
}

Result<void> pack_file(std::ofstream& out, const fs::path& file, const std::string& name)
{
    std::ifstream in{file, std::ios::binary};
    auto size = fs::file_size(file);
    if (!in || name.size() > 99) return io_refused(file.string(), "cannot be packed");
    Block header{};
    put(header, 0, name);
    put(header, 100, "0000600");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put_size(header, size);
    put(header, 136, fmt::format("{:011o}", 0));
    header[156] = '0';
    put(header, 257, std::string_view{"ustar\00000", 8});
    put(header, 148, fmt::format("{:06o}", checksum(header)));
    header[155] = ' ';
    out.write(header.data(), block);
    std::vector<char> buffer(1 << 20);
    for (auto left = size; left > 0;) {
        in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size())));
        if (in.gcount() == 0) return io_refused(file.string(), "became shorter while it was read");
        out.write(buffer.data(), in.gcount());
        left -= static_cast<std::uint64_t>(in.gcount());
    }
    static constexpr Block zeros{};
    out.write(zeros.data(), static_cast<std::streamsize>((block - size % block) % block));
    return {};
}

bool safe_name(const std::string& name)
{
    fs::path path{name};
    if (name.empty() || path.is_absolute()) return false;
    for (const auto& part : path)
        if (part == "..") return false;
    return true;
}

Result<void> unpack_file(std::ifstream& in, const fs::path& target, std::uint64_t size, const std::string& archive)
{
    std::error_code ignored;
    fs::create_directories(target.parent_path(), ignored);
    std::ofstream out{target, std::ios::binary};
    std::vector<char> buffer(1 << 20);
    for (auto left = size; left > 0;) {
        in.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, buffer.size())));
        if (in.gcount() == 0) return not_archive(archive);
        out.write(buffer.data(), in.gcount());
        left -= static_cast<std::uint64_t>(in.gcount());
    }
    in.ignore(static_cast<std::streamsize>((block - size % block) % block));
    out.close();
    if (!out) return io_refused(target.string(), "could not be written");
    return {};
}

}  // namespace

Result<void> pack_folder(const std::string& folder, const std::string& archive_file)
{
    auto unfinished = archive_file + ".unfinished";
    std::ofstream out{unfinished, std::ios::binary | std::ios::trunc};
    if (!out) return io_refused(unfinished, std::strerror(errno));
    for (const auto& entry : fs::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        CHECKED(pack_file(out, entry.path(), fs::relative(entry.path(), folder).string()));
    }
    static constexpr Block zeros{};
    out.write(zeros.data(), block);
    out.write(zeros.data(), block);
    out.close();
    std::error_code error;
    if (out) fs::rename(unfinished, archive_file, error);
    if (!out || error) {
        fs::remove(unfinished, error);
        return io_refused(archive_file, "could not be written");
    }
    return {};
}

Result<void> unpack_archive(const std::string& archive_file, const std::string& folder)
{
    std::ifstream in{archive_file, std::ios::binary};
    if (!in) return io_refused(archive_file, std::strerror(errno));
    for (;;) {
        Block header{};
        in.read(header.data(), block);
        if (in.gcount() != block) return not_archive(archive_file);
        if (header[0] == '\0') return {};
        if (std::strtoul(std::string{header.data() + 148, 7}.c_str(), nullptr, 8) != checksum(header))
            return not_archive(archive_file);
        std::string name{header.data(), ::strnlen(header.data(), 100)};
        if (header[156] != '0' || !safe_name(name)) return not_archive(archive_file);
        CHECKED(unpack_file(in, fs::path{folder} / name, get_size(header), archive_file));
    }
}

}  // namespace favilla::server
