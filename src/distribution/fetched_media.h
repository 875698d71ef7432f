// SPDX-License-Identifier: AGPL-3.0-or-later
// distribution/fetched_media.h — pictures, films and sounds of other servers, fetched when somebody here looks at them and kept for a
// while (media.fetched_megabytes): readers ask us, and nobody else learns who reads. What comes is opened as warily as an upload.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "db/database.h"
#include "net/http_client.h"
#include "social/media_house.h"
#include "social/remote_pictures.h"

namespace favilla::distribution {

class MediaFetcher {
public:
    MediaFetcher(db::Database& database, net::HttpClient& client, social::MediaHouse& house, Clock clock)
        : database_(database), client_(client), house_(house), clock_(std::move(clock))
    {}

    // With its files in the house. Several who ask for the same wait for one answer; what failed is not asked for again for some
    // minutes. Refuses: NotFound (no such media, another token, an author or server that is not shown here), Unavailable.
    Result<social::Media> fetch(social::MediaId, std::string_view token);
    // The same of a picture that belongs to no post.
    Result<social::RemotePicture> fetch_picture(social::RemotePictureId, std::string_view token);
    Result<social::RemotePicture> fetch_portrait(AccountId, social::Portrait, std::string_view token);

private:
    Result<social::Media> find(social::MediaId, std::string_view token);
    Result<social::Media> bring(const social::Media&);
    Result<social::RemotePicture> find_picture(social::RemotePictureId, std::string_view token);
    Result<social::RemotePicture> find_portrait(AccountId, social::Portrait, std::string_view token);
    Result<social::RemotePicture> bring_picture(const social::RemotePicture&, social::PictureUse);
    Result<std::string> download(std::string_view url, std::size_t most_bytes);
    template <class Find, class Bring>
    auto once(std::int64_t id, Find find, Bring bring) -> decltype(find());
    bool begin(std::int64_t id);  // false: it failed a short while ago
    void end(std::int64_t id, bool succeeded);

    db::Database& database_;
    net::HttpClient& client_;
    social::MediaHouse& house_;
    Clock clock_;
    std::mutex mutex_;
    std::condition_variable ended_;
    std::set<std::int64_t> asking_;  // ids, which no two rows of this house share
    std::map<std::int64_t, Time> failed_;
};

}  // namespace favilla::distribution
