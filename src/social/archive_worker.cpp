// SPDX-License-Identifier: AGPL-3.0-or-later
#include "social/archive_worker.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>

#include <archive.h>
#include <archive_entry.h>
#include <unistd.h>

#include "base/text.h"
#include "social/run_worker.h"
#include "social/sandbox.h"

namespace favilla::social {

namespace {

constexpr std::size_t memory = 512 * 1024 * 1024, room_beside = 40 * 1024 * 1024;
constexpr unsigned cpu_seconds = 60;
constexpr std::string_view actor_file = "actor.json", outbox_file = "outbox.json";
constexpr std::array<std::string_view, 8> refusals = {"archive.damaged",    "archive.no_actor",   "archive.no_outbox",
                                                      "archive.entry_link", "archive.entry_name", "archive.entry_twice",
                                                      "archive.too_many",   "archive.too_large"};

struct Refusal {
    std::string_view key;
    std::int64_t entry = 0;
};

struct Close {
    void operator()(archive* opened) const { archive_read_free(opened); }
};

// None for what leads out of the archive, or is no name.
std::optional<std::string> plain_name(const char* given)
{
    if (!given) return std::nullopt;
    std::string_view name = given;
    if (name.starts_with("./")) name.remove_prefix(2);
    if (name.ends_with('/')) name.remove_suffix(1);
    if (name.size() > static_cast<std::size_t>(max_archive_name) || name.starts_with('/') || !is_valid_utf8(name))
        return std::nullopt;
    if (std::ranges::count(name, '/') > max_archive_folders) return std::nullopt;
    if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '\\'; })) return std::nullopt;
    for (auto rest = name; !rest.empty();) {
        auto end = std::min(rest.find('/'), rest.size());
        if (rest.substr(0, end) == ".." || end == 0) return std::nullopt;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return std::string{name};
}

class Opening {
public:
    Opening() : archive_(archive_read_new())
    {
        if (!archive_) throw std::bad_alloc();
        archive_read_support_filter_gzip(archive_.get());
        archive_read_support_format_tar(archive_.get());
        archive_read_support_format_zip_streamable(archive_.get());
        if (archive_read_open(archive_.get(), this, nullptr, hear, nullptr) != ARCHIVE_OK) throw Refusal{"archive.damaged"};
    }

    OpenedArchive read()
    {
        for_each_file([&](std::string name) { take(std::move(name)); });
        if (!had_.contains(std::string{actor_file})) throw Refusal{"archive.no_actor"};
        if (!had_.contains(std::string{outbox_file})) throw Refusal{"archive.no_outbox"};
        return std::move(opened_);
    }

    // `write` is given its bytes, or none where it is too large.
    template <class Write>
    void read_media(Write&& write)
    {
        std::string bytes;
        for_each_file([&](const std::string& name) {
            bool fits = true, wanted = name.starts_with(archived_media_folder);
            bytes.clear();
            for_each_piece([&](std::string_view piece) {
                fits = fits && piece.size() <= max_archived_media_bytes - bytes.size();
                if (wanted && fits) bytes += piece;
            });
            if (wanted) write(name, fits ? std::string_view{bytes} : std::string_view{});
        });
    }

private:
    // libarchive's own would ask what kind of file it is, which the sandbox does not answer.
    static la_ssize_t hear(archive*, void* self, const void** bytes)
    {
        auto& heard = static_cast<Opening*>(self)->heard_;
        *bytes = heard.data();
        return ::read(STDIN_FILENO, heard.data(), heard.size());
    }

    template <class Take>
    void for_each_file(Take&& take_file)
    {
        archive_entry* entry = nullptr;
        for (int answer = 0; (answer = archive_read_next_header(archive_.get(), &entry)) != ARCHIVE_EOF;) {
            ++number_;
            if (answer < ARCHIVE_WARN) throw Refusal{"archive.damaged", number_};
            if (number_ > max_archive_entries) throw Refusal{"archive.too_many", number_};
            if (auto name = name_of(entry)) take_file(*std::move(name));
        }
    }

    std::optional<std::string> name_of(archive_entry* entry)  // none: a folder
    {
        bool folder = archive_entry_filetype(entry) == AE_IFDIR;
        if (archive_entry_symlink(entry) || archive_entry_hardlink(entry)
            || (!folder && archive_entry_filetype(entry) != AE_IFREG))
            throw Refusal{"archive.entry_link", number_};
        auto name = plain_name(archive_entry_pathname(entry));
        if (!name || (name->empty() && !folder)) throw Refusal{"archive.entry_name", number_};
        if (folder) return std::nullopt;
        if (!had_.insert(*name).second) throw Refusal{"archive.entry_twice", number_};
        return name;
    }

