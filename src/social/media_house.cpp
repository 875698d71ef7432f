// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_house.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "social/blurhash.h"
#include "social/run_worker.h"
#include "social/whole_file.h"

namespace favilla::social {

namespace fs = std::filesystem;

namespace {

constexpr int workers_at_once = 2;
constexpr auto patience = std::chrono::seconds(20);    // until a worker is free
constexpr std::size_t room_beside = 32 * 1024 * 1024;  // of what a worker answers: a picture as it grew, the preview of a film
constexpr int side_limit = 1 << 16;
constexpr int checked_at_once = 500;

fs::path path_in(const fs::path& folder, std::string_view name) { return folder / name.substr(0, 2) / name; }

// The words of the first line, which is then taken away.
std::vector<std::string_view> take_line(std::string_view& text)
{
    auto end = text.substr(0, 400).find('\n');
    auto line = end == std::string_view::npos ? std::string_view{} : text.substr(0, end);
    text.remove_prefix(line.empty() ? text.size() : end + 1);
    std::vector<std::string_view> words;
    while (!line.empty()) {
        auto space = std::min(line.find(' '), line.size());
        words.push_back(line.substr(0, space));
        line.remove_prefix(std::min(space + 1, line.size()));
    }
    return words;
}

std::int64_t number(std::string_view text)
{
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : -1;
}

struct MadeVariant {
    std::string_view extension, bytes;
    int width = 0, height = 0;
};

// What the worker says is believed as little as what was sent to it: it may have been taken over.
std::optional<MadeVariant> take_variant(std::span<const std::string_view> words, std::string_view& bytes)
{
    auto width = number(words[1]), height = number(words[2]), count = number(words[3]);
    if (width < 0 || width > side_limit || height < 0 || height > side_limit || count < 0) return std::nullopt;
    if (static_cast<std::size_t>(count) > bytes.size()) return std::nullopt;
    MadeVariant made{words[0], bytes.substr(0, static_cast<std::size_t>(count)), static_cast<int>(width),
                     static_cast<int>(height)};
    bytes.remove_prefix(made.bytes.size());
    const auto* format = sniff_format(made.bytes);
    bool is_it = format && format->served && format->extension == made.extension;
    bool shows = format && format->kind != MediaKind::Audio;
    if (!made.bytes.empty() && (!is_it || (shows && (width == 0 || height == 0)))) return std::nullopt;
    return made;
}

bool is_refusal_known(std::string_view key)
{
    return key == "media.damaged" || key == "media.too_large" || key == "media.too_many_pixels" || key == "media.codec";
}

std::string_view name_of(PictureUse use)
{
    switch (use) {
    case PictureUse::Avatar: return "avatar";
    case PictureUse::Header: return "header";
    case PictureUse::Small: return "small";
    case PictureUse::Attachment: break;
    }
    return "attachment";
}

Error damaged() { return {ErrorCode::Invalid, "media.damaged"}; }

}  // namespace

MediaHouse::MediaHouse(db::Database& database, std::string data_folder, MediaLimits given, Clock clock, Random random)
    : limits(given),
      database_(database),
      folder_(fs::path{data_folder} / "media"),
      arrivals_(fs::path{data_folder} / "media-arriving"),
      clock_(std::move(clock)),
      random_(std::move(random)),
      workers_(workers_at_once)
{
    fs::create_directories(folder_);
    fs::remove_all(arrivals_);  // what was being written when the last process ended
    fs::create_directories(arrivals_);
}

Result<std::string> MediaHouse::ask_worker(std::string_view bytes, std::string_view use, std::string_view extension)
{
    if (!workers_.try_acquire_for(patience)) return refuse(ErrorCode::Unavailable, "media.busy");
    struct Release {
        std::counting_semaphore<8>& workers;
        ~Release() { workers.release(); }
    } release{workers_};
    auto answer =
        run_worker({"media-worker", std::string{use}, std::string{extension}}, bytes, {limits.work, bytes.size() + room_beside});
    if (!answer) return std::unexpected(damaged());
    return std::move(*answer);
}

Result<Media> MediaHouse::take_picture(std::string_view bytes, PictureUse use)
{
    const auto* format = sniff_format(bytes);
    if (!format || format->kind != MediaKind::Image) return refuse(ErrorCode::Invalid, "media.unsupported");
    return make(bytes, name_of(use), *format, limits.picture_bytes);
}

Result<Media> MediaHouse::take(std::string_view bytes)
{
    const auto* format = sniff_format(bytes);
    if (!format) return refuse(ErrorCode::Invalid, "media.unsupported");
    bool picture = format->kind == MediaKind::Image;
    return make(bytes, picture ? name_of(PictureUse::Attachment) : "film", *format,
                picture ? limits.picture_bytes : limits.film_bytes);
}

Result<Media> MediaHouse::make(std::string_view bytes, std::string_view use, const MediaFormat& format, std::size_t most_bytes)
{
    auto max = std::to_string(most_bytes / (1024 * 1024));
    if (bytes.size() > most_bytes) return refuse(ErrorCode::Invalid, "media.too_large", {{"max", max}});
    TRY(auto answer, ask_worker(bytes, use, format.extension));

    std::string_view rest = answer;
    auto words = take_line(rest);
    if (words.size() == 2 && words[0] == "refused" && is_refusal_known(words[1]))
        return refuse(ErrorCode::Invalid, std::string{words[1]}, {{"max", max}});
    if (words.size() != 11 || words[0] != "made") return std::unexpected(damaged());
    auto original = take_variant(std::span{words}.subspan(1, 4), rest);
    auto small = take_variant(std::span{words}.subspan(5, 4), rest);
    if (!original || original->bytes.empty() || !small || !rest.empty()) return std::unexpected(damaged());

    TRY(auto original_name, put(original->bytes, original->extension));
    Media media{.kind = sniff_format(original->bytes)->kind,
                .blurhash = is_blurhash(words[9]) ? std::string{words[9]} : std::string{},
                .original = {original_name, original->width, original->height},
                .lasts = {std::max<std::int64_t>(number(words[10]), 0)}};
    if (small->bytes.empty()) return media;
    TRY(auto small_name, put(small->bytes, small->extension));
    media.small = {small_name, small->width, small->height};
    return media;
}

Result<Media> MediaHouse::take_as_it_is(std::string_view bytes)
{
    const auto* format = sniff_format(bytes);
    bool plays = format && format->served && (format->kind == MediaKind::Video || format->kind == MediaKind::Audio);
    if (!plays) return refuse(ErrorCode::Invalid, "media.unsupported");
    if (bytes.size() > limits.film_bytes)
        return refuse(ErrorCode::Invalid, "media.too_large", {{"max", std::to_string(limits.film_bytes / (1024 * 1024))}});
    TRY(auto name, put(bytes, format->extension));
    return Media{.kind = format->kind, .original = {name, 0, 0}};
}

Result<std::string> MediaHouse::put(std::string_view bytes, std::string_view extension)
{
    auto name = to_hex(sha256(bytes)) + "." + std::string{extension};
    std::shared_lock laying_down{files_};
    // Noted first: what lies there without a note would lie there for ever.
    database_.write([&](db::Transaction& tx) { note_file(tx, name, static_cast<std::int64_t>(bytes.size()), clock_()); });
    auto file = path_in(folder_, name);
    std::error_code absent;
    if (fs::file_size(file, absent) == bytes.size() && !absent) return name;
    auto arriving = arrivals_ / random_token(random_);
    write_whole_file(arriving, bytes);
    fs::create_directories(file.parent_path());
    fs::rename(arriving, file);
    flush_folder(file.parent_path());
    flush_folder(folder_);
    return name;
}

std::optional<std::int64_t> MediaHouse::size_of(std::string_view name) const
{
    if (!format_of_file(name)) return std::nullopt;
    std::error_code absent;
    auto size = fs::file_size(path_in(folder_, name), absent);
    if (absent) return std::nullopt;
    return static_cast<std::int64_t>(size);
}

std::optional<FilePiece> MediaHouse::read(std::string_view name, std::int64_t first, std::int64_t count) const
{
    auto size = size_of(name);
    if (!size || first < 0 || first > *size) return std::nullopt;
    std::ifstream in{path_in(folder_, name), std::ios::binary};
    in.seekg(first);
    std::string bytes(static_cast<std::size_t>(std::min(count, *size - first)), '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (in.gcount() != static_cast<std::streamsize>(bytes.size())) return std::nullopt;
    return FilePiece{std::move(bytes), first, *size};
}

bool MediaHouse::forget_if_unneeded(const std::string& name, Time now)
{
    std::unique_lock removing{files_};
    // Asked once more, now that nobody is laying down the same bytes.
    auto unneeded = database_.write([&](db::Transaction& tx) { return unneeded_files(tx, now); });
    if (std::ranges::find(unneeded, name) == unneeded.end()) return false;
    std::error_code ignored;
    fs::remove(path_in(folder_, name), ignored);
    database_.write([&](db::Transaction& tx) { forget_file(tx, name); });
    return true;
}

void MediaHouse::collect(Time now)
{
    while (database_.write([&](db::Transaction& tx) { return forget_unattached(tx, now); }) > 0) {}
    database_.write([&](db::Transaction& tx) { bound_fetched(tx, limits.fetched_bytes, now); });
    while (true) {
        auto unneeded = database_.write([&](db::Transaction& tx) { return unneeded_files(tx, now); });
        if (unneeded.empty()) return;
        for (const auto& name : unneeded)
            if (!forget_if_unneeded(name, now)) return;
    }
}

std::vector<std::string> MediaHouse::find_problems(db::Database& database, const fs::path& data_folder)
{
    std::vector<std::string> problems;
    std::string last;
    while (true) {
        auto files = database.read([&](db::Reader& reader) { return files_after(reader, last, checked_at_once); });
        if (files.empty()) return problems;
        for (const auto& file : files) {
            std::ifstream in{path_in(data_folder / "media", file.name), std::ios::binary};
            std::string bytes{std::istreambuf_iterator<char>{in}, {}};
            if (!in.is_open())
                problems.push_back("media " + file.name + ": it is not there");
            else if (to_hex(sha256(bytes)) != file.name.substr(0, 64))
                problems.push_back("media " + file.name + ": it is damaged");
        }
        last = files.back().name;
    }
}

}  // namespace favilla::social
