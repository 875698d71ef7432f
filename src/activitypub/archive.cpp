// SPDX-License-Identifier: AGPL-3.0-or-later
#include "activitypub/archive.h"

#include <set>

#include "activitypub/actor_json.h"
#include "activitypub/archive_integrity.h"
#include "activitypub/document.h"
#include "activitypub/note_json.h"
#include "base/json.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/media_links.h"
#include "social/portable_lists.h"

namespace favilla::activitypub {

namespace {

using Packing = social::ZipFile::Packing;

constexpr int posts_at_once = 200, likes_at_once = 1000;
constexpr std::int64_t bytes_at_once = 1024 * 1024;
constexpr std::string_view outbox_file = "outbox.json", likes_file = "likes.json", bookmarks_file = "bookmarks.json";

class ArchiveWriter {
public:
    ArchiveWriter(Federation& federation, const social::MediaHouse& media, social::Archive archive, social::ZipFile& zip,
                  const social::ArchiveProgress& progress)
        : federation_(federation),
          database_(federation.database),
          media_(media),
          archive_(archive),
          zip_(zip),
          progress_(progress)
    {}

    bool write()
    {
        auto owner = database_.read([&](db::Reader& reader) { return social::find_account(reader, archive_.account); });
        if (!owner) return false;
        owner_ = *std::move(owner);
        domain_ = *database_.read([&](db::Reader& reader) { return social::find_domain(reader, *owner_.domain); });
        if (!write_outbox() || !write_media()) return false;
        write_likes();
        write_lists();
        zip_.add("integrity.json", Packing::Deflated,
                 database_.read([&](db::Reader& reader) { return archived_integrity(reader, owner_.id); }));
        write_actor_file();
        return progress_(archive_);
    }

private:
    // The head of a collection, then an item after the other, then its end: it may be larger than memory.
    void begin_collection(std::string_view file, std::int64_t total)
    {
        zip_.begin(file, Packing::Deflated);
        auto head = write_document([&](JsonWriter& json) {
            json.field("id", file);
            json.field("type", "OrderedCollection");
            json.field("totalItems", total);
            json.key("orderedItems").array([] {});
        });
        end_ = head.substr(head.size() - 2);  // "]}"
        zip_.write(std::string_view{head}.substr(0, head.size() - end_.size()));
        is_first_ = true;
    }
    template <class Write>
    void add_item(std::string& text, Write&& write)
    {
        if (!std::exchange(is_first_, false)) text += ',';
        text += write_json(write, 2048);
    }
    void end_collection() { zip_.write(end_); }

    bool write_outbox()
    {
        begin_collection(outbox_file, archive_.posts);
        std::int64_t done = 0;
        for (StatusId last;;) {
            auto posts = database_.read([&](db::Reader& reader) {
                return load_archived(reader, owner_, domain_, social::own_statuses_after(reader, owner_.id, last, posts_at_once),
                                     federation_.locale);
            });
            if (posts.empty()) break;
            last = posts.back().view.status.id;
            std::string text;
            for (const auto& post : posts) {
                add_item(text, [&](JsonWriter& json) { json.object([&] { write_activity_of(json, post); }); });
                for (const auto& media : post.view.media)
                    if (!media.is_remote()) files_.insert(media.original.file);
            }
            zip_.write(text);
            done += static_cast<std::int64_t>(posts.size());
            archive_.posts_done = done;
            archive_.posts = std::max(archive_.posts, done);  // some were written in the meantime
            if (!progress_(archive_)) return false;
        }
        archive_.posts = done;
        end_collection();
        return true;
    }

    // A file that is missing here is left out: `favilla check` tells of it.
    void write_file(const std::string& in_archive, std::string_view name)
    {
        auto size = media_.size_of(name);
        if (!size) return;
        zip_.begin(in_archive, Packing::Stored);
        for (std::int64_t at = 0; at < *size; at += bytes_at_once) {
            auto piece = media_.read(name, at, bytes_at_once);
            // The store does not answer: the whole archive is tried again later, rather than one with half a picture.
            if (!piece && piece.error().code == ErrorCode::Unavailable)
                throw std::runtime_error("the media store does not answer");
            if (!piece) return;
            zip_.write(piece->bytes);
        }
    }

