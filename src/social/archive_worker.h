// SPDX-License-Identifier: AGPL-3.0-or-later
// social/archive_worker.h — an archive of a stranger (ZIP, or tar as it is or with gzip) is opened in a process of its own, as pictures are:
// it is read once from front to back, nothing of it is laid down anywhere, and no name in it is ever part of a path.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace favilla::social {

inline constexpr std::int64_t max_archive_entries = 100'000, max_archive_name = 300, max_archive_folders = 10;
inline constexpr std::int64_t max_unpacked_bytes = std::int64_t{4} * 1024 * 1024 * 1024;
inline constexpr std::size_t max_actor_bytes = 1024 * 1024, max_outbox_bytes = 64 * 1024 * 1024;
inline constexpr std::size_t max_archived_media_bytes = 100 * 1024 * 1024;  // of one of them
inline constexpr std::string_view archived_media_folder = "media_attachments/";

struct OpenedFile {
    std::string name;
    std::int64_t bytes = 0;
};
struct OpenedArchive {
    std::string actor, outbox;      // as they stand there
    std::vector<OpenedFile> files;  // all others, in their order
};

// Refuses Invalid: "archive.damaged"; "archive.no_actor", "archive.no_outbox"; and with the param "entry" (its number): "archive.entry_link",
// "archive.entry_name", "archive.entry_twice", "archive.too_many", "archive.too_large".
Result<OpenedArchive> open_past_archive(std::string_view bytes);

// Once more, for those of its files that lie in archived_media_folder: hands each over by its name, with no bytes where it is larger than may be.
// Refuses Invalid "archive.damaged"; what was handed over until then was so all the same.
using HearFile = std::function<void(std::string_view name, std::string_view bytes)>;
Result<void> open_archived_media(std::string_view bytes, const std::vector<OpenedFile>& files, const HearFile&);

// In that process: reads standard input, answers on standard output. The exit code.
int run_archive_worker(std::string_view what);  // "posts", "media"

}  // namespace favilla::social