    void take(std::string name)
    {
        if (name == actor_file) return keep(opened_.actor, max_actor_bytes);
        if (name == outbox_file) return keep(opened_.outbox, max_outbox_bytes);
        std::int64_t bytes = 0;
        for_each_piece([&](std::string_view piece) { bytes += static_cast<std::int64_t>(piece.size()); });
        opened_.files.push_back({std::move(name), bytes});
    }

    void keep(std::string& text, std::size_t most)
    {
        for_each_piece([&](std::string_view piece) {
            if (piece.size() > most - text.size()) throw Refusal{"archive.too_large", number_};
            text += piece;
        });
    }

    // What an entry says of its size is not believed: what comes out of it is counted.
    template <class Take>
    void for_each_piece(Take&& take_piece)
    {
        for (;;) {
            auto count = archive_read_data(archive_.get(), buffer_.data(), buffer_.size());
            if (count == 0) return;
            if (count < 0) throw Refusal{"archive.damaged", number_};
            unpacked_ += count;
            if (unpacked_ > max_unpacked_bytes) throw Refusal{"archive.too_large", number_};
            take_piece(std::string_view{buffer_.data(), static_cast<std::size_t>(count)});
        }
    }

    std::unique_ptr<archive, Close> archive_;
    OpenedArchive opened_;
    std::set<std::string> had_;
    std::int64_t number_ = 0, unpacked_ = 0;
    std::array<char, 64 * 1024> buffer_, heard_;
};

