// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/fetched_media.h"

#include "distribution/host_rules.h"
#include "net/download.h"
#include "social/accounts.h"
#include "social/media_links.h"

namespace favilla::distribution {

namespace {

constexpr Duration not_again_before = minutes(10);
constexpr std::size_t most_failures = 10'000;  // remembered at once

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }
std::unexpected<Error> not_had() { return refuse(ErrorCode::Unavailable, "media.not_had"); }

}  // namespace

Result<social::Media> MediaFetcher::find(social::MediaId id, std::string_view token)
{
    return database_.read([&](db::Reader& reader) -> Result<social::Media> {
        auto media = social::find_media(reader, id);
        if (!media || !social::opens_remote(*media, token)) return missing();
        auto author = social::find_account(reader, media->account);
        if (!author || author->suspended_at) return missing();
        auto rule = rule_for_host(reader, author->host);
        if (rule && (rule->reject_media || rule->severity == Severity::Suspend)) return missing();
        return std::move(*media);
    });
}

bool MediaFetcher::begin(social::MediaId id)
{
    std::unique_lock lock{mutex_};
    ended_.wait(lock, [&] { return !asking_.contains(id); });
    auto failed = failed_.find(id);
    if (failed != failed_.end() && clock_() - failed->second < not_again_before) return false;
    asking_.insert(id);
    return true;
}

void MediaFetcher::end(social::MediaId id, bool succeeded)
{
    std::lock_guard lock{mutex_};
    asking_.erase(id);
    failed_.erase(id);
    if (!succeeded) {
        if (failed_.size() >= most_failures) failed_.clear();
        failed_.emplace(id, clock_());
    }
    ended_.notify_all();
}

Result<social::Media> MediaFetcher::fetch(social::MediaId id, std::string_view token)
{
    TRY(auto media, find(id, token));
    if (!media.original.file.empty()) return media;
    if (!begin(id)) return not_had();
    struct Ending {
        MediaFetcher& fetcher;
        social::MediaId id;
        bool succeeded = false;
        ~Ending() { fetcher.end(id, succeeded); }
    } ending{*this, id};
    TRY(media, find(id, token));  // who asked before us may have brought it
    if (media.original.file.empty()) { TRY(media, bring(media)); }
    ending.succeeded = true;
    return media;
}

Result<std::string> MediaFetcher::download(const social::Media& media)
{
    auto url = parse_web_url(media.remote_url);
    if (!url) return not_had();
    bool plays = media.kind == social::MediaKind::Video || media.kind == social::MediaKind::Audio;
    net::ClientRequest request{.url = *url, .headers = {{"Accept", "image/*, video/*, audio/*"}}, .body = {}};
    request.body_bytes = plays ? house_.limits.film_bytes : house_.limits.picture_bytes;
    return net::download(client_, std::move(request));
}

Result<social::Media> MediaFetcher::bring(const social::Media& media)
{
    TRY(auto bytes, download(media));
    const auto* format = social::sniff_format(bytes);
    bool is_picture = format && format->kind == social::MediaKind::Image;
    auto made = is_picture ? house_.take_picture(bytes, social::PictureUse::Attachment) : house_.take_as_it_is(bytes);
    if (!made) return not_had();
    auto fetched = media;
    fetched.kind = made->kind;
    fetched.original = made->original;
    fetched.small = made->small;
    if (!made->blurhash.empty()) fetched.blurhash = made->blurhash;
    auto kept = house_.size_of(fetched.original.file).value_or(0) + house_.size_of(fetched.small.file).value_or(0);
    database_.write([&](db::Transaction& tx) {
        social::note_fetched(tx, fetched, kept, clock_());
        social::bound_fetched(tx, house_.limits.fetched_bytes, clock_());
    });
    return fetched;
}

}  // namespace favilla::distribution
