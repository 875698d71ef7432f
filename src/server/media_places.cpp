// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/media_places.h"

#include "server/settings.h"
#include "server/whole_file.h"

namespace favilla::server {

namespace {

Result<std::string> secret_key(const Config& config)
{
    const auto& file = config.string("s3.secret_file");
    if (file.empty() || !config.string("s3.secret_key").empty()) return config.string("s3.secret_key");
    TRY(auto text, read_whole_file(file));
    return text.substr(0, text.find_first_of("\r\n"));
}

Result<net::BucketPlace> bucket_place(const Config& config)
{
    auto endpoint = parse_web_url(config.string("s3.endpoint"));
    if (!endpoint || endpoint->target != "/")
        return refuse(ErrorCode::Invalid, "config.s3_endpoint", {{"value", config.string("s3.endpoint")}});
    TRY(auto secret, secret_key(config));
    for (auto [key, value] : {std::pair{"s3.bucket", config.string("s3.bucket")},
                              std::pair{"s3.access_key", config.string("s3.access_key")}, std::pair{"s3.secret_key", secret}})
        if (value.empty()) return refuse(ErrorCode::Invalid, "config.s3_incomplete", {{"key", key}});
    bool by_host = config.string("s3.addressing") == "host";
    return net::BucketPlace{
        .endpoint = *endpoint,
        .bucket = config.string("s3.bucket"),
        .prefix = config.string("s3.prefix"),
        .keys = {.access_key = config.string("s3.access_key"), .secret_key = secret, .region = config.string("s3.region")},
        .addressing = by_host ? net::BucketAddressing::Host : net::BucketAddressing::Path};
}

// An administrator chose where it is, which may be the same machine or network; what strangers write never names an address here.
net::ClientConfig bucket_client(const Config& config)
{
    auto client = client_settings(config, false);
    client.private_addresses = true;
    client.total = seconds(20);
    return client;
}

}  // namespace

Result<social::MediaPlaces> media_places(const Config& config, const std::string& data_folder, const CommandTools& tools)
{
    social::MediaPlaces places{.data_folder = data_folder};
    bool wanted = config.string("media.store") == "s3";
    if (config.string("s3.endpoint").empty()) {
        if (wanted) return refuse(ErrorCode::Invalid, "config.s3_incomplete", {{"key", "s3.endpoint"}});
        return places;
    }
    TRY(auto place, bucket_place(config));
    places.bucket = std::make_unique<net::Bucket>(std::move(place), bucket_client(config), tools.clock, tools.random);
    places.home = wanted ? social::MediaHome::Bucket : social::MediaHome::Folder;
    if (auto signed_for = config.integer("media.signed_minutes"); signed_for > 0) places.signs_for = minutes(signed_for);
    return places;
}

Result<void> use_media_places(Store& store, const Config& config, const CommandTools& tools)
{
    TRY(auto places, media_places(config, store.place.folder, tools));
    auto there = store.database->read([](db::Reader& reader) { return social::files_in(reader, social::MediaHome::Bucket); });
    if (!places.bucket && there.files > 0)
        return refuse(ErrorCode::Conflict, "media.bucket_not_set", {{"count", std::to_string(there.files)}});
    store.media = std::make_unique<social::MediaStore>(*store.database, std::move(places), tools.random);
    return {};
}

Result<void> use_media_places_of(Store& store, const std::string& config_file, const CommandTools& tools)
{
    ServeCommand none;
    if (!config_file.empty()) {
        CHECKED(read_whole_file(config_file));  // says so when it is not there
        none.config_file = config_file;
    }
    TRY(auto config, read_settings(none));
    TRY(auto places, media_places(config, store.place.folder, tools));
    store.media = std::make_unique<social::MediaStore>(*store.database, std::move(places), tools.random);
    return {};
}

std::string media_sources(const Config& config, const social::MediaStore& store)
{
    std::string sources;
    if (auto url = parse_web_url(config.string("media.public_url"))) sources += " " + url->origin();
    if (store.bucket() && store.signs_for()) sources += " " + store.bucket()->origin();
    return sources;
}

std::string media_address(const Config& config)
{
    auto address = config.string("media.public_url");
    while (address.ends_with('/')) address.pop_back();
    return address;
}

}  // namespace favilla::server
