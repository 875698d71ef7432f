// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media_house.h — how pictures, films and sounds come in: what a stranger sent is opened by a process of its own
// (social/media_worker.h), and what that makes of it is kept under its SHA-256, where social/media_store.h says. No name that somebody else
// chose is ever part of a path.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "social/media.h"
#include "social/media_kinds.h"
#include "social/media_store.h"

namespace favilla::social {

struct MediaLimits {
    std::size_t picture_bytes = 16 * 1024 * 1024;
    std::size_t film_bytes = 99 * 1024 * 1024;
    std::int64_t fetched_bytes = std::int64_t{2} * 1024 * 1024 * 1024;  // of other servers' media, kept here
    Duration fetched_lasts = {};                                        // of the same, after they came; zero: while there is room
    Duration work = seconds(10);                                        // that making one ready may take
};

// Small: as the preview of an attachment, and that alone.
enum class PictureUse { Attachment, Avatar, Header, Small };

// A part of a file, for whoever asks for ranges.
struct FilePiece {
    std::string bytes;
    std::int64_t first = 0, whole = 0;
};

class MediaHouse {
public:
    // `on_trouble` hears why the store refused, which is nothing for those who sent or look at something.
    MediaHouse(db::Database&, MediaStore&, MediaLimits, Clock, std::function<void(const Error&)> on_trouble);

    const MediaLimits limits;

    // Makes it ready and lays it down; add_media() and its kin then hold on to the files, which are otherwise gone a day later. Refuses
    // Invalid: "media.unsupported", "media.too_large", "media.too_many_pixels", "media.damaged"; Unavailable "media.busy", "media.store".
    Result<Media> take_picture(std::string_view bytes, PictureUse);
    // A picture, a film or a sound; of the last two the streams stay as they are and the container is written anew. Refuses also
    // "media.codec" (browsers would not play it).
    Result<Media> take(std::string_view bytes);
    // A film or a sound as it is, by a look at its first bytes: what is of other servers.
    Result<Media> take_as_it_is(std::string_view bytes);

    // Refuses NotFound "media.missing", Unavailable "media.store". `name` may be anybody's words.
    Result<FilePiece> read(std::string_view name, std::int64_t first, std::int64_t count) const;
    std::optional<std::int64_t> size_of(std::string_view name) const;  // none: there is no such file
    // Where a browser may fetch it without us, and for how long it may keep that in mind.
    struct Elsewhere {
        std::string address;
        Duration lasts;
    };
    std::optional<Elsewhere> elsewhere(std::string_view name) const;
    bool reaches_out() const { return store_.reaches_out(); }  // reading may have to ask another machine

    void collect(Time now);  // what nothing needs any more

private:
    Result<Media> make(std::string_view bytes, std::string_view use, const MediaFormat&, std::size_t most_bytes);
    Result<std::string> ask_worker(std::string_view bytes, std::string_view use, std::string_view extension);
    Result<std::string> put(std::string_view bytes, std::string_view extension);  // its name
    bool forget_if_unneeded(const std::string& name, Time now);

    Error out_of_store(const Error&) const;

    db::Database& database_;
    MediaStore& store_;
    Clock clock_;
    std::function<void(const Error&)> on_trouble_;
    std::counting_semaphore<8> workers_;
};

}  // namespace favilla::social
