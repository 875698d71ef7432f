// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_files.h — what lies in the folder "past" of the data folder while an archive is brought in: its outbox, and its media, one behind the
// other in one file of ours, so that no name of theirs is part of a path. For social/ alone.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace favilla::social {

inline constexpr std::int64_t max_laid_media_bytes = std::int64_t{1024} * 1024 * 1024;  // of one archive

struct PastFiles {
    PastFiles(const std::filesystem::path& data_folder, const std::string& name);  // as the import names it
    std::filesystem::path outbox, media;

    std::optional<std::string> read_outbox() const;
    void remove() const;  // those that are there
};
std::filesystem::path past_folder(const std::filesystem::path& data_folder);

class MediaLaying {
public:
    explicit MediaLaying(const std::filesystem::path& file);  // which was not there
    ~MediaLaying();
    MediaLaying(const MediaLaying&) = delete;
    MediaLaying& operator=(const MediaLaying&) = delete;

    // One without bytes was too large; so is what would be more than max_laid_media_bytes with those before it.
    void lay(std::string_view name, std::string_view bytes);
    void finish();  // on disk when it returns

private:
    void write(std::string_view bytes);

    std::filesystem::path file_;
    int descriptor_;
    std::int64_t laid_ = 0;
};

class LaidMedia {
public:
    explicit LaidMedia(std::filesystem::path file);                  // there may be none
    std::optional<std::string> read(const std::string& name) const;  // none: it was not in the archive; empty: it was too large

private:
    struct Place {
        std::int64_t begins = 0, bytes = 0;
    };
    std::filesystem::path file_;
    std::map<std::string, Place> places_;
};

}  // namespace favilla::social
