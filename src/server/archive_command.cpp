// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activitypub/past_archive.h"
#include "server/figures.h"
#include "social/archive_worker.h"

namespace favilla::server {

namespace {

// Its bytes where they lie: an archive may be larger than memory.
class MappedFile {
public:
    explicit MappedFile(const std::string& name)
    {
        int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat about{};
        if (file < 0) return;
        if (::fstat(file, &about) == 0 && about.st_size > 0) {
            auto size = static_cast<std::size_t>(about.st_size);
            auto* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
            if (bytes != MAP_FAILED) bytes_ = {static_cast<const char*>(bytes), size};
        }
        ::close(file);
    }
    ~MappedFile()
    {
        if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::string_view bytes() const { return bytes_; }

private:
    std::string_view bytes_;
};

struct LeftOut {
    std::int64_t item = 0;
    Error reason;
};
struct Look {
    activitypub::PastActor actor;
    std::array<std::int64_t, 3> posts{};  // by visibility
    std::optional<Time> first, last;
    std::vector<LeftOut> left_out;
    std::int64_t files = 0, bytes = 0;
};

Result<Look> look_into(std::string_view bytes, Time now)
{
    TRY(auto opened, social::open_past_archive(bytes));
    Look look;
    TRY(look.actor, activitypub::read_past_actor(opened.actor));
    TRY(auto items, activitypub::outbox_items(opened.outbox));
    for (std::int64_t number = 1; auto item : items) {
        auto post = activitypub::read_past_item(item, look.actor, now);
        if (post) {
            ++look.posts[static_cast<std::size_t>(post->visibility)];
            auto at = post->note.status.published;
            look.first = std::min(look.first.value_or(at), at);
            look.last = std::max(look.last.value_or(at), at);
        }
        if (!post) look.left_out.push_back({number, post.error()});
        ++number;
    }
    for (const auto& file : opened.files) look.bytes += file.bytes;
    look.files = static_cast<std::int64_t>(opened.files.size());
    return look;
}

std::string told(const CommandTools& tools, const Look& look)
{
    auto number = [&](std::int64_t value) { return tools.locale.number(tools.language, value); };
    auto say = [&](std::string_view key, const TextParams& params) {
        return tools.locale.text(tools.language, key, params) + "\n";
    };
    auto text = say("archive.of", {{"name", look.actor.name}, {"uri", look.actor.uri}});
    text += say("archive.posts", {{"posts", number(look.posts[0] + look.posts[1] + look.posts[2])},
                                  {"public", number(look.posts[0])},
                                  {"unlisted", number(look.posts[1])},
                                  {"private", number(look.posts[2])}});
    if (look.first)
        text += say("archive.span", {{"first", iso8601(*look.first).substr(0, 10)}, {"last", iso8601(*look.last).substr(0, 10)}});
    text += say("archive.files", {{"files", number(look.files)}, {"bytes", number(look.bytes)}});
    if (look.left_out.empty()) return text;
    text += say("archive.left_out", {{"items", number(static_cast<std::int64_t>(look.left_out.size()))}});
    for (const auto& [item, reason] : look.left_out)
        text += "  " + say("archive.item", {{"item", number(item)}, {"reason", tools.locale.text(tools.language, reason)}});
    return text;
}

}  // namespace

CommandOutcome look_into_archive(const ArchiveCommand& command, const CommandTools& tools)
{
    MappedFile file{command.file};
    auto look = look_into(file.bytes(), tools.clock());
    if (!look) return wrong_file(command.file, tools, look.error());
    return {0, told(tools, *look), {}};
}

}  // namespace favilla::server
