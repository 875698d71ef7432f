// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_store.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <mutex>
#include <system_error>

#include "social/media_links.h"
#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

namespace {

constexpr int looked_at_once = 200;
constexpr std::string_view kept_for_ever = "public, max-age=31536000, immutable";

std::string_view digest_in(std::string_view name) { return name.substr(0, 64); }

bool is_whole(std::string_view name, std::string_view bytes) { return to_hex(sha256(bytes)) == digest_in(name); }

net::ObjectHeaders headers_for(std::string_view type)
{
    return {.content_type = std::string{type}, .cache_control = std::string{kept_for_ever}};
}

// A walk along the bucket beside one along the table: both are in order of their names.
class BucketWalk {
public:
    explicit BucketWalk(net::Bucket& bucket) : bucket_(bucket) {}

    // Of names that ask in order.
    Result<std::optional<std::int64_t>> size_of(std::string_view name)
    {
        while (true) {
            while (at_ < objects_.size() && objects_[at_].name < name) ++at_;
            if (at_ < objects_.size() || ended_)
                return at_ < objects_.size() && objects_[at_].name == name ? std::optional{objects_[at_].bytes} : std::nullopt;
            TRY(objects_, bucket_.list_after(objects_.empty() ? std::string{} : std::string{objects_.back().name}));
            at_ = 0;
            ended_ = objects_.empty();
        }
    }

private:
    net::Bucket& bucket_;
    std::vector<net::BucketObject> objects_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

std::string missing_line(std::string_view name) { return "media " + std::string{name} + ": it is not there"; }
std::string damaged_line(std::string_view name) { return "media " + std::string{name} + ": it is damaged"; }

}  // namespace

MediaStore::MediaStore(db::Database& database, MediaPlaces places, Random random)
    : database_(database),
      places_(std::move(places)),
      folder_(places_.data_folder / "media"),
      arrivals_(places_.data_folder / "media-arriving"),
      random_(std::move(random))
{}

void MediaStore::open_for_writing()
{
    fs::create_directories(folder_);
    fs::remove_all(arrivals_);  // what was being written when the last process ended
    fs::create_directories(arrivals_);
}

fs::path MediaStore::path_of(std::string_view name) const { return folder_ / name.substr(0, 2) / name; }

void MediaStore::set_home(std::string_view name, MediaHome home)
{
    database_.write([&](db::Transaction& tx) { set_file_home(tx, name, home); });
}

void MediaStore::write_file(std::string_view name, std::string_view bytes)
{
    auto file = path_of(name);
    fs::create_directories(arrivals_);
    auto arriving = arrivals_ / random_token(random_);
    write_whole_file(arriving, bytes);
    fs::create_directories(file.parent_path());
    fs::rename(arriving, file);
    flush_folder(file.parent_path());
    flush_folder(folder_);
}

std::optional<std::string> MediaStore::read_file(std::string_view name, std::int64_t first, std::int64_t count) const
{
    std::error_code absent;
    auto size = static_cast<std::int64_t>(fs::file_size(path_of(name), absent));
    if (absent || first < 0 || first > size) return std::nullopt;
    std::ifstream in{path_of(name), std::ios::binary};
    in.seekg(first);
    std::string bytes(static_cast<std::size_t>(std::min(count, size - first)), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.gcount() != static_cast<std::streamsize>(bytes.size())) return std::nullopt;
    return bytes;
}

Result<void> MediaStore::put(std::string_view name, std::string_view bytes, std::string_view content_type, Time now)
{
    std::shared_lock laying_down{files_};
    std::error_code absent;
    bool is_here = fs::file_size(path_of(name), absent) == bytes.size() && !absent;
    auto home = is_here ? MediaHome::Folder : places_.home;
    // Noted first: what lies there without a note would lie there for ever.
    auto noted = database_.write(
        [&](db::Transaction& tx) { return note_file(tx, name, static_cast<std::int64_t>(bytes.size()), now, home); });
    if (is_here) return {};
    if (home == MediaHome::Folder) {
        write_file(name, bytes);
        return {};
    }
    CHECKED(places_.bucket->put(name, std::string{bytes}, digest_in(name), headers_for(content_type)));
    if (noted != home) set_home(name, home);
    return {};
}

std::optional<MediaStore::Found> MediaStore::find(std::string_view name) const
{
    std::error_code absent;
    auto size = fs::file_size(path_of(name), absent);
    if (!absent) return Found{static_cast<std::int64_t>(size), MediaHome::Folder};
    if (!places_.bucket) return std::nullopt;
    auto file = database_.read([&](db::Reader& reader) { return find_file(reader, name); });
    if (!file || file->home != MediaHome::Bucket) return std::nullopt;
    return Found{file->bytes, MediaHome::Bucket};
}

Result<std::optional<std::string>> MediaStore::read(std::string_view name, std::int64_t first, std::int64_t count) const
{
    auto found = find(name);
    if (!found) return std::optional<std::string>{};
    if (auto bytes = read_file(name, first, count)) return bytes;
    if (!places_.bucket) return std::optional<std::string>{};
    auto most = std::min(count, std::max<std::int64_t>(found->bytes - first, 0));
    TRY(auto bytes, places_.bucket->get(name, first, most));
    // It may have moved between the two looks.
    return bytes ? bytes : read_file(name, first, count);
}

std::optional<std::string> MediaStore::signed_address(std::string_view name, Time now) const
{
    if (!places_.signs_for || !places_.bucket) return std::nullopt;
    auto lasts = *places_.signs_for;
    auto half = std::max<std::int64_t>(lasts.milliseconds / 2, 1);
    return places_.bucket->signed_address(name, Time{now.milliseconds - now.milliseconds % half}, lasts);
}

Result<bool> MediaStore::forget(const std::string& name, const std::function<bool(db::Transaction&)>& is_unneeded)
{
    std::unique_lock removing{files_};
    if (!database_.write([&](db::Transaction& tx) { return is_unneeded(tx); })) return false;
    auto file = database_.read([&](db::Reader& reader) { return find_file(reader, name); });
    if (file && file->home == MediaHome::Bucket && places_.bucket) CHECKED(places_.bucket->remove(name));
    std::error_code ignored;
    fs::remove(path_of(name), ignored);
    database_.write([&](db::Transaction& tx) { forget_file(tx, name); });
    return true;
}

Result<void> MediaStore::move_to_bucket(const MediaFile& file, MediaMove& move)
{
    auto bytes = read_file(file.name, 0, file.bytes + 1);
    if (!bytes) {
        if (file.home == MediaHome::Folder && !file.is_loose) move.problems.push_back(missing_line(file.name));
        return {};
    }
    if (!is_whole(file.name, *bytes)) {
        if (file.home == MediaHome::Folder) move.problems.push_back(damaged_line(file.name));
        return {};
    }
    if (file.home == MediaHome::Folder) {
        CHECKED(places_.bucket->put(file.name, *bytes, digest_in(file.name), headers_for(type_of_file(file.name))));
        set_home(file.name, MediaHome::Bucket);
    }
    fs::remove(path_of(file.name));
    ++move.files;
    move.bytes += file.bytes;
    return {};
}

Result<void> MediaStore::move_to_folder(const MediaFile& file, MediaMove& move)
{
    if (file.home == MediaHome::Folder) return {};
    auto here = read_file(file.name, 0, file.bytes + 1);
    if (!here || !is_whole(file.name, *here)) {
        TRY(auto bytes, places_.bucket->get(file.name, 0, file.bytes + 1));
        bool whole = bytes && is_whole(file.name, *bytes);
        if (!whole && file.is_loose) return {};
        if (!whole) {
            move.problems.push_back(bytes ? damaged_line(file.name) : missing_line(file.name));
            return {};
        }
        write_file(file.name, *bytes);
    }
    CHECKED(places_.bucket->remove(file.name));
    set_home(file.name, MediaHome::Folder);
    ++move.files;
    move.bytes += file.bytes;
    return {};
}

Result<void> MediaStore::move_one(const MediaFile& file, MediaHome to, MediaMove& move)
{
    std::shared_lock moving{files_};
    // As it stands now that nobody can remove it.
    auto now = database_.read([&](db::Reader& reader) { return find_file(reader, file.name); });
    if (!now) return {};
    return to == MediaHome::Bucket ? move_to_bucket(*now, move) : move_to_folder(*now, move);
}

Result<MediaMove> MediaStore::move_some(MediaHome to, std::string after, Duration at_most)
{
    using std::chrono::steady_clock;
    auto until = steady_clock::now() + std::chrono::milliseconds{at_most.milliseconds};
    MediaMove move{.last = std::move(after)};
    while (true) {
        auto files = database_.read([&](db::Reader& reader) { return all_files_after(reader, move.last, looked_at_once); });
        if (files.empty()) {
            move.is_done = true;
            return move;
        }
        for (const auto& file : files) {
            if (auto moved = move_one(file, to, move); !moved) {
                if (move.files == 0 && move.problems.empty()) return std::unexpected(moved.error());
                return move;  // what was done is told first; the next step meets the same trouble
            }
            move.last = file.name;
            if (steady_clock::now() >= until) return move;
        }
    }
}

MediaMove MediaStore::to_move(MediaHome to) const
{
    auto other = to == MediaHome::Bucket ? MediaHome::Folder : MediaHome::Bucket;
    auto total = database_.read([&](db::Reader& reader) { return files_in(reader, other); });
    return {.last = {}, .is_done = false, .files = total.files, .bytes = total.bytes, .problems = {}};
}

Result<std::vector<std::string>> MediaStore::find_problems(CheckDepth depth) const
{
    std::vector<std::string> problems;
    std::optional<BucketWalk> walk;
    if (places_.bucket) walk.emplace(*places_.bucket);
    std::string last;
    while (true) {
        auto files = database_.read([&](db::Reader& reader) { return files_after(reader, last, looked_at_once); });
        if (files.empty()) return problems;
        for (const auto& file : files) {
            auto bytes = read_file(file.name, 0, file.bytes + 1);
            bool in_bucket = !bytes && file.home == MediaHome::Bucket;
            if (in_bucket && !walk) continue;  // nobody said where that is
            if (in_bucket && depth == CheckDepth::Bytes) { TRY(bytes, places_.bucket->get(file.name, 0, file.bytes + 1)); }
            if (in_bucket && depth == CheckDepth::Sizes) {
                TRY(auto size, walk->size_of(file.name));
                if (!size) problems.push_back(missing_line(file.name));
                if (size && *size != file.bytes) problems.push_back(damaged_line(file.name));
                continue;
            }
            if (!bytes)
                problems.push_back(missing_line(file.name));
            else if (!is_whole(file.name, *bytes))
                problems.push_back(damaged_line(file.name));
        }
        last = files.back().name;
    }
}

}  // namespace favilla::social
