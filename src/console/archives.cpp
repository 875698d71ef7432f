// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/archives — all one has here as one file: asked for, watched while a job makes it, and taken with one's password
// (social/archives.h).
#include "social/archives.h"

#include <fmt/format.h>

#include "console/own_password.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "net/file_answer.h"
#include "social/accounts.h"

namespace favilla::console {

using namespace mastodon;

namespace {

void write_archive(JsonWriter& json, const social::Archive& archive)
{
    auto kept_until = archive.finished_at ? std::optional{*archive.finished_at + social::archive_kept_for} : std::nullopt;
    json.object([&] {
        json.field("id", archive.id);
        json.field("posts", archive.posts);
        json.field("posts_done", archive.posts_done);
        json.field("files", archive.files);
        json.field("files_done", archive.files_done);
        json.field("bytes", archive.bytes);
        json.field("created_at", archive.created_at);
        json.field("finished_at", archive.finished_at);
        json.field("kept_until", kept_until);
    });
}

std::optional<social::Archive> find_archive(const net::Request& request, Api& api)
{
    auto id = parse_id<social::ArchiveId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return social::find_archive(reader, api.me(), *id); });
}

Result<std::string> open_archive(Api& api, const social::Archive& archive)
{
    CHECKED(check_own_password(api));
    return api.db.write([&](db::Transaction& tx) { return social::open_archive(tx, archive, api.services.random, api.now); });
}

}  // namespace

net::Response get_archives(const net::Request&, Api& api)
{
    auto [archives, next] = api.db.read([&](db::Reader& reader) {
        return std::pair{social::archives_of(reader, api.me()), social::next_archive_at(reader, api.me(), api.now)};
    });
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.key("archives").array(archives, [&](const social::Archive& archive) { write_archive(json, archive); });
            json.field("next_at", next);
        });
    });
}

net::Response post_archive(const net::Request&, Api& api)
{
    auto begun = api.db.write([&](db::Transaction& tx) { return social::begin_archive(tx, api.me(), api.now); });
    if (!begun) return error_response(api, begun.error());
    return json_response(200, [&](JsonWriter& json) { write_archive(json, *begun); });
}

net::Response get_archive(const net::Request& request, Api& api)
{
    auto archive = find_archive(request, api);
    if (!archive) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_archive(json, *archive); });
}

net::Response delete_archive(const net::Request& request, Api& api)
{
    auto archive = find_archive(request, api);
    if (!archive) return not_found(api);
    auto ended = api.db.write([&](db::Transaction& tx) { return social::end_archive(tx, api.me(), archive->id, api.now); });
    return ended ? empty_object() : error_response(api, ended.error());
}

net::Response post_archive_link(const net::Request& request, Api& api)
{
    auto archive = find_archive(request, api);
    if (!archive) return not_found(api);
    auto key = open_archive(api, *archive);
    if (!key) return error_response(api, key.error());
    return json_response(200, [&](JsonWriter& json) {
        json.object([&] {
            json.field("path", fmt::format("/api/favilla/v1/archives/{}/file?key={}", to_string(archive->id), *key));
            json.field("expires_at", api.now + social::archive_link_lasts);
        });
    });
}

// A browser that saves a file sends no token: the key in the address stands for one, for minutes.
net::Response get_archive_file(const net::Request& request, Api& api)
{
    auto id = parse_id<social::ArchiveId>(request.param("id"));
    auto key = api.params.text_or("key", "");
    auto found =
        id ? api.db.read([&](db::Reader& reader) { return social::opened_archive(reader, *id, key, api.now); }) : std::nullopt;
    auto owner =
        found ? api.db.read([&](db::Reader& reader) { return social::find_account(reader, found->account); }) : std::nullopt;
    if (!owner || owner->domain != api.domain.id || owner->suspended_at) return not_found(api);
    auto response = net::file_response("application/zip", social::archive_file(api.services.data_folder, found->id).string());
    if (response.status != 200) return not_found(api);
    auto day = iso8601(found->created_at).substr(0, 10);
    response.set_header("Content-Disposition", fmt::format("attachment; filename=\"archive-{}-{}.zip\"", owner->username, day));
    response.set_header("Cache-Control", "no-store");
    response.set_header("Referrer-Policy", "no-referrer");
    return response;
}

}  // namespace favilla::console
