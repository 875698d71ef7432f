// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/media_house.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "social/blurhash.h"
#include "social/run_worker.h"

namespace favilla::social {

namespace {

constexpr int workers_at_once = 2;
constexpr auto patience = std::chrono::seconds(20);    // until a worker is free
constexpr std::size_t room_beside = 32 * 1024 * 1024;  // of what a worker answers: a picture as it grew, the preview of a film
constexpr int side_limit = 1 << 16;

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

MediaHouse::MediaHouse(db::Database& database, MediaStore& store, MediaLimits given, Clock clock,
                       std::function<void(const Error&)> on_trouble)
    : limits(given),
      database_(database),
      store_(store),
      clock_(std::move(clock)),
      on_trouble_(std::move(on_trouble)),
      workers_(workers_at_once)
{}

Error MediaHouse::out_of_store(const Error& error) const
{
    on_trouble_(error);
    return {ErrorCode::Unavailable, "media.store"};
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
    if (auto laid = store_.put(name, bytes, format_of_extension(extension)->type, clock_()); !laid)
        return std::unexpected(out_of_store(laid.error()));
    return name;
}

std::optional<std::int64_t> MediaHouse::size_of(std::string_view name) const
{
    auto found = format_of_file(name) ? store_.find(name) : std::nullopt;
    return found ? std::optional{found->bytes} : std::nullopt;
}

std::optional<MediaHouse::Elsewhere> MediaHouse::elsewhere(std::string_view name) const
{
    if (!store_.signs_for() || !format_of_file(name)) return std::nullopt;
    auto found = store_.find(name);
    if (!found || found->home != MediaHome::Bucket) return std::nullopt;
    auto address = store_.signed_address(name, clock_());
    if (!address) return std::nullopt;
    // Half of its time has passed at most when it is given; it is forgotten well before the rest has.
    return Elsewhere{std::move(*address), Duration{store_.signs_for()->milliseconds / 4}};
}

Result<FilePiece> MediaHouse::read(std::string_view name, std::int64_t first, std::int64_t count) const
{
    auto size = size_of(name);
    if (!size || first < 0 || first > *size) return refuse(ErrorCode::NotFound, "media.missing");
    auto bytes = store_.read(name, first, count);
    if (!bytes) return std::unexpected(out_of_store(bytes.error()));
    if (!*bytes) return refuse(ErrorCode::NotFound, "media.missing");
    // Less than there should be is no piece of it.
    if (static_cast<std::int64_t>((*bytes)->size()) != std::min(count, *size - first))
        return refuse(ErrorCode::NotFound, "media.missing");
    return FilePiece{std::move(**bytes), first, *size};
}

bool MediaHouse::forget_if_unneeded(const std::string& name, Time now)
{
    // Asked once more, now that nobody is laying down the same bytes.
    auto forgotten = store_.forget(name, [&](db::Transaction& tx) {
        auto unneeded = unneeded_files(tx, now);
        return std::ranges::find(unneeded, name) != unneeded.end();
    });
    if (!forgotten) on_trouble_(forgotten.error());
    return forgotten.value_or(false);
}

void MediaHouse::collect(Time now)
{
    while (database_.write([&](db::Transaction& tx) { return forget_unattached(tx, now); }) > 0) {}
    auto before = now - limits.fetched_lasts;
    bool ages = limits.fetched_lasts > Duration{};
    while (ages && database_.write([&](db::Transaction& tx) { return forget_fetched_before(tx, before, now); }) > 0) {}
    database_.write([&](db::Transaction& tx) { bound_fetched(tx, limits.fetched_bytes, now); });
    while (true) {
        auto unneeded = database_.write([&](db::Transaction& tx) { return unneeded_files(tx, now); });
        if (unneeded.empty()) return;
        for (const auto& name : unneeded)
            if (!forget_if_unneeded(name, now)) return;
    }
}

}  // namespace favilla::social
