// SPDX-License-Identifier: AGPL-3.0-or-later
// social/past_imports.h — what somebody wrote elsewhere, brought in from an archive as their own past. A job goes over the outbox from the oldest post
// on and goes on where it was after a restart. Nobody is told, nothing stands in a home, nothing counts in a figure (social/past_ids.h); each post
// says where it was first published. All that an archive brought can be taken back.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/html.h"
#include "base/result.h"
#include "jobs/workers.h"
#include "social/media.h"
#include "social/remote_statuses.h"
#include "social/statuses.h"

namespace favilla::social {

using PastImportId = Id<struct PastImportTag>;

struct PastSource {  // whose archive it is, as it says itself
    std::string actor;
    std::string handle;  // ada@old.example
    std::string followers;
};

struct PastImport {
    PastImportId id;
    AccountId account;
    PastSource source;
    std::string file;
    std::int64_t total = 0, done = 0;  // items; those that were left out are done, too
    std::int64_t brought = 0;
    std::int64_t withheld = 0, without_media = 0, alone = 0;  // of those that were brought in; without some of theirs, too
    std::int64_t media = 0, polls = 0;                        // with them
    std::int64_t boosts = 0;                                  // of them: of posts that are known here
    bool undoing = false;
    Time created_at;
    std::optional<Time> finished_at;
};
struct PastLeftOut {
    std::string reason;  // a key of locale/
    std::int64_t items = 0;
};

struct PastArchive {
    PastSource source;
    std::string_view outbox;
    std::int64_t items = 0;
    // Hands over its media by their names in the archive; no bytes: it is too large. Empty: there are none.
    using Hear = std::function<void(std::string_view name, std::string_view bytes)>;
    std::function<Result<void>(const Hear&)> open_media = {};
};

inline constexpr std::size_t past_imports_kept = 20;  // an account's, at once

// Of the account or one of its aliases. Refuses Forbidden "past.not_yours" with the params "uri" and "name".
Result<void> check_past_source(db::Reader&, AccountId, const PastSource&);
// Lays outbox and media down, then begins. Refuses as check_past_source and open_media; Conflict "past.goes_on"; TooMany "past.too_many_imports" with
// the param "max".
Result<PastImport> begin_past_import(db::Database&, const std::filesystem::path& data_folder, AccountId, const PastArchive&,
                                     Time now);
std::optional<PastImport> find_past_import(db::Reader&, AccountId, PastImportId);  // none when it is another's
std::vector<PastImport> past_imports_of(db::Reader&, AccountId);                   // newest first
std::vector<PastLeftOut> past_left_out(db::Reader&, PastImportId);                 // most first
std::vector<PastLeftOut> past_media_left_out(db::Reader&, PastImportId);           // the same of media
// Begins to take back all that it brought; then it is gone. Refuses NotFound.
Result<void> undo_past_import(db::Transaction&, AccountId, PastImportId, Time now);
void forget_past_of(db::Transaction&, AccountId);

// An item, as somebody else reads it.
struct PastMedia {
    std::string file;  // its name in the archive
    std::string description;
    std::optional<Focus> focus;
};
struct PastWords {
    std::string uri, url;
    std::string answers;  // a URI; empty: nothing
    std::string boosts;   // a URI; not empty: that is all it does
    Visibility visibility = Visibility::Public;
    SafeHtml html;
    std::string content_warning;
    bool sensitive = false;
    std::optional<std::string> language;
    std::vector<std::string> tags;  // as written
    std::vector<PastMedia> media;
    std::optional<RemotePoll> poll;  // with the numbers that the archive states
    Time written;                    // zero: it does not say
};
struct PastReading {
    std::function<std::vector<std::string_view>(std::string_view outbox)> cut;
    std::function<Result<PastWords>(std::string_view item, const PastSource&)> read;
    std::function<Result<Media>(std::string_view bytes)> take_media;  // made ready and lying there; refuses as MediaHouse::take
    std::function<void(db::Transaction&, StatusId)> kept;  // what else has to know of a post, within the same transaction
};
void add_past_work(jobs::Workers&, db::Database&, Clock, std::filesystem::path data_folder, PastReading);

}  // namespace favilla::social