    bool write_media()
    {
        archive_.files = static_cast<std::int64_t>(files_.size());
        for (const auto& name : files_) {
            write_file("media_attachments/files/" + name, name);
            ++archive_.files_done;
            if (!progress_(archive_)) return false;
        }
        return true;
    }

    void write_likes()
    {
        std::string text;
        std::int64_t total = 0;
        is_first_ = true;
        // Addresses alone: those of a lifetime are a few megabytes.
        for (std::int64_t last = 0;;) {
            auto liked = database_.read(
                [&](db::Reader& reader) { return social::favoured_uris_after(reader, owner_.id, last, likes_at_once); });
            if (liked.empty()) break;
            for (const auto& one : liked) add_item(text, [&](JsonWriter& json) { json.value(one.uri); });
            last = liked.back().id;
            total += static_cast<std::int64_t>(liked.size());
        }
        begin_collection(likes_file, total);
        zip_.write(text);
        end_collection();
    }

    void write_lists()
    {
        auto now = federation_.clock();
        for (auto kind : social::all_portable_kinds) {
            auto rows = database_.read([&](db::Reader& reader) { return social::portable_rows(reader, kind, owner_.id, now); });
            auto text = social::portable_header(kind, social::Header::AsMastodon);
            for (const auto& row : rows) text += social::portable_line(kind, row);
            zip_.add(social::file_name_of(kind), Packing::Deflated, text);
            if (kind != social::PortableKind::Bookmarks) continue;
            begin_collection(bookmarks_file, static_cast<std::int64_t>(rows.size()));
            std::string items;
            for (const auto& row : rows) add_item(items, [&](JsonWriter& json) { json.value(row.target); });
            zip_.write(items);
            end_collection();
        }
    }

    // Its name in the archive; empty: they have none of their own.
    std::string write_portrait(std::string_view picture, std::string_view stem)
    {
        auto name = picture.substr(std::min(picture.rfind('/') + 1, picture.size()));
        auto dot = name.rfind('.');
        if (dot == std::string_view::npos || !media_.size_of(name)) return {};
        auto in_archive = std::string{stem} + std::string{name.substr(dot)};
        write_file(in_archive, name);
        return in_archive;
    }

    void write_actor_file()
    {
        auto keys = federation_.keys.keys_of(owner_.uri);
        auto links = database_.read([&](db::Reader& reader) { return links_of(reader, owner_.id, domain_, federation_.locale); });
        auto document = parse_json(actor_document(owner_, domain_, *keys, links)).value();
        auto& actor = document.as_object();
        for (auto [key, picture, stem] : {std::tuple{"icon", &owner_.avatar, "avatar"}, {"image", &owner_.header, "header"}})
            if (auto file = write_portrait(*picture, stem); !file.empty() && actor.contains(key))
                actor[key].as_object()["url"] = file;
        actor["outbox"] = outbox_file;
        actor["likes"] = likes_file;
        actor["bookmarks"] = bookmarks_file;
        zip_.add("actor.json", Packing::Deflated, to_json(document));
    }

    Federation& federation_;
    db::Database& database_;
    const social::MediaHouse& media_;
    social::Archive archive_;
    social::ZipFile& zip_;
    const social::ArchiveProgress& progress_;
    social::Account owner_;
    social::Domain domain_;
    std::set<std::string> files_;  // of the posts: names alone
    std::string end_;
    bool is_first_ = true;
};

}  // namespace

bool write_archive(Federation& federation, const social::MediaHouse& media, social::Archive archive, social::ZipFile& zip,
                   const social::ArchiveProgress& progress)
{
    return ArchiveWriter{federation, media, archive, zip, progress}.write();
}

}  // namespace favilla::activitypub
