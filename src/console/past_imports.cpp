// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/archives/past — an archive of another server, brought in as one's own past (social/past_imports.h).
#include "console/past_imports.h"

#include "activitypub/past_archive.h"
#include "activitypub/values.h"
#include "mastodon/answers.h"
#include "net/rate_limit.h"
#include "social/archive_worker.h"

namespace favilla::console {

using namespace mastodon;

namespace {

constexpr net::RateRule per_person{"past", 10, hours(1)};  // each is unpacked whole

// An import with why what is left out.
struct Shown {
    social::PastImport import;
    std::vector<social::PastLeftOut> items, media;
};

Shown show(db::Reader& reader, social::PastImport import)
{
    auto items = social::past_left_out(reader, import.id), media = social::past_media_left_out(reader, import.id);
    return {std::move(import), std::move(items), std::move(media)};
}

void write_left_out(JsonWriter& json, const Api& api, std::string_view key, const std::vector<social::PastLeftOut>& left_out,
                    std::string_view count)
{
    json.key(key).array(left_out, [&](const social::PastLeftOut& one) {
        json.object([&] {
            json.field("reason", one.reason);
            json.field("said", api.services.locale.text(api.language, one.reason));
            json.field(count, one.items);
        });
    });
}

void write_import(JsonWriter& json, const Api& api, const Shown& shown)
{
    const auto& import = shown.import;
    json.object([&] {
        json.field("id", import.id);
        json.field("actor", import.source.actor);
        json.field("handle", import.source.handle);
        json.field("total", import.total);
        json.field("done", import.done);
        json.field("brought", import.brought);
        json.field("withheld", import.withheld);
        json.field("without_media", import.without_media);
        json.field("alone", import.alone);
        json.field("media", import.media);
        json.field("polls", import.polls);
        json.field("boosts", import.boosts);
        write_left_out(json, api, "left_out", shown.items, "items");
        write_left_out(json, api, "media_left_out", shown.media, "files");
        json.field("undoing", import.undoing);
        json.field("created_at", import.created_at);
        json.field("finished_at", import.finished_at);
    });
}

net::Response answer_of(Api& api, const social::PastImport& import)
{
    auto shown = api.db.read([&](db::Reader& reader) { return show(reader, import); });
    return json_response(200, [&](JsonWriter& json) { write_import(json, api, shown); });
}

std::optional<social::PastImport> find_import(const net::Request& request, Api& api)
{
    auto id = parse_id<social::PastImportId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return social::find_past_import(reader, api.me(), *id); });
}

Result<social::PastImport> begin(Api& api)
{
    const auto* file = api.params.file("file");
    if (!file) return refuse(ErrorCode::Invalid, "past.file_missing", {{"field", "file"}});
    if (!api.services.testing && !api.services.limiter.hit(per_person, to_string(api.me()), api.now).allowed)
        return refuse(ErrorCode::TooMany, "request.too_many");
    TRY(auto opened, social::open_past_archive(file->content));
    TRY(auto actor, activitypub::read_past_actor(opened.actor));
    TRY(auto items, activitypub::outbox_items(opened.outbox));
    social::PastSource source{
        .actor = actor.uri, .handle = actor.name + "@" + activitypub::host_of(actor.uri), .followers = actor.followers};
    CHECKED(api.db.read([&](db::Reader& reader) { return social::check_past_source(reader, api.me(), source); }));
    social::PastArchive archive{.source = source,
                                .outbox = opened.outbox,
                                .items = static_cast<std::int64_t>(items.size()),
                                .open_media = [&](const social::PastArchive::Hear& hear) {
                                    return social::open_archived_media(file->content, opened.files, hear);
                                }};
    return social::begin_past_import(api.db, api.services.data_folder, api.me(), archive, api.now);
}

}  // namespace

net::Response get_past_imports(const net::Request&, Api& api)
{
    auto imports = api.db.read([&](db::Reader& reader) {
        std::vector<Shown> shown;
        for (auto& import : social::past_imports_of(reader, api.me())) shown.push_back(show(reader, std::move(import)));
        return shown;
    });
    return json_response(200,
                         [&](JsonWriter& json) { json.array(imports, [&](const Shown& one) { write_import(json, api, one); }); });
}

net::Response post_past_import(const net::Request&, Api& api)
{
    auto begun = begin(api);
    return begun ? answer_of(api, *begun) : error_response(api, begun.error());
}

net::Response get_past_import(const net::Request& request, Api& api)
{
    auto import = find_import(request, api);
    return import ? answer_of(api, *import) : not_found(api);
}

net::Response delete_past_import(const net::Request& request, Api& api)
{
    auto import = find_import(request, api);
    if (!import) return not_found(api);
    auto begun = api.db.write([&](db::Transaction& tx) { return social::undo_past_import(tx, api.me(), import->id, api.now); });
    return begun ? empty_object() : error_response(api, begun.error());
}

}  // namespace favilla::console
