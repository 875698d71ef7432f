// SPDX-License-Identifier: AGPL-3.0-or-later
// social/archives.h — all that somebody has here, as one file to take along, in the shape of Mastodon's (activitypub/archive.h writes it).
// A job makes it; begun anew where it broke off. It is kept for a while, and given to nobody but who has just given their password.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "jobs/workers.h"
#include "social/statuses.h"
#include "social/zip_file.h"

namespace favilla::social {

using ArchiveId = Id<struct ArchiveTag>;

struct Archive {
    ArchiveId id;
    AccountId account;
    std::int64_t posts = 0, posts_done = 0;
    std::int64_t files = 0, files_done = 0;
    std::int64_t bytes = 0;
    Time created_at;
    std::optional<Time> finished_at;
    bool removed = false;
};

inline constexpr Duration archive_kept_for = days(7), between_archives = days(7), archive_link_lasts = minutes(10);

// Refuses: Conflict "archive.goes_on"; TooMany "archive.too_soon" with the param "days".
Result<Archive> begin_archive(db::Transaction&, AccountId, Time now);
std::optional<Archive> find_archive(db::Reader&, AccountId, ArchiveId);  // none when it is another's, or removed
std::vector<Archive> archives_of(db::Reader&, AccountId);                // newest first, without what was removed
std::optional<Time> next_archive_at(db::Reader&, AccountId, Time now);   // none: now
// Stops it, or takes it away before its time. Refuses NotFound.
Result<void> end_archive(db::Transaction&, AccountId, ArchiveId, Time now);
void forget_archives_of(db::Transaction&, AccountId);

// What takes the file, for minutes; the caller has seen that it is the owner. Refuses NotFound "archive.not_there".
Result<std::string> open_archive(db::Transaction&, const Archive&, const Random&, Time now);
std::optional<Archive> opened_archive(db::Reader&, ArchiveId, std::string_view key, Time now);

std::filesystem::path archives_folder(const std::filesystem::path& data_folder);
std::filesystem::path archive_file(const std::filesystem::path& data_folder, ArchiveId);

// For who writes it. All posts of an account in order of their ids, those that others may not read among them.
std::vector<Status> own_statuses_after(db::Reader&, AccountId, StatusId, int at_most);
struct FavouredUri {
    std::int64_t id = 0;  // of the favourite
    std::string uri;
};
std::vector<FavouredUri> favoured_uris_after(db::Reader&, AccountId, std::int64_t after, int at_most);

// How far it is. False: nobody wants it any more, or not now.
using ArchiveProgress = std::function<bool(const Archive&)>;
// Writes all there is to say of the account; false when it was told to stop.
using WriteArchive = std::function<bool(Archive, ZipFile&, const ArchiveProgress&)>;
void add_archive_work(jobs::Workers&, db::Database&, Clock, std::filesystem::path data_folder, WriteArchive);

}  // namespace favilla::social
