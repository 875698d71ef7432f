// SPDX-License-Identifier: AGPL-3.0-or-later
// social/zip_file.h — a ZIP (APPNOTE.TXT, ZIP64 where it is large) written from front to back: what is in it is never held whole.
#pragma once
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/time.h"

namespace favilla::social {

class ZipFile {
public:
    // Makes the file, for its owner alone, in the place of one that was left unfinished. All throw db::StorageFull where there is no room,
    // else std::runtime_error.
    ZipFile(const std::filesystem::path&, Time stamp);
    ~ZipFile();
    ZipFile(const ZipFile&) = delete;
    ZipFile& operator=(const ZipFile&) = delete;

    enum class Packing { Deflated, Stored };     // pictures do not become smaller
    void begin(std::string_view name, Packing);  // what was begun before is whole
    void write(std::string_view bytes);
    void add(std::string_view name, Packing, std::string_view bytes);
    void finish();  // on disk, whole, when it returns

private:
    struct Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace favilla::social
