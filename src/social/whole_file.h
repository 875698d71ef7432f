// SPDX-License-Identifier: AGPL-3.0-or-later
// social/whole_file.h — files that are on disk, whole, when the call that wrote them returns.
#pragma once
#include <filesystem>
#include <string_view>

namespace favilla::social {

// What the system just said of a file (errno), thrown: db::StorageFull where there is no room, else std::system_error.
[[noreturn]] void throw_file_error(const std::filesystem::path&);

// Makes a file that was not there, for its owner alone. Throws db::StorageFull where there is no room, else std::system_error; nothing
// stays behind then.
void write_whole_file(const std::filesystem::path&, std::string_view bytes);
// The names in a folder too. Throws std::system_error.
void flush_folder(const std::filesystem::path&);

}  // namespace favilla::social
