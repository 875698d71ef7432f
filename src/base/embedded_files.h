// SPDX-License-Identifier: AGPL-3.0-or-later
// base/embedded_files.h — the files that travel inside the binary: "migrations/0001_jobs.sql",
// "locale/it/pages.json", "assets/favilla.css". Sorted by folder and name.
#pragma once
#include <span>
#include <string_view>

namespace favilla {

struct EmbeddedFile {
    std::string_view name;
    std::string_view content;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace favilla
