// SPDX-License-Identifier: AGPL-3.0-or-later
#include "distribution/fetched_media.h"

#include "base/crypto.h"
#include "base/web_url.h"
#include "distribution/host_rules.h"
#include "net/download.h"
#include "social/accounts.h"
#include "social/domains.h"
#include "social/media_links.h"

namespace favilla::distribution {

namespace {

constexpr Duration not_again_before = minutes(10);
constexpr std::size_t most_failures = 10'000;  // remembered at once

std::unexpected<Error> missing() { return refuse(ErrorCode::NotFound, "record.not_found"); }
std::unexpected<Error> not_had() { return refuse(ErrorCode::Unavailable, "media.not_had"); }

bool is_here(const social::Media& media) { return !media.original.file.empty(); }
bool is_here(const social::RemotePicture& picture) { return !picture.made.file.empty(); }

bool shows_nothing_of(db::Reader& reader, std::string_view host)
{
    auto rule = rule_for_host(reader, host);
    return rule && (rule->reject_media || rule->severity == Severity::Suspend);
}

}  // namespace

Result<social::Media> MediaFetcher::find(social::MediaId id, std::string_view token)
{
    return database_.read([&](db::Reader& reader) -> Result<social::Media> {
        auto media = social::find_media(reader, id);
        if (!media || !social::opens_remote(*media, token)) return missing();
        auto author = social::find_account(reader, media->account);
        if (!author || author->suspended_at) return missing();
        if (shows_nothing_of(reader, author->host)) return missing();
        return std::move(*media);
    });
}

Result<social::RemotePicture> MediaFetcher::find_picture(social::RemotePictureId id, std::string_view token)
{
    return database_.read([&](db::Reader& reader) -> Result<social::RemotePicture> {
        auto picture = social::find_picture(reader, id);
        auto url = picture && social::opens_picture(*picture, token) ? parse_web_url(picture->url) : std::nullopt;
        if (!url || shows_nothing_of(reader, url->authority()) || social::find_domain(reader, url->authority())) return missing();
        return std::move(*picture);
    });
}

Result<social::RemotePicture> MediaFetcher::find_portrait(AccountId id, social::Portrait portrait, std::string_view token)
{
    TRY(auto url, database_.read([&](db::Reader& reader) -> Result<std::string> {
        auto account = social::find_account(reader, id);
        if (!account || account->is_local() || !account->is_known() || account->suspended_at) return missing();
        auto address = social::address_of(*account, portrait);
        auto parsed = parse_web_url(address);
        if (!parsed || !equal_in_constant_time(token, social::token_of_address(address))) return missing();
        if (shows_nothing_of(reader, account->host) || shows_nothing_of(reader, parsed->authority())) return missing();
        if (social::find_domain(reader, parsed->authority())) return missing();
        return address;
    }));
    if (auto known = database_.read([&](db::Reader& reader) { return social::find_picture(reader, url); })) return *known;
    return database_.write([&](db::Transaction& tx) { return social::know_picture(tx, url, clock_()); });
}

bool MediaFetcher::begin(std::int64_t id)
{
    std::unique_lock lock{mutex_};
    ended_.wait(lock, [&] { return !asking_.contains(id); });
    auto failed = failed_.find(id);
    if (failed != failed_.end() && clock_() - failed->second < not_again_before) return false;
    asking_.insert(id);
    return true;
}

void MediaFetcher::end(std::int64_t id, bool succeeded)
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

template <class Find, class Bring>
auto MediaFetcher::once(std::int64_t id, Find find, Bring bring) -> decltype(find())
{
    TRY(auto wanted, find());
    if (is_here(wanted)) return wanted;
    if (!begin(id)) return not_had();
    struct Ending {
        MediaFetcher& fetcher;
        std::int64_t id;
        bool succeeded = false;
        ~Ending() { fetcher.end(id, succeeded); }
    } ending{*this, id};
    TRY(wanted, find());  // who asked before us may have brought it
    if (!is_here(wanted)) { TRY(wanted, bring(wanted)); }
    ending.succeeded = true;
    return wanted;
}

Result<social::Media> MediaFetcher::fetch(social::MediaId id, std::string_view token)
{
    return once(id.value, [&] { return find(id, token); }, [&](const social::Media& media) { return bring(media); });
}

Result<social::RemotePicture> MediaFetcher::fetch_picture(social::RemotePictureId id, std::string_view token)
{
    return once(
        id.value, [&] { return find_picture(id, token); },
        [&](const social::RemotePicture& picture) { return bring_picture(picture, social::PictureUse::Small); });
}

Result<social::RemotePicture> MediaFetcher::fetch_portrait(AccountId account, social::Portrait portrait, std::string_view token)
{
    auto use = portrait == social::Portrait::Avatar ? social::PictureUse::Avatar : social::PictureUse::Header;
    TRY(auto wanted, find_portrait(account, portrait, token));
    return once(
        wanted.id.value, [&] { return find_portrait(account, portrait, token); },
        [&](const social::RemotePicture& picture) { return bring_picture(picture, use); });
}

Result<std::string> MediaFetcher::download(std::string_view address, std::size_t most_bytes)
{
    auto url = parse_web_url(address);
    if (!url) return not_had();
    net::ClientRequest request{.url = *url, .headers = {{"Accept", "image/*, video/*, audio/*"}}, .body = {}};
    request.body_bytes = most_bytes;
    return net::download(client_, std::move(request), [&](const WebUrl& hop) {
        return !database_.read([&](db::Reader& reader) { return shows_nothing_of(reader, hop.authority()); });
    });
}

Result<social::RemotePicture> MediaFetcher::bring_picture(const social::RemotePicture& picture, social::PictureUse use)
{
    TRY(auto bytes, download(picture.url, house_.limits.picture_bytes));
    auto made = house_.take_picture(bytes, use);
    if (!made) return not_had();
    auto fetched = picture;
    fetched.made = made->original;
    fetched.blurhash = made->blurhash;
    database_.write([&](db::Transaction& tx) {
        social::note_picture(tx, fetched, house_.size_of(fetched.made.file).value_or(0), clock_());
        social::bound_fetched(tx, house_.limits.fetched_bytes, clock_());
    });
    return fetched;
}

Result<social::Media> MediaFetcher::bring(const social::Media& media)
{
    bool plays = media.kind == social::MediaKind::Video || media.kind == social::MediaKind::Audio;
    TRY(auto bytes, download(media.remote_url, plays ? house_.limits.film_bytes : house_.limits.picture_bytes));
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