void write_all(std::string_view bytes)
{
    while (!bytes.empty()) {
        auto count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count <= 0) throw std::runtime_error("nobody takes the output");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

// Who writes has to be listened to until the end, or is stopped in the middle of a sentence.
void hear_the_rest()
{
    std::array<char, 64 * 1024> rest;
    while (::read(STDIN_FILENO, rest.data(), rest.size()) > 0) {}
}

std::string answer_of(const OpenedArchive& opened)
{
    std::string answer = "read " + std::to_string(opened.actor.size()) + " " + std::to_string(opened.outbox.size()) + "\n";
    answer += opened.actor;
    answer += opened.outbox;
    for (const auto& file : opened.files) answer += std::to_string(file.bytes) + " " + file.name + "\n";
    return answer;
}

std::string read_archive()
{
    try {
        return answer_of(Opening{}.read());
    } catch (const Refusal& refusal) {
        return "refused " + std::string{refusal.key} + " " + std::to_string(refusal.entry) + "\n";
    } catch (const std::bad_alloc&) {
        return "refused archive.too_large 0\n";
    }
}

// What broke off has no end.
void write_media()
{
    try {
        Opening{}.read_media([](const std::string& name, std::string_view bytes) {
            write_all("file " + std::to_string(bytes.size()) + " " + name + "\n");
            write_all(bytes);
        });
        write_all("end\n");
    } catch (const Refusal&) {
    } catch (const std::bad_alloc&) {}
}

// What the worker says is believed as little as what was sent to it.
class Answer {
public:
    explicit Answer(std::string_view text) : rest_(text) {}

    bool ends() const { return rest_.empty(); }
    std::optional<std::string_view> until(char end)
    {
        auto place = rest_.find(end);
        if (place == std::string_view::npos) return std::nullopt;
        auto found = rest_.substr(0, place);
        rest_.remove_prefix(place + 1);
        return found;
    }
    std::optional<std::int64_t> number(char end)
    {
        auto text = until(end);
        std::int64_t value = 0;
        if (!text) return std::nullopt;
        auto [last, error] = std::from_chars(text->data(), text->data() + text->size(), value);
        if (error != std::errc{} || last != text->data() + text->size() || value < 0) return std::nullopt;
        return value;
    }
    std::optional<std::string> bytes(std::int64_t count)
    {
        if (static_cast<std::size_t>(count) > rest_.size()) return std::nullopt;
        std::string taken{rest_.substr(0, static_cast<std::size_t>(count))};
        rest_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view rest_;
};

std::optional<OpenedArchive> read_opened(Answer& answer)
{
    auto actor_bytes = answer.number(' ');
    auto outbox_bytes = answer.number('\n');
    if (!actor_bytes || !outbox_bytes) return std::nullopt;
    auto actor = answer.bytes(*actor_bytes);
    auto outbox = answer.bytes(*outbox_bytes);
    if (!actor || !outbox) return std::nullopt;
    OpenedArchive opened{std::move(*actor), std::move(*outbox), {}};
    while (!answer.ends()) {
        auto bytes = answer.number(' ');
        auto name = answer.until('\n');
        if (!bytes || !name || !is_valid_utf8(*name)) return std::nullopt;
        opened.files.push_back({std::string{*name}, *bytes});
    }
    return opened;
}

// The answer of write_media, as it comes.
class MediaHearing {
public:
    MediaHearing(const std::vector<OpenedFile>& files, const HearFile& hear) : hear_(hear)
    {
        for (const auto& file : files)
            if (file.name.starts_with(archived_media_folder)) wanted_.emplace(file.name, file.bytes);
    }

    bool ended() const { return ended_ && !broken_; }
    std::size_t room() const
    {
        std::size_t all = head_room;
        for (const auto& [name, bytes] : wanted_)
            all += head_room + std::min(static_cast<std::size_t>(bytes), max_archived_media_bytes);
        return all;
    }
    void take(std::string_view piece)
    {
        while (!piece.empty() && !broken_) {
            if (awaited_ > bytes_.size()) {
                auto part = piece.substr(0, awaited_ - bytes_.size());
                bytes_ += part;
                piece.remove_prefix(part.size());
                if (awaited_ == bytes_.size()) hand_over();
                continue;
            }
            auto end = std::min(piece.find('\n'), piece.size());
            head_ += piece.substr(0, end);
            broken_ = ended_ || head_.size() > head_room;
            if (end < piece.size() && !broken_) begin();
            piece.remove_prefix(std::min(end + 1, piece.size()));
        }
    }

private:
    static constexpr std::size_t head_room = 400;

    void begin()
    {
        auto text = std::exchange(head_, {});
        if (text == "end") return void(ended_ = true);
        text += '\n';
        Answer head{text};
        auto word = head.until(' ');
        auto bytes = head.number(' ');
        auto file = wanted_.find(std::string{head.until('\n').value_or("")});
        // Each once, and as large as it was when it was counted, or not there.
        broken_ = word != "file" || !bytes || file == wanted_.end() || (*bytes != 0 && *bytes != file->second);
        if (broken_) return;
        name_ = file->first;
        wanted_.erase(file);
        awaited_ = static_cast<std::size_t>(*bytes);
        if (awaited_ == 0) hand_over();
    }
    void hand_over()
    {
        hear_(name_, bytes_);
        bytes_.clear();
        awaited_ = 0;
    }

    const HearFile& hear_;
    std::map<std::string, std::int64_t> wanted_;
    std::string head_, name_, bytes_;
    std::size_t awaited_ = 0;
    bool ended_ = false, broken_ = false;
};

Error damaged() { return {ErrorCode::Invalid, "archive.damaged"}; }

}  // namespace

Result<OpenedArchive> open_past_archive(std::string_view bytes)
{
    if (bytes.empty()) return std::unexpected(damaged());  // a worker that is given nothing waits for it
    auto said = run_worker({"media-worker", "archive", "posts"}, bytes,
                           {seconds(2 * cpu_seconds), max_actor_bytes + max_outbox_bytes + room_beside});
    if (!said) return std::unexpected(damaged());
    Answer answer{*said};
    auto verdict = answer.until(' ');
    if (verdict == "read") {
        auto opened = read_opened(answer);
        return opened ? Result<OpenedArchive>{std::move(*opened)} : std::unexpected(damaged());
    }
    auto key = answer.until(' ');
    auto entry = answer.number('\n');
    if (verdict != "refused" || !key || !entry || std::ranges::find(refusals, *key) == refusals.end())
        return std::unexpected(damaged());
    if (*entry == 0) return refuse(ErrorCode::Invalid, std::string{*key});
    return refuse(ErrorCode::Invalid, std::string{*key}, {{"entry", std::to_string(*entry)}});
}

Result<void> open_archived_media(std::string_view bytes, const std::vector<OpenedFile>& files, const HearFile& hear)
{
    if (bytes.empty()) return std::unexpected(damaged());
    MediaHearing hearing{files, hear};
    bool said_all = run_worker({"media-worker", "archive", "media"}, bytes, {seconds(2 * cpu_seconds), hearing.room()},
                               [&](std::string_view piece) { hearing.take(piece); });
    if (said_all && hearing.ended()) return {};
    return std::unexpected(damaged());
}

int run_archive_worker(std::string_view what)
{
    enter_sandbox(memory, cpu_seconds);
    if (what == "media") {
        write_media();
        hear_the_rest();
        _exit(0);
    }
    auto answer = read_archive();
    hear_the_rest();
    write_all(answer);
    _exit(0);
}

}  // namespace favilla::social
