// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_store.h — where the bytes of media files lie: in the data folder, or in a bucket. New ones go where the settings say; each
// is found where it is, so that a house serves while its files move from one to the other.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "net/bucket.h"
#include "social/media.h"

namespace favilla::social {

struct MediaPlaces {
    std::filesystem::path data_folder;
    std::unique_ptr<net::Bucket> bucket = {};  // none: no bucket is configured
    MediaHome home = MediaHome::Folder;        // of new files
    std::optional<Duration> signs_for = {};    // browsers are sent to the bucket, with an address that opens for so long
};

// Whether the bytes of files in the bucket are read again, or only their sizes compared.
enum class CheckDepth { Sizes, Bytes };

// What one step of moving did, and from where the next goes on.
struct MediaMove {
    std::string last;
    bool is_done = false;
    std::int64_t files = 0, bytes = 0;
    std::vector<std::string> problems;
};

class MediaStore {
public:
    MediaStore(db::Database&, MediaPlaces, Random);

    // Once, by the process whose folder it is, before anything is laid down.
    void open_for_writing();
    // Lays it down, whole, and holds a note of it that is loose. Refuses as net::Bucket.
    Result<void> put(std::string_view name, std::string_view bytes, std::string_view content_type, Time now);

    struct Found {
        std::int64_t bytes = 0;
        MediaHome home = MediaHome::Folder;
    };
    std::optional<Found> find(std::string_view name) const;  // `name` is one of ours
    // None: it is not there (any more).
    Result<std::optional<std::string>> read(std::string_view name, std::int64_t first, std::int64_t count) const;
    // For a browser that may fetch it from the bucket itself. The same for half of its time, so that it is fetched once.
    std::optional<std::string> signed_address(std::string_view name, Time now) const;
    std::optional<Duration> signs_for() const { return places_.signs_for; }

    // Removes the file and its note if `is_unneeded` still says so when nobody is laying down the same bytes.
    Result<bool> forget(const std::string& name, const std::function<bool(db::Transaction&)>& is_unneeded);

    // Brings files behind `after`, in order of their names, until `at_most` has passed: each is looked at, copied, looked at there, and only
    // then removed where it was. What was interrupted goes on where it ended. Refuses as net::Bucket; what was moved until then stays moved.
    Result<MediaMove> move_some(MediaHome to, std::string after, Duration at_most);
    // How many lie elsewhere and would be moved.
    MediaMove to_move(MediaHome to) const;

    // A line each about what is missing or damaged. Refuses as net::Bucket.
    Result<std::vector<std::string>> find_problems(CheckDepth) const;

    MediaHome home() const { return places_.home; }
    const net::Bucket* bucket() const { return places_.bucket.get(); }
    // Whether reading may have to ask another machine.
    bool reaches_out() const { return places_.bucket && !places_.signs_for; }

private:
    Result<void> move_one(const MediaFile&, MediaHome to, MediaMove&);
    Result<void> move_to_bucket(const MediaFile&, MediaMove&);
    Result<void> move_to_folder(const MediaFile&, MediaMove&);
    std::filesystem::path path_of(std::string_view name) const;
    void write_file(std::string_view name, std::string_view bytes);
    std::optional<std::string> read_file(std::string_view name, std::int64_t first, std::int64_t count) const;
    void set_home(std::string_view name, MediaHome);

    db::Database& database_;
    MediaPlaces places_;
    std::filesystem::path folder_, arrivals_;
    Random random_;
    mutable std::shared_mutex files_;  // shared: a file is being laid down or moved; alone: one is being removed
};

}  // namespace favilla::social
