// SPDX-License-Identifier: AGPL-3.0-or-later
// social/media.h — pictures, films and sounds of posts: what was uploaded here, and what posts of other servers point to. Their
// bytes are the affair of social/media_house.h.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"

namespace favilla::social {

using MediaId = Id<struct MediaTag>;

enum class MediaKind { Image, Gifv, Video, Audio, Unknown };
std::string_view name_of(MediaKind);  // as stored and as clients read it: "image"

// What must stay in view when a picture is cropped: from -1 (left, bottom) to 1.
struct Focus {
    double x = 0, y = 0;
    friend bool operator==(const Focus&, const Focus&) = default;
};
std::optional<Focus> parse_focus(std::string_view);  // "-0.42,0.7"; out of bounds is brought within

struct MediaVariant {
    std::string file;  // its name in the media folder; empty: it is not there
    int width = 0, height = 0;
    friend bool operator==(const MediaVariant&, const MediaVariant&) = default;
};

struct Media {
    MediaId id;
    AccountId account;
    std::optional<StatusId> status;
    std::optional<ScheduledStatusId> scheduled;  // the post that waits for its time with it
    MediaKind kind = MediaKind::Unknown;
    std::string description;
    std::optional<Focus> focus;
    std::string blurhash;
    MediaVariant original, small;
    Duration lasts;
    std::string remote_url;  // empty: uploaded here
    std::string remote_type;
    bool is_remote() const { return !remote_url.empty(); }
    friend bool operator==(const Media&, const Media&) = default;
};

// What a post of another server points to.
struct RemoteMedia {
    std::string url;
    std::string type;  // as it says: "image/png"; empty: it does not
    MediaKind kind = MediaKind::Unknown;
    std::string description;
    std::optional<Focus> focus;
    std::string blurhash;
    int width = 0, height = 0;
};

// What is changed of one that is there; what is not given stays as it is.
struct MediaWords {
    MediaId id;
    std::optional<std::string> description;
    std::optional<Focus> focus;
};

inline constexpr std::size_t max_media = 4;           // of a status written here
inline constexpr std::size_t max_remote_media = 16;   // further ones are left out
inline constexpr std::size_t max_description = 1500;  // graphemes, of one written here
inline constexpr std::size_t max_remote_description = 10'000;
inline constexpr Duration unattached_lasts = days(1);  // then what was uploaded and never attached is forgotten

// Uploaded, made ready and lying in the folder. Refuses Invalid "media.description_too_long".
Result<Media> add_media(db::Transaction&, Media, Time now);
// One's own that is attached to nothing yet, nor waits with a scheduled post.
std::optional<Media> find_unattached(db::Reader&, MediaId, AccountId);
// Refuses NotFound "media.missing" (not there, another's, or attached), Invalid "media.description_too_long". What waits with a
// scheduled post can still be described, and not be deleted.
Result<Media> change_media(db::Transaction&, AccountId, const MediaWords&);
Result<void> delete_media(db::Transaction&, AccountId, MediaId, Time now);

std::optional<Media> find_media(db::Reader&, MediaId);
// By status, in their order.
std::map<StatusId, std::vector<Media>> media_of(db::Reader&, std::span<const StatusId>);

// For posting. Refuses Invalid: "media.too_many", "media.not_attachable" (not one's own, attached already, or named twice).
Result<std::vector<Media>> check_attachable(db::Reader&, AccountId, std::span<const MediaId>, std::optional<StatusId> already_on);
// Those with other words about them. Refuses Invalid: "media.not_attachable" (none of them), "media.description_too_long".
Result<std::vector<Media>> with_words(std::vector<Media>, std::span<const MediaWords>);
std::vector<Media> media_of_scheduled(db::Reader&, ScheduledStatusId);
// In this order and with these words; what was attached before and is no longer among them is left to the history.
void attach_media(db::Transaction&, StatusId, std::span<const Media>);

// Whether people see a difference.
bool shows_other_media(db::Reader&, StatusId, std::span<const RemoteMedia>);
// What stays keeps what was fetched of it.
void set_remote_media(db::Transaction&, StatusId, AccountId, std::span<const RemoteMedia>, Time now);
void remove_media_of(db::Transaction&, StatusId, Time now);

std::string media_ids_text(std::span<const Media>);
std::vector<Media> media_of_text(db::Reader&, std::string_view ids);

// Where the bytes of a file lie (social/media_store.h).
enum class MediaHome { Folder, Bucket };
std::string_view name_of(MediaHome);  // as stored: "folder"
std::optional<MediaHome> parse_media_home(std::string_view);

// A file that lies there, or soon will: loose until something needs it for good. Where it is said to lie: as before, if it was known.
MediaHome note_file(db::Transaction&, std::string_view name, std::int64_t bytes, Time now, MediaHome = MediaHome::Folder);
void set_file_home(db::Transaction&, std::string_view name, MediaHome);
void loosen_file(db::Transaction&, std::string_view name, Time now);  // empty: none
void hold_file(db::Transaction&, std::string_view name);              // empty: none
void loosen_pictures_of(db::Transaction&, AccountId, Time now);       // portrait and banner

// Of what was fetched from other servers.
void note_fetched(db::Transaction&, const Media&, std::int64_t bytes, Time now);
// Forgets the files of those fetched first until all together have at most so many bytes; they can be fetched again.
void bound_fetched(db::Transaction&, std::int64_t most_bytes, Time now);
// A batch of those fetched before that time; how many went.
int forget_fetched_before(db::Transaction&, Time, Time now);

// A batch of what was uploaded and never attached; how many went.
int forget_unattached(db::Transaction&, Time now);
// Of the files that have been loose long enough, the names of those that nothing needs; the others are made fast again.
std::vector<std::string> unneeded_files(db::Transaction&, Time now);
void forget_file(db::Transaction&, std::string_view name);
struct MediaFile {
    std::string name;
    std::int64_t bytes = 0;
    MediaHome home = MediaHome::Folder;
    bool is_loose = false;
};
std::optional<MediaFile> find_file(db::Reader&, std::string_view name);
// For checks: all that must be there, in order of their names; for moving: what is loose as well.
std::vector<MediaFile> files_after(db::Reader&, std::string_view name, int at_most);
std::vector<MediaFile> all_files_after(db::Reader&, std::string_view name, int at_most);
struct FileTotal {
    std::int64_t files = 0, bytes = 0;
};
FileTotal files_in(db::Reader&, MediaHome);
bool is_file_needed(db::Reader&, std::string_view name);

}  // namespace favilla::social
