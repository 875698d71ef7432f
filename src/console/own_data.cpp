// SPDX-License-Identifier: AGPL-3.0-or-later
// /api/favilla/v1/exports and /imports — one's own lists as files, taken along and brought in (social/portable_lists.h, social/imports.h), and what
// one did here, to be read (console/own_records.h).
#include "base/csv.h"
#include "console/own_records.h"
#include "console/routes.h"
#include "mastodon/answers.h"
#include "social/imports.h"

namespace favilla::console {

using namespace mastodon;

namespace {

net::Response file_response(std::string name, std::string content)
{
    auto response = net::response_of_type(200, "text/csv; charset=utf-8", std::move(content));
    response.set_header("Content-Disposition", "attachment; filename=\"" + std::move(name) + "\"");
    return response;
}

void write_import(JsonWriter& json, const social::Import& import)
{
    json.object([&] {
        json.field("id", import.id);
        json.field("kind", name_of(import.kind));
        json.field("mode", name_of(import.mode));
        json.field("total", import.total);
        json.field("done", import.done);
        json.field("failed", import.failed);
        json.field("removed", import.removed);
        json.field("created_at", import.created_at);
        json.field("finished_at", import.finished_at);
    });
}

std::optional<social::Import> find_import(const net::Request& request, Api& api)
{
    auto id = parse_id<social::ImportId>(request.param("id"));
    if (!id) return std::nullopt;
    return api.db.read([&](db::Reader& reader) { return social::find_import(reader, api.me(), *id); });
}

// A file of a form, or its text.
std::string sent_file(const Params& params)
{
    if (const auto* file = params.file("file")) return std::string{file->content};
    return params.text_or("data", "");
}

Result<social::Import> begin(Api& api)
{
    auto kind = social::parse_portable_kind(api.params.text_or("kind", ""));
    if (!kind) return refuse(ErrorCode::Invalid, "import.kind_unknown", {{"field", "kind"}});
    auto mode = social::parse_import_mode(api.params.text_or("mode", "merge"));
    if (!mode) return refuse(ErrorCode::Invalid, "import.mode_unknown", {{"field", "mode"}});
    TRY(auto rows, social::read_portable(*kind, sent_file(api.params)));
    return api.db.write([&](db::Transaction& tx) { return social::begin_import(tx, api.me(), *kind, *mode, rows, api.now); });
}

// As the kind's files are, with two columns more, so that it can be mended and brought in again.
std::string failures_of(const Api& api, const social::Import& import, const std::vector<social::FailedLine>& lines)
{
    auto with = [](std::string line, std::string_view number, std::string_view reason) {
        line.pop_back();  // its end
        append_csv_field(line, number);
        append_csv_field(line, reason);
        return line + "\n";
    };
    auto text = with(social::portable_header(import.kind, social::Header::Always), "Line", "Reason");
    for (const auto& [row, reason] : lines)
        text += with(social::portable_line(import.kind, row), std::to_string(row.line),
                     api.services.locale.text(api.language, reason));
    return text;
}

}  // namespace

net::Response get_exports(const net::Request&, Api& api)
{
    struct File {
        std::string_view kind, name;
        std::int64_t lines = 0;
    };
    auto found = api.db.read([&](db::Reader& reader) {
        std::vector<File> counted;
        for (auto kind : social::all_portable_kinds)
            counted.push_back({name_of(kind), file_name_of(kind), social::count_portable(reader, kind, api.me(), api.now)});
        for (auto record : all_own_records)
            counted.push_back({name_of(record), file_name_of(record), count_record(reader, api, record)});
        return counted;
    });
    return json_response(200, [&](JsonWriter& json) {
        json.array(found, [&](const File& one) {
            json.object([&] {
                json.field("kind", one.kind);
                json.field("file", one.name);
                json.field("lines", one.lines);
            });
        });
    });
}

net::Response get_export(const net::Request& request, Api& api)
{
    if (auto record = record_of_file(request.param("file"))) {
        auto table = api.db.read([&](db::Reader& reader) { return record_table(reader, api, *record); });
        return file_response(std::string{file_name_of(*record)}, std::move(table));
    }
    auto kind = social::kind_of_file(request.param("file"));
    if (!kind) return not_found(api);
    auto text = social::portable_header(*kind, social::Header::AsMastodon);
    for (const auto& row :
         api.db.read([&](db::Reader& reader) { return social::portable_rows(reader, *kind, api.me(), api.now); }))
        text += social::portable_line(*kind, row);
    return file_response(std::string{file_name_of(*kind)}, std::move(text));
}

net::Response get_imports(const net::Request&, Api& api)
{
    auto imports = api.db.read([&](db::Reader& reader) { return social::imports_of(reader, api.me()); });
    return json_response(
        200, [&](JsonWriter& json) { json.array(imports, [&](const social::Import& import) { write_import(json, import); }); });
}

net::Response post_import(const net::Request&, Api& api)
{
    auto import = begin(api);
    if (!import) return error_response(api, import.error());
    return json_response(200, [&](JsonWriter& json) { write_import(json, *import); });
}

net::Response get_import(const net::Request& request, Api& api)
{
    auto import = find_import(request, api);
    if (!import) return not_found(api);
    return json_response(200, [&](JsonWriter& json) { write_import(json, *import); });
}

net::Response delete_import(const net::Request& request, Api& api)
{
    auto import = find_import(request, api);
    if (!import) return not_found(api);
    auto ended = api.db.write([&](db::Transaction& tx) { return social::end_import(tx, api.me(), import->id); });
    return ended ? empty_object() : error_response(api, ended.error());
}

net::Response get_import_failures(const net::Request& request, Api& api)
{
    auto import = find_import(request, api);
    if (!import) return not_found(api);
    auto lines = api.db.read([&](db::Reader& reader) { return social::failed_lines(reader, *import); });
    return file_response("not_imported_" + std::string{file_name_of(import->kind)}, failures_of(api, *import, lines));
}

}  // namespace favilla::console
